import Records
import Storage

/// How many rows each change set wrote and kept, as the rows and the prior images show it.
///
/// A row that a change set wrote is there with its number, or, if it was written since, a prior
/// image has its number. Where changes were undone, the same write shows more than once: the row
/// came back. Then one of the change sets that were undone, or that undid, has an image of it with
/// the same key and number. So those images are taken first, as hashes, and what shows again is
/// not counted again.
struct ChangeTallies {
    struct Tally {
        /// Prior images of rows that it updated and deleted.
        var updated = 0
        var deleted = 0
        /// Rows that it wrote.
        var written = 0
    }

    private(set) var tallies: [ChangePlace: Tally] = [:]
    private let names: TableNames
    /// The writes that an image of a change set that undid or was undone shows, as hashes.
    private var returning = Set<UInt64>()
    private var tablesUndone = Set<Int>()

    /// Reads all prior images and all rows.
    ///
    /// - Parameters:
    ///   - undoing: the change sets that are an undo or were undone at some time.
    ///   - look: is handed each image too, with the number of its table.
    init(
        _ reader: any Reader, names: TableNames, undoing: Set<Int64>,
        _ look: (StoredImage, _ table: Int) -> Void
    ) throws {
        self.names = names
        if !undoing.isEmpty {
            try reader.forEachPriorImage(aboutUndo: true) { addReturning($0) }
        }
        try reader.forEachPriorImage { image in
            let table = names.number(of: image.table)
            count(image, table, isAboutUndo: undoing.contains(image.changeSet))
            look(image, table)
        }
        for (table, versioned) in VersionedTable.all.enumerated() {
            try countRows(of: versioned, table, reader)
        }
    }

    private mutating func addReturning(_ image: StoredImage) {
        let table = names.number(of: image.table)
        tablesUndone.insert(table)
        let hash = Self.hash(image.priorChangeSet, table, image.rowKey)
        // The first of them is counted with all images.
        if !returning.insert(hash).inserted {
            tallies[ChangePlace(changeSet: image.priorChangeSet, table: table), default: Tally()]
                .written -= 1
        }
    }

    private mutating func count(_ image: StoredImage, _ table: Int, isAboutUndo: Bool) {
        let own = ChangePlace(changeSet: image.changeSet, table: table)
        if image.isOfDeletion {
            tallies[own, default: Tally()].deleted += 1
        } else {
            tallies[own, default: Tally()].updated += 1
        }
        if !isAboutUndo, tablesUndone.contains(table),
            returning.contains(Self.hash(image.priorChangeSet, table, image.rowKey))
        {
            return
        }
        tallies[ChangePlace(changeSet: image.priorChangeSet, table: table), default: Tally()]
            .written += 1
    }

    private mutating func countRows(
        of versioned: VersionedTable, _ table: Int, _ reader: any Reader
    ) throws {
        // Most rows were written by the same change set as the row before.
        var (last, count) = (Int64.min, 0)
        func settle(_ tallies: inout [ChangePlace: Tally]) {
            if count == 0 { return }
            tallies[ChangePlace(changeSet: last, table: table), default: Tally()].written += count
        }
        func add(_ change: Int64, _ tallies: inout [ChangePlace: Tally]) {
            if change != last {
                settle(&tallies)
                (last, count) = (change, 0)
            }
            count += 1
        }
        if tablesUndone.contains(table) {
            try reader.forEachKeyedWrite(to: versioned) { change, key in
                if !returning.contains(Self.hash(change, table, key)) { add(change, &tallies) }
            }
        } else {
            try reader.forEachWrite(to: versioned) { add($0, &tallies) }
        }
        settle(&tallies)
    }

    private static func hash(
        _ change: Int64, _ table: Int, _ key: UnsafeRawBufferPointer
    ) -> UInt64 {
        let seed = UInt64(bitPattern: change) &* 0x9E37_79B9_7F4A_7C15
        return ContentHash.hash(key, seed: seed ^ UInt64(truncatingIfNeeded: table))
    }
}
