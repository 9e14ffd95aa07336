import Foundation
import Records
import Storage

/// Takes the link to the SIS off a student, and remembers that the two are not one person.
public struct UnlinkStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    public struct Unlinked: Codable, Equatable, Sendable {
        public let studentID: String
        /// The integration ID that the student had.
        public let integrationID: String
        public let changeSet: Int
    }

    public func run(_ id: String, reason: String) throws -> Unlinked {
        try workspace.require(.linkStudents)
        return try workspace.store.write { writer in
            let student = try workspace.resolve(id, writer)
            guard let profile = try writer.profile(student) else {
                throw OperationError.notFound(kind: "student", name: id)
            }
            guard let sis = profile.sisStudent,
                let found = try writer.people(.roster, ids: [sis]).first
            else {
                throw OperationError.refused(
                    code: "link.not-linked",
                    message: "Student \(profile.studentID) is not linked to the SIS.",
                    remedy: "See the work list: homeroom student unlinked.")
            }
            let change = try workspace.begin("unlink", reason, about: [student], writer)
            try Self.keepName(of: student, profile.description, in: change, writer)
            try writer.unlink(student, in: change)
            let own = try writer.profile(student)?.description ?? profile.description
            try writer.save(
                NotLinkedDecision(
                    student: student, sisStudent: sis, origin: .decision,
                    evidence: Agreement(own, found.description).evidence, reason: reason,
                    actor: workspace.actor, at: workspace.now), in: change)
            return Unlinked(
                studentID: profile.studentID, integrationID: found.number, changeSet: change)
        }
    }

    /// A profile that came from the General Student Table says nothing of itself. It keeps what
    /// it was known by, so that somebody can find it.
    private static func keepName(
        of student: Int, _ person: PersonDescription, in change: Int, _ writer: any Writer
    ) throws {
        let own = try writer.ownFields(of: student)
        if own["lastName"] != nil || own["firstName"] != nil { return }
        try writer.setOwnFields(
            [
                "lastName": person.lastName, "firstName": person.firstName,
                "middleName": person.middleName,
                "birthDate": person.birthDate?.description ?? "", "gender": person.gender,
                "grade": person.grade, "site": person.site.map(String.init) ?? "",
            ], of: student, in: change)
    }

    /// Keeps what a student who is not linked any more was known by, where a SIS student said it.
    static func keepNameIfNone(
        of student: Int, fromSIS sis: Int, in change: Int, _ writer: any Writer
    ) throws {
        guard let own = try writer.profile(student)?.description, own.lastName.isEmpty,
            own.firstName.isEmpty,
            let person = try writer.people(.roster, ids: [sis]).first?.description
        else { return }
        try keepName(of: student, person, in: change, writer)
    }
}
