import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Records
import Storage

/// The documents of students.
enum DocumentsController {
    static let routes: [Route] = [
        .get("/students/{student}/documents", .needs(.seeDocuments)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                return DocumentsPage(
                    head, parts: workspace.parts,
                    documents: try Documents(workspace).list(head.student.studentID),
                    mayChange: workspace.allows(.changeDocuments),
                    mayRemove: workspace.allows(.removeDocuments))
            }
        },
        .get("/students/{student}/documents/add", .needs(.changeDocuments)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                DocumentFormPage(
                    try StudentHeads(workspace).head(ofRow: row), document: nil, mayRemove: false,
                    form: .blank)
            }
        },
        .post("/students/{student}/documents/add", .needs(.changeDocuments), body: .files, add),
        .get("/students/{student}/documents/{document}", .needs(.seeDocuments), open),
        .get("/students/{student}/documents/{document}/edit", .needs(.changeDocuments)) { visit in
            let (row, number) = try place(visit)
            return try await visit.show { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let document = try found(workspace, head, number)
                return DocumentFormPage(
                    head, document: number, mayRemove: workspace.allows(.removeDocuments),
                    form: DocumentFormPage.values(of: document))
            }
        },
        .post(
            "/students/{student}/documents/{document}/edit", .needs(.changeDocuments),
            body: .files, change),
        .post(
            "/students/{student}/documents/{document}/remove", .needs(.removeDocuments)
        ) { visit in
            let (row, number) = try place(visit)
            let workspace = try visit.workspace
            return try await visit.work {
                let head = try StudentHeads(workspace).head(ofRow: row)
                _ = try found(workspace, head, number)
                let done = try Documents(workspace).remove(number)
                return .redirect(
                    Address.student(head.id, "documents"),
                    notice: Notice(.documentRemoved, changeSet: done.changeSet))
            }
        },
    ]

    private static let fields = [
        "document.too-large": "file", "document.empty": "file", "document.type": "file",
        "document.other-kind": "file", "document.infected": "file",
        "document.not-scanned": "file", "text.required": "title",
    ]

    private static func place(_ visit: Visit) throws -> (row: Int, document: Int) {
        (try visit.number(.student, "student"), try visit.number(.document, "document"))
    }

    /// The document, if it is this student's.
    private static func found(
        _ workspace: Workspace, _ head: StudentHead, _ number: Int
    ) throws -> Documents.Listed {
        let documents = try Documents(workspace).list(head.student.studentID)
        guard let document = documents.first(where: { $0.document == number }) else {
            throw OperationError.notFound(kind: "document", name: "")
        }
        return document
    }

    private static func entry(_ form: FormValues) throws -> Documents.Entry {
        var read = FieldReader(form)
        var entry = Documents.Entry()
        entry.title = read.required("title", .documentTitle)
        entry.category = read.required("category", .category)
        entry.schoolYear = read.schoolYear("schoolYear")
        entry.status = Document.Status(rawValue: form["status"])
        try read.finish()
        return entry
    }

    private static func add(_ visit: Visit) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let upload = try await visit.receive(
            Upload.Limit(files: 1, bytes: Document.mostBytes + 1))
        defer { upload.discard() }
        let file = await looked(at: upload.files.first?.path, visit)
        return try await visit.with(upload.form).submit(fields: fields) { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            let entry = try entry(upload.form)
            guard let file = try file.get() else { throw FormProblems("file", .chooseFile) }
            let done = try Documents(workspace).add(head.student.studentID, entry, file: file)
            return .redirect(
                Address.student(head.id, "documents"),
                notice: Notice(.documentAdded(entry.title ?? ""), changeSet: done.changeSet))
        } orShow: { workspace, form in
            DocumentFormPage(
                try StudentHeads(workspace).head(ofRow: row), document: nil, mayRemove: false,
                form: form)
        }
    }

    /// The file of a form, on threads of their own: a scanner takes its time, and no request for
    /// the district shall wait for it.
    private static func looked(
        at path: String?, _ visit: Visit
    ) async -> Result<DocumentFile?, any Error> {
        guard let path else { return .success(nil) }
        let scanner = visit.site.settings.scanner
        do {
            return .success(
                try await visit.site.scans.run { try DocumentFile(path: path, scanner: scanner) })
        } catch { return .failure(error) }
    }

    private static func change(_ visit: Visit) async throws -> Answer {
        let (row, number) = try place(visit)
        let upload = try await visit.receive(
            Upload.Limit(files: 1, bytes: Document.mostBytes + 1))
        defer { upload.discard() }
        let file = await looked(at: upload.files.first?.path, visit)
        return try await visit.with(upload.form).submit(fields: fields) { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            _ = try found(workspace, head, number)
            let entry = try entry(upload.form)
            let done = try Documents(workspace).change(number, entry, file: file.get())
            return .redirect(
                Address.student(head.id, "documents"),
                notice: Notice(.documentChanged(entry.title ?? ""), changeSet: done.changeSet))
        } orShow: { workspace, form in
            DocumentFormPage(
                try StudentHeads(workspace).head(ofRow: row), document: number,
                mayRemove: workspace.allows(.removeDocuments), form: form)
        }
    }

    private static let bytesAtOnce = 256 << 10

    /// Sends the content, from a temporary file that has no name any more, so that memory does not
    /// grow with it. Whatever it is, it is saved and not shown as a page of ours.
    private static func open(_ visit: Visit) async throws -> Answer {
        let (row, number) = try place(visit)
        let workspace = try visit.workspace
        let uploads = visit.site.settings.uploads
        let (handle, name) = try await visit.work {
            let head = try StudentHeads(workspace).head(ofRow: row)
            _ = try found(workspace, head, number)
            try FileManager.default.createDirectory(
                atPath: uploads, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
            let path = (uploads as NSString).appendingPathComponent("out-" + Site.randomText())
            _ = FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
            let file = try FileHandle(forUpdating: URL(filePath: path))
            try FileManager.default.removeItem(atPath: path)
            let fetched = try Documents(workspace).get(number, purpose: "page") {
                try file.write(contentsOf: Data($0))
            }
            try file.seek(toOffset: 0)
            return (OpenFile(file), fetched.fileName)
        }
        let site = visit.site
        return Answer(
            status: .ok,
            content: .stream(
                ResponseBody { writer in
                    while let data = try await site.store.working({
                        try handle.read(upTo: bytesAtOnce)
                    }), !data.isEmpty {
                        try await writer.write(ByteBuffer(bytes: data))
                    }
                    try await writer.finish(nil)
                }, type: "application/octet-stream", name: name))
    }
}

/// A file that is read by one request alone, piece after piece.
private final class OpenFile: @unchecked Sendable {
    private let handle: FileHandle

    init(_ handle: FileHandle) { self.handle = handle }

    deinit { try? handle.close() }

    func read(upTo count: Int) throws -> [UInt8]? {
        try handle.read(upToCount: count).map(Array.init)
    }
}
