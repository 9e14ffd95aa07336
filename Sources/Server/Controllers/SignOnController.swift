import Foundation
import Hummingbird
import Operations
import Pages
import SingleSignOn
import Storage

/// Signing in at a provider: the way there and the way back.
enum SignOnController {
    static let routes: [Route] = [
        .post("/sign-in/sso", .open) { visit in
            let next = visit.site.sealing.open(visit.form["next"], "next", for: nil)
            return await toProviderOrRefusal(visit, .signIn, next: next ?? "/")
        },
        .get(returnPath, .open) { visit in
            await leadingOn(visit) { try await backFromProvider(visit) }
        },
        .get(refusedPath, .open) { visit in
            let sealed = visit.request.cookies[visit.site.cookieName(refusedCookie)]?.value
            let text = sealed.flatMap { visit.site.sealing.open($0, refusedCookie, for: nil) }
            guard
                let reason = text.flatMap({
                    StableJSON.value(SignOnRefusedPage.Reason.self, $0)
                })
            else { return .redirect("/sign-in") }
            return try await visit.showOpen(status: .unprocessableContent) {
                SignOnRefusedPage(reason, isSignedIn: visit.visitor != nil)
            }
        },
    ]

    static let returnPath = "/sign-in/sso/return"
    static let refusedPath = "/sign-in/sso/refused"
    private static let refusedCookie = "sso-refused"
    private static let browserCookie = "sso"

    // MARK: The way there

    static func toProviderOrRefusal(
        _ visit: Visit, _ purpose: SignInFlows.Purpose, next: String = "/"
    ) async -> Answer {
        await leadingOn(visit) { try await toProvider(visit, purpose, next: next) }
    }

    /// A page that goes on to the provider.
    private static func toProvider(
        _ visit: Visit, _ purpose: SignInFlows.Purpose, next: String
    ) async throws -> Answer {
        let site = visit.site
        let used = try await visit.work { try SignInProviders.inUse(in: site.store) }
        let registration = try registration(site, used)
        let provider = await site.providers.provider(try Issuer(used.provider.issuer))
        let known = visit.request.cookies[site.cookieName(browserCookie)]?.value ?? ""
        let browser =
            SignInFlows.isBrowserSecret(known) ? known : SignInFlows.browserSecret()
        let begun = try await visit.work {
            try SignInFlows(store: site.store, clock: site.clock)
                .begin(purpose, at: used.provider, next: next, browser: browser)
        }
        let address = try await provider.address(
            for: request(begun.flow, state: begun.state, used), as: registration)
        let label = used.provider.label
        var answer = try await visit.showOpen { ToProviderPage(label: label, address: address) }
        answer.cookies = [site.cookie(browserCookie, browser, maxAge: SignInFlows.longest)]
        return answer
    }

    private static func registration(
        _ site: Site, _ used: SignInProviders.InUse
    ) throws -> ProviderRegistration {
        guard let address = site.settings.publicAddress else {
            throw OperationError.refused(
                code: "sso.address", message: "The server does not know its own address.",
                remedy: "Whoever keeps the server names it: homeroom serve --public-address URL.")
        }
        return ProviderRegistration(
            clientID: used.provider.clientID, clientSecret: used.clientSecret,
            returnAddress: address + returnPath)
    }

    private static func request(
        _ flow: SignInFlows.Flow, state: String, _ used: SignInProviders.InUse
    ) -> SignOnRequest {
        SignOnRequest(
            state: state, nonce: flow.nonce, verifier: flow.verifier, scopes: used.scopes,
            maxAge: flow.maxAge)
    }

    // MARK: The way back

    private static func backFromProvider(_ visit: Visit) async throws -> Answer {
        let site = visit.site
        // A parameter that is there twice could be read in two ways (RFC 6749, section 3.1).
        let said = try ProviderAnswer(visit.query)
        let browser = visit.request.cookies[site.cookieName(browserCookie)]?.value ?? ""
        let (flow, used) = try await visit.work {
            let flow = try SignInFlows(store: site.store, clock: site.clock)
                .take(state: said.state, browser: browser)
            return (flow, try SignInProviders.inUse(in: site.store))
        }
        guard used.provider.issuer == flow.issuer, used.provider.clientID == flow.clientID else {
            throw changedMeanwhile
        }
        let provider = await site.providers.provider(try Issuer(flow.issuer))
        try await provider.requireAnswer(from: said.issuer)
        let code = try said.requireCode()
        let proven = try await provider.identity(
            code: code, for: request(flow, state: said.state, used),
            as: try registration(site, used))
        var answer: Answer
        switch flow.purpose {
        case .signIn: answer = try await signIn(proven, flow, used, visit)
        case .link(let user): answer = try await link(proven, to: user, visit)
        }
        answer.cookies.append(site.cookie(browserCookie, "", maxAge: 0))
        return answer
    }

    private static func signIn(
        _ proven: ProvenIdentity, _ flow: SignInFlows.Flow, _ used: SignInProviders.InUse,
        _ visit: Visit
    ) async throws -> Answer {
        let found = try await visit.work { [store = visit.site.store] in
            try SignInByIdentity(store: store).user(
                issuer: proven.issuer, subject: proven.subject)
        }
        guard let found else { throw UnknownIdentity(subject: proven.subject) }
        return try await SessionController.finishSignIn(
            found,
            isSecondFactor: used.isSecondFactor(
                methods: proven.methods, contextClass: proven.contextClass),
            next: flow.next, visit)
    }

    /// Only in a session of whoever gave the password before, and a code where one is owed.
    private static func link(
        _ proven: ProvenIdentity, to user: Int, _ visit: Visit
    ) async throws -> Answer {
        guard let workspace = try? visit.workspace, visit.user == user,
            visit.visitor?.owed == nil
        else {
            throw OperationError.refused(
                code: "sso.other-user", message: "You are not signed in as who began this.",
                remedy: "Sign in again, and connect it under Your account.")
        }
        _ = try await visit.work {
            try UserIdentities(workspace).linkOneself(
                issuer: proven.issuer, subject: proven.subject)
        }
        return .redirect("/account/single-sign-on", notice: Notice(.identityConnected))
    }

    private static let changedMeanwhile = OperationError.refused(
        code: "sso.changed", message: "Single sign-on was set up anew meanwhile.",
        remedy: "Begin again on the sign-in page.")

    // MARK: What went wrong

    /// Somebody whom the provider knows and the district does not.
    private struct UnknownIdentity: Error {
        let subject: String
    }

    /// Leads on in any case, so that the code does not stay in the browser's address.
    private static func leadingOn(
        _ visit: Visit, _ work: () async throws -> Answer
    ) async -> Answer {
        do { return try await work() } catch {
            if let unknown = error as? UnknownIdentity {
                // No sign-in name has a colon.
                visit.note.tried = .name("subject:" + unknown.subject)
            }
            let reason = Self.reason(error)
            var answer = Answer.redirect(refusedPath)
            let sealed = visit.site.sealing.seal(
                StableJSON.text(reason), refusedCookie, for: nil)
            answer.cookies = [visit.site.cookie(refusedCookie, sealed, maxAge: 300)]
            return answer
        }
    }

    private static func reason(_ error: any Error) -> SignOnRefusedPage.Reason {
        switch error {
        case let error as UnknownIdentity:
            .init(code: "sso.unknown", words: Phrase.unknownIdentity.text, subject: error.subject)
        case let error as OperationError:
            .init(code: error.code, words: ErrorWords.words(for: error).text)
        case let fault as any SignOnFault:
            .init(code: fault.code, words: fault.message + " " + fault.remedy)
        case StorageError.busy: .init(code: "store.busy", words: Phrase.districtBusy.text)
        default:
            .init(
                code: "sso.failed",
                words: Phrase("sso.failed", "Something went wrong here. Nobody was signed in.").text
            )
        }
    }
}

/// What a provider sends a browser back with (RFC 6749, section 4.1.2; RFC 9207).
private struct ProviderAnswer {
    let state: String
    let issuer: String?
    private let code: String?
    private let error: String?

    init(_ query: FormValues) throws {
        for name in ["state", "code", "iss", "error"] where query.all(name).count > 1 {
            throw Self.unclear
        }
        state = query.exact("state")
        issuer = query.all("iss").first
        code = query.all("code").first
        error = query.all("error").first
    }

    private static let unclear = OperationError.refused(
        code: "sso.answer", message: "The provider's answer cannot be understood.",
        remedy: "Begin again on the sign-in page.")

    /// Nothing of what the provider says about an error is shown.
    func requireCode() throws -> String {
        if let error {
            if error == "access_denied" {
                throw OperationError.refused(
                    code: "sso.denied", message: "The provider did not let you in.",
                    remedy: "Try again, or ask who keeps your account there.")
            }
            throw OperationError.refused(
                code: "sso.provider-error", message: "The provider reports a failure.",
                remedy: "Try again in a minute, or sign in with name and password.")
        }
        guard let code, !code.isEmpty else { throw Self.unclear }
        return code
    }
}
