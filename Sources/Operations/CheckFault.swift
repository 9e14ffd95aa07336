/// What a check of a district can find. Each has a stable code, listed in `docs/errors.md`.
enum CheckFault: String, CaseIterable {
    case database = "check.database"
    case databaseReferences = "check.database-references"
    case identifierShared = "check.identifier-shared"
    case studentIDShared = "check.student-id-shared"
    case importIDShared = "check.import-id-shared"
    case sisStudentShared = "check.sis-student-shared"
    case identifierLost = "check.identifier-lost"
    case identifierSecond = "check.identifier-second"
    case mergeCircle = "check.merge-circle"
    case mergeLost = "check.merge-lost"
    case mergeStatus = "check.merge-status"
    case mergeNumbers = "check.merge-numbers"
    case programKey = "check.program-key"
    case programContent = "check.program-content"
    case programLost = "check.program-lost"
    case documentContent = "check.document-content"
    case referenceLost = "check.reference-lost"
    case changeImages = "check.change-images"
    case changeRows = "check.change-rows"
    case changeUnnoted = "check.change-unnoted"
    case undoMark = "check.undo-mark"
    case numberSeries = "check.number-series"
    case priorImage = "check.prior-image"
    case runReport = "check.run-report"
    case runSum = "check.run-sum"
    case runChanges = "check.run-changes"
    case runRows = "check.run-rows"

    /// What is wrong, in one sentence. `detail` says where, for those that can be anywhere.
    func message(_ detail: String = "") -> String {
        switch self {
        case .database: "The database finds its own file damaged."
        case .databaseReferences:
            "The database finds rows that name a row that is not there, by the tables shown."
        case .identifierShared:
            "The same state ID or other ID is active with more than one student."
        case .studentIDShared: "More than one student has the same student ID."
        case .importIDShared:
            "More than one student of the General Student Table has the same integration ID."
        case .sisStudentShared:
            "More than one student is linked to the same student of the General Student Table."
        case .identifierLost: "A state ID or other ID belongs to a student who is not there."
        case .identifierSecond: "A student has two active state IDs, or two active other IDs."
        case .mergeNumbers:
            "A student who was merged into another is linked all the same, or has an active number."
        case .mergeCircle:
            "Students were merged into each other in a circle, so that their IDs lead to nobody."
        case .mergeLost: "A student was merged into one who is not there."
        case .mergeStatus:
            "A student is retired and leads to nobody, or leads to another and is not retired."
        case .programKey:
            "More than one program enrollment has the same student, program, start date and site."
        case .programContent:
            "The number that tells whether a program enrollment changed is not that of what the "
                + "record says. An import could take a changed row for an unchanged one."
        case .programLost:
            "A program enrollment names a student, a program or a code that is not there."
        case .documentContent: "The content that is kept of a document is not what was added."
        case .referenceLost: "Rows of one table name rows of another that are not there: \(detail)."
        case .changeImages:
            "A change set did not keep as many prior images as it noted, so that its undo would "
                + "not bring everything back."
        case .changeRows: "A change set did not write as many rows as it noted."
        case .changeUnnoted:
            "A change set wrote rows of a table of which it noted nothing, so that its undo would "
                + "leave them."
        case .undoMark:
            "A change set is marked as undone by one that did not undo it, or was undone itself."
        case .numberSeries: "A number that is in use would be given again."
        case .priorImage:
            "What a row was before a change cannot be read, so that an undo cannot bring it back."
        case .runReport: "The report of an import run cannot be read."
        case .runSum: "The counts of an import run do not add up to the rows that were read."
        case .runChanges: "An import run reports other numbers of changed rows than it wrote."
        case .runRows: "An import run keeps other numbers of rejected or held rows than it reports."
        }
    }

    /// What to do. Begins with a verb.
    var remedy: String {
        switch self {
        case .database, .databaseReferences, .documentContent:
            "Copy the district's file away, restore the newest backup in which this check finds "
                + "nothing, and look at the disk."
        default:
            "Restore the newest backup in which this check finds nothing, and report the code "
                + "with the rows shown."
        }
    }
}
