/// What is known of one person, as texts by field.
///
/// Texts stand as they were written: with capitals, accents and punctuation. A field without a
/// text is missing, and contradicts nothing. Dates are `YYYY-MM-DD`, `MM/DD/YYYY` or `YYYYMMDD`.
public struct LinkagePerson: Equatable, Sendable {
    private var texts: [LinkageField: String] = [:]

    public init() {}

    /// A person with these texts; empty ones are missing.
    public init(_ texts: [LinkageField: String]) {
        for (field, text) in texts { self[field] = text }
    }

    /// The text of a field; empty where it is missing.
    public subscript(field: LinkageField) -> String {
        get { texts[field] ?? "" }
        set { texts[field] = newValue.isEmpty ? nil : newValue }
    }

    /// The fields that are not missing, those with a meaning of their own first.
    public var fields: [LinkageField] {
        let extras = texts.keys.filter { if case .extra = $0 { true } else { false } }
        return LinkageField.known.filter { texts[$0] != nil }
            + extras.sorted { $0.name < $1.name }
    }
}
