/// What a list shows: what was searched and filtered, in which order, which page of it.
///
/// It stands in the address of the list. The text that was searched for stands there sealed, for it
/// may be a student's name.
public struct ListQuery: Sendable, Equatable {
    public static let sizes = [25, 50, 100]

    /// What was searched for.
    public var text: String
    /// The same, sealed, for addresses.
    public var sealedText: String
    /// Filters by name, without those that are blank.
    public var filters: [String: String]
    public var sort: String
    public var isDescending: Bool
    /// From 1.
    public var page: Int
    public var size: Int

    public init(
        text: String = "", sealedText: String = "", filters: [String: String] = [:],
        sort: String = "", isDescending: Bool = false, page: Int = 1, size: Int = 25
    ) {
        self.text = text
        self.sealedText = sealedText
        self.filters = filters
        self.sort = sort
        self.isDescending = isDescending
        self.page = max(1, page)
        self.size = Self.sizes.contains(size) ? size : Self.sizes[0]
    }

    public var isFiltered: Bool { !text.isEmpty || !filters.isEmpty }

    /// What was typed into the filters, for the form.
    public var form: FormState {
        var values = filters
        values["text"] = text
        values["size"] = String(size)
        return FormState(values)
    }

    /// The address of the list at `path` that shows this.
    public func address(_ path: String) -> String {
        var items = filters.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
        if !sealedText.isEmpty { items.append(("q", sealedText)) }
        if !sort.isEmpty { items.append(("sort", isDescending ? "-" + sort : sort)) }
        if page > 1 { items.append(("page", String(page))) }
        if size != Self.sizes[0] { items.append(("size", String(size))) }
        if items.isEmpty { return path }
        return path + "?"
            + items.map { "\(Self.encoded($0.0))=\(Self.encoded($0.1))" }.joined(separator: "&")
    }

    /// With the rows in the order of a column; in the other direction where they are already.
    func sorted(by column: String) -> ListQuery {
        var query = self
        query.isDescending = sort == column && !isDescending
        query.sort = column
        query.page = 1
        return query
    }

    func at(page: Int) -> ListQuery {
        var query = self
        query.page = page
        return query
    }

    /// Everything but letters, digits and `-._~` as percent signs and bytes.
    public static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += hex.count == 1 ? "%0" + hex : "%" + hex
            }
        }
        return encoded
    }
}

extension ListQuery {
    /// What stands behind the question mark of a list's address, from its first page on.
    public func shown(_ path: String) -> String {
        String(at(page: 1).address(path).drop { $0 != "?" }.dropFirst())
    }
}
