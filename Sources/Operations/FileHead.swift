import Foundation

/// How files of ours begin. Numbers are big-endian.
///
/// | bytes | what |
/// |---|---|
/// | ... | what names the kind of file |
/// | 2 | version of the format |
/// | 4 | length of the next, at most 65,536 |
/// | ... | the head as JSON in UTF-8 |
struct FileHead {
    static let longest = 65_536

    let magic: [UInt8]
    let format: Int

    init(_ magic: String, format: Int) {
        self.magic = Array(magic.utf8)
        self.format = format
    }

    /// Why a file does not begin so.
    enum Fault: Error { case otherKind, otherFormat, damaged }

    func bytes(_ head: some Encodable) -> [UInt8] {
        let json = Array(StableJSON.text(head).utf8)
        return magic + BigEndian.bytes(format, 2) + BigEndian.bytes(json.count, 4) + json
    }

    /// The head, and how many bytes stand before what follows it.
    func read<Head: Decodable>(
        _ type: Head.Type, _ file: Data
    ) throws(Fault) -> (head: Head, count: Int) {
        let fixed = magic.count + 6
        let bytes = Array(file.prefix(fixed + Self.longest))
        guard bytes.count >= fixed, bytes.starts(with: magic) else { throw .otherKind }
        let numbers = bytes[magic.count..<fixed]
        guard BigEndian.number(numbers.prefix(2)) == format else { throw .otherFormat }
        let length = BigEndian.number(numbers.suffix(4))
        guard length <= Self.longest, bytes.count >= fixed + length,
            let head = StableJSON.value(
                type, String(decoding: bytes[fixed..<(fixed + length)], as: UTF8.self))
        else { throw .damaged }
        return (head, fixed + length)
    }
}

/// JSON in UTF-8 with its length in 4 bytes before it, big-endian, and something after it.
enum LeadingJSON {
    /// Nil where it is longer than `most`.
    static func bytes(_ value: some Encodable, most: Int) -> Data? {
        let json = Array(StableJSON.text(value).utf8)
        return json.count <= most ? Data(BigEndian.bytes(json.count, 4) + json) : nil
    }

    /// Nil where it is not well formed, or longer than `most`.
    static func read<T: Decodable>(
        _ type: T.Type, _ bytes: Data, most: Int
    ) -> (value: T, rest: Data)? {
        guard bytes.count >= 4 else { return nil }
        let length = BigEndian.number(Array(bytes.prefix(4)))
        let rest = bytes.dropFirst(4)
        guard length <= most, length <= rest.count,
            let value = StableJSON.value(
                type, String(decoding: rest.prefix(length), as: UTF8.self))
        else { return nil }
        return (value, Data(rest.dropFirst(length)))
    }
}
