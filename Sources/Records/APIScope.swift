/// What a program may do with a token, at most: its user's rights count too.
public enum APIScope: String, CaseIterable, Codable, Sendable {
    case studentsRead = "students:read"
    case studentsWrite = "students:write"
    case confidentialRead = "confidential:read"
    case link
    case merge
    case undo
    case changesRead = "changes:read"
    case importsRead = "imports:read"
    case importsWrite = "imports:write"
    case programsRead = "programs:read"
    case programsWrite = "programs:write"
    case codesRead = "codes:read"
    case sisNotify = "sis:notify"

    /// The rights that it lets through.
    public var permissions: Set<Permission> {
        switch self {
        case .studentsRead:
            [.seeStudents, .seeRoster, .seeDocuments, .seeEvents, .seeEnrollments, .seePlans]
        case .studentsWrite: [.seeStudents, .createStudents, .editStudents, .setCaseManager]
        case .confidentialRead: [.seePlan504, .seeDisability, .seeHealth, .seeLAP, .seeLunch]
        case .link: [.seeStudents, .seeRoster, .linkStudents]
        case .merge: [.seeStudents, .mergeStudents]
        case .undo: [.undo, .undoOwn]
        case .changesRead: [.seeChanges]
        case .importsRead: [.seeImports]
        case .importsWrite: [.seeImports, .runImports]
        case .programsRead: [.seePrograms]
        case .programsWrite: [.seePrograms, .changePrograms, .changeLanguagePrograms]
        case .codesRead: []
        case .sisNotify: [.linkStudents]
        }
    }

    /// In words.
    public var title: String {
        switch self {
        case .studentsRead: "Look students up, with what hangs on them"
        case .studentsWrite: "Create and edit students"
        case .confidentialRead:
            "See confidential fields, and programs that take a right of their own"
        case .link: "Link students to the SIS, and take links off"
        case .merge: "Preview and apply merges"
        case .undo: "Undo changes; those of a merge with `merge` too"
        case .changesRead: "See what was changed"
        case .importsRead: "See import runs and their problems"
        case .importsWrite: "Import files, approve and discard runs"
        case .programsRead: "See program enrollments"
        case .programsWrite: "Add and change program enrollments"
        case .codesRead: "See code tables"
        case .sisNotify: "Say that students changed in the SIS"
        }
    }

    /// All rights that scopes let through together.
    public static func permissions(of scopes: [APIScope]) -> Set<Permission> {
        scopes.reduce(into: []) { $0.formUnion($1.permissions) }
    }
}
