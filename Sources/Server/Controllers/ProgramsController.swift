import Operations
import Pages
import Records
import Storage

/// Program records of all students.
enum ProgramsController {
    static let place = ListPlace(
        path: "/programs", access: .needs(.seePrograms), purpose: "programs",
        filters: ["program", "site", "activeOn", "schoolYear", "ending"], sort: "name")

    static let routes = place.routes { _, workspace, query in
        let table = ProgramTable(workspace)
        let hidden = try workspace.hiddenPrograms()
        var problems: [FormState.Problem] = []
        var filter = ProgramTable.Filter()
        filter.program = query.filters["program"]
        filter.site = query.filters["site"].flatMap(Int.init)
        filter.activeOn = query.day("activeOn", &problems)
        if let text = query.filters["schoolYear"] {
            filter.schoolYear = SchoolYear(text: text)
            if filter.schoolYear == nil {
                problems.append(FormState.Problem("schoolYear", .notASchoolYear))
            }
        }
        filter.endingWithinDays = query.filters["ending"].flatMap(Int.init)
        return ProgramsPage(
            query: query,
            page: try table.page(
                filter, sort: query.order(ProgramTable.Key.self, or: .name),
                page: query.page, size: PageSize(rawValue: query.size) ?? .few,
                hiding: hidden), choices: try table.choices(hiding: hidden),
            form: FormState(values: query.form.values, problems: problems))
    }
}

extension ListQuery {
    /// A day that is filtered by; what is none is a problem of its field.
    func day(_ name: String, _ problems: inout [FormState.Problem]) -> CalendarDate? {
        guard let text = filters[name] else { return nil }
        if case .date(let date) = DateCell.read(text, order: .monthFirst) { return date }
        problems.append(FormState.Problem(name, .notADate))
        return nil
    }
}
