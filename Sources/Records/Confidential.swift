// What is shown of students to those who may not see all of them.

extension StudentField {
    /// What is shown in the place of a value, there or not.
    public static let confidential = "(confidential)"

    /// The right that its values take beside `seeStudents`.
    var permission: Permission? {
        switch confidentiality {
        case .none: nil
        case .plan504: .seePlan504
        case .disability: .seeDisability
        case .health: .seeHealth
        }
    }
}

extension Access {
    /// The names of the fields whose values are not seen, and of the kinds of rows.
    ///
    /// Of program enrollments of a class, see `hidden(codes:)`.
    public var hidden: [String] {
        let fields = StudentField.all.filter { field in
            field.permission.map { !allows($0) } ?? false
        }
        let rows: [(Permission, MergeRow.Kind)] = [
            (.seeDocuments, .document), (.seePrograms, .programEnrollment),
        ]
        return fields.map(\.name) + rows.filter { !allows($0.0) }.map(\.1.rawValue)
    }

    /// The same, with what names the rows of programs that are not seen.
    ///
    /// - Parameter codes: the system keys of codes, by our number.
    public func hidden(codes: [Int: String]) -> [String] {
        if !allows(.seePrograms) { return hidden }
        return hidden
            + codes.filter { !seesPrograms(systemKey: $0.value) }.keys.sorted().map {
                MergeRow.name(ofGroup: "\($0)", .programEnrollment)
            }
    }
}

extension AccessPolicy {
    /// The names of the fields whose values somebody in this role may not see, where no rule says
    /// otherwise, and of the kinds of rows; nil is the administrator of the host, who may see all.
    public static func hidden(from role: Role?) -> [String] {
        role.map { access(for: Person(name: $0.rawValue, role: $0), rules: []).hidden } ?? []
    }
}

extension MergeRow {
    /// What names all rows of a kind that are of one group, as all of a program.
    static func name(ofGroup group: String, _ kind: Kind) -> String { "\(kind.rawValue)/\(group)" }

    /// Whether it is among those that `names` name.
    fileprivate func isNamed(in names: Set<String>) -> Bool {
        names.contains(kind.rawValue) || names.contains(Self.name(ofGroup: group, kind))
    }
}

extension MergeCollision {
    /// Whether its rows are among those that `names` name. The key of a program enrollment begins
    /// with its program, and the rows of a collision have the same one.
    fileprivate func isNamed(in names: Set<String>) -> Bool {
        let group = String(sourceKey.prefix { $0 != "/" })
        return names.contains(kind.rawValue)
            || kind == .programEnrollment && names.contains(MergeRow.name(ofGroup: group, kind))
    }
}

extension StudentValues {
    /// Without what these fields say, whether they say anything, and since when.
    public func hiding(_ names: [String]) -> StudentValues {
        var left = self
        let mask = FieldValue(value: StudentField.confidential)
        for name in names where StudentField.named(name) != nil {
            left.own[name] = mask
            if left.sis?[name] != nil { left.sis?[name] = mask }
        }
        return left
    }
}

extension MergeSubject {
    /// Without what these fields and rows say.
    public func hiding(_ names: [String]) -> MergeSubject {
        var left = self
        left.values = values.hiding(names)
        let hidden = Set(names)
        for index in rows.indices where rows[index].isNamed(in: hidden) {
            left.rows[index].words = StudentField.confidential
            left.rows[index].content = ""
        }
        return left
    }
}

extension MergePlan {
    /// Without what these fields and rows say. That the students differ there is left, and whose
    /// value counts: it can be chosen all the same.
    public func hiding(_ names: [String]) -> MergePlan {
        if names.isEmpty { return self }
        var left = self
        left.hidden = Set((hidden ?? []) + names).sorted()
        left.target = target.hiding(names)
        left.sources = sources.map { $0.hiding(names) }
        left.outcome = outcome.hiding(names)
        left.differences = differences.map { names.contains($0.field) ? $0.masked : $0 }
        let hidden = Set(names)
        for index in collisions.indices where collisions[index].isNamed(in: hidden) {
            left.collisions[index].sourceWords = StudentField.confidential
            left.collisions[index].targetWords = collisions[index].targetWords.map { _ in
                StudentField.confidential
            }
        }
        return left
    }
}

extension MergeDifference {
    fileprivate var masked: MergeDifference {
        let mask = FieldValue(value: StudentField.confidential)
        return MergeDifference(
            field: field, owner: owner, target: mask, targetIsFromSIS: targetIsFromSIS,
            offers: offers.map {
                Offer(
                    source: $0.source, studentID: $0.studentID, value: mask,
                    isFromSIS: $0.isFromSIS)
            }, standard: standard, choice: choice, taken: taken, isSettled: isSettled)
    }
}
