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
            /// Labels of what was blank here and is filled now.
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

    /// Applies packages, by their numbers, to the students that somebody chose. Those that nothing
    /// was decided about wait. One that was applied goes again to its own student alone, to whom
    /// what was left out then is added.
    ///
    /// - Parameters:
    ///   - isAnyway: whether a new profile is made although somebody is likely the same, and a
    ///     package is applied to somebody whom it contradicts.
    ///   - isCheck: whether all is taken back at the end.
    /// - Throws: `envelope.not-found`, `envelope.package` for a number that there is not,
    ///   `envelope.contradiction`, `student.likely-exists` and what else keeps a student from being
    ///   made or imported.
    public func apply(
        _ number: Int, _ targets: [Int: EnvelopeTarget], isAnyway: Bool = false,
        isCheck: Bool = false
    ) throws -> Applied {
        try workspace.require(.createStudents)
        let body = { (writer: any Writer) in
            try apply(number, targets, isAnyway: isAnyway, writer)
        }
        do {
            if !isCheck { return try workspace.store.write(body) }
            return Applied(packages: try workspace.store.rehearse(body).packages, changeSet: nil)
        } catch let likely as LikelyStudents {
            throw likely.refusal
        }
    }

    private func apply(
        _ number: Int, _ targets: [Int: EnvelopeTarget], isAnyway: Bool, _ writer: any Writer
    ) throws -> Applied {
        let (kept, received) = try received(number, writer)
        for place in targets.keys
        where try place < 1 || place > received.packages.count
            || !sees(place - 1, of: received, writer)
        {
            throw OperationError.refused(
                code: "envelope.package", message: "The envelope has no package \(place).",
                remedy: "See its packages with: homeroom envelope show \(number)")
        }
        let before = Dictionary(
            try writer.appliedPackages(of: number).map { ($0.package, $0.student) },
            uniquingKeysWith: { $1 })
        let change = EnvelopeChange { [workspace] in
            try workspace.begin(
                "envelope", "Transfer envelope of \(received.from) applied", about: [], writer)
        }
        var done: [Applied.Package] = []
        var students = Set<Int>()
        for (place, target) in targets.sorted(by: { $0.key < $1.key }) {
            var work = ApplyPackage(
                workspace: workspace, writer: writer, change: change,
                package: received.packages[place - 1])
            if let known = before[place] {
                // Who was merged since is whom the number leads to.
                guard case .profile(let id) = target,
                    let applied = try writer.student(known)?.studentID,
                    try workspace.resolve(id, writer) == workspace.resolve(applied, writer)
                else { continue }
            }
            let result = try work.run(target, number: place, isAnyway: isAnyway)
            if before[place] == nil {
                try writer.save(
                    AppliedPackage(
                        id: try writer.takeNumbers(VersionedTable.envelopePackage.name),
                        envelope: kept.id, package: place, student: work.student), in: change())
            }
            students.insert(work.student)
            done.append(result)
        }
        guard let change = change.number else { return Applied(packages: done, changeSet: nil) }
        try writer.note(subjects: students.sorted(), of: change)
        try writer.log([
            workspace.accessEvent(
                .disclosure, "Transfer envelope \(kept.id) of \(received.from)",
                purpose: "Transfer", AccessSubjects(students: students))
        ])
        return Applied(packages: done, changeSet: change)
    }
}

/// One package being applied.
private struct ApplyPackage {
    let workspace: Workspace
    let writer: any Writer
    let change: EnvelopeChange
    let package: StudentPackage
    private(set) var student = 0
    private var result = ReceiveEnvelopes.Applied.Package(number: 0, studentID: "")

    init(
        workspace: Workspace, writer: any Writer, change: EnvelopeChange, package: StudentPackage
    ) {
        self.workspace = workspace
        self.writer = writer
        self.change = change
        self.package = package
    }

    mutating func run(
        _ target: EnvelopeTarget, number: Int, isAnyway: Bool
    ) throws -> ReceiveEnvelopes.Applied.Package {
        switch target {
        case .profile(let id): student = try workspace.subject(id, writer)
        case .roster(let id): try importFromRoster(id)
        case .new: try create(isAnyway: isAnyway)
        }
        if target != .new, !isAnyway {
            try EnvelopeMatches(workspace, writer).requireNoContradiction(
                package.person, with: student)
        }
        let left = result.leftOut
        result = ReceiveEnvelopes.Applied.Package(
            number: number, studentID: try writer.student(student)?.studentID ?? "",
            isNew: target == .new)
        result.leftOut = left
        if target != .new { try giveStateID() }
        try fillFields(mayFill: target == .new || workspace.allows(.editStudents))
        try addPrograms()
        try addEvents()
        try addDocuments()
        // Said whatever is inside: it tells nothing of that.
        let confidential: [Permission] = [
            .seePlan504, .seeDisability, .seeHealth, .seeLAP, .seeLunch,
        ]
        if !confidential.allSatisfy(workspace.allows) {
            result.leftOut.append(
                "What takes rights that you do not have is left out, where there is any. Somebody "
                    + "who has them can apply the package to this student again.")
        }
        return result
    }

    // MARK: Whose it is

    private mutating func importFromRoster(_ id: String) throws {
        let candidate = try ImportProfiles(workspace).candidate(id, writer)
        student = try writer.takeNumbers("student")
        let change = try change()
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
        request.cause = .envelopeBeforeEnrollment
        request.anyway = isAnyway
        let rules = try StudentNumberRules(writer, scope: workspace.scope)
        if fits(package.stateID, rules) { request.stateID = package.stateID }
        request = try creating.checked(request)
        try creating.requireNew(request, rules)
        student = try writer.takeNumbers("student")
        let change = try change()
        _ = try creating.insert(request, as: student, rules, in: change, writer)
        _ = try RosterImport.linkAutomatically(writer, student: student) { change }
    }

    /// Whether a state ID has the form of this district's; one of another state has not.
    private mutating func fits(_ stateID: String, _ rules: StudentNumberRules) -> Bool {
        if stateID.isEmpty { return false }
        if (try? rules.requireForm(.stateID, stateID)) != nil { return true }
        result.leftOut.append("The state ID has not the form of this district's state IDs.")
        return false
    }

    /// Who has no state ID yet gets the package's, and may link by it.
    private mutating func giveStateID() throws {
        guard let view = try writer.wholeStudent(student), view.stateID.isEmpty,
            view.integrationID == nil, !package.stateID.isEmpty, workspace.allows(.editStudents)
        else { return }
        let rules = try StudentNumberRules(writer, scope: workspace.scope)
        guard fits(package.stateID, rules) else { return }
        do {
            try rules.requireFree(
                .stateID, package.stateID, for: (id: student, studentID: view.studentID))
        } catch let error as OperationError {
            result.leftOut.append("The state ID was left out: \(error.message)")
            return
        }
        let change = try change()
        try writer.set(rules.identifier(.stateID, package.stateID), of: student, in: change)
        result.fields.append("State ID")
        _ = try RosterImport.linkAutomatically(writer, student: student) { change }
    }

    // MARK: What is added

    /// What says who works with a student, or when they came to a school, is the sender's.
    private static let ofSender: Set = [
        "caseManager", "counselor", "serviceProvider", "districtEnterDate", "schoolEnterDate",
        "academicYear", "enrollmentStart", "enrollmentEnd",
    ]

    /// Fields that are blank here are filled; what somebody said here stays.
    private mutating func fillFields(mayFill: Bool) throws {
        let isLinked = try writer.sisStudent(of: student) != nil
        let known = try writer.fields(of: student)
        var values: [String: String] = [:]
        for field in StudentField.all where !package.value(field.name).isEmpty {
            // What the SIS owns comes from this district's SIS.
            if field.kind == .site || field.owner == .sis && isLinked { continue }
            if Self.ofSender.contains(field.name) { continue }
            guard !workspace.access.hidden.contains(field.name) else { continue }
            if let there = known[field.name]?.value {
                if there == package.value(field.name) { result.known += 1 }
                continue
            }
            do {
                guard let value = field.value(from: package.value(field.name)) else {
                    throw EnvelopeError.notAnEnvelope
                }
                values[field.name] = try workspace.checked(value, field, writer)
            } catch is OperationError {
                result.leftOut.append("\(field.label) has a value that does not fit here.")
            }
        }
        if values.isEmpty { return }
        guard mayFill else {
            result.leftOut.append("Fields were left out: they take the right editStudents.")
            return
        }
        result.fields += StudentField.all.filter { values[$0.name] != nil }.map(\.label)
        try writer.setOwnFields(values, of: student, in: change())
    }

    private mutating func addPrograms() throws {
        if package.programs.isEmpty { return }
        let codes = EnvelopeCodes(try writer.codes())
        let isSiteRequired = try writer.districtSettings().isSiteRequired
        let known = try writer.programs(of: student).map(\.record.row)
        var added = Set<ProgramRecord.Key>()
        for program in package.programs
        where workspace.access.seesPrograms(systemKey: program.systemKey) {
            let name = "Program \(program.program) of \(program.start)"
            guard let code = codes.program(program) else {
                result.leftOut.append(
                    "Program \(program.program) (\(program.text)) is none of this district's.")
                continue
            }
            guard workspace.access.seesPrograms(systemKey: code.systemKey),
                workspace.allows(AccessPolicy.permissionToChange(systemKey: code.systemKey))
            else { continue }
            if isSiteRequired {
                result.leftOut.append("\(name) was left out: this district requires a Site ID.")
                continue
            }
            let row = row(program, code, codes, name)
            guard (try? StudentPrograms.requireOrder(row)) != nil else {
                result.leftOut.append("\(name) was left out: it ends before it starts.")
                continue
            }
            if known.contains(where: { $0.program == row.program && $0.start == row.start }) {
                result.known += 1
                continue
            }
            guard added.insert(ProgramRecord.Key(student: Int64(student), row)).inserted else {
                result.leftOut.append("\(name) was left out: there is one of another site.")
                continue
            }
            try writer.addProgram(row, of: Int64(student), in: change())
            result.programs += 1
        }
    }

    /// A record of this district. Sites of another one are none of this one's.
    private mutating func row(
        _ program: StudentPackage.Program, _ code: Code, _ codes: EnvelopeCodes, _ name: String
    ) -> ProgramRow {
        var row = ProgramRow(
            slot: 0, program: Int32(truncatingIfNeeded: code.id), start: program.start.dayNumber,
            site: ProgramRow.noSite)
        row.end = program.end?.dayNumber ?? ProgramRow.noDay
        row.eligibilityStart = program.eligibilityStart?.dayNumber ?? ProgramRow.noDay
        row.eligibilityEnd = program.eligibilityEnd?.dayNumber ?? ProgramRow.noDay
        row.academicYear = SchoolYear(program.academicYear).map { Int16($0.start) } ?? 0
        row.eligibilityCode = codes.number(program.eligibilityCode, in: CodeBook.eligibility)
        row.exitCode = codes.number(program.exitCode, in: CodeBook.exits)
        if row.eligibilityCode == 0, !program.eligibilityCode.isEmpty {
            result.leftOut.append("\(name) comes without its eligibility code, which is not here.")
        }
        if row.exitCode == 0, !program.exitCode.isEmpty {
            result.leftOut.append("\(name) comes without its exit code, which is not here.")
        }
        return row
    }

    private mutating func addEvents() throws {
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
                    day: event.date, note: event.note, addedAt: workspace.now), in: change())
            result.events += 1
        }
    }

    private mutating func addDocuments() throws {
        if package.documents.isEmpty { return }
        guard workspace.allows(.changeDocuments) else {
            result.leftOut.append("Documents were left out: they take the right changeDocuments.")
            return
        }
        var known = Set(try writer.documents(of: student).map(\.content))
        for document in package.documents {
            guard let content = try document.content.flatMap({ try writer.content($0) }) else {
                result.leftOut.append(
                    "The document \(document.title) was left out: "
                        + (document.refused ?? "it was destroyed meanwhile."))
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
                    status: document.status, fileName: StagedImport.safeName(document.fileName),
                    content: content.id, addedAt: workspace.now), in: change())
            result.documents += 1
        }
    }
}
