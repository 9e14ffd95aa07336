import Foundation
import Operations
import Pages
import Records

/// What districts of one installation ask each other for.
enum TransferRequestsController {
    private static let one = EnvelopesPage.address + "/requests/{request}"

    static let routes: [Route] = [
        .get(AskDistrictPage.address, .also(.createStudents, .needs(.seeStudents))) { visit in
            let others = visit.site.settings.exchange?.others ?? []
            return try await visit.show { _ in
                AskDistrictPage(districts: others, form: .blank)
            }
        },
        .post(AskDistrictPage.address, .also(.createStudents, .needs(.seeStudents))) { visit in
            let form = visit.form
            return try await asking(visit) { transfers in
                let people = try transfers.describe(
                    form["district"], for: form.lines("students"))
                let title = transfers.exchange.others.first { $0.name == form["district"] }?.title
                return .html(
                    visit.frame.document(
                        AskDistrictCheckPage(
                            district: title ?? "", people: people,
                            form: FormState(values: form.values))))
            }
        },
        .post(
            AskDistrictCheckPage.address, .also(.createStudents, .needs(.seeStudents))
        ) { visit in
            let form = visit.form
            return try await asking(visit) { transfers in
                _ = try transfers.ask(
                    form["district"], for: form.lines("students"), purpose: form["purpose"])
                return .redirect(EnvelopesPage.address, notice: Notice(.districtAsked))
            }
        },
        .post(
            EnvelopesPage.address + "/look", .needsOne(of: [.export, .createStudents])
        ) { visit in
            let transfers = try transfers(visit)
            let exchange = visit.site.settings.exchange
            let (store, clock) = (visit.site.store, visit.site.clock)
            let isAgain = visit.form["again"] == "yes"
            return try await visit.submit { _ in
                // In the district's name, whoever asks for it.
                let district = Workspace(
                    store: store, actor: Housekeeping.actor, clock: clock)
                let looked = try transfers(district).look(again: isAgain)
                return .redirect(
                    EnvelopesPage.address,
                    notice: Notice(.lettersTaken(looked), kind: .information))
            } orShow: { workspace, state in
                try EnvelopesController.list(workspace, exchange, state)
            }
        },
        .get(one, .also(.seeStudents, .needsOne(of: [.export, .createStudents]))) { visit in
            let number = try visit.number(in: "request")
            let transfers = try transfers(visit)
            return try await visit.show { try page(transfers($0), number, blank) }
        },
        .post(one + "/check", answering) { visit in
            let form = visit.form
            return try await submit(visit) { transfers, number in
                .html(
                    visit.frame.document(
                        TransferCheckPage(
                            request: try transfers.show(number),
                            packages: try transfers.check(number, approval(form)),
                            form: FormState(values: form.values))))
            }
        },
        Route.post(one + "/approve", answering) { visit in
            let form = visit.form
            return try await answer(visit, .recordsSent) { try $0.approve($1, approval(form)) }
        }.afterStepUp,
        .post(one + "/refuse", answering) { visit in
            let reason = visit.form["reason"]
            return try await answer(visit, .requestRefused) { try $0.refuse($1, reason: reason) }
        },
        .post(one + "/withdraw", .also(.createStudents, .needs(.seeStudents))) { visit in
            try await answer(visit, .requestWithdrawn) { try $0.withdraw($1) }
        },
    ]

    private static let answering = Route.Access.also(
        .export, .also(.recordDisclosures, .needs(.seeStudents)))

    /// All sections are ticked at first.
    private static let blank = FormState(values: [
        "sections": EnvelopeSection.allCases.map(\.rawValue)
    ])

    private static func page(
        _ transfers: DirectTransfers, _ number: Int, _ form: FormState
    ) throws -> TransferRequestPage {
        TransferRequestPage(
            request: try transfers.show(number), mayAnswer: transfers.mayAnswer, form: form)
    }

    private static func transfers(
        _ visit: Visit
    ) throws -> @Sendable (Workspace) -> DirectTransfers {
        guard let exchange = visit.site.settings.exchange else {
            throw OperationError.notFound(kind: "transfer-request", name: "")
        }
        let scanner = visit.site.settings.scanner
        return { DirectTransfers($0, exchange, scanner: scanner) }
    }

    private static func asking(
        _ visit: Visit, _ act: @escaping @Sendable (DirectTransfers) throws -> Answer
    ) async throws -> Answer {
        let transfers = try transfers(visit)
        let others = visit.site.settings.exchange?.others ?? []
        return try await visit.submit(
            fields: ["student.not-found": "students", "envelope.request": "students"]
        ) { workspace in
            try act(transfers(workspace))
        } orShow: { _, state in
            AskDistrictPage(districts: others, form: state)
        }
    }

    private static func submit(
        _ visit: Visit, _ act: @escaping @Sendable (DirectTransfers, Int) throws -> Answer
    ) async throws -> Answer {
        let number = try visit.number(in: "request")
        let transfers = try transfers(visit)
        return try await visit.submit(fields: ["text.missing": "reason"]) { workspace in
            try act(transfers(workspace), number)
        } orShow: { workspace, state in
            try page(transfers(workspace), number, state)
        }
    }

    /// What another district was told cannot be undone.
    private static func answer(
        _ visit: Visit, _ words: Phrase,
        _ act: @escaping @Sendable (DirectTransfers, Int) throws -> DirectTransfers.Done
    ) async throws -> Answer {
        try await submit(visit) { transfers, number in
            _ = try act(transfers, number)
            return .redirect(TransferRequestPage.address(of: number), notice: Notice(words))
        }
    }

    private static func approval(_ form: FormValues) throws -> DirectTransfers.Approval {
        var approval = DirectTransfers.Approval()
        approval.students = chosen(form)
        let parts = try form.envelopeParts
        (approval.sections, approval.years) = (parts.sections, parts.years)
        approval.takesFinalOnly = parts.takesFinalOnly
        approval.isAnyway = form["anyway"] == "yes"
        return approval
    }

    /// Who the people of a request are, by their numbers. A number that was typed counts before
    /// what was chosen.
    private static func chosen(_ form: FormValues) -> [Int: String] {
        var found: [Int: String] = [:]
        for prefix in ["person-", "other-"] {
            for (name, values) in form.values where name.hasPrefix(prefix) {
                let typed = (values.first ?? "").trimmingCharacters(in: .whitespaces)
                if let number = Int(name.dropFirst(prefix.count)), !typed.isEmpty {
                    found[number] = typed
                }
            }
        }
        return found
    }
}
