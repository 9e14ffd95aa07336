import HTTPTypes
import Hummingbird
import Operations
import Pages
import Records

/// The second factor: giving a code, and setting it up.
enum SecondFactorController {
    static let routes: [Route] = [
        .get(SecondFactorPage.address, .signedIn) { visit in
            let next = visit.query["next"]
            return try await visit.show { _ in SecondFactorPage(next: next) }
        }.beforeProof,
        .post(SecondFactorPage.address, .signedIn, prove).beforeProof,
        .get(SetUpFactorPage.address, .signedIn) { visit in
            if try await mayNotSetUp(visit) { return .redirect(SecondFactorPage.address) }
            let (visitor, site) = (try visit.signedIn, visit.site)
            return try await visit.show { _ in
                let factor = SecondFactor(store: site.store, clock: site.clock)
                let key = factor.begin()
                return try page(visitor, site, key, sealed: factor.sealed(key, for: visitor.user))
            }
        }.beforeProof,
        .post(SetUpFactorPage.address, .signedIn, setUp).beforeProof,
    ]

    /// Whoever has a second factor gives a code of it before there is another one.
    private static func mayNotSetUp(_ visit: Visit) async throws -> Bool {
        let visitor = try visit.signedIn
        return visitor.hasSecondFactor && !visitor.isFresh(at: visit.site.clock())
    }

    private static func page(
        _ visitor: SignedIn, _ site: Site, _ key: TimeCode, sealed: String,
        form: FormState = .blank
    ) -> SetUpFactorPage {
        SetUpFactorPage(
            form: form, key: key, name: visitor.access.name, district: site.settings.district,
            sealed: sealed, isRequired: SecondFactor.isRequired(of: visitor.access))
    }

    private static func prove(_ visit: Visit) async throws -> Answer {
        let next = visit.form["next"]
        switch try await visit.proof() {
        case .wrong(let problems):
            let form = FormState(values: [:], problems: problems.problems)
            var answer = try await visit.show(status: problems.status) { _ in
                SecondFactorPage(form: form, next: next)
            }
            if let seconds = problems.retryAfter { answer.headers[.retryAfter] = "\(seconds)" }
            return answer
        case .right(let session):
            var answer = Answer.redirect(visit.site.sealing.open(next, "next", for: nil) ?? "/")
            answer.cookies = [visit.site.cookie("session", session)]
            return answer
        }
    }

    private static func setUp(_ visit: Visit) async throws -> Answer {
        if try await mayNotSetUp(visit) { return .redirect(SecondFactorPage.address) }
        // Whoever finds a session open that has no second factor yet does not get one of their own.
        if try !visit.signedIn.hasSecondFactor, let again = try await visit.authenticateAgain() {
            visit.note.control = .secondFactor
            return again
        }
        let (visitor, site, session) = (try visit.signedIn, visit.site, try visit.sessionToken)
        let (sealed, code) = (visit.form["key"], visit.form["code"])
        let factor = SecondFactor(store: site.store, clock: site.clock)
        return try await visit.submit(
            fields: ["second-factor.wrong": "code", "second-factor.too-late": "code"],
            { _ in
                let done = try factor.confirm(
                    sealed, code: code, user: visitor.user, session: session,
                    actor: visitor.access.name)
                // Forms of this page are of the session as it is from now on.
                let rendering = site.rendering(
                    csrf: Sessions.csrf(of: done.session), nonce: visit.nonce)
                var answer = Rendering.$current.withValue(rendering) {
                    Answer.html(
                        visit.frame.document(RecoveryCodesPage(codes: done.recoveryCodes)))
                }
                answer.cookies = [site.cookie("session", done.session)]
                return answer
            },
            orShow: { _, form in
                let key = try factor.opened(sealed, for: visitor.user)
                let new = factor.begin()
                return page(
                    visitor, site, key ?? new,
                    sealed: key == nil ? try factor.sealed(new, for: visitor.user) : sealed,
                    form: FormState(values: [:], problems: form.problems))
            })
    }
}

extension Visit {
    var signedIn: SignedIn {
        get throws {
            guard let visitor else { throw HTTPError(.unauthorized) }
            return visitor
        }
    }

    var sessionToken: String {
        get throws {
            guard let token = request.cookies[site.cookieName("session")]?.value else {
                throw HTTPError(.unauthorized)
            }
            return token
        }
    }

    /// What was wrong with a code.
    struct Unproven: Sendable {
        let problems: [FormState.Problem]
        let status: HTTPResponse.Status
        var retryAfter: Int?
    }

    /// What became of a code.
    enum GivenCode: Sendable {
        /// The token of the session from now on.
        case right(session: String)
        case wrong(Unproven)
    }

    /// Takes the code of the form.
    func proof() async throws -> GivenCode {
        let (visitor, session, code) = (try signedIn, try sessionToken, form["code"])
        note.tried = .user(visitor.user)
        do {
            let token = try await work { [site] in
                try SecondFactor(store: site.store, clock: site.clock).prove(
                    code, user: visitor.user, session: session, actor: visitor.access.name)
            }
            return .right(session: token)
        } catch let error as SignInLimited {
            return .wrong(
                Unproven(
                    problems: [.init("code", ErrorWords.words(for: error.refusal))],
                    status: .tooManyRequests, retryAfter: error.retryAfter))
        } catch let error as OperationError {
            return .wrong(
                Unproven(
                    problems: [.init("code", ErrorWords.words(for: error))],
                    status: .unprocessableContent))
        }
    }

    /// What is asked for first by what takes a fresh code; nil where it can be done.
    func stepUp(_ route: Route) async throws -> Answer? {
        guard route.proof == .fresh || route.proof == .again, let visitor,
            !visitor.isFresh(at: site.clock())
        else { return nil }
        if route.proof == .again, !visitor.hasSecondFactor {
            return try await authenticateAgain()
        }
        if !visitor.hasSecondFactor { return .redirect(SetUpFactorPage.address) }
        var problems: [FormState.Problem] = []
        var status = HTTPResponse.Status.forbidden
        if form.values[StepUpPage.field] != nil {
            // The session was proven before, and so keeps its token.
            guard case .wrong(let unproven) = try await proof() else { return nil }
            (problems, status) = (unproven.problems, unproven.status)
        }
        let state = FormState(values: form.values, problems: problems)
        let action = request.uri.path
        return try await show(status: status) { _ in StepUpPage(form: state, action: action) }
    }
}
