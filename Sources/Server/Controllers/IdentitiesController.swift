import Foundation
import Hummingbird
import Operations
import Pages
import Records
import Storage

/// Whom users are at the provider: linked by who manages users, or by somebody for themselves.
enum IdentitiesController {
    static let routes: [Route] = [
        .get("/users/{user}/identities", .needs(.manageUsers)) { visit in
            let number = try visit.number(.user, "user")
            return try await visit.show { try page($0, number) }
        },
        .post("/users/{user}/identities", .needs(.manageUsers)) { visit in
            let subject = visit.form["subject"]
            return try await change(visit, Phrase.identityLinked) {
                try $0.link($1, subject: subject)
            }
        }.afterStepUp,
        .post("/users/{user}/identities/remove", .needs(.manageUsers)) { visit in
            let (subject, issuer) = (visit.form.exact("subject"), visit.form.exact("issuer"))
            return try await change(visit, Phrase.identityUnlinked) {
                try $0.unlink($1, subject: subject, issuer: issuer)
            }
        }.afterStepUp,
        .get("/account/single-sign-on", .signedIn) { visit in
            try await visit.show { try ownPage($0) }
        },
        .post("/account/single-sign-on", .signedIn, connect),
    ]

    private static let fields = [
        "sso.subject-invalid": "subject", "sso.identity-taken": "subject",
        "password.wrong": "current", "signin.limited": "current",
    ]

    private static func page(
        _ workspace: Workspace, _ number: Int, _ form: FormState = .blank
    ) throws -> IdentitiesPage {
        guard let user = try Users(workspace).list().first(where: { $0.id == number }) else {
            throw OperationError.notFound(kind: "user", name: "")
        }
        return IdentitiesPage(
            user: user, identities: try UserIdentities(workspace).list(of: user.name),
            provider: try SignInProviders.label(in: workspace.store), form: form)
    }

    private static func ownPage(
        _ workspace: Workspace, _ form: FormState = .blank
    ) throws -> IdentitiesPage {
        IdentitiesPage(
            user: nil, identities: try UserIdentities(workspace).ofOneself(),
            provider: try SignInProviders.label(in: workspace.store), form: form)
    }

    private static func change(
        _ visit: Visit, _ words: @escaping @Sendable (String) -> Phrase,
        _ act: @escaping @Sendable (UserIdentities, String) throws -> UserIdentities.Changed
    ) async throws -> Answer {
        let number = try visit.number(.user, "user")
        return try await visit.submit(fields: fields) { workspace in
            let user = try page(workspace, number).name
            let done = try act(UserIdentities(workspace), user)
            return .redirect(
                "/users/\(Address.name(.user, number))/identities",
                notice: Notice(words(user), changeSet: done.changeSet))
        } orShow: { workspace, form in
            try page(workspace, number, form)
        }
    }

    /// Whoever finds a session open cannot link a subject of their own to it: the password is asked
    /// for first.
    private static func connect(_ visit: Visit) async throws -> Answer {
        let password = visit.form.exact("current")
        let answer = try await visit.hash(fields: fields) { workspace in
            try Users(workspace).requireOwnPassword(password)
            return .redirect("/")
        } orShow: { workspace, form in
            try ownPage(workspace, form)
        }
        guard answer.status == .seeOther, let user = visit.user else { return answer }
        return await SignOnController.toProviderOrRefusal(visit, .link(user: user))
    }
}
