import Records
import Storage

// The carrying out: what stands for a piece is noted before the piece goes, with its digest, so
// that the seal of its change set holds.

extension Destruction {
    func carryOut(
        in change: Int, _ ring: KeyRing, _ keys: DistrictKeys, _ writer: any Writer
    ) throws {
        let marks = try PieceMarks(ring, keys, change, keysOfOthers: keysOfOthers)
        try destroyImages(marks, writer)
        for (number, plan) in plans.sorted(by: { $0.key < $1.key }) {
            try marks.note(plan: plan, of: number, writer)
            try writer.setPlan(plan, of: number)
        }
        try destroyRows(marks, writer)
        try writer.blankSIS(sis, texts: sisColumns.texts, days: sisColumns.days)
        for (number, document) in envelopes { try writer.blank(envelope: number, to: document) }
        for content in contents { try writer.destroy(content: content) }
        try writer.save(
            imports.rows.map { row in
                var row = row
                // What was decided before is not decided anew.
                row.changeSet = row.changeSet ?? change
                return row
            })
        for (run, report) in imports.reports { try writer.setReport(report, of: run) }
    }

    private func destroyImages(_ marks: PieceMarks, _ writer: any Writer) throws {
        let all = gone.map { ($0, String?.none) } + blanked.map { ($0.image, Optional($0.left)) }
        let byChange = Dictionary(grouping: all) { $0.0.changeSet }
        for (number, pieces) in byChange.sorted(by: { $0.key < $1.key }) {
            let places = try marks.places(of: number, among: pieces.map(\.0), writer)
            for (image, left) in pieces {
                try marks.note(image, left: left, at: places[image.name] ?? -1, writer)
            }
            for (image, left) in pieces {
                if let left {
                    try writer.blank(image, to: left)
                } else {
                    try writer.destroy(image)
                }
            }
        }
    }

    private func destroyRows(_ marks: PieceMarks, _ writer: any Writer) throws {
        for (place, row) in rows.enumerated() { try marks.note(row, at: place, writer) }
        for table in tables.reversed() {
            let its = rows.filter { $0.table == table }
            for row in its { try writer.destroy(row) }
            try writer.note(TableChange(deleted: its.count), of: table, in: marks.change)
        }
    }
}

extension PriorImage {
    /// Among those of its change set.
    var name: String { "\(table) \(rowKey)" }
}

/// Notes what stands for destroyed pieces.
struct PieceMarks {
    /// The change set that destroys.
    let change: Int
    private let ring: KeyRing
    private let keys: DistrictKeys
    private let tokenKey: AuditKey
    /// Keys that stay as they are; see `Destruction`.
    private let keysOfOthers: Set<String>

    init(
        _ ring: KeyRing, _ keys: DistrictKeys, _ change: Int, keysOfOthers: Set<String>
    ) throws {
        self.keysOfOthers = keysOfOthers
        guard let first = ring.keys.first(where: { $0.use == AuditKey.use }),
            let key = AuditKey(first)
        else { throw ChainSealing.keysMissing(keys) }
        self.ring = ring
        self.keys = keys
        self.change = change
        tokenKey = key
    }

    /// What stands for the key of a row that is gone, always the same for one key: what was written
    /// twice, and taken back in between, is counted once.
    private func token(_ table: String, _ rowKey: String) -> String {
        var message = Message("homeroom token 1")
        message.add(table)
        message.add(rowKey)
        return "#" + Hexadecimal.text(tokenKey.code(message.bytes).prefix(16))
    }

    private func key(of number: Int, _ reader: any Reader) throws -> AuditKey {
        guard let seal = try reader.seal(of: number), let key = ring.auditKey(seal.key) else {
            throw OperationError.refused(
                code: "destroy.unsealed",
                message: "Change set \(number) has no seal, or one of a key that is not there, so "
                    + "that nothing of it can be destroyed in a way that shows.",
                remedy: "See what is wrong with: homeroom audit verify.")
        }
        return key
    }

    /// The places of images among all of their change set, as they were sealed.
    func places(
        of number: Int, among images: [PriorImage], _ reader: any Reader
    ) throws -> [String: Int] {
        var destroyed = DestroyedOf()
        try reader.scanChain(.piecesGone, number...number) { destroyed.add($0) }
        let wanted = Set(images.map(\.name))
        var found: [String: Int] = [:]
        var place = 0
        try reader.scanChain(.images, number...number) { row in
            while let piece = destroyed.images[place], piece.after == nil { place += 1 }
            let name = DestroyedOf.name(row.bytes(1), row.bytes(2))
            if wanted.contains(name) { found[name] = place }
            place += 1
        }
        return found
    }

    func note(
        _ image: PriorImage, left: String?, at place: Int, _ writer: any Writer
    ) throws {
        let key = try key(of: image.changeSet, writer)
        var blanked = image
        blanked.image = left ?? ""
        try writer.save(
            DestroyedPiece(
                changeSet: image.changeSet, kind: .image, place: place, destroyedIn: change,
                table: image.table,
                rowKey: left == nil && !keysOfOthers.contains(image.name)
                    ? token(image.table, image.rowKey) : image.rowKey,
                operation: image.operation, priorChangeSet: image.priorChangeSet,
                before: ChainLeaf.image(image, key),
                after: left == nil ? nil : ChainLeaf.image(blanked, key)))
    }

    func note(plan: String, of number: Int, _ writer: any Writer) throws {
        guard let old = try writer.storedPlan(of: number) else { return }
        let plan = try writer.sealedPlan(plan, of: number)
        let key = try key(of: number, writer)
        try writer.save(
            DestroyedPiece(
                changeSet: number, kind: .plan, place: 0, destroyedIn: change,
                before: ChainLeaf.plan(old, of: number, key),
                after: ChainLeaf.plan(plan, of: number, key)))
    }

    /// A row that is there: as the image that is not kept of it.
    func note(_ row: DoomedRow, at place: Int, _ writer: any Writer) throws {
        try writer.save(
            DestroyedPiece(
                changeSet: change, kind: .row, place: place, destroyedIn: change,
                table: row.table.name, rowKey: token(row.table.name, row.key), operation: .delete,
                priorChangeSet: row.changeSet))
    }
}
