import Foundation
import Intake
import Records
import Storage

/// What looks at documents before they are kept; a scanner of the district.
public struct DocumentScanner: Sendable {
    private let scanner: VirusScanner

    /// From `HOST:PORT` or `unix:PATH`; nil where it is neither.
    public init?(_ text: String) {
        guard let scanner = VirusScanner(text) else { return nil }
        self.scanner = scanner
    }

    init(_ scanner: VirusScanner) { self.scanner = scanner }

    /// - Throws: `document.infected`; `document.not-scanned` where the scanner does not answer.
    func require(_ file: FileBytes, digest: String) throws {
        let told: (verdict: VirusScanner.Verdict, digest: String)
        do { told = try scanner.scan(file) } catch is VirusScanner.NoAnswer {
            throw Self.notScanned
        }
        // What was looked at has to be what is kept.
        if told.digest != digest { throw IntakeError.changed }
        guard case .found(let name) = told.verdict else { return }
        throw OperationError.refused(
            code: "document.infected",
            message: "The scanner found something harmful in this file\(Self.named(name)).",
            remedy: "Do not open it. Tell who looks after computers in your district, and ask "
                + "for the document anew.")
    }

    private static func named(_ name: String) -> String { name.isEmpty ? "" : " (\(name))" }

    /// Where too many files wait to be looked at.
    public static let busy = OperationError.refused(
        code: "document.busy", message: "Too many documents are being looked at.",
        remedy: "Try again in a minute.")

    static let notScanned = OperationError.refused(
        code: "document.not-scanned",
        message: "The scanner that looks at documents does not answer. Nothing was kept.",
        remedy: "Try again in a few minutes. If it happens again, tell who keeps the server.")
}

/// A file that is to become the content of a document, and that was looked at.
public struct DocumentFile: Sendable {
    private let file: FileBytes
    let digest: String
    var name: String { String(file.name.prefix(255)) }

    /// Reads the file: it has to be of a kind that is taken, and, where there is a scanner, clean.
    ///
    /// - Throws: `document.too-large`, `document.empty`, `document.type`, `document.other-kind`,
    ///   `document.infected`, `document.not-scanned`.
    public init(path: String, scanner: DocumentScanner? = nil) throws {
        file = try FileBytes(path: path)
        if file.count > Document.mostBytes {
            throw OperationError.refused(
                code: "document.too-large", message: "A document has at most 50 MiB.",
                remedy: "Make the file smaller, or split it.")
        }
        if file.count == 0 {
            throw OperationError.refused(
                code: "document.empty", message: "The file is empty.",
                remedy: "Check that it is the right one, and whole.")
        }
        guard let kind = DocumentKind(ofFileNamed: file.name) else {
            throw OperationError.refused(
                code: "document.type", message: "A document is not of this type.",
                remedy: "Save it as one of: \(Self.kinds.joined(separator: ", ")).")
        }
        guard try kind.fits(file) else {
            throw OperationError.refused(
                code: "document.other-kind",
                message: "The file is not what its name says: no .\(kind.rawValue) file.",
                remedy: "Open it where it comes from, and save it anew under its right type.")
        }
        digest = try Digest.sha256Hex(of: file)
        try scanner?.require(file, digest: digest)
    }

    /// The endings of names that are taken.
    public static let kinds = DocumentKind.allCases.map(\.rawValue)

    /// Keeps the content where it is not kept yet, and returns its number.
    func keep(_ writer: any Writer) throws -> Int {
        if let known = try writer.content(withDigest: digest) { return known.id }
        let content = try writer.addContent(digest: digest, bytes: file.count)
        var running = RunningDigest()
        let size = StoredContent.bytesPerPiece
        for (piece, start) in stride(from: 0, to: file.count, by: size).enumerated() {
            let bytes = try file.bytes(at: start, count: size)
            bytes.withUnsafeBytes { running.add($0) }
            try writer.add(bytes, piece: piece, ofContent: content)
        }
        // What is kept has to be what its digest says, whatever became of the file meanwhile.
        guard running.hex() == digest else { throw IntakeError.changed }
        return content
    }
}
