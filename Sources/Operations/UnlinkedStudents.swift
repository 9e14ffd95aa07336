import Foundation
import Records
import Storage

/// The work list: every student that nothing links to the SIS.
public struct UnlinkedStudents {
    let store: any Store

    public init(store: any Store) { self.store = store }

    public struct Item: Codable, Equatable, Sendable {
        public let studentID: String
        public let name: String
        public let stateID: String
        public let otherID: String
        public let cause: String
        /// The day the profile was made, `YYYY-MM-DD`.
        public let since: String
        public let nextStep: String
    }

    /// Most urgent cause first, then the longest waiting.
    public func run() throws -> [Item] {
        let order = Dictionary(
            uniqueKeysWithValues: Cause.allCases.enumerated().map { ($1, $0) })
        let found = try store.read { try $0.unlinkedStudentViews() }.map { student in
            (student, Cause(rawValue: student.origin) ?? .addedManually)
        }
        return found.sorted {
            (order[$0.1] ?? 0, $0.0.createdAt, $0.0.id)
                < (order[$1.1] ?? 0, $1.0.createdAt, $1.0.id)
        }.map { student, cause in
            Item(
                studentID: student.studentID, name: student.name, stateID: student.stateID,
                otherID: student.otherID, cause: cause.rawValue,
                since: String(student.createdAt.prefix(10)), nextStep: cause.nextStep)
        }
    }
}
