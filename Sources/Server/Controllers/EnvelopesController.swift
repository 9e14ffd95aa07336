import Foundation
import Operations
import Pages
import Records

/// Transfer envelopes: making them, opening them, and applying what is in them.
enum EnvelopesController {
    static let routes: [Route] = [
        .get(EnvelopesPage.address, .needsOne(of: [.export, .createStudents])) { visit in
            let exchange = visit.site.settings.exchange
            return try await visit.show { try list($0, exchange) }
        },
        .get(EnvelopesPage.address + "/make", .also(.export, .needs(.seeStudents))) { visit in
            let district = visit.site.settings.district
            let code = SendEnvelopes.newCode()
            let sealed = seal(code, visit)
            return try await visit.show { _ in
                MakeEnvelopePage(
                    code: code, sealed: sealed,
                    form: FormState(values: [
                        "from": [district], "days": ["14"], "naming": ["name"],
                        "sections": EnvelopeSection.allCases.map(\.rawValue),
                    ]))
            }
        },
        Route.post(EnvelopesPage.address + "/make", .also(.export, .needs(.seeStudents)), make)
            .afterStepUp,
        .get(EnvelopesPage.address + "/open", .needs(.createStudents)) { visit in
            try await visit.show { _ in OpenEnvelopePage() }
        },
        .post(
            EnvelopesPage.address + "/open", .needs(.createStudents), body: .files, open),
        .get(EnvelopesPage.address + "/{envelope}", .needs(.createStudents)) { visit in
            let number = try visit.number(in: "envelope")
            return try await visit.show { try page($0, number, .blank) }
        },
        .post(EnvelopesPage.address + "/{envelope}/check", .needs(.createStudents)) { visit in
            let number = try visit.number(in: "envelope")
            let form = visit.form
            return try await visit.submit { workspace in
                let envelopes = ReceiveEnvelopes(workspace)
                let applied = try envelopes.apply(
                    number, targets(form), isAnyway: form["anyway"] == "yes", isCheck: true)
                if applied.packages.isEmpty {
                    return .redirect(
                        EnvelopesPage.address(of: number),
                        notice: Notice(.nothingChosen, kind: .information))
                }
                return .html(
                    visit.frame.document(
                        EnvelopeCheckPage(
                            number: number, party: try envelopes.sender(of: number),
                            packages: applied.packages, form: FormState(values: form.values))))
            } orShow: { workspace, state in
                try page(workspace, number, state)
            }
        },
        .post(EnvelopesPage.address + "/{envelope}/apply", .needs(.createStudents)) { visit in
            let number = try visit.number(in: "envelope")
            let form = visit.form
            return try await visit.submit { workspace in
                let applied = try ReceiveEnvelopes(workspace).apply(
                    number, targets(form), isAnyway: form["anyway"] == "yes")
                return .redirect(
                    EnvelopesPage.address(of: number),
                    notice: Notice(
                        .envelopeApplied(applied.packages.count), changeSet: applied.changeSet))
            } orShow: { workspace, state in
                try page(workspace, number, state)
            }
        },
        .post(EnvelopesPage.address + "/{envelope}/discard", .needs(.createStudents)) { visit in
            let number = try visit.number(in: "envelope")
            return try await visit.submit { workspace in
                let change = try ReceiveEnvelopes(workspace).discard(number)
                return .redirect(
                    EnvelopesPage.address,
                    notice: Notice(.envelopeDiscarded, changeSet: change))
            } orShow: { workspace, state in
                try page(workspace, number, state)
            }
        },
    ]

    static func list(
        _ workspace: Workspace, _ exchange: Exchange?, _ form: FormState = .blank
    ) throws -> EnvelopesPage {
        EnvelopesPage(
            envelopes: try ReceiveEnvelopes(workspace).list(),
            requests: try DirectTransfers.list(workspace),
            mayMake: workspace.allows(.export), mayOpen: workspace.allows(.createStudents),
            mayAsk: workspace.allows(.createStudents) && exchange?.own != nil
                && exchange?.others.isEmpty == false, letters: exchange?.standing, form: form)
    }

    private static func page(
        _ workspace: Workspace, _ number: Int, _ form: FormState
    ) throws -> EnvelopePage {
        let envelopes = ReceiveEnvelopes(workspace)
        return EnvelopePage(
            number: number, party: try envelopes.sender(of: number),
            packages: try envelopes.show(number), form: form)
    }

    /// What was decided, by the numbers of packages. A number that was typed counts before what was
    /// chosen.
    private static func targets(_ form: FormValues) -> [Int: EnvelopeTarget] {
        var found: [Int: EnvelopeTarget] = [:]
        for (name, values) in form.values {
            let parts = name.split(separator: "-", maxSplits: 1)
            guard parts.count == 2, parts[0] == "package", let number = Int(parts[1]) else {
                continue
            }
            found[number] = EnvelopeTarget(values.first ?? "")
        }
        for (name, _) in form.values where name.hasPrefix("other-") {
            let typed = form[name].trimmingCharacters(in: .whitespaces)
            if let number = Int(name.dropFirst(6)), !typed.isEmpty {
                found[number] = .profile(typed)
            }
        }
        return found
    }

    // MARK: Making

    /// The code comes back as it was shown, and no other.
    private static let purpose = "envelope-code"

    private static func seal(_ code: String, _ visit: Visit) -> String {
        visit.site.sealing.seal(code, purpose, for: visit.user)
    }

    private static func request(
        _ form: FormValues, _ code: String
    ) throws -> SendEnvelopes.Request {
        var request = SendEnvelopes.Request()
        request.students = form.lines("students")
        let parts = try form.envelopeParts
        request.sections = parts.sections
        request.years = parts.years
        request.takesFinalOnly = parts.takesFinalOnly
        request.naming = SendEnvelopes.Naming(rawValue: form["naming"]) ?? .name
        request.party = form["party"]
        request.purpose = form["purpose"]
        request.from = form["from"]
        request.days = Int(form["days"]) ?? 0
        request.code = code
        return request
    }

    private static func make(_ visit: Visit) async throws -> Answer {
        let form = visit.form
        let known = visit.site.sealing.open(form.exact("code"), purpose, for: visit.user)
        let code = known ?? SendEnvelopes.newCode()
        let sealed = seal(code, visit)
        return try await visit.submit { workspace in
            if known == nil {
                throw OperationError.refused(
                    code: "envelope.request", message: "The page was too old: it has a new code.",
                    remedy: "Write the new code down, and send the form again.")
            }
            var file = Data()
            let made = try SendEnvelopes(workspace).make(request(form, code)) { file = $0 }
            var answer = Answer(
                status: .ok,
                content: .file(
                    Array(file), type: "application/octet-stream",
                    name: "transfer-\(made.number).envelope"))
            answer.purpose = form["purpose"]
            return answer
        } orShow: { _, state in
            MakeEnvelopePage(code: code, sealed: sealed, form: state)
        }
    }

    // MARK: Opening

    private static func open(_ visit: Visit) async throws -> Answer {
        let upload = try await visit.receive(Upload.Limit(files: 1, bytes: 256 << 20))
        defer { upload.discard() }
        let scanner = visit.site.settings.scanner
        return try await visit.with(upload.form).submit(
            fields: [
                "envelope.code": "code", "envelope.code-form": "code",
                "envelope.not-an-envelope": "file",
            ]
        ) { workspace in
            guard let file = upload.files.first else {
                throw FormProblems("file", .chooseFile)
            }
            let opened = try ReceiveEnvelopes(workspace, scanner: scanner)
                .open(file.path, code: upload.form["code"])
            return .redirect(
                EnvelopesPage.address(of: opened.number),
                notice: opened.changeSet == nil
                    ? Notice(.envelopeOpenedBefore, kind: .information) : nil)
        } orShow: { _, state in
            OpenEnvelopePage(form: state)
        }
    }
}
