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

/// One thing that somebody may do or not.
public enum Permission: String, CaseIterable, Codable, Sendable {
    // Students themselves.
    case seeStudents
    case createStudents
    case linkStudents
    case editStudents
    /// Deletes students whom no learning plan ever used.
    case deleteStudents
    /// Says that two are not the same person, and takes that back.
    case decideDuplicates
    case mergeStudents
    /// Takes change sets back. That of a merge also needs `mergeStudents`.
    case undo

    // What only some see of those whom they may see; `StudentField.Confidentiality`.
    case seePlan504
    case seeDisability
    case seeHealth

    // What hangs on them.
    case seeDocuments
    case changeDocuments
    case removeDocuments
    case seeEvents
    case changeEvents
    case setCaseManager
    case seeEnrollments
    case changeEnrollments
    case seePrograms
    /// Adds, changes and removes program enrollments by hand.
    case changePrograms
    case seePlans
    /// Makes learning plans and changes what they say.
    case changePlans
    case approvePlans
    /// Notes weekly contacts, monthly reviews and interventions.
    case recordProgress

    // The district.
    case runImports
    case changeCodes
    case changeSettings
    case seeAccessLog
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
        .seeStudents, .seeDocuments, .seeEvents, .seeEnrollments, .seePrograms, .seePlans,
    ]

    private static let seesConfidential: Set<Permission> = [
        .seePlan504, .seeDisability, .seeHealth,
    ]

    /// What the school office does: it enters students and links them, and files what comes in.
    private static let office: Set<Permission> = sees.union([
        .createStudents, .linkStudents, .editStudents, .changeDocuments, .changeEvents,
        .changeEnrollments,
    ])

    private static let rights: [Role: Set<Permission>] = [
        .registrar: office.union([
            .deleteStudents, .decideDuplicates, .setCaseManager, .changePlans,
            .changePrograms,
        ]),
        .secretary: office.union([.deleteStudents, .changePlans]),
        .securityAdministrator: sees.union(seesConfidential).union([
            .editStudents, .decideDuplicates, .mergeStudents, .undo, .removeDocuments,
            .changeSettings, .seeAccessLog,
        ]),
        .dataManager: sees.union(seesConfidential).union([
            .createStudents, .linkStudents, .editStudents, .deleteStudents, .decideDuplicates,
            .undo, .changeEnrollments, .changePrograms, .runImports, .changeCodes, .changeSettings,
        ]),
        .caseManager: sees.union(seesConfidential).union([
            .changeDocuments, .removeDocuments, .changeEvents, .setCaseManager, .changePrograms,
            .changePlans, .approvePlans, .recordProgress,
        ]),
        .teacher: [
            .seeStudents, .seeEvents, .seeEnrollments, .seePlans, .changeEvents, .changePlans,
            .approvePlans, .recordProgress,
        ],
        .auditor: sees.union(seesConfidential).union([.seeAccessLog]),
    ]
}
