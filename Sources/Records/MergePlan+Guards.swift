/// Something that stops a merge, or that a person has to confirm.
public struct MergeGuard: Codable, Equatable, Sendable {
    /// Whether it can be confirmed.
    public enum Severity: String, Codable, Sendable { case stop, confirm }

    /// In order of precedence.
    public enum Code: String, Codable, CaseIterable, Sendable {
        case sameStudent = "merge.same-student"
        case retired = "merge.retired"
        case differentStateIDs = "merge.different-state-ids"
        case differentSISStudents = "merge.different-sis-students"
        case notTheSame = "merge.not-the-same"
        case differentBirthDates = "merge.different-birth-dates"
        case twins = "merge.twins"
        case overlappingEnrollments = "merge.overlapping-primary-enrollments"

        public var severity: Severity {
            switch self {
            case .sameStudent, .retired, .differentStateIDs, .differentSISStudents: .stop
            case .notTheSame, .differentBirthDates, .twins, .overlappingEnrollments: .confirm
            }
        }

        /// In words, without anything of a student.
        public var message: String {
            switch self {
            case .sameStudent: "A student cannot be merged into itself."
            case .retired: "One of the students was merged into another one already."
            case .differentStateIDs:
                "The students have different active state IDs. A state ID is one child's for good."
            case .differentSISStudents:
                "The students are linked to different students of the SIS. If the SIS has the "
                    + "child twice, it has to be mended there first."
            case .notTheSame: "It was decided that these two are not the same person."
            case .differentBirthDates: "The birth dates differ."
            case .twins:
                "Same last name and birth date, but different first names: they may be twins."
            case .overlappingEnrollments:
                "The students have primary enrollments at different schools on the same days."
            }
        }
    }

    public let code: Code
    public let severity: Severity
    public let message: String

    init(_ code: Code, detail: String = "") {
        self.code = code
        severity = code.severity
        message = detail.isEmpty ? code.message : "\(code.message) \(detail)"
    }
}

extension MergePlan {
    /// What stands against the merge, the gravest first, each once.
    static func guards(
        target: MergeSubject, sources: [MergeSubject], decisions: [NotSameDecision]
    ) -> [MergeGuard] {
        let all = [target] + sources
        var found: [MergeGuard] = []
        if Set(all.map(\.id)).count < all.count { found.append(MergeGuard(.sameStudent)) }
        if all.contains(where: { $0.status == "retired" }) { found.append(MergeGuard(.retired)) }
        if Set(all.compactMap { $0.activeNumber("stateID") }).count > 1 {
            found.append(MergeGuard(.differentStateIDs))
        }
        if Set(all.compactMap(\.sisStudent)).count > 1 {
            found.append(MergeGuard(.differentSISStudents))
        }
        for decision in decisions {
            let day = String(decision.at.prefix(10))
            let reason = decision.reason.isEmpty ? "" : ": \(decision.reason)"
            found.append(MergeGuard(.notTheSame, detail: "On \(day)\(reason)"))
        }
        let birthDates = Set(all.map { $0.value("birthDate") }).subtracting([""])
        if birthDates.count > 1 { found.append(MergeGuard(.differentBirthDates)) }
        if pairs(all).contains(where: areLikeTwins) { found.append(MergeGuard(.twins)) }
        if pairs(all).contains(where: haveOverlappingEnrollments) {
            found.append(MergeGuard(.overlappingEnrollments))
        }
        return found
    }

    private static func pairs(_ all: [MergeSubject]) -> [(MergeSubject, MergeSubject)] {
        all.indices.flatMap { one in
            all.indices.filter { $0 > one }.map { (all[one], all[$0]) }
        }
    }

    /// Twins share the surname and the birth date, and are told apart by their first names.
    private static func areLikeTwins(_ one: MergeSubject, _ other: MergeSubject) -> Bool {
        let birthDate = one.value("birthDate")
        guard !birthDate.isEmpty, birthDate == other.value("birthDate"), one.id != other.id
        else { return false }
        let last = one.value("lastName")
        return NameKeys.folded(last) == NameKeys.folded(other.value("lastName"))
            && !NameAgreement.agree(
                last: last, first: one.value("firstName"), otherLast: last,
                otherFirst: other.value("firstName"))
    }

    private static func haveOverlappingEnrollments(
        _ one: MergeSubject, _ other: MergeSubject
    ) -> Bool {
        func primary(_ subject: MergeSubject) -> [MergeRow] {
            subject.rows.filter {
                $0.isPrimary && ($0.kind == .enrollment || $0.kind == .sisEnrollment)
            }
        }
        return primary(one).contains { left in
            primary(other).contains { $0.group != left.group && $0.overlaps(left) }
        }
    }
}
