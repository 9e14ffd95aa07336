import Operations
import Pages
import Records

/// Reports: the list of them, one of them, and making one.
enum ReportsController {
    static let place = ListPlace(
        path: ReportsPage.showAddress, access: .signedIn, purpose: "reports",
        filters: ["report", "of"])

    static let routes: [Route] =
        [
            .get(ReportsPage.address, .signedIn) { visit in
                try await visit.show { try list($0) }
            },
            .post(ReportsPage.address + "/remove", .signedIn) { visit in
                let name = visit.form["report"]
                return try await visit.submit { workspace in
                    guard let id = Int(name) else { throw missing(name) }
                    let removed = try Reports(workspace).remove(id)
                    return .redirect(
                        ReportsPage.address,
                        notice: Notice(.reportRemoved, changeSet: removed.changeSet))
                } orShow: { workspace, _ in
                    try list(workspace)
                }
            },
            .get(ReportsPage.printAddress, .signedIn) { visit in
                let name = visit.query["report"]
                return try await visit.show { workspace in
                    try page(
                        workspace, name, ListQuery(filters: ["report": name]), size: .many,
                        isPrinted: true)
                }
            },
            .get(ReportsPage.editAddress, .signedIn) { visit in
                let (name, category) = (visit.query.some("report"), visit.query["category"])
                return try await visit.show { workspace in
                    guard let name else {
                        return try form(workspace, category, nil, ReportEntry.blank)
                    }
                    guard let id = Int(name), try Reports(workspace).mayChange(id),
                        let report = try Reports(workspace).show(.kept(id))
                    else { throw missing(name) }
                    return try form(
                        workspace, report.category.rawValue, name, ReportEntry.state(of: report))
                }
            },
            .post(ReportsPage.editAddress, .signedIn) { visit in
                let values = visit.form
                let isPreview = values["step"] == "preview"
                return try await visit.submit { workspace in
                    let reports = Reports(workspace)
                    let id = values.some("report").flatMap(Int.init)
                    let known = try id.flatMap { try reports.show(.kept($0)) }
                    let report = try ReportEntry.report(values, changing: known, workspace)
                    if isPreview {
                        let page = try form(
                            workspace, values["category"], values.some("report"),
                            FormState(values: values.values),
                            preview: try reports.preview(report))
                        return .html(visit.frame.document(page))
                    }
                    let saved = try reports.save(report, as: id)
                    return .redirect(
                        ListQuery(filters: ["report": "\(saved.id)"])
                            .address(ReportsPage.showAddress),
                        notice: Notice(.reportSaved, changeSet: saved.changeSet))
                } orShow: { workspace, state in
                    try form(workspace, values["category"], values.some("report"), state)
                }
            },
            .get(ReportsPage.columnsAddress, .needs(.changeSettings)) { visit in
                try await visit.show { try columns($0) }
            },
            .post(ReportsPage.columnsAddress, .needs(.changeSettings)) { visit in
                let values = visit.form
                return try await visit.submit { workspace in
                    guard let category = ReportCategory(rawValue: values["category"]) else {
                        throw missing(values["category"])
                    }
                    let saved = try ReportCatalogue(workspace).save(
                        category, setting(of: category, values))
                    return .redirect(
                        ReportsPage.columnsAddress,
                        notice: Notice(.reportColumnsSaved, changeSet: saved.changeSet))
                } orShow: { workspace, state in
                    try columns(workspace, state)
                }
            },
        ]
        + place.routes { visit, workspace, query in
            try page(
                workspace, query.filters["report"] ?? visit.form["report"], query,
                size: PageSize(rawValue: query.size) ?? .few,
                isExport: visit.request.uri.path.hasSuffix("/export"))
        }

    private static func missing(_ name: String) -> OperationError {
        .notFound(kind: "report", name: name)
    }

    private static func list(_ workspace: Workspace) throws -> ReportsPage {
        ReportsPage(
            reports: try Reports(workspace).list(),
            categories: try ReportCatalogue(workspace).categories().map(\.category),
            mayChangeColumns: workspace.allows(.changeSettings))
    }

    private static func page(
        _ workspace: Workspace, _ text: String, _ query: ListQuery, size: PageSize,
        isPrinted: Bool = false, isExport: Bool = false
    ) throws -> ReportPage {
        guard let name = Reports.Name(text) else { throw missing(text) }
        let reports = Reports(workspace)
        let report = try reports.show(name)
        // What was approved is what is taken: not what the report was made of since.
        let digest = Reports.digest(name, report)
        if isExport, query.filters["of"] ?? "" != digest { throw Reports.changed }
        var query = query
        query.filters["of"] = digest.isEmpty ? nil : digest
        var (title, isOwn) = (report?.name ?? "", false)
        switch name {
        case .ready(let ready): title = ready.title
        case .kept(let id): isOwn = try reports.mayChange(id)
        }
        return ReportPage(
            query: query, name: text, title: title, report: report,
            table: try reports.table(name, page: query.page, size: size), isOwn: isOwn,
            isPrinted: isPrinted)
    }

    private static func form(
        _ workspace: Workspace, _ category: String, _ name: String?, _ state: FormState,
        preview: ReportTable? = nil
    ) throws -> ReportFormPage {
        let found = try ReportCatalogue(workspace).categories().first {
            $0.category.rawValue == category
        }
        guard let found else { throw missing(category) }
        return ReportFormPage(
            category: found, id: name, mayShare: workspace.allows(.shareReports),
            mayDeliver: workspace.allows(.export), preview: preview, form: state)
    }

    private static func columns(
        _ workspace: Workspace, _ form: FormState = .blank
    ) throws -> ReportColumnsPage {
        let catalogue = ReportCatalogue(workspace)
        return ReportColumnsPage(
            settings: try ReportCategory.allCases.map { ($0, try catalogue.setting($0)) },
            form: form)
    }

    private static func setting(
        of category: ReportCategory, _ form: FormValues
    ) -> ReportCategorySetting {
        var setting = ReportCategorySetting()
        setting.isEnabled = form["all-enabled"] == "yes"
        setting.isShared = form["all-shared"] == "yes"
        for column in category.columns {
            setting.columns[column.name] = ReportColumnSetting(
                label: form["label-\(column.name)"],
                isEnabled: form["enabled-\(column.name)"] == "yes",
                isShared: form["shared-\(column.name)"] == "yes")
        }
        return setting
    }
}

/// A report as it is typed, and read from what was typed.
enum ReportEntry {
    static let blank = FormState(values: [
        "kind": ["list"], "chart": ["none"], "days": ["1", "2", "3", "4", "5"], "time": ["06:00"],
    ])

    static func state(of report: Report) -> FormState {
        var state = blank
        state.values["name"] = [report.name]
        state.values["kind"] = [report.counts ? "counts" : "list"]
        state.values["columns"] = report.columns
        for (place, column) in report.columns.enumerated() {
            state.values["place-\(column)"] = ["\(place + 1)"]
        }
        for (number, filter) in report.filters.enumerated() {
            state.values["column\(number + 1)"] = [filter.column]
            state.values["operation\(number + 1)"] = [filter.operation.rawValue]
            state.values["values\(number + 1)"] = [filter.values.joined(separator: "\n")]
        }
        for (number, group) in report.groups.enumerated() {
            state.values["group\(number + 1)"] = [group]
        }
        state.values["chart"] = [report.chart.rawValue]
        state.values["sort"] = [report.sort]
        state.values["descending"] = report.isDescending ? ["yes"] : []
        state.values["roles"] = report.roles.map(\.rawValue)
        if let delivery = report.delivery {
            state.values["mail"] = [delivery.mailTo.joined(separator: "\n")]
            state.values["time"] = [delivery.time]
            state.values["zone"] = [delivery.zone]
            state.values["days"] = delivery.weekdays.map(String.init)
        }
        return state
    }

    /// - Parameter known: the one that is changed: what the form has no field for stays.
    /// - Throws: `OperationError` with what cannot be read.
    static func report(
        _ form: FormValues, changing known: Report?, _ workspace: Workspace
    ) throws -> Report {
        let category = ReportCategory(rawValue: form["category"]) ?? .programs
        var report = Report(name: form["name"], category: category)
        if form["kind"] == "counts" {
            report.groups = ["group1", "group2"].map { form[$0] }.filter { !$0.isEmpty }
            if report.groups.isEmpty { throw Reports.invalid("Choose by what rows are counted.") }
            report.chart = ReportChart(rawValue: form["chart"]) ?? .none
        } else {
            report.columns = try columns(form)
            report.sort = form["sort"]
            report.isDescending = form["descending"] == "yes"
        }
        for number in 1...Report.mostFilters where !form["column\(number)"].isEmpty {
            let operation = ReportFilter.Operation(rawValue: form["operation\(number)"]) ?? .is
            let values = form["values\(number)"].split(whereSeparator: \.isNewline).map {
                $0.trimmingCharacters(in: .whitespaces)
            }.filter { !$0.isEmpty }
            let isBare = [.isBlank, .isNotBlank].contains(operation)
            report.filters.append(
                ReportFilter(form["column\(number)"], operation, isBare ? [] : values))
        }
        report.roles =
            workspace.allows(.shareReports)
            ? Role.allCases.filter { form.all("roles").contains($0.rawValue) }
            : known?.roles ?? []
        report.delivery =
            workspace.allows(.export)
            ? try delivery(form, known?.delivery) : known?.delivery
        return report
    }

    /// Those that are ticked: the ones with a place by it, then the others as they stood there.
    private static func columns(_ form: FormValues) throws -> [String] {
        var problems: [FormState.Problem] = []
        let placed = form.all("columns").enumerated().map { index, column in
            let text = form["place-\(column)"].trimmingCharacters(in: .whitespaces)
            if !text.isEmpty, !(1...Report.mostColumns).contains(Int(text) ?? 0) {
                problems.append(.init("place-\(column)", .notAPlace))
            }
            return (column: column, place: Int(text) ?? .max, index: index)
        }
        try FormProblems.require(problems)
        return placed.sorted { ($0.place, $0.index) < ($1.place, $1.index) }.map(\.column)
    }

    private static func delivery(
        _ form: FormValues, _ known: ReportDelivery?
    ) throws -> ReportDelivery? {
        let addresses = form["mail"].split(whereSeparator: \.isNewline).map {
            $0.trimmingCharacters(in: .whitespaces)
        }.filter { !$0.isEmpty }
        if addresses.isEmpty && known?.folder == nil { return nil }
        return try ReportDelivery(
            weekdays: form.all("days").compactMap(Int.init), time: form["time"],
            zone: form["zone"], folder: known?.folder, mailTo: addresses)
    }
}
