import Foundation
import Records
import Testing

@testable import Operations
@testable import Server
@testable import Storage

/// Two districts that differ only in what somebody may not see answer them byte by byte alike:
/// also counts, pages, orders and numbers.
@Suite struct TwinTests {
    /// In what the second district differs.
    struct Difference: Sendable, CustomStringConvertible {
        let description: String
        let secret: @Sendable (Veil) -> VeiledDistrict.Secret
        /// Whether it is in fields, which not each class has.
        var isOfFields = false
        /// What is done in the second at the end, in one change set more than in the first.
        var after: (@Sendable (Veil, VeiledDistrict) throws -> Void)?
    }

    static let differences: [Difference] = [
        Difference(
            description: "another word",
            secret: { veil in
                VeiledDistrict.Secret(word: { $0 == veil ? "another word" : $0.rawValue })
            }, isOfFields: true),
        Difference(
            description: "no word",
            secret: { veil in
                VeiledDistrict.Secret(word: { $0 == veil ? nil : $0.rawValue })
            }, isOfFields: true),
        Difference(
            description: "no difference of two students",
            secret: { veil in VeiledDistrict.Secret(differs: { $0 != veil }) }, isOfFields: true),
        Difference(
            description: "no program enrollment",
            secret: { veil in VeiledDistrict.Secret(programs: { $0 == veil ? 0 : 2 }) }),
        Difference(
            description: "12 program enrollments",
            secret: { veil in VeiledDistrict.Secret(programs: { $0 == veil ? 12 : 2 }) }),
        Difference(
            description: "one more, by hand", secret: { _ in VeiledDistrict.Secret() },
            after: { veil, district in
                var entry = StudentPrograms.Entry()
                entry.program = veil.code
                entry.start = CalendarDate(iso: "2026-09-21")
                entry.site = 1020
                _ = try StudentPrograms(district.site.workspace()).add(district.ansel, entry)
            }),
        Difference(
            description: "one word more, by hand", secret: { _ in VeiledDistrict.Secret() },
            isOfFields: true,
            after: { veil, district in
                guard let field = veil.fields.first else { return }
                var request = EditStudent.Request()
                request.fields[field] = "A last word"
                _ = try EditStudent(district.site.workspace()).run(district.pair[1], request)
            }),
    ]

    @Test(arguments: Veil.classes)
    func `nothing tells two districts apart that differ in what one does not see`(
        _ veil: Veil
    ) async throws {
        let addresses = try await Crawl.universe.value
        for (number, difference) in Self.differences.enumerated() {
            if difference.isOfFields, veil.fields.isEmpty, veil != .plan504 { continue }
            // Each difference is tried with one class at least.
            let place = Veil.classes.firstIndex(of: veil) ?? 0
            if !VeilTests.isWhole, (number + place) % 3 > 0 { continue }
            // Both are new: who looked at a student before is told too.
            let first = try VeiledDistrict()
            let one = try first.site.visitorWithAllRights(but: veil.permission)
            let office = try first.site.visitor(.registrar, sites: [1020])
            _ = try first.site.visitorWithAllRights()
            let newest = try first.site.store.read { try $0.newestChange() }
            let second = try VeiledDistrict(difference.secret(veil))
            let other = try second.site.visitorWithAllRights(but: veil.permission)
            let there = try second.site.visitor(.registrar, sites: [1020])
            _ = try second.site.visitorWithAllRights()
            try difference.after?(veil, second)
            let some =
                VeilTests.some(addresses, one: number, 20)
                + ["/", "/imports", "/programs/export", "/changes?size=100", "/changes/export"]
                + ["/imports/export", "/changes/\(newest + 1)"]
            let name = "\(veil), \(difference)"
            try await Self.compare(one, other, some, name)
            if veil.permission == .seeLunch { try await Self.compare(office, there, some, name) }
            let forms = (Crawl(site: first.site), Crawl(site: second.site))
            let left = try await forms.0.posts(as: one, texts: ["Quill"], merges: 2)
            let right = try await forms.1.posts(as: other, texts: ["Quill"], merges: 2)
            let tokens = (try one.csrf(), try other.csrf())
            #expect(left.count == right.count, "\(name)")
            for (mine, its) in zip(left, right) {
                let (mine, its) = (
                    (mine.0, mine.1.settled(csrf: tokens.0)), (its.0, its.1.settled(csrf: tokens.1))
                )
                if mine.1 == its.1 { continue }
                Issue.record("\(name), by a form to \(mine.0): \(Self.first(mine.1, its.1))")
            }
        }
    }

    private static func compare(
        _ one: TestVisitor, _ other: TestVisitor, _ addresses: [String], _ name: String
    ) async throws {
        let tokens = (try one.csrf(), try other.csrf())
        for address in addresses {
            let left = try await one.get(address).settled(csrf: tokens.0)
            let right = try await other.get(address).settled(csrf: tokens.1)
            if left == right { continue }
            Issue.record("\(name), at \(address): \(Self.first(left, right))")
        }
    }

    /// Where two texts part.
    private static func first(_ left: String, _ right: String) -> String {
        let same = zip(left, right).prefix { $0 == $1 }.count
        let from = max(0, same - 120)
        return "\(left.dropFirst(from).prefix(240)) | \(right.dropFirst(from).prefix(240))"
    }

    @Test func `whoever sees it can tell the two districts apart`() async throws {
        let (first, second) = (
            try VeiledDistrict(),
            try VeiledDistrict(VeiledDistrict.Secret(programs: { $0 == .lunch ? 12 : 2 }))
        )
        let one = try first.site.visitorWithAllRights()
        let other = try second.site.visitorWithAllRights()
        for address in ["/programs", "/imports", "/changes"] {
            let left = try await one.get(address).settled(csrf: one.csrf())
            let right = try await other.get(address).settled(csrf: other.csrf())
            #expect(left != right, "\(address)")
        }
    }
}
