import Hummingbird

/// Reads forms with files piece by piece, so that memory does not grow with a file.
///
/// Source: RFC 7578.
struct MultipartReader {
    struct Part: Sendable {
        var name = ""
        /// Nil for a value that is no file.
        var fileName: String?
    }

    enum Event: Sendable {
        case begin(Part)
        case data(ByteBuffer)
        case end
    }

    enum Failure: Error { case badForm, cutShort }

    private enum State { case preamble, delimiter, header, data, epilogue }

    private static let headerLimit = 16 * 1024
    private static let lineEnd = Array("\r\n".utf8)
    private static let blankLine = Array("\r\n\r\n".utf8)

    private let delimiter: [UInt8]
    // So that the first delimiter looks like the others.
    private var buffer = ByteBuffer(bytes: lineEnd)
    private var state = State.preamble

    init(boundary: String) { delimiter = Array("\r\n--\(boundary)".utf8) }

    /// The boundary that a content type names; nil where it is none of such a form.
    static func boundary(of contentType: String) -> String? {
        let pieces = contentType.split(separator: ";")
        guard pieces.first.map({ trimmed($0).lowercased() }) == "multipart/form-data" else {
            return nil
        }
        for piece in pieces.dropFirst() {
            let pair = trimmed(piece).split(separator: "=", maxSplits: 1)
            if pair.count == 2, pair[0].lowercased() == "boundary" {
                let value = unquoted(pair[1])
                return value.isEmpty || value.utf8.count > 70 ? nil : value
            }
        }
        return nil
    }

    /// Hands over what `body` holds, in order.
    ///
    /// - Throws: `Failure` where it is no such form or ends before its end, and what `take` throws.
    mutating func read<Body: AsyncSequence>(
        _ body: Body, _ take: (Event) async throws -> Void
    ) async throws where Body.Element == ByteBuffer {
        for try await var chunk in body {
            if state == .epilogue { continue }
            buffer.writeBuffer(&chunk)
            while let event = try next() {
                if let event = event { try await take(event) }
            }
            buffer.discardReadBytes()
        }
        if state != .epilogue { throw Failure.cutShort }
    }

    /// The next thing in the buffer: nil where more has to come, `.some(nil)` where it is a step
    /// that nobody need hear of.
    private mutating func next() throws -> Event?? {
        switch state {
        case .epilogue: return nil
        case .preamble:
            guard let place = place(of: delimiter) else {
                // Browsers send nothing there. What never comes to a delimiter is not kept.
                if buffer.readableBytes > Self.headerLimit { throw Failure.badForm }
                return nil
            }
            buffer.moveReaderIndex(forwardBy: place + delimiter.count)
            state = .delimiter
            return .some(nil)
        case .delimiter:
            guard let two = buffer.getBytes(at: buffer.readerIndex, length: 2) else { return nil }
            if two == Array("--".utf8) {
                state = .epilogue
            } else if two == Self.lineEnd {
                // The line end stays: a header may be empty.
                state = .header
            } else {
                throw Failure.badForm
            }
            return .some(nil)
        case .header:
            guard let place = place(of: Self.blankLine) else {
                if buffer.readableBytes > Self.headerLimit { throw Failure.badForm }
                return nil
            }
            let header = buffer.readString(length: place) ?? ""
            buffer.moveReaderIndex(forwardBy: Self.blankLine.count)
            state = .data
            return .begin(Self.part(header))
        case .data:
            if let place = place(of: delimiter) {
                if place > 0 { return buffer.readSlice(length: place).map(Event.data) }
                buffer.moveReaderIndex(forwardBy: delimiter.count)
                state = .delimiter
                return .end
            }
            // What may be the beginning of a delimiter waits.
            let safe = buffer.readableBytes - (delimiter.count - 1)
            return safe > 0 ? buffer.readSlice(length: safe).map(Event.data) : nil
        }
    }

    private func place(of bytes: [UInt8]) -> Int? {
        let view = buffer.readableBytesView
        guard let first = bytes.first, view.count >= bytes.count else { return nil }
        var from = view.startIndex
        let last = view.endIndex - bytes.count
        while from <= last, let at = view[from...last].firstIndex(of: first) {
            if view[at..<(at + bytes.count)].elementsEqual(bytes) { return at - view.startIndex }
            from = at + 1
        }
        return nil
    }

    private static func part(_ header: String) -> Part {
        var part = Part()
        for line in header.split(separator: "\r\n") {
            guard line.lowercased().hasPrefix("content-disposition:") else { continue }
            for piece in pieces(line.dropFirst("content-disposition:".count)) {
                let pair = piece.split(separator: "=", maxSplits: 1)
                guard pair.count == 2 else { continue }
                switch pair[0].lowercased() {
                case "name": part.name = unquoted(pair[1])
                case "filename": part.fileName = unquoted(pair[1])
                default: break
                }
            }
        }
        return part
    }

    /// What stands between semicolons that are not quoted.
    private static func pieces(_ text: Substring) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == ";", !isQuoted {
                pieces.append(trimmed(text[start..<index]))
                start = text.index(after: index)
            }
        }
        return pieces + [trimmed(text[start...])]
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first == " " || text.first == "\t" { text = text.dropFirst() }
        while text.last == " " || text.last == "\t" { text = text.dropLast() }
        return text
    }

    /// Browsers write a quotation mark in a name as `%22`.
    private static func unquoted(_ text: Substring) -> String {
        let text = trimmed(text)
        guard text.count >= 2, text.first == "\"", text.last == "\"" else { return String(text) }
        return String(text.dropFirst().dropLast()).replacing("%22", with: "\"")
    }
}
