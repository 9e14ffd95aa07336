/// What somebody typed into a form, and what is wrong with it.
public struct FormState: Sendable {
    /// Something wrong, with the field where it can be mended; nil for the form as a whole.
    public struct Problem: Sendable {
        public let field: String?
        public let message: Phrase

        public init(_ field: String?, _ message: Phrase) {
            self.field = field
            self.message = message
        }
    }

    public var values: [String: [String]]
    public var problems: [Problem]

    public init(_ values: [String: String] = [:]) {
        self.values = values.mapValues { [$0] }
        problems = []
    }

    public init(values: [String: [String]], problems: [Problem] = []) {
        self.values = values
        self.problems = problems
    }

    public static let blank = FormState()

    /// What stands in a field; blank where nothing was typed.
    public subscript(name: String) -> String { values[name]?.first ?? "" }

    /// Whether a box or a radio button of this value is chosen.
    public func has(_ name: String, _ value: String) -> Bool {
        values[name]?.contains(value) ?? false
    }

    public func problem(of field: String) -> Phrase? {
        problems.first { $0.field == field }?.message
    }
}
