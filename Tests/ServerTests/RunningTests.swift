import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Records
import Synchronization
import Testing

@testable import Operations
@testable import Pages
@testable import Server
@testable import Storage

/// What machines ask a server, and what it tells of its requests.
@Suite struct RunningTests {
    private func stranger(_ site: TestSite) -> TestVisitor { TestVisitor(site: site, session: nil) }

    @Test func `a process that serves lives, and is ready`() async throws {
        let site = try TestSite()
        let stranger = stranger(site)
        #expect(try await stranger.get("/livez").status == 200)
        let ready = try await stranger.get("/readyz")
        #expect(ready.status == 200 && ready.body == "{\"ready\":true}\n")
        #expect(ready.headers[.cacheControl] == "no-store")
        // It is for operators, at an address of its own.
        #expect(try await stranger.get("/metrics").status == 404)
    }

    @Test func `a process that is about to end is not ready, and lives`() async throws {
        let site = try TestSite()
        Stopping(site.site).begin(late: {})
        let answer = try await stranger(site).get("/readyz")
        #expect(answer.status == 503)
        #expect(answer.body == "{\"ready\":false,\"reasons\":[\"stopping\"]}\n")
        #expect(answer.headers[.retryAfter] == "5")
        #expect(try await stranger(site).get("/livez").status == 200)
        // What comes all the same is answered.
        let page = try await stranger(site).get("/sign-in")
        #expect(page.status == 200 && page.headers[.connection] == "close")
    }

    @Test func `a process whose district is another is not ready`() async throws {
        let site = try TestSite()
        try site.store.write {
            _ = try $0.run("UPDATE schema_migration SET number = 999 WHERE number = 2")
        }
        let answer = try await stranger(site).get("/readyz")
        #expect(answer.status == 503 && answer.body.contains("\"schema\""))
        #expect(try await stranger(site).get("/livez").status == 200)
    }

    @Test func `no job begins in a process that is about to end`() throws {
        let jobs = ImportJobs()
        jobs.stop()
        jobs.start("d", isImport: true) { _ in .waits }
        #expect(!jobs.isRunning("d") && jobs.running == 0)
        jobs.waitUntilIdle()
    }

    @Test func `metrics count requests by template, and name nobody`() async throws {
        let site = try TestSite()
        try site.importRoster([.init(id: "700123", first: "Wrenna", last: "Alderbyton")])
        let visitor = try site.visitor(.registrar)
        _ = try await visitor.get("/students/Alderbyton?q=Wrenna")
        _ = try await visitor.get("/Alderbyton/700123")
        _ = try await visitor.post("/sign-in", [("name", "Wrenna")])
        _ = try await visitor.get("/")
        let text = await site.site.metricsText()
        for line in [
            #"homeroom_requests_total{route="/",method="GET",status="2xx"} 1"#,
            #"homeroom_requests_total{route="/students/{student}",method="GET",status="4xx"} 1"#,
            #"homeroom_requests_total{route="none",method="GET",status="4xx"} 1"#,
            #"homeroom_request_seconds_bucket{route="/",method="GET",le="+Inf"} 1"#,
            #"homeroom_request_seconds_count{route="/",method="GET"} 1"#,
            #"homeroom_requests_in_flight 0"#, #"homeroom_sign_ins_refused_total 1"#,
            #"homeroom_sessions 1"#, #"homeroom_import_runs{state="applied"} 1"#,
            #"homeroom_store_jobs{state="waiting"} 0"#,
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(text.contains("\nprocess_resident_memory_bytes "))
        #expect(text.contains("\nprocess_start_time_seconds "))
        for word in ["Wrenna", "Alderbyton", "700123"] {
            #expect(!text.localizedCaseInsensitiveContains(word))
        }
        // Each line is a comment, or a name, labels and a number.
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let isSample = line.wholeMatch(of: #/[a-z_]+(\{[^{}]*(\{[a-z]+\}[^{}]*)*\})? \S+/#)
            #expect(isSample != nil, "\(line)")
        }
    }

    @Test func `the log has a line for each request, with what is listed and nothing else`()
        async throws
    {
        let site = try TestSite()
        let visitor = try site.visitor(.registrar)
        let answer = try await visitor.get("/students/Alderbyton?q=Wrenna")
        #expect(answer.status == 404)
        let line = try #require(site.log.lines.last)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(
            object.keys.sorted() == [
                "event", "level", "method", "ms", "request", "route", "status", "time", "user",
            ])
        #expect(object["route"] as? String == "/students/{student}")
        #expect(object["status"] as? Int == 404 && object["event"] as? String == "request")
        let number = try #require(answer.headers[.requestID])
        #expect(object["request"] as? String == number && number.count == 24)
        #expect(answer.says("Number of this request, for the administrator: \(number)"))
        #expect(try await visitor.get("/").headers[.requestID] != number)
    }

    @Test func `of a library's events the log has the library alone`() throws {
        let lines = LogLines()
        var logger = Logger(label: "x") { _ in lines.handler }
        logger.logLevel = .info
        logger.error("Osterby, Mira", metadata: ["row": "700123"], source: "NIOCore")
        logger.error(
            "failed", metadata: ["error": "\"\u{7}é", "name": "Osterby"], source: "Server")
        logger.debug("Osterby", source: "Server")
        #expect(lines.lines.count == 2)
        #expect(lines.lines[0].hasSuffix(#""event":"library","source":"NIOCore"}"#))
        #expect(lines.lines[1].hasSuffix(#""event":"failed","error":"\"\u0007é"}"#))
        #expect(!lines.lines.joined().contains("Osterby"))
        let text = LogLines(.text)
        Logger(label: "x") { _ in text.handler }
            .error("failed", metadata: ["route": "/a\nb"], source: "Server")
        #expect(text.lines[0].hasSuffix("Z error failed route=/a?b"))
    }

    // MARK: Load

    @Test func `more requests than the limit are told to come again, and the process lives`()
        async throws
    {
        var limits = Traffic.Limits()
        limits.atOnce = 0
        let site = try TestSite(limits: limits)
        let answer = try await stranger(site).get("/sign-in")
        #expect(answer.status == 503 && answer.headers[.retryAfter] == "5")
        #expect(answer.headers[.contentSecurityPolicy] != nil)
        #expect(try await stranger(site).get("/livez").status == 200)
        #expect(try await stranger(site).get("/readyz").status == 200)
        let text = await site.site.metricsText()
        #expect(text.contains("homeroom_requests_refused_total{reason=\"busy\"} 1\n"))
    }

    @Test func `one session's flood is told to wait, and others are not`() async throws {
        var limits = Traffic.Limits()
        limits.session = Traffic.Rate(perSecond: 0.000_1, burst: 2)
        let site = try TestSite(limits: limits)
        let visitor = try site.visitor(.registrar)
        for _ in 0..<2 { #expect(try await visitor.get("/").status == 200) }
        let refused = try await visitor.get("/")
        #expect(refused.status == 429)
        #expect(refused.headers[.retryAfter].flatMap { Int($0) } ?? 0 > 900)
        #expect(try await site.visitor(.registrar).get("/").status == 200)
        #expect(try await stranger(site).get("/sign-in").status == 200)
        let text = await site.site.metricsText()
        #expect(text.contains("homeroom_requests_refused_total{reason=\"rate\"} 1\n"))
    }

    @Test func `each program has a limit of its own, wherever it asks from`() async throws {
        var limits = Traffic.Limits()
        limits.address = Traffic.Rate(perSecond: 0.000_1, burst: 2)
        let site = try TestSite(limits: limits)
        let (one, other) = (try site.program(.dataManager), try site.program(.dataManager))
        let address = "/api/v1/students"
        for _ in 0..<2 { #expect(try await one.get(address).status == 200) }
        #expect(try await one.get(address).status == 429)
        #expect(try await other.get(address).status == 200)
        // Without a token it is the address that counts, and a token counts for the API alone.
        let none = TestProgram(site: site, token: nil)
        for _ in 0..<2 { #expect(try await none.get(address).status == 401) }
        #expect(try await none.get(address).status == 429)
        #expect(try await other.get("/sign-in").status == 429)
    }

    @Test func `what was used up comes back at its rate`() {
        let time = Mutex(0.0)
        var limits = Traffic.Limits()
        limits.atOnce = 3
        limits.address = Traffic.Rate(perSecond: 2, burst: 4)
        let traffic = Traffic(limits, now: { time.withLock { $0 } })
        func enter() -> Traffic.Admission { traffic.enter(session: nil, address: "192.0.2.1") }
        for _ in 0..<3 { #expect(enter() == .admitted) }
        #expect(enter() == .busy)
        #expect(enter() == .tooMany(seconds: 1))
        traffic.leave()
        #expect(traffic.enter(session: nil, address: "192.0.2.2") == .admitted)
        traffic.leave()
        time.withLock { $0 = 0.6 }
        #expect(enter() == .admitted)
        #expect(enter() == .tooMany(seconds: 1))
        time.withLock { $0 = 3_600 }
        for _ in 0..<4 {
            traffic.leave()
            #expect(enter() == .admitted)
        }
        #expect(enter() == .tooMany(seconds: 1))
    }

    @Test func `addresses without number are not all remembered`() {
        let traffic = Traffic(Traffic.Limits(), now: { 0 })
        for number in 0..<25_000 {
            #expect(traffic.enter(session: nil, address: "\(number)") == .admitted)
            traffic.leave()
        }
    }
}
