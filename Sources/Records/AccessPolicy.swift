/// What somebody does in a district.
///
/// Source of the roles: the offices that do this work in schools; `docs/access.md`.
public enum Role: String, CaseIterable, Codable, Sendable {
    case registrar
    case secretary
    /// The only one who merges profiles.
    case securityAdministrator
    /// Runs imports and automation, and keeps the code tables.
    case dataManager
    case caseManager
    case teacher
    /// Sees, and changes nothing.
    case auditor
}

/// Who may do what.
public enum AccessPolicy {
    /// Whether somebody in this role may do it.
    public static func allows(_ role: Role, _ permission: Permission) -> Bool {
        rights[role]?.contains(permission) ?? false
    }

    /// The roles that may do it, in the order of their names here.
    public static func roles(that permission: Permission) -> [Role] {
        Role.allCases.filter { allows($0, permission) }
    }

    private static let sees: Set<Permission> = [
        .seeStudents, .seeRoster, .seeDocuments, .seeEvents, .seeEnrollments, .seePrograms,
        .seeLAP, .seePlans,
    ]

    private static let seesConfidential: Set<Permission> = [
        .seePlan504, .seeDisability, .seeHealth,
    ]

    /// Only those who need it to do what is theirs, and who watches over them.
    private static let seesLunch: Set<Permission> = [.seeLunch]

    /// Who takes lists and records out, and who looks at what was done.
    private static let takesOut: Set<Permission> = [.export, .seeChanges]

    /// What the school office does: it enters students and links them, and files what comes in.
    private static let office: Set<Permission> = sees.union([
        .createStudents, .linkStudents, .editStudents, .changeDocuments, .changeEvents,
        .changeEnrollments, .undoOwn,
    ])

    private static let rights: [Role: Set<Permission>] = [
        .registrar: office.union(takesOut).union([
            .seePlan504, .recordDisclosures, .deleteStudents, .decideDuplicates, .setCaseManager,
            .changePlans,
            .changePrograms, .changeLanguagePrograms, .shareReports,
        ]),
        .secretary: office.union([.deleteStudents, .changePlans]),
        .securityAdministrator: sees.union(seesConfidential).union(seesLunch).union(takesOut)
            .union([
                .editStudents, .decideDuplicates, .mergeStudents, .undo, .removeDocuments,
                .changeSettings, .seeImports, .seeAccessLog, .recordDisclosures, .approveExports,
                .shareReports, .destroyRecords, .manageUsers, .useAPI,
            ]),
        .dataManager: sees.union(seesConfidential).union(seesLunch).union(takesOut).union([
            .createStudents, .linkStudents, .editStudents, .deleteStudents, .decideDuplicates,
            .undo, .changeEnrollments, .changePrograms, .changeLanguagePrograms, .runImports,
            .seeImports, .changeCodes, .changeSettings, .approveExports, .shareReports, .useAPI,
        ]),
        .caseManager: sees.union(seesConfidential).union([
            .changeDocuments, .removeDocuments, .changeEvents, .setCaseManager, .changePrograms,
            .changeLanguagePrograms, .changePlans, .approvePlans, .recordProgress, .export,
            .undoOwn,
        ]),
        .teacher: [
            .seeStudents, .seeEvents, .seeEnrollments, .seePlans, .changeEvents, .changePlans,
            .approvePlans, .recordProgress, .undoOwn,
        ],
        .auditor: sees.union(seesConfidential).union(seesLunch).union(takesOut).union([
            .seeImports, .seeAccessLog,
        ]),
    ]
}
