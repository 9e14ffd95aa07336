import Records

/// Reports that every district has, beside what people make.
public enum ReadyReport: String, CaseIterable, Sendable {
    /// Program enrollments by program and site.
    case programsBySite = "programs-by-site"
    /// How many program enrollments began in each month, by program.
    case programsOverTime = "programs-over-time"
    /// Who has an active 504 plan.
    case plan504 = "504-list"
    /// Program enrollments that end within 30 days.
    case endingSoon = "ending-soon"
    /// Students who have no link to the SIS.
    case withoutIntegration = "without-integration"
    /// Runs of imports, with what was wrong.
    case imports = "imports"
    /// Learning plans for which something should have been done.
    case plansDue = "plans-due"

    public var title: String {
        switch self {
        case .programsBySite: "Active program enrollments by program and site"
        case .programsOverTime: "Program enrollments by month of start"
        case .plan504: "504 list"
        case .endingSoon: "Program enrollments ending within 30 days"
        case .withoutIntegration: "Students without integration"
        case .imports: "Imports and their problems"
        case .plansDue: "Learning plans due"
        }
    }

    /// What it is made of; nil for what is no list of a category.
    public var report: Report? {
        let active = ReportFilter("start", .activeOn, ["today"])
        let who = ["lastName", "firstName", "studentID", "grade", "school"]
        return switch self {
        case .programsBySite:
            Report(
                name: title, filters: [active], groups: ["programName", "site"], chart: .stacked)
        case .programsOverTime:
            Report(
                name: title, filters: [ReportFilter("start", .lastDays, ["1095"])],
                groups: ["startMonth", "programName"], chart: .lines)
        case .plan504:
            Report(
                name: title,
                columns: who + ["stateID", "birthDate", "site", "start", "end"],
                filters: [
                    active, ReportFilter("systemKey", .is, ["504_plan"]),
                ])
        case .endingSoon:
            Report(
                name: title, columns: who + ["program", "programName", "site", "start", "end"],
                filters: [ReportFilter("end", .withinDays, ["30"])], sort: "end")
        case .withoutIntegration:
            Report(
                name: title, category: .students,
                columns: who + [
                    "stateID", "otherID", "birthDate", "origin", "status", "createdOn",
                ],
                filters: [ReportFilter("isLinked", .is, ["no"])])
        case .imports, .plansDue: nil
        }
    }

    /// The right that it takes.
    public var permissions: [Permission] {
        switch self {
        case .imports: [.runImports, .seeImports]
        case .plansDue: [.seePlans]
        default: report.map { [$0.category.permission] } ?? []
        }
    }
}
