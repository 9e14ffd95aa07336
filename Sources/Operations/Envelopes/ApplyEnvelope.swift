import Records
import Storage

// Applying packages of an envelope: one change set for all that were decided about.

extension ReceiveEnvelopes {
    /// What applying came to, or would come to.
    public struct Applied: Codable, Equatable, Sendable {
        public let packages: [Package]
        /// Nil where nothing was changed, or it was only a check.
        public let changeSet: Int?

        /// One package.
        public struct Package: Codable, Equatable, Sendable {
            public let number: Int
            public let studentID: String
            /// Whether a profile was made for it.
            public var isNew = false
            /// Labels of the fields that were blank here and are filled now.
            public var fields: [String] = []
            public var programs = 0
            public var events = 0
            public var documents = 0
            /// What is here already, and stays as it is.
            public var known = 0
            /// What was left out, and why, in sentences.
            public var leftOut: [String] = []
        }
    }

    /// Applies packages, by their numbers, to the students that somebody chose. Those that were
    /// applied before are left alone, and those that nothing was decided about wait.
    ///
    /// - Parameters:
    ///   - isAnyway: whether a new profile is made although somebody is likely the same.
    ///   - isCheck: whether all is taken back at the end.
    /// - Throws: `envelope.not-found`, `envelope.package` for a number that there is not,
    ///   `student.likely-exists` and what else keeps a student from being made or imported.
    public func apply(
        _ number: Int, _ targets: [Int: EnvelopeTarget], isAnyway: Bool = false,
        isCheck: Bool = false
    ) throws -> Applied {
        try workspace.require(.createStudents)
        let body = { (writer: any Writer) in
            try apply(number, targets, isAnyway: isAnyway, writer)
        }
        if !isCheck { return try workspace.store.write(body) }
        return Applied(packages: try workspace.store.rehearse(body).packages, changeSet: nil)
    }

    private func apply(
        _ number: Int, _ targets: [Int: EnvelopeTarget], isAnyway: Bool, _ writer: any Writer
    ) throws -> Applied {
        let (kept, found) = try received(number, writer)
        var received = found
        for place in targets.keys where !received.packages.indices.contains(place - 1) {
            throw OperationError.refused(
                code: "envelope.package", message: "The envelope has no package \(place).",
                remedy: "See its packages with: homeroom envelope show \(number)")
        }
        let chosen = targets.sorted { $0.key < $1.key }.filter {
            received.packages[$0.key - 1].student == nil
        }
        if chosen.isEmpty { return Applied(packages: [], changeSet: nil) }
        let change = try workspace.begin(
            "envelope", "Transfer envelope of \(received.from) applied", about: [], writer)
        var done: [Applied.Package] = []
        var students = Set<Int>()
        for (place, target) in chosen {
            let package = received.packages[place - 1].package
            var work = ApplyPackage(
                workspace: workspace, writer: writer, change: change, package: package,
                from: received.from)
            let result = try work.run(target, number: place, isAnyway: isAnyway)
            received.packages[place - 1].student = work.student
            students.insert(work.student)
            done.append(result)
        }
        try writer.note(subjects: students.sorted(), of: change)
        try writer.save(
            KeptEnvelope(
                id: kept.id, direction: kept.direction, envelopeID: kept.envelopeID,
                document: StableJSON.text(received)), in: change)
        try writer.log([
            AccessEvent(
                at: workspace.now, account: workspace.access.user, party: workspace.actor,
                kind: .disclosure, what: "Transfer envelope \(kept.id) of \(received.from)",
                purpose: "Transfer", subjects: AccessSubjects(students: students))
        ])
        return Applied(packages: done, changeSet: change)
    }
}

/// One package being applied.
private struct ApplyPackage {
    let workspace: Workspace
    let writer: any Writer
    let change: Int
    let package: StudentPackage
    let from: String
    private(set) var student = 0

    init(
        workspace: Workspace, writer: any Writer, change: Int, package: StudentPackage,
        from: String
    ) {
        self.workspace = workspace
        self.writer = writer
        self.change = change
        self.package = package
        self.from = from
    }

    mutating func run(
        _ target: EnvelopeTarget, number: Int, isAnyway: Bool
    ) throws -> ReceiveEnvelopes.Applied.Package {
        switch target {
        case .profile(let id): student = try workspace.subject(id, writer)
        case .roster(let id): try importFromRoster(id)
        case .new: try create(isAnyway: isAnyway)
        }
        var result = ReceiveEnvelopes.Applied.Package(
            number: number, studentID: try writer.student(student)?.studentID ?? "",
            isNew: target == .new)
        try fillFields(&result)
        try addPrograms(&result)
        try addEvents(&result)
        try addDocuments(&result)
        return result
    }

    private mutating func importFromRoster(_ id: String) throws {
        let candidate = try ImportProfiles(workspace).candidate(id, writer)
        student = try writer.takeNumbers("student")
        try writer.importProfiles(
            of: [(sis: Int64(candidate.id), student: Int64(student))], at: workspace.now,
            in: change)
        try writer.note(TableChange(inserted: 1), of: .student, in: change)
    }

    private mutating func create(isAnyway: Bool) throws {
        let creating = CreateStudent(workspace)
        var request = CreateStudent.Request(
            first: package.value("firstName"), last: package.value("lastName"))
        request.middle = package.value("middleName")
        request.birthDate = CalendarDate(iso: package.value("birthDate"))
        request.gender = package.value("gender")
        request.grade = package.value("grade")
        request.stateID = package.stateID
        request.cause = .envelopeBeforeEnrollment
        request.anyway = isAnyway
        request = try creating.checked(request)
        let rules = try StudentNumberRules(writer, scope: workspace.scope)
        try creating.requireNew(request, rules)
        student = try writer.takeNumbers("student")
        _ = try creating.insert(request, as: student, rules, in: change, writer)
        _ = try RosterImport.linkAutomatically(writer, student: student) { change }
    }

    /// Fields that are blank here are filled; what somebody said here stays.
    private func fillFields(_ result: inout ReceiveEnvelopes.Applied.Package) throws {
        let isLinked = try writer.sisStudent(of: student) != nil
        let known = try writer.fields(of: student)
        var values: [String: String] = [:]
        for field in StudentField.all where !package.value(field.name).isEmpty {
            // What the SIS owns comes from this district's SIS.
            if field.kind == .site || field.owner == .sis && isLinked { continue }
            guard !workspace.access.hidden.contains(field.name) else { continue }
            if let there = known[field.name]?.value {
                if there == package.value(field.name) { result.known += 1 }
                continue
            }
            guard let value = field.value(from: package.value(field.name)) else { continue }
            values[field.name] = value
            result.fields.append(field.label)
        }
        try writer.setOwnFields(values, of: student, in: change)
    }

    private func addPrograms(_ result: inout ReceiveEnvelopes.Applied.Package) throws {
        if package.programs.isEmpty { return }
        let codes = EnvelopeCodes(try writer.codes())
        let known = try writer.programs(of: student).map(\.record.row)
        var added = Set<ProgramRecord.Key>()
        for program in package.programs {
            guard let code = codes.program(program) else {
                result.leftOut.append(
                    "Program \(program.program) (\(program.text)) is none of this district's.")
                continue
            }
            let needed = AccessPolicy.permissionToChange(systemKey: code.systemKey)
            guard workspace.allows(needed), workspace.access.seesPrograms(systemKey: code.systemKey)
            else {
                result.leftOut.append(
                    "A program was left out that takes the right \(needed.rawValue).")
                continue
            }
            // Sites of another district are none of this one's.
            var row = ProgramRow(
                slot: 0, program: Int32(truncatingIfNeeded: code.id),
                start: program.start.dayNumber, site: ProgramRow.noSite)
            row.end = program.end?.dayNumber ?? ProgramRow.noDay
            row.eligibilityStart = program.eligibilityStart?.dayNumber ?? ProgramRow.noDay
            row.eligibilityEnd = program.eligibilityEnd?.dayNumber ?? ProgramRow.noDay
            row.academicYear = SchoolYear(program.academicYear).map { Int16($0.start) } ?? 0
            row.eligibilityCode = codes.number(program.eligibilityCode, in: CodeBook.eligibility)
            row.exitCode = codes.number(program.exitCode, in: CodeBook.exits)
            let isKnown = known.contains { $0.program == row.program && $0.start == row.start }
            let key = ProgramRecord.Key(student: Int64(student), row)
            if isKnown || !added.insert(key).inserted {
                result.known += 1
                continue
            }
            try writer.addProgram(row, of: Int64(student), in: change)
            result.programs += 1
        }
    }

    private func addEvents(_ result: inout ReceiveEnvelopes.Applied.Package) throws {
        if package.events.isEmpty { return }
        guard workspace.allows(.changeEvents) else {
            result.leftOut.append("Events were left out: they take the right changeEvents.")
            return
        }
        var known = Set(try writer.events(of: student).map { [$0.kind, "\($0.day)", $0.note] })
        for event in package.events {
            guard known.insert([event.kind, "\(event.date)", event.note]).inserted else {
                result.known += 1
                continue
            }
            try writer.save(
                StudentEvent(
                    id: try writer.takeNumbers("event"), student: student, kind: event.kind,
                    day: event.date, note: event.note, addedAt: workspace.now), in: change)
            result.events += 1
        }
    }

    private func addDocuments(_ result: inout ReceiveEnvelopes.Applied.Package) throws {
        if package.documents.isEmpty { return }
        guard workspace.allows(.changeDocuments) else {
            result.leftOut.append("Documents were left out: they take the right changeDocuments.")
            return
        }
        var known = Set(try writer.documents(of: student).map(\.content))
        for document in package.documents {
            guard let content = try document.content.flatMap({ try writer.content($0) }) else {
                result.leftOut.append("The document \(document.title) was destroyed meanwhile.")
                continue
            }
            guard known.insert(content.id).inserted else {
                result.known += 1
                continue
            }
            try writer.save(
                Document(
                    id: try writer.takeNumbers("document"), student: student,
                    title: document.title, category: document.category,
                    schoolYear: SchoolYear(document.schoolYear) ?? workspace.today.schoolYear,
                    status: document.status, fileName: document.fileName, content: content.id,
                    addedAt: workspace.now), in: change)
            result.documents += 1
        }
    }
}
