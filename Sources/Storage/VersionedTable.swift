import Records

/// A table whose every change is kept: which columns identify a row, and which it has.
///
/// Columns are only ever added at the end, because prior images are arrays in this order.
public struct VersionedTable: Hashable, Sendable {
    public let name: String
    public let key: [String]
    public let columns: [String]

    init(_ name: String, key: [String], _ columns: String) {
        self.name = name
        self.key = key
        self.columns = columns.split(separator: " ").map(String.init)
    }

    /// All of them, in the order in which an undo may insert rows (referenced tables first).
    public static let all: [VersionedTable] = [
        .setting, .code, .site, .sisStudent, .sisEnrollment, .sisContact, .student, .identifier,
        .programEnrollment, .programAlias, .studentField, .enrollment, .document, .event,
        .learningPlan, .planCourse, .planContact, .planReview, .planIntervention, .notSame,
        .notLinked, .userAccount, .userSite, .permissionRule,
        .codeState, .alert, .columnMapping,
        .userIdentity, .signInProvider, .automationProfile, .savedReport, .envelope,
        .envelopePackage, .transferRequest, .rosterApart,
    ]

    public static let setting = VersionedTable("setting", key: ["name"], "name value change_set")
    public static let code = VersionedTable(
        "code", key: ["id"],
        "id code_table code_key translation system_key site sort_order active seen_in_file "
            + "change_set")
    public static let site = VersionedTable(
        "site", key: ["id"],
        "id name state_site_id start_grade end_grade site_type address address_2 city state zip "
            + "local_site_code annual_hours annual_weeks parent_site sourced_id missing_since "
            + "change_set")
    public static let sisStudent = VersionedTable(
        "sis_student", key: ["id"],
        "id import_id state_id other_id sourced_id last_name first_name middle_name name_suffix "
            + "birth_date gender ethnicity is_hispanic primary_language correspondence_language "
            + "english_proficiency primary_disability school_enter_date district_enter_date "
            + "plan_504_accommodations plan_504_review_date academic_year aka_last_name "
            + "aka_first_name aka_middle_name aka_suffix other_columns grade site name_key "
            + "given_key surname_key content missing_since change_set")
    public static let sisEnrollment = VersionedTable(
        "sis_enrollment", key: ["sis_student", "site", "start", "academic_year"],
        "sis_student site start academic_year ends grade is_primary attendance_program exit_code "
            + "session_type entry_code missing_since change_set")
    public static let sisContact = VersionedTable(
        "sis_contact", key: ["sis_student", "position"],
        "sis_student position last_name first_name address address_2 city state zip phone email "
            + "legal_guardian primary_contact other_columns change_set")
    public static let student = VersionedTable(
        "student", key: ["id"],
        "id student_id sis_student status origin merged_into last_name first_name middle_name "
            + "birth_date gender grade site name_key given_key surname_key created_at revision "
            + "change_set")
    public static let identifier = VersionedTable(
        "identifier", key: ["system", "value", "student"], "system value student status change_set")
    public static let programEnrollment = VersionedTable(
        "program_enrollment", key: ["student", "program", "start", "site"],
        "student program start site content ends eligibility_start eligibility_end academic_year "
            + "eligibility_code exit_code start_is_eligibility change_set")
    public static let programAlias = VersionedTable(
        "program_alias", key: ["student", "program", "start", "site"],
        "student program start site decision content to_student to_program to_start to_site "
            + "change_set")

    public static let studentField = VersionedTable(
        "student_field", key: ["student", "field"], "student field value change_set")
    public static let enrollment = VersionedTable(
        "enrollment", key: ["id"],
        "id student site start ends academic_year grade is_primary entry_code exit_code added_at "
            + "change_set")
    public static let document = VersionedTable(
        "document", key: ["id"],
        "id student title category school_year status file_name content added_at change_set")
    public static let event = VersionedTable(
        "event", key: ["id"], "id student kind day note added_at change_set")
    public static let learningPlan = VersionedTable(
        "learning_plan", key: ["id"],
        "id student start ends minutes_per_week teacher contact_method materials evaluation "
            + "meets_standards status approved_on approved_by approved_snapshot concluded_on "
            + "created_at change_set")
    public static let planCourse = VersionedTable(
        "plan_course", key: ["id"],
        "id plan title state_course_code teacher goals objectives activities completion "
            + "change_set")
    public static let planContact = VersionedTable(
        "plan_contact", key: ["id"], "id plan course day method evidence change_set")
    public static let planReview = VersionedTable(
        "plan_review", key: ["id"], "id plan month day satisfactory note change_set")
    public static let planIntervention = VersionedTable(
        "plan_intervention", key: ["id"], "id review kind day note change_set")
    public static let notSame = VersionedTable(
        "not_same", key: ["low", "high"],
        "low high origin evidence reason actor at change_set")
    public static let notLinked = VersionedTable(
        "not_linked", key: ["student", "sis_student"],
        "student sis_student origin evidence reason actor at change_set")
    public static let rosterApart = VersionedTable(
        "roster_apart", key: ["low", "high"], "low high evidence reason actor at change_set")

    public static let userAccount = VersionedTable(
        "user_account", key: ["id"],
        "id name display_name role whole_district state created_at change_set")
    public static let userSite = VersionedTable(
        "user_site", key: ["account", "site"], "account site change_set")
    public static let permissionRule = VersionedTable(
        "permission_rule", key: ["permission", "scope", "subject"],
        "permission scope subject account value change_set")
    public static let userIdentity = VersionedTable(
        "user_identity", key: ["id"], "id account issuer subject linked_at change_set")
    public static let signInProvider = VersionedTable(
        "sign_in_provider", key: ["id"],
        "id issuer client_id label scopes max_age second_factor_by change_set")
    /// Those that say who may do what, and who is who.
    public static let ofAccess: [VersionedTable] = [
        .userAccount, .userSite, .permissionRule, .userIdentity, .signInProvider,
    ]
    public static let codeState = VersionedTable(
        "code_state", key: ["code", "academic_year"], "code academic_year state_code change_set")
    public static let alert = VersionedTable(
        "alert", key: ["system_key"], "system_key label active sort_order change_set")
    public static let columnMapping = VersionedTable(
        "column_mapping", key: ["name"], "name layout signature pairs change_set")

    public static let automationProfile = VersionedTable(
        "automation_profile", key: ["name"], "name document change_set")
    public static let savedReport = VersionedTable(
        "saved_report", key: ["id"], "id account document change_set")
    public static let envelopePackage = VersionedTable(
        "envelope_package", key: ["id"], "id envelope package student change_set")
    public static let envelope = VersionedTable(
        "envelope", key: ["id"], "id direction envelope_id document change_set")
    public static let transferRequest = VersionedTable(
        "transfer_request", key: ["id"], "id direction request_id document change_set")

    /// Rows of this table, written whole.
    public func bulk(_ conflict: BulkWrite.Conflict) -> BulkWrite {
        BulkWrite(into: name, columns: columns, key: key, conflict: conflict)
    }

    /// The key of a row as text: its values with slashes between them.
    public static func rowKey(_ values: [String]) -> String { values.joined(separator: "/") }

    var columnList: String { columns.joined(separator: ", ") }
    /// SQL for the text of a row's key.
    var keyExpression: String {
        key.map { "CAST(\($0) AS TEXT)" }.joined(separator: " || '/' || ")
    }
}
