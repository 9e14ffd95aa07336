import Records
import Storage

/// The enrollments of students: what the SIS reports, which is only read, and those of our own, of
/// students whom the SIS does not know.
public struct Enrollments {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// An enrollment as it is listed.
    public struct Listed: Codable, Equatable, Sendable {
        public enum Source: String, Codable, Sendable { case sis, own }

        /// Its number; nil where the SIS reports it.
        public let enrollment: Int?
        public let source: Source
        public let site: Int
        public let start: CalendarDate
        public let end: CalendarDate?
        public let academicYear: String
        public let grade: String
        public let isPrimary: Bool
        public let entryCode: String
        public let exitCode: String
        /// Since when the SIS's files do not have it any more.
        public let missingSince: CalendarDate?
    }

    /// What an enrollment is to be. Nil is left as it is, or, for a new one, the usual.
    public struct Entry: Sendable {
        public var site: Int?
        public var start: CalendarDate?
        public var end: CalendarDate?
        /// Whether the end is taken back.
        public var isOpen = false
        public var schoolYear: SchoolYear?
        public var grade: String?
        public var isPrimary: Bool?
        public var entryCode: String?
        public var exitCode: String?

        public init() {}
    }

    public func list(_ student: String) throws -> [Listed] {
        try workspace.require(.seeEnrollments)
        return try workspace.store.read { reader in
            try reader.enrollments(of: workspace.resolve(student, reader)).map {
                Listed(
                    enrollment: $0.id, source: $0.id == nil ? .sis : .own, site: $0.site,
                    start: $0.start, end: $0.end, academicYear: $0.academicYear,
                    grade: $0.grade, isPrimary: $0.isPrimary, entryCode: $0.entryCode,
                    exitCode: $0.exitCode, missingSince: $0.missingSince)
            }
        }
    }

    /// Adds an enrollment of our own. A site has to be given; without a start it begins today,
    /// without a school year in that of its start.
    ///
    /// - Throws: `enrollment.from-sis` for a student whom the SIS knows.
    public func add(_ student: String, _ entry: Entry) throws -> Attached {
        try workspace.require(.changeEnrollments)
        return try workspace.store.write { writer in
            let number = try workspace.subject(student, writer)
            try Self.requireUnlinked(number, writer)
            let start = entry.start ?? workspace.today
            var enrollment = try changed(
                OwnEnrollment(
                    id: 0, student: number, site: 0, start: start, schoolYear: start.schoolYear,
                    addedAt: workspace.now), entry, writer)
            let change = try workspace.begin(
                "enrollment", "Enrollment added", about: [number], writer)
            enrollment.id = try writer.takeNumbers("enrollment")
            try writer.save(enrollment, in: change)
            return try workspace.attached(enrollment.id, to: number, change, writer)
        }
    }

    /// - Throws: `enrollment.from-sis` for a student whom the SIS knows by now.
    public func change(_ id: Int, _ entry: Entry) throws -> Attached {
        try workspace.require(.changeEnrollments)
        return try workspace.store.write { writer in
            let old = try workspace.inScope(
                writer.ownEnrollment(id), of: \.student,
                else: .notFound(kind: "enrollment", name: "\(id)"), writer)
            try Self.requireUnlinked(old.student, writer)
            let new = try changed(old, entry, writer)
            if new == old { return try workspace.attached(id, to: old.student, nil, writer) }
            let change = try workspace.begin(
                "enrollment", "Enrollment changed", about: [old.student], writer)
            try writer.save(new, in: change)
            return try workspace.attached(id, to: old.student, change, writer)
        }
    }

    private static func requireUnlinked(_ student: Int, _ reader: any Reader) throws {
        guard try reader.isLinked(student) else { return }
        throw OperationError.refused(
            code: "enrollment.from-sis",
            message: "This student is linked to the SIS, which owns its enrollments.",
            remedy: "Change it in the SIS; the next roster brings it.")
    }

    private func changed(
        _ enrollment: OwnEnrollment, _ entry: Entry, _ reader: any Reader
    ) throws -> OwnEnrollment {
        var new = enrollment
        new.site = entry.site ?? new.site
        new.start = entry.start ?? new.start
        new.end = entry.isOpen ? nil : entry.end ?? new.end
        new.schoolYear = entry.schoolYear ?? new.schoolYear
        new.grade = try GivenText.checked(
            entry.grade ?? new.grade, "grade", limit: GivenText.Limit.word)
        new.entryCode = try GivenText.checked(
            entry.entryCode ?? new.entryCode, "entry code", limit: GivenText.Limit.word)
        new.exitCode = try GivenText.checked(
            entry.exitCode ?? new.exitCode, "exit code", limit: GivenText.Limit.word)
        new.isPrimary = entry.isPrimary ?? new.isPrimary
        if new.site <= 0 || new.site > Int(Int32.max) {
            throw OperationError.refused(
                code: "enrollment.site", message: "A site is named by its Site ID, a number.",
                remedy: "Give it with --site.")
        }
        if let end = new.end, end < new.start {
            throw OperationError.refused(
                code: "enrollment.end-before-start",
                message: "The end date lies before the start date.", remedy: "Correct one of them.")
        }
        try refuseTwin(of: new, reader)
        return new
    }

    private func refuseTwin(of enrollment: OwnEnrollment, _ reader: any Reader) throws {
        let twin = try reader.ownEnrollments(of: enrollment.student).first {
            $0.id != enrollment.id && $0.site == enrollment.site
                && $0.start == enrollment.start
        }
        guard let twin else { return }
        throw OperationError.refused(
            code: "enrollment.exists",
            message: "Enrollment \(twin.id) of this student has the same site and start.",
            remedy: "To change it: homeroom enrollment change \(twin.id).")
    }
}
