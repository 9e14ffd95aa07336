import Foundation
import Records
import Storage

/// Creates a student of whom no more may be known than a first and a last name.
public struct CreateStudent {
    let store: any Store
    let actor: String
    let clock: @Sendable () -> Date

    public init(store: any Store, actor: String, clock: @escaping @Sendable () -> Date) {
        self.store = store
        self.actor = actor
        self.clock = clock
    }

    /// What is known of the student. Only the names are required.
    public struct Request: Sendable {
        public var first: String
        public var last: String
        public var middle = ""
        public var stateID = ""
        public var otherID = ""
        public var birthDate: CalendarDate?
        public var gender = ""
        public var grade = ""
        public var site: Int?
        public var cause = Cause.addedManually

        public init(first: String, last: String) {
            self.first = first
            self.last = last
        }
    }

    /// The new student's ID, and whether it was linked at once.
    public struct Created: Sendable {
        public let studentID: String
        public let changeSet: Int
        public let notes: [String]
    }

    public func run(_ request: Request) throws -> Created {
        let request = try Self.checked(request)
        return try store.write { writer in
            try Self.refuseTaken("state ID", request.stateID, "stateID", writer)
            try Self.refuseTaken("other ID", request.otherID, "otherID", writer)
            let at = ImportFiles.timestamp(clock())
            let change = try writer.beginChange(
                ChangeHeader(
                    kind: "create", actor: actor, at: at, reason: "Student created"), plan: "{}")
            let id = try writer.takeNumbers("student")
            let studentID = try Self.freeStudentID(writer)
            try writer.insert(
                NewStudent(
                    id: id, studentID: studentID, origin: request.cause.rawValue,
                    status: request.cause == .noShow ? "noShow" : "active",
                    lastName: request.last, firstName: request.first, middleName: request.middle,
                    birthDate: request.birthDate, gender: request.gender, grade: request.grade,
                    site: request.site, createdAt: at), in: change)
            for (system, value) in [("stateID", request.stateID), ("otherID", request.otherID)]
            where !value.isEmpty {
                try writer.insertIdentifier(system, value, student: id, in: change)
            }
            let notices = try RosterImport.linkAutomatically(writer, student: id) { change }
            return Created(studentID: studentID, changeSet: change, notes: notices.map(\.sentence))
        }
    }

    private static func checked(_ request: Request) throws -> Request {
        var request = request
        for path in [\Request.first, \.last, \.middle, \.stateID, \.otherID] {
            request[keyPath: path] = request[keyPath: path].trimmingCharacters(in: .whitespaces)
        }
        if request.first.isEmpty || request.last.isEmpty {
            throw OperationError.refused(
                code: "student.name-missing", message: "First and last name are required.",
                remedy: "Give both: --first NAME --last NAME.")
        }
        let texts = [request.first, request.last, request.middle]
        if texts.contains(where: { $0.count > 200 })
            || [request.stateID, request.otherID].contains(where: { $0.count > 30 })
        {
            throw OperationError.refused(
                code: "student.too-long",
                message: "A name has at most 200 characters and an ID at most 30.",
                remedy: "Shorten it.")
        }
        return request
    }

    private static func refuseTaken(
        _ name: String, _ value: String, _ system: String, _ reader: any Reader
    ) throws {
        guard !value.isEmpty, let holder = try reader.holder(of: system, value) else { return }
        throw OperationError.refused(
            code: "student.id-taken",
            message: "This \(name) is held by student \(holder) already.",
            remedy: "If both are one person, do not create a second profile: "
                + "homeroom student show \(holder).")
    }

    /// The next provisional student ID that nobody holds.
    private static func freeStudentID(_ writer: any Writer) throws -> String {
        while true {
            let digits = String(try writer.takeNumbers("provisional_student_id"))
            let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            let candidate = "P" + padded
            if try writer.students(withID: candidate).isEmpty { return candidate }
        }
    }
}
