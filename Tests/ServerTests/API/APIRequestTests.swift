import Foundation
import HTTPTypes
import Records
import Synchronization
import Testing

@testable import Operations
@testable import Server

/// What a request has to be, whatever it asks for: its form, its key, how often it may come.
@Suite struct APIRequestTests {
    let site: TestSite
    let program: TestProgram

    init() throws {
        site = try TestSite()
        program = try site.program(.dataManager)
    }

    private let new: JSONValue = ["firstName": "Ansel", "lastName": "Quillfeather"]

    private func newest() throws -> Int { try Figures(site.workspace()).newestChangeSet() }

    // MARK: Form

    @Test func `a body of another form is refused, and nothing is changed`() async throws {
        let before = try newest()
        for (body, code, status) in [
            ("", "api.json", 400), ("{", "api.json", 400), ("[]", "api.body", 400),
            ("{}", "api.body", 400), (#"{"firstName":1,"lastName":"A"}"#, "api.body", 400),
            (#"{"firstName":"A","lastName":"B","age":7}"#, "api.body", 400),
            (#"{"firstName":"A","lastName":"B\u0000"}"#, "api.body", 400),
            (#"{"firstName":"A","lastName":"B","birthDate":"2017-02-29"}"#, "api.body", 400),
            (#"{"firstName":"A","lastName":"B","birthDate":"1017-02-28"}"#, "api.day", 422),
            (#"{"firstName":"A","lastName":"B","site":1.5}"#, "api.body", 400),
            (#"{"firstName":"  ","lastName":"B"}"#, "student.name-missing", 422),
        ] {
            let answer = try await program.send(
                .post, "/api/v1/students",
                headers: ["Content-Type": "application/json; charset=utf-8", "body": body])
            #expect(answer.status == status && answer.code == code, "\(body): \(answer.text)")
        }
        #expect(try newest() == before)
    }

    @Test func `a body of another type, too large, or none at all is refused`() async throws {
        func send(_ headers: [String: String]) async throws -> APITestAnswer {
            try await program.send(.post, "/api/v1/students", headers: headers)
        }
        for type in ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"] {
            let answer = try await send(["Content-Type": type, "body": "{}"])
            #expect(answer.status == 415 && answer.code == "api.media-type", "\(type)")
        }
        let large = String(repeating: " ", count: APILimits.bodyBytes + 1)
        let answer = try await send(["Content-Type": "application/json", "body": large])
        #expect(answer.status == 413 && answer.code == "api.too-large")
        let accept = try await program.send(
            .get, "/api/v1/students", headers: ["Accept": "text/html"])
        #expect(accept.status == 406 && accept.code == "api.not-acceptable")
        let any = try await program.send(
            .get, "/api/v1/students", headers: ["Accept": "text/html, */*;q=0.1"])
        #expect(any.status == 200)
    }

    @Test func `parameters that are not known, come twice or have another form are refused`()
        async throws
    {
        for (query, code) in [
            ("size=26", "api.parameter"), ("page=0", "api.parameter"),
            ("page=1&page=2", "api.parameter"), ("page=1e1", "api.parameter"),
            ("page=", "api.parameter"), ("isLinked=yes", "api.parameter"),
            ("status=gone", "api.parameter"), ("text=Ansel", "api.parameter-unknown"),
        ] {
            let answer = try await program.get("/api/v1/students?\(query)")
            #expect(answer.status == 400 && answer.code == code, "\(query): \(answer.text)")
            #expect(!answer.text.contains("Ansel"))
        }
    }

    @Test func `a page has links to its neighbors, and behind the last one there is nothing`()
        async throws
    {
        for number in 0..<30 {
            _ = try site.addStudent("Ansel\(number)", "Quillfeather", born: "2012-03-04")
        }
        let first = try await program.get("/api/v1/students?isLinked=false")
        #expect(first.json["rows"]?.array?.count == 25)
        #expect(first.json["total"] == 30 && first.json["pages"] == 2)
        let link = try #require(first.headers[.link])
        #expect(link.contains(#"?isLinked=false&page=2&size=25>; rel="next""#))
        #expect(!link.contains("prev"))
        let second = try await program.get("/api/v1/students?isLinked=false&page=2")
        #expect(second.json["rows"]?.array?.count == 5)
        #expect(second.headers[.link]?.contains("next") == false)
        #expect(second.headers[.link]?.contains(#"page=1&size=25>; rel="prev""#) == true)
        let behind = try await program.get("/api/v1/students?page=9")
        #expect(behind.json["rows"] == [] && behind.json["page"] == 9)
    }

    // MARK: Idempotency keys

    @Test func `the same request with the same key is carried out once`() async throws {
        let first = try await program.send(.post, "/api/v1/students", new, key: "once-0001")
        #expect(first.status == 201)
        let after = try newest()
        let again = try await program.send(.post, "/api/v1/students", new, key: "once-0001")
        #expect(again.status == 201 && again.text == first.text)
        #expect(again.headers[.location] == first.headers[.location])
        #expect(try newest() == after)
        // Kept sealed: nothing of it can be read in the store.
        let kept = try site.store.read { reader in
            try reader.rows("SELECT request, answer FROM api_answer") {
                (try $0.requiredText(0), try $0.requiredText(1))
            }
        }
        #expect(kept.count == 1)
        #expect(!kept[0].0.contains("once") && !kept[0].1.contains("student"))
    }

    @Test func `a key is for one request of one token`() async throws {
        _ = try await program.send(.post, "/api/v1/students", new, key: "mine-0001")
        let other: JSONValue = ["firstName": "Briar", "lastName": "Quillfeather"]
        let answer = try await program.send(.post, "/api/v1/students", other, key: "mine-0001")
        #expect(answer.status == 422 && answer.code == "api.idempotency-mismatch")
        let elsewhere = try await program.send(
            .post, "/api/v1/students?", new, key: "mine-0001")
        #expect(elsewhere.code == "api.idempotency-mismatch")
        let second = try site.program(.dataManager)
        let theirs = try await second.send(.post, "/api/v1/students", other, key: "mine-0001")
        #expect(theirs.status == 201)
        for key in ["", "short", "with space 1", String(repeating: "a", count: 129)] {
            let answer = try await program.send(.post, "/api/v1/students", new, key: key)
            #expect(answer.status == 400, "\(key)")
        }
    }

    @Test func `what was refused can be sent again with its key`() async throws {
        let path = "/api/v1/students"
        _ = try await program.send(.post, path, new)
        let refused = try await program.send(.post, path, new, key: "again-0001")
        #expect(refused.status == 409 && refused.code == "student.likely-exists")
        #expect(refused.json["candidates"]?.array?.first?["ref"]?.text?.hasPrefix("s") == true)
        #expect(!refused.text.contains("Quillfeather"))
        let other: JSONValue = ["firstName": "Briar", "lastName": "Wrenfield"]
        let answer = try await program.send(.post, path, other, key: "again-0001")
        #expect(answer.status == 201)
    }

    @Test func `of a request whose end is not known nothing is said, and nothing is done`()
        async throws
    {
        let token = try Tokens(site.workspace()).list()[0].token
        let digest = APIText.digest([
            APIText.digest([
                "POST", "/api/v1/students", "", APIText.digest(Array(APIText.json(new).utf8)),
            ]), "",
        ])
        let begun = Int(site.clock().timeIntervalSince1970)
        try site.store.write { writer in
            try writer.beginAPIAnswer(
                to: APIText.digest(["lost-0001"]), of: token, digest: digest, at: begun)
        }
        let lost = try await program.send(.post, "/api/v1/students", new, key: "lost-0001")
        #expect(lost.status == 409 && lost.code == "api.idempotency-unknown", "\(lost.text)")
        #expect(site.site.tokenRequests.begin("\(token)/" + APIText.digest(["runs-0001"])))
        let running = try await program.send(.post, "/api/v1/students", new, key: "runs-0001")
        #expect(running.status == 409 && running.code == "api.idempotency-running")
        // A day later it is forgotten.
        _ = try site.store.write { writer in
            try writer.pruneAPIAnswers(begunBefore: begun + 1)
        }
        let later = try await program.send(.post, "/api/v1/students", new, key: "lost-0001")
        #expect(later.status == 201)
    }

    @Test func `without a key nothing is changed`() async throws {
        let before = try newest()
        for route in API.routes where route.changes {
            var headers = ["Idempotency-Key": ""]
            headers["Content-Type"] = "application/json"
            let path = route.path.replacing(#/\{\w+\}/#, with: "1")
            let answer = try await program.send(route.method, path, [:], headers: headers)
            // A data manager does not merge, key or not.
            let expected = route.rights.contains(.mergeStudents) ? 403 : 400
            #expect(answer.status == expected, "\(route.id): \(answer.text)")
        }
        #expect(try newest() == before)
    }

    // MARK: Rate

    @Test func `a token may ask so often, and then has to wait`() async throws {
        let now = Mutex(Date(timeIntervalSince1970: 1_791_180_000))
        let site = try TestSite(rate: 600) { now.withLock { $0 } }
        let (one, other) = (try site.program(.dataManager), try site.program(.dataManager))
        for left in (0..<APILimits.burst).reversed() {
            let answer = try await one.get("/api/v1/codes")
            #expect(answer.status == 200)
            let remaining = HTTPField.Name("RateLimit-Remaining").flatMap { answer.headers[$0] }
            #expect(remaining == "\(left)")
        }
        let refused = try await one.get("/api/v1/codes")
        #expect(refused.status == 429 && refused.code == "api.rate")
        #expect(refused.headers[.retryAfter] == "1")
        #expect(try await other.get("/api/v1/codes").status == 200)
        now.withLock { $0 += 0.15 }
        #expect(try await one.get("/api/v1/codes").status == 200)
        #expect(try await one.get("/api/v1/codes").status == 429)
        now.withLock { $0 += 3_600 }
        for _ in 0..<APILimits.burst { #expect(try await one.get("/api/v1/codes").status == 200) }
        #expect(try await one.get("/api/v1/codes").status == 429)
    }
}
