import Storage

/// What there is of some change sets, digested as their seals take it in. Holds no image and no
/// plan.
struct ChainPage {
    /// Rows of one kind.
    fileprivate struct Rows {
        var count = 0
        var message = Message("rows")

        mutating func add(_ row: any BulkRow, _ columns: Range<Int>) {
            count += 1
            message.add(row, columns)
        }

        func add(to message: inout Message) {
            message.add(Int64(count))
            message.add(self.message.bytes)
        }
    }

    /// One change set, or what there is under a number that no change set has.
    struct Entry {
        fileprivate var header: Message?
        fileprivate(set) var undoes: Int?
        fileprivate(set) var undoneBy: Int?
        fileprivate var planLeaf: [UInt8] = []
        fileprivate var tables = Rows()
        fileprivate var subjects = Rows()
        fileprivate var destroyed = Rows()
        fileprivate var anchors = Rows()
        fileprivate var images: (count: Int, digest: [UInt8])?
        fileprivate(set) var seal: ChangeSeal?
        /// Whether what was destroyed of it is what was noted.
        fileprivate(set) var isAsDestroyed = true

        /// Whether there is a change set of the number.
        var isThere: Bool { header != nil }
    }

    private(set) var entries: [Int: Entry] = [:]
    private(set) var images = 0
    private let ring: KeyRing
    /// What change sets without a seal are digested with.
    private let newKey: AuditKey?

    /// So many change sets are looked at together.
    static let count = 256

    /// - Parameter newKey: the key to seal with; nil where it is only looked.
    init(
        _ numbers: ClosedRange<Int>, _ ring: KeyRing, sealingWith newKey: AuditKey? = nil,
        _ reader: any Reader
    ) throws {
        self.ring = ring
        self.newKey = newKey
        try reader.scanChain(.seals, numbers) { row in
            let number = Int(row.integer(0))
            entries[number, default: Entry()].seal = ChangeSeal(
                changeSet: number, code: Array(row.bytes(1)), key: row.bytes(2).text)
        }
        var destroyed: [Int: DestroyedOf] = [:]
        try reader.scanChain(.piecesGone, numbers) { row in
            let number = Int(row.integer(0))
            _ = entries[number, default: Entry()]
            destroyed[number, default: DestroyedOf()].add(row)
        }
        try readHeaders(numbers, destroyed, reader)
        try readRows(numbers, reader)
        try readImages(numbers, destroyed, reader)
    }

    /// The numbers of change sets, and of whatever has such a number, in order.
    var numbers: [Int] { entries.keys.sorted() }

    private func key(of number: Int) -> AuditKey? {
        guard let seal = entries[number]?.seal else { return newKey }
        return ring.auditKey(seal.key)
    }

    private mutating func readHeaders(
        _ numbers: ClosedRange<Int>, _ destroyed: [Int: DestroyedOf], _ reader: any Reader
    ) throws {
        try reader.scanChain(.header, numbers) { row in
            let number = Int(row.integer(0))
            var entry = entries[number] ?? Entry()
            var header = Message("header")
            header.add(row, 0..<6)
            entry.header = header
            entry.undoes = row.kind(5) == .null ? nil : Int(row.integer(5))
            entry.undoneBy = row.kind(7) == .null ? nil : Int(row.integer(7))
            if let key = key(of: number) {
                entry.planLeaf = ChainLeaf.plan(row, 6, of: number, key)
                if let piece = destroyed[number]?.plan {
                    entry.isAsDestroyed = piece.isUnbroken && piece.after == entry.planLeaf
                    entry.planLeaf = piece.before
                }
            }
            entries[number] = entry
        }
    }

    private mutating func readRows(_ numbers: ClosedRange<Int>, _ reader: any Reader) throws {
        try reader.scanChain(.tables, numbers) {
            entries[Int($0.integer(0)), default: Entry()].tables.add($0, 1..<6)
        }
        try reader.scanChain(.subjects, numbers) {
            entries[Int($0.integer(0)), default: Entry()].subjects.add($0, 1..<2)
        }
        try reader.scanChain(.piecesDestroyed, numbers) {
            entries[Int($0.integer(0)), default: Entry()].destroyed.add($0, 1..<10)
        }
        try reader.scanChain(.anchors, numbers) {
            entries[Int($0.integer(0)), default: Entry()].anchors.add($0, 0..<6)
        }
    }

    private mutating func readImages(
        _ numbers: ClosedRange<Int>, _ destroyed: [Int: DestroyedOf], _ reader: any Reader
    ) throws {
        var current: (number: Int, sum: ImageSum)?
        func settle(_ entries: inout [Int: Entry]) {
            guard let (number, open) = current else { return }
            var sum = open
            let digest = sum.digest()
            entries[number]?.images = (sum.count, digest)
            if !sum.isAsDestroyed { entries[number]?.isAsDestroyed = false }
        }
        try reader.scanChain(.images, numbers) { row in
            images += 1
            let number = Int(row.integer(0))
            if current?.number != number {
                settle(&entries)
                if entries[number] == nil { entries[number] = Entry() }
                current = key(of: number).map { (number, ImageSum(destroyed[number], $0)) }
            }
            current?.sum.add(row)
        }
        settle(&entries)
        // Where no image is left.
        for (number, gone) in destroyed
        where entries[number]?.images == nil && !gone.images.isEmpty {
            current = key(of: number).map { (number, ImageSum(gone, $0)) }
            settle(&entries)
        }
    }

    /// The code that the seal of a change set has to have; nil where there is no such change set,
    /// or its key is not there.
    ///
    /// - Parameters:
    ///   - previous: the code of the seal before it.
    ///   - anchors: what was signed of the change set before it; see `anchors(of:)`.
    func code(of number: Int, after previous: [UInt8]?, _ anchors: [UInt8]) -> [UInt8]? {
        guard let entry = entries[number], let header = entry.header, let key = key(of: number)
        else { return nil }
        var message = Message("homeroom seal 1")
        message.add(key.id)
        message.add(previous ?? [])
        message.add(anchors)
        message.add(header.bytes)
        message.add(entry.planLeaf)
        entry.tables.add(to: &message)
        entry.subjects.add(to: &message)
        entry.destroyed.add(to: &message)
        message.add(Int64(entry.images?.count ?? 0))
        message.add(entry.images?.digest ?? [])
        return key.code(message.bytes)
    }

    /// What was signed of a change set, as the next seal takes it in.
    func anchors(of number: Int) -> [UInt8] {
        guard let rows = entries[number]?.anchors, rows.count > 0 else { return [] }
        return rows.message.bytes
    }

    static func anchors(of number: Int, _ reader: any Reader) throws -> [UInt8] {
        var rows = Rows()
        try reader.scanChain(.anchors, number...number) { rows.add($0, 0..<6) }
        return rows.count > 0 ? rows.message.bytes : []
    }
}
