import Delimited
import Records

/// Checks what each reader of cells makes of `cell`.
func fuzzCell(_ cell: Cell) {
    let trimmed = cell.trimmed
    let text = Array(trimmed)
    fuzzDate(trimmed)
    check(CellRules.number(trimmed) == expectedNumber(text), "a number is read")
    check(CellRules.schoolYear(trimmed) == expectedYear(text), "a school year is read")
    check(
        CellRules.isScientific(trimmed.text) == isScientific(text),
        "what a spreadsheet does to a number is seen")
    fuzzName(cell.text)
    _ = CellRules.holdsInvisible(cell)
    let bare = DelimitedWriter.withoutGuard(cell)
    check(cell.count - bare.count <= 1, "a guard is one apostrophe")
}

/// Reads dates made of the numbers in `text`: random bytes are hardly ever a date.
func fuzzDates(_ text: [UInt8]) {
    for at in stride(from: 0, to: min(text.count, 64) - 3, by: 4) {
        let (month, day) = (Int(text[at]) % 14, Int(text[at + 1]) % 33)
        let year = 1895 + Int(text[at + 2]) % 210
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let date =
            switch text[at + 3] % 6 {
            case 0: "\(month)/\(day)/\(year)"
            case 1: "\(year)-\(two(month))-\(two(day))"
            case 2: "\(two(month))/\(two(day))/\(year % 100)"
            case 3: "\(two(month))-\(two(day))-\(year)"
            default: "\(two(month))/\(two(day))/\(year)"
            }
        Array(date.utf8).withUnsafeBytes { fuzzDate($0) }
    }
}

private func fuzzDate(_ cell: Cell) {
    let text = Array(cell)
    for order in [DateOrder.monthFirst, .dayFirst] {
        let found = DateCell.read(cell, order: order)
        switch expectedDate(text, order) {
        case .some(let expected): check(found == expected, "a date is read")
        case nil:
            guard case .problem(let code) = found else { fatalError("no date is read") }
            check(code.severity == .error, "what is no date is an error")
        }
        guard case .date(let date) = found else { continue }
        check(CalendarDate(iso: date.description) == date, "a date is written as it is read")
        check(
            DateCell.read(date.monthDayYear, order: .monthFirst) == found,
            "a date is written as it is read")
    }
    var evidence = DateOrderEvidence()
    evidence.take(cell)
    check(evidence.dayFirst + evidence.monthFirst <= 1, "a date tells one thing at most")
}

private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

/// The number of so many digits, or nil.
private func digits(_ bytes: some Collection<UInt8>, _ counts: ClosedRange<Int>) -> Int? {
    guard counts.contains(bytes.count), bytes.allSatisfy(isDigit) else { return nil }
    return bytes.isEmpty ? 0 : Int(String(decoding: bytes, as: UTF8.self))
}

/// What a date cell says, found another way; nil where it has to be a problem.
private func expectedDate(_ cell: [UInt8], _ order: DateOrder) -> DateCell? {
    if cell.isEmpty { return .blank }
    let slashed = cell.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let dashed = cell.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    var parts: (year: Int, month: Int, day: Int)?
    if slashed.count == 3, let first = digits(slashed[0], 1...2),
        let second = digits(slashed[1], 1...2), let year = digits(slashed[2], 4...4)
    {
        parts = order == .monthFirst ? (year, first, second) : (year, second, first)
    } else if dashed.count == 3, let year = digits(dashed[0], 4...4),
        let month = digits(dashed[1], 2...2), let day = digits(dashed[2], 2...2)
    {
        parts = (year, month, day)
    }
    guard let (year, month, day) = parts else { return nil }
    if (year, month, day) == (1900, 1, 1) { return .noDate }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard (1901...2100).contains(year), (1...12).contains(month),
        (1...lengths[month - 1]).contains(day)
    else { return nil }
    // Counted from 1901-01-01, which was 25,202 days before 1970-01-01.
    var days = (year - 1901) * 365 + (year - 1901) / 4
    days += lengths[..<(month - 1)].reduce(0, +) + day - 1
    return .date(CalendarDate(dayNumber: Int32(days - 25_202)))
}

private func expectedNumber(_ cell: [UInt8]) -> Int64? {
    digits(cell, 0...15).map(Int64.init)
}

private func expectedYear(_ cell: [UInt8]) -> Int16? {
    let parts = cell.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, let first = digits(parts[0], 4...4),
        let second = digits(parts[1], 4...4), second - first == 1, first >= 1901
    else { return nil }
    return Int16(first)
}

/// A sign or none, digits with at most one point or comma, E, a sign, digits.
private func isScientific(_ cell: [UInt8]) -> Bool {
    var rest = cell[...]
    if let first = rest.first, first == 0x2B || first == 0x2D { rest = rest.dropFirst() }
    let mantissa = rest.prefix { isDigit($0) || $0 == 0x2E || $0 == 0x2C }
    rest = rest.dropFirst(mantissa.count)
    guard mantissa.contains(where: isDigit), mantissa.count(where: { !isDigit($0) }) <= 1,
        let letter = rest.popFirst(), letter == 0x45 || letter == 0x65,
        let sign = rest.popFirst(), sign == 0x2B || sign == 0x2D
    else { return false }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
}

private func fuzzName(_ name: String) {
    let folded = NameKeys.folded(name)
    check(NameKeys.folded(folded) == folded, "a folded name stays as it is")
    let scalars = Array(folded.unicodeScalars)
    check(scalars.first != " " && scalars.last != " ", "no space stands around a folded name")
    for (left, right) in zip(scalars, scalars.dropFirst()) {
        check(left != " " || right != " ", "words are parted by one space")
    }
    check(
        NameAgreement.agree(last: name, first: "", otherLast: name.uppercased(), otherFirst: "")
            || name.uppercased().lowercased() != name.lowercased(),
        "a name agrees with itself")
    let keys = NameKeys.keys(last: name, first: "Ann", middle: "")
    check(keys.count == 3 && keys[0].hasSuffix("ann"), "a person is found by three keys")
    check(NameKeys.variants(of: folded).contains(folded), "a word is a variant of its own")
}
