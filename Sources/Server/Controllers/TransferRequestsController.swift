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
            let others = visit.site.settings.exchange?.others ?? []
            let transfers = try transfers(visit)
            return try await visit.submit(
                fields: ["student.not-found": "students", "envelope.request": "students"]
            ) { workspace in
                let done = try transfers(workspace).ask(
                    form["district"], for: form.lines("students"), purpose: form["purpose"])
                return .redirect(
                    EnvelopesPage.address,
                    notice: Notice(.districtAsked, changeSet: done.changeSet))
            } orShow: { _, state in
                AskDistrictPage(districts: others, form: state)
            }
        },
        .post(
            EnvelopesPage.address + "/look", .needsOne(of: [.export, .createStudents])
        ) { visit in
            let exchange = try exchange(visit)
            let scanner = visit.site.settings.scanner
            let (store, clock) = (visit.site.store, visit.site.clock)
            return try await visit.submit { _ in
                // As the server does each minute, whoever asks for it.
                let district = Workspace(
                    store: store, actor: Housekeeping.actor, clock: clock)
                let looked = try DirectTransfers(district, exchange, scanner: scanner).look()
                return .redirect(
                    EnvelopesPage.address,
                    notice: Notice(.lettersTaken(looked.taken), kind: .information))
            } orShow: { workspace, _ in
                try EnvelopesController.list(workspace, exchange)
            }
        },
        .get(one, .also(.seeStudents, .needsOne(of: [.export, .createStudents]))) { visit in
            let number = try visit.number(in: "request")
            let transfers = try transfers(visit)
            return try await visit.show { workspace in
                TransferRequestPage(request: try transfers(workspace).show(number), form: blank)
            }
        },
        Route.post(one + "/approve", .also(.export, .needs(.seeStudents))) { visit in
            let form = visit.form
            return try await answer(visit, .recordsSent) { transfers, number in
                var approval = DirectTransfers.Approval()
                approval.students = chosen(form)
                let parts = try form.envelopeParts
                (approval.sections, approval.years) = (parts.sections, parts.years)
                approval.takesFinalOnly = parts.takesFinalOnly
                return try transfers.approve(number, approval)
            }
        }.afterStepUp,
        .post(one + "/refuse", .also(.export, .needs(.seeStudents))) { visit in
            let reason = visit.form["reason"]
            return try await answer(visit, .requestRefused) { try $0.refuse($1, reason: reason) }
        },
        .post(one + "/withdraw", .also(.createStudents, .needs(.seeStudents))) { visit in
            try await answer(visit, .requestWithdrawn) { try $0.withdraw($1) }
        },
    ]

    /// All sections are ticked at first.
    private static let blank = FormState(values: [
        "sections": EnvelopeSection.allCases.map(\.rawValue)
    ])

    private static func exchange(_ visit: Visit) throws -> Exchange {
        guard let exchange = visit.site.settings.exchange else {
            throw OperationError.notFound(kind: "transfer-request", name: "")
        }
        return exchange
    }

    private static func transfers(
        _ visit: Visit
    ) throws -> @Sendable (Workspace) -> DirectTransfers {
        let exchange = try exchange(visit)
        let scanner = visit.site.settings.scanner
        return { DirectTransfers($0, exchange, scanner: scanner) }
    }

    private static func answer(
        _ visit: Visit, _ words: Phrase,
        _ act: @escaping @Sendable (DirectTransfers, Int) throws -> DirectTransfers.Done
    ) async throws -> Answer {
        let number = try visit.number(in: "request")
        let transfers = try transfers(visit)
        return try await visit.submit(fields: ["text.missing": "reason"]) { workspace in
            let done = try act(transfers(workspace), number)
            return .redirect(
                TransferRequestPage.address(of: number),
                notice: Notice(words, changeSet: done.changeSet))
        } orShow: { workspace, state in
            TransferRequestPage(request: try transfers(workspace).show(number), form: state)
        }
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

extension FormValues {
    /// Numbers that were typed one to a line, or with commas between them.
    func lines(_ name: String) -> [String] {
        self[name].split { $0.isNewline || $0 == "," }.map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
    }

    /// What of a record was chosen for an envelope.
    var envelopeParts:
        (sections: Set<EnvelopeSection>, years: Set<SchoolYear>?, takesFinalOnly: Bool)
    {
        get throws {
            let years = self["years"].split { $0 == "," || $0.isWhitespace }.map(String.init)
            let read = years.compactMap { SchoolYear(text: $0) }
            guard read.count == years.count else { throw FormProblems("years", .notASchoolYear) }
            return (
                Set(all("sections").compactMap(EnvelopeSection.init)),
                read.isEmpty ? nil : Set(read), self["finalOnly"] == "yes"
            )
        }
    }
}
