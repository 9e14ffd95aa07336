import Testing

@testable import Records

@Suite struct PasswordRuleTests {
    @Test(
        arguments: [
            "", "short", "fourteen chars", "Tr0ub4dor&3",
        ])
    func `a short one is too short`(_ password: String) {
        #expect(PasswordRule.problem(in: password) == .tooShort)
    }

    @Test func `characters are counted as they are put together`() {
        // Fifteen letters, each of a base and a mark.
        let apart = "bdfhjlnprtvxzcg".map { "\($0)" }.joined()
        #expect(PasswordRule.problem(in: apart) == nil)
        let composed = String(repeating: "e\u{301}", count: 14)
        #expect(PasswordRule.problem(in: composed) == .tooShort)
        #expect(PasswordRule.normalized("e\u{301}") == PasswordRule.normalized("\u{E9}"))
        #expect(Array(PasswordRule.normalized("e\u{301}").utf8) == [0xC3, 0xA9])
    }

    @Test func `one of 256 characters will do, and one more will not`() {
        let letters = Array("kzvwqmtbxplg")
        func text(_ count: Int) -> String {
            String((0..<count).map { letters[($0 * $0 * $0 / 7 + $0 / 5) % letters.count] })
        }
        #expect(PasswordRule.problem(in: text(256)) == nil)
        #expect(PasswordRule.problem(in: text(257)) == .tooLong)
    }

    @Test(
        arguments: [
            "aaaaaaaaaaaaaaaaaaaa", "123456789012345", "abcdefghijklmnopq", "qwertyuiopasdfgh",
            "passwordpassword", "Password12345678", "homeroom2026homeroom",
            "Welcome to school 2026!", "P@ssw0rdP@ssw0rd", "correct horse battery staple",
            "abababababababab", "1q2w3e4r5t6y7u8i", "letmeinletmein12", "school20262027!!",
            "TheQuickBrownFox", "teacherteacher99", "Spring2026Spring2026", "0987654321zyxwvu",
            "iloveyouiloveyou", "ma\u{301}ma ma\u{301}ma ma\u{301}ma ma\u{301}ma",
        ])
    func `one that is guessed first is common`(_ password: String) {
        #expect(PasswordRule.problem(in: password) == .common)
    }

    @Test func `names that are known count for little`() {
        let names = ["mira.osterby", "Mira Osterby", "Kestrel Valley"]
        for password in [
            "mira.osterby.mira", "OsterbyOsterby77", "KestrelValley2026", "valleykestrel-osterby",
        ] {
            #expect(PasswordRule.problem(in: password, names: names) == .common, "\(password)")
            #expect(PasswordRule.problem(in: "turnip gravel \(password)", names: names) == nil)
        }
    }

    @Test(
        arguments: [
            "turnip gravel lantern", "kx7mq-w9vzt-bn4hr", "vier alte Waschbaeren",
            "zq8#Lp!vN2@tR6w",
            "purple teacher window orange", "Ich mag keine Rüben", "мой дядя самых честных",
        ])
    func `a long one that nobody guesses will do`(_ password: String) {
        #expect(PasswordRule.problem(in: password, names: ["mira"]) == nil)
    }
}
