/// One student as a roster file describes them: a row of the General Student Table.
public struct RosterStudent: Equatable, Sendable {
    private var texts = [String](repeating: "", count: RosterField.allCases.count)
    private var dates = [CalendarDate?](repeating: nil, count: 4)
    /// Columns that the file has beyond the fields, blank ones left out.
    public var otherColumns: [OtherColumn] = []
    /// The Grade Level ID, where the file of students carries it; studemo.txt does not.
    public var grade = ""

    public init() {}

    /// The text of a field; empty for a date.
    public subscript(field: RosterField) -> String {
        get { texts[field.rawValue] }
        set { texts[field.rawValue] = newValue }
    }

    /// The date of a field; nil for a text.
    public func date(_ field: RosterField) -> CalendarDate? {
        field.dateIndex.flatMap { dates[$0] }
    }

    /// Sets the date of a field; does nothing for a text.
    public mutating func set(_ date: CalendarDate?, for field: RosterField) {
        if let index = field.dateIndex { dates[index] = date }
    }

    /// Whether it says anything that only some may see, or may: nobody knows what other columns
    /// are about.
    public var isConfidential: Bool {
        !self[.primaryDisability].isEmpty || !self[.plan504Accommodations].isEmpty
            || date(.plan504ReviewDate) != nil || !otherColumns.isEmpty
    }

    /// What the row says as one number: equal rows have equal ones.
    public var content: Int64 {
        var sum: UInt64 = 0
        for field in RosterField.allCases {
            if let date = date(field) {
                sum &+= ContentHash.hash(day: date.dayNumber, seed: field.seed)
            } else {
                sum &+= ContentHash.hash(self[field], seed: field.seed)
            }
        }
        for column in otherColumns {
            sum &+= ContentHash.hash(column.value, seed: ContentHash.seed(column.label))
        }
        return ContentHash.stored(sum &+ ContentHash.hash(grade, seed: Self.gradeSeed))
    }

    private static let gradeSeed = ContentHash.seed("Grade Level ID")

    /// The keys by which the student is found: see `NameKeys.keys`.
    public var nameKeys: [String] {
        NameKeys.keys(last: self[.lastName], first: self[.firstName], middle: self[.middleName])
    }
}
