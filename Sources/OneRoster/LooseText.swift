/// A value of a service's JSON as text. Services write numbers and yes or no with quotation marks
/// or without; what is null, or of another kind, is blank.
struct LooseText: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        guard let container = try? decoder.singleValueContainer() else {
            text = ""
            return
        }
        if let said = try? container.decode(String.self) {
            text = said
        } else if let isSo = try? container.decode(Bool.self) {
            text = isSo ? "true" : "false"
        } else if let number = try? container.decode(Int.self) {
            text = String(number)
        } else {
            text = ""
        }
    }
}

/// A record of a service whose members are asked for by name.
struct LooseRecord: Decodable {
    private let values: KeyedDecodingContainer<Name>

    struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(_ text: String) { stringValue = text }
        init?(stringValue: String) { self.init(stringValue) }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws { values = try decoder.container(keyedBy: Name.self) }

    /// A member as text; blank where there is none.
    subscript(_ name: String) -> String {
        ((try? values.decodeIfPresent(LooseText.self, forKey: Name(name))) ?? nil)?.text ?? ""
    }

    /// A member that is a record.
    func record(_ name: String) -> LooseRecord? {
        (try? values.decodeIfPresent(LooseRecord.self, forKey: Name(name))) ?? nil
    }

    /// A member that is a list of records; nil where it is none.
    func records(_ name: String) -> [LooseRecord]? {
        (try? values.decodeIfPresent([LooseRecord].self, forKey: Name(name))) ?? nil
    }

    /// A member that is a list of texts.
    func texts(_ name: String) -> [String] {
        let found = try? values.decodeIfPresent([LooseText].self, forKey: Name(name))
        return (found ?? nil)?.map(\.text).filter { !$0.isEmpty } ?? []
    }
}
