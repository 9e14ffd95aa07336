import Foundation
import Records
import Storage
import Synchronization

@testable import Operations

/// A clock that goes on when it is told.
final class MovedClock: Sendable {
    private let seconds = Mutex(1_791_180_000.0)

    var now: @Sendable () -> Date {
        { Date(timeIntervalSince1970: self.seconds.withLock { $0 }) }
    }

    func advance(_ by: Double) { seconds.withLock { $0 += by } }
}

/// A district with users who sign in. Their hashes are cheap.
final class Entrance {
    static let password = "turnip gravel lantern"
    static let cheap = Passwords(
        cost: Passwords.Cost(logRounds: 4, blockSize: 1, parallelism: 1))

    let office: Office
    let clock = MovedClock()

    init() throws {
        office = try Office(students: 0)
        try add("mira", .securityAdministrator)
    }

    var store: any Store { office.district.store }
    var host: Workspace { Workspace(store: store, clock: clock.now, access: .host) }
    var users: Users { users(host) }
    var rules: PermissionRules { PermissionRules(host) }
    var signIn: SignIn { SignIn(store: store, clock: clock.now, passwords: Self.cheap) }
    var sessions: Sessions { Sessions(store: store, clock: clock.now) }

    func users(_ workspace: Workspace) -> Users {
        Users(workspace, districtName: "Kestrel Valley", passwords: Self.cheap)
    }

    @discardableResult
    func add(_ name: String, _ role: Role, sites: Set<Int>? = nil) throws -> Users.Changed {
        var entry = Users.Entry()
        entry.role = role
        entry.sites = sites
        return try users.add(name, entry, password: Self.password, isInitial: false)
    }

    func token(
        _ name: String = "mira", _ password: String = Entrance.password,
        from address: String = "192.0.2.1"
    ) throws -> String {
        try signIn.run(name: name, password: password, address: address).token
    }

    /// Somebody signed in, at work.
    func workspace(_ name: String) throws -> Workspace {
        let access = try sessions.find(token: token(name))?.access
        return Workspace(store: store, clock: clock.now, access: access ?? .nobody)
    }

    @discardableResult
    func undo(_ change: Int?) throws -> Undo.Report { try Undo(host).run(change ?? 0) }
}

extension Access {
    /// Somebody without any right.
    static let nobody = AccessPolicy.access(
        for: Person(name: "nobody", role: .teacher, sites: []),
        rules: Permission.allCases.map { PermissionRule($0, .everyone, .no) })

    /// Somebody with sites and with all rights that one can have there.
    static func allRights(at sites: Set<Int>) -> Access {
        AccessPolicy.access(
            for: Person(user: 1, name: "somebody", role: .registrar, sites: sites),
            rules: Permission.allCases.map { PermissionRule($0, .user(1), .yes) })
    }
}
