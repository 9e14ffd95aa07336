import Pages
import Records

/// Reads what was typed into values, and collects what is wrong with it, all at once.
struct FieldReader {
    private let form: FormValues
    private var problems: [FormState.Problem] = []

    init(_ form: FormValues) { self.form = form }

    mutating func note(_ field: String, _ message: Phrase) {
        problems.append(FormState.Problem(field, message))
    }

    /// A text that has to be there.
    mutating func required(_ field: String, _ label: Phrase) -> String {
        let text = form[field]
        if text.isEmpty { note(field, .enter(label)) }
        return text
    }

    /// A day, nil where the field is blank.
    mutating func day(_ field: String) -> CalendarDate? {
        let text = form[field]
        if text.isEmpty { return nil }
        if case .date(let date) = DateCell.read(text, order: .monthFirst) { return date }
        note(field, .notADate)
        return nil
    }

    mutating func requiredDay(_ field: String, _ label: Phrase) -> CalendarDate? {
        if form[field].isEmpty { note(field, .enter(label)) }
        return day(field)
    }

    /// A school year, nil where the field is blank.
    mutating func schoolYear(_ field: String) -> SchoolYear? {
        let text = form[field]
        if text.isEmpty { return nil }
        if let year = SchoolYear(text: text) { return year }
        note(field, .notASchoolYear)
        return nil
    }

    /// - Throws: `FormProblems` where something is wrong.
    func finish() throws { try FormProblems.require(problems) }
}
