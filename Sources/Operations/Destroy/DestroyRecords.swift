import Foundation
import Records
import Storage

/// Destroys what is kept of a student for good, class by class: the rows, all that they were, and
/// what plans and imports keep of them. The change log stays verifiable
/// (`docs/decisions/0019`).
public struct DestroyRecords {
    let workspace: Workspace
    let keys: DistrictKeys

    /// - Parameter keys: with which the district's change sets are sealed.
    public init(_ workspace: Workspace, keys: DistrictKeys) {
        self.workspace = workspace
        self.keys = keys
    }

    public static let kind = "destroy"

    /// What would be destroyed, or was.
    public struct Report: Codable, Equatable, Sendable {
        /// Rows of one table, by how many.
        public struct Counted: Codable, Equatable, Sendable {
            public let table: String
            public let rows: Int
            /// Prior images that go whole.
            public let images: Int
            /// Prior images that lose values.
            public let blanked: Int
        }

        public var changeSet: Int?
        public let studentID: String
        public let destroyed: DestroyedClass
        /// How many were merged into the student, whose records go as well.
        public let merged: Int
        public let tables: [Counted]
        /// Plans and reports of change sets, without the values.
        public let plans: Int
        /// Contents of documents.
        public let contents: Int
        /// Rows of imports that were rejected or held.
        public let importRows: Int
        /// Import runs whose examples of problems go.
        public let examples: Int
        /// Envelopes that came, and said something of the class; nil in reports from before they
        /// were looked at.
        public var envelopes: Int?
        /// What a person has to see to.
        public let notes: [String]

        /// Whether nothing of the class is there.
        public var isEmpty: Bool {
            tables.isEmpty
                && plans + contents + importRows + examples + (envelopes ?? 0) == 0
        }
    }

    /// Shows what would go, and changes nothing.
    public func check(_ id: String, _ destroyed: DestroyedClass) throws -> Report {
        try workspace.require(.destroyRecords)
        return try workspace.store.read { reader in
            let student = try workspace.resolve(id, reader)
            return try Destruction(of: student, destroyed, reader).report(reader)
        }
    }

    /// Destroys. Nobody can take it back.
    ///
    /// - Throws: `destroy.reason-missing`, `destroy.nothing`, `audit.keys-missing`.
    public func run(_ id: String, _ destroyed: DestroyedClass, reason: String) throws -> Report {
        try workspace.require(.destroyRecords)
        if reason.trimmingCharacters(in: .whitespaces).isEmpty {
            throw OperationError.refused(
                code: "destroy.reason-missing", message: "A destruction needs a reason.",
                remedy: "Say what asks for it, such as the rule of retention: --reason TEXT.")
        }
        guard let sealed = workspace.store as? SealedStore else { throw Self.notSealed }
        // What is destroyed has to be sealed before.
        try sealed.begin()
        guard let ring = try keys.existing() else { throw ChainSealing.keysMissing(keys) }
        let (report, line) = try sealed.write { writer in
            let student = try workspace.resolve(id, writer)
            let report = try writer.overwritingDeleted {
                try carryOut(id, destroyed, reason, ring, $0)
            }
            let change = try report.changeSet.flatMap { try writer.changeSet($0) }
            return (
                report,
                DestroyedLine(
                    at: change?.at ?? workspace.now, student: student, destroyed: destroyed,
                    changeSet: report.changeSet ?? 0)
            )
        }
        line.append(to: keys.destroyedPath)
        try sealed.scrub()
        return report
    }

    private func carryOut(
        _ id: String, _ destroyed: DestroyedClass, _ reason: String, _ ring: KeyRing,
        _ writer: any Writer
    ) throws -> Report {
        let student = try workspace.resolve(id, writer)
        let destruction = try Destruction(of: student, destroyed, writer)
        try Retention.requireNotHeld(destruction.ever, writer)
        var report = try destruction.report(writer)
        if report.isEmpty {
            throw OperationError.refused(
                code: "destroy.nothing",
                message: "Nothing of the class \(destroyed.rawValue) is kept of this student.",
                remedy: "See what there is: homeroom student show ID.")
        }
        let change = try workspace.begin(Self.kind, reason, about: destruction.family, writer)
        report.changeSet = change
        try destruction.carryOut(in: change, ring, keys, writer)
        try writer.setPlan(StableJSON.text(report), of: change)
        return report
    }

    private static let notSealed = OperationError.refused(
        code: "audit.not-sealed", message: "The change sets of this district are not sealed.",
        remedy: "Open it by its place, as every command does.")
}

/// Everything of one class that is kept of a student: found first, then carried out.
struct Destruction {
    let student: Int
    let destroyed: DestroyedClass
    /// The student with those who were merged into it.
    let family: [Int]
    /// With all whom a merge ever joined with them.
    let ever: [Int]
    let sis: [Int]
    /// Codes of programs of the class.
    let programs: Set<Int>
    private(set) var rows: [DoomedRow] = []
    /// Images that go whole.
    private(set) var gone: [PriorImage] = []
    /// Keys, as `PriorImage.name`, that say nothing of this student.
    private(set) var keysOfOthers = Set<String>()
    /// Images that lose values, with what is left.
    private(set) var blanked: [(image: PriorImage, left: String)] = []
    /// Plans, with what is left of them.
    private(set) var plans: [Int: String] = [:]
    private(set) var contents: [Int] = []
    private(set) var imports = DoomedImports()
    /// Documents of envelopes that came, with what is left of them.
    private(set) var envelopes: [Int: String] = [:]

    init(of student: Int, _ destroyed: DestroyedClass, _ reader: any Reader) throws {
        self.student = student
        self.destroyed = destroyed
        family = try reader.studentsMerged(into: student)
        ever = try reader.studentsEverMerged(with: family)
        sis = try reader.sisStudents(of: family)
        programs = Set(
            try reader.codes().filter {
                $0.table == CodeBook.programs && destroyed.holdsPrograms(systemKey: $0.systemKey)
            }.map(\.id))
        for table in tables {
            rows += try reader.doomedRows(
                of: family, in: table, fields: destroyed.fields, programs: programs.sorted())
        }
        let images = try DoomedImages(self, reader)
        (gone, blanked, keysOfOthers) = (images.gone, images.blanked, images.keysOfOthers)
        let received = try DoomedEnvelopes(self, reader)
        envelopes = received.left
        blanked += received.blanked
        contents = try contentsToDestroy(received, reader)
        imports = try DoomedImports(self, reader)
        plans = try DoomedPlans(self, reader).left
    }

    /// The tables whose rows go, those that others refer to first.
    var tables: [VersionedTable] {
        switch destroyed {
        case .plan504: [.studentField, .programEnrollment, .programAlias]
        case .disability, .health: [.studentField]
        case .lunch, .lap, .programs: [.programEnrollment, .programAlias]
        case .documents: [.document]
        case .events: [.event]
        case .plans:
            [.learningPlan, .planCourse, .planContact, .planReview, .planIntervention]
        }
    }

    /// Columns of the General Student Table that go: texts, and days.
    var sisColumns: (texts: [String], days: [String]) {
        switch destroyed {
        case .plan504: (["plan_504_accommodations"], ["plan_504_review_date"])
        case .disability: (["primary_disability"], [])
        default: ([], [])
        }
    }

    /// Contents that no other document has.
    private func contentsToDestroy(
        _ received: DoomedEnvelopes, _ reader: any Reader
    ) throws -> [Int] {
        guard destroyed == .documents else { return [] }
        let place = VersionedTable.document.columns.firstIndex(of: "content") ?? 0
        var its = Set(try rows.compactMap { try reader.document(Int($0.key) ?? 0)?.content })
        for image in gone {
            if case .integer(let content) = try Undo.decode(image.image)[place] {
                its.insert(Int(content))
            }
        }
        let (ids, images) = (Set(rows.map(\.key)), Set(gone.map { "\($0.changeSet)/\($0.rowKey)" }))
        let others = try reader.contentsInUse(but: ids, images, decode: Undo.decode)
        its.formUnion(received.contents)
        return its.subtracting(others).subtracting(received.contentsOfOthers).sorted()
    }

    func report(_ reader: any Reader) throws -> DestroyRecords.Report {
        let names = tables + (sisColumns.texts.isEmpty ? [] : [.sisStudent]) + [.envelope]
        let counted = try names.map { table in
            DestroyRecords.Report.Counted(
                table: table.name,
                rows: table == .sisStudent
                    ? try reader.sisSaying(sisColumns.texts, sisColumns.days, among: sis)
                    : rows.count { $0.table == table },
                images: gone.count { $0.table == table.name },
                blanked: blanked.count { $0.image.table == table.name })
        }
        return DestroyRecords.Report(
            changeSet: nil, studentID: try reader.student(student)?.studentID ?? "",
            destroyed: destroyed, merged: family.count - 1,
            tables: counted.filter { $0.rows + $0.images + $0.blanked > 0 }, plans: plans.count,
            contents: contents.count, importRows: imports.rows.count,
            examples: imports.reports.count, envelopes: envelopes.count, notes: notes)
    }

    /// What is not reached.
    private var notes: [String] {
        var notes = [
            "Reasons that people gave, the access log, exports, backups and files that were sent "
                + "stay as they are, and so do letters of other districts that were not taken yet "
                + "or are put aside."
        ]
        if !sisColumns.texts.isEmpty {
            notes.append(
                "What the SIS says comes again with its next file, unless it is taken out there.")
        }
        for run in imports.waiting {
            notes.append(
                "Run \(run) waits for approval, and its file names the student: approve it and "
                    + "destroy once more, or homeroom import discard \(run).")
        }
        return notes
    }
}
