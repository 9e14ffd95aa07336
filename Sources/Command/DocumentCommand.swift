import ArgumentParser
import Operations
import Records

/// The documents of students.
struct DocumentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "document", abstract: "Keep the documents of students.",
        subcommands: [Add.self, List.self, Change.self, Get.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a file to a student as a document.",
            discussion: """
                Up to 50 MiB: PDF, images, Office and OpenDocument files, plain text, CSV. Where \
                the environment's HOMEROOM_SCANNER names a scanner, it looks first. The same \
                content is kept once, however many documents have it.

                Example:
                  homeroom document add 100200 --title "IEP 2026" --category IEP iep.pdf
                """)
        @Argument(help: "Any number of the student.") var id: String
        @Argument(help: "The file.") var file: String
        @Option(help: "Title.") var title: String
        @Option(help: "Category, for example IEP.") var category: String
        @Option(help: "School year, YYYY-YYYY. Without it: the current one.")
        var year: SchoolYear?
        @Option(help: "How far it is.") var status: Document.Status = .draft
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = Documents.Entry()
            entry.title = title
            entry.category = category
            entry.schoolYear = year
            entry.status = status
            let added = try withWorkspace(options) {
                try Documents($0, scanner: scannerOfDocuments()).add(id, entry, file: file)
            }
            Output.changed("document", "Added", added, json: options.json)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the documents of a student, the newest first.")
        @Argument(help: "Any number of the student.") var id: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let listed = try withWorkspace(options) { try Documents($0).list(id) }
            if options.json { return Output.json(listed) }
            if listed.isEmpty { return Output.line("No documents.") }
            var table = TextTable(
                ["Document", "Title", "Category", "Year", "Status", "File", "Bytes"])
            for one in listed {
                table.add([
                    "\(one.document)", one.title, one.category, one.schoolYear,
                    one.status.rawValue, one.fileName, grouped(one.bytes),
                ])
            }
            table.print()
        }
    }

    struct Change: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change what is said of a document, or its content.",
            discussion: """
                What is not given stays. The content of a final document does not change.

                Example:
                  homeroom document change 7 --status final
                """)
        @Argument(help: "Number of the document.") var document: Int
        @Option(help: "New title.") var title: String?
        @Option(help: "New category.") var category: String?
        @Option(help: "New school year, YYYY-YYYY.") var year: SchoolYear?
        @Option(help: "New status.") var status: Document.Status?
        @Option(help: "File with the new content.") var file: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            var entry = Documents.Entry()
            entry.title = title
            entry.category = category
            entry.schoolYear = year
            entry.status = status
            let changed = try withWorkspace(options) {
                try Documents($0, scanner: scannerOfDocuments())
                    .change(document, entry, file: file)
            }
            Output.changed("document", "Changed", changed, json: options.json)
        }
    }

    struct Get: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the content of a document, and note who saw it and what for.",
            discussion: """
                The note stays with the student for good (34 CFR 99.32). Without --out the \
                content goes to standard output.

                Example:
                  homeroom document get 7 --purpose "Eligibility meeting" --out iep.pdf
                """)
        @Argument(help: "Number of the document.") var document: Int
        @Option(help: "What for.") var purpose: String
        @Option(help: "Who sees it. Without it: the account at work.") var party: String?
        @Option(help: "File to write.") var out: String?
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if options.json, out == nil {
                throw ValidationError("--json needs --out, so that the content has a place.")
            }
        }

        func run() throws {
            let fetched = try withWorkspace(options) { workspace in
                let documents = Documents(workspace)
                guard let out else {
                    return try documents.get(document, purpose: purpose, party: party) {
                        Output.bytes($0)
                    }
                }
                return try NewFile.write(out) { file in
                    try documents.get(document, purpose: purpose, party: party) {
                        try file.write($0)
                    }
                }
            }
            if options.json { return Output.json(fetched) }
            if let out { Output.note("Wrote \(grouped(fetched.bytes)) bytes to \(out).") }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a document from its student. An undo brings it back.")
        @Argument(help: "Number of the document.") var document: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let removed = try withWorkspace(options) { try Documents($0).remove(document) }
            Output.changed("document", "Removed", removed, json: options.json)
        }
    }
}

/// What looks at documents before they are kept, where the environment names it.
///
/// - Parameter isElsewhereAllowed: whether documents may go to another machine without TLS.
/// - Throws: `document.scanner` where what is named is no place, or one on another machine: nothing
///   is kept unseen.
func scannerOfDocuments(
    _ text: String? = nil, isElsewhereAllowed: Bool = false
) throws -> DocumentScanner? {
    guard let text = text ?? Location.variable("HOMEROOM_SCANNER") else { return nil }
    guard let scanner = DocumentScanner(text) else {
        throw OperationError.refused(
            code: "document.scanner", message: "This is no place of a scanner.",
            remedy: "Give --scanner or HOMEROOM_SCANNER as HOST:PORT or unix:PATH.")
    }
    let isHere =
        text.hasPrefix("unix:") || ListeningAddress(argument: text)?.isOfThisMachine == true
    if isHere || isElsewhereAllowed { return scanner }
    throw OperationError.refused(
        code: "document.scanner",
        message: "The scanner is on another machine, and documents would go there without TLS.",
        remedy: "Take a scanner of this machine, or bring that one here by a tunnel.")
}
