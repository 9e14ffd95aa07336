/// How many pairs of a table have both names, and are two people all the same, because they were
/// born in different years.
struct Namesakes {
    /// So many different pairs of names are looked at one in so many.
    private let part: UInt64
    private var pairs = 0.0
    private var possible = 0.0

    /// Tables up to this many rows are counted whole.
    private static let wholeRows = 200_000
    private static let most: Float = 20

    init(_ table: LinkageTable) {
        part = table.count > Self.wholeRows ? 7 : 0
        if table.first.isEmpty || table.last.isEmpty || table.birthDate.isEmpty { return }
        var entries = Array(repeating: [UInt64](), count: Blocks.parts)
        var dated = 0.0
        for row in 0..<table.count {
            let names = NameNumbers(table, row)
            if names.first == 0 || names.last == 0 || table.birthDate[row] == 0 { continue }
            dated += 1
            let both = UInt64(names.first) << 32 | UInt64(names.last)
            let key = both &* 0x9E37_79B9_7F4A_7C15
            let mixed = (key ^ key >> 29) &* 0xBF58_476D_1CE4_E5B9
            if mixed >> 28 & part != 0 { continue }
            let entry = Blocks.entry(mixed, row)
            entries[Blocks.part(entry)].append(entry)
        }
        for index in entries.indices { count(&entries[index], table) }
        possible = dated * dated / 2 / Double(part + 1) * 0.92
    }

    /// Only so many rows of one block are compared with each other.
    private static let rowsOfBlock = 200

    private mutating func count(_ entries: inout [UInt64], _ table: LinkageTable) {
        Blocks.sort(&entries)
        let sorted = entries
        var found = 0.0
        Blocks.forEachBlock(sorted) { block in
            let used = block.prefix(Self.rowsOfBlock)
            var differing = 0
            for one in used {
                let year = table.birthDate[Blocks.row(sorted[one])] / 10_000
                for other in (one + 1)..<max(one + 1, used.endIndex) {
                    if table.birthDate[Blocks.row(sorted[other])] / 10_000 != year {
                        differing += 1
                    }
                }
            }
            let scale = Double(block.count) / Double(used.count)
            found += Double(differing) * scale * scale
        }
        pairs += found
    }

    /// How many times more there are than by chance, from 1 on.
    ///
    /// - Parameter chance: how often two people have one first name, times one surname.
    func factor(_ chance: Double) -> Float {
        let expected = possible * chance
        return min(Self.most, max(1, Float((pairs + 5) / (expected + 5))))
    }
}
