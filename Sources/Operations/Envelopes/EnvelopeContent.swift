import Foundation

/// What an envelope tells: one package for each student.
struct EnvelopeContent: Codable, Equatable, Sendable {
    let packages: [StudentPackage]

    /// In bytes, of what is told.
    private static let mostTold = 16 << 20

    /// The bytes of a content: what is told, then all documents.
    ///
    /// - Throws: `envelope.too-large`.
    func bytes(_ documents: [[UInt8]]) throws -> Data {
        let json = Array(StableJSON.text(self).utf8)
        guard json.count <= Self.mostTold else { throw EnvelopeError.tooLarge }
        return Data(BigEndian.bytes(json.count, 4) + json + documents.joined())
    }

    /// What bytes tell, with the documents of all packages, in order.
    ///
    /// - Throws: `envelope.not-an-envelope`.
    static func read(_ bytes: Data) throws -> (EnvelopeContent, [Data]) {
        var rest = bytes[...]
        func next(_ count: Int) throws -> Data {
            guard count >= 0, count <= rest.count else { throw EnvelopeError.notAnEnvelope }
            defer { rest = rest.dropFirst(count) }
            return Data(rest.prefix(count))
        }
        let length = BigEndian.number(Array(try next(4)))
        guard length <= mostTold else { throw EnvelopeError.notAnEnvelope }
        let text = String(decoding: try next(length), as: UTF8.self)
        guard let content = StableJSON.value(EnvelopeContent.self, text) else {
            throw EnvelopeError.notAnEnvelope
        }
        let documents = try content.packages.flatMap(\.documents).map { try next($0.bytes) }
        guard rest.isEmpty else { throw EnvelopeError.notAnEnvelope }
        return (content, documents)
    }
}
