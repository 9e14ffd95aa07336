import ArgumentParser
import Operations
import Records

/// What waits to be done.
struct WorkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Count what waits: students, imports, learning plans.",
        discussion: """
            The students one by one: homeroom student unlinked. Held imports: homeroom import \
            list. Learning plans: homeroom plan overdue.
            """)
    @OptionGroup var options: WorkspaceOptions

    func run() throws {
        let counts = try withWorkspace(options) { try WorkList($0).counts() }
        if options.json { return Output.json(counts) }
        var table = TextTable(["What waits", ""])
        for one in counts.causes {
            table.add(["Not integrated: \(one.cause.rawValue)", grouped(one.count)])
        }
        table.add(["Students of ALE who are not linked", grouped(counts.unlinkedALE)])
        if let imports = counts.imports {
            table.add(["Held runs", grouped(imports.heldRuns)])
            table.add(["Held rows", counted(imports.heldRows)])
        }
        if let plans = counts.plans {
            table.add(["Learning plans with something overdue", grouped(plans.overdue)])
            table.add(["Learning plans to review this month", grouped(plans.toReview)])
            table.add(["Learning plans to approve", grouped(plans.toApprove)])
        }
        table.print()
    }
}

/// Counts over time.
struct FiguresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figures",
        abstract: "Count active program enrollments by month, imports, and how long students wait.")
    @Option(help: "How many months, 1 to 60.") var months = 12
    @OptionGroup var options: WorkspaceOptions

    private struct All: Encodable {
        let programs: Figures.Programs
        let imports: [Figures.Import]?
        let waiting: [Figures.Waiting]
    }

    func validate() throws {
        if !(1...60).contains(months) { throw ValidationError("--months takes 1 to 60.") }
    }

    func run() throws {
        let all = try withWorkspace(options) { workspace in
            let figures = Figures(workspace)
            return All(
                programs: try figures.programs(months: months), imports: try figures.imports(),
                waiting: try figures.waiting())
        }
        if options.json { return Output.json(all) }
        var programs = TextTable(["Active in"] + all.programs.days.map(\.description))
        for one in all.programs.series {
            programs.add([one.program ?? "all others"] + one.counts.map(grouped))
        }
        programs.print()
        Output.line()
        var imports = TextTable([
            "Run", "File", "State", "Inserted", "Updated", "Closed", "Unchanged", "Held",
            "Rejected",
        ])
        for one in all.imports ?? [] {
            let counts = one.counts
            imports.add(
                ["\(one.run)", one.file, one.state]
                    + [
                        counts.inserted, counts.updated, counts.closed, counts.unchanged,
                        counts.held, counts.rejected,
                    ].map(grouped))
        }
        imports.print()
        Output.line()
        var waiting = TextTable(["Waiting, days", "Not linked", "Stand-in for a state ID"])
        for one in all.waiting {
            waiting.add([
                one.last.map { "\(one.first) to \($0)" } ?? "\(one.first) and more",
                grouped(one.unlinked), grouped(one.provisional),
            ])
        }
        waiting.print()
    }
}
