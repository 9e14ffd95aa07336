import Intake
import Records
import Storage

/// Looks whether everything that has to hold of a district holds, and changes nothing.
///
/// The schema and the operations see to it that it does. Where this finds something all the same,
/// a disk, a hand at the database or a fault of ours was stronger.
public struct CheckDistrict {
    let store: any Store

    public init(store: any Store) { self.store = store }

    /// Looks at one consistent state. Other processes can write meanwhile.
    public func run() throws -> CheckReport {
        let chain = try chain()
        return try store.read { try look($0, chain) }
    }

    func look(_ reader: any Reader, _ chain: VerifyChain? = nil) throws -> CheckReport {
        var report = CheckReport()
        try checkFile(reader, &report)
        try checkNumbers(reader, &report)
        try checkProfiles(reader, &report)
        try checkPrograms(reader, &report)
        let opens = try reader.opensSealedValues()
        if opens {
            try checkContents(reader, &report)
        } else {
            report.add(
                CheckReport.Checked(
                    "sealed", 0, "sealed value", "sealed values",
                    "not looked at: the keys are not there"))
        }
        try checkReferences(reader, &report)
        try checkChangeSets(reader, &report)
        if opens { try checkRuns(reader, &report) }
        if let chain { try checkChain(chain, reader, &report) }
        return report
    }

    private func checkFile(_ reader: any Reader, _ report: inout CheckReport) throws {
        guard let file = try reader.checkFile() else { return }
        report.add(
            CheckReport.Checked(
                "pages", file.pages, "page of the district's file", "pages of the district's file",
                "readable"))
        report.add(.database, file.faults)
        report.add(.databaseReferences, file.references)
    }

    private func checkNumbers(_ reader: any Reader, _ report: inout CheckReport) throws {
        let tables: [VersionedTable] = [.identifier, .student, .sisStudent]
        let count = try tables.reduce(0) { try $0 + reader.rowCount(of: $1) }
        report.add(
            CheckReport.Checked(
                "numbers", count, "number of students", "numbers of students", "each held once"))
        let rules: [(RecordRule, CheckFault)] = [
            (.activeIdentifierOnce, .identifierShared), (.studentIDOnce, .studentIDShared),
            (.importIDOnce, .importIDShared), (.sisStudentLinkedOnce, .sisStudentShared),
            (.oneNumberEach, .identifierSecond),
        ]
        for (rule, fault) in rules { report.add(fault, try reader.rowsBreaking(rule)) }
        report.add(.identifierLost, try lost(.identifierHolder, reader))
    }

    private func checkProfiles(_ reader: any Reader, _ report: inout CheckReport) throws {
        report.add(
            CheckReport.Checked(
                "profiles", try reader.rowCount(of: .student), "profile", "profiles",
                "every retired one leads to one in use"))
        report.add(.mergeStatus, try reader.rowsBreaking(.retiredIfMerged))
        report.add(.mergeNumbers, try reader.rowsBreaking(.mergedWithoutNumbers))
        report.add(.mergeLost, try lost(.merge, reader))
        var merges = Merges()
        try reader.forEachMerge { merges.add($0, into: $1) }
        report.add(.mergeCircle, merges.inCircles())
    }

    private func checkPrograms(_ reader: any Reader, _ report: inout CheckReport) throws {
        let programs = try reader.checkPrograms()
        report.add(
            CheckReport.Checked(
                "programEnrollments", programs.count, "program enrollment", "program enrollments",
                "each key once, each content as noted"))
        report.add(.programKey, programs.repeated)
        report.add(.programContent, programs.unlikeContent)
        report.add(.programLost, try lost(.program, reader))
    }

    private func checkContents(_ reader: any Reader, _ report: inout CheckReport) throws {
        let contents = try reader.contents()
        report.add(
            CheckReport.Checked(
                "contents", contents.count, "content of documents", "contents of documents",
                "each what was added, by its SHA-256"))
        var damaged = BrokenRows()
        for content in contents {
            var digest = RunningDigest()
            var bytes = 0
            try reader.forEachPiece(ofContent: content.id) { piece in
                bytes += piece.count
                piece.withUnsafeBytes { digest.add($0) }
            }
            if bytes != content.bytes || digest.hex() != content.digest {
                damaged.add("content \(content.id)")
            }
        }
        report.add(.documentContent, damaged)
    }

    private func checkReferences(_ reader: any Reader, _ report: inout CheckReport) throws {
        let references = TableReference.all.filter { $0.kind == .other }
        report.add(
            CheckReport.Checked(
                "references", references.count, "kind of reference", "kinds of reference",
                "every row that is named is there"))
        for reference in references {
            report.add(
                .referenceLost, try reader.rowsLost(by: reference),
                detail: "\(reference.childTable) to \(reference.parentTable)")
        }
    }

    /// The rows that the references of one kind lose.
    private func lost(_ kind: TableReference.Kind, _ reader: any Reader) throws -> BrokenRows {
        var all = BrokenRows()
        for reference in TableReference.all where reference.kind == kind {
            all.add(try reader.rowsLost(by: reference))
        }
        return all
    }
}
