import FoundationEssentials
import Glibc

/// The folder of one sender: what they put into `inbox` is taken from there, and ends in `accepted`
/// or `rejected`; what is to be told to them is put into `reports`. What was taken and is not done
/// yet lies in `taken`, which is not theirs.
///
/// Files are moved by renaming, so that each is in exactly one place whenever this process ends:
/// what lies in `taken` when it begins is what was under way.
public struct DropFolder: Sendable {
    /// The folders in it.
    public enum Part: String, CaseIterable, Sendable {
        case inbox, accepted, rejected, reports, taken

        /// What is made in them is of the group that they are of.
        public var mode: mode_t {
            switch self {
            case .inbox: 0o2770
            case .accepted, .rejected, .reports: 0o2750
            case .taken: 0o2700
            }
        }
    }

    /// A file that was taken.
    public struct Taken: Equatable, Sendable {
        /// As the sender called it.
        public let name: String
        public let path: String
        /// The folder of its own that it lies in.
        fileprivate let folder: String
    }

    public let path: String

    public init(path: String) { self.path = path }

    public func folder(_ part: Part) -> String { path + "/" + part.rawValue }

    /// Makes what is missing of its folders; the sender's group may write into the inbox, and read
    /// the others but `taken`. The folder itself has to be there.
    ///
    /// - Throws: `file.not-found`, `file.not-readable`, `file.not-regular` where something else is
    ///   in the place of a folder, such as a link.
    public func prepare() throws(IntakeError) {
        guard access(path, F_OK) == 0 else { throw .notFound(name: lastComponent(of: path)) }
        for part in Part.allCases {
            if mkdir(folder(part), 0o700) == 0 {
                chmod(folder(part), part.mode)
            } else if errno != EEXIST {
                throw unreadable(folder(part))
            }
            var info = stat()
            guard lstat(folder(part), &info) == 0, info.st_mode & S_IFMT == S_IFDIR else {
                throw .notRegular(name: part.rawValue)
            }
        }
    }

    // MARK: Looking

    /// What lies in the inbox, links and folders too; nothing of it is opened but regular files.
    ///
    /// - Throws: `file.not-readable`.
    public func look() throws(IntakeError) -> [FileSighting] {
        let names = try names(in: folder(.inbox))
        let lists = names.filter { $0.hasSuffix(FileArrival.sums) }.compactMap(checksums)
        // What is gone by now was moved by its sender.
        return names.compactMap { sighting($0, lists) }
    }

    private func sighting(_ name: String, _ lists: [ChecksumList] = []) -> FileSighting? {
        let path = folder(.inbox) + "/" + name
        guard let stamp = try? FileStamp(path: path, followLinks: false) else { return nil }
        let file = stamp.isRegular ? try? FileBytes(path: path, followLinks: false) : nil
        let changedAt = stamp.seconds &* 1_000_000_000 &+ stamp.nanoseconds
        return FileSighting(
            name: name, identity: "\(stamp.device).\(stamp.inode)", bytes: stamp.size,
            changedAt: changedAt, isRegular: stamp.isRegular, endsLine: file.map(endsLine) ?? false,
            isReadable: file != nil,
            listing: file.flatMap {
                listing(of: $0, name, changedAt: changedAt, lists)
            })
    }

    /// A list of checksums that a sender put beside files, as sha256sum writes it.
    private struct ChecksumList {
        let name: String
        let changedAt: Int
        /// 64 hexadecimal digits by name.
        let digests: [String: String]
    }

    /// Lists are not longer than this, in bytes.
    private static let longestList = 1 << 16

    private func checksums(_ name: String) -> ChecksumList? {
        let path = folder(.inbox) + "/" + name
        guard let stamp = try? FileStamp(path: path, followLinks: false), stamp.isRegular,
            let file = try? FileBytes(path: path, followLinks: false),
            file.count <= Self.longestList,
            let bytes = try? file.bytes(at: 0, count: file.count)
        else { return nil }
        var digests: [String: String] = [:]
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            // Two blanks, or a blank and an asterisk, stand before the name.
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].utf8.count == 64, parts[0].allSatisfy(\.isHexDigit)
            else { continue }
            // It may have been made where the file lay in a folder.
            let path = parts[1].drop { $0 == " " || $0 == "*" }
            guard let last = path.split(whereSeparator: { "/\\".contains($0) }).last else {
                continue
            }
            digests[String(last)] = parts[0].lowercased()
        }
        return ChecksumList(
            name: name, changedAt: stamp.seconds &* 1_000_000_000 &+ stamp.nanoseconds,
            digests: digests)
    }

    /// What a list says of a file: its own, or else the newest that names it. Its own is taken away
    /// with it, so that it is never about the one before; a list of several is, where it is older.
    private func listing(
        of file: FileBytes, _ name: String, changedAt: Int, _ lists: [ChecksumList]
    ) -> FileListing? {
        let own = lists.first { $0.name == name + FileArrival.sums }
        // Its own list that says nothing of it was made for something else, or is not done.
        if let own, own.digests[name] == nil {
            return FileListing(isMet: false, isCertain: true)
        }
        let naming = lists.filter { $0.digests[name] != nil }
        guard let its = own ?? naming.max(by: { $0.changedAt < $1.changedAt }),
            let digest = try? Digest.sha256Hex(of: file)
        else { return nil }
        return FileListing(
            isMet: digest == its.digests[name],
            isCertain: own != nil || its.changedAt >= changedAt)
    }

    /// Files that are no text have an end of their own, and are refused where it is missing.
    private func endsLine(_ file: FileBytes) -> Bool {
        if file.count == 0 { return true }
        if let kind = try? ContentKind.sniff(file), kind != .text { return true }
        // The last character of UTF-16 may have its other byte behind it, and text of DOS the sign
        // for the end of the file.
        guard var end = try? file.bytes(at: max(0, file.count - 3), count: 3) else { return false }
        while let last = end.last, [0, 0x1A].contains(last) { end.removeLast() }
        return end.last == UInt8(ascii: "\n") || end.last == UInt8(ascii: "\r")
    }

    private func names(in folder: String) throws(IntakeError) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw unreadable(folder)
        }
        return names.sorted()
    }

    // MARK: Moving

    /// Moves a file out of its sender's reach.
    ///
    /// - Parameter id: the name of a folder that no other file has.
    /// - Returns: nil where it is no longer the file that was seen: nothing was done with it.
    /// - Throws: `file.not-readable` where it cannot be moved.
    public func take(_ seen: FileSighting, id: String) throws(IntakeError) -> Taken? {
        guard seen.isRegular, sighting(seen.name)?.isUnchanged(since: seen) == true else {
            return nil
        }
        let own = folder(.taken) + "/" + id
        guard mkdir(own, 0o700) == 0 else { throw unreadable(own) }
        let place = own + "/" + seen.name
        guard rename(folder(.inbox) + "/" + seen.name, place) == 0 else {
            let failure = Descriptor.Failure(errno: errno)
            rmdir(own)
            if failure.errno == ENOENT { return nil }
            throw .notReadable(name: folder(.inbox), reason: failure.reason)
        }
        // Between the look and the move another file may have come to this name.
        guard let stamp = try? FileStamp(path: place, followLinks: false), stamp.isRegular,
            "\(stamp.device).\(stamp.inode)" == seen.identity, stamp.size == seen.bytes
        else {
            try putBack(Taken(name: seen.name, path: place, folder: own))
            return nil
        }
        return Taken(name: seen.name, path: place, folder: own)
    }

    /// What was taken and is not done yet, in the order of the names.
    ///
    /// - Parameter cleaning: whether what a process left half done is removed: only for whoever
    ///   holds the night, because another process may be at it.
    public func underWay(cleaning: Bool) throws(IntakeError) -> [Taken] {
        var found: [Taken] = []
        for id in try names(in: folder(.taken)) {
            let own = folder(.taken) + "/" + id
            if cleaning {
                // An error file that was not given to the sender yet is made anew.
                if unlink(own) == 0 { continue }
                // A copy that was not given yet is made anew.
                unlink(own + "/.copy")
            }
            // What is no folder, or is one no more, holds no file that was taken.
            guard let files = try? names(in: own) else { continue }
            // Ended between two steps: the folder was made, or emptied.
            if files.isEmpty, cleaning { rmdir(own) }
            found += files.filter { !$0.hasPrefix(".") }.map {
                Taken(name: $0, path: own + "/" + $0, folder: own)
            }
        }
        return found
    }

    /// Puts a file back into the inbox, to be judged anew; where one of its name came meanwhile,
    /// that one stays and this one is archived as rejected.
    public func putBack(_ file: Taken) throws(IntakeError) {
        let place = folder(.inbox) + "/" + file.name
        if access(place, F_OK) != 0, rename(file.path, place) == 0 {
            rmdir(file.folder)
        } else {
            _ = try archive(file, in: .rejected, stamp: "replaced", named: file.name)
        }
    }

    /// Moves a file to where its sender sees what became of it, and gives its new name.
    ///
    /// - Parameters:
    ///   - stamp: what is put before its name, such as the day.
    ///   - name: its name, without what does not belong into one.
    public func archive(
        _ file: Taken, in part: Part, stamp: String, named name: String
    ) throws(IntakeError) -> String {
        let name = free("\(stamp)-\(name)", in: part)
        try give(try own(file), to: part, named: name)
        unlink(file.path)
        rmdir(file.folder)
        return name
    }

    /// The file as one of our own: who owns a file can write to it wherever it lies.
    private func own(_ file: Taken) throws(IntakeError) -> String {
        var info = stat()
        guard lstat(file.path, &info) == 0 else { throw unreadable(file.path) }
        if info.st_uid == geteuid() { return file.path }
        let copy = file.folder + "/.copy"
        unlink(copy)
        guard (try? FileManager.default.copyItem(atPath: file.path, toPath: copy)) != nil else {
            throw unreadable(copy)
        }
        return copy
    }

    /// Moves what lies in `taken` to where its sender's group may read it.
    public func give(_ path: String, to part: Part, named name: String) throws(IntakeError) {
        guard rename(path, folder(part) + "/" + name) == 0 else { throw unreadable(folder(part)) }
        chmod(folder(part) + "/" + name, 0o640)
    }

    /// Takes away what said that a file is there. A list of several files stays: it says nothing of
    /// a file that is newer.
    public func removeMark(of name: String) {
        for end in [FileArrival.done, FileArrival.sums] {
            unlink(folder(.inbox) + "/" + name + end)
        }
    }

    /// A name that no file of this part has.
    public func free(_ name: String, in part: Part) -> String {
        var (candidate, number) = (name, 1)
        while access(folder(part) + "/" + candidate, F_OK) == 0 {
            number += 1
            candidate = "\(number)-\(name)"
        }
        return candidate
    }

    /// Writes a text for the sender, never half there.
    public func report(_ text: String, named name: String) throws(IntakeError) {
        // Where nobody but us can have put a link.
        let beside = folder(.taken) + "/" + name
        guard (try? Data(text.utf8).write(to: URL(filePath: beside))) != nil else {
            throw unreadable(folder(.taken))
        }
        try give(beside, to: .reports, named: free(name, in: .reports))
    }

    private func unreadable(_ place: String) -> IntakeError {
        .notReadable(name: place, reason: Descriptor.Failure(errno: errno).reason)
    }
}
