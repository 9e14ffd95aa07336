import Records

/// Writes JSON piece by piece, for what is too much for an encoder.
struct JSONBuilder {
    private var bytes: [UInt8] = []

    /// All that was written.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// An object, whose members `body` writes.
    mutating func object(_ body: (inout Self) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        body(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// An array, each of whose elements `body` writes.
    mutating func array<Element>(
        _ elements: [Element], _ body: (inout Self, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            body(&self, element)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A member of an object, whose value `body` writes.
    mutating func member(_ name: String, _ body: (inout Self) -> Void) {
        // A value never ends with an opening brace.
        if bytes.last != UInt8(ascii: "{") { bytes.append(UInt8(ascii: ",")) }
        add(name)
        bytes.append(UInt8(ascii: ":"))
        body(&self)
    }

    /// A text; one that is not there is left out.
    mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        member(name) { $0.add(value) }
    }

    /// A number; one that is not there is left out.
    mutating func member(_ name: String, _ value: Int?) {
        guard let value else { return }
        member(name) { $0.bytes.append(contentsOf: "\(value)".utf8) }
    }

    mutating func member(_ name: String, _ value: Bool) {
        member(name) { $0.bytes.append(contentsOf: (value ? "true" : "false").utf8) }
    }

    /// A few elements, as an encoder writes them.
    mutating func member(_ name: String, encoding value: [some Encodable]) {
        member(name) {
            let text = value.isEmpty ? "[]" : StableJSON.text(value)
            $0.bytes.append(contentsOf: text.utf8)
        }
    }

    /// Texts by their names.
    mutating func member(_ name: String, _ values: [String: String]) {
        member(name) {
            $0.object {
                for (name, value) in values.sorted(by: { $0.key < $1.key }) {
                    $0.member(name, value)
                }
            }
        }
    }

    /// A text.
    mutating func add(_ text: String) { JSONText.append(text, to: &bytes) }
}
