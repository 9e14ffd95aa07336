import Foundation
import Operations
import Records
import Storage

/// The users of the invented district, one for each role. Their passwords are no secret.
enum DemoUsers {
    static let all: [(role: Role, name: String, displayName: String, password: String)] = [
        (.registrar, "registrar", "Rosa Lindqvist", "lantern-copper-violet-harbor"),
        (.secretary, "secretary", "Sam Okonkwo", "meadow-button-silver-canoe"),
        (.securityAdministrator, "security", "Ines Vargas", "walnut-river-candle-mosaic"),
        (.dataManager, "data", "Dana Whitfield", "pepper-compass-linen-glacier"),
        (.caseManager, "case", "Casey Brandt", "orchard-violin-amber-tunnel"),
        (.teacher, "teacher", "Theo Marchetti", "saddle-garnet-willow-kettle"),
        (.auditor, "auditor", "Aud Hernandez", "falcon-marble-thistle-anchor"),
    ]

    static func make(_ workspace: Workspace) throws {
        let users = Users(workspace)
        for user in all {
            var entry = Users.Entry()
            entry.role = user.role
            entry.displayName = user.displayName
            let added = try users.add(
                user.name, entry, password: user.password, isInitial: false)
            _ = try SecondFactor(store: workspace.store, clock: workspace.clock)
                .setUpInvented(added.id)
        }
    }

    /// One per line: `role: user / password`.
    static func tell(_ location: Location) {
        for user in all { Output.line("\(user.role.rawValue): \(user.name) / \(user.password)") }
        Output.line(
            "The code that is asked for next, of an authenticator app elsewhere, is told by:")
        Output.line("  homeroom user code registrar --district demo\(location.options)")
    }
}
