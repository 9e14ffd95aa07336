import Delimited

/// What the blocking keys of a table's rows are made of.
struct BlockingColumns: Sendable {
    let table: LinkageTable
    /// By the number of a name: how its first word sounds, and its last where it has several.
    private var sounds: [UInt32]
    private var lastSounds: [UInt32]
    private var forms: [UInt32]
    /// Nil where the table is too large for the rules that need them.
    private let homes: HomeKeys?
    private let isSmall: Bool

    /// Keys of the first rule whose blocks were too large for all pairs to be compared; nil before
    /// that rule was used.
    var largeOfFirst: Set<UInt64>?

    /// In larger tables many people have one house number and one name.
    private static let mostRowsOfSmall = 60_000

    init(_ table: LinkageTable, threads: Int) {
        self.table = table
        isSmall = table.count <= Self.mostRowsOfSmall
        homes = isSmall ? HomeKeys(table, threads: threads) : nil
        let pieces = Parallel.pieces(of: table.names.count, size: 1 << 12)
        let made = Parallel.map(pieces.count, threads: threads) { piece in
            pieces[piece].map { number in
                table.names.withText(UInt32(truncatingIfNeeded: number)) { name in
                    let both = NameSounds(name)
                    let line = Nicknames.firstLine(name).map { UInt32($0) + 1 } ?? 0
                    return SIMD4(both.first, both.last, line, 0)
                }
            }
        }
        sounds = []
        lastSounds = []
        forms = []
        for name in made.joined() {
            sounds.append(name[0])
            lastSounds.append(name[1])
            forms.append(name[2])
        }
    }

    /// Whether the first rule met this pair, by a key of both that is not too common.
    @inline(__always)
    func wereMet(_ left: Int, _ right: Int) -> Bool {
        guard let largeOfFirst, !table.birthDate.isEmpty, !table.last.isEmpty,
            table.birthDate[left] != 0
        else { return false }
        let (one, other) = (table.birthDate[left], table.birthDate[right])
        guard one == other || PackedDate.withoutOrder(one) == PackedDate.withoutOrder(other)
        else { return false }
        let sound = sounds[Int(table.last[left])]
        if sound == 0 || sound != sounds[Int(table.last[right])] { return false }
        if largeOfFirst.isEmpty { return true }
        let key = parts(left, .birthAndName, slot: 0).key(.birthAndName, slot: 0)
        return !largeOfFirst.contains(Blocks.entry(key, 0))
    }

    /// Whether any row can have a key of this rule.
    func has(_ rule: BlockingRule) -> Bool {
        let (hasFirst, hasLast) = (!table.first.isEmpty, !table.last.isEmpty)
        let (hasBirth, hasZip) = (!table.birthDate.isEmpty, !table.zip.isEmpty)
        return switch rule {
        case .birthAndName: hasBirth && (hasFirst || hasLast)
        case .birthAndForm: hasBirth && hasFirst
        case .namesAndYear, .namesAndDay: hasBirth && hasFirst && hasLast
        case .namesAndZip: hasZip && hasFirst && hasLast
        case .stateID: !table.stateID.isEmpty
        case .otherID: !table.otherID.isEmpty
        case .phoneAndFirst: !table.phone.isEmpty && hasFirst
        case .addressAndFirst: !table.address.isEmpty && hasFirst
        case .birthAndPlace: hasBirth && hasZip
        case .birth: hasBirth
        case .names: hasFirst && hasLast
        case .phone: !table.phone.isEmpty
        case .address: !table.address.isEmpty
        case .home: isSmall && !table.address.isEmpty
        case .numberAndFirst: isSmall && !table.address.isEmpty && hasFirst
        case .numberAndLast: isSmall && !table.address.isEmpty && hasLast
        case .lastAndZip: hasLast && hasZip
        case .firstAndZip: hasFirst && hasZip
        case .last: hasLast
        case .firstAndCity: hasFirst && !table.city.isEmpty
        case .zip: hasZip
        case .city: !table.city.isEmpty
        case .guardianAndFirst: hasFirst && !table.guardian.isEmpty
        case .extra: !table.extras.isEmpty
        }
    }

    /// How many keys the rule gives for one row, at most.
    func slots(_ rule: BlockingRule) -> Int {
        rule == .extra ? table.extras.count : rule.slots
    }

    /// What the keys of a row are made of; of the rule's parts only.
    @inline(__always)
    func parts(_ row: Int, _ rule: BlockingRule, slot: Int) -> BlockingParts {
        var parts = BlockingParts()
        if !table.birthDate.isEmpty { parts.birth = PackedDate.withoutOrder(table.birthDate[row]) }
        if !table.first.isEmpty {
            let name = Int(table.first[row])
            (parts.firstSound, parts.firstForm) = (sounds[name], forms[name])
        }
        if !table.last.isEmpty {
            let name = Int(table.last[row])
            (parts.lastSound, parts.secondLastSound) = (sounds[name], lastSounds[name])
        }
        switch rule {
        case .stateID: parts.stateID = table.stateID[row]
        case .otherID: parts.otherID = table.otherID[row]
        case .phone, .phoneAndFirst: parts.phone = table.phone[row]
        case .address, .addressAndFirst: parts.address = UInt64(table.address[row])
        case .home: parts.home = homes?.start(table.address[row]) ?? 0
        case .numberAndFirst, .numberAndLast:
            parts.houseNumber = homes?.number(table.address[row]) ?? 0
        case .guardianAndFirst: parts.guardian = UInt64(table.guardian[row])
        case .namesAndZip, .lastAndZip, .firstAndZip, .birthAndPlace, .zip:
            parts.zip = UInt64(table.zip[row])
        case .firstAndCity, .city: parts.city = UInt64(table.city[row])
        case .extra: parts.extra = UInt64(table.extras[slot][row])
        default: break
        }
        return parts
    }

    /// What tells apart the rows of a block that is too large.
    @inline(__always)
    func refinement(_ row: Int) -> UInt64 {
        let names = NameNumbers(table, row)
        let birth = table.birthDate.isEmpty ? 0 : UInt64(table.birthDate[row])
        return (UInt64(names.first) << 32 | UInt64(names.last)) &* 0x9E37_79B9_7F4A_7C15
            ^ birth &* 0xC2B2_AE3D_27D4_EB4F
    }
}
