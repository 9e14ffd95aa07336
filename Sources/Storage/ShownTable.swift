/// A table with the words by which a row of it is shown to people: numbers of ours, never what a
/// student's cell says.
struct ShownTable: Sendable {
    let name: String
    /// SQL for the words, of a table with the alias `c`.
    let reference: String

    /// - Parameter words: for each column, what stands before it.
    private init(_ name: String, _ words: KeyValuePairs<String, String>) {
        self.name = name
        reference = words.map { "'\($0)' || CAST(c.\($1) AS TEXT)" }.joined(separator: " || ")
    }

    static let setting = ShownTable("setting", ["setting ": "name"])
    static let code = ShownTable("code", ["code ": "id"])
    static let site = ShownTable("site", ["site ": "id"])
    static let sisStudent = ShownTable("sis_student", ["SIS student ": "id"])
    static let sisEnrollment = ShownTable(
        "sis_enrollment",
        ["enrollment of SIS student ": "sis_student", ", site ": "site", ", day ": "start"])
    static let sisContact = ShownTable(
        "sis_contact", ["contact of SIS student ": "sis_student", ", number ": "position"])
    static let student = ShownTable("student", ["student ": "id"])
    /// By the student alone, for the rest is a student's number.
    static let identifier = ShownTable("identifier", ["student ": "student"])
    static let programEnrollment = ShownTable(
        "program_enrollment",
        ["record ": "student", ".": "program", ".": "start", ".": "site"])
    static let programAlias = ShownTable(
        "program_alias",
        ["decision about ": "student", ".": "program", ".": "start", ".": "site"])

    static let studentField = ShownTable(
        "student_field", ["student ": "student", ", field ": "field"])
    static let enrollment = ShownTable("enrollment", ["enrollment ": "id"])
    static let document = ShownTable("document", ["document ": "id"])
    static let event = ShownTable("event", ["event ": "id"])
    static let learningPlan = ShownTable("learning_plan", ["learning plan ": "id"])
    static let planCourse = ShownTable("plan_course", ["course ": "id"])
    static let planContact = ShownTable("plan_contact", ["weekly contact ": "id"])
    static let planReview = ShownTable("plan_review", ["monthly review ": "id"])
    static let planIntervention = ShownTable("plan_intervention", ["intervention ": "id"])
    static let notSame = ShownTable(
        "not_same", ["decision about students ": "low", " and ": "high"])
    static let notLinked = ShownTable(
        "not_linked", ["decision about student ": "student", " and SIS student ": "sis_student"])
    static let userAccount = ShownTable("user_account", ["user ": "id"])
    static let userSite = ShownTable("user_site", ["user ": "account", ", site ": "site"])
    static let permissionRule = ShownTable(
        "permission_rule", ["rule ": "permission", " for ": "scope", " ": "subject"])
    static let userPassword = ShownTable("user_password", ["password of user ": "account"])
    /// By the user alone, for the rest is a hash.
    static let session = ShownTable("session", ["session of user ": "account"])
    static let savedView = ShownTable("saved_view", ["saved view of user ": "account"])
    /// By its number alone, for the rest is a hash.
    static let apiToken = ShownTable("api_token", ["token ": "id"])
    static let apiAnswer = ShownTable("api_answer", ["answer to token ": "token"])
    static let userIdentity = ShownTable("user_identity", ["identity of user ": "account"])
    static let signInProvider = ShownTable("sign_in_provider", ["sign-in provider ": "id"])
    static let codeState = ShownTable(
        "code_state", ["state code of code ": "code", ", year ": "academic_year"])
    static let alert = ShownTable("alert", ["alert ": "system_key"])
    static let columnMapping = ShownTable("column_mapping", ["column mapping ": "name"])
    static let automationProfile = ShownTable(
        "automation_profile", ["automation profile ": "name"])
    static let savedReport = ShownTable("saved_report", ["report ": "id"])
    static let envelope = ShownTable("envelope", ["envelope ": "id"])
    static let envelopePackage = ShownTable(
        "envelope_package", ["envelope ": "envelope", ", package ": "package"])
    static let transferRequest = ShownTable("transfer_request", ["transfer request ": "id"])
    static let content = ShownTable("content", ["content ": "id"])
    static let contentPiece = ShownTable(
        "content_piece", ["content ": "content", ", piece ": "piece"])
    static let changeSubject = ShownTable(
        "change_subject", ["change set ": "change_set", ", student ": "student"])
    static let accessEvent = ShownTable("access_event", ["log entry ": "id"])
    static let accessSubject = ShownTable(
        "access_subject", ["log entry ": "event", " of ": "subject"])
    static let secondFactor = ShownTable("second_factor", ["user ": "account"])
    static let recoveryCode = ShownTable("recovery_code", ["user ": "account"])
    static let accountUse = ShownTable("account_use", ["user ": "account"])
    static let exportRequest = ShownTable("export_request", ["export ": "id"])

    static let rosterApart = ShownTable(
        "roster_apart", ["decision about SIS students ": "low", " and ": "high"])
    static let matchDecision = ShownTable(
        "match_decision", ["decision of change set ": "change_set"])

    static let changeSet = ShownTable("change_set", ["change set ": "id"])
    static let changeSetTable = ShownTable(
        "change_set_table", ["change set ": "change_set", ", table ": "table_name"])
    static let priorImage = ShownTable(
        "prior_image", ["change set ": "change_set", ", table ": "table_name"])
    static let changeSeal = ShownTable("change_seal", ["seal of change set ": "change_set"])
    static let auditAnchor = ShownTable("audit_anchor", ["anchor at change set ": "change_set"])
    static let destroyedPiece = ShownTable(
        "destroyed_piece", ["destroyed of change set ": "change_set"])
    static let importRun = ShownTable("import_run", ["run ": "id"])
    static let importRow = ShownTable("import_row", ["run ": "run", ", row ": "row"])
    static let importFile = ShownTable("import_file", ["run ": "run", ", piece ": "piece"])
}
