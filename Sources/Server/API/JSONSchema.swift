/// The form of a JSON value: what the document says of it, and what a request is held against, are
/// one declaration.
///
/// Source: JSON Schema, draft 2020-12, as OpenAPI 3.1 uses it; of it, what is needed here.
struct JSONSchema: Sendable {
    indirect enum Kind: Sendable {
        case text(TextForm)
        case integer(ClosedRange<Int>)
        case number
        /// A number, or in words that there are few, or null where it is not told; `SmallCount`.
        case smallCount
        case boolean
        case array(JSONSchema, least: Int, most: Int?)
        /// With no other members than these.
        case object([Member])
        /// Members of any name.
        case map(JSONSchema)
        /// A named schema of the document.
        case named(String, @Sendable () -> JSONSchema)
        case any
    }

    struct Member: Sendable {
        let name: String
        let schema: JSONSchema
        let isRequired: Bool
    }

    var kind: Kind
    var isNullable = false
    var words: String?
    var example: JSONValue?
    /// Of members, exactly one has to be there.
    var oneOf: [String] = []

    init(_ kind: Kind) { self.kind = kind }

    /// How a text has to be.
    struct TextForm: Sendable {
        var shortest = 0
        /// Unicode scalars.
        var longest: Int?
        var choices: [String] = []
        var format: String?
        var pattern: Pattern?
    }

    /// A regular expression, and the same in Swift.
    struct Pattern: Sendable {
        let expression: String
        let matches: @Sendable (String) -> Bool
    }
}

extension JSONSchema {
    static let boolean = JSONSchema(.boolean)
    static let number = JSONSchema(.number)

    static func integer(_ range: ClosedRange<Int> = -(1 << 53)...(1 << 53)) -> JSONSchema {
        JSONSchema(.integer(range))
    }

    static let text = JSONSchema(.text(TextForm()))

    /// A text of one line that is sent to us.
    static func line(_ longest: Int, shortest: Int = 0) -> JSONSchema {
        JSONSchema(
            .text(TextForm(shortest: shortest, longest: longest, pattern: .withoutControls)))
    }

    /// A text of several lines that is sent to us.
    static func lines(_ longest: Int) -> JSONSchema {
        JSONSchema(.text(TextForm(longest: longest, pattern: .lines)))
    }

    static func choice(_ choices: [String]) -> JSONSchema {
        JSONSchema(.text(TextForm(choices: choices)))
    }

    static let day = JSONSchema(.text(TextForm(format: "date", pattern: .day)))
    static let moment = JSONSchema(.text(TextForm(format: "date-time")))

    static func array(
        of element: JSONSchema, least: Int = 0, most: Int? = nil
    ) -> JSONSchema { JSONSchema(.array(element, least: least, most: most)) }

    static func map(of value: JSONSchema) -> JSONSchema { JSONSchema(.map(value)) }

    static func object(_ members: Member...) -> JSONSchema { JSONSchema(.object(members)) }

    static func object(_ members: [Member]) -> JSONSchema { JSONSchema(.object(members)) }

    static func matching(_ pattern: Pattern) -> JSONSchema {
        JSONSchema(.text(TextForm(pattern: pattern)))
    }

    /// One of the document's schemas, by its name there.
    static func named(
        _ name: String, _ schema: @escaping @Sendable () -> JSONSchema
    ) -> JSONSchema { JSONSchema(.named(name, schema)) }

    var orNull: JSONSchema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    func saying(_ words: String, like example: JSONValue? = nil) -> JSONSchema {
        var schema = self
        schema.words = words
        schema.example = example ?? self.example
        return schema
    }

    func like(_ example: JSONValue) -> JSONSchema {
        var schema = self
        schema.example = example
        return schema
    }

    func exactlyOne(of names: [String]) -> JSONSchema {
        var schema = self
        schema.oneOf = names
        return schema
    }
}

extension JSONSchema.Member {
    static func required(_ name: String, _ schema: JSONSchema) -> Self {
        Self(name: name, schema: schema, isRequired: true)
    }

    static func optional(_ name: String, _ schema: JSONSchema) -> Self {
        Self(name: name, schema: schema, isRequired: false)
    }
}

extension JSONSchema.Pattern {
    /// Text that people type on one line.
    static let withoutControls = JSONSchema.Pattern(
        expression: #"^[^\u0000-\u001f\u007f-\u009f]*$"#
    ) { text in
        text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// Text that people type on several lines.
    static let lines = JSONSchema.Pattern(
        expression: #"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"#
    ) { text in
        text.unicodeScalars.allSatisfy {
            ["\n", "\r", "\t"].contains($0) || $0.properties.generalCategory != .control
        }
    }

    /// A day as we write days; that it is one of the calendar is asked when it is read.
    static let day = JSONSchema.Pattern(expression: #"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"#) { text in
        text.wholeMatch(of: #/[0-9]{4}-[0-9]{2}-[0-9]{2}/#) != nil
    }

    /// The name of a student in addresses.
    static let student = JSONSchema.Pattern(expression: "^s[0-9a-hjkmnp-tv-z]{13}$") { text in
        text.wholeMatch(of: #/s[0-9a-hjkmnp-tv-z]{13}/#) != nil
    }

    /// A program record of one student: program, start and site by our numbers.
    static let record = JSONSchema.Pattern(
        expression: #"^[0-9]{1,18}\.-?[0-9]{1,18}\.-?[0-9]{1,18}$"#
    ) { text in
        text.wholeMatch(of: #/[0-9]{1,18}\.-?[0-9]{1,18}\.-?[0-9]{1,18}/#) != nil
    }

    static let job = JSONSchema.Pattern(expression: "^[0-9a-z-]{1,64}$") { text in
        text.wholeMatch(of: #/[0-9a-z-]{1,64}/#) != nil
    }

    static let schoolYear = JSONSchema.Pattern(expression: #"^[0-9]{4}-[0-9]{4}$"#) { text in
        text.wholeMatch(of: #/[0-9]{4}-[0-9]{4}/#) != nil
    }

    static let key = JSONSchema.Pattern(expression: #"^[A-Za-z0-9_.:-]{8,128}$"#) { text in
        text.wholeMatch(of: #/[A-Za-z0-9_.:-]{8,128}/#) != nil
    }

    static let fileName = JSONSchema.Pattern(
        expression: #"^[A-Za-z0-9_-][A-Za-z0-9 ._-]{0,99}$"#
    ) { text in
        text.wholeMatch(of: #/[A-Za-z0-9_-][A-Za-z0-9 ._-]{0,99}/#) != nil
    }

    static let fingerprint = JSONSchema.Pattern(expression: "^[0-9a-f]{64}$") { text in
        text.wholeMatch(of: #/[0-9a-f]{64}/#) != nil
    }
}
