/// One thing that somebody may do or not.
public enum Permission: String, CaseIterable, Codable, Sendable {
    // Students themselves.
    case seeStudents
    /// The General Student Table: SIS students, with a profile or without.
    case seeRoster
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
    /// Takes back what one did oneself.
    case undoOwn

    // What only some see of those whom they may see; `StudentField.Confidentiality`,
    // `ProgramClass`.
    case seePlan504
    case seeDisability
    case seeHealth
    case seeLAP
    case seeLunch

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
    /// The same, of language programs.
    case changeLanguagePrograms
    case seePlans
    /// Makes learning plans and changes what they say.
    case changePlans
    case approvePlans
    /// Notes weekly contacts, monthly reviews and interventions.
    case recordProgress

    // The district.
    case runImports
    case seeImports
    case changeCodes
    case changeSettings
    /// Change sets, and what was done to a student.
    case seeChanges
    case seeAccessLog
    /// Enters to whom outside a student's record was given.
    case recordDisclosures
    /// Takes lists and records out of the district as files.
    case export
    /// Lets others take out lists of many students.
    case approveExports
    /// Lets roles see reports of one's own.
    case shareReports
    /// Destroys what is kept of a student, class by class, for good.
    case destroyRecords
    /// Users, their roles and sites, and rules.
    case manageUsers
    /// Has programs act in one's own name, by tokens.
    case useAPI

    /// In words. Seven have the names under which the programs import is published.
    public var title: String { titles[self] ?? rawValue }

    /// Whether it is about the whole district. Somebody whose rights are for some sites does not
    /// have it, whatever their role or a rule says.
    public var isOfWholeDistrict: Bool { ofWholeDistrict.contains(self) }
}

private let ofWholeDistrict: Set<Permission> = [
    .runImports, .seeImports, .changeCodes, .changeSettings, .manageUsers,
]

private let titles: [Permission: String] = [
    .seeStudents: "View students",
    .seeRoster: "View the General Student Table",
    .createStudents: "Create students",
    .linkStudents: "Link students to the SIS",
    .editStudents: "Edit students",
    .deleteStudents: "Delete students without records",
    .decideDuplicates: "Decide who is not the same person",
    .mergeStudents: "Merge student profiles",
    .undo: "Undo changes",
    .undoOwn: "Undo own changes",
    .seePlan504: "View 504 Accommodations",
    .seeDisability: "View disability and accommodations",
    .seeHealth: "View health notes",
    .seeLAP: "View Student Learning Assistance Program (LAP)",
    .seeLunch: "View lunch program details for students",
    .seeDocuments: "View documents",
    .changeDocuments: "Add and change documents",
    .removeDocuments: "Remove documents",
    .seeEvents: "View events",
    .changeEvents: "Edit events",
    .setCaseManager: "Assign case managers",
    .seeEnrollments: "View Student Enrollment History",
    .changeEnrollments: "Edit enrollments",
    .seePrograms: "View student program enrollment",
    .changePrograms: "Edit student program enrollment",
    .changeLanguagePrograms: "Modify Language Programs Data",
    .seePlans: "View learning plans",
    .changePlans: "Edit learning plans",
    .approvePlans: "Approve learning plans",
    .recordProgress: "Record learning plan progress",
    .runImports: "Run and review imports",
    .seeImports: "View imports",
    .changeCodes: "Edit code tables",
    .changeSettings: "Edit settings",
    .seeChanges: "View changes",
    .seeAccessLog: "View the access log",
    .recordDisclosures: "Enter disclosures",
    .export: "Export",
    .approveExports: "Approve exports of others",
    .shareReports: "Share reports",
    .destroyRecords: "Destroy records for good",
    .manageUsers: "Manage users and permissions",
    .useAPI: "Use the API with own tokens",
]
