import Foundation
import Intake
import Records
import Storage

extension Documents {
    /// A document whose content was handed out.
    public struct Fetched: Codable, Equatable, Sendable {
        public let document: Int
        public let studentID: String
        public let fileName: String
        public let bytes: Int
        public let sha256: String
    }

    /// Hands over the content of a document, piece by piece, and notes who saw it and what for,
    /// before the first piece.
    ///
    /// - Throws: `document.damaged` at the end, where it was not what was once added.
    public func get(
        _ id: Int, purpose: String, party: String? = nil, _ body: ([UInt8]) throws -> Void
    ) throws -> Fetched {
        try workspace.require(.seeDocuments)
        let purpose = try GivenText.required(purpose, "purpose", limit: GivenText.Limit.line)
        let party = try GivenText.required(
            party ?? workspace.actor, "party", limit: GivenText.Limit.line)
        let (document, content) = try workspace.store.write { writer in
            let document = try self.document(id, writer)
            guard let content = try writer.content(document.content) else { throw Self.damaged }
            var event = workspace.accessEvent(
                .document, "Document \(id)", purpose: purpose,
                AccessSubjects(students: [document.student]))
            event.party = party
            try writer.log([event])
            return (document, content)
        }
        return try workspace.store.read { reader in
            var digest = RunningDigest()
            try reader.forEachPiece(ofContent: content.id) { piece in
                piece.withUnsafeBytes { digest.add($0) }
                try body(piece)
            }
            guard digest.hex() == content.digest else { throw Self.damaged }
            return Fetched(
                document: id, studentID: try reader.student(document.student)?.studentID ?? "",
                fileName: document.fileName, bytes: content.bytes, sha256: content.digest)
        }
    }

    private static let damaged = OperationError.refused(
        code: "document.damaged",
        message: "The content that is kept of this document is not what was added.",
        remedy: "Restore the newest backup, and look at the disk.")
}
