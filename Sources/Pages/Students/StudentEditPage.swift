import Operations
import Records

/// Changes what a student says: what the SIS owns of a linked student is shown, not changed.
public struct StudentEditPage: PageContent {
    let head: StudentHead
    let sites: [(id: String, name: String)]
    /// Names of fields that the viewer does not see.
    let hidden: Set<String>
    /// Only the case manager.
    let isManagerOnly: Bool
    public let form: FormState

    public init(
        _ head: StudentHead, sites: [(id: String, name: String)], hiding hidden: [String],
        isManagerOnly: Bool, form: FormState
    ) {
        self.hidden = Set(hidden)
        self.head = head
        self.sites = sites
        self.isManagerOnly = isManagerOnly
        self.form = form
    }

    public var title: Phrase { .editOf(head.givenName) }
    public var section: Section { .students }

    /// What the form holds at first.
    public static func values(of head: StudentHead) -> FormState {
        var values: [String: String] = [
            "studentID": head.student.studentID, "stateID": head.student.stateID,
            "otherID": head.student.otherID, "status": head.student.status,
            "revision": String(head.revision),
        ]
        for (name, value) in head.student.fields {
            let isDate = StudentField.named(name).map { $0.kind == .date } ?? false
            values["field-" + name] = isDate ? Words.day(value) : value
        }
        return FormState(values)
    }

    private var isLinked: Bool { head.student.integrationID != nil }

    public var body: HTML {
        """
        \(StudentFrame(head, nil).html)
        \(if: isLinked && !isManagerOnly, inset(paragraph(Phrase("edit.sis-owned",
            "This student is linked to the SIS. Names, birth date, gender, grade and school come "
                + "from the SIS: change them there, and they come with the next roster."))))
        \(postForm(Address.student(head.id, "edit"), """
            \(Pages.hidden("revision", form["revision"]))
            \(if: !isManagerOnly, numbers)
            \(if: !isManagerOnly && !isLinked, group(Phrase("edit.core", "Owned by the SIS once "
                + "the student is linked"), StudentField.core))
            \(group(Phrase("edit.program", "Owned by the programs"), programFields))
            \(textField("reason", .reason, hint: Phrase("edit.reason-hint",
                "For the history. It is kept with the change."), form, isOptional: true))
            \(buttons(button(.saveChangesOf(head.givenName)),
                link(.cancel, Address.student(head.id))))
            """))
        """
    }

    private var numbers: HTML {
        """
        \(heading(Phrase("edit.numbers", "Numbers and status")))
        \(textField("studentID", .studentID, hint: Phrase("edit.student-id-hint",
            "The old one goes on leading here. A number that is in use is refused."), form,
            width: 20))
        \(textField("stateID", .stateID, form, isOptional: true, width: 20))
        \(textField("otherID", .otherID, form, isOptional: true, width: 20))
        \(select("status", .status, EditStudent.Status.allCases.map {
            Choice($0.rawValue, .status($0.rawValue))
        }, form))
        """
    }

    private var programFields: [StudentField] {
        isManagerOnly
            ? StudentField.program.filter { $0.name == "caseManager" }
            : StudentField.program.filter { !hidden.contains($0.name) }
    }

    private func group(_ title: Phrase, _ fields: [StudentField]) -> HTML {
        """
        \(heading(title))
        \(each: fields, { field in control(field) })
        """
    }

    private func control(_ field: StudentField) -> HTML {
        let name = "field-" + field.name
        let label = Phrase(data: field.label)
        let isRequired = ["lastName", "firstName"].contains(field.name)
        switch field.kind {
        case .site:
            return select(
                name, label,
                [Choice("", .blank)] + sites.map { Choice($0.id, Phrase(data: $0.name)) }, form,
                isOptional: true)
        case .date:
            return textField(
                name, label, form, kind: .date, isOptional: true, width: 10)
        case .text where field.name.hasSuffix("Notes"):
            return textArea(name, label, form, isOptional: true)
        case .text:
            return textField(name, label, form, isOptional: !isRequired, width: 20)
        }
    }
}

extension Phrase {
    static func saveChangesOf(_ name: String) -> Phrase {
        Phrase("edit.save", "Save changes of {0}", name)
    }
}
