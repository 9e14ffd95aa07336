import Foundation

/// What is wrong with a password that somebody chose.
public enum PasswordProblem: String, CaseIterable, Sendable {
    case tooShort = "too-short"
    case tooLong = "too-long"
    /// Easy to guess: made of common words, names that are known, years and sequences.
    case common
}

/// Which passwords will do: long ones that are not easy to guess, of whatever characters.
///
/// Source: NIST SP 800-63B-4, section 3.1.1.2: at least 15 characters where the password is all
/// there is, no rules of composition, and a blocklist.
public enum PasswordRule {
    /// Unicode scalars, in normalization form C.
    public static let leastCharacters = 15
    /// More would only make hashing slower.
    public static let mostCharacters = 256
    /// What has to be left when everything that is easy to guess counts as one character.
    private static let leastPieces = 8

    /// The password as it is hashed: the same whichever keyboard it was typed on.
    public static func normalized(_ password: String) -> String {
        password.precomposedStringWithCanonicalMapping
    }

    /// What is wrong with a password; nil where it will do.
    ///
    /// - Parameter names: what a guesser knows: the sign-in name, the name of the person, of the
    ///   district.
    public static func problem(in password: String, names: [String] = []) -> PasswordProblem? {
        let count = normalized(password).unicodeScalars.count
        if count < leastCharacters { return .tooShort }
        if count > mostCharacters { return .tooLong }
        return isCommon(password, names: names) ? .common : nil
    }

    private static func isCommon(_ password: String, names: [String]) -> Bool {
        let text = folded(password)
        let plain = withoutDisguise(text)
        if PasswordWords.phrases.contains(plain) || PasswordWords.phrases.contains(text) {
            return true
        }
        let known = names.flatMap { name in
            [folded(name)] + name.split { !$0.isLetter && !$0.isNumber }.map { folded(String($0)) }
        }.filter { $0.count > 2 }
        let words = (known + PasswordWords.all).sorted { $0.count > $1.count }
        return [text, plain].contains { pieces(of: $0, words) < leastPieces }
    }

    /// Lower case, without accents, and only what is a letter or a digit.
    private static func folded(_ text: String) -> [Character] {
        text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
            .filter { $0.isLetter || $0.isNumber || disguises[$0] != nil }
    }

    private static let disguises: [Character: Character] = [
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
    ]

    /// With letters for the digits and signs that are taken for them.
    private static func withoutDisguise(_ text: [Character]) -> [Character] {
        text.map { disguises[$0] ?? $0 }
    }

    /// How many characters there are if each word, year, sequence and repetition counts as one.
    private static func pieces(of text: [Character], _ words: [[Character]]) -> Int {
        var count = 0
        var rest = text[...]
        var seen = Set<ArraySlice<Character>>()
        while !rest.isEmpty {
            let length = max(
                words.first { rest.starts(with: $0) }?.count ?? 0, sequence(in: rest),
                repetition(in: rest), year(in: rest), 1)
            // The same once more is no harder to guess.
            if length == 1 || seen.insert(rest.prefix(length)).inserted { count += 1 }
            rest = rest.dropFirst(length)
        }
        return min(count, Set(text).count)
    }

    private static let rows: [[Character]] = [
        Array("abcdefghijklmnopqrstuvwxyz"), Array("01234567890"), Array("qwertyuiop"),
        Array("asdfghjkl"), Array("zxcvbnm"), Array("1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"),
        Array("1q2w3e4r5t6y7u8i9o0p"), Array("qazwsxedcrfvtgbyhnujmikolp"),
    ].flatMap { [$0, $0.reversed()] }

    /// How many characters at the beginning follow each other, in the alphabet or on a keyboard.
    private static func sequence(in text: ArraySlice<Character>) -> Int {
        guard let first = text.first else { return 0 }
        let lengths = rows.map { row in
            guard let start = row.firstIndex(of: first) else { return 0 }
            return zip(row[start...], text).prefix { $0 == $1 }.count
        }
        let longest = lengths.max() ?? 0
        return longest > 2 ? longest : 0
    }

    /// How many characters at the beginning are one that comes again and again.
    private static func repetition(in text: ArraySlice<Character>) -> Int {
        let length = text.prefix { $0 == text.first }.count
        return length > 2 ? length : 0
    }

    private static func year(in text: ArraySlice<Character>) -> Int {
        let digits = String(text.prefix(4))
        return Int(digits).map { (1900...2100).contains($0) } == true && digits.count == 4 ? 4 : 0
    }
}
