// Words that many pages use.

extension Phrase {
    public static let optional = Phrase("form.optional", "(optional)")
    public static let errorPrefix = Phrase("form.error-prefix", "Error:")
    public static let errorSummaryTitle = Phrase("form.error-summary", "There is a problem")
    public static let dateHint = Phrase("form.date-hint", "For example, 09/01/2026")
    public static let save = Phrase("form.save", "Save")
    public static let cancel = Phrase("form.cancel", "Cancel")
    public static let back = Phrase("form.back", "Back")
    public static let goOn = Phrase("form.continue", "Continue")
    public static let tooLongForAddress = Phrase(
        "form.too-long-for-address",
        "What you typed is too long to search or filter by. The page is shown without it.")
    public static let search = Phrase("form.search", "Search")
    public static let all = Phrase("form.all", "All")
    public static let yes = Phrase("form.yes", "Yes")
    public static let no = Phrase("form.no", "No")
    public static let none = Phrase("form.none", "None")
    public static let undo = Phrase("form.undo", "Undo")
    public static let change = Phrase("form.change", "Change")
    public static let remove = Phrase("form.remove", "Remove")
    public static let reason = Phrase("form.reason", "Reason")

    public static let student = Phrase("common.student", "Student")
    public static let studentID = Phrase("common.student-id", "Student ID")
    public static let stateID = Phrase("common.state-id", "State ID")
    public static let otherID = Phrase("common.other-id", "Other ID")
    public static let integrationID = Phrase("common.integration-id", "Integration ID")
    public static let name = Phrase("common.name", "Name")
    public static let firstName = Phrase("common.first-name", "First name")
    public static let middleName = Phrase("common.middle-name", "Middle name")
    public static let lastName = Phrase("common.last-name", "Last name")
    public static let birthDate = Phrase("common.birth-date", "Birth date")
    public static let grade = Phrase("common.grade", "Grade")
    public static let gender = Phrase("common.gender", "Gender")
    public static let school = Phrase("common.school", "School")
    public static let site = Phrase("common.site", "Site")
    public static let status = Phrase("common.status", "Status")
    public static let program = Phrase("common.program", "Program")
    public static let startDate = Phrase("common.start-date", "Start date")
    public static let endDate = Phrase("common.end-date", "End date")
    public static let since = Phrase("common.since", "Since")
    public static let who = Phrase("common.who", "Who")
    public static let when = Phrase("common.when", "When")
    public static let actions = Phrase("common.actions", "Actions")
    public static let blank = Phrase("common.blank", "(blank)")
}

// What is told after something was done.
extension Phrase {
    public static let nothingChanged = Phrase("done.nothing", "Nothing was changed.")

    public static func changedStudent(_ name: String) -> Phrase {
        Phrase("done.student", "{0} was changed.", name)
    }

    public static func atMost(_ characters: Int) -> Phrase {
        Phrase("error.at-most", "Enter at most {0} characters", Words.number(characters))
    }
}
