/// A class of what is kept of a student that can be destroyed for good by itself, because how long
/// it is kept differs.
///
/// Source: 34 CFR 300.624, destruction of information; how long, each state says for each class.
public enum DestroyedClass: String, CaseIterable, Codable, Sendable {
    case plan504
    case disability
    case health
    /// Enrollments in meal programs.
    case lunch
    /// Enrollments in the Learning Assistance Program.
    case lap
    /// All program enrollments.
    case programs
    case documents
    case events
    /// Learning plans with their courses, contacts, reviews and interventions.
    case plans

    /// The names of its fields; see `StudentField`.
    public var fields: [String] {
        let confidentiality: StudentField.Confidentiality
        switch self {
        case .plan504: confidentiality = .plan504
        case .disability: confidentiality = .disability
        case .health: confidentiality = .health
        default: return []
        }
        return StudentField.all.filter { $0.confidentiality == confidentiality }.map(\.name)
    }

    /// Whether enrollments in a program whose code has this system key belong to it.
    public func holdsPrograms(systemKey: String) -> Bool {
        switch self {
        case .programs: true
        case .plan504: ProgramClass(systemKey: systemKey) == .plan504
        case .lunch: ProgramClass(systemKey: systemKey) == .lunch
        case .lap: ProgramClass(systemKey: systemKey) == .lap
        case .disability, .health, .documents, .events, .plans: false
        }
    }

    /// Whether some program can belong to it.
    public var holdsSomePrograms: Bool { [.programs, .plan504, .lunch, .lap].contains(self) }

    /// What hangs on a student and belongs to it, program enrollments apart.
    var kinds: Set<MergeRow.Kind> {
        switch self {
        case .documents: [.document]
        case .events: [.event]
        case .plans: [.learningPlan]
        default: []
        }
    }
}

extension MergePlan {
    /// Without anything of a class: neither values nor what names them. Whom the merge was about,
    /// their numbers and links stay, as an undo needs them.
    ///
    /// - Parameter programs: our numbers of the codes of the class.
    public func destroying(_ destroyed: DestroyedClass, programs: Set<Int>) -> MergePlan {
        let fields = Set(destroyed.fields)
        func goes(_ kind: MergeRow.Kind, _ key: String) -> Bool {
            destroyed.holds(kind, key: key, programs)
        }
        var left = self
        left.target = target.destroying(destroyed, programs: programs)
        left.sources = sources.map { $0.destroying(destroyed, programs: programs) }
        left.outcome = outcome.destroying(destroyed, programs: programs)
        left.differences.removeAll { fields.contains($0.field) }
        let gone = collisions.filter { goes($0.kind, $0.sourceKey) }
        left.collisions.removeAll { goes($0.kind, $0.sourceKey) }
        left.choices = choices.filter { name, _ in
            !fields.contains(name) && !gone.contains { $0.id == name }
        }
        left.drops.removeAll { goes($0.kind, $0.key) }
        left.replacements = replacements.filter { !goes(.programEnrollment, $0.key) }
        if destroyed.kinds.contains(.learningPlan) { left.superseded = [] }
        left.refusedChoices.removeAll { fields.contains($0.name) }
        return left
    }
}

extension MergeSubject {
    /// Without anything of a class.
    public func destroying(_ destroyed: DestroyedClass, programs: Set<Int>) -> MergeSubject {
        var left = self
        for name in destroyed.fields {
            left.values.own[name] = nil
            left.values.sis?[name] = nil
        }
        left.rows.removeAll { destroyed.holds($0.kind, key: $0.key, programs) }
        return left
    }
}

extension DestroyedClass {
    /// Whether a row belongs to it. The key of a program enrollment, and of a decision about one,
    /// begins with its program.
    fileprivate func holds(_ kind: MergeRow.Kind, key: String, _ programs: Set<Int>) -> Bool {
        switch kind {
        case .programEnrollment, .programDecision:
            Int(key.prefix { $0 != "/" }).map(programs.contains) ?? false
        default: kinds.contains(kind)
        }
    }
}
