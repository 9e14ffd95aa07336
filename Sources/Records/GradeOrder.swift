/// The order of grades, as schools have it: preschool first, then kindergarten, then upwards.
///
/// Source: the Grade Level IDs of studemo.txt, and the grades of the Common Education Data
/// Standards, which OneRoster uses.
public enum GradeOrder {
    /// Where a grade stands: smaller ones come first. A grade that is none of the known ones comes
    /// after them, and a blank one last.
    public static func rank(_ grade: String) -> Int {
        if grade.isEmpty { return 1_001 }
        return ranks[grade.uppercased()] ?? 1_000
    }

    /// Whether one grade comes before another.
    public static func isBefore(_ left: String, _ right: String) -> Bool {
        let (one, other) = (rank(left), rank(right))
        return one == other
            ? left.utf8.lexicographicallyPrecedes(right.utf8) : one < other
    }

    private static let ranks: [String: Int] = {
        var ranks = [
            "IT": 1, "PR": 2, "15": 3, "17": 4, "PK": 5, "TK": 6, "18": 7, "1": 8, "K": 9,
            "KG": 10, "14": 60, "13": 59, "PS": 61, "UG": 62,
        ]
        // Grade Level ID 2 is the first grade; of the codes with two digits, 01 is.
        for number in 2...12 { ranks["\(number)"] = 20 + 2 * number }
        for number in 1...9 { ranks["0\(number)"] = 20 + 2 * (number + 1) + 1 }
        return ranks
    }()
}
