/// Slips in names that do not make them somebody else's.
enum NameSlip {
    /// Whether both names are single words of plain letters, long enough for a slip.
    static func isPossible(_ record: ProgramRecord) -> Bool {
        [record.last, record.first].allSatisfy { name in
            name.utf8.count >= 6 && name.utf8.allSatisfy { (0x41...0x7A).contains($0) }
        }
    }

    /// Shortens the first name, or swaps two letters of the surname, by turns.
    static func make(in record: inout ProgramRecord, number: Int) {
        if number % 2 == 0 {
            record.first = String(record.first.prefix(3))
        } else {
            record.last = swapped(record.last)
        }
    }

    /// `name` with the first two neighbors behind its second letter that differ changing places.
    private static func swapped(_ name: String) -> String {
        var letters = Array(name)
        for index in 2..<max(2, letters.count - 1) where letters[index] != letters[index + 1] {
            letters.swapAt(index, index + 1)
            break
        }
        return String(letters)
    }
}
