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
            means.tries = 2
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
        let state = try workspace.store.read { try $0.sisState(of: profile) }
        let isFull = isFull || isFullDue(state, service)
        let files = RosterFiles()
        return try noting(profile) {
            let counts = try RosterExport(
                asked, into: files, readsDemographics: service.readsDemographics
            ).read(since: isFull ? nil : state.readThrough)
            let report =
                !isFull && counts.all == 0
                ? nil
                : try importing(
                    files, profile, "\(profile.name), \(isFull ? "everything" : "changes")",
                    reason)
            // What is held was not taken: it is asked for again with the next changes.
            if report.map({ $0.state == .applied || $0.state == .repeated }) ?? true {
                try keepRead(profile, asked.answeredAt ?? now, isFull: isFull)
            }
            return Outcome(isFull: isFull, counts: counts, report: report)
        }
    }

    var now: Double { workspace.clock().timeIntervalSince1970 }

    /// In seconds: what was written there while its answer was made may have an earlier time.
    private static let overlap = 600.0

    private func keepRead(
        _ profile: AutomationProfile, _ answeredAt: Double, isFull: Bool
    ) throws {
        let through = Date(timeIntervalSince1970: answeredAt - Self.overlap)
        try workspace.store.write { writer in
            try writer.changeSISState(of: profile, at: now) { state in
                state.readThrough = ImportFiles.timestamp(through)
                state.isAllWaiting = false
                if isFull { state.fullAt = workspace.now }
            }
        }
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
    func noting<Result>(
        _ profile: AutomationProfile, _ body: () throws -> Result
    ) throws -> Result {
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
            let result = try body()
            try note(nil)
            return result
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
        let deliveries = Deliveries(oneRoster: try files.finished(), name: name)
        return try ImportFiles(workspace, options: options).run(deliveries).first
    }
}

/// Keeps the files of an export in temporary files that no folder lists.
final class RosterFiles: RosterSink {
    private var files: [String: TemporaryBytes] = [:]

    func begin(_ file: String) throws { files[file] = try TemporaryBytes() }

    func append(_ bytes: [UInt8], to file: String) throws {
        try bytes.withUnsafeBytes { try files[file]?.append($0) }
    }

    func finished() throws -> [String: any ByteSource] {
        for file in files.values { try file.finish() }
        return files
    }
}
