import Foundation

/// A file of program enrollments as a state takes it: its fields and its rules, as data. A layout
/// is a JSON document; another state is another document. See `docs/state-reporting.md`.
public struct StateLayout: Codable, Equatable, Sendable {
    /// By which it is chosen: `ca-sprg`.
    public let name: String
    public let title: String
    /// What it was made from.
    public let source: String
    public let separator: String
    public let endsLinesWithCRLF: Bool
    public let hasHeader: Bool
    public let dates: DateForm
    public let years: YearForm
    /// When it is handed in: rules can be for some of these alone. The first is the usual one.
    public let submissions: [Submission]
    public let fields: [Field]
    public let rules: [Rule]

    /// How a day is written.
    public enum DateForm: String, Codable, Sendable {
        case compact = "CCYYMMDD"
        case american = "MM/DD/YYYY"
        case iso = "YYYY-MM-DD"
    }

    /// How a school year is written.
    public enum YearForm: String, Codable, Sendable {
        case both = "YYYY-YYYY"
        /// The year in which it ends.
        case ending = "YYYY"
    }

    /// One time in a year at which the file is handed in.
    public struct Submission: Codable, Equatable, Sendable {
        public let name: String
        public let title: String
    }

    /// Where the value of a field comes from.
    public enum Source: String, Codable, CaseIterable, Sendable {
        /// The number of the district, a setting.
        case district
        /// What the state calls the site.
        case school
        case year, stateID, localID, firstName, lastName, birthDate, gender
        /// What the state calls the codes in the school year.
        case program, eligibility, exit
        case start, end
        /// A file of details beside, in a column called like the field.
        case detail
    }

    /// One field of a row.
    public struct Field: Codable, Equatable, Sendable {
        public let name: String
        public let source: Source?
        /// What always stands there; nil where a source says it.
        public let constant: String?
        /// In characters, at most.
        public let length: Int?
        public let isRequired: Bool?
        /// A regular expression for the whole value, where there is one.
        public let pattern: String?
        /// What the state calls our values; others stay as they are.
        public let values: [String: String]?
        /// The state's own code for what is wrong with it.
        public let code: String?
        public let fix: String?
    }

    /// What has to hold of rows.
    public struct Rule: Codable, Equatable, Sendable {
        public enum Kind: String, Codable, Sendable {
            /// Start and end lie within one enrollment of the student at the school.
            case enrolled
            /// It shares a day with an enrollment at the school, and does not end after that.
            case enrolledSometime
            /// No two rows of the same values overlap.
            case noOverlap
            /// No two rows have the same values.
            case unique
            /// A field is filled.
            case filled
            /// A field is blank.
            case blank
            /// Start and end lie within the row's school year.
            case withinYear
            /// What began in the reported year has an end within it.
            case closed
            /// What began before it has an end where the same begins anew in it.
            case closedBefore
        }

        public let kind: Kind
        /// The state's own code.
        public let code: String
        public let message: String
        public let fix: String
        /// The state's program codes that it is for; nil for all.
        public let programs: [String]?
        /// Those that it is not for.
        public let exceptPrograms: [String]?
        /// Values of fields of rows that it is for; nil for all.
        public let when: [String: [String]]?
        /// Names of fields that it is about.
        public let fields: [String]?
        /// Names of submissions that it is for; nil for all.
        public let submissions: [String]?
        /// Whether the file can be handed in all the same.
        public let isWarning: Bool?

        func isFor(_ program: String, at submission: String) -> Bool {
            (programs.map { $0.contains(program) } ?? true)
                && !(exceptPrograms ?? []).contains(program)
                && (submissions.map { $0.contains(submission) } ?? true)
        }
    }

    /// Those that Homeroom has.
    public static let shipped: [StateLayout] = [
        PackageResources.ca_sprg_json, PackageResources.wa_cedars_i_json,
    ].compactMap { try? StateLayout(json: Data($0)) }

    /// The state's codes of programs, where the pattern of their field lists them.
    public var programCodes: [String] {
        guard let pattern = fields.first(where: { $0.source == .program })?.pattern else {
            return []
        }
        let codes = pattern.split(separator: "|").map(String.init)
        return codes.allSatisfy { $0.allSatisfy(\.isNumber) } ? codes : []
    }

    /// A layout from its JSON document.
    ///
    /// - Throws: `StateLayoutFault` with what is wrong with it.
    public init(json: Data) throws {
        do {
            self = try JSONDecoder().decode(StateLayout.self, from: json)
        } catch let error as DecodingError {
            throw StateLayoutFault(Self.words(for: error))
        }
        try check()
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, let context):
            "\(key.stringValue) is missing\(place(context))."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "A value is of another kind\(place(context))."
        case .dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "It is no JSON." : "A value is none of those that there are\(place(context))."
        @unknown default: "It cannot be read."
        }
    }

    private static func place(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.map {
            $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue
        }
        return path.isEmpty ? "" : " in " + path.joined(separator: " ")
    }

    private func check() throws {
        if name.isEmpty || fields.isEmpty || separator.count != 1 || submissions.isEmpty {
            throw StateLayoutFault(
                "It has a name, fields, submissions, and a separator of one character.")
        }
        let names = Set(fields.map(\.name))
        if names.count < fields.count { throw StateLayoutFault("Two fields have one name.") }
        for field in fields {
            if (field.source == nil) == (field.constant == nil) {
                throw StateLayoutFault("\(field.name) has either a source or a constant.")
            }
            if let pattern = field.pattern, (try? Regex(pattern)) == nil {
                throw StateLayoutFault("The pattern of \(field.name) is no regular expression.")
            }
        }
        for rule in rules {
            for field in (rule.fields ?? []) + (rule.when ?? [:]).keys where !names.contains(field)
            {
                throw StateLayoutFault(
                    "The rule \(rule.code) is about \(field), which is no field.")
            }
            let known = Set(submissions.map(\.name))
            for one in rule.submissions ?? [] where !known.contains(one) {
                throw StateLayoutFault(
                    "The rule \(rule.code) is for \(one), which is no submission.")
            }
            let takesFields: [Rule.Kind] = [.noOverlap, .unique, .filled, .blank]
            if takesFields.contains(rule.kind), rule.fields?.isEmpty ?? true {
                throw StateLayoutFault("The rule \(rule.code) names no fields.")
            }
        }
    }
}

/// What is wrong with a description of a layout.
public struct StateLayoutFault: Error, Equatable, Sendable {
    public let message: String

    init(_ message: String) { self.message = message }
}
