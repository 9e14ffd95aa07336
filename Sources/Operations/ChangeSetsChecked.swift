import Records
import Storage

/// What change sets noted, beside what the rows and the prior images show.
struct ChangeSetsChecked {
    private struct Note {
        let change: TableChange
        /// How many values a prior image has; nil where the table has other columns by now.
        let columns: Int?
    }

    private(set) var unlikeImages = BrokenRows()
    private(set) var unlikeRows = BrokenRows()
    private(set) var unnoted = BrokenRows()
    private(set) var unreadable = BrokenRows()
    private(set) var images = 0
    private var all = Set<Int64>()
    /// What each undo undoes.
    private var undoes: [Int64: Int64] = [:]
    private var notes: [ChangePlace: Note] = [:]
    private let names = TableNames()

    var count: Int { all.count }

    init(_ reader: any Reader) throws {
        try reader.forEachChangeSet { id, undoes in
            all.insert(id)
            self.undoes[id] = undoes
        }
        try reader.forEachChangeNote { note in
            let place = ChangePlace(
                changeSet: note.changeSet, table: names.number(of: note.table))
            notes[place] = Note(change: note.change, columns: Self.width(note))
        }
        let tallies = try ChangeTallies(
            reader, names: names, undoing: Set(undoes.keys).union(undoes.values)
        ) { image, table in
            if image.isDestroyed { return }
            images += 1
            read(image, table)
        }.tallies
        for place in Set(tallies.keys).union(notes.keys).sorted()
        where all.contains(place.changeSet) {
            compare(place, tallies)
        }
    }

    /// The number of columns that a change set noted. They have to begin those that the table has
    /// now, for they are only ever added at the end.
    private static func width(_ note: ChangeNote) -> Int? {
        let table = VersionedTable.all.first { $0.name == note.table }
        return table?.columns.starts(with: note.columns) == true ? note.columns.count : nil
    }

    private func reference(_ place: ChangePlace) -> String {
        "change set \(place.changeSet), table \(names.all[place.table])"
    }

    private mutating func read(_ image: StoredImage, _ table: Int) {
        let place = ChangePlace(changeSet: image.changeSet, table: table)
        // Where nothing is noted, that is found by itself.
        let isNoted = notes[place] != nil
        let columns =
            isNoted || table >= VersionedTable.all.count
            ? notes[place]?.columns : VersionedTable.all[table].columns.count
        guard let columns, ImageValues.count(of: image.image) == columns else {
            return unreadable.add(reference(place))
        }
    }

    private mutating func compare(
        _ place: ChangePlace, _ tallies: [ChangePlace: ChangeTallies.Tally]
    ) {
        let found = tallies[place] ?? ChangeTallies.Tally()
        guard let note = notes[place]?.change else {
            if found.updated + found.deleted + found.written > 0 { unnoted.add(reference(place)) }
            return
        }
        if found.updated != note.updated || found.deleted != note.deleted {
            unlikeImages.add(reference(place))
        }
        guard let undone = undoes[place.changeSet] else {
            if found.written != note.inserted + note.updated { unlikeRows.add(reference(place)) }
            return
        }
        // What an undo gives back has the number of an earlier change set, and it brings back at
        // most what was deleted, or moved and deleted later. What it gives back in part, and what
        // it says itself, has its own.
        let its = tallies[ChangePlace(changeSet: undone, table: place.table)]
        let replaced = (its?.deleted ?? 0) + (its?.updated ?? 0)
        if found.written > note.inserted + note.updated || found.written < 0
            || note.inserted > replaced + found.written
        {
            unlikeRows.add(reference(place))
        }
    }
}
