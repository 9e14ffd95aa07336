import Storage

/// A look at the whole chain, page by page. Memory does not grow with it, but for the undos.
struct ChainLook {
    let ring: KeyRing?
    let total: Int
    let tell: (VerifyChain.Progress) -> Void
    var faults = ChainFaults()
    private(set) var changeSets = 0
    private(set) var sealed = 0
    private(set) var images = 0
    private(set) var lastSeal = 0
    private var unsealed: [Int] = []
    /// What each undo undoes, and the marks that there are, by number.
    private var undos: [(undo: Int, undoes: Int)] = []
    private var marks: [Int: Int] = [:]
    /// The seal before the change set that is looked at.
    private var last: (seal: ChangeSeal, anchors: [UInt8])?
    /// The change set before it.
    private var lastNumber: Int?

    init(ring: KeyRing?, total: Int, tell: @escaping (VerifyChain.Progress) -> Void) {
        self.ring = ring
        self.total = total
        self.tell = tell
    }

    /// Looks at every number, whether or not there is a change set of it.
    mutating func lookAtPages(_ reader: any Reader) throws {
        let ring = ring ?? .empty
        var from = Int.min
        while true {
            let end = try reader.chainPageEnd(
                after: from == .min ? from : from - 1, count: ChainPage.count)
            let page = try ChainPage(from...(end ?? Int.max), ring, reader)
            images += page.images
            for number in page.numbers { look(at: number, in: page) }
            tell(VerifyChain.Progress(changeSets: changeSets, of: total))
            guard let end, end < .max else { return }
            from = end + 1
        }
    }

    private mutating func look(at number: Int, in page: ChainPage) {
        guard let entry = page.entries[number] else { return }
        if entry.isThere {
            changeSets += 1
            if let undoes = entry.undoes { undos.append((number, undoes)) }
            if let undoneBy = entry.undoneBy { marks[number] = undoneBy }
        } else {
            faults.add(entry.seal == nil ? .stray : .removed, number)
        }
        guard let seal = entry.seal else {
            if entry.isThere { unsealed.append(number) }
            return
        }
        sealed += 1
        lastSeal = max(lastSeal, number)
        defer {
            last = (seal, page.anchors(of: number))
            lastNumber = number
        }
        guard entry.isThere, let ring else { return }
        if ring.auditKey(seal.key) == nil { return faults.add(.keyUnknown, number) }
        if !entry.isAsDestroyed { faults.add(.destroyed, number) }
        let code = page.code(of: number, after: last?.seal.code, last?.anchors ?? [])
        if code == seal.code { return }
        let follows = lastNumber == number - 1 || lastNumber == nil && number == 1
        faults.add(follows ? .seal : .gap, number)
    }

    /// Adds what can only be told at the end.
    mutating func settle() {
        for number in unsealed { faults.add(.unsealed, number) }
        if ring == nil { faults.add(.keysMissing) }
        lookAtUndoMarks()
    }

    /// Who is marked as undone follows from what undid what, in order: an undo marks what it
    /// undoes; where that was an undo itself, what that one had undone stands again, and so on.
    private mutating func lookAtUndoMarks() {
        let undoes = Dictionary(undos.map { ($0.undo, $0.undoes) }) { $1 }
        var expected: [Int: Int] = [:]
        for (undo, undone) in undos {
            expected[undone] = undo
            var (change, stands) = (undone, true)
            while let next = undoes[change], next < change {
                expected[next] = stands ? nil : change
                (change, stands) = (next, !stands)
            }
        }
        for number in Set(expected.keys).union(marks.keys).sorted()
        where expected[number] != marks[number] {
            faults.add(.undoMark, number)
        }
    }
}

extension KeyRing {
    /// No keys: what is sealed is looked at without being verified.
    static let empty = KeyRing(keys: [])
}
