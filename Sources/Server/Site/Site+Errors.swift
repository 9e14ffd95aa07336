import HTTPTypes
import Hummingbird
import Operations
import Pages
import Storage

// Pages of what went wrong. None of them shows what an error carries, but for operations' own
// words, which never hold a value of a student.

extension Site {
    static func status(of error: any Error) -> HTTPResponse.Status {
        switch error {
        case let error as HTTPError: error.status
        case let error as OperationError:
            if error.code == "access.denied" {
                .forbidden
            } else if error.code.hasSuffix(".not-found") {
                .notFound
            } else {
                .unprocessableContent
            }
        case StorageError.busy: .serviceUnavailable
        case is FormProblems: .unprocessableContent
        default: .internalServerError
        }
    }

    func errorResponse(
        to request: Request, _ context: SiteContext, _ status: HTTPResponse.Status,
        _ visitor: SignedIn? = nil, because error: (any Error)? = nil
    ) async -> Response {
        let nonce = Self.randomText()
        var headers = Self.headers(nonce: nonce, isSecure: isSecure)
        headers[.contentType] = "text/html; charset=utf-8"
        if status == .serviceUnavailable { headers[.retryAfter] = "30" }
        let frame = Frame(
            viewer: visitor.map {
                Viewer(
                    displayName: $0.access.displayName, role: $0.access.role,
                    permissions: $0.access.permissions)
            }, district: settings.district, invented: invented,
            styleSheet: Assets.shared.styleSheet.path, script: Assets.shared.script.path,
            hasShortcuts: request.cookies[cookieName("shortcuts")]?.value != "off")
        let reason = (error as? OperationError).map(ErrorWords.words)
        let rendering = rendering(csrf: visitor?.csrf ?? "", nonce: nonce)
        let html = Rendering.$current.withValue(rendering) {
            frame.document(
                ErrorPage(
                    status: Int(status.code), reason: reason, request: context.number))
        }
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html.text)))
    }

    /// What every answer carries: nothing is kept, framed, sniffed or told elsewhere, and only the
    /// one script of ours runs.
    static func headers(nonce: String, isSecure: Bool) -> HTTPFields {
        var headers: HTTPFields = [
            .cacheControl: "no-store",
            .contentSecurityPolicy: """
            default-src 'none'; script-src 'nonce-\(nonce)'; style-src 'self'; img-src 'self' \
            data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            """,
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            // Not no-referrer: under it browsers name no origin of our own forms either.
            ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        if isSecure, let name = HTTPField.Name("Strict-Transport-Security") {
            headers[name] = "max-age=31536000"
        }
        return headers
    }
}

extension HTTPField.Name {
    static let secFetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .accept
}
