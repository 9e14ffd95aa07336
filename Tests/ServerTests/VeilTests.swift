import Foundation
import Records
import Testing

@testable import Operations
@testable import Server
@testable import Storage

/// What only some may see is found nowhere by those who may not: on no page, in no file, no header,
/// no form's answer, no line that is logged. Whoever may see it finds it.
///
/// `HOMEROOM_VEIL=all` looks at every page as everybody; else some are drawn from a fixed seed.
@Suite struct VeilTests {
    static let isWhole = ProcessInfo.processInfo.environment["HOMEROOM_VEIL"] == "all"

    /// Every so many-th page is looked at, where not all are.
    static func some(_ addresses: [String], one number: Int, _ step: Int = 40) -> [String] {
        if isWhole { return addresses }
        return addresses.enumerated().filter { ($0.offset + number) % step == 0 }.map(\.element)
    }

    private let district: VeiledDistrict
    private var site: TestSite { district.site }

    init() throws { district = try VeiledDistrict(holds: true) }

    /// Which of the veils an answer lifts.
    private func found(in answer: TestAnswer, at address: String) -> Set<Veil> {
        // What is drawn or sealed can be any letters.
        let text = answer.settled(csrf: "").lowercased()
        return Set(
            Veil.allCases.filter { veil in
                // What somebody asked for by its key is in the answer that it is not there.
                !(answer.status == 404 && address.contains(veil.rawValue))
                    && veil.words.contains { text.contains($0) }
            })
    }

    @Test func `nobody finds what they may not see, and whoever may see it does`() async throws {
        let all = try site.visitorWithAllRights()
        let addresses = try await Crawl.universe.value
        #expect(addresses.count > 300)
        var seen = Set<Veil>()
        var counts: [Veil: Int] = [:]
        // A history has something of everything.
        let some = Self.some(addresses, one: 1, 3) + addresses.filter { $0.contains("/history") }
        for address in some {
            let found = found(in: try await all.get(address), at: address)
            for veil in found { counts[veil, default: 0] += 1 }
            seen.formUnion(found)
        }
        #expect(seen == Set(Veil.allCases), "\(Set(Veil.allCases).subtracting(seen))")
        #expect(counts.values.allSatisfy { $0 > 0 }, "\(counts)")

        var visitors = try Role.allCases.map { ("\($0)", try site.visitor($0)) }
        for veil in Veil.allCases {
            let one = try site.visitorWithAllRights(but: veil.permission)
            visitors.append(("all but \(veil.permission)", one))
        }
        visitors.append(("some sites", try site.visitor(.registrar, sites: [1010])))
        for (number, (name, visitor)) in visitors.enumerated() {
            let access = try #require(try site.access(of: visitor))
            let veiled = Set(Veil.allCases.filter { !access.allows($0.permission) })
            for address in Self.some(addresses, one: number) {
                let answer = try await visitor.get(address)
                let lifted = found(in: answer, at: address).intersection(veiled)
                #expect(lifted.isEmpty, "\(name) at \(address): \(lifted)")
                #expect(answer.status < 500, "\(name) at \(address): \(answer)")
            }
            let forms = Crawl(site: site)
            if !Self.isWhole, number % 5 > 0 { continue }
            for (address, answer) in try await forms.posts(as: visitor, texts: ["Quill"]) {
                let lifted = found(in: answer, at: address).intersection(veiled)
                #expect(lifted.isEmpty, "\(name) by a form to \(address): \(lifted)")
            }
        }
        let logged = site.log.lines.joined(separator: "\n").lowercased()
        #expect(!Veil.allCases.flatMap(\.words).contains { logged.contains($0) })
    }

    @Test func `there is something of everything to be found`() throws {
        let listed = try StudentPrograms(site.workspace()).list(district.ansel)
        #expect(Set(listed.map(\.program)) == Set(Veil.classes.map(\.code) + ["101"]))
        let runs = try ReviewRuns(site.workspace()).list().compactMap(\.report)
        #expect(runs.filter { $0.state == .held }.count == 1)
        let programs = runs.filter { $0.layout == "programs" && $0.state == .applied }
        #expect(programs.count == 2)
        let told = programs.map { StableJSON.text($0.counts) }
        #expect(programs.allSatisfy { $0.rejected > 0 && $0.held > 0 }, "\(told)")
        #expect(programs.contains { $0.closed > 0 } && programs.contains { $0.inserted > 0 })
        let problems = programs.flatMap(\.problems).map(\.message)
        #expect(!problems.isEmpty, "\(problems)")
    }

    @Test func `looking for what is hidden finds as much as looking for nothing there is`()
        async throws
    {
        for veil in Self.isWhole ? Veil.allCases : [.disability, .lunch] {
            let visitor = try site.visitorWithAllRights(but: veil.permission)
            let forms = Crawl(site: site)
            let token = try visitor.csrf()
            let nonsense = String(veil.rawValue.reversed())
            let found = try await forms.posts(as: visitor, texts: [veil.rawValue], merges: 0)
            let none = try await forms.posts(as: visitor, texts: [nonsense], merges: 0)
            #expect(found.count == none.count)
            for (one, other) in zip(found, none) {
                let hits = one.1.settled(csrf: token).replacing(veil.rawValue, with: nonsense)
                #expect(hits == other.1.settled(csrf: token), "\(veil) at \(one.0)")
            }
        }
    }

    @Test func `what fails is logged without what it was about`() async throws {
        let all = try site.visitorWithAllRights()
        let name = site.name(ofRow: 1)
        _ = try site.store.write { try $0.run("ALTER TABLE student_field RENAME TO gone") }
        for address in ["/students/\(name)", "/students/\(name)/edit"] {
            let answer = try await all.get(address)
            #expect(answer.status == 500)
            #expect(found(in: answer, at: address).isEmpty)
        }
        let logged = site.log.lines
        #expect(logged.contains { $0.contains("failed") })
        let text = logged.joined(separator: "\n").lowercased()
        #expect(!Veil.allCases.flatMap(\.words).contains { text.contains($0) })
    }
}

extension TestSite {
    /// Somebody with every right of the district but one.
    func visitorWithAllRights(but missing: Permission? = nil) throws -> TestVisitor {
        let visitor = try visitor(.dataManager)
        let user = try #require(try access(of: visitor)?.name)
        let rules = PermissionRules(workspace())
        for permission in Permission.allCases where permission != missing {
            if AccessPolicy.allows(.dataManager, permission) { continue }
            _ = try rules.set(permission, for: .user(user), to: .yes)
        }
        if let missing, AccessPolicy.allows(.dataManager, missing) {
            _ = try rules.set(missing, for: .user(user), to: .no)
        }
        // A change of rules ends sessions.
        return try signedIn(user)
    }

    /// Who a visitor is.
    func access(of visitor: TestVisitor) throws -> Access? {
        try Sessions(store: store, clock: clock).find(token: visitor.session ?? "")?.access
    }

    private func signedIn(_ name: String) throws -> TestVisitor {
        let user = try #require(try Users(workspace()).list().first { $0.name == name }?.id)
        let token = try store.write {
            try Sessions(store: store, clock: clock).begin(for: user, isProven: true, $0)
        }
        return TestVisitor(site: self, session: token)
    }
}
