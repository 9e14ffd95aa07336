import Operations
import Records

/// Students who were created for ALE and whom nothing links to the SIS yet.
public struct LinkALEPage: ListContent {
    public static let address = "/ale/link"

    /// The address of one student's part of linking.
    public static func address(_ student: Int, _ part: String) -> String {
        "\(address)/\(Address.name(.student, student))/\(part)"
    }

    typealias Row = LinkToALE.Row

    let query: ListQuery
    let page: ListPage<LinkToALE.Row>
    let mayDelete: Bool

    public init(
        query: ListQuery, page: ListPage<LinkToALE.Row>, allows: (Permission) -> Bool
    ) {
        self.query = query
        self.page = page
        mayDelete = allows(.deleteStudents)
    }

    public var file: ListFile { ListFile(columns, page.rows) }
    public var rowCount: Int { page.total }

    public var title: Phrase { .linkStudentToALE }
    public var section: Section { .linkALE }

    public var body: HTML {
        if page.rows.isEmpty {
            return emptyState(
                Phrase("link.empty-title", "Every student of ALE is linked"),
                Phrase(
                    "link.empty",
                    "Students who were created for ALE and are not in the SIS yet are listed here "
                        + "until they are linked."),
                action: linkButton(.createStudentForALE, CreateALEPage.address))
        }
        let parts = ListParts(path: Self.address, query: query, total: page.total)
        return """
            \(paragraph(Phrase("link.intro", "Created and not linked to the SIS yet. A student "
                + "with an SSID or Other ID links by itself when SIS data with that number "
                + "arrives.")))
            \(dataTable(Phrase("link.caption", "Students to link"), columns, page.rows))
            \(parts.pagination)
            \(parts.tools())
            """
    }

    private var columns: [Column<Row>] {
        let mayDelete = mayDelete
        return [
            Column(.name, namesRow: true) { row in
                link(Phrase(data: row.name), Address.student(row.id))
            },
            Column(.studentID) { HTML(text: $0.studentID) },
            Column(.ssid) { "<span class=\"whole\">\($0.stateID)</span>" },
            Column(.otherID) { "<span class=\"whole\">\($0.otherID)</span>" },
            Column(.since) { .day($0.since) },
            Column(.learningPlans, isNumber: true) { Self.plans($0) },
            Column(.candidatesWord) { Self.best($0) },
            Column(.actions, isSaved: false) { Self.actions($0, mayDelete: mayDelete) },
        ]
    }

    private static func plans(_ row: Row) -> HTML {
        let count = row.planCount
        return count == 0
            ? "\(number: 0)"
            : link(
                Phrase("link.plans", one: "1 plan", other: "{n} plans", count: count),
                Address.student(row.id, "plans"))
    }

    private static func best(_ row: Row) -> HTML {
        guard let best = row.candidate else { return HTML(text: row.answer) }
        let phrase = Phrase.link(givenName(row), to: CandidateCards.givenName(best.name))
        let place = "to/\(Address.name(.sisStudent, best.id))"
        return """
            <strong>\(best.name)</strong>
            \(evidence(best))
            \(link(phrase, address(row.id, place)))
            """
    }

    private static func givenName(_ row: Row) -> String { CandidateCards.givenName(row.name) }

    private static func actions(_ row: Row, mayDelete: Bool) -> HTML {
        let all: [(Phrase, String)] = [
            (.searchForStudent, "search"), (.enterSSID, "ssid"), (.enterOtherID, "other-id"),
            (.delete, "delete"),
        ]
        let name = givenName(row)
        return """
            <details class="gear"><summary><span aria-hidden="true">&#9881;</span>\
            <span class="visually-hidden">\(say: .actions(for: name))</span></summary>
            <ul>\(each: mayDelete ? all : Array(all.dropLast()), { label, part in
                """
                <li><a href="\(address(row.id, part))">\(say: label)\
                <span class="visually-hidden"> \(say: .actionsFor(name))</span></a></li>
                """
            })</ul></details>
            """
    }
}
