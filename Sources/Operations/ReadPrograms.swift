import Delimited
import Records
import Storage

/// A programs.txt read and checked against what a district knows, before anything is decided.
struct ReadPrograms {
    let groups: ProgramRowGroups
    let directory: StudentDirectory
    let codes: CodeBook
    var log: ProblemLog
    var badRows: [BadRow]
    /// Rows read, blank ones not counted.
    let count: Int
    let rejected: Int
    /// The newest change set when the district was read.
    let asOfChange: Int

    /// How much of a text is parsed before its rows are sorted and, if there is more, put aside.
    static let batchBytes = 128 << 20

    /// Reads all of `text`, on all cores where its rows can be told apart in the middle.
    init(
        _ text: SourceText, match: HeaderMatch, reader: any Reader, clock: StageClock
    ) throws {
        asOfChange = try reader.newestChange()
        directory = try clock.time("read") { try reader.studentDirectory() }
        let all = try reader.codes()
        codes = CodeBook(
            all.map { ($0.table, $0.key, Int32($0.id)) },
            inactive: Set(all.filter { !$0.isActive }.map { Int32($0.id) }))
        var rules = ProgramRules()
        rules.isSiteRequired = try reader.districtSettings().isSiteRequired
        rules.sites = try reader.siteNumbers()
        let parse = Parse(
            text: text, match: match, directory: directory, codes: codes, rules: rules)
        let size = text.bytes.count - text.dataStart
        clock.teller.enter(.checking, unit: .bytes, total: size)
        var result = try clock.time("parse") { try parse.run(dateOrder: .monthFirst) }
        if result.evidence.judged == .dayFirst {
            clock.teller.enter(.checking, unit: .bytes, total: size)
            result = try clock.time("parse") { try parse.run(dateOrder: .dayFirst) }
            let columns = match.layout.columns.map(\.label).filter { $0.hasSuffix("Date") }
            result.log.add(
                .fileDayFirst, column: columns.joined(separator: ", "),
                detail: result.evidence.summary)
        }
        groups = result.groups
        log = text.warnings
        log.merge(result.log)
        badRows = result.badRows
        count = result.count
        rejected = result.rejected
        if count == 0 { log.add(.fileNoRows) }
    }
}

extension ReadPrograms {
    /// What came of parsing.
    struct Result {
        var groups = ProgramRowGroups()
        var log = ProblemLog()
        var badRows: [BadRow] = []
        var evidence = DateOrderEvidence()
        var count = 0
        var rejected = 0
        /// Rows seen, blank ones too.
        var rows = 0
    }

    /// The rows of one piece of the text.
    private struct Piece: Sendable {
        var rows: [ProgramRow] = []
        var reader: ProgramRowReader
        var rowsSeen = 0
    }

    struct Parse: Sendable {
        let text: SourceText
        let match: HeaderMatch
        let directory: StudentDirectory
        let codes: CodeBook
        let rules: ProgramRules

        func run(dateOrder: DateOrder) throws -> Result {
            var result = Result()
            result.rows = text.headerRow
            let batches = try batches()
            for batch in batches {
                var pieces = try parse(batch, dateOrder)
                var rows: [ProgramRow] = []
                for index in pieces.indices {
                    merge(&pieces[index], into: &result)
                    if rows.isEmpty {
                        swap(&rows, &pieces[index].rows)
                    } else {
                        rows.append(contentsOf: pieces[index].rows)
                        pieces[index].rows = []
                    }
                }
                try result.groups.add(
                    rows, slots: directory.count, isOnly: batches.count == 1)
            }
            return result
        }

        private func merge(_ piece: inout Piece, into result: inout Result) {
            let offset = result.rows
            for index in piece.rows.indices {
                piece.rows[index].row += UInt32(truncatingIfNeeded: offset)
            }
            result.log.merge(piece.reader.log, rowOffset: offset)
            for var bad in piece.reader.badRows where result.badRows.count < BadRow.maximum {
                bad.row += offset
                result.badRows.append(bad)
            }
            result.evidence.merge(piece.reader.evidence)
            result.count += piece.reader.count
            result.rejected += piece.reader.rejected
            result.rows += piece.rowsSeen
        }

        /// The text in batches of pieces, each piece beginning where a row begins.
        private func batches() throws -> [[Range<Int>]] {
            let (start, end) = (text.dataStart, text.bytes.count)
            guard text.canBeCut, end - start > SourceText.smallText else {
                return [[start..<end]]
            }
            var batches: [[Range<Int>]] = []
            var at = start
            while at < end {
                let batchEnd = try text.lineStart(after: min(end, at + batchBytes))
                batches.append(try text.pieces(of: at..<batchEnd, count: AllCores.count))
                at = batchEnd
            }
            return batches
        }

        private func parse(_ ranges: [Range<Int>], _ dateOrder: DateOrder) throws -> [Piece] {
            try AllCores.map(ranges.count) { try parse(ranges[$0], dateOrder) }
        }

        private func parse(_ range: Range<Int>, _ dateOrder: DateOrder) throws -> Piece {
            var piece = Piece(
                reader: ProgramRowReader(
                    match, directory: directory, codes: codes, rules: rules,
                    dateOrder: dateOrder, survey: text.survey))
            piece.rows.reserveCapacity(min(range.count, batchBytes) / 100)
            var number = 0
            var rows: [ProgramRow] = []
            swap(&rows, &piece.rows)
            try RowReader(text.dialect).forEachRow(
                in: range, read: { try text.bytes.read(at: $0, into: $1) }
            ) { row in
                number += 1
                if let read = piece.reader.read(row, number: number) { rows.append(read) }
                return true
            }
            swap(&rows, &piece.rows)
            piece.rowsSeen = number
            return piece
        }
    }
}
