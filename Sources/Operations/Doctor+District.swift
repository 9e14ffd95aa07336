import Records
import Storage

// What is judged about the district and its backups.

extension DoctorFacts {
    private static let staleAfter = Double(StaleAccounts.days) * day
    private static let importsAfter = 7 * day
    private static let manyFailures = 200
    private static let keyBytes = 32
    private static let backupWanted = 1.5 * day
    private static let backupNeeded = 7 * day

    func judgment(of check: DoctorCheck, _ district: District) -> Judgment? {
        switch check {
        case .secret: return keyJudgment(district)
        case .invented:
            return district.invented.map {
                Say.warning(
                    "Everybody in this district is invented (\($0)).",
                    fix: "homeroom district create NAME    # for a real one")
            } ?? Say.ok("The district is a real one.")
        case .settings: return settingsJudgment(district)
        case .formats: return formatsJudgment(district)
        case .administrator, .passwords, .secondFactors, .stale, .signIns, .alarms:
            return userJudgment(of: check, district)
        case .stateCodes: return stateJudgment(district)
        default: return importJudgment(of: check, district)
        }
    }

    private func keyJudgment(_ district: District) -> Judgment {
        guard let bytes = district.secretBytes else {
            return Say.warning(
                "The district has no key yet; it is made when its pages are first served.",
                fix: "homeroom serve\(place.options)")
        }
        return bytes == Self.keyBytes
            ? Say.ok("The district has its key.")
            : Say.fault(
                "The district's key has \(bytes) bytes in place of \(Self.keyBytes).",
                fix: "homeroom restore NEWEST.hrbackup --private-key FILE --replace"
                    + place.options.replacing("--district", with: "--into"))
    }

    private func settingsJudgment(_ district: District) -> Judgment {
        let odd = DistrictSettings.definitions.filter { one in
            district.settings[one.name].map { !one.isValid($0) } ?? false
        }
        return odd.isEmpty
            ? Say.ok("Every setting has a value that it can have.")
            : Say.fault(
                "Settings have values that they cannot have: \(Self.some(odd.map(\.name))).",
                fix: odd.map {
                    "homeroom setting set \($0.name) \(Self.quoted($0.standard))\(place.options)"
                }.joined(separator: " && "))
    }

    private func formatsJudgment(_ district: District) -> Judgment {
        let names = ["state", "state-id-format", "other-id-format"]
        return names.contains { district.settings[$0]?.isEmpty == false }
            ? Say.ok("What numbers look like here is known.")
            : Say.warning(
                "What numbers look like here is not known, so none is refused.",
                fix: "homeroom setting set state washington\(place.options)"
                    + "    # the district's own")
    }

    private func userJudgment(of check: DoctorCheck, _ district: District) -> Judgment? {
        let active = district.users.filter(\.isActive)
        switch check {
        case .administrator:
            return active.contains { $0.manages && $0.canSignIn }
                ? Say.ok("Somebody can manage users.")
                : Say.warning(
                    "Nobody who can sign in manages users.",
                    fix: "homeroom user add NAME --role securityAdministrator --generate"
                        + place.options)
        case .passwords:
            // Of those who manage users the check before tells.
            let without = active.filter { !$0.canSignIn }.map(\.name)
            return without.isEmpty
                ? Say.ok("Every user can sign in.")
                : Say.warning(
                    "Users who cannot sign in, without a password: \(Self.some(without)).",
                    fix: "homeroom user password \(without[0]) --generate\(place.options)")
        case .stale:
            let old = active.filter { (age($0.lastSeen) ?? 0) > Self.staleAfter }.map(\.name)
            return old.isEmpty
                ? Say.ok("Every user signed in within the last \(Self.days(Self.staleAfter)).")
                : Say.warning(
                    "Users who did not sign in for \(Self.days(Self.staleAfter)), and are not "
                        + "locked: \(Self.some(old)).",
                    fix: "homeroom user stale --lock\(place.options)")
        case .secondFactors:
            let without = active.filter { $0.canSignIn && $0.lacksSecondFactor }.map(\.name)
            return without.isEmpty
                ? Say.ok("Everybody who needs a second factor has one.")
                : Say.warning(
                    "Users who need a second factor and have none yet: \(Self.some(without)).",
                    fix: "homeroom user password \(without[0]) --generate\(place.options)"
                        + "    # they set it up within \(SecondFactor.daysToSetUp) days of it")
        case .alarms:
            return district.openAlarms == 0
                ? Say.ok("Somebody looked into every alarm.")
                : Say.warning(
                    "\(district.openAlarms) alarms that nobody looked into.",
                    fix: "homeroom alarm list --open\(place.options)")
        default:
            return district.failedSignIns < Self.manyFailures
                ? Say.ok("\(district.failedSignIns) attempts to sign in failed since yesterday.")
                : Say.warning(
                    "\(district.failedSignIns) attempts to sign in failed since yesterday.",
                    fix: "homeroom user list\(place.options)")
        }
    }

    private func stateJudgment(_ district: District) -> Judgment {
        let missing = district.codesWithoutState ?? []
        return missing.isEmpty
            ? Say.ok("Every program has a state code of \(district.year).")
            : Say.warning(
                "Programs without a state code of \(district.year): \(Self.some(missing)).",
                fix: "homeroom code state set 'Student Programs' \(Self.quoted(missing[0])) "
                    + "\(district.year) STATECODE\(place.options)")
    }

    private func importJudgment(of check: DoctorCheck, _ district: District) -> Judgment? {
        switch check {
        case .importAge:
            guard let newest = district.newestImport, let age = age(newest) else {
                return Say.warning(
                    "Nothing was imported yet.",
                    fix: "homeroom import studemo.txt\(place.options)")
            }
            return age <= Self.importsAfter
                ? Say.ok("The newest import was \(newest).")
                : Say.warning(
                    "The newest import was \(Self.days(age)) ago.",
                    fix: "homeroom import list\(place.options)")
        case .heldRuns:
            return district.heldRuns.isEmpty
                ? Say.ok("No import waits for approval.")
                : Say.warning(
                    "\(district.heldRuns.count) imports wait for approval.",
                    fix: "homeroom import show \(district.heldRuns[0])\(place.options)")
        default:
            let runs = district.runsWithHeldRows
            return runs.isEmpty
                ? Say.ok("No row waits for a decision.")
                : Say.warning(
                    "\(runs.map(\.rows).reduce(0, +)) rows wait for a decision.",
                    fix: "homeroom import show \(runs[0].run)\(place.options)")
        }
    }

    // MARK: Backups

    func backupJudgment(of check: DoctorCheck) -> Judgment? {
        switch check {
        case .backupFolder: return backupFolderJudgment()
        case .backupKey:
            if let error = backups.keyError {
                return Say.fault("\(error.code): \(error.message)", fix: error.remedy)
            }
            return backups.keyWord == nil
                ? Say.warning(
                    "No public key for backups is named.",
                    fix: "export HOMEROOM_BACKUP_KEY=homeroom-backup-public:..."
                        + "    # from: homeroom backup keygen, on another machine")
                : Say.ok("Backups are encrypted to a key.")
        case .privateKey:
            return backups.privateKeys.isEmpty
                ? Say.ok("No private key for backups was found here.")
                : Say.fault(
                    "The private key for backups is on this machine: "
                        + "\(Self.some(backups.privateKeys)).",
                    fix: "shred -u " + backups.privateKeys.map(Self.quoted).joined(separator: " ")
                        + "    # once it is kept elsewhere, twice")
        case .backupAge: return backupAgeJudgment()
        default:
            guard backups.folder != nil else { return nil }
            return backups.isOnSameDisk
                ? Say.warning(
                    "Backups are on the same disk as the data.",
                    fix: "export HOMEROOM_BACKUP_FOLDER=/mnt/backup    # another disk")
                : Say.ok("Backups are on another disk.")
        }
    }

    private func backupFolderJudgment() -> Judgment {
        guard let path = backups.folderPath else {
            return Say.warning(
                "No folder for backups is named.",
                fix: "export HOMEROOM_BACKUP_FOLDER=/backup")
        }
        guard let folder = backups.folder else {
            return Say.fault(
                "There is no folder \(path) for backups.",
                fix: "install -d -m 700 \(Self.quoted(path))")
        }
        return folder.isPrivate
            ? Say.ok("Backups go to \(path).")
            : Say.warning(
                "Others can enter \(path): mode \(Self.octal(folder.mode)).",
                fix: "chmod 700 \(Self.quoted(path))")
    }

    private func backupAgeJudgment() -> Judgment? {
        guard let path = backups.folderPath, backups.folder != nil else { return nil }
        let fix = "homeroom backup --to \(Self.quoted(path))\(place.options)"
        guard let newest = backups.newestGood, let age = age(newest.head.madeAt) else {
            return Say.fault("There is no backup that counts.", fix: fix)
        }
        let found = "The newest backup that counts was made \(newest.head.madeAt)."
        if age > Self.backupNeeded { return Say.fault(found, fix: fix) }
        return age > Self.backupWanted ? Say.warning(found, fix: fix) : Say.ok(found)
    }
}
