import Foundation
import Operations
import Records
import Storage

struct Access: Sendable {
    let user: Int?
    let name: String
    let displayName: String
    let role: Role?
    let permissions: Set<Permission>
    func allows(_ p: Permission) -> Bool { permissions.contains(p) }
}
struct SignedIn: Sendable {
    let access: Access
    let csrf: String
    let endsAt: Date
}
struct Sessions {
    let store: any Store
    let clock: @Sendable () -> Date
    func find(token: String) throws -> SignedIn? {
        let role = Role.allCases.first { token == "dev-\($0.rawValue)" }
        guard token == "dev" || role != nil else { return nil }
        let rights = Permission.allCases.filter { right in
            role.map { AccessPolicy.allows($0, right) } ?? true
        }
        return SignedIn(
            access: Access(
                user: 1, name: "dev", displayName: "Dev", role: role, permissions: Set(rights)),
            csrf: "devdevdev", endsAt: clock().addingTimeInterval(1800))
    }
    func end(token: String) throws {}
}
extension Workspace {
    init(store: any Store, clock: @escaping @Sendable () -> Date, access: Access) {
        self.init(store: store, actor: access.name, clock: clock, role: access.role)
    }
}
