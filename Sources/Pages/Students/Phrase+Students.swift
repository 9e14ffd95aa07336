import Records
import Storage

extension Phrase {
    static let studentParts = Phrase("student.parts", "Parts of the student's record")
    static let profile = Phrase("student.profile", "Profile")
    static let documents = Phrase("student.documents", "Documents")
    static let events = Phrase("student.events", "Events")
    static let learningPlans = Phrase("student.plans", "Learning plans")
    static let history = Phrase("student.history", "History")
    static let studentPrograms = Phrase("student.programs", "Student Programs")
    static let addDocument = Phrase("document.add", "Add a document")
    static let addEvent = Phrase("event.add", "Add an event")
    static let addProgram = Phrase("program.add", "Add a program record")
    static let category = Phrase("document.category", "Category")
    static let documentTitle = Phrase("document.title", "Title")
    static let schoolYear = Phrase("common.school-year", "School year")
    static let kind = Phrase("event.kind", "Kind")
    static let date = Phrase("common.date", "Date")
    static let note = Phrase("common.note", "Note")
    static let exitCode = Phrase("program.exit", "Exit code")
    static let eligibility = Phrase("program.eligibility", "Eligible or participating")
    static let open = Phrase("common.open", "Open")
    static let download = Phrase("common.download", "Download")

    /// The words of a profile's status.
    static func status(_ status: String) -> Phrase {
        switch status {
        case "active": Phrase("status.active", "Active")
        case "inactive": Phrase("status.inactive", "Inactive")
        case "noShow": Phrase("status.no-show", "No show")
        case "retired": Phrase("status.retired", "Merged into another profile")
        case "notImported": Phrase("status.not-imported", "In the General Student Table only")
        default: Phrase(data: status)
        }
    }

    static func documentStatus(_ status: Document.Status) -> Phrase {
        switch status {
        case .draft: Phrase("document.draft", "Draft")
        case .review: Phrase("document.review", "In review")
        case .final: Phrase("document.final", "Final")
        }
    }

    static func actionsFor(_ name: String) -> Phrase {
        Phrase("common.actions-for", "for {0}", name)
    }
}
