import Foundation
import Synchronization
import TestSIS
import Testing
import Web

@testable import OneRoster

/// The files of an export, in memory.
private final class Files: RosterSink, Sendable {
    private let kept = Mutex<[String: [UInt8]]>([:])

    func begin(_ file: String) throws { kept.withLock { $0[file] = [] } }
    func finish(_ file: String, header: [UInt8]) throws {
        kept.withLock { $0[file] = header + ($0[file] ?? []) }
    }
    func append(_ bytes: [UInt8], to file: String) throws {
        kept.withLock { $0[file, default: []] += bytes }
    }

    /// The lines of a file.
    func lines(_ file: String) -> [String] {
        kept.withLock {
            String(decoding: $0[file] ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
        }
    }

    var names: [String] { kept.withLock { $0.keys.sorted() } }
}

/// A client of a service, asked where no other test waits.
private struct Client: Sendable {
    let sis: TestSIS
    let pauses = Pauses()
    var pageSize = 2
    var secret = TestSIS.clientSecret
    var readsDemographics = true

    final class Pauses: Sendable {
        let seconds = Mutex<[Double]>([])
    }

    var service: RosterService {
        var means = RosterService.Means()
        means.pause = { [pauses] seconds in pauses.seconds.withLock { $0.append(seconds) } }
        means.now = { 1_795_428_000 }  // Monday, November 23, 2026, 10:00 UTC.
        return RosterService(
            RosterAddress(
                base: sis.base, tokens: sis.tokenAddress, clientID: TestSIS.clientID,
                pageSize: pageSize), secret: secret, means: means)
    }

    func read(since: String? = nil) async throws -> (Files, RosterExport.Counts) {
        let files = Files()
        let counts = try await waiting {
            try RosterExport(service, into: files, readsDemographics: readsDemographics)
                .read(since: since) { $0 == "u-known" }
        }
        return (files, counts)
    }

    /// What goes wrong with reading everything; nil where nothing does.
    func fault() async throws -> RosterFault? {
        do {
            _ = try await read()
            return nil
        } catch let fault as RosterFault {
            return fault
        }
    }

    var waited: [Double] { pauses.seconds.withLock { $0 } }
}

/// The client against a service that answers as the specification has it.
@Suite struct RosterServiceTests {
    /// A SIS with a school and students whose numbers begin at 100.
    private func sis(students: Int) async throws -> TestSIS {
        let sis = try await TestSIS()
        sis.set { conduct in
            conduct.records["orgs"] = [TestSIS.school("s-1", "Alder, Elementary", number: "1010")]
            for number in 0..<students {
                let id = "u-\(100 + number)"
                conduct.records["users"]?.append(
                    TestSIS.student(
                        id, "Maja", "Lindqvist", number: "\(100 + number)",
                        stateID: "41000\(number)", school: "s-1"))
                conduct.records["demographics"]?.append(
                    TestSIS.demographics(id, born: "2014-05-06"))
                conduct.records["enrollments"]?.append(
                    TestSIS.enrollment("e-\(number)", of: id, at: "s-1", until: "2027-06-17"))
            }
        }
        return sis
    }

    @Test func `everything is read page by page, as the files of an export`() async throws {
        let sis = try await sis(students: 5)
        defer { sis.stop() }
        let (files, counts) = try await Client(sis: sis).read()
        #expect(counts.students == 5 && counts.enrollments == 5 && counts.schools == 1)
        #expect(
            files.names == [
                "demographics.csv", "enrollments.csv", "manifest.csv", "orgs.csv", "roles.csv",
                "users.csv",
            ])
        #expect(files.lines("manifest.csv").contains("file.users,bulk"))
        #expect(
            files.lines("orgs.csv")[1]
                == "s-1,active,2026-08-01T00:00:00.000Z,\"Alder, Elementary\",school,1010,")
        #expect(files.lines("users.csv").count == 6)
        #expect(
            files.lines("users.csv")[1]
                == "u-100,active,2026-08-01T00:00:00.000Z,true,u-100,{stateID:410000},Maja,"
                + "Lindqvist,,,,,100,s-1,05")
        #expect(files.lines("roles.csv")[1] == "u-100,primary,student,s-1")
        #expect(
            files.lines("demographics.csv")[1]
                == "u-100,active,2026-08-01T00:00:00.000Z,2014-05-06,female,,false,,,true,,false")
        #expect(
            files.lines("enrollments.csv")[1]
                == "e-0,active,2026-08-01T00:00:00.000Z,c-1,s-1,u-100,student,false,2026-08-20,"
                + "2027-06-17")
        let asked = sis.said(\.asked)
        #expect(
            asked.contains("/students?limit=2&offset=4&sort=sourcedId&orderBy=asc"))
        #expect(asked.contains { $0.hasSuffix("filter=role='student'") })
        #expect(sis.said(\.tokensGiven) == 1)
    }

    @Test func `what changed is asked for by time, and nothing is taken for gone`() async throws {
        let sis = try await sis(students: 5)
        defer { sis.stop() }
        sis.set {
            $0.records["users"]?[3]["dateLastModified"] = "2026-11-20T08:00:00.000Z"
        }
        let (files, counts) = try await Client(sis: sis).read(since: "2026-11-01T00:00:00Z")
        #expect(counts.all == 1 && files.lines("users.csv")[1].hasPrefix("u-103,"))
        #expect(files.lines("manifest.csv").contains("file.users,delta"))
        #expect(
            sis.said(\.asked).allSatisfy {
                $0.contains("filter=dateLastModified>='2026-11-01T00:00:00Z'")
            })
    }

    @Test(arguments: [(true, true), (true, false), (false, true), (false, false)])
    func `pages end where the service says so, and else where one is empty`(
        total: Bool, links: Bool
    ) async throws {
        let sis = try await sis(students: 6)
        defer { sis.stop() }
        sis.set { ($0.tellsTotal, $0.tellsLinks, $0.largestPage) = (total, links, 2) }
        // It gives fewer than asked for: that is not the end.
        let (_, counts) = try await Client(sis: sis, pageSize: 5).read()
        #expect(counts.students == 6 && counts.demographics == 6)
    }

    @Test func `who comes while pages are read has all of them read again`() async throws {
        let sis = try await sis(students: 5)
        defer { sis.stop() }
        sis.set { conduct in
            conduct.before = { path, conduct in
                // After the first page of students, once.
                let pages = conduct.asked.count { $0.hasPrefix("/students") }
                if path == "students", pages == 2 {
                    conduct.records["users"]?.insert(
                        TestSIS.student("u-000", "Wren", "Abara", number: "1", school: "s-1"),
                        at: 0)
                }
            }
        }
        let (files, counts) = try await Client(sis: sis).read()
        #expect(counts.students == 6)
        let ids = files.lines("users.csv").dropFirst().map { $0.prefix { $0 != "," } }
        #expect(Set(ids).count == 6 && ids.count == 6)
    }

    @Test func `a collection that changes on and on is not taken for whole`() async throws {
        let sis = try await sis(students: 5)
        defer { sis.stop() }
        sis.set { conduct in
            conduct.before = { path, conduct in
                guard path == "students" else { return }
                let number = conduct.asked.count
                conduct.records["users"]?.append(
                    TestSIS.student("v-\(number)", "A", "B", number: "v\(number)", school: "s-1"))
            }
        }
        #expect(try await Client(sis: sis).fault() == .changing(what: "students"))
    }

    @Test func `a busy service is asked again as late as it says`() async throws {
        let sis = try await sis(students: 1)
        defer { sis.stop() }
        sis.set {
            $0.failures = [
                (429, "7"), (503, "Mon, 23 Nov 2026 10:00:30 GMT"), (502, nil), (429, "86400"),
            ]
        }
        let client = Client(sis: sis)
        #expect(try await client.read().1.students == 1)
        #expect(client.waited == [7, 30, 4, 300])
    }

    @Test func `a service that stays busy is left after several tries`() async throws {
        let sis = try await sis(students: 1)
        defer { sis.stop() }
        sis.set { $0.failures = Array(repeating: (503, nil), count: 20) }
        let client = Client(sis: sis)
        #expect(try await client.fault() == .busy(status: 503))
        #expect(client.waited == [1, 2, 4, 8, 16])
    }

    @Test func `a token that ended is asked for anew`() async throws {
        let sis = try await sis(students: 5)
        defer { sis.stop() }
        sis.set { $0.requestsPerToken = 3 }
        #expect(try await Client(sis: sis).read().1.students == 5)
        #expect(sis.said(\.tokensGiven) > 2)
    }

    @Test func `a token that is refused at once is no reason to go on`() async throws {
        let sis = try await sis(students: 1)
        defer { sis.stop() }
        sis.set { $0.requestsPerToken = 0 }
        #expect(try await Client(sis: sis).fault() == .client(why: ""))
        #expect(sis.said(\.asked).count == 1)
    }

    @Test func `what is wrong is told by its kind`() async throws {
        let sis = try await sis(students: 1)
        defer { sis.stop() }
        #expect(
            try await Client(sis: sis, secret: "other").fault() == .client(why: "invalid_client"))
        sis.set { $0.forbidden = ["demographics"] }
        #expect(try await Client(sis: sis).fault() == .forbidden(what: "demographics"))
        let without = Client(sis: sis, readsDemographics: false)
        let (files, _) = try await without.read()
        #expect(files.lines("manifest.csv").contains("file.demographics,absent"))
        for text in ["{", "[]", "{\"users\": 1}", "{\"pupils\": []}", "<html>"] {
            sis.set { $0.instead = ["students": text] }
            #expect(try await Client(sis: sis).fault() == .answer(what: "students", status: 200))
        }
        sis.set { $0.redirects = true }
        #expect(try await Client(sis: sis).fault() == .elsewhere)
        sis.stop()
    }

    @Test func `a service that is not there cannot be reached`() async throws {
        let sis = try await sis(students: 1)
        sis.stop()
        var address = RosterAddress(
            base: "http://127.0.0.1:1/x", tokens: "http://127.0.0.1:1/y", clientID: "c")
        address.pageSize = 1
        var means = RosterService.Means()
        means.pause = { _ in }
        let service = RosterService(address, secret: "s", means: means)
        #expect(throws: RosterFault.unreachable) { try RosterExport.probe(service) }
    }

    @Test func `one student is asked for with demographics, enrollments and school`() async throws {
        let sis = try await sis(students: 3)
        defer { sis.stop() }
        let (files, client) = (Files(), Client(sis: sis))
        let counts = try await waiting {
            try RosterExport(client.service, into: files, readsDemographics: true)
                .readStudents([.identifier("101"), .sourcedID("nobody")])
        }
        #expect(counts.students == 1 && counts.demographics == 1 && counts.enrollments == 1)
        #expect(counts.schools == 1 && files.lines("users.csv")[1].hasPrefix("u-101,"))
        #expect(files.lines("enrollments.csv")[1].contains(",u-101,"))
        #expect(files.lines("manifest.csv").contains("file.users,delta"))
        #expect(files.lines("users.csv").count == 2)
    }

    @Test func `a class that a student left brings the student's other ones`() async throws {
        let sis = try await sis(students: 3)
        defer { sis.stop() }
        sis.set { conduct in
            conduct.records["enrollments"]?.append(
                TestSIS.enrollment("e-other", of: "u-101", at: "s-1"))
            conduct.records["enrollments"]?[1]["status"] = "tobedeleted"
            conduct.records["enrollments"]?[1]["dateLastModified"] = "2026-11-20T08:00:00.000Z"
        }
        for knowsFilter in [true, false] {
            sis.set { $0.ignoresUser = !knowsFilter }
            let (files, counts) = try await Client(sis: sis).read(since: "2026-11-01T00:00:00Z")
            #expect(counts.enrollments == 2)
            let ids = files.lines("enrollments.csv").dropFirst().map { line in
                String(line.prefix { $0 != "," })
            }
            #expect(ids == ["e-1", "e-other"])
        }
    }

    @Test func `what nobody says is no column, and nothing but students is kept`() async throws {
        let sis = try await sis(students: 2)
        defer { sis.stop() }
        sis.set { conduct in
            conduct.records["demographics"]?.append(
                TestSIS.demographics("t-1", born: "1980-01-02"))
            conduct.records["demographics"]?.append(
                TestSIS.demographics("u-known", born: "2014-01-02"))
            var teacher = TestSIS.enrollment("e-t", of: "t-1", at: "s-1")
            teacher["role"] = "teacher"
            teacher["dateLastModified"] = "2026-11-20T08:00:00.000Z"
            conduct.records["enrollments"]?.append(teacher)
        }
        let (files, counts) = try await Client(sis: sis).read()
        #expect(counts.demographics == 3 && counts.enrollments == 2)
        let header = files.lines("users.csv")[0].split(separator: ",")
        #expect(header.contains("grades") && header.contains("userIds"))
        #expect(!header.contains("middleName") && !header.contains("preferredGivenName"))
        let (late, changed) = try await Client(sis: sis).read(since: "2026-11-01T00:00:00Z")
        #expect(changed.enrollments == 0 && late.lines("enrollments.csv").count == 1)
    }

    @Test(arguments: ["orgs", "demographics"])
    func `students without what belongs to them are no reading`(_ kind: String) async throws {
        let sis = try await sis(students: 2)
        defer { sis.stop() }
        sis.set { $0.records[kind] = [] }
        let what = kind == "orgs" ? "schools" : kind
        #expect(try await Client(sis: sis).fault() == .empty(what: what))
    }

    @Test func `records of version 1_1 and loose values are understood`() async throws {
        let sis = try await sis(students: 0)
        defer { sis.stop() }
        sis.set { conduct in
            var user: TestSIS.Record = ["sourcedId": 7, "identifier": 70, "enabledUser": true]
            (user["givenName"], user["familyName"], user["role"]) = ("Noor", "Haddad", "student")
            user["orgs"] = [["sourcedId": "s-1"], ["sourcedId": "s-2"]] as [TestSIS.Record]
            let id: TestSIS.Record = ["type": "state,ID", "identifier": "41{00}1"]
            user["userIds"] = [id]
            user["middleName"] = NSNull()
            user["roles"] = [TestSIS.Record]()
            conduct.records["users"] = [user]
        }
        let (files, _) = try await Client(sis: sis, readsDemographics: false).read()
        #expect(
            files.lines("users.csv")[1] == "7,,,true,,{stateID:41001},Noor,Haddad,,,,,70,,")
        #expect(
            files.lines("roles.csv").dropFirst() == [
                "7,primary,student,s-1", "7,secondary,student,s-2",
            ])
    }

    @Test(
        arguments: [
            ("<https://x/a?offset=2>; rel=\"next\"", false),
            ("<a>; rel=next, <b>; rel=last", false),
            ("<https://next/a>; rel=\"prev\"", true), ("<a>; rel=\"first\"", true),
            ("<a>; title=\"next\"; rel=\"last next\"", false), ("<a>; rel=\"canonical\"", false),
        ])
    func `links tell whether there is more`(link: String, endsPages: Bool) {
        #expect(RosterService.endsPages(link) == endsPages)
    }
}
