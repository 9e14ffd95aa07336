import Foundation

// What is judged about the machine.

extension DoctorFacts {
    private static let leastBytes = 256 << 20
    private static let wantedBytes = 1 << 30
    private static let leastTemporaryBytes = 1 << 30
    private static let leastOpenFiles = 1_024
    /// Clocks that differ by less are one.
    private static let clockSlack = 120.0

    private var districtBytes: Int { host.files.map(\.bytes).reduce(0, +) }

    func folderJudgment(of check: DoctorCheck) -> Judgment? {
        guard let folder = host.folder else {
            return check == .folderMode && !place.isDatabase
                ? Say.fault(
                    "There is no data folder \(place.folder).",
                    fix: "install -d -m 700 \(Self.quoted(place.folder))") : nil
        }
        let path = Self.quoted(folder.path)
        switch check {
        case .folderMode:
            return folder.isPrivate
                ? Say.ok("\(folder.path) is its owner's alone.")
                : Say.fault(
                    "Others can enter \(folder.path): mode \(Self.octal(folder.mode)).",
                    fix: "chmod 700 \(path)")
        case .folderOwner:
            return folder.owner == host.user
                ? Say.ok("It belongs to who runs Homeroom.")
                : Say.fault(
                    "\(folder.path) belongs to user \(folder.owner), not to \(host.user).",
                    fix: "sudo chown -R \(host.user) \(path)")
        case .fileSystem:
            guard let name = host.sharedFileSystem, !place.isDatabase else {
                return Say.ok("The data folder is on a disk of this machine.")
            }
            return Say.fault(
                "The data folder is on \(name), on which SQLite loses data.",
                fix: "homeroom district copy\(place.options) --to /var/lib/homeroom")
        case .diskSpace: return host.freeBytes.map { spaceJudgment($0, path) }
        case .fileMode: return modes(host.files, "The district's files are its owner's alone.")
        case .keyFiles:
            return host.keyFiles.isEmpty
                ? nil : modes(host.keyFiles, "The key files are their owner's alone.")
        case .otherFiles:
            return modes(host.others, "All else in the data folder is its owner's alone.")
        default:
            return host.leftovers.isEmpty
                ? Say.ok("No command left anything half done.")
                : Say.fault(
                    "A command that was killed left \(Self.some(host.leftovers)).",
                    fix: "rm -r " + host.leftovers.map(Self.quoted).joined(separator: " "))
        }
    }

    private func modes(_ files: [File], _ good: String) -> Judgment {
        let open = files.filter { !$0.isPrivate }
        if open.isEmpty { return Say.ok(good) }
        return Say.fault(
            "Others can read \(Self.some(open.map(\.path))).",
            fix: "chmod 600 " + open.map { Self.quoted($0.path) }.joined(separator: " "))
    }

    private func spaceJudgment(_ free: Int, _ path: String) -> Judgment {
        let found =
            "\(Self.megabytes(free)) are free; the district has "
            + "\(Self.megabytes(districtBytes))."
        let fix = "df -h \(path)"
        if free < max(Self.leastBytes, districtBytes) { return Say.fault(found, fix: fix) }
        if free < max(Self.wantedBytes, 3 * districtBytes) { return Say.warning(found, fix: fix) }
        return Say.ok(found)
    }

    func hostJudgment(of check: DoctorCheck) -> Judgment? {
        switch check {
        case .uploadsMode:
            return host.uploads.map {
                $0.isPrivate
                    ? Say.ok("Uploaded files are their owner's alone.")
                    : Say.fault(
                        "Others can enter \($0.path): mode \(Self.octal($0.mode)).",
                        fix: "chmod 700 \(Self.quoted($0.path))")
            }
        case .uploadsStale:
            if host.uploads == nil { return nil }
            let old = host.staleUploads
            return old.isEmpty
                ? Say.ok("No upload waits longer than \(StagedImport.daysKept) days.")
                : Say.warning(
                    "\(old.count) uploads wait longer than \(StagedImport.daysKept) days.",
                    fix: "rm -r " + old.map(Self.quoted).joined(separator: " "))
        case .journalMode:
            return host.journal.map {
                $0.isPrivate
                    ? Say.ok("What is written down of who saw whom is its owner's alone.")
                    : Say.fault(
                        "Others can enter \($0.path): mode \(Self.octal($0.mode)).",
                        fix: "chmod 700 \(Self.quoted($0.path))")
            }
        case .journalWaiting:
            if host.journal == nil { return nil }
            return host.waitingJournals == 0
                ? Say.ok("The district's log has taken in who saw whom.")
                : Say.warning(
                    "\(host.waitingJournals) files with who saw whom wait for more than an hour.",
                    fix: "homeroom serve\(place.options)    # takes them in")
        case .temporaryFolder: return temporaryJudgment()
        case .temporarySpace:
            return host.temporaryBytes.map {
                $0 >= max(Self.leastTemporaryBytes, districtBytes)
                    ? Say.ok("\(Self.megabytes($0)) are free for temporary files.")
                    : Say.warning(
                        "Only \(Self.megabytes($0)) are free for temporary files.",
                        fix: "export TMPDIR=/var/tmp")
            }
        case .coreDumps:
            return host.coreLimit == 0
                ? Say.ok("A crash leaves no dump of memory.")
                : Say.warning(
                    "A crash can leave a dump of memory, with student values in it.",
                    fix: "ulimit -c 0    # of a systemd unit: LimitCORE=0")
        case .openFiles:
            let limit = host.openFiles ?? .max
            return limit >= Self.leastOpenFiles
                ? Say.ok("Enough files may be open at once.")
                : Say.warning(
                    "Only \(limit) files may be open at once.",
                    fix: "ulimit -n 4096    # of a systemd unit: LimitNOFILE=4096")
        case .timeZone: return zoneJudgment()
        case .publicAddress: return addressJudgment()
        default: return clockJudgment(of: check)
        }
    }

    private func temporaryJudgment() -> Judgment {
        guard let folder = host.temporary, host.isTemporaryWritable else {
            return Say.fault(
                "Temporary files cannot be written.", fix: "export TMPDIR=/var/tmp")
        }
        let isShared = folder.mode & 0o022 != 0
        return !isShared || folder.mode & 0o1000 != 0
            ? Say.ok("Temporary files can be written.")
            : Say.fault(
                "Others can remove files in \(folder.path): mode \(Self.octal(folder.mode)).",
                fix: "sudo chmod +t \(Self.quoted(folder.path))")
    }

    private func zoneJudgment() -> Judgment {
        let fix = "sudo timedatectl set-timezone America/Los_Angeles    # the district's own"
        guard let zone = host.timeZone else {
            return Say.warning("No time zone is set, so days change when UTC's do.", fix: fix)
        }
        return ["UTC", "GMT", "Etc/UTC", "Universal"].contains(zone)
            ? Say.warning(
                "The time zone is \(zone), so a day ends before the school's does.", fix: fix)
            : Say.ok("Days are those of \(zone).")
    }

    private func addressJudgment() -> Judgment {
        let fix = "export HOMEROOM_PUBLIC_ADDRESS=https://homeroom.example.org"
        guard let address = host.publicAddress else {
            return Say.warning("The address that people use is not known here.", fix: fix)
        }
        return address.hasPrefix("https://")
            ? Say.ok("People use \(address).")
            : Say.fault("People use \(address), which is not encrypted.", fix: fix)
    }

    private func clockJudgment(of check: DoctorCheck) -> Judgment? {
        let fix = "sudo timedatectl set-ntp true"
        if check == .clockChanges {
            guard let newest = district?.newestChange, let age = age(newest) else { return nil }
            return age >= -Self.clockSlack
                ? Say.ok("No change was made in the future.")
                : Say.fault("The newest change was made in the future: \(newest).", fix: fix)
        }
        var times = host.files.map(\.modifiedAt)
        if let clock = database.postgres?.clock {
            times = [Date(timeIntervalSince1970: Double(clock))]
        }
        guard let newest = times.max() else { return nil }
        let ahead = newest.timeIntervalSince(host.now)
        let isBehind = database.postgres != nil && ahead < -Self.clockSlack
        return ahead <= Self.clockSlack && !isBehind
            ? Say.ok("The clock agrees with that of the data.")
            : Say.fault("The clock and that of the data are \(Int(abs(ahead))) s apart.", fix: fix)
    }
}
