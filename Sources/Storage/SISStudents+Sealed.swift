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
    /// The values of a row, or of its prior image, with what is sealed of them opened.
    public func opened(_ values: [Query.Value], of table: VersionedTable) throws -> [Query.Value] {
        var values = values
        func text(_ column: String) -> (place: Int, text: String)? {
            guard let place = table.columns.firstIndex(of: column), place < values.count,
                case .text(let text) = values[place], SealedForm.isSealed(text)
            else { return nil }
            return (place, text)
        }
        switch table {
        case .studentField:
            guard let (place, value) = text("value"), case .text(let field) = values[1] else {
                break
            }
            values[place] = .text(try opened(value, kind: SealedKind.field(field)))
        case .sisStudent:
            if let (place, value) = text("primary_disability") {
                values[place] = .text(try opened(value, kind: SealedKind.disability))
            }
            guard let (place, value) = text("plan_504_accommodations"),
                let day = table.columns.firstIndex(of: "plan_504_review_date")
            else { break }
            let plan = SealedPlan504(said: try opened(value, kind: SealedKind.plan504))
            values[place] = .text(plan.accommodations)
            values[day] = plan.review.map { .integer(Int64($0.dayNumber)) } ?? .null
        default: break
        }
        return values
    }
}
