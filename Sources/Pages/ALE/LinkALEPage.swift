import Operations
import Records

/// Students who were created for ALE and whom nothing links to the SIS yet.
public struct LinkALEPage: PageContent {
    /// One of them, with the likeliest SIS student.
    public struct Row: Sendable {
        let unlinked: ALEStudents.Unlinked
        let best: CandidateRow?

        public init(_ unlinked: ALEStudents.Unlinked, best: CandidateRow?) {
            self.unlinked = unlinked
            self.best = best
        }
    }

    public static let address = "/ale/link"

    /// The address of one student's part of linking.
    public static func address(_ student: Int, _ part: String) -> String {
        "\(address)/\(Address.name(.student, student))/\(part)"
    }

    let rows: [Row]
    let mayDelete: Bool

    public init(rows: [Row], allows: (Permission) -> Bool) {
        self.rows = rows
        mayDelete = allows(.deleteStudents)
    }

    public var title: Phrase { .linkStudentToALE }
    public var section: Section { .linkALE }

    public var body: HTML {
        if rows.isEmpty {
            return emptyState(
                Phrase("link.empty-title", "Every student of ALE is linked"),
                Phrase(
                    "link.empty",
                    "Students who were created for ALE and are not in the SIS yet are listed here "
                        + "until they are linked."),
                action: linkButton(.createStudentForALE, CreateALEPage.address))
        }
        return """
            \(paragraph(Phrase("link.intro", "Created and not linked to the SIS yet. A student with "
                + "an SSID or Other ID links by itself when SIS data with that number arrives.")))
            \(dataTable(Phrase("link.caption", "Students to link"), columns, rows))
            """
    }

    private var columns: [Column<Row>] {
        let mayDelete = mayDelete
        return [
            Column(.name, namesRow: true) { row in
                link(
                    Phrase(data: row.unlinked.item.name), Address.student(row.unlinked.student.id))
            },
            Column(.studentID) { HTML(text: $0.unlinked.item.studentID) },
            Column(.ssid) { "<span class=\"whole\">\($0.unlinked.item.stateID)</span>" },
            Column(.otherID) { "<span class=\"whole\">\($0.unlinked.item.otherID)</span>" },
            Column(.since) { .day($0.unlinked.item.since) },
            Column(.learningPlans, isNumber: true) { Self.plans($0) },
            Column(.candidatesWord) { Self.best($0) },
            Column(.actions) { Self.actions($0, mayDelete: mayDelete) },
        ]
    }

    private static func plans(_ row: Row) -> HTML {
        let count = row.unlinked.item.attached.plans
        return count == 0
            ? "\(number: 0)"
            : link(
                Phrase("link.plans", one: "1 plan", other: "{n} plans", count: count),
                Address.student(row.unlinked.student.id, "plans"))
    }

    private static func best(_ row: Row) -> HTML {
        guard let best = row.best, let sis = best.sisStudent else {
            return HTML(text: row.unlinked.item.answer)
        }
        let name = CandidateCards.givenName(best.candidate.name)
        let phrase = Phrase.link(row.unlinked.student.givenName, to: name)
        return """
            <strong>\(best.candidate.name)</strong>
            \(evidence(best.candidate))
            \(link(phrase, address(row.unlinked.student.id,
                "to/\(Address.name(.sisStudent, sis))")))
            """
    }

    private static func actions(_ row: Row, mayDelete: Bool) -> HTML {
        let id = row.unlinked.student.id
        let all: [(Phrase, String)] = [
            (.searchForStudent, "search"), (.enterSSID, "ssid"), (.enterOtherID, "other-id"),
            (.delete, "delete"),
        ]
        let name = row.unlinked.student.givenName
        return """
            <details class="gear"><summary><span class="gear-mark" aria-hidden="true">&#9881;</span>\
            <span class="visually-hidden">\(say: .actions(for: name))</span></summary>
            <ul>\(each: mayDelete ? all : Array(all.dropLast()), { label, part in
                """
                <li><a href="\(address(id, part))">\(say: label)\
                <span class="visually-hidden"> \(say: .actionsFor(name))</span></a></li>
                """
            })</ul></details>
            """
    }
}
