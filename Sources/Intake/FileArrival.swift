/// What was seen of one file in a folder into which a sender writes.
public struct FileSighting: Codable, Equatable, Sendable {
    public let name: String
    /// Which file it is, whatever its name: device and inode.
    public let identity: String
    public let bytes: Int
    /// Of the last change, in nanoseconds since 1970.
    public let changedAt: Int
    /// Whether it is a file, and no link, folder, FIFO or device.
    public let isRegular: Bool
    /// Whether its last byte ends a line; true where it has none, or is of a kind without lines.
    public let endsLine: Bool
    /// Whether it can be opened.
    public let isReadable: Bool
    /// What a list of checksums that names it says; nil where none does.
    public let listing: FileListing?

    public init(
        name: String, identity: String, bytes: Int, changedAt: Int, isRegular: Bool, endsLine: Bool,
        isReadable: Bool = true, listing: FileListing? = nil
    ) {
        self.name = name
        self.identity = identity
        self.bytes = bytes
        self.changedAt = changedAt
        self.isRegular = isRegular
        self.endsLine = endsLine
        self.isReadable = isReadable
        self.listing = listing
    }

    /// Whether nothing happened to it between two sightings.
    public func isUnchanged(since other: FileSighting) -> Bool {
        identity == other.identity && bytes == other.bytes && changedAt == other.changedAt
    }
}

/// What a list of checksums says of a file.
public struct FileListing: Codable, Equatable, Sendable {
    /// Whether the file has the checksum that stands in the list.
    public let isMet: Bool
    /// Whether the list can only be about this file, and not about the one before it.
    public let isCertain: Bool

    public init(isMet: Bool, isCertain: Bool) {
        self.isMet = isMet
        self.isCertain = isCertain
    }
}

/// Whether a file has arrived. SFTP marks no end of an upload, so that it is told by signs.
public enum FileArrival: Equatable, Sendable {
    /// It is all there, and may be taken.
    case ready(Sign)
    /// It may be still being written.
    case waits(Reason)
    /// It is never taken.
    case refused(Refusal)
    /// It says something about another file.
    case marker

    /// How it is known that a file is all there.
    public enum Sign: String, Codable, Sendable {
        /// It has the checksum that its sender wrote into a list.
        case listed
        /// It had a name for files under way when it was seen before.
        case renamed
        /// A file of its name with `.done` lies beside it.
        case marked
        /// Size and time stood still, and it ends with a line end.
        case still
    }

    public enum Reason: String, Codable, Sendable {
        /// Its name is one for files under way.
        case underWay
        /// It was not seen before.
        case new
        /// Size or time changed.
        case growing
        /// It stood still in the middle of a line.
        case cut
        /// It does not have the checksum that its sender wrote into a list.
        case otherChecksum
        /// It has no bytes.
        case empty
        /// It cannot be opened.
        case closed
    }

    public enum Refusal: String, Codable, Sendable {
        /// It is a link, a folder, a FIFO or a device.
        case notAFile
    }

    /// How the names of files under way end, and what marks a file as done.
    static let underWay = [".filepart", ".part", ".partial", ".tmp", ".temp", ".crdownload", "~"]
    public static let done = ".done"
    /// How the names of lists of checksums end, which look as sha256sum writes them.
    public static let sums = ".sha256"

    /// Judges all files of a folder, by name.
    ///
    /// - Parameters:
    ///   - now: what is seen.
    ///   - before: what was seen at the poll before.
    public static func judge(
        _ now: [FileSighting], before: [FileSighting]
    ) -> [(file: FileSighting, arrival: FileArrival)] {
        let byName = Dictionary(now.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let earlier = Dictionary(before.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let started = Set(
            before.filter { isUnderWay($0.name) && byName[$0.name] == nil }.map(\.identity))
        return now.sorted { $0.name < $1.name }.map { file in
            // A mark that is older than the file was for the one before it.
            let mark = byName[file.name + done]
            let marked = mark.map { $0.isRegular && $0.changedAt >= file.changedAt } ?? false
            let arrival = judge(
                file, earlier[file.name], wasUnderWay: started.contains(file.identity),
                isMarked: marked)
            return (file, arrival)
        }
    }

    private static func judge(
        _ file: FileSighting, _ before: FileSighting?, wasUnderWay: Bool, isMarked: Bool
    ) -> FileArrival {
        if isUnderWay(file.name) { return .waits(.underWay) }
        if !file.isRegular { return .refused(.notAFile) }
        if file.name.hasSuffix(done) || file.name.hasSuffix(sums) { return .marker }
        if file.bytes == 0 { return .waits(.empty) }
        if !file.isReadable { return .waits(.closed) }
        if let listing = file.listing {
            if listing.isMet { return .ready(.listed) }
            if listing.isCertain { return .waits(.otherChecksum) }
        }
        if isMarked { return .ready(.marked) }
        // The number of a file that was deleted is soon given to another.
        if wasUnderWay, file.endsLine { return .ready(.renamed) }
        guard let before else { return .waits(.new) }
        if !file.isUnchanged(since: before) { return .waits(.growing) }
        return file.endsLine ? .ready(.still) : .waits(.cut)
    }

    /// Whether a name is hidden, or one of those that programs give to files under way.
    public static func isUnderWay(_ name: String) -> Bool {
        let lower = name.lowercased()
        return name.hasPrefix(".") || underWay.contains { lower.hasSuffix($0) }
    }
}
