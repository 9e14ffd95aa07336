import Foundation
import HTTPTypes
import Logging
import Pages
import Records
import Synchronization

@testable import Operations
@testable import Server
@testable import Storage

/// Everything that a site answers to somebody: each page that a route, a link or a filter leads to.
struct Crawl {
    let site: TestSite

    /// More pages than a small district has; where not all are looked at, so many.
    private static let most = VeilTests.isWhole ? 8_000 : 1_000

    /// All addresses of a veiled district, found by somebody with all rights, in order. To look at
    /// a document is noted, and shows; so that this district is no other test's.
    static let universe = Task {
        let district = try VeiledDistrict(holds: true)
        return try await Crawl(site: district.site).addresses(
            for: district.site.visitorWithAllRights())
    }

    /// All addresses that somebody finds by following links, in order.
    private func addresses(for visitor: TestVisitor) async throws -> [String] {
        var found = try start()
        var known = Set(found)
        var next = 0
        while next < found.count, found.count < Self.most {
            let answer = try await visitor.get(found[next])
            next += 1
            for address in links(in: answer.body) + filters(in: answer.body, at: found[next - 1])
            where known.insert(address).inserted { found.append(address) }
        }
        return found
    }

    /// Each route with each row that there is in its place.
    private func start() throws -> [String] {
        let names = try values()
        let routes = Server.Site.routes.filter {
            $0.method == .get && !$0.path.hasSuffix("/progress")
        }
        .flatMap { route in
            route.path.split(separator: "/", omittingEmptySubsequences: false)
                .reduce([""]) { addresses, part in
                    let values =
                        part.hasPrefix("{") ? names[String(part)] ?? ["1"] : [String(part)]
                    return addresses.flatMap { address in
                        values.map { address.isEmpty ? $0 : "\(address)/\($0)" }
                    }
                }
        }.map { $0.hasPrefix("/") ? $0 : "/" + $0 }
        return routes + (try merges())
    }

    private func values() throws -> [String: [String]] {
        let references = site.site.references
        let (students, sis, change) = try site.store.read { reader in
            (
                try (1...20).filter { try reader.student($0) != nil },
                try (1...10).filter { try reader.importID(ofSISStudent: $0) != nil },
                try reader.newestChange()
            )
        }
        let few = (1...3).map(String.init)
        return [
            "{student}": students.map { references.name(.student, $0) },
            "{other}": students.prefix(2).map { references.name(.student, $0) },
            "{sis}": sis.map { references.name(.sisStudent, $0) },
            "{plan}": (1...3).map { references.name(.plan, $0) },
            "{change}": (1...change).map(String.init), "{run}": (1...5).map(String.init),
            "{document}": few, "{event}": few, "{user}": few, "{course}": few, "{part}": few,
        ]
    }

    /// Previews of merges of any two.
    private func merges() throws -> [String] {
        let students = try values()["{student}"] ?? []
        return students.flatMap { one in
            students.filter { $0 != one }.flatMap { other in
                ["preview", "fields"].map { "/merge/\($0)?target=\(one)&source=\(other)" }
            }
        }
    }

    /// Links that are the same for everybody: what is sealed in one is its owner's.
    private func links(in body: String) -> [String] {
        body.matches(of: #/href="(\/[^"#]*)/#).map { TestAnswer.unescaped(String($0.1)) }
            .filter { !$0.contains("q=") && !$0.contains("choices=") && !$0.contains("next=") }
    }

    /// Each choice of each filter of a list, once.
    private func filters(in body: String, at address: String) -> [String] {
        if address.contains("?") || !body.contains("class=\"filters\"") { return [] }
        return body.matches(
            of: #/<select [^>]*name="([^"]*)"[^>]*>(.*?)<\/select>/#
                .dotMatchesNewlines()
        ).flatMap { select in
            select.2.matches(of: #/<option [^>]*value="([^"]+)"/#).map {
                "\(address)?\(select.1)=\(ListQuery.encoded(TestAnswer.unescaped(String($0.1))))"
            }
        }
    }

    // MARK: Forms

    /// What is sent by POST and changes nothing: searches, a merge that asks first.
    ///
    /// - Parameter merges: how many merges are asked for.
    func posts(
        as visitor: TestVisitor, texts: [String], merges: Int = .max
    ) async throws -> [(String, TestAnswer)] {
        let token = try visitor.csrf()
        var answers: [(String, TestAnswer)] = []
        func send(_ address: String, _ values: [(String, String)]) async throws {
            let answer = try await visitor.post(address, [("csrf", token)] + values)
            answers.append((address, answer))
            if answer.location != nil {
                answers.append((address, try await visitor.follow(answer)))
            }
        }
        for text in texts {
            for list in ListPlace.all where !list.path.contains("{") {
                try await send(list.path, [("text", text)])
            }
            try await send("/students/suggest", [("text", text)])
            try await send("/merge/search", [("slot", "target"), ("target-text", text)])
        }
        let students = try values()["{student}"] ?? []
        for other in students.dropFirst().prefix(merges) {
            try await send("/merge/fields", [("target", students[0]), ("source", other)])
            let page = try await visitor.get("/merge/preview?target=\(students[0])&source=\(other)")
            guard let form = page.form("/merge/apply") else { continue }
            // Nothing is confirmed, and no two here are beyond doubt.
            answers.append(("/merge/apply", try await visitor.submit(form)))
        }
        return answers
    }
}

extension TestAnswer {
    /// The answer without what is drawn anew for each: the nonce, the session's token, and sealed
    /// text, of which only its length is left.
    func settled(csrf: String) -> String {
        var all = "\(status)\n"
        // The length of the body is told by the body.
        let number = headers.first { $0.name.rawName.lowercased() == "x-request-id" }
        for field in headers.filter({ $0.name != .contentLength }).sorted(by: {
            ($0.name.rawName, $0.value) < ($1.name.rawName, $1.value)
        }) { all += "\(field.name.rawName): \(field.value)\n" }
        all += "\n" + body
        if let number { all = all.replacing(number.value, with: "NUMBER") }
        let policy = headers[.contentSecurityPolicy] ?? ""
        if let nonce = policy.firstMatch(of: #/'nonce-([^']*)'/#) {
            all = all.replacing(nonce.1, with: "NONCE")
        }
        if !csrf.isEmpty { all = all.replacing(csrf, with: "TOKEN") }
        func blank(_ text: Substring) -> String { String(repeating: "x", count: text.count) }
        all = all.replacing(#/(\b(?:q|choices|next)=)([A-Za-z0-9_-]+)/#) {
            "\($0.1)\(blank($0.2))"
        }
        all = all.replacing(#/(name="(?:plan|choices|q|csrf)" value=")([A-Za-z0-9_-]*)/#) {
            "\($0.1)\(blank($0.2))"
        }
        return all.replacing(#/(notice|visit)=([A-Za-z0-9_-]+)/#) { "\($0.1)=\(blank($0.2))" }
    }
}
