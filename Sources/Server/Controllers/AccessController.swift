import Operations
import Pages
import Records

/// Who has seen a student's record.
enum AccessController {
    /// Entries on the page that is printed.
    private static let printed = PageSize.file

    static let routes: [Route] = [
        .get("/students/{student}/access", .needs(.seeAccessLog)) { visit in
            let row = try visit.number(.student, "student")
            let query = visit.listQuery("access", filters: [])
            return try await visit.show { workspace in
                try? visit.site.access.takeIn()
                let head = try StudentHeads(workspace).head(ofRow: row)
                return AccessRecordPage(
                    head, parts: workspace.parts,
                    record: try AccessRecord(workspace).page(
                        head.student.studentID, page: query.page,
                        size: PageSize(rawValue: query.size) ?? .few),
                    query: query, mayEnter: workspace.allows(.recordDisclosures))
            }
        },
        .get("/students/{student}/access/print", .needs(.seeAccessLog)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                try? visit.site.access.takeIn()
                let head = try StudentHeads(workspace).head(ofRow: row)
                return AccessPrintPage(
                    head,
                    record: try AccessRecord(workspace).page(
                        head.student.studentID, size: printed),
                    day: workspace.today.description)
            }
        },
        .get("/students/{student}/access/add", .needs(.recordDisclosures)) { visit in
            let row = try visit.number(.student, "student")
            return try await visit.show { workspace in
                DisclosureFormPage(
                    try StudentHeads(workspace).head(ofRow: row),
                    form: FormState(["day": Words.day(workspace.today.description)]))
            }
        },
        .post("/students/{student}/access/add", .needs(.recordDisclosures)) { visit in
            let row = try visit.number(.student, "student")
            let form = visit.form
            return try await visit.submit(fields: ["disclosure.day": "day"]) { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                var read = FieldReader(form)
                var disclosure = AccessRecord.Disclosure()
                disclosure.party = read.required("party", .disclosureParty)
                disclosure.purpose = read.required("purpose", .disclosurePurpose)
                disclosure.what = read.required("what", .disclosed)
                disclosure.day = read.day("day")
                try read.finish()
                try AccessRecord(workspace).enter(head.student.studentID, disclosure)
                return .redirect(
                    Address.student(
                        head.id, workspace.allows(.seeAccessLog) ? "access" : ""),
                    notice: Notice(.disclosureEntered))
            } orShow: { workspace, form in
                DisclosureFormPage(try StudentHeads(workspace).head(ofRow: row), form: form)
            }
        },
    ]
}
