import Testing

@testable import Records

@Suite struct NameKeysTests {
    private static let names: [(String, String)] = [
        ("", ""), (" ", ""), ("Garcia", "garcia"), ("GARCIA", "garcia"), ("  Garcia  ", "garcia"),
        ("O'Neil", "oneil"), ("O’Neil", "oneil"), ("O‘Neil", "oneil"),
        ("Garcia-Lopez", "garcia lopez"),
        ("García–López", "garcia lopez"), ("de la  Cruz", "de la cruz"), ("St. John", "st john"),
        ("J.R.", "j r"), ("Núñez", "nunez"), ("Nu\u{301}n\u{303}ez", "nunez"), ("Zoë", "zoe"),
        ("Weiß", "weiss"), ("WEISS", "weiss"), ("Ægir", "aegir"), ("Œuvre", "oeuvre"),
        ("Søren", "soren"), ("Łukasz", "lukasz"), ("Đặng", "dang"), ("Þóra", "thora"),
        ("İpek", "ipek"), ("Işık", "isik"), ("李 小龍", "李 小龍"), ("Ann\u{200B}a", "anna"),
        ("\u{202E}Anna\u{202C}", "anna"), ("Anna\u{A0}Maria", "anna maria"), ("Ann_2", "ann 2"),
        ("---", ""), ("-'-", ""), ("é", "e"), ("😀", ""), ("A😀B", "a b"), ("\0", ""),
        ("a\tb", "a b"), ("Nguyễn", "nguyen"),
        // A vowel sign without its letter.
        ("-\u{93E}b", "b"), ("a -\u{301}\u{93E}b", "a b"),
    ]

    @Test(arguments: names)
    func `a name is folded to letters, digits and single spaces`(_ name: String, folded: String) {
        #expect(NameKeys.folded(name) == folded)
        #expect(NameKeys.folded(folded) == folded)
    }

    @Test func `ASCII is folded like everything else`() {
        var numbers = SeededNumbers(seed: 4)
        for _ in 0..<500 {
            let bytes = (0..<numbers.below(12)).map { _ in UInt8(numbers.below(128)) }
            let text = String(decoding: bytes, as: UTF8.self)
            // One character beyond ASCII leads the long way round.
            #expect(NameKeys.folded(text + " é") == (NameKeys.folded(text) + " e").trimmingSpace)
        }
    }

    private static let people: [(String, String, String, [String])] = [
        ("Garcia", "Ana", "Maria", ["garcia ana maria", "ana maria garcia", ""]),
        ("Garcia-Lopez", "Ana", "", ["garcia lopez ana", "ana garcia lopez", "lopez ana"]),
        ("de la Cruz", "Zoë", "I.", ["de la cruz zoe i", "zoe i de la cruz", "la cruz zoe i"]),
        ("O'Neil", "", "", ["oneil", "oneil", ""]), ("", "Ana", "", ["ana", "ana", ""]),
        ("", "", "", ["", "", ""]),
    ]

    @Test(arguments: people)
    func `a person is found by these keys`(
        _ last: String, first: String, middle: String, keys: [String]
    ) {
        #expect(NameKeys.keys(last: last, first: first, middle: middle) == keys)
    }

    @Test func `a word and itself without each of its letters`() {
        #expect(NameKeys.variants(of: "ana") == ["ana", "na", "aa", "an"])
        #expect(NameKeys.variants(of: "an") == ["an"])
        #expect(NameKeys.variants(of: "") == [""])
        let long = String(repeating: "a", count: 25)
        #expect(NameKeys.variants(of: long) == [long])
        #expect(NameKeys.variants(of: "小龍李").count == 4)
    }

    @Test func `two words one edit apart share a variant`() {
        let word = "castellano"
        let letters = Array(word)
        for index in letters.indices {
            var replaced = letters
            replaced[index] = "z"
            var longer = letters
            longer.insert("z", at: index)
            var swapped = letters
            swapped.swapAt(index, (index + 1) % letters.count)
            for other in [replaced, longer] + (index + 1 < letters.count ? [swapped] : []) {
                #expect(
                    !NameKeys.variants(of: word).isDisjoint(
                        with: NameKeys.variants(of: String(other))))
            }
        }
    }

    @Test(
        arguments: [
            ("\u{200B}", true), ("\u{FEFF}", true), ("\u{202E}", true), ("\u{AD}", true),
            ("\u{2066}", true), (" ", false), ("a", false), ("\u{A0}", false), ("\u{301}", false),
        ] as [(Unicode.Scalar, Bool)])
    func `characters that cannot be seen are known`(_ scalar: Unicode.Scalar, isInvisible: Bool) {
        #expect(NameKeys.isInvisible(scalar) == isInvisible)
    }
}

extension String {
    fileprivate var trimmingSpace: String { first == " " ? String(dropFirst()) : self }
}
