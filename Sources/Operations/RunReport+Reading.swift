extension RunReport {
    /// The JSON of a report with no problems in it. A report tells of each kind of problem, and a
    /// list of runs needs none of that.
    static func withoutDetails(_ json: String) -> String {
        let start = Array(#""details":["#.utf8)
        let bytes = Array(json.utf8)
        guard let place = bytes.firstRange(of: start), let end = arrayEnd(bytes, place.upperBound)
        else { return json }
        return String(decoding: bytes[..<place.upperBound] + bytes[end...], as: UTF8.self)
    }

    /// Where the bracket is that closes an array whose first element begins at `start`.
    private static func arrayEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
        var (depth, isText, isEscaped) = (1, false, false)
        for place in bytes.indices[start...] {
            let byte = bytes[place]
            if isEscaped {
                isEscaped = false
            } else if isText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isText = false }
            } else {
                switch byte {
                case UInt8(ascii: "\""): isText = true
                case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
                case UInt8(ascii: "]"), UInt8(ascii: "}"):
                    depth -= 1
                    if depth == 0 { return place }
                default: break
                }
            }
        }
        return nil
    }
}
