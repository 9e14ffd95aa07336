import Storage

/// Marks as sealed, and seals nothing: what is kept can be looked for.
struct OpenCipher: ValueCipher {
    var canOpen: Bool { true }

    func seal(_ text: String, kind: String, place: Int) throws -> String { text }
    func seal(_ bytes: [UInt8], kind: String, place: Int) throws -> [UInt8] { bytes }
    func open(_ sealed: Substring, kind: String) throws -> String { String(sealed) }
    func open(_ sealed: [UInt8], kind: String) throws -> [UInt8] { sealed }
    func tag(_ content: Int64) -> Int64 { content }
    func wrap(_ secret: [UInt8], named name: String) throws -> [UInt8] { secret }
    func unwrap(_ wrapped: [UInt8], named name: String) throws -> [UInt8] { wrapped }
}
