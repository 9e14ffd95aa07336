import Automation
import Crypto
import Foundation
import Intake
import Records
import Storage
import Synchronization
import Testing

@testable import Operations

/// Who is told of nights, and when nights that fail are told.
@Suite struct NightNoticesTests {
    /// Keeps what it is given.
    final class Kept: Messenger {
        struct Post: Sendable {
            let body: String
            let headers: [String: String]
            let address: String
        }

        let mails = Mutex<[String]>([])
        let posts = Mutex<[Post]>([])

        /// What happens while something is sent.
        let meanwhile = Mutex<(@Sendable () -> Void)?>(nil)
        let isWithoutMail = Mutex(false)

        var whyNoMail: String? { isWithoutMail.withLock { $0 ? "there is no sendmail" : nil } }

        func mail(_ message: String, to addresses: [String]) -> String? {
            if let whyNoMail { return whyNoMail }
            mails.withLock { $0.append(message) }
            meanwhile.withLock { $0 }?()
            return mailRefusal.withLock { $0 }
        }

        /// Nil where mail is taken.
        let mailRefusal = Mutex<String?>(nil)

        /// Nil where posts are taken.
        let refusal = Mutex<String?>("it was answered with status 500")

        func post(_ body: String, headers: [String: String], to address: String) -> String? {
            posts.withLock { $0.append(Post(body: body, headers: headers, address: address)) }
            return refusal.withLock { $0 }
        }
    }

    let night: NightlyTests.Night
    let kept = Kept()

    init() throws { night = try NightlyTests.Night() }

    private var alarms: NightAlarms { NightAlarms(night.workspace) }

    private func telling() throws -> AutomationProfile {
        var profile = try night.profile()
        profile.mailTo = ["data@example.org"]
        profile.webhook = "https://hooks.example.org/night"
        _ = try night.profiles.save(profile)
        return profile
    }

    private var outbox: Outbox { Outbox(night.workspace, messenger: kept) }

    /// Whether a post is signed with the district's key, at the time that it says.
    private func isSigned(_ post: Kept.Post) throws -> Bool {
        let key = try NightNotices(night.workspace).signingKey()
        let secret = try #require(Data(base64Encoded: String(key.dropFirst("whsec_".count))))
        let (id, time) = (post.headers["webhook-id"] ?? "", post.headers["webhook-timestamp"] ?? "")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("\(id).\(time).\(post.body)".utf8), using: SymmetricKey(data: secret))
        let now = Int(night.workspace.clock().timeIntervalSince1970)
        return time == "\(now)"
            && post.headers["webhook-signature"] == "v1," + Data(code).base64EncodedString()
    }

    @Test func `a night is told by mail and posted with a signature`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        #expect(
            try outbox.deliver()
                == ["The webhook was not taken: it was answered with status 500"])
        let mail = try #require(kept.mails.withLock { $0.first })
        #expect(
            mail.contains(
                "To: data@example.org\nSubject: Homeroom: Fernton, 2026-10-06: needs somebody\n"))
        #expect(
            mail.wholeMatch(of: /Message-ID: <msg_[0-9a-f-]{36}@homeroom\.invalid>\nTo: (?s:.)*/)
                != nil)
        #expect(mail.contains("\n\nNight of 2026-10-06, Fernton\n"))
        #expect(mail.contains("programs.txt: missing"))
        let post = try #require(kept.posts.withLock { $0.first })
        #expect(try isSigned(post))
        #expect(post.body.contains("\"type\":\"night.served\""))
        #expect(post.body.contains("\"state\":\"missing\""))
    }

    @Test func `nobody is told where a profile names nobody`() throws {
        try night.set("06 06:30")
        _ = try night.look()
        #expect(try Nights(night.workspace).list(limit: 1).count == 1)
        #expect(try outbox.deliver().isEmpty)
        #expect(kept.mails.withLock { $0.isEmpty } && kept.posts.withLock { $0.isEmpty })
    }

    @Test func `what nobody took is tried again until it is, under the same number`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        _ = try outbox.deliver()
        #expect(kept.mails.withLock { $0.count } == 1)
        let waiting = try Outbox.waiting(night.workspace)
        #expect(waiting.map(\.tries) == [1] && waiting[0].about == "Fernton")
        #expect(waiting[0].way == .webhook && waiting[0].fault.hasSuffix("status 500"))
        #expect(try outbox.deliver().isEmpty, "its time has not come")
        #expect(kept.posts.withLock { $0.count } == 1)
        try night.set("06 06:32")
        #expect(try outbox.deliver().count == 1)
        try night.set("06 06:35")
        #expect(try outbox.deliver().isEmpty, "pauses grow")
        kept.refusal.withLock { $0 = nil }
        try night.set("06 06:40")
        #expect(try outbox.deliver().isEmpty)
        #expect(try Outbox.waiting(night.workspace).isEmpty)
        try night.set("07 01:00")
        #expect(try outbox.deliver().isEmpty)
        let posts = kept.posts.withLock { $0 }
        #expect(posts.count == 3 && Set(posts.map { $0.headers["webhook-id"] }).count == 1)
        #expect(Set(posts.map { $0.headers["webhook-timestamp"] }).count == 3)
        #expect(kept.mails.withLock { $0.count } == 1)
    }

    @Test func `what nobody takes for days is an alarm, and let go`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        var tries = 0
        for day in 6...12 {
            for hour in 0...23 {
                try night.set(String(format: "%02d %02d:45", day, hour))
                tries += try outbox.deliver().count
            }
        }
        #expect(tries == Outbox.pauses.count + 1)
        #expect(try Outbox.waiting(night.workspace).isEmpty)
        let told = try Alarms(night.workspace).list().filter { $0.kind == "untold" }
        #expect(
            told.map(\.detail) == [
                "Fernton. The webhook was not taken: it was answered with status 500"
            ])
    }

    @Test func `two processes tell each notice once`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        let other = Kept()
        let (workspace, mine) = (night.workspace, kept)
        mine.meanwhile.withLock {
            $0 = { _ = try? Outbox(workspace, messenger: other).deliver() }
        }
        _ = try outbox.deliver()
        #expect(mine.mails.withLock { $0.count } == 1 && other.mails.withLock { $0.isEmpty })
        // What the other had sent meanwhile is not sent again.
        #expect(mine.posts.withLock { $0.count } + other.posts.withLock { $0.count } == 1)
    }

    @Test func `a notice that somebody has, or whose time has not come, is not tried`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        let store = night.office.district.store
        let notice = try #require(try store.read { try $0.notices().first })
        let now = Int(night.workspace.clock().timeIntervalSince1970)
        #expect(try store.write { try $0.takeNotice(notice, at: now, until: now + 300) })
        #expect(try !store.write { try $0.takeNotice(notice, at: now, until: now + 300) })
        #expect(try outbox.deliver(notice.id) == .elsewhere)
        // What came of an earlier try says nothing any more.
        #expect(try !store.write { try $0.noteFault(ofNotice: notice.id, 0, "late", next: now) })
        #expect(try !store.write { try $0.removeNotice(notice.id, tries: 0) })
        #expect(try store.read { try $0.notices() }.first { $0.id == notice.id }?.fault == "")
        try night.set("06 06:36")
        #expect(try outbox.deliver(notice.id) != .elsewhere)
    }

    @Test func `mail is left for whoever can send it, and let go when it is old`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        kept.isWithoutMail.withLock { $0 = true }
        let why = "The mail could not be sent: there is no sendmail"
        #expect(try outbox.deliver().contains(why))
        #expect(try !outbox.deliver().contains(why), "it is said once")
        try night.set("07 06:30")
        let waiting = try #require(
            try Outbox.waiting(night.workspace).first { $0.way == .mail && $0.tries == 0 })
        #expect(waiting.fault == "there is no sendmail" && waiting.next.hasPrefix("2026-10-07"))
        kept.isWithoutMail.withLock { $0 = false }
        _ = try outbox.deliver()
        #expect(kept.mails.withLock { $0.count } == 1)
        #expect(try Outbox.waiting(night.workspace).map(\.way) == [.webhook])
        // Nobody looks for days.
        try night.set("11 06:30")
        _ = try outbox.deliver()
        #expect(try Outbox.waiting(night.workspace).isEmpty)
        #expect(try Alarms(night.workspace).list().contains { $0.kind == "untold" })
    }

    @Test func `a notice can be let go`() throws {
        _ = try telling()
        try night.set("06 06:30")
        _ = try night.look()
        _ = try outbox.deliver()
        let one = try #require(try Outbox.waiting(night.workspace).first)
        #expect(throws: OperationError.self) {
            try Outbox.drop(one.notice, night.office.workspace(.registrar))
        }
        try Outbox.drop(one.notice, night.workspace)
        #expect(try Outbox.waiting(night.workspace).isEmpty)
        #expect {
            try Outbox.drop(one.notice, night.workspace)
        } throws: { ($0 as? OperationError)?.code == "notice.not-found" }
    }

    @Test func `alarms are told by mail to whom the district names`() throws {
        let administration = night.office.administration
        #expect(throws: OperationError.self) {
            try administration.set("alarm-mail", to: "a@example.org, -f@example.org")
        }
        let change = try administration.set("alarm-mail", to: "a@example.org, b@example.org")
        // Whoever does not see alarms does not say who is told of them, nor takes it back.
        let manager = night.office.workspace(.dataManager)
        let names = try Administration(manager).settings().map(\.definition.name)
        #expect(names.contains("near-miss") && !names.contains("alarm-mail"))
        #expect {
            try Administration(manager).set("alarm-mail", to: "")
        } throws: { ($0 as? OperationError)?.code == "access.denied" }
        #expect {
            try Undo(manager).run(change)
        } throws: { ($0 as? OperationError)?.code == "access.denied" }
        try night.office.district.store.write { writer in
            for (kind, isMailed) in [(Alarms.Kind.largeExport, true), (.untold, false)] {
                try Alarms.raise(
                    kind, account: nil, party: "mira", detail: "812 students",
                    at: night.workspace.clock(), isMailed: isMailed, writer)
            }
        }
        #expect(try outbox.deliver().isEmpty)
        let mails = kept.mails.withLock { $0 }
        #expect(mails.count == 1)
        #expect(
            mails[0].contains(
                "To: a@example.org, b@example.org\nSubject: Homeroom: Alarm: large-export\n"))
        #expect(!mails[0].contains("mira") && !mails[0].contains("812"))
        // Nor does anybody else learn that there was one, or the addresses.
        kept.mailRefusal.withLock { $0 = "no route" }
        try night.office.district.store.write { writer in
            try Alarms.raise(
                .breakGlass, account: nil, party: "mira", detail: "x",
                at: night.workspace.clock(), writer)
        }
        #expect(try outbox.deliver() == ["The mail could not be sent: no route"])
        #expect(try Outbox.waiting(manager).isEmpty)
        let waiting = try Outbox.waiting(night.workspace)
        #expect(waiting.map(\.about) == ["Alarm"])
        #expect {
            try Outbox.drop(waiting[0].notice, manager)
        } throws: { ($0 as? OperationError)?.code == "notice.not-found" }
        for workspace in [manager, night.workspace] {
            let shown = try ChangeSets(workspace).show(change)
            let rows = "\(shown)"
            #expect(rows.contains("a@example.org") == (workspace.role == nil))
        }
    }

    @Test func `a subject in any letters is one header`() {
        let message = MailMessage.text(
            to: ["a@example.org"],
            subject: "Sträucher 学校 " + String(repeating: "ü", count: 60), body: "x\n")
        let header = message.components(separatedBy: "\n\n")[0]
        #expect(header.utf8.allSatisfy { $0 == 10 || (0x20...0x7E).contains($0) })
        let lines = header.split(separator: "\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 90 })
        let pieces = header.matches(of: /=\?UTF-8\?B\?([^?]*)\?=/).map {
            Data(base64Encoded: String($0.1)).map { String(decoding: $0, as: UTF8.self) } ?? "?"
        }
        #expect(pieces.joined().hasPrefix("Sträucher 学校 üüü"))
    }

    @Test(arguments: [
        "", "a", "a@", "-f@example.org", "a@example.org\nBcc: b@example.org", "a b@example.org",
        "a@-example.org", "a@example.org,b@example.org", "<a@example.org>",
    ])
    func `what is no address for mail is refused`(_ address: String) throws {
        var profile = try night.profile()
        profile.mailTo = [address]
        #expect(throws: OperationError.self) { try night.profiles.save(profile) }
    }

    @Test(arguments: [
        "", "hooks.example.org", "http://hooks.example.org/", "file:///etc/passwd",
        "https://", "https://user@hooks.example.org/", "ftp://hooks.example.org/",
        "http://127.0.0.1.example.org/",
    ])
    func `what is no safe address to post to is refused`(_ address: String) throws {
        var profile = try night.profile()
        profile.webhook = address
        #expect(throws: OperationError.self) { try night.profiles.save(profile) }
    }

    /// Serves the date after its patience, with or without the file.
    private func serve(_ day: String, with file: Bool) throws {
        if file {
            try night.put(night.office.students.map { night.office.row($0) } + ["# \(day)"])
        }
        try night.set("\(day) 02:10")
        _ = try night.look()
        try night.set("\(day) 06:10")
        _ = try night.look()
    }

    @Test func `two nights without the file are told once, and again after one with it`() throws {
        try serve("06", with: false)
        try night.set("06 08:00")
        #expect(try alarms.look().isEmpty, "one is not enough")
        try serve("07", with: false)
        #expect(try alarms.look().isEmpty, "there is an hour more")
        try night.set("07 08:00")
        let raised = try alarms.look()
        #expect(raised == ["Fernton, from 2026-10-06: programs.txt missing"])
        #expect(try alarms.look().isEmpty)
        try serve("08", with: false)
        try night.set("08 08:00")
        #expect(try alarms.look().isEmpty, "it is known")
        try serve("09", with: true)
        try night.set("09 08:00")
        #expect(try alarms.look().isEmpty)
        try serve("10", with: false)
        try serve("11", with: false)
        try night.set("11 08:00")
        #expect(
            try alarms.look() == ["Fernton, from 2026-10-10: programs.txt missing"])
        #expect(try Alarms(night.workspace).list().filter { $0.kind == "nights" }.count == 2)
    }

    @Test func `nights that nobody served are told, and a stopped profile is not`() throws {
        _ = try telling()
        try night.set("08 08:00")
        _ = try night.profiles.pause("Fernton", true)
        #expect(try alarms.look().isEmpty)
        _ = try night.profiles.pause("Fernton", false)
        #expect(try alarms.look().isEmpty, "what was missed meanwhile is not caught up on")
        try night.set("10 08:00")
        let raised = try alarms.look()
        #expect(raised == ["Fernton, from 2026-10-09: not served"])
        _ = try outbox.deliver()
        let mail = try #require(kept.mails.withLock { $0.first })
        #expect(mail.contains("Subject: Homeroom: Nights fail: Fernton, from 2026-10-09"))
    }

    // MARK: The machine's own ways

    @Test func `mail goes through the program that takes it`() throws {
        let (program, got) = (night.office.path("sendmail"), night.office.path("got"))
        try "#!/bin/sh\necho \"$@\" > '\(got)'\ncat >> '\(got)'\n".write(
            toFile: program, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: program)
        let messenger = HostMessenger(sendmail: program)
        #expect(messenger.mail("Subject: x\n\ny\n", to: ["a@example.org"]) == nil)
        #expect(
            try String(contentsOfFile: got, encoding: .utf8)
                == "-i -- a@example.org\nSubject: x\n\ny\n")
        try "#!/bin/sh\necho 'no route' >&2\nexit 75\n".write(
            toFile: program, atomically: false, encoding: .utf8)
        #expect(messenger.mail("x", to: ["a@example.org"]) == "no route")
        #expect(HostMessenger(sendmail: "/nowhere").mail("x", to: [])?.contains("no /no") == true)
    }

    @Test func `a program that does not end is ended, and one that reads nothing ends nobody`() {
        let slow = HostCommand.run(["sleep", "60"], patience: 0.2)
        #expect(slow.status == 124 && slow.text.hasPrefix("It took more than"))
        let deaf = HostCommand.run(["true"], input: Data(count: 1 << 20))
        #expect(deaf.status == 0)
        let loud = HostCommand.run(["sh", "-c", "cat; echo end"], input: Data(count: 1 << 20))
        #expect(loud.text.utf8.count == (1 << 20) + 4)
        #expect(HostCommand.run(["no-such-program"]).status == 127)
    }

    /// A server on this machine that says something to whoever comes first, and then is silent
    /// until the test ends.
    private func server(_ says: String) throws -> (port: Int, end: @Sendable () -> Void) {
        let listening = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = try withUnsafeMutablePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                try #require(bind(listening, pointer, length) == 0 && listen(listening, 4) == 0)
                getsockname(listening, pointer, &length)
                return pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                    Int(UInt16(bigEndian: $0.pointee.sin_port))
                }
            }
        }
        Thread.detachNewThread {
            while case let visitor = accept(listening, nil, nil), visitor >= 0 {
                _ = says.withCString { send(visitor, $0, strlen($0), Int32(MSG_NOSIGNAL)) }
            }
        }
        return (port, { shutdown(listening, Int32(SHUT_RDWR)) })
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nx", nil),
        ("HTTP/1.1 503 Busy\r\nContent-Length: 9\r\n\r\n", "it was answered with status 503"),
        (
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "it was answered with status 302"
        ),
        ("", "there was no answer"),
    ])
    func `the status alone is waited for, and not for ever`(
        _ says: String, _ why: String?
    ) throws {
        let (port, end) = try server(says)
        defer { end() }
        let messenger = HostMessenger(pauses: [0], patience: says.isEmpty ? 1 : 30)
        #expect(messenger.post("{}", headers: [:], to: "http://127.0.0.1:\(port)/") == why)
    }

    @Test func `a stray file is no failure, and a changed schedule none either`() throws {
        for day in ["06", "07"] {
            try night.put(night.office.students.map { night.office.row($0) } + ["# \(day)"])
            try night.write("nothing\n", "readme.txt")
            _ = try night.look()
            try night.set("\(day) 02:10")
            _ = try night.look()
        }
        #expect(
            try Nights(night.workspace).list(limit: 9).allSatisfy { night in
                night.files.contains { $0.name == "readme.txt" && $0.state == .rejected }
            })
        try night.set("07 08:00")
        #expect(try alarms.look().isEmpty)
        // Monday alone, and then on Friday every day.
        var profile = try night.profile()
        profile.schedule = NightSchedule(time: profile.schedule.time, weekdays: [.monday])
        _ = try night.profiles.save(profile)
        try night.set("16 12:00")
        _ = try night.profiles.save(try night.profile())
        #expect(try alarms.look().isEmpty)
        try night.set("18 12:00")
        #expect(
            try alarms.look() == ["Fernton, from 2026-10-17: not served"])
        #expect(try alarms.open().count == 1)
    }

    @Test func `a post that nobody takes is told`() {
        // Port 1 of this machine has no server.
        let why = HostMessenger(pauses: [0, 0]).post("{}", headers: [:], to: "http://127.0.0.1:1/")
        #expect(why == "there was no answer")
    }
}
