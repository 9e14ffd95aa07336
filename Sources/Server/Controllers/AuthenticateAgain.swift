import Foundation
import Hummingbird
import Operations
import Pages

extension Visit {
    /// Asks those for the password again who have no second factor; those who have one are asked
    /// for a code as by every route that takes a fresh one.
    ///
    /// Whoever has neither signs in at the provider: they have authenticated again if they did so
    /// just now.
    ///
    /// - Returns: nil where it can be done.
    func authenticateAgain() async throws -> Answer? {
        let visitor = try signedIn
        let isNew = site.clock().timeIntervalSince(visitor.since) < Double(Sessions.fresh)
        let action = request.uri.path
        if form.values[PasswordAgainPage.field] == nil {
            if isNew { return nil }
            let state = FormState(values: form.values)
            return try await show(status: .forbidden) { _ in
                PasswordAgainPage(form: state, action: action)
            }
        }
        let password = form.exact(PasswordAgainPage.field)
        let fields = ["password.wrong": "current", "signin.limited": "current"]
        let answer = try await hash(fields: fields) { workspace in
            try Users(workspace).requireOwnPassword(password)
            return .redirect("/")
        } orShow: { _, form in
            PasswordAgainPage(form: form, action: action)
        }
        return answer.status == .seeOther ? nil : answer
    }
}
