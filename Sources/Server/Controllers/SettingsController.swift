import Operations
import Pages
import Records
import Storage

/// The district's settings, and the alerts of the ribbon.
enum SettingsController {
    static let routes: [Route] = [
        .get("/settings", .needs(.changeSettings)) { visit in
            try await visit.show { try page($0, nil) }
        },
        .post("/settings", .needs(.changeSettings)) { visit in
            let form = visit.form
            return try await visit.submit { workspace in
                let administration = Administration(workspace)
                var problems: [FormState.Problem] = []
                var changes: [Int] = []
                for (definition, value) in try administration.settings() {
                    let field = "set-" + definition.name
                    guard form.values[field] != nil, form[field] != value else { continue }
                    do {
                        changes.append(try administration.set(definition.name, to: form[field]))
                    } catch let error as OperationError {
                        problems.append(FormState.Problem(field, ErrorWords.words(for: error)))
                    }
                }
                try FormProblems.require(problems)
                return .redirect(
                    "/settings",
                    notice: Notice(
                        .settingsSaved(changes.count),
                        changeSet: changes.count == 1 ? changes[0] : nil))
            } orShow: {
                try page($0, $1)
            }
        },
        .get("/alerts", .needs(.changeSettings)) { visit in
            try await visit.show { AlertsPage(alerts: try Alerts($0).list()) }
        },
        .post("/alerts", .needs(.changeSettings)) { visit in
            let form = visit.form
            return try await visit.submit { workspace in
                var read = FieldReader(form)
                let label = read.required("label", .alertLabel)
                try read.finish()
                let done = try Alerts(workspace).set(
                    form["systemKey"], label: label, isActive: true,
                    sortOrder: Int(form["sortOrder"]))
                return .redirect("/alerts", notice: Notice(.alertSet, changeSet: done.changeSet))
            } orShow: {
                AlertsPage(alerts: try Alerts($0).list(), form: $1)
            }
        },
        .post("/alerts/remove", .needs(.changeSettings)) { visit in
            let key = visit.form["systemKey"]
            return try await visit.submit { workspace in
                let done = try Alerts(workspace).remove(key)
                return .redirect(
                    "/alerts", notice: Notice(.alertRemoved, changeSet: done.changeSet))
            } orShow: {
                AlertsPage(alerts: try Alerts($0).list(), form: $1)
            }
        },
    ]

    private static func page(_ workspace: Workspace, _ form: FormState?) throws -> SettingsPage {
        SettingsPage(
            // The threshold has a page of its own, which shows what it changes.
            settings: try Administration(workspace).settings().filter {
                $0.definition.name != DistrictSettings.threshold
            }.map {
                SettingsPage.Setting(
                    name: $0.definition.name, purpose: $0.definition.purpose, value: $0.value,
                    form: $0.definition.form, standard: $0.definition.standard)
            }, form: form)
    }
}
