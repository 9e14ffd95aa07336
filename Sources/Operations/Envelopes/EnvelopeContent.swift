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
        guard let told = LeadingJSON.bytes(self, most: Self.mostTold) else {
            throw EnvelopeError.tooLarge
        }
        return told + documents.joined()
    }

    /// What bytes tell, with the documents of all packages, in order.
    ///
    /// - Throws: `envelope.not-an-envelope`.
    static func read(_ bytes: Data) throws -> (EnvelopeContent, [Data]) {
        guard let told = LeadingJSON.read(EnvelopeContent.self, bytes, most: mostTold) else {
            throw EnvelopeError.notAnEnvelope
        }
        let content = told.value
        var rest = told.rest
        let documents = try content.packages.flatMap(\.documents).map { document in
            let count = document.bytes
            guard count >= 0, count <= rest.count else { throw EnvelopeError.notAnEnvelope }
            defer { rest = rest.dropFirst(count) }
            return Data(rest.prefix(count))
        }
        guard rest.isEmpty else { throw EnvelopeError.notAnEnvelope }
        return (content, documents)
    }
}
