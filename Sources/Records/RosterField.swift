/// A field of the General Student Table that a roster file fills, in the order of the table.
public enum RosterField: Int, CaseIterable, Sendable {
    case importID, stateID, otherID, sourcedID, lastName, firstName, middleName, nameSuffix
    case birthDate, gender, ethnicity, isHispanic, primaryLanguage, correspondenceLanguage
    case englishProficiency, primaryDisability, schoolEnterDate, districtEnterDate
    case plan504Accommodations, plan504ReviewDate, academicYear
    case akaLastName, akaFirstName, akaMiddleName, akaSuffix

    /// The label of its column in studemo.txt, or a name of ours where that file has none.
    public var label: String { Self.labels[rawValue] }

    /// Where the field stands in studemo.txt; nil where it does not.
    var column: Int? { Self.columns[rawValue] }

    /// Tells the field apart in a `ContentHash`.
    var seed: UInt64 { Self.seeds[rawValue] }

    /// Whether it holds a date.
    public var isDate: Bool { dateIndex != nil }

    /// The place among the dates of a student.
    var dateIndex: Int? {
        switch self {
        case .birthDate: 0
        case .schoolEnterDate: 1
        case .districtEnterDate: 2
        case .plan504ReviewDate: 3
        default: nil
        }
    }

    /// Whether only some may see it.
    var isConfidential: Bool {
        [.primaryDisability, .plan504Accommodations, .plan504ReviewDate].contains(self)
    }

    /// Whether it holds an ID, which a spreadsheet may have rewritten.
    var isID: Bool { self == .importID || self == .stateID }

    private static let labels = [
        "Import Student ID", "State Student ID", "Other ID", "Sourced ID", "Student Last Name",
        "Student First Name", "Student Middle Name", "Name Suffix", "Birth Date", "Gender",
        "Primary Ethnicity", "Is Hispanic", "Primary Language", "Correspondence Language",
        "English Proficiency", "Primary Disability", "School Enter Date", "District Enter Date",
        "Plan 504 Accommodations", "Plan 504 Annual Review Date", "Academic Year",
        "AKA Last Name", "AKA First Name", "AKA Middle Name", "AKA Name Suffix",
    ]
    private static let columns = labels.map { label in
        Layout.studemo.columns.firstIndex { $0.label == label }
    }
    private static let seeds = labels.map(ContentHash.seed)
}
