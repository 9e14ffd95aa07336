import Records
import Storage

/// Measures how long pages of lists take, in this process, on the district as it is.
public struct MeasureLists {
    public struct Figure: Codable, Sendable {
        public let kind: String
        public let total: Int
        public let medianMilliseconds: Double
        public let slowestMilliseconds: Double
        /// Of the processor; less than the time where the disk or another process is waited for.
        public let medianProcessorMilliseconds: Double
    }

    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// Reads each page so many times.
    public func run(rounds: Int) throws -> [Figure] {
        let works = try roster() + students() + programs() + others()
        return try works.map { kind, work in
            var times = Times()
            var total = 0
            for _ in 0..<max(1, rounds) {
                let start = Times.now
                total = try work()
                let end = Times.now
                times.passed.append(end.passed - start.passed)
                times.worked.append(end.worked - start.worked)
            }
            return Figure(
                kind: kind, total: total, medianMilliseconds: Times.at(0.5, of: times.passed),
                slowestMilliseconds: Times.at(1, of: times.passed),
                medianProcessorMilliseconds: Times.at(0.5, of: times.worked))
        }
    }

    private typealias Work = (String, () throws -> Int)

    private func roster() throws -> [Work] {
        let table = RosterTable(workspace)
        let choices = try table.choices()
        func work(
            _ kind: String, _ key: RosterTable.Key = .name, page: Int = 1,
            _ change: (inout RosterTable.Filter) -> Void = { _ in }
        ) -> Work {
            var filter = RosterTable.Filter()
            change(&filter)
            let sort = RosterTable.Sort(key)
            return (
                "roster, \(kind)",
                { [filter] in try table.page(filter, sort: sort, page: page).total }
            )
        }
        return [
            work("all"), work("all, page 200", page: 200), work("by grade", .grade),
            work("by site", .site), work("by integration ID", .integrationID),
            work("a grade") { $0.grade = choices.grades.last },
            work("a site") { $0.site = choices.sites.first?.id },
            work("text of 1") { $0.text = "m" }, work("text of 3") { $0.text = "mar" },
            work("not imported") { $0.isImported = false },
            work("imported") { $0.isImported = true }, work("dropped") { $0.isDropped = true },
        ]
    }

    private func students() throws -> [Work] {
        let table = StudentTable(workspace)
        let choices = try table.choices()
        func work(
            _ kind: String, _ key: StudentTable.Key = .name, page: Int = 1,
            _ change: (inout StudentTable.Filter) -> Void = { _ in }
        ) -> Work {
            var filter = StudentTable.Filter()
            change(&filter)
            let sort = StudentTable.Sort(key)
            return (
                "students, \(kind)",
                { [filter] in try table.page(filter, sort: sort, page: page).total }
            )
        }
        return [
            work("all"), work("all, page 200", page: 200), work("by grade", .grade),
            work("by site", .site), work("by student ID", .studentID),
            work("a grade") { $0.grade = choices.grades.last },
            work("a site") { $0.site = choices.sites.first?.id },
            work("text of 1") { $0.text = "m" }, work("text of 3") { $0.text = "mar" },
            work("inactive") { $0.status = .inactive },
            work("not linked") { $0.isLinked = false },
        ]
    }

    private func programs() throws -> [Work] {
        let table = ProgramTable(workspace)
        let choices = try table.choices()
        func work(
            _ kind: String, _ key: ProgramTable.Key = .name,
            _ change: (inout ProgramTable.Filter) -> Void = { _ in }
        ) -> Work {
            var filter = ProgramTable.Filter()
            change(&filter)
            let sort = ProgramTable.Sort(key)
            return ("programs, \(kind)", { [filter] in try table.page(filter, sort: sort).total })
        }
        return [
            work("all"), work("by program", .program), work("by start", .start),
            work("by end", .end), work("a program") { $0.program = choices.programs.first?.key },
            work("a site") { $0.site = choices.sites.first?.id },
            work("active") { $0.activeOn = workspace.today },
            work("ending in 30 days") { $0.endingWithinDays = 30 },
            work("a program at a site") {
                $0.program = choices.programs.first?.key
                $0.site = choices.sites.first?.id
            },
        ]
    }

    private func others() throws -> [Work] {
        let changes = ChangeSets(workspace)
        let unlinked = UnlinkedStudents(workspace)
        let figures = Figures(workspace)
        return [
            ("change sets", { try changes.page().total }),
            ("work, counts", { try WorkList(workspace).counts().students }),
            ("work list, a page", { try unlinked.page().items.total }),
            ("work list, all", { try unlinked.run().count }),
            ("ALE, waiting", { try LinkToALE(workspace).list().total }),
            ("ALE, students", { try StudentSelector(workspace).page().total }),
            ("figures, programs", { try figures.programs(months: 24).series.count }),
            ("figures, waiting", { try figures.waiting().count }),
        ]
    }
}
