import Operations
import Records

/// A run report as JSON, with stable keys.
struct RunReportJSON: Encodable {
    let report: RunReport

    init(_ report: RunReport) { self.report = report }

    private enum CodingKeys: String, CodingKey {
        case run, file, layout, state, read, inserted, updated, closed, unchanged, held, rejected
        case warnings, changeSet, problems
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(report.run, forKey: .run)
        try container.encode(report.file, forKey: .file)
        try container.encode(report.layout, forKey: .layout)
        try container.encode(report.state, forKey: .state)
        try container.encode(report.read, forKey: .read)
        try container.encode(report.inserted, forKey: .inserted)
        try container.encode(report.updated, forKey: .updated)
        try container.encode(report.closed, forKey: .closed)
        try container.encode(report.unchanged, forKey: .unchanged)
        try container.encode(report.held, forKey: .held)
        try container.encode(report.rejected, forKey: .rejected)
        try container.encode(report.warnings, forKey: .warnings)
        try container.encode(report.changeSet, forKey: .changeSet)
        try container.encode(report.problems, forKey: .problems)
    }
}
