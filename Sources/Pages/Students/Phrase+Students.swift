import Records
import Storage

extension Phrase {
    public static let studentParts = Phrase("student.parts", "Parts of the student's record")
    public static let profile = Phrase("student.profile", "Profile")
    public static let documents = Phrase("student.documents", "Documents")
    public static let events = Phrase("student.events", "Events")
    public static let learningPlans = Phrase("student.plans", "Learning plans")
    public static let history = Phrase("student.history", "History")
    public static let studentPrograms = Phrase("student.programs", "Student Programs")
    public static let addDocument = Phrase("document.add", "Add a document")
    public static let addEvent = Phrase("event.add", "Add an event")
    public static let addProgram = Phrase("program.add", "Add a program record")
    public static let category = Phrase("document.category", "Category")
    public static let documentTitle = Phrase("document.title", "Title")
    public static let schoolYear = Phrase("common.school-year", "School year")
    public static let kind = Phrase("event.kind", "Kind")
    public static let date = Phrase("common.date", "Date")
    public static let note = Phrase("common.note", "Note")
    public static let exitCode = Phrase("program.exit", "Exit code")
    public static let eligibility = Phrase("program.eligibility", "Eligible or participating")
    public static let open = Phrase("common.open", "Open")
    public static let download = Phrase("common.download", "Download")

    /// The words of a profile's status.
    public static func status(_ status: String) -> Phrase {
        switch status {
        case "active": Phrase("status.active", "Active")
        case "inactive": Phrase("status.inactive", "Inactive")
        case "noShow": Phrase("status.no-show", "No show")
        case "retired": Phrase("status.retired", "Merged into another profile")
        case "notImported": Phrase("status.not-imported", "In the General Student Table only")
        default: Phrase(data: status)
        }
    }

    public static func documentStatus(_ status: Document.Status) -> Phrase {
        switch status {
        case .draft: Phrase("document.draft", "Draft")
        case .review: Phrase("document.review", "In review")
        case .final: Phrase("document.final", "Final")
        }
    }

    public static func actionsFor(_ name: String) -> Phrase {
        Phrase("common.actions-for", "for {0}", name)
    }
}
