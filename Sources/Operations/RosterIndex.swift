import Delimited
import Records
import Storage

/// Every student number that the General Student Table or the file has, in memory.
///
/// Each has a place: first those of the table, in its order, then those that the file brings in.
/// A million of them take some 60 MB.
struct RosterIndex: Sendable {
    private(set) var keys: KeyTable
    /// Our numbers of the SIS students; 0 where the table does not have one yet.
    private(set) var ids: [Int64] = []
    private(set) var contents: [Int64] = []
    private(set) var isMissing: [Bool] = []
    /// Numbers of grades in `grades`.
    private(set) var gradeNumbers: [Int32] = []
    /// Sites; `noSite` where it is not known.
    private(set) var sites: [Int64] = []
    /// The Grade Level IDs met.
    var grades = KeyTable()
    /// How many of the places are SIS students of the table.
    private(set) var known = 0
    /// Numbers without their leading zeros; made when one is looked for.
    private var bare: KeyTable?
    private var bareHolders: [Int32] = []

    static let noSite = Int64.min

    /// All of the General Student Table.
    init(_ reader: any Reader) throws {
        let count = try reader.sisStudentCount()
        keys = KeyTable(capacity: count)
        ids.reserveCapacity(count)
        contents.reserveCapacity(count)
        isMissing.reserveCapacity(count)
        gradeNumbers.reserveCapacity(count)
        sites.reserveCapacity(count)
        try reader.forEachSISStudent { entry in
            _ = keys.add(entry.importID)
            ids.append(entry.id)
            contents.append(entry.content)
            isMissing.append(entry.isMissing)
            gradeNumbers.append(Int32(truncatingIfNeeded: grades.add(entry.grade).number))
            sites.append(entry.site ?? Self.noSite)
        }
        known = ids.count
    }

    /// The place of a SIS student of the table, or nil.
    func place(of importID: Cell) -> Int? {
        keys.number(of: importID).flatMap { $0 < known ? $0 : nil }
    }

    /// Hands over a student number as it is stored: what is no UTF-8 gets replacement characters,
    /// and has to be found again.
    static func withStored(_ importID: Cell, _ body: (Cell) -> Void) {
        if importID.allSatisfy({ $0 < 0x80 }) { return body(importID) }
        var text = importID.text
        text.withUTF8 { body(Cell($0)) }
    }

    /// The place of a student number, as it is stored; a new one where it was not met before.
    mutating func add(_ importID: Cell) -> Int {
        let place = keys.add(importID).number
        while ids.count <= place {
            ids.append(0)
            contents.append(0)
            isMissing.append(false)
            gradeNumbers.append(Int32(truncatingIfNeeded: grades.add("")))
            sites.append(Self.noSite)
        }
        return place
    }

    /// Notes the grade, by its number in `grades`, of the student at `place`.
    mutating func setGrade(_ place: Int, _ grade: Int32) { gradeNumbers[place] = grade }

    /// Notes which number the SIS student at `place` was given.
    mutating func number(_ place: Int, _ id: Int64) { ids[place] = id }

    /// The one student number of the table that differs from `importID` in leading zeros only.
    mutating func likelyID(for importID: Cell) -> String? {
        guard !importID.isEmpty, importID.count <= 30,
            importID.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        if bare == nil { makeBare() }
        guard let number = bare?.number(of: Self.bare(importID)), bareHolders[number] >= 0
        else { return nil }
        let likely = keys.text(Int(bareHolders[number]))
        return likely == importID.text ? nil : likely
    }

    private mutating func makeBare() {
        var table = KeyTable(capacity: known)
        for place in 0..<known {
            let added = keys.withKey(place) { table.add(Self.bare($0)) }
            if added.isNew {
                bareHolders.append(Int32(truncatingIfNeeded: place))
            } else {
                // Several share it: none of them is likely.
                bareHolders[added.number] = -1
            }
        }
        bare = table
    }

    private static func bare(_ number: Cell) -> Cell {
        Cell(rebasing: number.drop { $0 == 0x30 })
    }
}
