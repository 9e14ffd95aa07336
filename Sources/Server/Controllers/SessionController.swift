import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Records

/// Signing in and out, and what belongs to a visit.
enum SessionController {
    static let routes: [Route] = [
        .get("/sign-in", .open) { visit in
            let next = visit.query["next"]
            return try await visit.showOpen { [store = visit.site.store] in
                SignInPage(next: next, provider: try SignInProviders.label(in: store))
            }
        },
        .post("/sign-in", .open, signIn),
        .post("/sign-out", .signedIn) { visit in
            if let token = visit.request.cookies[visit.site.cookieName("session")]?.value {
                try await visit.work { [site = visit.site] in
                    try Sessions(store: site.store, clock: site.clock).end(token: token)
                }
            }
            var answer = Answer.redirect("/sign-in")
            answer.cookies = [visit.site.cookie("session", "", maxAge: 0)]
            if let name = HTTPField.Name("Clear-Site-Data") {
                answer.headers[name] = "\"cache\", \"storage\""
            }
            return answer
        }.beforeProof,
        .get("/shortcuts", .signedIn) { visit in
            try await visit.show { _ in ShortcutsPage(isOn: visit.frame.hasShortcuts) }
        },
        .post("/shortcuts", .signedIn) { visit in
            var answer = Answer.redirect("/shortcuts")
            let isOff = visit.form["shortcuts"] == "off"
            answer.cookies = [
                visit.site.cookie("shortcuts", isOff ? "off" : "on", maxAge: 31_536_000)
            ]
            return answer
        },
        .post("/session/stay", .signedIn) { visit in
            .json("{\"seconds\":\(visit.frame.idleSeconds ?? 0)}")
        },
    ]

    private static func signIn(_ visit: Visit) async throws -> Answer {
        let site = visit.site
        let (name, password) = (visit.form["name"], visit.form.exact("password"))
        visit.note.tried = .name(name)
        let old = visit.request.cookies[site.cookieName("session")]?.value
        do {
            let begun = try await site.passwords.run {
                try SignIn(store: site.store, clock: site.clock).run(
                    name: name, password: password, address: visit.address, replacing: old)
            }
            // Whoever owes a code is led there, and from there to where they wanted to go.
            let next = site.sealing.open(visit.form["next"], "next", for: nil)
            var answer = Answer.redirect(next ?? "/")
            answer.cookies = [site.cookie("session", begun.token)]
            return answer
        } catch let error as SignInLimited {
            var answer = try await refused(visit, error.refusal, .tooManyRequests)
            answer.headers[.retryAfter] = String(error.retryAfter)
            return answer
        } catch let error as OperationError {
            let isBusy = error.code == "signin.busy"
            return try await refused(
                visit, error, isBusy ? .serviceUnavailable : .unprocessableContent)
        }
    }

    private static func refused(
        _ visit: Visit, _ error: OperationError, _ status: HTTPResponse.Status
    ) async throws -> Answer {
        var form = FormState(["name": visit.form["name"]])
        form.problems = [FormState.Problem("name", ErrorWords.words(for: error))]
        let next = visit.form["next"]
        return try await visit.showOpen(status: status) { [form, store = visit.site.store] in
            SignInPage(form: form, next: next, provider: try SignInProviders.label(in: store))
        }
    }
}
