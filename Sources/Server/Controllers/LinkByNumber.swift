import Operations
import Pages
import Records
import Storage

/// Enters the SSID or the Other ID of a student of ALE, after showing what it leads to.
enum LinkByNumber {
    typealias Number = LinkNumberPage.Number

    static func routes(_ number: Number) -> [Route] {
        let path = "/ale/link/{student}/\(number.rawValue)"
        return [
            .get(path, LinkALEController.access) { visit in
                let row = try visit.number(.student, "student")
                return try await visit.show { workspace in
                    let head = try StudentHeads(workspace).head(ofRow: row)
                    return try form(workspace, head, number, .blank)
                }
            },
            .post(path, LinkALEController.access) { visit in try await enter(visit, number) },
        ]
    }

    private static func form(
        _ workspace: Workspace, _ head: StudentHead, _ number: Number, _ form: FormState
    ) throws -> LinkNumberPage {
        LinkNumberPage(head, number, formats: try workspace.numberFormats(), form: form)
    }

    private static func enter(_ visit: Visit, _ number: Number) async throws -> Answer {
        let row = try visit.number(.student, "student")
        let form = visit.form
        return try await visit.answer { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            do {
                let target = try target(form, number, try workspace.numberFormats())
                do {
                    return try form["step"] == "confirm"
                        ? link(visit, workspace, head, number, target)
                        : visit.page(checked(workspace, head, number, target, .blank))
                } catch let error as OperationError where isSomebodys(error) {
                    return try LinkBySearch.toMerge(workspace, head, target, because: error)
                }
            } catch {
                guard let problems = Refusal.problems(in: error, fields) else { throw error }
                let state = FormState(values: form.values, problems: problems)
                var answer = visit.page(try Self.form(workspace, head, number, state))
                answer.status = .unprocessableContent
                return answer
            }
        }
    }

    private static let fields = [
        "student.id-format": "number", "student.too-long": "number", "text.too-long": "number",
        "text.not-text": "number", "link.several-holders": "number",
        "link.has-other-number": "number", "student.id-taken": "number",
        "student.id-merged": "number",
    ]

    private static func isSomebodys(_ error: OperationError) -> Bool {
        ["link.has-profile", "student.id-taken", "student.id-merged"].contains(error.code)
    }

    private static func target(
        _ form: FormValues, _ number: Number, _ formats: IDFormats
    ) throws -> LinkStudent.Target {
        var read = FieldReader(form)
        let text = read.required("number", number == .ssid ? .ssid : .otherID)
        if !text.isEmpty {
            switch number {
            case .ssid:
                formats.misfit(ofStateID: text).map { read.note("number", .misfit(ofSSID: $0)) }
            case .otherID:
                formats.misfit(ofOtherID: text).map { read.note("number", .misfit(ofOtherID: $0)) }
            }
        }
        try read.finish()
        return number == .ssid ? .stateID(text) : .otherID(text)
    }

    private static func checked(
        _ workspace: Workspace, _ head: StudentHead, _ number: Number,
        _ target: LinkStudent.Target, _ form: FormState
    ) throws -> LinkCheckPage {
        let plan = try LinkStudent(workspace).check(head.student.studentID, to: target).plan
        let sis = try plan.integrationID.flatMap { try workspace.row(ofSISStudent: $0) }
        return LinkCheckPage(
            head, plan, other: try sis.flatMap { try workspace.name(ofSISStudent: $0) },
            action: LinkALEPage.address(head.id, number.rawValue), number: number,
            fields: [(name: "number", value: text(of: target))],
            sites: try workspace.siteNames(), form: form)
    }

    private static func text(of target: LinkStudent.Target) -> String {
        switch target {
        case .stateID(let text), .otherID(let text), .sis(let text): text
        }
    }

    private static func link(
        _ visit: Visit, _ workspace: Workspace, _ head: StudentHead, _ number: Number,
        _ target: LinkStudent.Target
    ) throws -> Answer {
        do {
            let linked = try LinkStudent(workspace).run(
                head.student.studentID, to: target, confirmed: Set(visit.form.all("confirm")))
            if !linked.waits { return LinkBySearch.done(head, linked) }
            let words: Phrase =
                number == .ssid ? .ssidEntered(head.givenName) : .otherIDEntered(head.givenName)
            return .redirect(
                LinkALEPage.address, notice: Notice(words, changeSet: linked.changeSet))
        } catch let error as OperationError where error.code == "link.unconfirmed" {
            let state = FormState(
                values: visit.form.values,
                problems: [FormState.Problem("confirm", ErrorWords.words(for: error))])
            var answer = visit.page(try checked(workspace, head, number, target, state))
            answer.status = .unprocessableContent
            return answer
        }
    }
}
