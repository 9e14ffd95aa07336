// Words that many pages use.

extension Phrase {
    static let optional = Phrase("form.optional", "(optional)")
    static let errorPrefix = Phrase("form.error-prefix", "Error:")
    static let errorSummaryTitle = Phrase("form.error-summary", "There is a problem")
    static let dateHint = Phrase("form.date-hint", "For example, 09/01/2026")
    static let save = Phrase("form.save", "Save")
    static let cancel = Phrase("form.cancel", "Cancel")
    static let back = Phrase("form.back", "Back")
    static let goOn = Phrase("form.continue", "Continue")
    static let search = Phrase("form.search", "Search")
    static let all = Phrase("form.all", "All")
    static let yes = Phrase("form.yes", "Yes")
    static let no = Phrase("form.no", "No")
    static let none = Phrase("form.none", "None")
    static let undo = Phrase("form.undo", "Undo")
    static let change = Phrase("form.change", "Change")
    static let remove = Phrase("form.remove", "Remove")
    static let reason = Phrase("form.reason", "Reason")

    static let student = Phrase("common.student", "Student")
    static let studentID = Phrase("common.student-id", "Student ID")
    static let stateID = Phrase("common.state-id", "State ID")
    static let otherID = Phrase("common.other-id", "Other ID")
    static let integrationID = Phrase("common.integration-id", "Integration ID")
    static let name = Phrase("common.name", "Name")
    static let firstName = Phrase("common.first-name", "First name")
    static let middleName = Phrase("common.middle-name", "Middle name")
    static let lastName = Phrase("common.last-name", "Last name")
    static let birthDate = Phrase("common.birth-date", "Birth date")
    static let grade = Phrase("common.grade", "Grade")
    static let gender = Phrase("common.gender", "Gender")
    static let school = Phrase("common.school", "School")
    static let site = Phrase("common.site", "Site")
    static let status = Phrase("common.status", "Status")
    static let program = Phrase("common.program", "Program")
    static let startDate = Phrase("common.start-date", "Start date")
    static let endDate = Phrase("common.end-date", "End date")
    static let since = Phrase("common.since", "Since")
    static let who = Phrase("common.who", "Who")
    static let when = Phrase("common.when", "When")
    static let actions = Phrase("common.actions", "Actions")
    static let blank = Phrase("common.blank", "(blank)")
}

// What is told after something was done.
extension Phrase {
    public static let nothingChanged = Phrase("done.nothing", "Nothing was changed.")

    public static func changedStudent(_ name: String) -> Phrase {
        Phrase("done.student", "{0} was changed.", name)
    }
}
