import Records

// What is sealed of the General Student Table.

/// What the SIS says of a 504 plan: one text, because a date of its own column would tell by itself
/// that there is a plan.
struct SealedPlan504 {
    let accommodations: String
    let review: CalendarDate?

    private static let separator: Character = "\u{1E}"

    init(accommodations: String, review: CalendarDate?) {
        self.accommodations = accommodations
        self.review = review
    }

    init(said: String) {
        guard let cut = said.lastIndex(of: Self.separator) else {
            self.init(accommodations: said, review: nil)
            return
        }
        self.init(
            accommodations: String(said[..<cut]),
            review: CalendarDate(iso: String(said[said.index(after: cut)...])))
    }

    /// Empty where there is none.
    var said: String {
        review.map { "\(accommodations)\(Self.separator)\($0)" } ?? accommodations
    }
}

extension Writer {
    /// A SIS student as it is kept.
    func sealed(_ record: SISStudentRecord) throws -> SISStudentRecord {
        guard cipher != nil, record.student.isConfidential else { return record }
        var sealed = record
        let id = Int(record.id)
        sealed.student[.primaryDisability] = try self.sealed(
            record.student[.primaryDisability], kind: SealedKind.disability, place: id)
        let plan = SealedPlan504(
            accommodations: record.student[.plan504Accommodations],
            review: record.student.date(.plan504ReviewDate))
        sealed.student[.plan504Accommodations] = try self.sealed(
            plan.said, kind: SealedKind.plan504, place: id)
        sealed.student.set(nil, for: .plan504ReviewDate)
        return sealed
    }
}

extension Reader {
    /// The other columns of a SIS student, as they are kept.
    func sealed(otherColumns: [OtherColumn], of sis: Int) throws -> String {
        let text = JSONText.object(otherColumns)
        if otherColumns.isEmpty { return text }
        return try sealed(text, kind: SealedKind.otherColumns, place: sis)
    }

    func openedField(_ values: [Query.Value]) throws -> [Query.Value] {
        guard values.count > 2, case .text(let field) = values[1], case .text(let value) = values[2]
        else { return values }
        var values = values
        values[2] = .text(try opened(value, kind: SealedKind.field(field)))
        return values
    }

    func openedSISStudent(_ values: [Query.Value]) throws -> [Query.Value] {
        var values = values
        func open(_ column: Int, kind: String) throws -> String? {
            guard column < values.count, case .text(let text) = values[column],
                SealedForm.isSealed(text)
            else { return nil }
            return try opened(text, kind: kind)
        }
        let disability = RosterField.primaryDisability.rawValue + 1
        if let text = try open(disability, kind: SealedKind.disability) {
            values[disability] = .text(text)
        }
        if let text = try open(SISStudentColumn.others, kind: SealedKind.otherColumns) {
            values[SISStudentColumn.others] = .text(text)
        }
        let accommodations = RosterField.plan504Accommodations.rawValue + 1
        if let text = try open(accommodations, kind: SealedKind.plan504) {
            let plan = SealedPlan504(said: text)
            values[accommodations] = .text(plan.accommodations)
            values[RosterField.plan504ReviewDate.rawValue + 1] =
                plan.review.map { .integer(Int64($0.dayNumber)) } ?? .null
        }
        return values
    }
}
