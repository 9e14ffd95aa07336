import Hummingbird
import Operations
import Pages
import Records

/// Where somebody is signed in, and ending it: for oneself, and for users by who manages them.
enum OpenSessionsController {
    static let routes: [Route] = [
        .get(OpenSessionsPage.address, .signedIn) { visit in
            let token = try visit.sessionToken
            return try await visit.show { try ownPage($0, token) }
        },
        Route.post(OpenSessionsPage.address + "/end", .signedIn) { visit in
            let id = visit.form["session"]
            return try await endOwn(visit, .one(id))
        }.afterAuthentication,
        Route.post(OpenSessionsPage.address + "/end-others", .signedIn) { visit in
            try await endOwn(visit, .others)
        }.afterAuthentication,
        .get("/users/{user}/sessions", .needs(.manageUsers)) { visit in
            let number = try visit.number(.user, "user")
            let token = try visit.sessionToken
            return try await visit.show { try page($0, number, token) }
        },
        Route.post("/users/{user}/sessions/end", .needs(.manageUsers)) { visit in
            let id = visit.form["session"]
            return try await endOfUser(visit, .one(id))
        }.afterStepUp,
        Route.post("/users/{user}/sessions/end-all", .needs(.manageUsers)) { visit in
            try await endOfUser(visit, .all)
        }.afterStepUp,
    ]

    /// How many of a user's attempts to sign in are shown.
    private static let shownAttempts = 25

    private static func ownPage(
        _ workspace: Workspace, _ token: String, _ form: FormState = .blank
    ) throws -> OpenSessionsPage {
        OpenSessionsPage(
            user: nil, sessions: try OpenSessions(workspace).list(.own, token: token), form: form)
    }

    private static func page(
        _ workspace: Workspace, _ number: Int, _ token: String, _ form: FormState = .blank
    ) throws -> OpenSessionsPage {
        let user = try UsersController.found(workspace, number)
        return OpenSessionsPage(
            user: user,
            sessions: try OpenSessions(workspace).list(.user(user.name), token: token),
            tried: Array(try Users(workspace).signIns(of: user.name).prefix(shownAttempts)),
            form: form)
    }

    private static func endOwn(
        _ visit: Visit, _ which: OpenSessions.Which
    ) async throws -> Answer {
        let token = try visit.sessionToken
        return try await visit.submit { workspace in
            let ended = try OpenSessions(workspace).end(which, .own, token: token)
            return .redirect(
                OpenSessionsPage.address, notice: Notice(.sessionsEnded(ended.sessions)))
        } orShow: { workspace, form in
            try ownPage(workspace, token, form)
        }
    }

    private static func endOfUser(
        _ visit: Visit, _ which: OpenSessions.Which
    ) async throws -> Answer {
        let number = try visit.number(.user, "user")
        let token = try visit.sessionToken
        return try await visit.submit { workspace in
            let user = try UsersController.found(workspace, number)
            let ended = try OpenSessions(workspace).end(which, .user(user.name), token: token)
            return .redirect(
                "/users/\(Address.name(.user, number))/sessions",
                notice: Notice(.sessionsEnded(ended.sessions)))
        } orShow: { workspace, form in
            try page(workspace, number, token, form)
        }
    }
}
