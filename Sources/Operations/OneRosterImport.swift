import Delimited
import Records
import Storage

/// Imports a OneRoster 1.1 or 1.2 export in CSV: schools as sites, students into the General
/// Student Table, and their enrollments, inside the caller's transaction.
///
/// Counted are the rows that tell of schools, of students and of their enrollments, and rows that
/// are kept out; a row of demographics.csv only where no user row tells of its student.
struct OneRosterImport {
    private let writer: any Writer
    private let context: ImportContext
    private let change: PendingChange
    private let limits: ImportLimits
    private let waivesLimits: Bool
    private let files: OneRosterFiles
    private var outcome = ImportOutcome()

    /// Imports one export.
    ///
    /// - Parameters:
    ///   - files: its files by name, manifest.csv among them.
    ///   - waivingLimits: whether a person has approved what the limits would hold.
    ///   - limits: what holds the run.
    static func run(
        files: [String: SourceText], writer: any Writer, context: ImportContext,
        waivingLimits: Bool = false, limits: ImportLimits = ImportLimits()
    ) throws -> ImportOutcome {
        var work = OneRosterImport(
            writer: writer, context: context, change: PendingChange(writer, context),
            limits: limits, waivesLimits: waivingLimits, files: try OneRosterFiles(files))
        return try work.run()
    }

    private mutating func run() throws -> ImportOutcome {
        outcome.problems = files.warnings
        outcome.holds = files.defects
        // What is not there cannot be waived.
        guard outcome.holds.isEmpty else { return outcome }
        var sites = try OneRosterSites(writer)
        if let orgs = files.table("orgs.csv") {
            try sites.read(
                orgs, isBulk: files.isBulk("orgs.csv"), writer, today: context.today, &outcome)
            outcome.nameFile(ofBadRows: orgs.name)
        }
        var people = try readPeople(sites)
        let source = OneRosterStudentReader(files)
        var students = try people.plan(
            source, isBulk: files.isBulk("users.csv"), writer, &outcome)
        guardUnnamed(&students, people)
        try people.number(students, writer)
        let enrollments = try planEnrollments(people, sites)
        noteMissing(students, enrollments)
        guard mayWrite() else { return outcome }
        try sites.write(writer, change)
        try people.write(students, source, writer, change, today: context.today)
        try enrollments.write(writer, change, grades: people.index.grades, today: context.today)
        outcome.add(try RosterImport.linkAutomatically(writer) { try change.begin() })
        if outcome.counts.read == 0 { outcome.problems.add(.fileNoRows) }
        try change.finish(ImportPlanSummary(counts: outcome.counts, notes: outcome.notes))
        outcome.changeSet = change.id
        return outcome
    }

    private mutating func readPeople(_ sites: OneRosterSites) throws -> OneRosterPeople {
        var people = try OneRosterPeople(writer)
        let roles = try files.table("roles.csv").map { try OneRosterRoles($0) }
        if let users = files.table("users.csv") {
            try people.readUsers(users, roles: roles, schools: sites.ids, &outcome)
            outcome.nameFile(ofBadRows: users.name)
        }
        if let demographics = files.table("demographics.csv") {
            try people.readDemographics(
                demographics, needsUser: files.isBulk("users.csv"), &outcome)
            outcome.nameFile(ofBadRows: demographics.name)
        }
        return people
    }

    private mutating func planEnrollments(
        _ people: OneRosterPeople, _ sites: OneRosterSites
    ) throws -> OneRosterEnrollmentPlan {
        let found = try files.table("enrollments.csv").map {
            try OneRosterEnrollments($0, people: people, schools: sites.ids, &outcome)
        }
        outcome.nameFile(ofBadRows: "enrollments.csv")
        var planner = OneRosterEnrollmentPlanner(
            people, found, isBulk: files.isBulk("enrollments.csv"), today: context.today)
        try planner.decide(writer)
        outcome.counts.inserted += planner.counts.inserted
        outcome.counts.updated += planner.counts.updated
        outcome.counts.unchanged += planner.counts.unchanged
        return planner.plan
    }

    /// A row that was kept out may be anybody's: then nobody counts as absent.
    private mutating func guardUnnamed(
        _ plan: inout OneRosterStudentPlan, _ people: OneRosterPeople
    ) {
        guard people.unnamed > 0, files.isBulk("users.csv") else { return }
        let absent = plan.missing.filter { !people.persons[$0].isNamed }
        if absent.isEmpty { return }
        plan.missing.removeAll { !people.persons[$0].isNamed }
        outcome.notes.append(.nobodyMissing(because: people.unnamed))
    }

    private mutating func noteMissing(
        _ students: OneRosterStudentPlan, _ enrollments: OneRosterEnrollmentPlan
    ) {
        let count = students.missing.count
        if count > 0 {
            outcome.notes.append(.missing(count, "student", "students"))
            outcome.problems.addMissing(count)
        }
        let ended = enrollments.missing.count
        if ended > 0 { outcome.notes.append(.missing(ended, "enrollment", "enrollments")) }
        outcome.holds += [
            limits.hold(missing: count, of: students.present),
            limits.hold(missing: ended, of: enrollments.open, "enrollments"),
        ].compactMap(\.self)
    }

    private mutating func mayWrite() -> Bool {
        outcome.judgeBadRows(limits)
        if waivesLimits { outcome.holds = [] }
        return outcome.holds.isEmpty
    }
}

extension String {
    /// Says that things are missing from a whole file.
    static func missing(_ count: Int, _ one: String, _ several: String) -> String {
        "\(grouped(count)) \(count == 1 ? "\(one) is" : "\(several) are") missing from the file."
    }

    /// Says why nobody was marked missing.
    static func nobodyMissing(because bad: Int) -> String {
        "No student was marked missing, because \(grouped(bad)) bad "
            + "\(bad == 1 ? "row" : "rows") cannot be told whose they are."
    }
}
