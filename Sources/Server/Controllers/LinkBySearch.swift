import Operations
import Pages
import Records
import Storage

/// Links a student of ALE to a row of the General Student Table that somebody chose.
enum LinkBySearch {
    static func show(_ visit: Visit) async throws -> Answer {
        let (row, sis) = try place(visit)
        return try await visit.answer { workspace in
            let head = try StudentHeads(workspace).head(ofRow: row)
            do {
                return visit.page(try page(workspace, head, sis, .blank))
            } catch let error as OperationError where error.code == "link.has-profile" {
                let target = LinkStudent.Target.sis(try workspace.integrationID(ofRow: sis))
                return try toMerge(workspace, head, target, because: error)
            }
        }
    }

    static func link(_ visit: Visit) async throws -> Answer {
        let (row, sis) = try place(visit)
        let confirmed = Set(visit.form.all("confirm"))
        return try await visit.submit(
            fields: ["link.unconfirmed": "confirm"],
            { workspace in
                let head = try StudentHeads(workspace).head(ofRow: row)
                let target = LinkStudent.Target.sis(try workspace.integrationID(ofRow: sis))
                let linked = try LinkStudent(workspace)
                    .run(head.student.studentID, to: target, confirmed: confirmed)
                return done(head, linked)
            },
            orShow: { workspace, form in
                try page(
                    workspace, try StudentHeads(workspace).head(ofRow: row), sis, form)
            })
    }

    private static func place(_ visit: Visit) throws -> (student: Int, sis: Int) {
        (try visit.number(.student, "student"), try visit.number(.sisStudent, "sis"))
    }

    private static func page(
        _ workspace: Workspace, _ head: StudentHead, _ sis: Int, _ form: FormState
    ) throws -> LinkCheckPage {
        let target = LinkStudent.Target.sis(try workspace.integrationID(ofRow: sis))
        let checked = try LinkStudent(workspace).check(head.student.studentID, to: target)
        return LinkCheckPage(
            head, checked.plan, other: try workspace.name(ofSISStudent: sis),
            action: LinkALEPage.address(head.id, "to/\(Address.name(.sisStudent, sis))"),
            sites: try workspace.siteNames(), form: form)
    }

    /// To the page that says that it is a merge, where one other student has the place.
    static func toMerge(
        _ workspace: Workspace, _ head: StudentHead, _ target: LinkStudent.Target,
        because error: OperationError
    ) throws -> Answer {
        let other = try LinkStudent(workspace).holder(of: target, besides: head.student.studentID)
        guard let other else { throw error }
        return .redirect(
            LinkALEPage.address(head.id, "merge/\(Address.name(.student, other))"))
    }

    static func done(_ head: StudentHead, _ linked: LinkStudent.Linked) -> Answer {
        .redirect(
            LinkALEPage.address,
            notice: Notice(
                .linked(head.givenName, to: linked.plan.integrationID ?? ""),
                changeSet: linked.changeSet))
    }
}
