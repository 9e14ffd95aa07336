import Foundation
import Storage

/// The views of lists that one user saved: a filter and an order under a name.
public struct SavedViews: Sendable {
    /// Views that one list can have.
    public static let most = 50
    /// Characters that a name can have.
    public static let longestName = 60

    let store: any Store
    /// Our number of the user.
    let user: Int

    public init(store: any Store, user: Int) {
        self.store = store
        self.user = user
    }

    /// By name.
    public func all(of list: String) throws -> [SavedView] {
        try store.read { try $0.savedViews(of: list, account: user) }
    }

    /// Saves a view; in the place of the one that has its name.
    ///
    /// - Parameter query: what stands behind the question mark of the list's address.
    /// - Throws: `view.name` where the name is blank or too long, `view.many` where there are
    ///   `most` already.
    public func save(_ name: String, _ query: String, of list: String) throws {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        if name.isEmpty || name.count > Self.longestName {
            throw OperationError.refused(
                code: "view.name",
                message: "A saved view needs a name of 1 to \(Self.longestName) characters.",
                remedy: "Give it a short name, such as: Leaving in June.")
        }
        try store.write { writer in
            let names = try writer.savedViews(of: list, account: user).map(\.name)
            if names.count >= Self.most, !names.contains(name) {
                throw OperationError.refused(
                    code: "view.many",
                    message: "This list has \(Self.most) saved views already.",
                    remedy: "Remove one that is not used any more.")
            }
            try writer.save(SavedView(name: name, query: query), of: list, account: user)
        }
    }

    public func remove(_ name: String, of list: String) throws {
        try store.write { try $0.removeView(name, of: list, account: user) }
    }
}
