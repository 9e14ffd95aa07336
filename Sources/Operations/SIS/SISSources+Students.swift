import Foundation
import OneRoster
import Records
import Storage

// Single students that a SIS is asked for, by somebody here or because it said that they changed.

extension SISSources {
    // MARK: One student

    /// What asking for one student came to.
    public struct Refreshed: Codable, Sendable {
        public let profile: String
        public let report: RunReport
    }

    /// Asks the SIS for one student and imports what it says: a profile's by any of its numbers,
    /// or somebody whom only the SIS knows, by the district's number.
    ///
    /// - Throws: `sis.no-source` where there is no service, `sis.no-such-student`, `sis.` and the
    ///   code of what is wrong.
    public func refresh(_ number: String) throws -> Refreshed {
        try workspace.require(.linkStudents)
        let number = try GivenText.required(number, "number", limit: GivenText.Limit.line)
        guard let profile = try asked() else { throw Self.noSource }
        let id = try studentID(number)
        guard let report = try refresh([id], from: profile) else { throw Self.noSuchStudent }
        return Refreshed(profile: profile.name, report: report)
    }

    private static let noSuchStudent = OperationError.refused(
        code: "sis.no-such-student", message: "The SIS has no student with this number.",
        remedy: "Look into the SIS, or ask for the student by the district's own number.")

    /// The SIS that is asked; nil where there is none, or it is stopped.
    private func asked() throws -> AutomationProfile? {
        try workspace.store.read { try $0.automationProfiles() }.first {
            $0.service != nil && !$0.isPaused
        }
    }

    /// Whether there is a service to be asked for one student.
    public func canRefresh() throws -> Bool {
        guard workspace.allows(.linkStudents) else { return false }
        return try asked() != nil
    }

    private static let noSource = OperationError.refused(
        code: "sis.no-source", message: "There is no SIS that can be asked.",
        remedy: "Set its OneRoster service up: homeroom sis save --help.")

    /// By the number of the service where it is known.
    ///
    /// - Throws: `sis.no-such-student` where somebody has the number who is not seen.
    private func studentID(_ number: String) throws -> RosterExport.StudentID {
        try workspace.store.read { reader in
            var known: Int?
            do {
                known = try workspace.resolve(number, reader)
            } catch let error as OperationError where error.code == "student.not-found" {
                // Only the SIS may know the number.
            }
            let all =
                try known.map { try reader.sisStudents(of: [$0]) }
                ?? reader.sisStudents(importIDs: [number])
            let seen = try reader.sisStudents(all, in: workspace.scope)
            if seen.count < all.count { throw Self.noSuchStudent }
            let rests = try reader.sisStudentRests(seen.sorted().map { Int64($0) })
            if let sourcedID = rests.values.first?.sourcedID, !sourcedID.isEmpty {
                return .sourcedID(sourcedID)
            }
            return .identifier(number)
        }
    }

    /// Nil where the service has none of them.
    private func refresh(
        _ ids: [RosterExport.StudentID], from profile: AutomationProfile
    ) throws -> RunReport? {
        let (asked, service) = try service(profile)
        let files = RosterFiles()
        do {
            let export = RosterExport(
                asked, into: files, readsDemographics: service.readsDemographics)
            if try export.readStudents(ids).students == 0 { return nil }
        } catch let fault as RosterFault {
            throw OperationError(fault)
        }
        let what = ids.count == 1 ? "one student" : "\(ids.count) students"
        return try importing(
            files, profile, "\(profile.name), \(what)", "Single students asked of the SIS")
    }

    // MARK: What waits

    /// What is to be asked for.
    public struct Waiting: Codable, Equatable, Sendable {
        /// How many students.
        public let waiting: Int
        /// Whether all that changed is.
        public let isAll: Bool
    }

    /// Notes that a SIS said who changed there, or that somebody did. They are asked for soon.
    ///
    /// - Parameter ids: by `sourcedId`; none for something that it does not name.
    /// - Throws: `automation-profile.not-found`.
    public func note(changed ids: [String], in name: String) throws -> Waiting {
        if !workspace.allows(.runImports) { try workspace.require(.linkStudents) }
        return try workspace.store.write { writer in
            let profile = try writer.automationProfiles().first {
                $0.name == name && $0.service != nil
            }
            guard let profile else {
                throw OperationError.notFound(kind: "automation-profile", name: name)
            }
            var waiting = Waiting(waiting: 0, isAll: false)
            try writer.changeSISState(of: profile, at: now) { state in
                let new = Set(ids).subtracting(state.waiting).sorted()
                state.waiting += new
                if ids.isEmpty || state.waiting.count > SISState.mostWaiting {
                    state.isAllWaiting = true
                    state.waiting = []
                }
                waiting = Waiting(waiting: state.waiting.count, isAll: state.isAllWaiting)
            }
            return waiting
        }
    }

    /// Asks for whoever is said to have changed since the last look.
    ///
    /// - Returns: what could not be done, in sentences; it waits on.
    public func serveWaiting() throws -> [String] {
        let profiles = try workspace.store.read { try $0.automationProfiles() }
        return try profiles.filter { $0.service != nil && !$0.isPaused }.compactMap { profile in
            do {
                try serveWaiting(profile)
                return nil
            } catch {
                guard let why = Nightly.refusal(error) else { throw error }
                return "\(profile.name): \(why)"
            }
        }
    }

    /// In seconds: what went wrong is tried again after that.
    private static let betweenTries = 600.0

    private func serveWaiting(_ profile: AutomationProfile) throws {
        let state = try workspace.store.read { try $0.sisState(of: profile) }
        if state.waiting.isEmpty && !state.isAllWaiting || now < state.waitsUntil ?? 0 { return }
        do {
            // What is held waits for somebody here, and not for the SIS.
            if state.isAllWaiting {
                _ = try read(profile, reason: "The SIS said that something changed")
            }
            if !state.waiting.isEmpty {
                _ = try refresh(
                    state.waiting.map { .sourcedID($0) }, from: profile)
            }
        } catch {
            try workspace.store.write { writer in
                try writer.changeSISState(of: profile, at: now) { state in
                    state.waitsUntil = now + Self.betweenTries
                }
            }
            throw error
        }
        try workspace.store.write { writer in
            try writer.changeSISState(of: profile, at: now) { new in
                new.waitsUntil = nil
                new.waiting.removeAll(where: state.waiting.contains)
                if state.isAllWaiting { new.isAllWaiting = false }
            }
        }
    }
}
