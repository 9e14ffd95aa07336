import Foundation
import Storage

/// An anchor as it stands in a file: a line of JSON, to be kept where nobody who can write the
/// database can.
struct AnchorLine: Codable, Equatable, Sendable {
    let district: String
    let changeSet: Int
    /// In hexadecimal.
    let code: String
    let at: String
    let key: String
    /// As Base64.
    let signature: String

    init(
        district: String, changeSet: Int, code: String, at: String, key: String, signature: String
    ) {
        self.district = district
        self.changeSet = changeSet
        self.code = code
        self.at = at
        self.key = key
        self.signature = signature
    }

    init(_ anchor: AuditAnchor) {
        district = anchor.district
        changeSet = anchor.changeSet
        code = Hexadecimal.text(anchor.code)
        at = anchor.at
        key = anchor.key
        signature = Data(anchor.signature).base64EncodedString()
    }

    /// The anchor, or nil where the line is not one.
    var anchor: AuditAnchor? {
        guard let code = Hexadecimal.bytes(code), let signature = Data(base64Encoded: signature)
        else { return nil }
        return AuditAnchor(
            district: district, changeSet: changeSet, code: code, at: at, key: key,
            signature: Array(signature))
    }

    @discardableResult
    func append(to path: String) -> Bool {
        OwnFile.append(Array((StableJSON.text(self) + "\n").utf8), to: path)
    }

    /// The anchors of a file, with nil for each line that is none; nil where there is no file.
    static func read(_ path: String) -> [AuditAnchor?]? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            StableJSON.value(AnchorLine.self, String(line))?.anchor
        }
    }
}
