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
            run commands on the host is the administrator.
            """)
    var role: Role?

    var json: Bool { district.json }

    func workspace(_ store: any Store) -> Workspace {
        Workspace(store: store, actor: district.actor, clock: district.clock, role: role)
    }
}

extension Role: ExpressibleByArgument {}

/// Does `body` in an open district and closes it.
func withWorkspace<T>(
    _ options: WorkspaceOptions, existing: Bool = true, _ body: (Workspace) throws -> T
) throws -> T {
    try withDistrict(options.district, existing: existing) { try body(options.workspace($0)) }
}
