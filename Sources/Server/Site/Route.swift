import Hummingbird
import Operations
import Records

/// One address of the site: who may go there, and what answers.
struct Route: Sendable {
    /// What somebody needs to go there. Operations ask again; this keeps pages from being shown
    /// whose buttons would all be refused.
    enum Access: Sendable, Equatable {
        /// Nobody need be signed in.
        case open
        /// Whoever is signed in.
        case signedIn
        case needs(Permission)
        /// One of several rights.
        case needsOne(of: [Permission])
        /// A right, and one of these roles.
        case roles([Role], Permission)
        /// A right beside what else is needed.
        indirect case also(Permission, Access)
    }

    /// What a request brings along.
    enum Body: Sendable { case none, form, files }

    let method: HTTPRequest.Method
    /// As the router writes it: `/students/{student}`.
    let path: String
    let access: Access
    let body: Body
    let answer: @Sendable (Visit) async throws -> Answer
    var proof = Proof.needed

    /// What a route takes of the second factor.
    enum Proof: Sendable {
        /// Nothing: it is where a code is given, or the way out.
        case notYet
        /// A code in this session, of those who have or need a second factor.
        case needed
        /// A code given lately: what it does is hard to take back, or takes much out.
        case fresh
        /// A code given lately by those who have a second factor, and the password by others: a
        /// session that was found open is not enough, and nobody has to set anything up for it.
        case again
    }

    /// How long a form may be, in bytes. Names, passwords and codes are short, and whoever is no
    /// user, or has not proven it, shall not fill the memory with more; the other limit is above
    /// what any form of ours sends.
    var formLimit: Int {
        let isShort = access == .open || proof == .notYet || path.hasPrefix("/account/")
        return isShort ? 64 * 1024 : 4 * 1024 * 1024
    }

    /// The same, open to those who have not given a code yet.
    var beforeProof: Route {
        var route = self
        route.proof = .notYet
        return route
    }

    /// The same, which takes a fresh code.
    var afterStepUp: Route {
        var route = self
        route.proof = .fresh
        return route
    }

    /// The same, which takes a fresh code of those who have a second factor, and the password of
    /// others.
    var afterAuthentication: Route {
        var route = self
        route.proof = .again
        return route
    }

    static func get(
        _ path: String, _ access: Access,
        _ answer: @escaping @Sendable (Visit) async throws -> Answer
    ) -> Route { Route(method: .get, path: path, access: access, body: .none, answer: answer) }

    static func post(
        _ path: String, _ access: Access, body: Body = .form,
        _ answer: @escaping @Sendable (Visit) async throws -> Answer
    ) -> Route { Route(method: .post, path: path, access: access, body: body, answer: answer) }
}

extension Route.Access {
    /// Whether somebody who is signed in may go there.
    func allows(_ visitor: SignedIn) -> Bool {
        switch self {
        case .open, .signedIn: true
        case .needs(let right): visitor.access.allows(right)
        case .needsOne(let rights): rights.contains(where: visitor.access.allows)
        case .roles(let roles, let right):
            visitor.access.allows(right) && (visitor.access.role.map(roles.contains) ?? true)
        case .also(let right, let access):
            visitor.access.allows(right) && access.allows(visitor)
        }
    }
}
