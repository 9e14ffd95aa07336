import Records
import Storage

/// In which numbers two people agree, and what somebody decided about them.
///
/// What a person decided outranks the machine: two who were told apart are not linked, nor shown
/// as candidates, unless a number agrees that did not when it was decided.
struct Agreement: Equatable {
    /// `stateID=...` and `otherID=...`, in order.
    let numbers: [String]

    init(_ one: PersonDescription, _ other: PersonDescription) {
        var numbers = Set(one.otherIDs).intersection(other.otherIDs).map { "otherID=\($0)" }
        if !one.stateID.isEmpty, one.stateID == other.stateID {
            numbers.append("stateID=\(one.stateID)")
        }
        self.numbers = numbers.sorted()
    }

    init(_ subject: LinkRule.Subject, _ candidate: LinkRule.Candidate) {
        var numbers: [String] = []
        if !subject.otherID.isEmpty, candidate.holdsOtherID(subject.otherID) {
            numbers.append("otherID=\(subject.otherID)")
        }
        if !subject.stateID.isEmpty, candidate.stateID == subject.stateID {
            numbers.append("stateID=\(subject.stateID)")
        }
        self.numbers = numbers
    }

    /// As it is kept with a decision.
    var evidence: String { numbers.joined(separator: "\n") }

    /// Whether a decision still stands: nothing agrees that did not agree then.
    func leaves(_ decision: NotLinkedDecision) -> Bool {
        Set(numbers).isSubset(of: decision.evidence.split(separator: "\n").map(String.init))
    }
}

/// Who was told apart from which SIS students.
struct NotLinked {
    private let decisions: [Int: [Int: NotLinkedDecision]]

    init(_ students: [Int], _ reader: any Reader) throws {
        var found: [Int: [Int: NotLinkedDecision]] = [:]
        for one in try reader.notLinked(students) {
            found[one.student, default: [:]][one.sisStudent] = one
        }
        decisions = found
    }

    /// Whether a decision about the two stands.
    func holds(_ student: Int, _ sisStudent: Int, _ agreement: @autoclosure () -> Agreement) -> Bool
    {
        decisions[student]?[sisStudent].map { agreement().leaves($0) } ?? false
    }

    /// When the newest decision about a student was made.
    func newest(_ student: Int) -> String? { decisions[student]?.values.map(\.at).max() }
}
