import Operations
import Records

/// Who a profile is, so that nobody merges the wrong one.
struct MergeCard {
    let id: Int
    let studentID: String
    let integrationID: String?
    let value: (String) -> String
    let sites: [String: String]

    init(_ subject: MergeSubject, sites: [String: String]) {
        id = subject.id
        studentID = subject.studentID
        integrationID = subject.integrationID
        value = subject.value
        self.sites = sites
    }

    init(_ head: StudentHead, sites: [String: String]) {
        id = head.id
        studentID = head.student.studentID
        integrationID = head.student.integrationID
        value = head.value
        self.sites = sites
    }

    /// Source of what it shows: what people compare who do this work; `docs/merging.md`.
    var html: HTML {
        summaryList(
            [
                SummaryRow(
                    .studentID,
                    "<a href=\"\(Address.student(id))\">\(studentID)</a>"),
                SummaryRow(.lastName, HTML(text: value("lastName"))),
                SummaryRow(.firstName, HTML(text: value("firstName"))),
                SummaryRow(.birthDate, .day(value("birthDate"))),
                SummaryRow(.grade, HTML(text: Words.grade(value("grade")))),
                SummaryRow(.gender, HTML(text: value("gender"))),
                SummaryRow(.mergeCaseManager, HTML(text: value("caseManager"))),
                SummaryRow(.school, HTML(text: sites[value("site")] ?? value("site"))),
                SummaryRow(.mergeCity, HTML(text: value("city"))),
                SummaryRow(.integrationID, HTML(text: integrationID ?? Phrase.notIntegrated.text)),
            ], classes: "card-summary")
    }
}
