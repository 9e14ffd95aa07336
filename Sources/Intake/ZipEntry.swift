/// A file or folder listed in a ZIP file.
public struct ZipEntry: Hashable, Sendable {
    /// The name as the ZIP file has it, with folders. Untrusted: never a path to write to.
    public let name: String
    /// The bytes it takes up in the ZIP file.
    public let compressedSize: Int
    /// The bytes it has when unpacked, as declared.
    public let uncompressedSize: Int
    /// Whether it needs a password.
    public let isEncrypted: Bool

    /// 0 is stored, 8 is deflate.
    let method: Int
    let checksum: UInt32
    /// Where its local header begins.
    let headerOffset: Int

    /// Whether it is a folder.
    public var isDirectory: Bool { name.hasSuffix("/") || name.hasSuffix("\\") }

    /// The last part of its name, without folders; "" where that is "." or "..".
    public var baseName: String { lastComponent(of: name) }

    /// Whether it or a folder around it is hidden (its name begins with a dot), or is what macOS
    /// adds to ZIP files. Such entries are not what somebody wanted to send.
    public var isHidden: Bool {
        let parts = name.split { $0 == "/" || $0 == "\\" }
        return parts.first == "__MACOSX"
            || parts.contains { $0.hasPrefix(".") && $0 != "." && $0 != ".." }
    }
}
