import Records

/// A column by which the rows of a table name rows of another one.
///
/// All of them, whether or not the schema declares them: not every database has each of them
/// enforced, and a bulk write can be spared the look-up.
public struct TableReference: Sendable {
    /// What it is to people, as far as it is told apart.
    public enum Kind: Sendable {
        /// Whose an identifier is.
        case identifierHolder
        /// Into whom a student was merged.
        case merge
        /// Whose a program enrollment is, and its codes.
        case program
        case other
    }

    public let kind: Kind
    private let child: ShownTable
    public let column: String
    private let parent: ShownTable
    /// What else has to hold of the parent `p`.
    private let condition: Query

    private init(
        _ child: ShownTable, _ column: String, _ parent: ShownTable, _ kind: Kind = .other,
        where condition: Query = "1 = 1"
    ) {
        self.kind = kind
        self.child = child
        self.column = column
        self.parent = parent
        self.condition = condition
    }

    private static func code(_ column: String, of codeTable: String) -> TableReference {
        TableReference(
            .programEnrollment, column, .code, .program, where: "p.code_table = \(codeTable)")
    }

    public var childTable: String { child.name }
    public var parentTable: String { parent.name }

    public static let all: [TableReference] = records + attached + access + changeSets + runs

    private static let records = [
        TableReference(.identifier, "student", .student, .identifierHolder),
        TableReference(.student, "merged_into", .student, .merge),
        TableReference(.student, "sis_student", .sisStudent),
        TableReference(.sisEnrollment, "sis_student", .sisStudent),
        TableReference(.sisContact, "sis_student", .sisStudent),
        TableReference(.programEnrollment, "student", .student, .program),
        code("program", of: CodeBook.programs),
        code("eligibility_code", of: CodeBook.eligibility),
        code("exit_code", of: CodeBook.exits),
        TableReference(.programAlias, "student", .student),
        TableReference(.codeState, "code", .code),
    ]

    private static let attached = [
        TableReference(.studentField, "student", .student),
        TableReference(.enrollment, "student", .student),
        TableReference(.document, "student", .student),
        TableReference(.document, "content", .content),
        TableReference(.contentPiece, "content", .content),
        TableReference(.event, "student", .student),
        TableReference(.learningPlan, "student", .student),
        TableReference(.planCourse, "plan", .learningPlan),
        TableReference(.planContact, "plan", .learningPlan),
        TableReference(.planContact, "course", .planCourse),
        TableReference(.planReview, "plan", .learningPlan),
        TableReference(.planIntervention, "review", .planReview),
        TableReference(.notSame, "low", .student), TableReference(.notSame, "high", .student),
        TableReference(.notLinked, "student", .student),
        TableReference(.notLinked, "sis_student", .sisStudent),
        TableReference(.rosterApart, "low", .sisStudent),
        TableReference(.rosterApart, "high", .sisStudent),
    ]

    private static let access = [
        TableReference(.userSite, "account", .userAccount),
        TableReference(.permissionRule, "account", .userAccount),
        TableReference(.userPassword, "account", .userAccount),
        TableReference(.session, "account", .userAccount),
        TableReference(.savedView, "account", .userAccount),
        TableReference(.secondFactor, "account", .userAccount),
        TableReference(.recoveryCode, "account", .userAccount),
        TableReference(.accountUse, "account", .userAccount),
        TableReference(.exportRequest, "account", .userAccount),
        TableReference(.accessSubject, "event", .accessEvent),
        TableReference(.apiToken, "account", .userAccount),
        TableReference(.apiAnswer, "token", .apiToken),
        TableReference(.userIdentity, "account", .userAccount),
        TableReference(.savedReport, "account", .userAccount),
    ]

    /// The change set that wrote a row, and change sets among each other.
    private static let changeSets =
        [
            ShownTable.setting, .code, .site, .sisStudent, .sisEnrollment, .sisContact, .student,
            .identifier, .programEnrollment, .programAlias, .changeSetTable, .priorImage,
            .importRun, .importRow, .studentField, .enrollment, .document, .event, .learningPlan,
            .planCourse, .planContact, .planReview, .planIntervention, .notSame, .notLinked,
            .changeSubject, .userAccount, .userSite, .permissionRule,
            .codeState, .alert, .columnMapping, .changeSeal, .auditAnchor, .destroyedPiece,
            .userIdentity, .signInProvider, .matchDecision, .automationProfile, .savedReport,
            .envelope, .envelopePackage, .transferRequest, .rosterApart,
        ].map { TableReference($0, "change_set", .changeSet) } + [
            TableReference(.priorImage, "prior_change_set", .changeSet),
            TableReference(.destroyedPiece, "destroyed_in", .changeSet),
            TableReference(.destroyedPiece, "prior_change_set", .changeSet),
            TableReference(.changeSet, "undoes", .changeSet),
            TableReference(.changeSet, "undone_by", .changeSet),
        ]

    private static let runs = [
        TableReference(.importRow, "run", .importRun),
        TableReference(.importFile, "run", .importRun),
    ]

    /// The references of the rows that name one that is not there.
    fileprivate var lost: Query {
        """
        SELECT \(sql: child.reference) FROM \(sql: child.name) c
        WHERE c.\(sql: column) IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM \(sql: parent.name) p
            WHERE p.id = c.\(sql: column) AND \(query: condition))
        """
    }
}

extension Reader {
    /// The rows that name a row that is not there.
    public func rowsLost(by reference: TableReference) throws -> BrokenRows {
        try broken(reference.lost)
    }
}
