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
    try withDistrict(options.district, existing: existing) { store in
        let disclosures = Disclosures()
        let workspace = try options.workspace(store).noting(disclosures)
        let result = try body(workspace)
        try writeDown(disclosures, workspace)
        return result
    }
}

/// Writes down whom a command shows, before it is printed.
private func writeDown(_ disclosures: Disclosures, _ workspace: Workspace) throws {
    if disclosures.subjects.isEmpty { return }
    // The noun and the verb: what follows can name a student.
    let words = CommandLine.arguments.dropFirst().prefix(2).prefix { argument in
        argument.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == 45
        }
            && !argument.hasPrefix("-")
    }
    let event = workspace.accessEvent(
        .command, words.joined(separator: " "), disclosures.subjects)
    try workspace.store.write { try $0.log([event]) }
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
