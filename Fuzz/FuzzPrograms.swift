import Delimited
import Records

/// Reads `text` as a programs.txt, its first row as the header of every layout.
func fuzzPrograms(_ text: [UInt8], _ survey: Survey) {
    var header: [String]?
    var number = 0
    var readers: [ProgramRowReader] = []
    var found: [ProgramRow] = []
    cells(text) { row in
        number += 1
        if row.flaw == .tooLong { return }
        // Short inputs are taken for a cell as a whole; here a few of each row are enough.
        if number == 2 { for index in 0..<min(row.count, 16) { fuzzCell(row[index]) } }
        if header == nil {
            header = row.texts
            readers = programReaders(row.texts, survey)
        }
        for index in readers.indices {
            // The first row too, as one of data.
            guard let read = readers[index].read(row, number: number) else { continue }
            check(read, row, number)
            if index == 0 { found.append(read) }
        }
    }
    for reader in readers {
        check(reader.count <= number, "no more rows are read than there are")
        check(reader.rejected <= reader.count, "no more rows are rejected than read")
        check(reader.badRows.count == reader.rejected, "every rejected row is listed")
        for bad in reader.badRows {
            check(bad.problems.contains { $0.code.severity == .error }, "a bad row has an error")
        }
        for group in reader.log.groups {
            check(!group.message.isEmpty && !group.fix.isEmpty, "a problem is said in words")
        }
    }
    fuzzPlan(found)
}

private func programReaders(_ header: [String], _ survey: Survey) -> [ProgramRowReader] {
    // Comparing labels takes long, so each header is tried with one layout beside the right one.
    let letters = header.reduce(header.count) { $0 + $1.utf8.count }
    let layouts = Layout.allCases
    fuzzHeader(header, layouts[letters % layouts.count])
    if letters % 7 == 0 { _ = HeaderMatch.recognise(header) }
    var rules = ProgramRules()
    rules.isSiteRequired = true
    rules.sites = [1010, 1020]
    let matches = [
        HeaderMatch(positionsOf: .programs, width: 15), try? HeaderMatch(header, as: .programs),
    ]
    return zip(matches, [DateOrder.monthFirst, .dayFirst]).compactMap { match, order in
        match.map {
            ProgramRowReader(
                $0, directory: directory, codes: CodeBook(codes),
                rules: order == .dayFirst ? rules : ProgramRules(), dateOrder: order,
                survey: survey)
        }
    }
}

private func fuzzHeader(_ header: [String], _ layout: Layout) {
    do throws(HeaderMatch.Mismatch) {
        let match = try HeaderMatch(header, as: layout)
        let taken = match.cells.compactMap { $0 }
        check(match.width == header.count, "a header is as wide as it is")
        check(Set(taken).count == taken.count, "no cell is two columns")
        check(taken.allSatisfy { header.indices.contains($0) }, "each column is in the header")
        for (column, cell) in zip(layout.columns, match.cells) where column.isRequired {
            check(cell != nil, "required columns are there")
        }
    } catch {
        check(!error.detail.isEmpty, "a mismatch is told")
        check(error.code.severity == .error, "a mismatch is an error")
    }
}

private func check(_ read: ProgramRow, _ row: Row, _ number: Int) {
    check(Int(read.row) == number && Int(read.offset) == row.offset, "a row keeps its place")
    check(Int(read.slot) < directory.count, "a row's student is there")
    check(codes.contains { $0.number == read.program }, "a row's program is there")
    check(read.start != ProgramRow.noDay, "a row has a start date")
    check(read.end == ProgramRow.noDay || read.end >= read.start, "a row ends behind its start")
    check(read.site >= ProgramRow.noSite, "a row's site is a number or none")
    check(!read.startIsEligibility || read.start == read.eligibilityStart, "the start is either")
}

/// A plan against no records: every row counts once, and keys are inserted once.
private func fuzzPlan(_ rows: [ProgramRow]) {
    var planner = ProgramPlanner()
    let sorted = rows.sorted(by: ProgramRow.isBefore)
    var steps = 0
    for slot in 0..<UInt32(directory.count) {
        let own = sorted.filter { $0.slot == slot }
        if own.isEmpty { continue }
        planner.decide(own, against: []) { _ in steps += 1 }
    }
    let counts = planner.counts
    check(steps == rows.count, "each row is decided once")
    check(counts.changed + counts.unchanged + counts.rejected == rows.count, "each row counts")
    check(counts.updated + counts.closed + counts.held == 0, "nothing is there to change")
}

private let codes: [(table: String, key: String, number: Int32)] = [
    (CodeBook.programs, "101", 1), (CodeBook.programs, "120", 2), (CodeBook.programs, "127", 3),
    (CodeBook.eligibility, "1", 4), (CodeBook.exits, "10", 5),
]

/// The students of the fixtures, and one with a long number.
private let directory: StudentDirectory = {
    var directory = StudentDirectory(capacity: 8)
    for (number, last, first) in [
        ("000100123", "Abbott", "Mara"), ("100200", "Castellano", "Liam"),
        ("100201", "Núñez", "Zoë"), ("A-2", "O'Neil", ""), ("12345678901234567890", "李", "小龍"),
    ] {
        func bytes(_ text: String, _ body: (UnsafeRawBufferPointer) -> Void) {
            Array(text.utf8).withUnsafeBytes(body)
        }
        bytes(last) { last in
            bytes(first) { first in
                let slot = directory.addStudent(
                    Int64(directory.count), last: last, first: first,
                    birthDate: CalendarDate(year: 2011, month: 7, day: 22)?.dayNumber ?? 0)
                bytes(number) { directory.add($0, leadingTo: slot) }
            }
        }
    }
    return directory
}()
