import Delimited
import Records

/// Feeds any bytes to everything that reads what senders send, and traps where a rule of the
/// reader, of dates or of IDs does not hold. Run by `script/fuzz`.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzReading(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = Array(UnsafeBufferPointer(start: start, count: count))
    if count <= 64 { text.withUnsafeBytes { fuzzCell($0) } }
    fuzzDates(text)
    fuzzTranscoding(text)
    let survey = fuzzSurvey(text)
    fuzzRows(text, survey)
    fuzzPrograms(text, survey)
    return 0
}

/// Stops the run where `holds` is false.
func check(_ holds: Bool, _ rule: @autoclosure () -> String) {
    if !holds { fatalError(rule()) }
}

/// A survey taken in one piece, in two, and byte by byte.
private func fuzzSurvey(_ text: [UInt8]) -> Survey {
    func survey(endingPiecesAt ends: [Int]) -> Survey {
        var survey = Survey()
        var start = 0
        for end in ends + [text.count] {
            text[start..<end].withUnsafeBytes { survey.take($0) }
            start = end
        }
        survey.finish()
        return survey
    }
    let whole = survey(endingPiecesAt: [])
    check(whole == survey(endingPiecesAt: [text.count / 2]), "a survey in two pieces differs")
    check(whole == survey(endingPiecesAt: [text.count / 3]), "a survey in two pieces differs")
    check(whole.bytes == text.count, "a survey counts its bytes")
    check(whole.lineFeeds == text.count { $0 == 0x0A }, "a survey counts line feeds")
    check(whole.carriageReturns == text.count { $0 == 0x0D }, "a survey counts returns")
    check(whole.quotes == text.count { $0 == 0x22 }, "a survey counts quotation marks")
    check(whole.nuls == text.count { $0 == 0 }, "a survey counts NUL bytes")
    let pairs = zip(text, text.dropFirst()).count { $0 == 0x0D && $1 == 0x0A }
    check(whole.pairs == pairs, "a survey counts pairs")
    check(whole.isASCII == text.allSatisfy { $0 < 0x80 }, "a survey knows ASCII")
    let isUTF8 = String(validating: text, as: UTF8.self) != nil
    check(whole.isUTF8 == isUTF8, "a survey knows UTF-8")
    return whole
}

/// Whatever the encoding, the result is UTF-8, and the same in pieces.
private func fuzzTranscoding(_ text: [UInt8]) {
    let (found, markLength) = text.withUnsafeBytes { TextEncoding.sniff($0) }
    check(markLength <= text.count, "a byte order mark lies in the text")
    check(markLength == 0 || found != nil, "a byte order mark tells the encoding")
    for source in [TextEncoding.utf16LittleEndian, .utf16BigEndian, .windows1252] {
        func transcode(_ pieces: [ArraySlice<UInt8>]) -> [UInt8] {
            var transcoder = Transcoder(from: source)
            var output: [UInt8] = []
            for piece in pieces { piece.withUnsafeBytes { transcoder.append($0, to: &output) } }
            transcoder.finish(to: &output)
            return output
        }
        let whole = transcode([text[...]])
        let middle = text.count / 2
        check(whole == transcode([text[..<middle], text[middle...]]), "pieces make a difference")
        check(String(validating: whole, as: UTF8.self) != nil, "the result is UTF-8")
    }
}

/// A row, to be compared.
struct ReadRow: Equatable {
    var offset: Int
    var length: Int
    var isTerminated: Bool
    var flaw: Row.Flaw?
    var cells: [[UInt8]]
    var isBlank: Bool
    var hasHighBytes: Bool
}

/// The rows of `text`, read at most `atMost` bytes at a time; checks that they cover it.
private func rows(
    _ reader: borrowing RowReader, _ text: [UInt8], atMost: Int = .max
) -> [ReadRow] {
    var rows: [ReadRow] = []
    var end = 0
    forEachRow(reader, text, atMost: atMost) { row in
        check(row.offset == end, "a row begins where the one before it ends")
        check(row.length > 0, "a row takes room")
        check(rows.last?.isTerminated ?? true, "only the last row is without a line end")
        check(row.flaw == .tooLong || row.count >= 1, "a row has a cell")
        end = row.offset + row.length
        let kept = min(row.count, RowReader.maximumCells)
        rows.append(
            ReadRow(
                offset: row.offset, length: row.length, isTerminated: row.isTerminated,
                flaw: row.flaw, cells: (0..<kept).map { Array(row[$0]) }, isBlank: row.isBlank,
                hasHighBytes: row.hasHighBytes))
        check(row[row.count].isEmpty, "a cell past the end is empty")
        let written = rows.last?.cells.reduce(0) { $0 + $1.count } ?? 0
        check(written <= row.length, "cells are no longer than their row")
    }
    check(end == text.count, "rows cover the text")
    if let last = text.last, rows.last?.isTerminated == true {
        check(last == 0x0A || last == 0x0D, "a line end ends the last row")
    }
    return rows
}

func forEachRow(
    _ reader: borrowing RowReader, _ text: [UInt8], atMost: Int = .max, _ body: (Row) -> Void
) {
    reader.forEachRow(
        in: 0..<text.count,
        read: { offset, buffer in
            let end = min(text.count, offset + min(buffer.count, atMost))
            guard offset < end else { return 0 }
            buffer.copyBytes(from: text[offset..<end])
            return end - offset
        },
        { row in
            body(row)
            return true
        })
}

// Made once: each takes megabytes, and none of them is changed by reading.
private nonisolated(unsafe) let plainReader = RowReader(
    Dialect(separator: 0x09, quoted: false, loneReturnsEndLines: false))
private nonisolated(unsafe) let anyReader = RowReader(Dialect(separator: 0x09))
private nonisolated(unsafe) let commaReader = RowReader(Dialect(separator: 0x2C))

private func fuzzRows(_ text: [UInt8], _ survey: Survey) {
    let any = rows(anyReader, text)
    let comma = rows(commaReader, text)
    let size = max(1, text.count / 5)
    check(any == rows(anyReader, text, atMost: size), "pieces make a difference")
    check(comma == rows(commaReader, text, atMost: size), "pieces make a difference")
    let isPlain = survey.quotes == 0 && survey.hasPlainLineEnds
    let dialect = Dialect(separator: 0x09, for: survey)
    check(isPlain == (!dialect.quoted && !dialect.loneReturnsEndLines), "the plainest dialect")
    guard isPlain else { return }
    let plain = rows(plainReader, text)
    check(plain == any, "both loops give the same rows")
    check(plain == rows(plainReader, text, atMost: size), "pieces make a difference")
    for row in any { check(row.flaw == nil || row.flaw == .tooLong, "no quotation mark is open") }
    for row in any where row.cells.count < RowReader.maximumCells && row.flaw == nil {
        let isHigh = row.cells.contains { $0.contains { $0 >= 0x80 } }
        check(row.hasHighBytes == isHigh, "characters beyond ASCII are seen")
    }
}

/// The cells of the whole text, as the other checks take them.
func cells(_ text: [UInt8], _ body: (Row) -> Void) { forEachRow(anyReader, text, body) }
