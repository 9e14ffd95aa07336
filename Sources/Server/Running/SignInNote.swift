import HTTPTypes
import Hummingbird
import Pages

/// What an answer says of an attempt to sign in: by what, and what became of it. Who it was is told
/// by `SignInEvents`.
struct SignInNote: Equatable {
    enum Factor: String { case password, provider, code }
    enum Outcome: String { case accepted, refused, limited, busy }

    let factor: Factor
    let outcome: Outcome

    /// Nil where the request was no attempt.
    ///
    /// - Parameters:
    ///   - route: the template of the address.
    ///   - cookie: the name of the session's cookie, which is set where the attempt succeeded.
    init?(
        _ method: HTTPRequest.Method, _ route: String, answeredWith response: Response,
        cookie: String
    ) {
        switch (method, route) {
        case (.post, "/sign-in"): factor = .password
        case (.post, "/sign-in/sso"), (.get, SignOnController.returnPath): factor = .provider
        case (.post, SecondFactorPage.address): factor = .code
        default: return nil
        }
        let isBegun = response.headers[values: .setCookie].contains { $0.hasPrefix(cookie + "=") }
        switch response.status {
        case _ where isBegun: outcome = .accepted
        case .tooManyRequests: outcome = .limited
        case .serviceUnavailable: outcome = .busy
        // Not led to a page that says why is led on: to the provider, or to sign in first.
        case .seeOther where response.headers[.location] != SignOnController.refusedPath,
            .ok:
            return nil
        default: outcome = .refused
        }
    }
}
