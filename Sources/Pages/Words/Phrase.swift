/// Words of the catalogue, with what is put into them.
///
/// Every text that people read on a page is a `Phrase`: its key names it to translators, and the
/// English text stands beside it. `{0}`, `{1}` are what is put in, `{n}` is the count that decides
/// between one and many.
public struct Phrase: Sendable, Equatable {
    public let key: String
    private let one: String?
    private let other: String
    private let values: [String]
    private let count: Int?

    public init(_ key: String, _ english: String, _ values: String...) {
        self.key = key
        one = nil
        other = english
        self.values = values
        count = nil
    }

    /// Words that differ for one and for another number of things.
    public init(_ key: String, one: String, other: String, count: Int, _ values: String...) {
        self.key = key
        self.one = one
        self.other = other
        self.values = values
        self.count = count
    }

    /// Words that are data and no phrase of ours: the name of a code, a field or a school, or a
    /// sentence that an operation says.
    public init(data text: String) {
        key = ""
        one = nil
        other = "{0}"
        values = [text]
        count = nil
    }

    /// The words in the language of whoever reads. Marks of direction in values are replaced: they
    /// would turn the words behind them.
    public var text: String {
        let language = Language.current
        let isOne = count == 1
        let pattern =
            language.translation(of: key, isOne: isOne) ?? (isOne ? one ?? other : other)
        if values.isEmpty && count == nil { return pattern }
        var text = ""
        var rest = pattern[...]
        while let open = rest.firstIndex(of: "{"),
            let close = rest[open...].firstIndex(of: "}")
        {
            text += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            if name == "n", let count {
                text += language.number(count)
            } else if let place = Int(name), values.indices.contains(place) {
                text += Directions.shown(values[place])
            }
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
