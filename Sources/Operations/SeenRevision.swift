import Intake
import Records
import Storage

extension Workspace {
    /// What is another number after every write of a student's profile that is seen here: what
    /// every write counts up, or, where some fields are not seen, a digest of the others, so that
    /// a write of those does not show.
    func revision(of student: Int, _ reader: any Reader) throws -> Int {
        let hidden = Set(StudentField.all.filter { !access.sees($0) }.map(\.name))
        if hidden.isEmpty { return try reader.revision(of: student) ?? 0 }
        guard let view = try reader.wholeStudent(student) else { return 0 }
        let numbers = [
            view.studentID, view.integrationID ?? "", view.stateID, view.otherID, view.status,
        ]
        let fields = view.fields.filter { !hidden.contains($0.name) }
            .flatMap { [$0.name, $0.value] }
        var digest = RunningDigest()
        Array(StableJSON.array(numbers + fields).utf8).withUnsafeBytes { digest.add($0) }
        // 28 bits, so that it is a number that people can type.
        return Int(digest.hex().prefix(7), radix: 16) ?? 0
    }

    /// Whether rows of a kind that hangs on students are seen, as `attachedCounts` names them.
    func seesAttached(_ name: String) -> Bool {
        switch name {
        case "documents": allows(.seeDocuments)
        case "events": allows(.seeEvents)
        case "plans": allows(.seePlans)
        case "enrollments": allows(.seeEnrollments)
        default: false
        }
    }
}
