import Operations
import Pages
import Records

/// What is due to be destroyed, and whose records have to stay.
enum RetentionController {
    static let routes: [Route] = [
        .get(RetentionPage.address, .also(.destroyRecords, .needs(.seeStudents))) { visit in
            let only = DestroyedClass(rawValue: visit.query["class"])
            return try await visit.show { try page($0, only) }
        },
        .post(RetentionPage.address, .also(.destroyRecords, .needs(.seeStudents))) { visit in
            let form = visit.form
            let isRelease = form["step"] == "release"
            return try await visit.submit(
                fields: ["student.not-found": "student", "text.missing": "reason"]
            ) { workspace in
                var read = FieldReader(form)
                let student = read.required(
                    "student", Phrase("retention.student", "Number of the student"))
                let reason = read.required("reason", .reason)
                try read.finish()
                let retention = Retention(workspace)
                let changed =
                    isRelease
                    ? try retention.release(student, reason: reason)
                    : try retention.hold(student, reason: reason)
                return .redirect(
                    RetentionPage.address,
                    notice: Notice(
                        .records(isHeld: !isRelease, isNew: changed.changeSet != nil),
                        changeSet: changed.changeSet,
                        kind: changed.changeSet == nil ? .information : .success))
            } orShow: { workspace, state in
                try page(workspace, nil, state)
            }
        },
    ]

    private static func page(
        _ workspace: Workspace, _ only: DestroyedClass?, _ form: FormState = .blank
    ) throws -> RetentionPage {
        let retention = Retention(workspace)
        return RetentionPage(
            overview: try retention.overview(of: only, first: RetentionPage.most),
            holds: try retention.listHolds(), only: only,
            mayChangeSettings: workspace.allows(.changeSettings), form: form)
    }
}
