import Foundation
import Intake
import Records
import Storage

/// The documents of students.
public struct Documents {
    let workspace: Workspace
    /// What looks at files before they are kept; nil where the district has none.
    let scanner: DocumentScanner?

    public init(_ workspace: Workspace, scanner: DocumentScanner? = nil) {
        self.workspace = workspace
        self.scanner = scanner
    }

    /// A document as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public let document: Int
        public let title: String
        public let category: String
        public let schoolYear: String
        public let status: Document.Status
        public let fileName: String
        public let bytes: Int
        /// Of the content, in 64 hexadecimal digits.
        public let sha256: String
        public let addedAt: String
    }

    /// What a document is to be. Nil is left as it is, or, for a new one, the usual.
    public struct Entry: Sendable {
        public var title: String?
        public var category: String?
        public var schoolYear: SchoolYear?
        public var status: Document.Status?

        public init() {}
    }

    /// The documents of a student, the newest first.
    public func list(_ student: String) throws -> [Listed] {
        try workspace.require(.seeDocuments)
        return try workspace.store.read { reader in
            let number = try workspace.resolve(student, reader)
            return try reader.documents(of: number).map { try listed($0, reader) }
        }
    }

    private func listed(_ document: Document, _ reader: any Reader) throws -> Listed {
        let content = try reader.content(document.content)
        return Listed(
            document: document.id, title: document.title, category: document.category,
            schoolYear: document.schoolYear.description, status: document.status,
            fileName: document.fileName, bytes: content?.bytes ?? 0,
            sha256: content?.digest ?? "", addedAt: document.addedAt)
    }

    /// Adds a file to a student as a document. A title, a category and the file have to be given;
    /// without a school year it is today's, without a status a draft.
    public func add(_ student: String, _ entry: Entry, file path: String) throws -> Attached {
        try workspace.require(.changeDocuments)
        return try add(student, entry, file: DocumentFile(path: path, scanner: scanner))
    }

    /// The same with a file that was looked at.
    public func add(_ student: String, _ entry: Entry, file: DocumentFile) throws -> Attached {
        try workspace.require(.changeDocuments)
        return try workspace.store.write { writer in
            let number = try workspace.subject(student, writer)
            let document = try changed(
                Document(
                    id: 0, student: number, title: "", category: "",
                    schoolYear: workspace.today.schoolYear, status: .draft,
                    fileName: file.name, content: 0, addedAt: workspace.now), entry)
            let change = try workspace.begin(
                "document", "Document added", about: [number], writer)
            var added = document
            added.id = try writer.takeNumbers("document")
            added.content = try file.keep(writer)
            try writer.save(added, in: change)
            return try workspace.attached(added.id, to: number, change, writer)
        }
    }

    /// Changes what is said of a document, and its content where a file is given.
    ///
    /// - Throws: `document.final` for the content of a final one.
    public func change(_ id: Int, _ entry: Entry, file path: String? = nil) throws -> Attached {
        try workspace.require(.changeDocuments)
        let file = try path.map { try DocumentFile(path: $0, scanner: scanner) }
        return try change(id, entry, file: file)
    }

    /// The same with a file that was looked at.
    public func change(_ id: Int, _ entry: Entry, file: DocumentFile?) throws -> Attached {
        try workspace.require(.changeDocuments)
        return try workspace.store.write { writer in
            let old = try document(id, writer)
            var new = try changed(old, entry)
            if let file {
                if old.status == .final {
                    throw OperationError.refused(
                        code: "document.final",
                        message: "The content of a final document does not change.",
                        remedy: "Set it back first with --status review, or add a new document.")
                }
                new.fileName = file.name
                new.content = try file.keep(writer)
            }
            if new == old { return try workspace.attached(id, to: old.student, nil, writer) }
            let change = try workspace.begin(
                "document", "Document changed", about: [old.student], writer)
            try writer.save(new, in: change)
            return try workspace.attached(id, to: old.student, change, writer)
        }
    }

    /// Takes a document from its student. An undo brings it back.
    public func remove(_ id: Int) throws -> Attached {
        try workspace.require(.removeDocuments)
        return try workspace.store.write { writer in
            let document = try self.document(id, writer)
            let change = try workspace.begin(
                "document", "Document removed", about: [document.student], writer)
            try writer.removeDocument(id, in: change)
            return try workspace.attached(id, to: document.student, change, writer)
        }
    }

    func document(_ id: Int, _ reader: any Reader) throws -> Document {
        try workspace.inScope(
            reader.document(id), of: \.student,
            else: .notFound(kind: "document", name: "\(id)"), reader)
    }

    private func changed(_ document: Document, _ entry: Entry) throws -> Document {
        var document = document
        document.title = try GivenText.required(
            entry.title ?? document.title, "title", limit: GivenText.Limit.line)
        document.category = try GivenText.required(
            entry.category ?? document.category, "category", limit: GivenText.Limit.word)
        document.schoolYear = entry.schoolYear ?? document.schoolYear
        document.status = entry.status ?? document.status
        return document
    }
}
