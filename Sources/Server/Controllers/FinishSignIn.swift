import Hummingbird
import Operations

extension SessionController {
    /// Begins a session for somebody for whom a provider has vouched, and leads on. Whoever owes a
    /// code of a second factor is led there first, as after a password.
    ///
    /// The session of the browser until now ends, and the cookie is a new one: nobody can have
    /// known it before.
    ///
    /// - Parameters:
    ///   - user: our number of the user.
    ///   - isSecondFactor: whether the district takes this sign-in for one with a second factor.
    ///   - next: the path where to go.
    static func finishSignIn(
        _ user: Int, isSecondFactor: Bool, next: String, _ visit: Visit
    ) async throws -> Answer {
        visit.note.tried = .user(user)
        let old = visit.request.cookies[visit.site.cookieName("session")]?.value
        let token = try await visit.work { [site = visit.site] in
            try Sessions(store: site.store, clock: site.clock)
                .begin(forVouched: user, isSecondFactor: isSecondFactor, replacing: old)
        }
        var answer = Answer.redirect(next)
        answer.cookies = [visit.site.cookie("session", token)]
        return answer
    }
}
