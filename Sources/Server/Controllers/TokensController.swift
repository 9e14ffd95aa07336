import Operations
import Pages
import Records

/// Tokens of programs: everybody's own, and all for who manages users.
enum TokensController {
    static let routes: [Route] = [
        .get("/tokens", .needs(.manageUsers)) { visit in
            try await visit.show { TokensPage(tokens: try Tokens($0).list(), isAll: true) }
        },
        .post("/tokens/{token}/revoke", .needsOne(of: [.manageUsers, .useAPI])) { visit in
            let number = try visit.number(in: "token")
            let isAll = visit.form["all"] == "yes"
            return try await visit.submit { workspace in
                _ = try Tokens(workspace).revoke(number)
                return .redirect(
                    isAll ? "/tokens" : "/account/tokens", notice: Notice(.tokenRevoked))
            } orShow: { workspace, form in
                TokensPage(tokens: try Tokens(workspace).list(), isAll: isAll, form: form)
            }
        },
        .get("/account/tokens", .needs(.useAPI)) { visit in
            try await visit.show { try own($0, form: TokensPage.blank) }
        },
        // Answered with the page itself: what the token says is kept nowhere for another one.
        Route.post("/account/tokens", .needs(.useAPI)) { visit in
            let form = visit.form
            let frame = visit.frame
            return try await visit.submit(fields: fields) { workspace in
                let created = try Tokens(workspace).create(entry(form))
                return .html(
                    frame.document(
                        try own(workspace, secret: created.secret, form: TokensPage.blank)))
            } orShow: {
                try own($0, form: $1)
            }
        }.afterStepUp,
    ]

    private static let fields = [
        "text.missing": "label", "text.too-long": "label", "text.not-text": "label",
        "token.scope-missing": "scopes", "token.days": "days", "token.address": "addresses",
    ]

    private static func own(
        _ workspace: Workspace, secret: String? = nil, form: FormState
    ) throws -> TokensPage {
        TokensPage(
            tokens: try Tokens(workspace).list(isOwn: true), isAll: false, secret: secret,
            form: form)
    }

    private static func entry(_ form: FormValues) -> Tokens.Entry {
        var entry = Tokens.Entry(
            label: form["label"], scopes: form.all("scopes").compactMap(APIScope.init))
        entry.days = Int(form["days"]) ?? 0
        entry.addresses = form["addresses"].split(whereSeparator: \.isWhitespace).map(String.init)
        return entry
    }
}
