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
        isWithin(decision.evidence, "\n")
    }

    /// The same of a decision about two SIS students.
    func leaves(_ decision: RosterApart) -> Bool {
        isWithin(decision.evidence, "\n")
    }

    /// The same of a decision about two students.
    func leaves(_ decision: ToldApart) -> Bool {
        isWithin(decision.evidence, " ")
    }

    private func isWithin(_ evidence: String, _ separator: Character) -> Bool {
        Set(numbers).isSubset(of: evidence.split(separator: separator).map(String.init))
    }
}

/// Who was told apart from which SIS students: from them themselves, or from the profiles that are
/// linked to them.
struct NotLinked {
    private var decisions: [Int: [Int: [NotLinkedDecision]]] = [:]
    private var profiles: [Int: [Int: [ToldApart]]] = [:]

    init(_ students: [Int], _ reader: any Reader) throws {
        // What was decided about those who were merged counts for whom they were merged into.
        let members = try reader.whomTheyStandFor(students)
        let all = members.keys.sorted()
        for one in try reader.notLinked(all) {
            guard let student = members[one.student] else { continue }
            decisions[student, default: [:]][one.sisStudent, default: []].append(one)
        }
        for one in try reader.toldApartFromLinked(all) {
            guard let student = members[one.student], student != one.other,
                let sis = one.sisStudent
            else { continue }
            profiles[student, default: [:]][sis, default: []].append(one)
        }
    }

    /// Whether a decision about the two stands.
    func holds(_ student: Int, _ sisStudent: Int, _ agreement: @autoclosure () -> Agreement) -> Bool
    {
        let decided = decisions[student]?[sisStudent] ?? []
        let told = profiles[student]?[sisStudent] ?? []
        if decided.isEmpty && told.isEmpty { return false }
        let agreement = agreement()
        return decided.contains(where: agreement.leaves) || told.contains(where: agreement.leaves)
    }

    /// When the newest decision about a student was made.
    func newest(_ student: Int) -> String? {
        decisions[student]?.values.flatMap(\.self).map(\.at).max()
    }
}
