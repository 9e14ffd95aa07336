import Delimited
import Records

/// Makes a table row by row. Nothing of what it was given is kept but what the table holds.
public struct LinkageTableBuilder: Sendable {
    /// The field of each column.
    public let fields: [LinkageField]
    private var table = LinkageTable()
    private var folded = FoldedText()
    private let hasSurname: Bool
    /// Which of the columns that only the sender knows this column is.
    private var extraOfColumn: [Int] = []

    /// A table of these columns. A field that stands twice keeps its first value that is not empty.
    public init(fields: [LinkageField]) {
        self.fields = fields
        hasSurname = fields.contains(.last) || fields.contains(.akaLast)
        for field in fields {
            if case .extra(let name) = field, table.extras.count < LinkageTable.mostExtras {
                extraOfColumn.append(table.extras.count)
                table.extras.append([])
                table.extraNames.append(name)
            } else {
                extraOfColumn.append(-1)
            }
        }
    }

    /// Makes room for `rows` in all.
    public mutating func reserve(_ rows: Int) {
        for column in Set(fields).union([.suffix]) { reserve(rows, column) }
        for index in table.extras.indices { table.extras[index].reserveCapacity(rows) }
    }

    private mutating func reserve(_ rows: Int, _ field: LinkageField) {
        switch field {
        case .first: table.first.reserveCapacity(rows)
        case .middle: table.middle.reserveCapacity(rows)
        case .last: table.last.reserveCapacity(rows)
        case .suffix: table.suffix.reserveCapacity(rows)
        case .akaFirst: table.akaFirst.reserveCapacity(rows)
        case .akaLast: table.akaLast.reserveCapacity(rows)
        case .birthDate: table.birthDate.reserveCapacity(rows)
        case .gender: table.gender.reserveCapacity(rows)
        case .grade: table.grade.reserveCapacity(rows)
        case .stateID: table.stateID.reserveCapacity(rows)
        case .otherID: table.otherID.reserveCapacity(rows)
        case .address: table.address.reserveCapacity(rows)
        case .city: table.city.reserveCapacity(rows)
        case .zip: table.zip.reserveCapacity(rows)
        case .phone: table.phone.reserveCapacity(rows)
        case .guardian: table.guardian.reserveCapacity(rows)
        case .school: table.school.reserveCapacity(rows)
        case .extra: break
        }
    }

    /// From here on, rows are of the right side.
    public mutating func beginRightSide() { table.rightStart = table.count }

    /// Adds a row, whose cell of each column `cell` hands over, trimmed or not.
    @inline(__always)
    public mutating func append(_ cell: (Int) -> Cell) {
        var suffix: UInt8 = 0
        for column in fields.indices { add(cell(column), column, &suffix) }
        if hasSurname || fields.contains(.suffix) { Self.put(suffix, &table.suffix, table.count) }
        table.count += 1
    }

    @inline(__always)
    private mutating func add(_ value: Cell, _ column: Int, _ suffix: inout UInt8) {
        let row = table.count
        switch fields[column] {
        case .first: Self.put(name(value), &table.first, row)
        case .middle: Self.put(name(value), &table.middle, row)
        case .last: Self.put(surname(value, &suffix), &table.last, row)
        case .akaFirst: Self.put(name(value), &table.akaFirst, row)
        case .akaLast: Self.put(surname(value, &suffix), &table.akaLast, row)
        case .suffix: suffix = max(suffix, folded.with(value, Suffix.code))
        case .birthDate: Self.put(PackedDate.read(value.trimmed), &table.birthDate, row)
        case .gender: Self.put(Self.gender(value.trimmed), &table.gender, row)
        case .grade: Self.put(Self.grade(value.trimmed), &table.grade, row)
        case .stateID: Self.put(PackedNumber.read(value), &table.stateID, row)
        case .otherID: Self.put(PackedNumber.read(value), &table.otherID, row)
        case .phone: Self.put(PackedNumber.readPhone(value), &table.phone, row)
        case .address: Self.put(home(value), &table.address, row)
        case .guardian: Self.put(home(value), &table.guardian, row)
        case .city: Self.put(place(value), &table.city, row)
        case .zip: Self.put(place(Self.firstFive(value.trimmed)), &table.zip, row)
        case .school: Self.put(place(value), &table.school, row)
        case .extra:
            let index = extraOfColumn[column]
            if index >= 0 { table.extras[index].append(place(value)) }
        }
    }

    /// Adds a person.
    public mutating func append(_ person: LinkagePerson) {
        var texts = fields.map { person[$0] }
        var bytes: [UInt8] = []
        var ends: [Int] = []
        for index in texts.indices {
            texts[index].withUTF8 { bytes.append(contentsOf: $0) }
            ends.append(bytes.count)
        }
        bytes.withUnsafeBytes { all in
            append { Cell(rebasing: all[($0 == 0 ? 0 : ends[$0 - 1])..<ends[$0]]) }
        }
    }

    /// The table; the builder is at its end.
    public consuming func build() -> LinkageTable {
        table.names.seal()
        table.places.seal()
        table.homes.seal()
        return table
    }

    // MARK: Columns

    /// Puts `value` into the row that is being added, unless a column before it gave one.
    @inline(__always)
    private static func put<Value: FixedWidthInteger>(
        _ value: Value, _ column: inout [Value], _ row: Int
    ) {
        if column.count == row {
            column.append(value)
        } else if column[row] == 0 {
            column[row] = value
        }
    }

    @inline(__always)
    private mutating func name(_ cell: Cell) -> UInt32 {
        folded.with(cell) { table.names.add($0) }
    }

    /// A surname; a suffix behind it is taken off.
    @inline(__always)
    private mutating func surname(_ cell: Cell, _ suffix: inout UInt8) -> UInt32 {
        let (number, code) = folded.with(cell) { name in
            let (rest, code) = Suffix.split(name)
            return (table.names.add(rest), code)
        }
        suffix = max(suffix, code)
        return number
    }

    @inline(__always)
    private mutating func home(_ cell: Cell) -> UInt32 {
        folded.with(cell) { table.homes.add($0) }
    }

    @inline(__always)
    private mutating func place(_ cell: Cell) -> UInt32 {
        folded.with(cell) { table.places.add($0) }
    }

    private static func gender(_ cell: Cell) -> UInt8 {
        switch cell.first.map({ $0 & 0xDF }) {
        case UInt8(ascii: "F"): 1
        case UInt8(ascii: "M"): 2
        case UInt8(ascii: "X"), UInt8(ascii: "N"): 3
        default: 0
        }
    }

    /// The place among the grades plus one; 0 for what is none.
    private static func grade(_ cell: Cell) -> UInt8 {
        if cell.isEmpty { return 0 }
        var number: UInt8 = 0
        for byte in cell {
            guard (0x30...0x39).contains(byte), number < 10 else { return letterGrade(cell) }
            number = number * 10 + (byte - 0x30)
        }
        return number + 3
    }

    private static func letterGrade(_ cell: Cell) -> UInt8 {
        switch cell.first.map({ $0 & 0xDF }) {
        case UInt8(ascii: "K"): 3
        case UInt8(ascii: "T"): 2
        case UInt8(ascii: "P"): 1
        default: 0
        }
    }

    /// A ZIP code without its extension of four digits.
    private static func firstFive(_ cell: Cell) -> Cell {
        cell.count == 10 && cell[5] == 0x2D ? Cell(rebasing: cell[..<5]) : cell
    }
}
