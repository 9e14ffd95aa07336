import Delimited
import Intake
import Records

/// A file made readable: its text in UTF-8, how its rows are told apart, and its header.
///
/// The bytes stay where they are (a file, or an unlinked temporary copy where the encoding had to
/// be changed); at most a few MiB of them are in memory at once.
struct SourceText: Sendable {
    /// The name as it was sent, without folders.
    let name: String
    /// The text in UTF-8.
    let bytes: any ByteSource
    let survey: Survey
    let dialect: Dialect
    /// The cells of the first row.
    let header: [String]
    /// Where the row after the header begins.
    let dataStart: Int
    /// The header's row, as a spreadsheet numbers rows: 1, unless blank rows go before it.
    let headerRow: Int
    /// What had to be assumed to read it.
    let warnings: ProblemLog

    /// Why a file cannot be read at all.
    struct Refusal: Error {
        let code: ProblemCode
        let detail: String
    }

    /// Looks at `source` and prepares it; reads it once or twice, whatever its size.
    ///
    /// - Throws: `Refusal` where it is not a text with rows, `IntakeError` where it cannot be read.
    init(name: String, source: any ByteSource, defaultSeparator: UInt8 = 0x09) throws {
        self.name = name
        let head = try source.bytes(at: 0, count: 1 << 16)
        if head.isEmpty { throw Refusal(code: .fileEmpty, detail: "") }
        try Self.refuseForeign(head)
        var warnings = ProblemLog()
        let (encoding, markLength) = head.withUnsafeBytes { TextEncoding.sniff($0) }
        var text = source
        var start = markLength
        var survey = Survey()
        if encoding == nil || encoding == .utf8 {
            survey = try Self.survey(source, from: start)
        }
        if let actual = encoding == nil && !survey.isUTF8 ? .windows1252 : encoding,
            actual != .utf8
        {
            if actual == .windows1252 { warnings.add(.fileEncoding, detail: actual.rawValue) }
            text = try Self.transcode(source, from: actual, at: start, &warnings)
            start = 0
            survey = try Self.survey(text, from: 0)
        } else if !survey.isUTF8 {
            warnings.add(.fileUnreadableCharacters, detail: "Some characters")
        }
        self.bytes = text
        self.survey = survey
        let first = try Self.firstLine(text, from: start)
        let separator = first.withUnsafeBytes { Dialect.separator(ofHeader: $0) }
        if let separator, separator != defaultSeparator {
            warnings.add(.fileSeparator, detail: Self.name(ofSeparator: separator))
        }
        dialect = Dialect(separator: separator ?? defaultSeparator, for: survey)
        (header, dataStart, headerRow) = try Self.header(text, from: start, dialect)
        if header.isEmpty { throw Refusal(code: .fileEmpty, detail: "") }
        if !survey.endsWithLineEnd { warnings.add(.fileNoFinalLineEnd) }
        self.warnings = warnings
    }

    /// Hands over the rows behind the header, in order, with their numbers as a spreadsheet
    /// numbers them (the header is row 1, blank rows count). `body` returns false to stop.
    func forEachRow(_ body: (Row, Int) throws -> Bool) throws {
        var number = headerRow
        try RowReader(dialect).forEachRow(
            in: dataStart..<bytes.count, read: { try bytes.read(at: $0, into: $1) }
        ) { row in
            number += 1
            return try body(row, number)
        }
    }

    private static func refuseForeign(_ head: [UInt8]) throws {
        switch ContentKind.sniff(head) {
        case .text: return
        case .xlsx, .xls: throw Refusal(code: .fileSpreadsheet, detail: "")
        case .zip, .gzip: throw Refusal(code: .fileCompressed, detail: "")
        default: throw Refusal(code: .fileNotText, detail: "")
        }
    }

    private static func survey(_ source: any ByteSource, from start: Int) throws -> Survey {
        var survey = try surveyPiece(source, start..<source.count)
        survey.finish()
        return survey
    }

    private static func surveyPiece(
        _ source: any ByteSource, _ range: Range<Int>
    ) throws -> Survey {
        var survey = Survey()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var at = range.lowerBound
        while at < range.upperBound {
            let wanted = min(buffer.count, range.upperBound - at)
            let got = try source.read(
                at: at, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]))
            if got == 0 { break }
            survey.take(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            at += got
        }
        return survey
    }

    private static func transcode(
        _ source: any ByteSource, from encoding: TextEncoding, at start: Int,
        _ warnings: inout ProblemLog
    ) throws -> TemporaryBytes {
        let copy = try TemporaryBytes()
        var transcoder = Transcoder(from: encoding)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        var at = start
        var output: [UInt8] = []
        while true {
            let got = try source.read(at: at, into: buffer)
            if got == 0 { break }
            at += got
            output.removeAll(keepingCapacity: true)
            transcoder.append(UnsafeRawBufferPointer(rebasing: buffer[..<got]), to: &output)
            try output.withUnsafeBytes { try copy.append($0) }
        }
        output.removeAll(keepingCapacity: true)
        transcoder.finish(to: &output)
        try output.withUnsafeBytes { try copy.append($0) }
        try copy.finish()
        if transcoder.replacements > 0 {
            warnings.add(
                .fileUnreadableCharacters, detail: "\(transcoder.replacements) characters")
        }
        return copy
    }

    private static func firstLine(_ text: any ByteSource, from start: Int) throws -> [UInt8] {
        let head = try text.bytes(at: start, count: RowReader.maximumRowBytes)
        let body = head.drop { $0 == 0x0A || $0 == 0x0D }
        return Array(body.prefix { $0 != 0x0A && $0 != 0x0D })
    }

    private static func header(
        _ text: any ByteSource, from start: Int, _ dialect: Dialect
    ) throws -> ([String], Int, Int) {
        var header: [String] = []
        var end = start
        var number = 0
        var cells = 0
        try RowReader(dialect).forEachRow(
            in: start..<text.count, read: { try text.read(at: $0, into: $1) }
        ) { row in
            end = row.offset + row.length
            number += 1
            if row.isBlank, row.flaw == nil { return true }
            header = row.texts
            cells = row.count
            return false
        }
        if cells > RowReader.maximumCells {
            throw Refusal(
                code: .fileColumnsUnclear, detail: "The header has \(grouped(cells)) columns.")
        }
        return (header, end, number)
    }

    private static func name(ofSeparator separator: UInt8) -> String {
        switch separator {
        case UInt8(ascii: ","): "commas"
        case UInt8(ascii: ";"): "semicolons"
        case UInt8(ascii: "|"): "vertical bars"
        case UInt8(ascii: "^"): "carets"
        default: "tabs"
        }
    }
}
