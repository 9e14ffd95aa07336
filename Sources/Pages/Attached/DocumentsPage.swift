import Operations
import Records

/// The documents of a student.
public struct DocumentsPage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let documents: [Documents.Listed]
    let mayChange: Bool
    let mayRemove: Bool

    public init(
        _ head: StudentHead, parts: [StudentFrame.Part], documents: [Documents.Listed],
        mayChange: Bool, mayRemove: Bool
    ) {
        self.head = head
        self.parts = parts
        self.documents = documents
        self.mayChange = mayChange
        self.mayRemove = mayRemove
    }

    public var title: Phrase { .of(.documents, head.student.name) }
    public var section: Section { .students }

    public var body: HTML {
        """
        \(StudentFrame(head, .documents, parts: parts).html)
        \(if: mayChange, buttons(linkButton(.addDocument,
            Address.student(head.id, "documents/add"), .primary)))
        \(documents.isEmpty
            ? emptyState(Phrase("documents.none-title", "No documents"),
                Phrase("documents.none",
                    "Plans, evaluations and letters of this student are kept here, each up to "
                        + "50 MiB."))
            : dataTable(Phrase("documents.caption", "Documents"), columns, documents,
                hidesCaption: true))
        """
    }

    private var columns: [Column<Documents.Listed>] {
        let (id, mayChange) = (head.id, mayChange)
        var columns: [Column<Documents.Listed>] = [
            Column(.documentTitle, namesRow: true) { document in
                let name = Address.name(.document, document.document)
                return "<a href=\"\(Address.student(id, "documents/\(name)"))\">"
                    + "\(document.title)</a>"
            },
            Column(.category) { HTML(text: $0.category) },
            Column(.schoolYear) { HTML(text: $0.schoolYear) },
            Column(.status) { HTML(.documentStatus($0.status)) },
            Column(Phrase("document.file", "File")) { HTML(text: $0.fileName) },
            Column(Phrase("document.size", "Size"), isNumber: true) { HTML(.bytes($0.bytes)) },
            Column(Phrase("document.added", "Added")) { .moment($0.addedAt) },
        ]
        if mayChange {
            columns.append(
                Column(.actions) { document in
                    let name = Address.name(.document, document.document)
                    let address = Address.student(id, "documents/\(name)/edit")
                    return "<a href=\"\(address)\">\(say: .change)<span class=\"visually-hidden\"> "
                        + "\(document.title)</span></a>"
                })
        }
        return columns
    }
}

/// Adds a document, or changes what is said of one.
public struct DocumentFormPage: PageContent {
    let head: StudentHead
    /// Nil for a new one.
    let document: Int?
    let mayRemove: Bool
    public let form: FormState

    public init(_ head: StudentHead, document: Int?, mayRemove: Bool, form: FormState) {
        self.head = head
        self.document = document
        self.mayRemove = mayRemove
        self.form = form
    }

    public static func values(of document: Documents.Listed) -> FormState {
        FormState([
            "title": document.title, "category": document.category,
            "schoolYear": document.schoolYear, "status": document.status.rawValue,
        ])
    }

    public var title: Phrase {
        document == nil
            ? Phrase("document.add-title", "Add a document for {0}", head.givenName)
            : Phrase("document.edit-title", "Change a document of {0}", head.givenName)
    }

    public var section: Section { .students }

    private var action: String {
        document.map { Address.student(head.id, "documents/\(Address.name(.document, $0))/edit") }
            ?? Address.student(head.id, "documents/add")
    }

    public var body: HTML {
        """
        \(StudentFrame(head, .documents).html)
        \(postForm(action, isUpload: true, """
            \(textField("title", .documentTitle, form))
            \(textField("category", .category, hint: Phrase("document.category-hint",
                "For example, IEP, 504 plan, evaluation"), form, width: 20))
            \(textField("schoolYear", .schoolYear, hint: .schoolYearHint, form,
                isOptional: true, width: 10))
            \(select("status", .status, Document.Status.allCases.map {
                Choice($0.rawValue, .documentStatus($0))
            }, form))
            \(fileField("file", document == nil
                ? Phrase("document.choose", "File")
                : Phrase("document.replace", "Another file in its place (optional)"),
                hint: Phrase("document.file-hint",
                    "Up to 50 MiB: a PDF, an image, an Office or OpenDocument file, plain text or "
                        + "CSV. A file that is not what its name says is not taken."), form))
            \(buttons(button(document == nil ? .addDocument : .save),
                link(.cancel, Address.student(head.id, "documents"))))
            """))
        \(if: mayRemove && document != nil, remove)
        """
    }

    private var remove: HTML {
        document.map {
            postForm(
                Address.student(head.id, "documents/\(Address.name(.document, $0))/remove"),
                button(Phrase("document.remove", "Remove this document"), .warning))
        } ?? .empty
    }
}

extension Phrase {
    /// A size, in the largest unit of which there is at least one.
    static func bytes(_ count: Int) -> Phrase {
        if count >= 1 << 20 {
            let tenths = count * 10 / (1 << 20)
            return Phrase("size.mib", "{0} MiB", "\(tenths / 10).\(tenths % 10)")
        }
        if count >= 1 << 10 { return Phrase("size.kib", "{0} KiB", Words.number(count >> 10)) }
        return Phrase("size.bytes", one: "1 byte", other: "{n} bytes", count: count)
    }

    public static func documentAdded(_ title: String) -> Phrase {
        Phrase("document.done-added", "The document {0} was added.", title)
    }

    public static func documentChanged(_ title: String) -> Phrase {
        Phrase("document.done-changed", "The document {0} was changed.", title)
    }

    public static let documentRemoved = Phrase("document.done-removed", "The document was removed.")
    public static let chooseFile = Phrase("document.choose-file", "Choose a file.")
}
