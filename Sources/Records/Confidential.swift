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

extension AccessPolicy {
    /// The names of the fields whose values somebody in this role may not see, and of the kinds of
    /// rows; nil is the administrator of the host, who may see all.
    public static func hidden(from role: Role?) -> [String] {
        guard let role else { return [] }
        let fields = StudentField.all.filter { field in
            field.permission.map { !allows(role, $0) } ?? false
        }
        let rows: [(Permission, MergeRow.Kind)] = [
            (.seeDocuments, .document), (.seePrograms, .programEnrollment),
        ]
        return fields.map(\.name)
            + rows.filter { !allows(role, $0.0) }.map(\.1.rawValue)
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
        for index in rows.indices where names.contains(rows[index].kind.rawValue) {
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
        for index in collisions.indices where names.contains(collisions[index].kind.rawValue) {
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
