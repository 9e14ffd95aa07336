// What is left of students for those who may not see all of them. What is hidden is left out as if
// it were not there, and is not counted: `docs/decisions/0020-what-is-hidden-is-not-counted.md`.

extension StudentField {
    /// The right that its values take beside `seeStudents`.
    public var permission: Permission? {
        switch confidentiality {
        case .none: nil
        case .plan504: .seePlan504
        case .disability: .seeDisability
        case .health: .seeHealth
        }
    }
}

extension DestroyedClass {
    /// The rights that its records take beside `seeStudents`.
    public var permissions: [Permission] {
        switch self {
        case .plan504: [.seePlan504]
        case .disability: [.seeDisability]
        case .health: [.seeHealth]
        case .lunch: [.seePrograms, .seeLunch]
        case .lap: [.seePrograms, .seeLAP]
        case .programs: [.seePrograms] + Permission.ofClasses
        case .documents: [.seeDocuments]
        case .events: [.seeEvents]
        case .plans: [.seePlans]
        }
    }
}

extension Permission {
    /// Those that the classes of fields and program enrollments take.
    public static let ofClasses: [Permission] = [
        .seePlan504, .seeDisability, .seeHealth, .seeLAP, .seeLunch,
    ]

    /// Those that kinds of rows take which hang on a student.
    static let ofRows: [Permission] = [
        .seePrograms, .seeDocuments, .seeEvents, .seeEnrollments, .seePlans,
    ]
}

extension Access {
    /// Whether all is seen that files can say: a row that was kept out of an import, and a count of
    /// the rows of a whole file, can be about any class.
    public var seesWholeFiles: Bool {
        allows(.seePrograms) && Permission.ofClasses.allSatisfy(allows)
    }

    /// Whether all is seen that change sets write of students.
    public var seesWholeChanges: Bool {
        (Permission.ofClasses + Permission.ofRows).allSatisfy(allows)
    }

    /// Whether a field's values are seen.
    public func sees(_ field: StudentField) -> Bool { field.permission.map(allows) ?? true }

    /// The names of the fields whose values are not seen, and of the kinds of rows.
    ///
    /// Of program enrollments of a class, see `hidden(codes:)`.
    public var hidden: [String] {
        let rows: [(Permission, MergeRow.Kind)] = [
            (.seeDocuments, .document), (.seePrograms, .programEnrollment),
            (.seePrograms, .programDecision), (.seeEvents, .event),
            (.seeEnrollments, .enrollment), (.seeEnrollments, .sisEnrollment),
            (.seePlans, .learningPlan),
        ]
        return StudentField.all.filter { !sees($0) }.map(\.name)
            + rows.filter { !allows($0.0) }.map(\.1.rawValue)
    }

    /// The same, with what names the rows of programs that are not seen.
    ///
    /// - Parameter codes: the system keys of codes, by our number.
    public func hidden(codes: [Int: String]) -> [String] {
        if !allows(.seePrograms) { return hidden }
        return hidden
            + codes.filter { !seesPrograms(systemKey: $0.value) }.keys.sorted().map {
                MergeRow.name(ofProgram: "\($0)")
            }
    }
}

extension MergeRow {
    /// What names all rows of a program, by our number of its code.
    static func name(ofProgram program: String) -> String {
        "\(Kind.programEnrollment.rawValue)/\(program)"
    }

    /// Whether a row is among those that `names` name. The key of a program enrollment, and of a
    /// decision about one, begins with its program.
    static func isNamed(_ kind: Kind, _ key: String, in names: Set<String>) -> Bool {
        if names.contains(kind.rawValue) { return true }
        guard kind == .programEnrollment || kind == .programDecision else { return false }
        return names.contains(name(ofProgram: String(key.prefix { $0 != "/" })))
    }

    func isNamed(in names: Set<String>) -> Bool { Self.isNamed(kind, key, in: names) }
}

extension StudentValues {
    /// Without what these fields say, whether they say anything, and since when.
    public func hiding(_ names: [String]) -> StudentValues {
        var left = self
        for name in names {
            left.own[name] = nil
            left.sis?[name] = nil
        }
        return left
    }
}

extension MergeSubject {
    /// Without these fields and rows, and without the revision, which counts their changes too.
    public func hiding(_ names: [String]) -> MergeSubject {
        if names.isEmpty { return self }
        var left = self
        left.values = values.hiding(names)
        let hidden = Set(names)
        left.rows.removeAll { $0.isNamed(in: hidden) }
        left.revision = 0
        return left
    }
}

extension MergePlan {
    /// Without these fields and rows, as if the students did not have them: whether they differ
    /// there, and what becomes of it, is neither shown nor counted.
    public func hiding(_ names: [String]) -> MergePlan {
        if names.isEmpty { return self }
        let veil = Set(names)
        var left = self
        left.hidden = veil.union(hidden ?? []).sorted()
        left.target = target.hiding(names)
        left.sources = sources.map { $0.hiding(names) }
        left.outcome = outcome.hiding(names)
        left.differences.removeAll { veil.contains($0.field) }
        left.drops.removeAll { MergeRow.isNamed($0.kind, $0.key, in: veil) }
        left.replacements = replacements.filter {
            !MergeRow.isNamed(.programEnrollment, $0.key, in: veil)
        }
        if veil.contains(MergeRow.Kind.learningPlan.rawValue) { left.superseded = [] }
        left.collisions = []
        left.choices = choices.filter { !veil.contains($0.key) }
        left.refusedChoices.removeAll { veil.contains($0.name) && choices[$0.name] == nil }
        for collision in collisions {
            left.choices[collision.id] = nil
            if MergeRow.isNamed(collision.kind, collision.sourceKey, in: veil) { continue }
            let id = left.id(of: collision)
            left.choices[id] = choices[collision.id]
            left.collisions.append(collision.named(id))
        }
        return left
    }

    /// By which a collision is chosen among the rows that are left.
    private func id(of collision: MergeCollision) -> String {
        guard let place = sources.firstIndex(where: { $0.id == collision.source }) else {
            return collision.id
        }
        let row = sources[place].rows(of: collision.kind)
            .firstIndex { $0.key == collision.sourceKey }
        return row.map { self.id(collision.kind, place, "\($0 + 1)") } ?? collision.id
    }
}
