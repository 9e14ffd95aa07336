import Automation
import Foundation
import Intake
import Records
import Storage
import Web

/// Says what is imported by itself, and when.
public struct AutomationProfiles {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What changing a profile came to.
    public struct Changed: Codable, Equatable, Sendable {
        public let name: String
        /// Nil where it was so already, and nothing was changed.
        public let changeSet: Int?
    }

    /// By name.
    public func list() throws -> [AutomationProfile] {
        try workspace.require(.runImports)
        return try workspace.store.read { try $0.automationProfiles() }
    }

    /// - Throws: `automation-profile.not-found`.
    public func show(_ name: String) throws -> AutomationProfile {
        guard let found = try list().first(where: { $0.name == name }) else {
            throw OperationError.notFound(kind: "automation-profile", name: name)
        }
        return found
    }

    /// Saves a profile, in the place of one of the same name. Its sender's folders are made where
    /// they are missing.
    ///
    /// - Throws: `automation.invalid` with what is wrong, `file.not-found` for the folder.
    public func save(_ profile: AutomationProfile) throws -> Changed {
        try workspace.require(.runImports)
        var profile = profile
        profile.name = try GivenText.line(
            try GivenText.required(profile.name, "name", limit: GivenText.Limit.word), "name",
            limit: GivenText.Limit.word)
        try Self.check(profile)
        if profile.service == nil { try DropFolder(path: profile.folder).prepare() }
        return try workspace.store.write { writer in
            let all = try writer.automationProfiles()
            if let other = all.first(where: {
                $0.name != profile.name && $0.folder == profile.folder && profile.service == nil
            }) {
                throw Self.invalid("The folder is that of the profile \(other.name).")
            }
            if let mapping = profile.mapping,
                try !writer.columnMappings().contains(where: { $0.name == mapping })
            {
                throw OperationError.notFound(kind: "mapping", name: mapping)
            }
            let before = all.first { $0.name == profile.name }
            // A profile that is new has not missed what was before it.
            profile.since = before?.since ?? workspace.now
            profile.isPaused = before?.isPaused ?? false
            profile.judgedSince =
                before?.schedule == profile.schedule && before?.zone == profile.zone
                ? before?.judgedSince : workspace.now
            if before == profile { return Changed(name: profile.name, changeSet: nil) }
            return try keep(profile, "Automation profile \(profile.name)", writer)
        }
    }

    /// Stops a profile, or has it go on. What it misses while it is stopped is not caught up on.
    public func pause(_ name: String, _ isPaused: Bool) throws -> Changed {
        try workspace.require(.runImports)
        return try workspace.store.write { writer in
            guard var profile = try writer.automationProfiles().first(where: { $0.name == name })
            else { throw OperationError.notFound(kind: "automation-profile", name: name) }
            if profile.isPaused == isPaused { return Changed(name: name, changeSet: nil) }
            profile.isPaused = isPaused
            if !isPaused { profile.since = workspace.now }
            let what = isPaused ? "stopped" : "goes on"
            return try keep(profile, "Automation profile \(name) \(what)", writer)
        }
    }

    public func remove(_ name: String) throws -> Changed {
        try workspace.require(.runImports)
        return try workspace.store.write { writer in
            guard let known = try writer.automationProfiles().first(where: { $0.name == name })
            else { throw OperationError.notFound(kind: "automation-profile", name: name) }
            let change = try workspace.begin(
                "automation", "Automation profile \(name) removed", about: [], writer)
            try writer.removeAutomationProfile(name, in: change)
            if let service = known.service {
                try writer.removeSecret(named: service.secretName)
            }
            return Changed(name: name, changeSet: change)
        }
    }

    private func keep(
        _ profile: AutomationProfile, _ reason: String, _ writer: any Writer
    ) throws -> Changed {
        let change = try workspace.begin("automation", reason, about: [], writer)
        try writer.save(
            KeptAutomationProfile(name: profile.name, document: StableJSON.text(profile)),
            in: change)
        return Changed(name: profile.name, changeSet: change)
    }

    private static func check(_ profile: AutomationProfile) throws {
        if LocalClock(zone: profile.zone) == nil {
            throw invalid("There is no time zone \(profile.zone); one is America/Los_Angeles.")
        }
        if profile.schedule.weekdays.isEmpty { throw invalid("It runs on no day of the week.") }
        if !(0...AutomationProfile.mostPatience).contains(profile.patience) {
            throw invalid("It waits 0 to \(AutomationProfile.mostPatience) minutes for files.")
        }
        try checkNotices(profile)
        if let service = profile.service {
            try check(service, of: profile)
        } else {
            try checkFiles(profile)
        }
        if profile.takesAdditionsOnly == true, profile.absent == .end {
            throw invalid("What takes additions only ends nothing that is absent.")
        }
        if profile.limits?.isValid == false {
            throw invalid("Limits are percent, from 0 to 100.")
        }
    }

    private static func checkFiles(_ profile: AutomationProfile) throws {
        if !profile.folder.hasPrefix("/") || profile.folder.utf8.contains(0) {
            throw invalid("The folder is given from / on.")
        }
        if profile.files.isEmpty || profile.files.count > AutomationProfile.mostFiles {
            throw invalid("It expects 1 to \(AutomationProfile.mostFiles) files.")
        }
        for name in profile.files
        where StagedImport.safeName(name) != name || FileArrival.isUnderWay(name) {
            throw invalid("\(name) is no name of a file that is imported.")
        }
    }

    private static func check(_ service: SISService, of profile: AutomationProfile) throws {
        let address = service.address
        for one in [address.base, address.tokens] where !WebRequest.isAddress(one) {
            throw invalid(
                "A service and its tokens begin with https://; on this machine http:// is enough.")
        }
        if address.base.contains(where: { "?#".contains($0) }) {
            throw invalid("The address of a service ends before any question mark.")
        }
        let isText = { (text: String) in text.utf8.allSatisfy { (0x20...0x7E).contains($0) } }
        if address.clientID.isEmpty || address.clientID.utf8.count > 255
            || !isText(address.clientID)
        {
            throw invalid("A client ID is a line of up to 255 characters.")
        }
        if address.scopes.utf8.count > 2_000 || !isText(address.scopes) {
            throw invalid("Scopes are words with blanks between them.")
        }
        if !(1...SISService.mostRecords).contains(address.pageSize) {
            throw invalid("An answer has 1 to \(SISService.mostRecords) records.")
        }
        if !(1...SISService.mostDays).contains(service.fullEvery) {
            throw invalid("Everything is read after 1 to \(SISService.mostDays) days.")
        }
        if !profile.folder.isEmpty || !profile.files.isEmpty || profile.mapping != nil
            || profile.takesAdditionsOnly != nil || profile.absent != nil
        {
            throw invalid("A profile has a service, or a folder with files.")
        }
    }

    private static func checkNotices(_ profile: AutomationProfile) throws {
        for address in profile.mailTo ?? [] where !MailMessage.isAddress(address) {
            throw invalid("\(address) is no address for mail.")
        }
        if let address = profile.webhook, !WebRequest.isAddress(address) {
            throw invalid("A webhook begins with https://; on this machine http:// is enough.")
        }
    }

    /// A new profile has the name of another.
    public static var taken: OperationError {
        invalid("There is a profile of this name already.")
    }

    static func invalid(_ message: String) -> OperationError {
        .refused(
            code: "automation.invalid", message: message,
            remedy: "See how one is given: homeroom nightly profile save --help")
    }
}

extension Reader {
    /// All automation profiles that can be read, by name.
    func automationProfiles() throws -> [AutomationProfile] {
        try keptAutomationProfiles().compactMap {
            StableJSON.value(AutomationProfile.self, $0.document)
        }
    }
}
