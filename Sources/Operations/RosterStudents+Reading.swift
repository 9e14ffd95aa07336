import Delimited
import Records
import Storage

extension RosterStudents {
    /// How much of a text is read by one core before the next piece of it.
    private static let pieceBytes = 8 << 20

    /// Reads and checks all rows, on all cores where they can be told apart in the middle.
    static func read(
        _ file: inout RosterFile, _ order: DateOrder, _ store: any Reader
    ) throws -> (RosterStudents, DateOrderEvidence, labels: [String]) {
        let reader = RosterStudentReader(
            file.match, header: file.text.header, survey: file.text.survey, dateOrder: order,
            tag: tag(store.cipher))
        var students = RosterStudents(
            try file.clock.time("read") { try RosterIndex(store) }, reader: reader)
        let clock = file.clock
        let evidence = try clock.time("parse") { try students.read(&file) }
        return (students, evidence, reader.dateLabels)
    }

    private static func tag(_ cipher: (any ValueCipher)?) -> (@Sendable (Int64) -> Int64)? {
        guard let cipher else { return nil }
        return { cipher.tag($0) }
    }

    private mutating func read(_ file: inout RosterFile) throws -> DateOrderEvidence {
        rows.reserveCapacity(file.text.mostRows)
        var evidence = DateOrderEvidence()
        var at = file.text.dataStart
        var rowsBefore = file.text.headerRow
        while at < file.text.bytes.count {
            for piece in try Self.pieces(of: file.text, from: at, reader, index) {
                take(piece, rowsBefore, &file)
                evidence.merge(piece.evidence)
                rowsBefore += piece.seen
                at = piece.end
            }
        }
        return evidence
    }

    /// The next pieces, one for each core.
    private static func pieces(
        of text: SourceText, from start: Int, _ reader: RosterStudentReader, _ index: RosterIndex
    ) throws -> [RosterStudentPiece] {
        let all = start..<text.bytes.count
        var ranges = [all]
        if text.canBeCut, all.count > SourceText.smallText {
            let end = min(all.upperBound, start + pieceBytes * AllCores.count)
            ranges = try text.pieces(of: start..<text.lineStart(after: end), count: AllCores.count)
        }
        return try AllCores.map(ranges.count) { [ranges] number in
            var piece = try RosterStudentPiece.read(
                ranges[number], of: text, limit: ranges.count == 1 ? pieceBytes : .max, reader)
            piece.find(in: index)
            return piece
        }
    }

    /// Takes in what a piece says, in the order of the file: what a new student is warned of
    /// depends on what went before.
    private mutating func take(
        _ piece: RosterStudentPiece, _ rowsBefore: Int, _ file: inout RosterFile
    ) {
        file.outcome.counts.read += piece.read
        var flawed = piece.flawed[...]
        for number in piece.rows.indices {
            var row = piece.rows[number]
            while let first = flawed.first, first.place.row < row.place.row {
                take(first, rowsBefore, &file)
                flawed.removeFirst()
            }
            let isFlawed = flawed.first?.place.row == row.place.row
            row.place.row += Int32(truncatingIfNeeded: rowsBefore)
            add(row, number, of: piece, &file)
            if isFlawed, let first = flawed.popFirst() { take(first, rowsBefore, &file) }
        }
        for rest in flawed { take(rest, rowsBefore, &file) }
    }

    private mutating func add(
        _ row: FoundRow, _ number: Int, of piece: RosterStudentPiece, _ file: inout RosterFile
    ) {
        if row.student >= 0 { return add(row, of: Int(row.student)) }
        piece.withNumber(number) { importID in
            let known = index.keys.count
            add(row, of: index.add(importID))
            guard index.keys.count > known, let likely = index.likelyID(for: importID) else {
                return
            }
            // The new student's number is that of another but for leading zeros.
            file.outcome.note(
                [RowProblem(.idLeadingZeros, column: RosterField.importID.label, detail: likely)],
                row: Int(row.place.row))
        }
    }

    private mutating func take(
        _ flawed: RosterStudentPiece.Flawed, _ rowsBefore: Int, _ file: inout RosterFile
    ) {
        var place = flawed.place
        place.row += Int32(truncatingIfNeeded: rowsBefore)
        guard let importID = flawed.bad else {
            return file.outcome.note(flawed.problems, row: Int(place.row))
        }
        addBad(importID.withUnsafeBytes { index.place(of: $0) })
        file.outcome.reject(place, flawed.problems)
    }
}

extension SourceText {
    /// The shortest row of a student: four cells that may not be blank, and what lies between.
    private static let leastRowBytes = 8

    /// No more rows than this can be good.
    fileprivate var mostRows: Int { min(survey.lineFeeds + 1, bytes.count / Self.leastRowBytes) }
}
