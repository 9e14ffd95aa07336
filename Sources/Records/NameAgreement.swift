/// Whether two records can be about one person, as far as names and birth dates say.
public enum NameAgreement {
    /// Whether the names do not contradict each other.
    ///
    /// Surnames and first names each agree when they are equal after folding, one is contained in
    /// the other as whole words (`Garcia` in `Garcia Lopez`), one is an initial or the beginning
    /// of the other (`J`, `Rob` for `Robert`), or they are one edit apart and at least four
    /// letters long. A blank name contradicts nothing.
    public static func agree(
        last: String, first: String, otherLast: String, otherFirst: String
    ) -> Bool {
        agree(NameKeys.folded(last), NameKeys.folded(otherLast), allowingBeginnings: false)
            && agree(NameKeys.folded(first), NameKeys.folded(otherFirst), allowingBeginnings: true)
    }

    private static func agree(_ left: String, _ right: String, allowingBeginnings: Bool) -> Bool {
        if left == right || left.isEmpty || right.isEmpty { return true }
        let leftWords = Set(left.split(separator: " "))
        let rightWords = Set(right.split(separator: " "))
        if leftWords.isSubset(of: rightWords) || rightWords.isSubset(of: leftWords) { return true }
        if left.filter({ $0 != " " }) == right.filter({ $0 != " " }) { return true }
        if allowingBeginnings, left.hasPrefix(right) || right.hasPrefix(left) { return true }
        return min(left.count, right.count) >= 4 && isOneEditApart(left, right)
    }

    /// Whether one letter added, dropped, replaced or swapped with its neighbor makes them equal.
    public static func isOneEditApart(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left), Array(right))
        guard abs(a.count - b.count) <= 1 else { return false }
        var start = 0
        while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
        let (restA, restB) = (a[start...], b[start...])
        if a.count == b.count {
            if restA.dropFirst() == restB.dropFirst() { return true }
            let swapped = restA.count >= 2 && restA.first == restB.dropFirst().first
            return swapped && restA.dropFirst().first == restB.first
                && restA.dropFirst(2) == restB.dropFirst(2)
        }
        return a.count > b.count ? restA.dropFirst() == restB : restA == restB.dropFirst()
    }
}
