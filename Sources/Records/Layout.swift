/// A file layout that an import understands.
public enum Layout: String, CaseIterable, Codable, Sendable {
    // In the order in which they depend on each other.
    case sites, studemo, enrollment, contacts, programs

    /// The file's exact name.
    public var fileName: String { "\(rawValue).txt" }

    /// One column of a layout.
    public struct Column: Equatable, Sendable {
        /// The label that a header of ours carries.
        public let label: String
        /// Labels that senders use for the same column.
        public let aliases: [String]
        public let isRequired: Bool
        /// The longest text, in characters.
        public let limit: Int

        init(_ label: String, _ aliases: [String] = [], required: Bool = false, limit: Int = 200) {
            self.label = label
            self.aliases = aliases
            isRequired = required
            self.limit = limit
        }
    }

    /// The columns in the layout's order. A column without a label is reserved: it has a position
    /// and is kept as it is.
    public var columns: [Column] {
        switch self {
        case .sites: Self.siteColumns
        case .studemo: Self.studentColumns
        case .enrollment: Self.enrollmentColumns
        case .contacts: Self.contactColumns
        case .programs: Self.programColumns
        }
    }

    private static let importID = Column(
        "Import Student ID",
        ["Student ID", "Local Student ID", "Student Number", "Import ID", "Stu ID", "SIS ID"],
        required: true, limit: 30)
    private static let stateID = Column(
        "State Student ID", ["State ID", "SSID", "State Student Identifier", "SASID", "StateID"],
        limit: 30)
    private static let lastName = Column(
        "Student Last Name", ["Last Name", "Last", "Surname", "Legal Last Name"], required: true)
    private static let firstName = Column(
        "Student First Name", ["First Name", "First", "Given Name", "Legal First Name"],
        required: true)
    private static let middleName = Column(
        "Student Middle Name", ["Middle Name", "Middle", "Student Middle Initial"])
    private static let birthDate = Column(
        "Birth Date", ["Date of Birth", "DOB", "Birthdate", "Student Birth Date"],
        required: true, limit: 30)
    private static let siteID = Column(
        "Site ID", ["School ID", "Site", "School Site ID", "Site Code", "School"], limit: 30)
    private static let academicYear = Column("Academic Year", ["School Year", "Year"], limit: 30)

    private static let programColumns: [Column] = [
        importID, stateID, lastName, firstName, middleName, birthDate,
        Column(
            "Program ID", ["Program Code", "Program", "Education Program Code"], required: true,
            limit: 30),
        Column("Eligibility Start Date", ["Eligibility Start", "Elig Start Date"], limit: 30),
        Column("Eligibility End Date", ["Eligibility End", "Elig End Date"], limit: 30),
        Column("Program Start Date", ["Program Start", "Start Date", "Entry Date"], limit: 30),
        Column("Program End Date", ["Program End", "End Date", "Exit Date"], limit: 30),
        academicYear,
        Column(
            "Program Eligibility Code", ["Eligibility Code", "Membership Code", "Elig Code"],
            limit: 30),
        Column(
            "Program Exit Code", ["Exit Code", "Exit Reason", "Program Exit Reason"], limit: 30),
        siteID,
    ]

    private static let studentColumns: [Column] =
        [
            importID, stateID, lastName, firstName, middleName, birthDate,
            Column("Gender", ["Sex", "Gender Code"], required: true, limit: 30),
            Column("Primary Ethnicity", ["Ethnicity", "Race"]), Column(""), Column(""),
            Column("Is Hispanic", ["Hispanic", "Hispanic/Latino", "Hispanic Ethnicity"]),
            Column("Primary Language", ["Home Language", "Language"]),
            Column("Correspondence Language"),
            Column("English Proficiency", ["English Language Proficiency", "EL Status"]),
            Column(""), Column("Primary Disability", ["Disability"]), Column(""), Column(""),
            Column(""), Column("School Enter Date", ["School Entry Date"], limit: 30),
            Column("District Enter Date", ["District Entry Date"], limit: 30), Column(""),
            Column(""),
            Column(""), Column(""), Column("Plan 504 Accommodations", ["504 Accommodations"]),
            Column("Plan 504 Annual Review Date", ["504 Annual Review Date"], limit: 30),
            Column(""),
            Column(""), Column(""), Column(""), Column(""), academicYear,
            Column("Name Suffix", ["Suffix"]), Column("AKA Last Name", ["AKA Last"]),
            Column("AKA First Name", ["AKA First"]), Column("AKA Middle Name", ["AKA Middle"]),
            Column("AKA Name Suffix", ["AKA Suffix"]),
        ] + Array(repeating: Column(""), count: 26)

    private static let enrollmentColumns: [Column] = [
        importID, stateID, lastName, firstName, middleName,
        Column("Birth Date", birthDate.aliases, limit: 30),
        Column(siteID.label, siteID.aliases, required: true, limit: 30),
        Column(
            "Enrollment Start Date", ["Enrollment Start", "Start Date", "Entry Date"],
            required: true, limit: 30),
        Column("Enrollment End Date", ["Enrollment End", "End Date", "Exit Date"], limit: 30),
        Column("Grade Level ID", ["Grade Level", "Grade"], limit: 30), academicYear,
        Column("Is Primary ADA", ["Primary ADA", "Is Primary"], limit: 30),
        Column("Attendance Program", [], limit: 200), Column("Exit Code", ["Exit Reason"]),
        Column("Session Type", ["Session"], limit: 30), Column("Entry Code", ["Entry Reason"]),
    ]

    private static let contactColumns: [Column] = [
        importID, stateID, Column("Student Last Name", lastName.aliases),
        Column("Student First Name", firstName.aliases), middleName,
        Column("Birth Date", birthDate.aliases, limit: 30),
        Column("Contact Last Name", ["Contact Last"], required: true),
        Column("Contact First Name", ["Contact First"]),
        Column("Address 1", ["Address", "Street"]), Column("Address 2"), Column("City"),
        Column("State"), Column("Zip", ["Zip Code", "Postal Code"]),
        Column("Phone 1", ["Phone", "Home Phone"]), Column("Phone 2"), Column("Phone 3"),
        Column("Relationship"), Column("Legal Guardian", ["Is Legal Guardian", "Guardian"]),
        Column("Primary Contact", ["Is Primary Contact", "Primary"]), Column(""), Column(""),
        Column("Email", ["E-mail", "Email Address"]),
    ]

    private static let siteColumns: [Column] = [
        Column(siteID.label, siteID.aliases, required: true, limit: 30),
        Column("Site Name", ["School Name", "Name"], required: true),
        Column("State Site ID", ["State School ID", "CDS Code"]),
        Column("Start Grade Level ID", ["Start Grade", "Low Grade"]),
        Column("End Grade Level ID", ["End Grade", "High Grade"]),
        Column("Site Type ID", ["Site Type", "School Type"]), Column("Address", ["Address 1"]),
        Column("Address 2"), Column("City"), Column("State"), Column("Zip", ["Zip Code"]),
        Column("Local Site Code", ["Local Code"]), Column("Annual Hours"), Column("Annual Weeks"),
        Column("Parent Site ID", ["Parent Site"]),
    ]
}
