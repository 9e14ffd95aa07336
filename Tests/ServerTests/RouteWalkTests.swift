import Foundation
import HTTPTypes
import Records
import Testing

@testable import Operations
@testable import Pages
@testable import Server
@testable import Storage

/// Every route as every role: what a route declares is what it does.
@Suite struct RouteWalkTests {
    /// A district with one student at each of two sites, with something of each kind.
    private struct Hall {
        let site: TestSite
        let here: Int
        let there: Int
        let retired: Int
        let roster: Int

        init() throws {
            // A walk asks for more in a second than any person.
            var limits = Traffic.Limits()
            (limits.session, limits.address) = (nil, nil)
            let site = try TestSite(limits: limits)
            self.site = site
            try site.importRoster([
                .init(id: "7001", first: "Wren", last: "Alderby"),
                .init(id: "7002", first: "Odell", last: "Brightwater"),
            ])
            try site.store.write { writer in
                let change = try writer.beginChange(
                    ChangeHeader(
                        kind: "test", actor: "test", at: "2026-09-01T00:00:00Z",
                        reason: "sites"), plan: "{}")
                try writer.save(
                    [
                        Records.Site(id: 1010, texts: ["Here"]),
                        Records.Site(id: 1020, texts: ["There"]),
                    ], in: change)
            }
            here = try Self.student("Ansel", at: 1010, site)
            there = try Self.student("Briar", at: 1020, site)
            let source = try Self.student("Cleo", at: 1010, site)
            let ids = try [source, here].map { try site.workspace().studentID(ofRow: $0) }
            var merge = MergeStudents.Request(sources: [ids[0]], target: ids[1])
            merge.reason = "The same child"
            merge.confirmed = ["all"]
            let plan = try MergeStudents(site.workspace()).preview(merge)
            for name in plan.undecided { merge.choices[name] = "target" }
            _ = try MergeStudents(site.workspace()).apply(merge)
            retired = source
            roster = try site.store.read { try $0.rosterPeople(stateIDs: [], otherIDs: ["7001"]) }[
                0
            ]
            .id
        }

        private static func student(
            _ first: String, at place: Int, _ site: TestSite
        ) throws -> Int {
            var request = CreateStudent.Request(first: first, last: "Quillfeather")
            request.site = place
            request.anyway = true
            let id = try CreateStudent(site.workspace()).run(request).studentID
            return try site.workspace().row(ofStudent: id)
        }

        /// The address of a route, with `student` in the place of a student and names that lead
        /// nowhere in all others.
        func address(_ route: Route, student: Int) -> String {
            route.path.split(separator: "/", omittingEmptySubsequences: false).map { part in
                switch part {
                case "{student}": site.site.references.name(.student, student)
                case "{sis}": site.site.references.name(.sisStudent, roster)
                case _ where part.hasPrefix("{"): "999999"
                default: String(part)
                }
            }.joined(separator: "/")
        }
    }

    private static func mayGo(_ wanted: Route.Access, _ role: Role) -> Bool {
        let access = AccessPolicy.access(for: Person(name: "x", role: role), rules: [])
        switch wanted {
        case .open, .signedIn: return true
        case .needs(let right): return access.allows(right)
        case .needsOne(let rights): return rights.contains(where: access.allows)
        case .roles(let roles, let right): return roles.contains(role) && access.allows(right)
        case .also(let right, let other): return access.allows(right) && mayGo(other, role)
        }
    }

    @Test func `a role goes where its routes let it, and nowhere else`() async throws {
        let hall = try Hall()
        for role in Role.allCases {
            let visitor = try hall.site.visitor(role)
            for route in Server.Site.routes where route.method == .get {
                if route.path.hasSuffix("/progress") { continue }
                let answer = try await visitor.get(hall.address(route, student: hall.here))
                if Self.mayGo(route.access, role) {
                    #expect(
                        [200, 303, 404, 422].contains(answer.status),
                        "\(role) at \(route.path): \(answer.status)")
                } else {
                    #expect(answer.status == 403, "\(role) at \(route.path): \(answer.status)")
                }
            }
        }
    }

    /// What an answer of each kind is, by its content type; nil for one that has no body.
    private static let types: Set<String> = [
        "text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8",
        "text/plain; charset=utf-8", "application/json", "application/octet-stream",
        "text/csv; charset=utf-8", "text/event-stream; charset=utf-8", "text/event-stream",
        "image/svg+xml", "image/x-icon", "image/png",
    ]

    @Test func `every answer with a body says what it is, and text in which encoding`()
        async throws
    {
        let hall = try Hall()
        let stranger = TestVisitor(site: hall.site, session: nil)
        let security = try hall.site.visitor(.securityAdministrator)
        let data = try hall.site.visitor(.dataManager)
        let registrar = try hall.site.visitor(.registrar)
        var seen = Set<String>()
        for visitor in [stranger, security, data, registrar] {
            let csrf = visitor.session == nil ? "" : try visitor.csrf()
            for route in Server.Site.routes where !route.path.hasSuffix("/progress") {
                // They end the session.
                if route.path == "/sign-out" { continue }
                let address = hall.address(route, student: hall.here)
                let answer =
                    route.method == .get
                    ? try await visitor.get(address)
                    : try await visitor.post(address, [("csrf", csrf)])
                let type = answer.headers[.contentType]
                if answer.body.isEmpty { continue }
                let isKnown = type.map(Self.types.contains) ?? false
                #expect(isKnown, "\(route.method) \(route.path): \(type ?? "none")")
                let isPage = answer.body.hasPrefix("<!doctype html>")
                #expect(
                    isPage == (type == "text/html; charset=utf-8"),
                    "\(route.method) \(route.path): \(type ?? "none")")
                seen.insert(type ?? "")
            }
        }
        #expect(seen.count >= 4, "\(seen)")
    }

    @Test func `nobody who is not signed in gets anywhere but to the sign-in page`() async throws {
        let hall = try Hall()
        let stranger = TestVisitor(site: hall.site, session: nil)
        for route in Server.Site.routes where route.access != .open {
            let address = hall.address(route, student: hall.here)
            let answer =
                route.method == .get
                ? try await stranger.get(address) : try await stranger.post(address, [])
            #expect(answer.status == 303, "\(route.path): \(answer.status)")
            #expect(answer.location?.hasPrefix("/sign-in") == true, "\(route.path)")
        }
    }

    @Test func `a form without its token changes nothing, on any route`() async throws {
        let hall = try Hall()
        let other = try hall.site.visitor(.securityAdministrator)
        let before = try Figures(hall.site.workspace()).newestChangeSet()
        for role in Role.allCases {
            let visitor = try hall.site.visitor(role)
            for route in Server.Site.routes where route.method != .get {
                let address = hall.address(route, student: hall.here)
                for token in ["", "x", try other.csrf()] {
                    let answer = try await visitor.post(address, [("csrf", token)])
                    #expect(
                        // Files are read by whoever takes them: a row that is not there comes first.
                        [403, 415].contains(answer.status)
                            || route.body == .files && answer.status == 404,
                        "\(role) at \(route.path): \(answer.status)")
                }
            }
        }
        let after = try Figures(hall.site.workspace()).newestChangeSet()
        // Users were made meanwhile, and nothing else.
        #expect(after - before == Role.allCases.count)
    }

    /// The words of a page but for the number of the request, which is another each time.
    private static func words(_ answer: TestAnswer) -> String {
        answer.text.replacing(answer.headers[.requestID] ?? "none", with: "")
    }

    @Test func `a student of another site is not there, on any route`() async throws {
        let hall = try Hall()
        for role in Role.allCases {
            let visitor = try hall.site.visitor(role, sites: [1010])
            for route in Server.Site.routes where route.path.contains("{student}") {
                guard route.method == .get else { continue }
                let there = try await visitor.get(hall.address(route, student: hall.there))
                let nobody = try await visitor.get(hall.address(route, student: 777_777))
                #expect(
                    [404, 403].contains(there.status), "\(role) at \(route.path): \(there.status)")
                #expect(there.status == nobody.status, "\(role) at \(route.path)")
                #expect(Self.words(there) == Self.words(nobody), "\(role) at \(route.path)")
                let here = try await visitor.get(hall.address(route, student: hall.here))
                if there.status == 404, !route.path.contains("}/") || route.path.hasSuffix("/edit")
                {
                    #expect(here.status != 403, "\(role) at \(route.path): \(here.status)")
                }
            }
        }
    }

    @Test func `the address of a student who was merged leads to the survivor`() async throws {
        let hall = try Hall()
        let visitor = try hall.site.visitor(.registrar)
        let name = hall.site.site.references.name(.student, hall.retired)
        let answer = try await visitor.get("/students/\(name)")
        #expect(answer.status == 200)
        #expect(answer.says("Quillfeather, Ansel"))
    }

    @Test func `every answer carries the headers that protect it`() async throws {
        let hall = try Hall()
        let visitor = try hall.site.visitor(.registrar)
        let stranger = TestVisitor(site: hall.site, session: nil)
        for answer in [
            try await visitor.get("/"), try await visitor.get("/nowhere"),
            try await visitor.get("/users"), try await stranger.get("/sign-in"),
        ] {
            let policy = answer.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.contains("default-src 'none'"))
            #expect(policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        }
    }
}
