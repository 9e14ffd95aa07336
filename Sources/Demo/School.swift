/// The three schools of the district.
enum School: CaseIterable, Sendable {
    case elementary, middle, high

    /// The school that teaches `grade`, a Grade Level ID.
    init(grade: Int) {
        switch grade {
        case ...6: self = .elementary
        case ...9: self = .middle
        default: self = .high
        }
    }

    var siteID: String {
        switch self {
        case .elementary: "1010"
        case .middle: "1020"
        case .high: "1030"
        }
    }

    /// Carries a mark that the data are invented, on every page that shows a school.
    var name: String {
        switch self {
        case .elementary: "Cedar Hollow Elementary (invented)"
        case .middle: "Cedar Hollow Middle School (invented)"
        case .high: "Cedar Hollow High School (invented)"
        }
    }

    /// Grade Level IDs: 1 is kindergarten, 13 is grade 12.
    var grades: ClosedRange<Int> {
        switch self {
        case .elementary: 1...6
        case .middle: 7...9
        case .high: 10...13
        }
    }

    var typeID: String {
        switch self {
        case .elementary: "1"
        case .middle: "2"
        case .high: "3"
        }
    }

    var address: String {
        switch self {
        case .elementary: "100 Cedar Hollow Road"
        case .middle: "220 Larkspur Avenue"
        case .high: "1 Ridgeline Drive"
        }
    }

    var annualHours: String { self == .elementary ? "1000" : "1080" }
}

/// Where everybody lives. The ZIP code is not one that the postal service gives out.
enum Town {
    static let name = "Cedar Hollow"
    static let state = "WA"
    static let zip = "99999"
}
