import Foundation
import Records
import Storage

/// Changes what a student says of itself: fields, numbers, status.
public struct EditStudent {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What a student can be.
    public enum Status: String, CaseIterable, Sendable { case active, inactive, noShow }

    /// What is to be changed; nil stays as it is, and a blank number goes.
    public struct Request: Sendable {
        /// By the names of fields; see `StudentField`.
        public var fields: [String: String] = [:]
        public var studentID: String?
        public var stateID: String?
        public var otherID: String?
        public var status: Status?
        /// The revision that the caller has seen; nil where any will do.
        public var revision: Int?
        public var reason = ""

        public init() {}

        /// Who may do it. Case managers name each other, and change nothing else.
        var permission: Permission {
            let isNumber = studentID != nil || stateID != nil || otherID != nil
            return Array(fields.keys) == ["caseManager"] && !isNumber && status == nil
                ? .setCaseManager : .editStudents
        }
    }

    public struct Edited: Codable, Equatable, Sendable {
        public let studentID: String
        /// Nil where nothing was to be changed.
        public let changeSet: Int?
        public let revision: Int
        /// Links that were made, or not, and why.
        public let notes: [String]
    }

    public func run(_ id: String, _ request: Request) throws -> Edited {
        try workspace.require(request.permission)
        return try workspace.store.write { writer in
            let student = try workspace.resolve(id, writer)
            guard let profile = try writer.profile(student) else {
                throw OperationError.notFound(kind: "student", name: id)
            }
            let revision = try workspace.revision(of: student, writer)
            if let seen = request.revision, seen != revision {
                throw OperationError.refused(
                    code: "student.changed",
                    message: "Somebody changed student \(profile.studentID) meanwhile: it has "
                        + "revision \(revision), not \(seen).",
                    remedy: "Look at it again: homeroom student show \(profile.studentID).")
            }
            var edit = Edit(workspace, writer, profile, request.reason)
            try edit.setFields(request.fields)
            try edit.setNumber(.stateID, request.stateID)
            try edit.setNumber(.otherID, request.otherID)
            try edit.setStudentID(request.studentID)
            try edit.setStatus(request.status)
            return try edit.finished()
        }
    }
}

/// One edit being carried out. The change set begins with the first thing that changes.
private struct Edit {
    let workspace: Workspace
    let writer: any Writer
    var profile: UnlinkedProfile
    let reason: String
    private var change: Int?
    private var isNumberNew = false
    private var notes: [String] = []

    init(
        _ workspace: Workspace, _ writer: any Writer, _ profile: UnlinkedProfile, _ reason: String
    ) {
        self.workspace = workspace
        self.writer = writer
        self.profile = profile
        self.reason = reason
    }

    private mutating func begin() throws -> Int {
        if let change { return change }
        let new = try workspace.begin(
            "edit", reason.isEmpty ? "Student edited" : reason, about: [profile.id], writer)
        change = new
        return new
    }

    mutating func setFields(_ fields: [String: String]) throws {
        if fields.isEmpty { return }
        var values: [String: String] = [:]
        let own = try writer.ownFields(of: profile.id)
        for (name, text) in fields.sorted(by: { $0.key < $1.key }) {
            guard let field = StudentField.named(name) else {
                throw OperationError.refused(
                    code: "student.unknown-field", message: "There is no field \(name).",
                    remedy: "Fields are: " + StudentField.all.map(\.name).joined(separator: ", "))
            }
            // Whether it says that already would tell what it says.
            try field.permission.map(workspace.require)
            try refuseOwned(field)
            guard let value = field.value(from: text) else {
                throw OperationError.refused(
                    code: "student.invalid-value", message: "\(field.label) is not like this.",
                    remedy: "A date is MM/DD/YYYY or YYYY-MM-DD, a school is its Site ID, and a "
                        + "text has at most 2,000 characters, a name 200.")
            }
            if ["lastName", "firstName"].contains(name), value.isEmpty {
                throw OperationError.refused(
                    code: "student.name-missing", message: "First and last name are required.",
                    remedy: "Give a name: --set \(name)=NAME.")
            }
            if value == own[name]?.value ?? "" { continue }
            values[name] = try workspace.checked(value, field, writer)
        }
        if values.isEmpty { return }
        try writer.setOwnFields(values, of: profile.id, in: begin())
    }

    private func refuseOwned(_ field: StudentField) throws {
        guard field.owner == .sis, profile.sisStudent != nil else { return }
        try refuseOwned(field.label)
    }

    private func refuseOwned(_ label: String) throws {
        let sis = try profile.sisStudent.flatMap {
            try writer.people(.roster, ids: [$0]).first?.number
        }
        throw OperationError.refused(
            code: "student.sis-owned",
            message: "\(label) belongs to the SIS: the student is linked to SIS student "
                + "\(sis ?? "").",
            remedy: "Change it in the SIS. It comes with the next roster.")
    }

    mutating func setNumber(_ kind: StudentNumberRules.Kind, _ number: String?) throws {
        guard
            let number = try number.map({
                try GivenText.line($0, kind.label, limit: GivenText.Limit.line)
            })
        else { return }
        let roster = try profile.sisStudent.flatMap {
            try writer.people(.roster, ids: [$0]).first?.description
        }
        if let roster {
            let said = kind == .stateID ? [roster.stateID] : roster.otherIDs
            if said.contains(number) { return }
            if said.contains(where: { !$0.isEmpty }) { try refuseOwned(kind.title) }
        }
        let rules = try StudentNumberRules(writer, scope: workspace.scope)
        try rules.requireForm(kind, number)
        try rules.requireFree(kind, number, for: (profile.id, profile.studentID))
        let held = try writer.identifiers(of: [profile.id])[profile.id] ?? []
        let new = number.isEmpty ? nil : rules.identifier(kind, number)
        let counting = held.filter { $0.system == kind.rawValue && $0.status != .retired }
        if counting == [new].compactMap(\.self) { return }
        try writer.replace(kind, with: new, of: profile.id, in: begin())
        isNumberNew = new != nil
    }

    /// Gives the student another student ID. The old one still leads here, until somebody has it.
    mutating func setStudentID(_ text: String?) throws {
        guard
            let new = try text.map({
                try GivenText.line($0, "student ID", limit: GivenText.Limit.line)
            }), new != profile.studentID
        else { return }
        if new.isEmpty {
            throw OperationError.refused(
                code: "student.id-missing", message: "A student has a student ID.",
                remedy: "Give another one: --student-id ID.")
        }
        let rules = try StudentNumberRules(writer, scope: workspace.scope)
        try rules.requireForm(.studentID, new)
        try rules.requireFree(.studentID, new, for: (profile.id, profile.studentID))
        if let holder = try rules.requireNotOfOther(new, profile) {
            notes.append(
                "SIS student \(holder.importID) has this number and may be the same person. To "
                    + "make them one: homeroom student resolve \(new).")
        }
        let old = profile.studentID
        let change = try begin()
        try writer.setStudentID(new, of: profile.id, in: change)
        try writer.set(
            StudentIdentifier(system: "studentID", value: old, status: .retired), of: profile.id,
            in: change)
        try writer.remove(
            StudentIdentifier(system: "studentID", value: new, status: .retired), of: profile.id,
            in: change)
        if MarkedDuplicate.number(in: new) == old { try free(old, in: change) }
    }

    /// Marked the old way: the number is to be the other student's, in every way.
    private func free(_ number: String, in change: Int) throws {
        for held in try writer.identifiers(of: [profile.id])[profile.id] ?? []
        where held.value == number && held.status != .retired {
            try writer.set(
                StudentIdentifier(system: held.system, value: number, status: .retired),
                of: profile.id, in: change)
        }
    }

    mutating func setStatus(_ status: EditStudent.Status?) throws {
        guard let status, status.rawValue != profile.status else { return }
        try writer.setStatus(status.rawValue, of: profile.id, in: begin())
    }

    func finished() throws -> EditStudent.Edited {
        var notes = notes
        if isNumberNew, let change, profile.sisStudent == nil {
            notes += try RosterImport.linkAutomatically(writer, student: profile.id) { change }
                .map(\.sentence)
        }
        return EditStudent.Edited(
            studentID: try writer.profile(profile.id)?.studentID ?? profile.studentID,
            changeSet: change, revision: try workspace.revision(of: profile.id, writer),
            notes: notes)
    }
}

extension Workspace {
    /// A value that is text, a day on which somebody can be born, a site that there is.
    func checked(_ value: String, _ field: StudentField, _ reader: any Reader) throws -> String {
        if let day = CalendarDate(iso: value), field.name == "birthDate" {
            try requireBirthDate(day)
        }
        switch field.kind {
        case .site:
            if let site = Int(value) { try reader.requireKnown(site: site) }
            return value
        case .date: return value
        case .text:
            if ["gender", "grade"].contains(field.name) {
                return try GivenText.line(value, field.label, limit: GivenText.Limit.code)
            }
            return field.owner == .sis
                ? try GivenText.line(value, field.label, limit: GivenText.Limit.note)
                : try GivenText.checked(value, field.label, limit: GivenText.Limit.note)
        }
    }
}
