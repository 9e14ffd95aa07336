import Testing

@testable import Records

@Suite struct NameAgreementTests {
    private static let lastNames: [(String, String, Bool)] = [
        ("Garcia", "Garcia", true), ("Garcia", "GARCÍA", true), ("Garcia", "", true),
        ("", "", true), ("Garcia", "Garcia Lopez", true), ("Lopez", "Garcia-Lopez", true),
        ("Garcia Lopez", "Lopez Garcia", true), ("O'Neil", "ONeil", true),
        ("O Neil", "ONeil", true),
        ("De la Cruz", "Delacruz", true), ("Castellano", "Castelano", true),
        ("Castellano", "Castellanos", true), ("Castellano", "Csatellano", true),
        ("Castellano", "Kastellano", true), ("Castellano", "Kastelano", false),
        ("Garcia", "Lopez", false), ("Li", "Le", false), ("Kim", "Kin", false),
        ("Lee", "Leey", false),
        ("Long", "Long", true), ("Long", "Lang", true), ("G", "Garcia", false),
        ("Gar", "Garcia", false), ("Garcia", "Garcias Lopez", false), ("李", "李", true),
        ("李", "王", false),
    ]

    @Test(arguments: lastNames)
    func `surnames agree, or contradict each other`(_ left: String, right: String, agree: Bool) {
        for (one, other) in [(left, right), (right, left)] {
            #expect(
                NameAgreement.agree(last: one, first: "Ana", otherLast: other, otherFirst: "Ana")
                    == agree)
        }
    }

    private static let firstNames: [(String, String, Bool)] = [
        ("Robert", "Rob", true), ("Robert", "R", true), ("Robert", "R.", true),
        ("Robert", "Bob", false), ("Ana", "Ana Maria", true), ("Ana", "Anna", false),
        ("Anna", "Hanna", true),
        ("Mary-Ann", "Maryann", true), ("Zoë", "Zoe", true), ("Liam", "", true),
        ("Liam", "Noah", false), ("Liam", "Lima", true), ("Ben", "Bea", false),
        ("Jose", "Josefina", true),
    ]

    @Test(arguments: firstNames)
    func `first names agree, or contradict each other`(_ left: String, right: String, agree: Bool) {
        for (one, other) in [(left, right), (right, left)] {
            #expect(
                NameAgreement.agree(last: "Li", first: one, otherLast: "Li", otherFirst: other)
                    == agree)
        }
    }

    @Test func `both names have to agree`() {
        #expect(
            !NameAgreement.agree(last: "Li", first: "Ana", otherLast: "Kim", otherFirst: "Ana"))
        #expect(
            !NameAgreement.agree(last: "Li", first: "Ana", otherLast: "Li", otherFirst: "Ben"))
        #expect(
            !NameAgreement.agree(last: "Li", first: "Ana", otherLast: "Ana", otherFirst: "Li"))
    }

    private static let edits: [(String, String, Bool)] = [
        ("", "", true), ("a", "", true), ("ab", "", false), ("abc", "abc", true),
        ("abc", "abd", true), ("abc", "xbc", true), ("abc", "ab", true), ("abc", "bc", true),
        ("abc", "ac", true), ("abc", "acb", true), ("abc", "bac", true), ("abc", "cba", false),
        ("abcd", "abdc", true), ("abcd", "badc", false), ("abc", "axd", false),
        ("abc", "abcde", false), ("aab", "aba", true), ("aaa", "aa", true),
    ]

    @Test(arguments: edits)
    func `one letter added, dropped, replaced or swapped is one edit`(
        _ left: String, right: String, isOne: Bool
    ) {
        #expect(NameAgreement.isOneEditApart(left, right) == isOne)
        #expect(NameAgreement.isOneEditApart(right, left) == isOne)
    }
}
