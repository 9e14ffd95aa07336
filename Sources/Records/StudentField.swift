/// A field of a student: what it is called, and whose word counts.
///
/// Source of the owners: the SIS owns enrollment and demographics, the programs own what they note
/// themselves; `docs/merging.md`.
public struct StudentField: Hashable, Sendable {
    /// Whose word counts.
    public enum Owner: String, Codable, Sendable { case sis, program }

    /// What a value is.
    public enum Kind: Sendable { case text, date, site }

    /// What only some may see, beside those who may see students at all. Dates and places of
    /// referral, evaluation, service and review tell of a disability as much as its name does.
    ///
    /// Source: what an education record of special education is, 34 CFR 300.611, 300.623.
    public enum Confidentiality: Sendable { case none, plan504, disability, health }

    /// Stable; the key in JSON and on the command line.
    public let name: String
    /// As people know it.
    public let label: String
    public let owner: Owner
    public let kind: Kind
    public let confidentiality: Confidentiality

    private init(
        _ name: String, _ label: String, _ owner: Owner, _ kind: Kind = .text,
        _ confidentiality: Confidentiality = .none
    ) {
        self.name = name
        self.label = label
        self.owner = owner
        self.kind = kind
        self.confidentiality = confidentiality
    }

    /// Fields that every student has; they are kept with the profile itself.
    public static let core = [
        StudentField("lastName", "Last Name", .sis),
        StudentField("firstName", "First Name", .sis),
        StudentField("middleName", "Middle Name", .sis),
        StudentField("birthDate", "Birth Date", .sis, .date),
        StudentField("gender", "Gender", .sis),
        StudentField("grade", "Grade", .sis),
        StudentField("site", "School", .sis, .site),
    ]

    /// What the roster says beside them.
    public static let roster = [
        StudentField("nameSuffix", "Name Suffix", .sis),
        StudentField("ethnicity", "Primary Ethnicity", .sis),
        StudentField("isHispanic", "Is Hispanic", .sis),
        StudentField("primaryLanguage", "Primary Language", .sis),
        StudentField("correspondenceLanguage", "Correspondence Language", .sis),
        StudentField("englishProficiency", "English Proficiency", .sis),
        StudentField("primaryDisability", "Primary Disability", .sis, .text, .disability),
        StudentField("schoolEnterDate", "School Enter Date", .sis, .date),
        StudentField("districtEnterDate", "District Enter Date", .sis, .date),
        StudentField(
            "plan504Accommodations", "Plan 504 Accommodations", .sis, .text, .plan504),
        StudentField(
            "plan504ReviewDate", "Plan 504 Annual Review Date", .sis, .date, .plan504),
        StudentField("academicYear", "Academic Year", .sis),
        StudentField("akaLastName", "AKA Last Name", .sis),
        StudentField("akaFirstName", "AKA First Name", .sis),
        StudentField("akaMiddleName", "AKA Middle Name", .sis),
        StudentField("akaSuffix", "AKA Suffix", .sis),
    ]

    /// What the SIS says of the first contact.
    public static let contact = [
        StudentField("guardianLastName", "Guardian Last Name", .sis),
        StudentField("guardianFirstName", "Guardian First Name", .sis),
        StudentField("address", "Address", .sis),
        StudentField("address2", "Address 2", .sis),
        StudentField("city", "City", .sis),
        StudentField("state", "State", .sis),
        StudentField("zip", "Zip", .sis),
        StudentField("phone", "Phone", .sis),
        StudentField("email", "Email", .sis),
    ]

    /// What the SIS says of the latest enrollment.
    public static let enrollment = [
        StudentField("enrollmentStart", "Enrollment Start Date", .sis, .date),
        StudentField("enrollmentEnd", "Enrollment End Date", .sis, .date),
    ]

    /// What programs note themselves.
    public static let program = [
        StudentField("caseManager", "Case Manager", .program),
        StudentField("homeSchool", "Home School", .program, .site),
        StudentField("serviceSchool", "Service School", .program, .site, .disability),
        StudentField("counselor", "Counselor", .program),
        StudentField("serviceProvider", "Service Provider", .program, .text, .disability),
        StudentField("placement", "Placement", .program, .text, .disability),
        StudentField("referralDate", "Referral Date", .program, .date, .disability),
        StudentField("evaluationDate", "Evaluation Date", .program, .date, .disability),
        StudentField("eligibilityDate", "Eligibility Date", .program, .date, .disability),
        StudentField("annualReviewDate", "Annual Review Date", .program, .date, .disability),
        StudentField("reevaluationDate", "Reevaluation Date", .program, .date, .disability),
        StudentField("programExitDate", "Program Exit Date", .program, .date, .disability),
        StudentField("interpreterNeeded", "Interpreter Needed", .program),
        StudentField("interpreterLanguage", "Interpreter Language", .program),
        StudentField("transportation", "Transportation", .program),
        StudentField(
            "assistiveTechnology", "Assistive Technology", .program, .text, .disability),
        StudentField("testAccommodations", "Test Accommodations", .program, .text, .disability),
        StudentField("healthNotes", "Health Notes", .program, .text, .health),
        StudentField("familyNotes", "Family Notes", .program),
        StudentField("programNotes", "Program Notes", .program),
    ]

    /// All fields, in the order in which they are shown.
    public static let all = core + roster + contact + enrollment + program

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    /// The field with this name, or nil.
    public static func named(_ name: String) -> StudentField? { byName[name] }

    /// Whether only some may see the values of the field with this name.
    public static func isConfidential(_ name: String) -> Bool {
        byName[name].map { $0.confidentiality != Confidentiality.none } ?? false
    }

    /// Its place in the order in which fields are shown.
    public static func place(of name: String) -> Int { places[name] ?? all.count }

    private static let places = Dictionary(
        uniqueKeysWithValues: all.enumerated().map { ($1.name, $0) })

    /// The value as it is kept, or nil where it is not one of this field: a date as `YYYY-MM-DD`
    /// (also read as MM/DD/YYYY), a site as its number, a text of at most 2,000 characters.
    /// Blank is blank.
    public func value(from text: String) -> String? {
        let text = String(
            text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
        if text.isEmpty { return "" }
        switch kind {
        case .text: return text.count <= (name.hasSuffix("Name") ? 200 : 2_000) ? text : nil
        case .site: return Int(text).flatMap { $0 > 0 ? String($0) : nil }
        case .date:
            guard case .date(let date) = DateCell.read(text, order: .monthFirst) else {
                return nil
            }
            return date.description
        }
    }
}
