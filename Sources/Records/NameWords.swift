import Delimited

/// The words of many names, each kept once.
public struct NameWords: Sendable {
    private var table = KeyTable()

    public init() {}

    /// Adds the words of a folded name that are longer than a letter.
    public mutating func add(_ name: String) {
        var name = name
        name.withUTF8 { bytes in
            let bytes = Cell(bytes)
            var start = 0
            for index in 0...bytes.count where index == bytes.count || bytes[index] == 0x20 {
                if index > start + 1 { _ = table.add(Cell(rebasing: bytes[start..<index])) }
                start = index + 1
            }
        }
    }

    /// All words.
    public var all: Set<String> { Set((0..<table.count).map(table.text)) }
}
