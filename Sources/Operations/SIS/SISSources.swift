import Automation
import Foundation
import Intake
import OneRoster
import Records
import Storage

/// The SIS services that are asked: their secrets, how they stand, and what they are asked by hand.
public struct SISSources {
    let workspace: Workspace
    /// What a service is asked with; tests give their own.
    let means: () -> RosterService.Means

    /// For somebody who waits before a page: not as long as a night waits.
    public static func impatient(_ workspace: Workspace) -> SISSources {
        SISSources(workspace) {
            var means = RosterService.Means()
            (means.tries, means.longestPause) = (2, 2)
            means.transport = NetworkTransport(patience: 10)
            return means
        }
    }

    public init(
        _ workspace: Workspace,
        means: @escaping () -> RosterService.Means = { RosterService.Means() }
    ) {
        self.workspace = workspace
        self.means = means
    }

    /// The name of the district's key with which secrets of services are sealed.
    private static let key = "sis"

    // MARK: Setting one up

    /// Saves a profile with a service, and its secret where one is given.
    ///
    /// - Throws: `automation.invalid` with what is wrong, `sis.no-secret`.
    public func save(
        _ profile: AutomationProfile, secret: String?
    ) throws -> AutomationProfiles.Changed {
        try workspace.require(.runImports)
        guard let service = profile.service else {
            throw AutomationProfiles.invalid("It has no service.")
        }
        let others = try AutomationProfiles(workspace).list().filter { $0.service != nil }
        // Whom one does not have would be missing for the other.
        if let other = others.first(where: { $0.name != profile.name }) {
            throw AutomationProfiles.invalid(
                "There is a SIS already: \(other.name). One SIS says who is there.")
        }
        let seal = try DistrictSeal(store: workspace.store, key: Self.key)
        if let secret {
            guard !secret.isEmpty, secret.utf8.count <= 2_000,
                secret.unicodeScalars.allSatisfy({ $0.value > 0x1F && $0.value != 0x7F })
            else { throw AutomationProfiles.invalid("The secret is one line of text.") }
        } else if try !hasSecret(service) {
            throw Self.noSecret
        }
        let changed = try AutomationProfiles(workspace).save(profile)
        if let secret {
            try workspace.store.write { writer in
                if let old = others.first?.service?.secretName {
                    try writer.removeSecret(named: old)
                }
                try writer.replaceSecret(
                    try seal.seal(Array(secret.utf8), for: service.secretName),
                    named: service.secretName)
            }
        }
        return changed
    }

    private func hasSecret(_ service: SISService) throws -> Bool {
        try workspace.store.read { try $0.secret(named: service.secretName) != nil }
    }

    private static let noSecret = OperationError.refused(
        code: "sis.no-secret", message: "The service has no secret.",
        remedy: "Save it with its client secret: homeroom sis save NAME --secret-file FILE.")

    // MARK: How they stand

    /// A service and how it stands.
    public struct Standing: Codable, Sendable {
        public let profile: AutomationProfile
        public let state: SISState
        /// The fields that the SIS owns: what it says of them counts.
        public let owned: [String]
    }

    /// By name.
    public func list() throws -> [Standing] {
        let profiles = try AutomationProfiles(workspace).list().filter { $0.service != nil }
        return try workspace.store.read { reader in
            try profiles.map {
                Standing(
                    profile: $0, state: try reader.sisState(of: $0),
                    owned: Self.owned($0.service).map(\.label))
            }
        }
    }

    /// - Throws: `automation-profile.not-found`, also where it has no service.
    public func show(_ name: String) throws -> Standing {
        guard let found = try list().first(where: { $0.profile.name == name }) else {
            throw OperationError.notFound(kind: "automation-profile", name: name)
        }
        return found
    }

    /// The fields that a service fills, of those that the SIS owns.
    static func owned(_ service: SISService?) -> [StudentField] {
        let demographics: Set = ["birthDate", "gender", "ethnicity", "isHispanic"]
        let users: Set = [
            "lastName", "firstName", "middleName", "grade", "site", "akaLastName", "akaFirstName",
            "akaMiddleName", "enrollmentStart", "enrollmentEnd",
        ]
        let read = service?.readsDemographics == false ? users : users.union(demographics)
        return StudentField.all.filter { $0.owner == .sis && read.contains($0.name) }
    }

    // MARK: Asking

    /// Asks for a token and one school, and changes nothing.
    ///
    /// - Throws: what is wrong, as `sis.` and the code.
    public func check(_ name: String) throws {
        let profile = try show(name).profile
        do {
            try RosterExport.probe(try service(profile).0)
        } catch let fault as RosterFault {
            throw OperationError(fault)
        }
    }

    /// The service of a profile, ready to be asked.
    func service(
        _ profile: AutomationProfile, goesOn: @escaping () throws -> Void = {}
    ) throws -> (RosterService, SISService) {
        guard let service = profile.service else {
            throw AutomationProfiles.invalid("\(profile.name) has no service.")
        }
        let seal = try DistrictSeal(store: workspace.store, key: Self.key)
        let name = service.secretName
        guard
            let secret = try workspace.store.read({ try $0.secret(named: name) })
                .flatMap({ seal.open($0, for: name) })
        else { throw Self.noSecret }
        var means = means()
        means.goesOn = goesOn
        return (
            RosterService(
                service.address, secret: String(decoding: secret, as: UTF8.self), means: means),
            service
        )
    }

    /// What reading a service came to.
    public struct Outcome: Codable, Equatable, Sendable {
        /// Whether it was everything, and not only what changed.
        public let isFull: Bool
        public let counts: RosterExport.Counts
        /// Nil where there was nothing to import.
        public let report: RunReport?

        /// Whether it is in, and not held or refused.
        var isTaken: Bool { report.map { [.applied, .repeated].contains($0.state) } ?? true }
    }

    /// Reads a service now: what changed since it was read last, or everything where that is due.
    ///
    /// - Throws: `sis.` and the code of what is wrong; nothing was changed then.
    public func read(_ name: String, isFull: Bool = false) throws -> Outcome {
        try workspace.require(.runImports)
        return try read(show(name).profile, isFull: isFull)
    }

    func read(
        _ profile: AutomationProfile, isFull: Bool = false, reason: String = "",
        goesOn: @escaping () throws -> Void = {}
    ) throws -> Outcome {
        let (asked, service) = try service(profile, goesOn: goesOn)
        let (state, isOutdated, known, begun) = try workspace.store.read { reader in
            let state = try reader.sisState(of: profile)
            return (
                state, try Self.isOutdated(state, reader), try Self.sourcedIDs(reader),
                try reader.importRuns(limit: 1, offset: 0).first?.id ?? 0
            )
        }
        let isFull = isFull || isOutdated || isFullDue(state, service)
        func export(since: String?) throws -> (RosterFiles, RosterExport.Counts) {
            let files = RosterFiles()
            let export = RosterExport(
                asked, into: files, readsDemographics: service.readsDemographics)
            return (files, try export.read(since: since, isKnown: known.contains))
        }
        return try noting(profile) {
            let (files, counts) = try export(since: isFull ? nil : state.readThrough)
            let report =
                !isFull && counts.all == 0
                ? nil
                : try importing(
                    files, profile, "\(profile.name), \(isFull ? "everything" : "changes")",
                    reason)
            let outcome = Outcome(isFull: isFull, counts: counts, report: report)
            // What is held was not taken: it is asked for again with the next changes.
            if !outcome.isTaken { return outcome }
            let answeredAt = asked.answeredAt ?? now
            if isFull, try wasImported(since: begun, but: report?.run) {
                // Students who were asked for meanwhile are not on the pages read before.
                let (late, _) = try export(since: Self.since(answeredAt))
                _ = try importing(late, profile, "\(profile.name), changes", reason)
            }
            try keepRead(profile, answeredAt, isFull: isFull)
            return outcome
        }
    }

    /// The numbers of a SIS's service of all students that are known.
    private static func sourcedIDs(_ reader: any Reader) throws -> Set<String> {
        var found = Set<String>()
        try reader.forEachSourcedID { _, id, others in
            found.insert(String(decoding: id, as: UTF8.self))
            for column in others.map(JSONText.members) ?? []
            where column.label == OneRosterPeople.furtherIDsLabel {
                found.formUnion(OneRosterCodes.list(column.value))
            }
        }
        return found
    }

    /// So many runs back it is looked whether one was approved or undone.
    private static let lookedBack = 200

    /// Whether a run from before the last reading was approved since, or one was undone: what was
    /// read later is to be read again.
    private static func isOutdated(_ state: SISState, _ reader: any Reader) throws -> Bool {
        guard let run = state.run, let change = state.change else { return false }
        let runs = try reader.importRuns(limit: lookedBack, offset: 0).filter {
            $0.layout == ImportFiles.oneRoster && $0.changeSet != nil
        }
        return try runs.contains { one in
            if one.id <= run, one.changeSet ?? 0 > change { return true }
            let undone = try reader.changeSet(one.changeSet ?? 0)?.undoneBy
            return undone.map { $0 > change } ?? false
        }
    }

    /// Whether an export was imported since a run, beside one.
    private func wasImported(since run: Int, but own: Int?) throws -> Bool {
        try workspace.store.read { reader in
            try reader.importRuns(limit: Self.lookedBack, offset: 0).contains {
                $0.id > run && $0.id != own && $0.layout == ImportFiles.oneRoster
            }
        }
    }

    var now: Double { workspace.clock().timeIntervalSince1970 }

    /// In seconds: what was written there while its answer was made may have an earlier time.
    private static let overlap = 600.0

    private func keepRead(
        _ profile: AutomationProfile, _ answeredAt: Double, isFull: Bool
    ) throws {
        try workspace.store.write { writer in
            let run = try writer.importRuns(limit: 1, offset: 0).first?.id
            let change = try writer.newestChange()
            try writer.changeSISState(of: profile, at: now) { state in
                state.readThrough = Self.since(answeredAt)
                state.isAllWaiting = false
                (state.run, state.change) = (run, change)
                if isFull { state.fullAt = workspace.now }
            }
        }
    }

    private static func since(_ answeredAt: Double) -> String {
        ImportFiles.timestamp(Date(timeIntervalSince1970: answeredAt - overlap))
    }

    private func isFullDue(_ state: SISState, _ service: SISService) -> Bool {
        guard state.readThrough != nil, let last = state.fullAt.flatMap(Self.seconds) else {
            return true
        }
        // A night that begins some minutes early is the night of that day.
        return now - last > Double(service.fullEvery) * 86_400 - 43_200
    }

    private static func seconds(_ text: String) -> Double? {
        (try? Date(text, strategy: .iso8601))?.timeIntervalSince1970
    }

    /// Notes beside the profile that it was tried, and how that ended.
    private func noting(
        _ profile: AutomationProfile, _ body: () throws -> Outcome
    ) throws -> Outcome {
        func note(_ fault: String?) throws {
            try workspace.store.write { writer in
                try writer.changeSISState(of: profile, at: now) { state in
                    state.attemptedAt = workspace.now
                    state.fault = fault
                    if fault == nil { state.succeededAt = workspace.now }
                }
            }
        }
        do {
            let outcome = try body()
            let run = outcome.report?.run.map { " \($0)" } ?? ""
            try note(
                outcome.isTaken
                    ? nil : "It was read, and run\(run) is held or could not be applied.")
            return outcome
        } catch let fault as RosterFault {
            let error = OperationError(fault)
            try note("\(error.message) \(error.remedy)")
            throw error
        } catch {
            if let why = Nightly.refusal(error) { try note(why) }
            throw error
        }
    }

    func importing(
        _ files: RosterFiles, _ profile: AutomationProfile, _ name: String, _ reason: String
    ) throws -> RunReport? {
        var options = ImportFiles.Options()
        options.reason = reason.isEmpty ? "OneRoster service of \(profile.name)" : reason
        options.limits = profile.limits
        let deliveries = Deliveries(oneRoster: files.files, name: name)
        return try ImportFiles(workspace, options: options).run(deliveries).first
    }
}

/// Keeps the files of an export in temporary files that no folder lists.
final class RosterFiles: RosterSink {
    private var rows: [String: TemporaryBytes] = [:]
    private(set) var files: [String: any ByteSource] = [:]

    func begin(_ file: String) throws { rows[file] = try TemporaryBytes() }

    func append(_ bytes: [UInt8], to file: String) throws {
        try bytes.withUnsafeBytes { try rows[file]?.append($0) }
    }

    func finish(_ file: String, header: [UInt8]) throws {
        guard let rows = rows.removeValue(forKey: file) else { return }
        let whole = try TemporaryBytes()
        try header.withUnsafeBytes { try whole.append($0) }
        var offset = 0
        while case let bytes = try rows.bytes(at: offset, count: 1 << 20), !bytes.isEmpty {
            try bytes.withUnsafeBytes { try whole.append($0) }
            offset += bytes.count
        }
        try whole.finish()
        files[file] = whole
    }
}
