import Records
import Storage

/// Numbers that a person gives a student, and what they have to be.
struct StudentNumberRules {
    let reader: any Reader
    let formats: IDFormats
    /// Those outside of it are not named.
    let scope: SiteScope?

    init(_ reader: any Reader, scope: SiteScope? = nil) throws {
        self.reader = reader
        self.scope = scope
        formats = try reader.districtSettings().formats
    }

    /// What number is given.
    enum Kind: String {
        case studentID, stateID, otherID

        var label: String {
            switch self {
            case .studentID: "student ID"
            case .stateID: "state ID"
            case .otherID: "other ID"
            }
        }

        /// At the beginning of a sentence.
        var title: String { label.prefix(1).uppercased() + label.dropFirst() }

        /// As commands take it.
        var option: String {
            switch self {
            case .studentID: "student-id"
            case .stateID: "state-id"
            case .otherID: "other-id"
            }
        }
    }

    /// Makes sure that a number has the form that the district's numbers have.
    func requireForm(_ kind: Kind, _ number: String) throws {
        if number.count > 30 {
            throw OperationError.refused(
                code: "student.too-long",
                message: "A name has at most 200 characters and an ID at most 30.",
                remedy: "Shorten it.")
        }
        let misfit: IDFormat? =
            switch kind {
            case .studentID: nil
            case .stateID: formats.misfit(ofStateID: number)
            case .otherID: formats.misfit(ofOtherID: number)
            }
        guard let misfit, !number.isEmpty else { return }
        var message = "A \(kind.label) here has \(misfit.words)."
        if kind == .stateID, let standIn = formats.provisionalID {
            message += " A stand-in for one has \(standIn.words)."
        }
        throw OperationError.refused(
            code: "student.id-format", message: message,
            remedy: "Check the number. To see or change the format: homeroom setting list.")
    }

    /// Makes sure that a student ID is not the number that the SIS gives to somebody else.
    ///
    /// - Returns: a SIS student who holds the number and may be the student, and to whom nothing
    ///   links it: the old way by hand begins with giving the student that number.
    func requireNotOfOther(
        _ number: String, _ profile: UnlinkedProfile
    ) throws -> LinkRule.Candidate? {
        let holders = try reader.linkCandidates(stateIDs: [], otherIDs: [number])
            .filter { $0.id != profile.sisStudent }
        for holder in holders {
            let plan = try LinkStudent.plan(profile, holder, self)
            let differs: Set<LinkPlan.Contradiction> = [.nameDiffers, .birthDateDiffers]
            if profile.sisStudent == nil, differs.isDisjoint(with: plan.contradictions) { continue }
            throw OperationError.refused(
                code: "student.id-of-other",
                message: "The SIS gives this number to somebody else: SIS student "
                    + "\(holder.importID) has another name or birth date.",
                remedy: "Check the number. If they are one person: homeroom student link "
                    + "\(profile.studentID) --sis \(holder.importID) --check.")
        }
        return holders.first
    }

    /// Makes sure that nobody else holds a number in any way.
    ///
    /// - Parameter student: the student that may hold it, by our number and by its student ID; nil
    ///   for one that is to be made.
    func requireFree(
        _ kind: Kind, _ number: String, for student: (id: Int, studentID: String)? = nil
    ) throws {
        if number.isEmpty { return }
        let others = try reader.currentHolders(of: number).filter { $0 != student?.id }
        if let other = others.first, let holder = try reader.profile(other)?.studentID {
            try requireNamed(other, kind)
            throw OperationError.refused(
                code: "student.id-taken",
                message: "This \(kind.label) is held by student \(holder) already.",
                remedy: student.map {
                    "If both are one person, look at the merge: "
                        + "homeroom merge preview \($0.studentID) \(holder)"
                } ?? "If both are one person, do not create a second profile: "
                    + "homeroom student show \(holder).")
        }
        try requireNotMerged(kind, number, for: student?.id)
        guard kind == .studentID, let student,
            try reader.isStudentIDTaken(number, but: student.id)
        else { return }
        throw OperationError.refused(
            code: "student.id-taken",
            message: "This student ID is that of a student who was merged into this one.",
            remedy: "It leads here already: homeroom student show \(number).")
    }

    /// Refuses a number without saying whose it is, where that is not to be known.
    private func requireNamed(_ holder: Int, _ kind: Kind) throws {
        if try !reader.students([holder], in: scope).isEmpty { return }
        throw OperationError.refused(
            code: "student.id-taken", message: "This \(kind.label) is taken already.",
            remedy: "Check the number. If it is right, ask somebody whose rights are for the "
                + "whole district.")
    }

    /// Makes sure that a number does not lead to somebody else since a merge: it would lead to
    /// another child from then on.
    private func requireNotMerged(_ kind: Kind, _ number: String, for student: Int?) throws {
        let others = try reader.holdersThroughMerges(of: number).filter { $0 != student }
        guard let other = others.first, let holder = try reader.profile(other)?.studentID else {
            return
        }
        try requireNamed(other, kind)
        throw OperationError.refused(
            code: "student.id-merged",
            message: "This \(kind.label) leads to student \(holder) since a merge.",
            remedy: "If it is that child: homeroom student show \(holder). If they were merged by "
                + "mistake, take the merge back: homeroom student history \(holder).")
    }

    /// Whether a number only stands in for a state ID: it was entered as one, or has the form of
    /// one by now.
    func isStandIn(_ number: StudentIdentifier) -> Bool {
        number.system == Kind.stateID.rawValue
            && (number.status == .provisional || formats.isProvisional(number.value))
    }

    /// What a number is worth here.
    func identifier(_ kind: Kind, _ number: String) -> StudentIdentifier {
        StudentIdentifier(
            system: kind.rawValue, value: number,
            status: kind == .stateID && formats.isProvisional(number) ? .provisional : .active)
    }
}

extension Writer {
    /// Lets `number` be the number of its kind that counts; those that counted before still lead
    /// to the student. Without a number, none counts.
    func replace(
        _ kind: StudentNumberRules.Kind, with number: StudentIdentifier?, of student: Int,
        in change: Int
    ) throws {
        for old in try identifiers(of: [student])[student] ?? []
        where old.system == kind.rawValue && old.status != .retired && old.value != number?.value {
            try set(
                StudentIdentifier(system: old.system, value: old.value, status: .retired),
                of: student, in: change)
        }
        if let number { try set(number, of: student, in: change) }
    }
}
