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
    public func refresh(_ number: String, from name: String? = nil) throws -> Refreshed {
        try workspace.require(.linkStudents)
        let number = try GivenText.required(number, "number", limit: GivenText.Limit.line)
        let profiles = try workspace.store.read { try $0.automationProfiles() }.filter {
            $0.service != nil && !$0.isPaused && (name == nil || $0.name == name)
        }
        if profiles.isEmpty { throw Self.noSource }
        let id = try studentID(number)
        for profile in profiles {
            if let report = try refresh(id, from: profile) {
                return Refreshed(profile: profile.name, report: report)
            }
        }
        throw OperationError.refused(
            code: "sis.no-such-student", message: "The SIS has no student with this number.",
            remedy: "Look into the SIS, or ask for the student by the district's own number.")
    }

    /// Whether there is a service to be asked for one student.
    public func canRefresh() throws -> Bool {
        guard workspace.allows(.linkStudents) else { return false }
        return try workspace.store.read { try $0.automationProfiles() }.contains {
            $0.service != nil && !$0.isPaused
        }
    }

    private static let noSource = OperationError.refused(
        code: "sis.no-source", message: "There is no SIS that can be asked.",
        remedy: "Set its OneRoster service up: homeroom sis save --help.")

    /// By the number of the service where it is known.
    private func studentID(_ number: String) throws -> RosterExport.StudentID {
        try workspace.store.read { reader in
            let known = try? workspace.resolve(number, reader)
            let sis = try known.flatMap { try reader.sisStudents(of: [$0]).first }
            let ids = try sis.map { [$0] } ?? reader.sisStudents(importIDs: [number])
            let rests = try reader.sisStudentRests(ids.map { Int64($0) })
            if let sourcedID = rests.values.first?.sourcedID, !sourcedID.isEmpty {
                return .sourcedID(sourcedID)
            }
            return .identifier(number)
        }
    }

    /// Nil where the service has no such student.
    private func refresh(
        _ id: RosterExport.StudentID, from profile: AutomationProfile
    ) throws -> RunReport? {
        let (asked, service) = try service(profile)
        let files = RosterFiles()
        do {
            let export = RosterExport(
                asked, into: files, readsDemographics: service.readsDemographics)
            guard try export.readStudent(id) != nil else { return nil }
        } catch let fault as RosterFault {
            throw OperationError(fault)
        }
        return try importing(
            files, profile, "\(profile.name), one student", "One student asked of the SIS")
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

    private func serveWaiting(_ profile: AutomationProfile) throws {
        let state = try workspace.store.read { try $0.sisState(of: profile) }
        if state.isAllWaiting {
            _ = try read(profile, reason: "The SIS said that something changed")
        }
        // One whose change cannot be read does not keep the others from it.
        var fault: OperationError?
        for id in state.waiting {
            do {
                _ = try noting(profile) { try refresh(.sourcedID(id), from: profile) }
            } catch let error as OperationError {
                if Self.isDown(error) { throw error }
                fault = error
                continue
            }
            try workspace.store.write { writer in
                try writer.changeSISState(of: profile, at: now) { state in
                    state.waiting.removeAll { $0 == id }
                }
            }
        }
        if let fault { throw fault }
    }

    /// Whether it would be the same with everybody.
    private static func isDown(_ error: OperationError) -> Bool {
        [.unreachable, .busy(status: 0), .client(why: "")].map(\RosterFault.code)
            .contains(error.code)
    }
}
