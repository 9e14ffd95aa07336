import Operations
import Records
import Storage

/// Who has seen a student's record, and to whom outside it was given.
public struct AccessRecordPage: PageContent {
    let head: StudentHead
    let parts: [StudentFrame.Part]
    let record: AccessRecord.Page
    let query: ListQuery
    let mayEnter: Bool

    public init(
        _ head: StudentHead, parts: [StudentFrame.Part], record: AccessRecord.Page,
        query: ListQuery, mayEnter: Bool
    ) {
        self.head = head
        self.parts = parts
        self.record = record
        self.query = query
        self.mayEnter = mayEnter
    }

    public var title: Phrase {
        Phrase("access.title", "Who has seen this student: {0}", head.student.name)
    }
    public var section: Section { .students }

    public var body: HTML {
        let list = ListParts(
            path: Address.student(head.id, "access"), query: query, total: record.entries.total)
        return """
            \(StudentFrame(head, .access, parts: parts).html)
            \(buttons(
                mayEnter ? linkButton(.enterDisclosure, Address.student(head.id, "access/add"),
                    .primary) : .empty,
                linkButton(Phrase("access.print", "Record to print"),
                    Address.student(head.id, "access/print"))))
            \(list.count(.accessCount(record.entries.total)))
            \(accessTable(record.entries.rows))
            \(list.pagination)
            """
    }
}

/// The record of disclosures as it is printed for a parent or for an inspection.
public struct AccessPrintPage: PageContent {
    let head: StudentHead
    let record: AccessRecord.Page
    let day: String

    public init(_ head: StudentHead, record: AccessRecord.Page, day: String) {
        self.head = head
        self.record = record
        self.day = day
    }

    public var title: Phrase {
        Phrase("access.print-title", "Record of access and disclosures: {0}", head.student.name)
    }
    public var section: Section { .students }

    public var body: HTML {
        """
        \(summaryList([
            SummaryRow(.student, HTML(text: head.student.name)),
            SummaryRow(.studentID, HTML(text: record.studentID)),
            SummaryRow(.birthDate, .day(head.value("birthDate"))),
            SummaryRow(Phrase("access.printed-on", "Printed on"), .day(day)),
        ]))
        \(paragraph(Phrase("access.law",
            "Kept with the student's record, with the party, the date and the legitimate "
                + "interest (34 CFR 99.32; 34 CFR 300.614)")))
        \(paragraph(.accessCount(record.entries.total)))
        \(record.entries.total > record.entries.rows.count
            ? warningText(Phrase("access.print-cut",
                "Only the latest {0} are printed here. The command line prints all of them.",
                "\(record.entries.rows.count)")) : .empty)
        \(accessTable(record.entries.rows))
        """
    }
}

private func accessTable(_ entries: [AccessRecord.Entry]) -> HTML {
    if entries.isEmpty {
        return emptyState(
            Phrase("access.nobody-title", "Nobody has seen this student yet"),
            Phrase(
                "access.nobody",
                "Each page, export, print and answer that shows this student is noted here "
                    + "within seconds."))
    }
    return dataTable(
        Phrase("access.caption", "Who has seen this student"),
        [
            Column<AccessRecord.Entry>(.when, namesRow: true) { .moment($0.at) },
            Column(.who) { HTML(text: $0.party) },
            Column(Phrase("access.how", "How")) { HTML(.kind(of: $0.kind)) },
            Column(Phrase("access.what", "What")) { HTML(text: $0.what) },
            Column(Phrase("access.purpose", "Purpose")) { HTML(text: $0.purpose) },
            Column(Phrase("access.together", "Students shown together"), isNumber: true) {
                "\(number: $0.students)"
            },
        ], entries, hidesCaption: true)
}

/// A disclosure to somebody outside, or a request for one.
public struct DisclosureFormPage: PageContent {
    let head: StudentHead
    public let form: FormState

    public init(_ head: StudentHead, form: FormState) {
        self.head = head
        self.form = form
    }

    public var title: Phrase {
        Phrase("disclosure.title", "Enter a disclosure of {0}", head.givenName)
    }
    public var section: Section { .students }

    public var body: HTML {
        """
        \(StudentFrame(head, .access).html)
        \(paragraph(Phrase("disclosure.about",
            "For what was given to somebody outside, or asked for by them: on paper, by "
                + "telephone, by mail. It stays for good and cannot be taken back.")))
        \(postForm(Address.student(head.id, "access/add"), """
            \(textField("party", .disclosureParty,
                hint: Phrase("disclosure.party-hint", "Name and organization"), form))
            \(textField("purpose", .disclosurePurpose, form))
            \(textField("what", .disclosed,
                hint: Phrase("disclosure.what-hint", "For example, transcript of grade 9"), form))
            \(textField("day", .date, form, kind: .date, width: 10))
            \(buttons(button(.enterDisclosure), link(.cancel, Address.student(head.id, "access"))))
            """))
        """
    }
}

extension Phrase {
    static let enterDisclosure = Phrase("disclosure.enter", "Enter a disclosure")
    public static let disclosureParty = Phrase("disclosure.party", "Given to, or asked for by")
    public static let disclosurePurpose = Phrase("disclosure.purpose", "Legitimate interest")
    public static let disclosed = Phrase("disclosure.what", "What was disclosed")
    public static let disclosureEntered = Phrase("disclosure.done", "The disclosure was entered.")

    static func accessCount(_ count: Int) -> Phrase {
        Phrase("access.count", one: "1 entry", other: "{n} entries", count: count)
    }

    static func kind(of access: AccessEvent.Kind) -> Phrase {
        switch access {
        case .page: Phrase("access.kind-page", "Page")
        case .print: Phrase("access.kind-print", "Print")
        case .export: Phrase("access.kind-export", "Export")
        case .api: Phrase("access.kind-api", "Program")
        case .command: Phrase("access.kind-command", "Command line")
        case .document: Phrase("access.kind-document", "Document")
        case .disclosure: Phrase("access.kind-disclosure", "Disclosure")
        }
    }
}
