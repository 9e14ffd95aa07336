import Foundation
import HTTPTypes
import Hummingbird
import Operations
import Pages
import Records
import Storage

/// Users, and what somebody changes about themselves.
enum UsersController {
    static let routes: [Route] = [
        .get("/users", .needs(.manageUsers)) { visit in
            try await visit.show { workspace in
                UsersPage(users: try Users(workspace).list(), sites: try workspace.siteNames())
            }
        },
        Route.get("/users/add", .needs(.manageUsers)) { visit in
            try await visit.show { workspace in
                UserFormPage(user: nil, sites: try workspace.siteChoices(), form: .blank)
            }
        }.afterStepUp,
        Route.post("/users/add", .needs(.manageUsers), add).afterStepUp,
        .get("/users/{user}", .needs(.manageUsers)) { visit in
            let number = try visit.number(.user, "user")
            return try await visit.show { workspace in
                let user = try found(workspace, number)
                return UserPage(
                    try Users(workspace).show(user.name), sites: try workspace.siteNames(),
                    isSelf: number == visit.user)
            }
        },
        .get("/users/{user}/edit", .needs(.manageUsers)) { visit in
            let number = try visit.number(.user, "user")
            return try await visit.show { workspace in
                let user = try found(workspace, number)
                return UserFormPage(
                    user: user, sites: try workspace.siteChoices(),
                    form: UserFormPage.values(of: user))
            }
        },
        Route.post("/users/{user}/edit", .needs(.manageUsers), change).afterStepUp,
        Route.post("/users/{user}/disable", .needs(.manageUsers)) { visit in
            try await act(visit, { try $0.disable($1) }, Phrase.userDisabled)
        }.afterStepUp,
        Route.post("/users/{user}/enable", .needs(.manageUsers)) { visit in
            try await act(visit, { try $0.enable($1) }, Phrase.userEnabled)
        }.afterStepUp,
        Route.get("/users/{user}/password", .needs(.manageUsers)) { visit in
            let number = try visit.number(.user, "user")
            return try await visit.show { workspace in
                PasswordPage(user: try found(workspace, number), form: .blank)
            }
        }.afterStepUp,
        Route.post("/users/{user}/password", .needs(.manageUsers), setPassword).afterStepUp,
        .get("/account", .signedIn) { visit in
            try await visit.show { workspace in
                guard let visitor = visit.visitor, let viewer = visit.frame.viewer else {
                    throw HTTPError(.unauthorized)
                }
                return AccountPage(
                    viewer: viewer, name: visitor.access.name,
                    sites: visitor.access.sites?.sorted(), names: try workspace.siteNames(),
                    since: ImportFiles.timestamp(visitor.since),
                    hasSingleSignOn: try SignInProviders.label(in: workspace.store) != nil)
            }
        },
        .get(PasswordPage.address, .signedIn) { visit in
            let isInitial = try visit.signedIn.hasInitialPassword
            return try await visit.show { _ in
                PasswordPage(user: nil, isInitial: isInitial, form: .blank)
            }
        },
        .post(PasswordPage.address, .signedIn, changeOwnPassword),
    ]

    private static let fields = [
        "user.exists": "name", "user.name-invalid": "name", "password.too-short": "password",
        "password.too-long": "password", "password.common": "password",
        "password.same": "password", "password.breached": "password",
        "password.breached-list": "password",
        "password.wrong": "current", "signin.limited": "current",
        "user.last-administrator": "role",
    ]

    static func found(_ workspace: Workspace, _ number: Int) throws -> Users.Listed {
        guard let user = try Users(workspace).list().first(where: { $0.id == number }) else {
            throw OperationError.notFound(kind: "user", name: "")
        }
        return user
    }

    private static func entry(_ form: FormValues, isNew: Bool) -> Users.Entry {
        var entry = Users.Entry()
        entry.displayName = form["displayName"]
        entry.role = Role(rawValue: form["role"])
        let sites = Set(form.all("sites").compactMap { Int($0) })
        if sites.isEmpty { entry.isEverywhere = !isNew } else { entry.sites = sites }
        return entry
    }

    /// Passwords are hashed where that blocks nobody, a few at once.
    private static func add(_ visit: Visit) async throws -> Answer {
        let form = visit.form
        return try await visit.hash(fields: fields) { workspace in
            let done = try visit.users(workspace).add(
                form["name"], entry(form, isNew: true), password: form.exact("password"))
            return .redirect(
                "/users", notice: Notice(.userAdded(done.name), changeSet: done.changeSet))
        } orShow: { workspace, form in
            UserFormPage(user: nil, sites: try workspace.siteChoices(), form: form)
        }
    }

    private static func change(_ visit: Visit) async throws -> Answer {
        let number = try visit.number(.user, "user")
        let form = visit.form
        return try await visit.submit(fields: fields) { workspace in
            let user = try found(workspace, number)
            let done = try Users(workspace).change(user.name, entry(form, isNew: false))
            return .redirect(
                "/users/\(Address.name(.user, number))",
                notice: Notice(.userChanged(done.name), changeSet: done.changeSet))
        } orShow: { workspace, form in
            UserFormPage(
                user: try found(workspace, number), sites: try workspace.siteChoices(), form: form)
        }
    }

    private static func act(
        _ visit: Visit, _ change: @escaping @Sendable (Users, String) throws -> Users.Changed,
        _ words: @escaping @Sendable (String) -> Phrase
    ) async throws -> Answer {
        let number = try visit.number(.user, "user")
        return try await visit.submit { workspace in
            let user = try found(workspace, number)
            let done = try change(Users(workspace), user.name)
            return .redirect(
                "/users/\(Address.name(.user, number))",
                notice: Notice(words(user.name), changeSet: done.changeSet))
        } orShow: { workspace, form in
            UserFormPage(
                user: try found(workspace, number), sites: try workspace.siteChoices(), form: form)
        }
    }

    private static func setPassword(_ visit: Visit) async throws -> Answer {
        let number = try visit.number(.user, "user")
        let form = visit.form
        return try await visit.hash(fields: fields) { workspace in
            let user = try found(workspace, number)
            try visit.users(workspace)
                .setPassword(of: user.name, to: form.exact("password"))
            return .redirect(
                "/users/\(Address.name(.user, number))", notice: Notice(.passwordSet))
        } orShow: { workspace, form in
            PasswordPage(user: try found(workspace, number), form: form)
        }
    }

    private static func changeOwnPassword(_ visit: Visit) async throws -> Answer {
        let form = visit.form
        let isInitial = try visit.signedIn.hasInitialPassword
        return try await visit.hash(fields: fields) { workspace in
            let token = visit.request.cookies[visit.site.cookieName("session")]?.value
            // The other sessions of the user end.
            try visit.users(workspace).setPassword(
                of: workspace.access.name, to: form.exact("password"),
                current: form.exact("current"), keeping: token)
            return .redirect(isInitial ? "/" : "/account", notice: Notice(.passwordSet))
        } orShow: { _, form in
            PasswordPage(user: nil, isInitial: isInitial, form: form)
        }
    }
}

extension Visit {
    /// Users whose passwords are held against the name of the district, and against its list of
    /// those that became known.
    func users(_ workspace: Workspace) -> Users {
        Users(
            workspace, districtName: site.settings.district, breached: site.settings.breached)
    }
}
