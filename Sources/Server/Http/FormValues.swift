import Pages

/// Values of a form or an address, as browsers write them.
///
/// Source: URL Standard, section 5, application/x-www-form-urlencoded.
struct FormValues: Sendable {
    private(set) var values: [String: [String]] = [:]

    /// More than any of our forms has.
    static let limit = 20_000

    init() {}

    init(_ encoded: some StringProtocol) {
        for pair in encoded.split(separator: "&").prefix(Self.limit) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            add(Self.decoded(parts[0]), parts.count > 1 ? Self.decoded(parts[1]) : "")
        }
    }

    mutating func add(_ name: String, _ value: String) { values[name, default: []].append(value) }

    /// The first value of a name, without blanks around it.
    subscript(name: String) -> String {
        var text = (values[name]?.first ?? "")[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }

    /// As it was typed; for passwords.
    func exact(_ name: String) -> String { values[name]?.first ?? "" }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// Nil where nothing, or only blanks, was typed.
    func some(_ name: String) -> String? {
        let text = self[name]
        return text.isEmpty ? nil : text
    }

    /// As an address has them, in the order of their names.
    var encoded: String {
        values.sorted { $0.key < $1.key }.flatMap { name, all in
            all.map { "\(ListQuery.encoded(name))=\(ListQuery.encoded($0))" }
        }.joined(separator: "&")
    }

    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+") {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let high = hex(rest.first),
                let low = hex(rest.dropFirst().first)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        // Line ends as we keep them; NUL is no text.
        return String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
            .replacing("\0", with: "")
    }

    private static func hex(_ byte: UInt8?) -> UInt8? {
        byte.flatMap { Character(Unicode.Scalar($0)).hexDigitValue }.map(UInt8.init)
    }
}
