import Foundation

// What the machine says.

extension DoctorFacts.File {
    /// Nil where there is no such file.
    init?(at path: String) {
        var found = stat()
        guard lstat(path, &found) == 0 else { return nil }
        self.init(
            path: path, mode: Int(found.st_mode & 0o7777), owner: Int(found.st_uid),
            bytes: Int(found.st_size),
            modifiedAt: Date(timeIntervalSince1970: Double(found.st_mtim.tv_sec)))
    }

    /// The files of a folder, without what is in folders in it.
    static func files(in folder: String) -> [DoctorFacts.File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().prefix(10_000).compactMap { name in
            let path = (folder as NSString).appendingPathComponent(name)
            var found = stat()
            guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFREG else { return nil }
            return DoctorFacts.File(at: path)
        }
    }
}

extension DoctorFacts.Host {
    static func gather(
        _ place: DoctorFacts.Place, _ keys: DistrictKeys, now: Date, publicAddress: String?,
        backups: String?
    ) -> DoctorFacts.Host {
        var host = DoctorFacts.Host(now: now, user: Int(getuid()))
        host.folder = DoctorFacts.File(at: place.folder)
        host.sharedFileSystem = sharedFileSystem(place.folder)
        host.freeBytes = freeBytes(place.folder)
        let all = DoctorFacts.File.files(in: place.folder)
        let own = ["", "-wal", "-shm"].map { "\(place.folder)/\(place.district).sqlite\($0)" }
        host.files = all.filter { own.contains($0.path) }
        host.keyFiles = keys.all.compactMap(DoctorFacts.File.init(at:))
        host.others = all.filter { !own.contains($0.path) && !keys.all.contains($0.path) }
        host.leftovers = ScratchFolder.abandoned(in: place.folder, for: place.district)
        if let backups {
            host.leftovers += BackupCatalogue(folder: backups).abandoned(of: place.district)
        }
        host.journal = DoctorFacts.File(at: place.journal)
        let hourAgo = now.addingTimeInterval(-secondsToTakeIn)
        host.waitingJournals = DoctorFacts.File.files(in: place.journal)
            .count { $0.modifiedAt < hourAgo }
        host.uploads = DoctorFacts.File(at: place.uploads)
        let staged = (place.uploads as NSString).appendingPathComponent("staged")
        let old = now.addingTimeInterval(-Double(StagedImport.daysKept + 1) * 86_400)
        host.staleUploads = ((try? FileManager.default.contentsOfDirectory(atPath: staged)) ?? [])
            .sorted().map { (staged as NSString).appendingPathComponent($0) }
            .filter { (DoctorFacts.File(at: $0)?.modifiedAt ?? now) < old }
        let temporary = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        host.temporary = DoctorFacts.File(at: temporary)
        host.isTemporaryWritable = access(temporary, W_OK | X_OK) == 0
        host.temporaryBytes = freeBytes(temporary)
        host.coreLimit = limit(__rlimit_resource_t(RLIMIT_CORE.rawValue))
        host.openFiles = limit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue))
        host.timeZone = timeZone()
        host.publicAddress = publicAddress
        return host
    }

    /// What was written down is taken in within seconds, or when an import is done.
    private static let secondsToTakeIn = 3_600.0

    /// What a process may use at most, as it stands; nil without limit.
    private static func limit(_ resource: __rlimit_resource_t) -> Int? {
        var found = rlimit()
        guard getrlimit(resource, &found) == 0, found.rlim_cur != rlim_t.max else { return nil }
        return Int(clamping: found.rlim_cur)
    }

    private static func freeBytes(_ path: String) -> Int? {
        var found = statvfs()
        guard statvfs(path, &found) == 0 else { return nil }
        return Int(found.f_bavail) * Int(found.f_frsize)
    }

    /// File systems that several machines can have at once, on which SQLite's log does not work.
    private static let shared = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "afs", "lustre", "gfs2", "ocfs2",
        "glusterfs", "virtiofs", "vboxsf",
    ]

    private static func sharedFileSystem(_ path: String) -> String? {
        let table = FileManager.default.contents(atPath: "/proc/self/mountinfo") ?? Data()
        let whole = URL(filePath: path).resolvingSymlinksInPath().path
        return sharedFileSystem(whole, mounts: String(decoding: table, as: UTF8.self))
    }

    /// - Parameter mounts: as `/proc/self/mountinfo` has them. Source: proc(5).
    static func sharedFileSystem(_ path: String, mounts: String) -> String? {
        var found: (length: Int, kind: String) = (0, "")
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 4, let dash = words.lastIndex(of: "-"), dash + 1 < words.count
            else { continue }
            let point = words[4].replacing("\\040", with: " ")
            let isAbove = path == point || path.hasPrefix(point == "/" ? "/" : point + "/")
            // The last of several at one place is the one that is seen.
            if isAbove, point.count >= found.length {
                found = (point.count, String(words[dash + 1]))
            }
        }
        return shared.contains(found.kind) || found.kind.hasPrefix("fuse.") ? found.kind : nil
    }

    /// The zone that days are told by; nil where none was set.
    private static func timeZone() -> String? {
        let isSet =
            ProcessInfo.processInfo.environment["TZ"]?.isEmpty == false
            || FileManager.default.fileExists(atPath: "/etc/localtime")
        return isSet ? TimeZone.current.identifier : nil
    }
}

extension DoctorFacts.Backups {
    /// Longer files are no key files.
    private static let longestKeyFile = 16_384

    /// - Parameters:
    ///   - key: the public key, or the file that it stands in.
    ///   - searched: folders in which no private key belongs.
    static func gather(
        _ place: DoctorFacts.Place, folder: String?, key: String?, searched: [String]
    ) -> DoctorFacts.Backups {
        var backups = DoctorFacts.Backups()
        backups.folderPath = folder
        backups.keyWord = key
        if let key {
            let text =
                key.contains(":") ? key : (try? String(contentsOfFile: key, encoding: .utf8)) ?? ""
            do { _ = try BackupPublicKey(text) } catch let error as OperationError {
                backups.keyError = DoctorFacts.Refusal(
                    code: error.code, message: error.message, remedy: error.remedy)
            } catch {}
        }
        var paths: [String] = []
        for one in Set(searched + [folder].compactMap { $0 }).sorted() {
            for file in DoctorFacts.File.files(in: one) where file.bytes <= longestKeyFile {
                guard let bytes = FileManager.default.contents(atPath: file.path),
                    BackupPrivateKey.isLikely(String(decoding: bytes, as: UTF8.self))
                else { continue }
                paths.append(file.path)
            }
        }
        backups.privateKeys = paths
        guard let folder else { return backups }
        backups.folder = DoctorFacts.File(at: folder)
        backups.newestGood = BackupCatalogue(folder: folder).newestGood(of: place.district)
        backups.isOnSameDisk = device(folder) != nil && device(folder) == device(place.folder)
        return backups
    }

    private static func device(_ path: String) -> Int? {
        var found = stat()
        return stat(path, &found) == 0 ? Int(truncatingIfNeeded: found.st_dev) : nil
    }
}
