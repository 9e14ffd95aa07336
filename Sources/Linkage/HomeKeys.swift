import Delimited

/// How the addresses of a table begin, by their numbers.
struct HomeKeys: Sendable {
    /// The house number, as it is written, and the first letters of the street; 0 where there are
    /// too few of them.
    private var starts: [UInt64] = []
    private var numbers: [UInt32] = []

    init(_ table: LinkageTable, threads: Int) {
        if table.address.isEmpty { return }
        let pieces = Parallel.pieces(of: table.homes.count, size: 1 << 12)
        let made = Parallel.map(pieces.count, threads: threads) { piece in
            pieces[piece].map { home in
                table.homes.withText(UInt32(truncatingIfNeeded: home), Self.key)
            }
        }
        for key in made.joined() {
            starts.append(key.start)
            numbers.append(key.number)
        }
    }

    @inline(__always)
    func start(_ home: UInt32) -> UInt64 { starts[Int(home)] }

    @inline(__always)
    func number(_ home: UInt32) -> UInt64 { UInt64(numbers[Int(home)]) }

    /// Letters of the street that count, without the blanks between them.
    private static let letters = 4
    /// The same where there is no house number.
    private static let lettersAlone = 6

    /// Of a folded address.
    private static func key(_ address: Cell) -> (start: UInt64, number: UInt32) {
        var number: UInt64 = 0
        var index = 0
        while index < address.count, (0x30...0x39).contains(address[index]) {
            number = (number &* 11 &+ UInt64(address[index] - 0x2F)) & 0xFFFF_FFFF
            index += 1
        }
        let wanted = number == 0 ? lettersAlone : letters
        var (found, street) = (0, UInt64(0))
        while index < address.count, found < wanted {
            if address[index] != 0x20 {
                street = street << 8 | UInt64(address[index])
                found += 1
            }
            index += 1
        }
        let start = found < wanted ? 0 : (street ^ number << 32 ^ number << 53)
        return (start, UInt32(number))
    }
}
