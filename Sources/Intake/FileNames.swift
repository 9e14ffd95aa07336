/// The last part of a path or of a ZIP entry's name; "" where that is "." or "..", so that it never
/// leads out of a folder. Both / and \ separate parts, as Windows writes them into ZIP files.
func lastComponent(of path: String) -> String {
    let last = path.unicodeScalars.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    return last == "." || last == ".." ? "" : last
}

/// A name from outside, made fit for a message: in quotes, without control or formatting
/// characters that could forge a line of a log, and not too long.
func quoted(_ name: String) -> String {
    let longest = 120
    var text = String.UnicodeScalarView()
    for scalar in name.unicodeScalars.prefix(longest) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: text.append("?")
        default: text.append(scalar)
        }
    }
    let isCut = name.unicodeScalars.count > longest
    return "\"\(String(text))\(isCut ? "..." : "")\""
}

/// A number of bytes in words: in GiB or MiB where it is a whole number of them.
func size(_ bytes: Int) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20)]
    for (unit, factor) in units where bytes >= factor && bytes.isMultiple(of: factor) {
        return "\(bytes / factor) \(unit)"
    }
    return "\(bytes) bytes"
}
