import ArgumentParser
import Operations
import Records
import Storage

/// The district that a command works in, and the role of whoever works.
struct WorkspaceOptions: ParsableArguments {
    @OptionGroup var district: DistrictOptions

    @Option(
        help: """
            Work with the rights of this role only. Without it: with all rights, as whoever may \
            run commands on the host is the administrator. Rules of the role count too.
            """)
    var role: Role?

    var json: Bool { district.json }

    func workspace(_ store: any Store) throws -> Workspace {
        let access = try role.map {
            try PermissionRules.access(role: $0, named: district.actor, store: store)
        }
        return Workspace(
            store: store, clock: district.clock, access: access ?? .host(named: district.actor))
    }
}

extension Role: ExpressibleByArgument {}

/// Does `body` in an open district and closes it.
func withWorkspace<T>(
    _ options: WorkspaceOptions, existing: Bool = true, _ body: (Workspace) throws -> T
) throws -> T {
    try withDistrict(options.district, existing: existing) { try body(options.workspace($0)) }
}

/// Does `body` as the administrator of the host, in an open district, and closes it: for commands
/// whose `--role` is that of somebody else.
func withAdministrator<T>(
    _ options: DistrictOptions, existing: Bool = true, _ body: (Workspace) throws -> T
) throws -> T {
    try withDistrict(options, existing: existing) {
        try body(Workspace(store: $0, actor: options.actor, clock: options.clock))
    }
}
