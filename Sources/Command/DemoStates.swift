import Foundation
import Operations
import Records

/// What a state calls the programs of the demo, so that its files can be looked at.
struct DemoStates {
    let workspace: Workspace

    private static let year = SchoolYear(start: 2026)

    /// Makes it, and says so.
    func make() throws -> String {
        let tables = CodeTables(workspace)
        let known = Set(StateReports.layouts.first?.programCodes ?? [])
        let codes = try tables.list(CodeTables.Filter(table: CodeBook.programs))
        for code in codes where known.contains(code.key) {
            _ = try tables.setState(CodeBook.programs, code.key, of: Self.year, to: code.key)
        }
        _ = try Administration(workspace).set("state-reporting-district", to: "0161119")
        return "State files of \(Self.year) can be checked: homeroom state check ca-sprg --year "
            + "\(Self.year)"
    }
}
