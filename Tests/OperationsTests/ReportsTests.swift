import Automation
import Foundation
import Records
import Storage
import Synchronization
import Testing

@testable import Operations

/// Lists and counts of a district, against the same found by hand.
@Suite struct ReportListTests {
    let hall: ListHall

    init() throws { hall = try ListHall() }

    private func table(_ report: Report, size: PageSize = .file) throws -> ReportTable {
        try Reports(hall.workspace).preview(report, size: size)
    }

    @Test func `a list has the rows that fit, in order`() throws {
        let today = hall.workspace.today
        let filters: [(ReportFilter, (ListHall.Program) -> Bool)] = [
            (ReportFilter("program", .is, ["101", "127"]), { ["101", "127"].contains($0.code) }),
            (ReportFilter("program", .isNot, ["101"]), { $0.code != "101" }),
            (ReportFilter("program", .beginsWith, ["12"]), { $0.code.hasPrefix("12") }),
            (ReportFilter("site", .is, ["1010"]), { $0.key.site == 1010 }),
            (ReportFilter("site", .isNot, ["1010"]), { $0.key.site != 1010 }),
            (ReportFilter("site", .isBlank), { $0.key.site == ProgramRow.noSite }),
            (ReportFilter("site", .isNotBlank), { $0.key.site != ProgramRow.noSite }),
            (ReportFilter("schoolYear", .is, ["2025-2026"]), { $0.year == 2025 }),
            (ReportFilter("eligibility", .isBlank), { $0.eligibility.isEmpty }),
            (ReportFilter("eligibility", .isNot, ["E"]), { $0.eligibility != "E" }),
            (ReportFilter("end", .isBlank), { $0.ends == nil }),
            (
                ReportFilter("end", .withinDays, ["60"]),
                { one in
                    one.ends.map { (0...60).contains($0 - Int(today.dayNumber)) } ?? false
                }
            ),
            (
                ReportFilter("start", .lastDays, ["90"]),
                {
                    (1...90).contains(Int64(today.dayNumber) - $0.key.start)
                }
            ),
            (
                ReportFilter("start", .activeOn, ["today"]),
                {
                    $0.key.start <= Int64(today.dayNumber)
                        && ($0.ends.map { $0 >= Int(today.dayNumber) } ?? true)
                }
            ),
            (
                ReportFilter("start", .atLeast, [today.adding(days: -30).monthDayYear]),
                {
                    $0.key.start >= Int64(today.dayNumber) - 30
                }
            ),
            (
                ReportFilter("start", .atMost, [today.adding(days: -30).description]),
                {
                    $0.key.start <= Int64(today.dayNumber) - 30
                }
            ),
        ]
        for (filter, fits) in filters {
            let report = Report(
                name: "x", columns: ["program", "start", "end"], filters: [filter], sort: "start")
            let table = try table(report)
            let expected = hall.programs.filter(fits).sorted {
                ($0.key.start, $0.key) < ($1.key.start, $1.key)
            }
            #expect(!expected.isEmpty && expected.count < hall.programs.count, "\(filter)")
            #expect(table.total == expected.count, "\(filter)")
            #expect(table.rows.map(\.student) == expected.map { Int($0.key.student) })
            #expect(table.rows.map { $0.cells[0].text } == expected.map(\.code))
        }
    }

    @Test func `pages follow each other, and blanks stand last both ways`() throws {
        for isDescending in [false, true] {
            let report = Report(
                name: "x", columns: ["end", "lastName"], sort: "end", isDescending: isDescending)
            let whole = try table(report)
            let open = hall.programs.count { $0.ends == nil }
            #expect(whole.rows.suffix(open).allSatisfy { $0.cells[0] == .blank })
            let days = whole.rows.dropLast(open).map(\.cells[0])
            let known: [CalendarDate] = days.compactMap {
                if case .day(let day) = $0 { day } else { nil }
            }
            #expect(known.count == days.count)
            #expect(known == known.sorted(by: { isDescending ? $0 > $1 : $0 < $1 }))
            let reports = Reports(hall.workspace)
            let paged = try (1...whole.total / 25 + 1).flatMap {
                try reports.preview(report, page: $0, size: .few).rows
            }
            #expect(paged == whole.rows)
        }
    }

    @Test func `grades come in the order of schools`() throws {
        for isDescending in [false, true] {
            let list = try table(
                Report(
                    name: "x", category: .students, columns: ["grade"], sort: "grade",
                    isDescending: isDescending))
            var grades: [String] = []
            for cell in list.rows.map(\.cells[0]) where cell != .blank && cell.text != grades.last {
                grades.append(cell.text)
            }
            let inOrder = grades.sorted(by: GradeOrder.isBefore)
            #expect(grades == (isDescending ? inOrder.reversed() : inOrder))
            #expect(inOrder != inOrder.sorted())
            let counted = try table(Report(name: "x", category: .students, groups: ["grade"]))
            #expect(counted.rows.map { $0.cells[0].text }.filter { !$0.isEmpty } == inOrder)
        }
    }

    @Test func `counts are those of the rows`() throws {
        let counted = try table(Report(name: "x", groups: ["program", "site"]))
        func name(_ site: Int64) -> String {
            site == ProgramRow.noSite ? "" : hall.siteNames[Int(site)] ?? ""
        }
        let groups = Dictionary(grouping: hall.programs) { [$0.code, name($0.key.site)] }
        #expect(counted.rows.count == groups.count)
        for row in counted.rows {
            let its = try #require(groups[[row.cells[0].text, row.cells[1].text]])
            #expect(row.cells[2] == .count(.exactly(its.count)))
            #expect(row.cells[3] == .count(.exactly(Set(its.map(\.key.student)).count)))
        }
        let students = Set(hall.programs.map(\.key.student)).count
        #expect(
            counted.sum == [
                .blank, .blank, .count(.exactly(hall.programs.count)),
                .count(.exactly(students)),
            ])
    }

    @Test func `months add up their days`() throws {
        let counted = try table(Report(name: "x", groups: ["startMonth"]))
        let groups = Dictionary(grouping: hall.programs) {
            String(
                CalendarDate(dayNumber: Int32($0.key.start)).description.prefix(7))
        }
        #expect(
            counted.rows.map { [$0.cells[0].text, $0.cells[1].text] }
                == groups.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value.count)"] })
        #expect(counted.headings.map(\.name) == ["startMonth", "count"])
    }

    @Test func `merged profiles are in no report`() throws {
        let table = try table(
            Report(name: "x", category: .students, columns: ["studentID", "status"]))
        let expected = hall.students
        #expect(Set(table.rows.compactMap(\.student)) == Set(expected.map(\.id)))
        #expect(table.total == expected.count)
        let retired = try hall.district.store.read {
            try $0.count("SELECT count(*) FROM student WHERE status = 'retired'")
        }
        #expect(retired > 0)
    }

    @Test(arguments: [
        ReportFilter("program", .atMost, ["101"]), ReportFilter("program", .is),
        ReportFilter("start", .is, ["soon"]), ReportFilter("site", .is, ["Willow"]),
        ReportFilter("schoolYear", .is, ["2026"]), ReportFilter("nothing", .is, ["1"]),
        ReportFilter("start", .withinDays, ["-1"]), ReportFilter("startMonth", .is, ["2026-13"]),
        ReportFilter("start", .activeOn, ["today", "tomorrow"]),
        ReportFilter("isLinked", .is, ["perhaps"]),
    ])
    func `filters that say nothing are refused`(_ filter: ReportFilter) {
        #expect(throws: OperationError.self) {
            try table(Report(name: "x", columns: ["program"], filters: [filter]))
        }
    }

    @Test func `ready reports can be made`() throws {
        for ready in ReadyReport.allCases {
            let table = try Reports(hall.workspace).table(.ready(ready))
            #expect(table.rows.allSatisfy { $0.cells.count == table.headings.count })
        }
        let list = try Reports(hall.workspace).table(.ready(.plan504))
        let today = hall.workspace.today
        let expected = hall.programs.filter {
            $0.code == "101" && $0.key.start <= Int64(today.dayNumber)
                && ($0.ends.map { $0 >= Int(today.dayNumber) } ?? true)
        }
        #expect(list.total == expected.count && !expected.isEmpty)
    }

    @Test func `codes are read where the database has them sealed`() throws {
        let office = try Office(students: 1, isSealed: true)
        _ = try office.codeTables.add(
            CodeBook.programs, "L25M", CodeTables.Entry(text: "Reading", systemKey: "lap"))
        let student = try TwoSites.create("Ilse", "Nordby", site: nil, office)
        var entry = StudentPrograms.Entry()
        entry.program = "L25M"
        entry.start = CalendarDate(iso: "2026-09-02")
        _ = try StudentPrograms(office.workspace()).add(student, entry)
        for (column, filter, shown) in [
            ("program", ReportFilter("programName", .beginsWith, ["Rea"]), "L25M"),
            ("programName", ReportFilter("program", .is, ["L25M"]), "Reading"),
            ("systemKey", ReportFilter("systemKey", .isNotBlank), "lap"),
        ] {
            let list = Report(name: "x", columns: [column], filters: [filter], sort: column)
            let reports = Reports(office.workspace())
            #expect(try reports.preview(list).rows.map { $0.cells[0].text } == [shown])
            let counts = Report(name: "x", filters: [filter], groups: [column])
            #expect(try reports.preview(counts).rows.map { $0.cells[0].text } == [shown])
        }
        let saved = try Reports(office.workspace()).save(
            Report(
                name: "One", category: .students, columns: ["lastName"],
                filters: [ReportFilter("lastName", .is, ["Nordby"])]))
        let kept = try office.district.store.read {
            try $0.rows("SELECT document FROM saved_report") { try $0.requiredText(0) }
        }
        #expect(kept.count == 1 && !kept[0].contains("Nordby"))
        #expect(try Reports(office.workspace()).table(.kept(saved.id)).total == 1)
    }

    @Test func `names with formulas and separators go into files as cells`() throws {
        let table = ReportTable(
            headings: [.init(name: "a", label: "=A"), .init(name: "b", label: "B")],
            rows: [.init(student: 1, cells: [.text("=1+1"), .text("x,\"y\"\tz")])], total: 1,
            isTotalCut: false, page: 1, pages: 1, sum: nil)
        let csv = try ReportFile.bytes(name: "x", for: .spreadsheet) { _ in table }
        #expect(
            String(decoding: csv.dropFirst(3), as: UTF8.self)
                == "'=A,B\r\n'=1+1,\"x,\"\"y\"\"\tz\"\r\n")
        let raw = try ReportFile.bytes(name: "x", for: .data) { _ in table }
        #expect(String(decoding: raw, as: UTF8.self) == "=A\tB\n=1+1\t\"x,\"\"y\"\"\tz\"\n")
    }
}

/// Who sees which reports, and what of them.
@Suite struct ReportRightsTests {
    let sites: TwoSites

    init() throws {
        let sites = try TwoSites()
        for key in ["504_plan", "lunch_free"] {
            _ = try sites.office.codeTables.add(
                CodeBook.programs, key, CodeTables.Entry(text: key, systemKey: key))
            _ = try sites.addProgram(to: sites.here, key, site: 1010)
        }
        _ = try sites.addProgram(to: sites.here, site: 1010)
        self.sites = sites
    }

    private func workspace(
        _ role: Role, user: Int? = nil, sites ids: Set<Int>? = nil, _ rules: [PermissionRule] = []
    ) -> Workspace {
        Workspace(
            store: sites.office.district.store, clock: sites.office.clock,
            access: AccessPolicy.access(
                for: Person(user: user, name: "x", role: role, sites: ids), rules: rules))
    }

    private func programs(_ workspace: Workspace, _ report: Report) throws -> [String] {
        try Reports(workspace).preview(report, size: .file).rows.map { $0.cells[0].text }
    }

    @Test func `classes that are not seen are in no list, filter or count`() throws {
        let list = Report(name: "x", columns: ["program"], sort: "program")
        let counts = Report(name: "x", groups: ["program"])
        var only = list
        for (role, seen) in [
            (Role.dataManager, ["101", "504_plan", "lunch_free"]),
            (.registrar, ["101", "504_plan"]),
            (.secretary, ["101"]),
        ] {
            let workspace = workspace(role)
            #expect(Set(try programs(workspace, list)) == Set(seen))
            #expect(try programs(workspace, counts) == seen)
            only.filters = [ReportFilter("systemKey", .is, ["lunch_free"])]
            #expect(try programs(workspace, only) == seen.filter { $0 == "lunch_free" })
            only.filters = [ReportFilter("systemKey", .isNot, ["504_plan"])]
            #expect(try !programs(workspace, only).contains("504_plan"))
        }
    }

    @Test func `only students of one's sites are in it`() throws {
        let list = Report(name: "x", category: .students, columns: ["studentID"])
        #expect(try programs(workspace(.registrar, sites: [1010]), list) == [sites.here])
        let all = try programs(workspace(.registrar), list)
        #expect(Set(all).isSuperset(of: [sites.here, sites.there, sites.nowhere]))
    }

    /// A report with nine records of one program and ten of another, shared with teachers.
    private func shared() throws -> (name: Reports.Name, host: Reports) {
        let host = Reports(sites.office.workspace())
        for number in 0..<19 {
            let student = try TwoSites.create("Ana", "Mur\(number)", site: 1010, sites.office)
            _ = try sites.addProgram(to: student, number < 9 ? "120" : "127", site: 1010)
        }
        let saved = try host.save(
            Report(
                name: "By program", filters: [ReportFilter("program", .is, ["120", "127"])],
                groups: ["program"], roles: [.teacher]))
        return (.kept(saved.id), host)
    }

    @Test func `whoever sees no rows sees no small counts, and no sum that tells them`() throws {
        let (name, host) = try shared()
        #expect(try host.table(name).sum?.suffix(2) == [.count(19), .count(19)])
        let teacher = Reports(workspace(.teacher, user: 3))
        let table = try teacher.table(name)
        #expect(table.rows.map(\.cells) == [[.text("127"), .count(10), .count(10)]])
        #expect(table.sum == [.blank, .count(.untold), .count(.untold)])
        #expect(try teacher.list().map(\.title).contains("By program"))
        #expect(throws: OperationError.self) {
            try teacher.preview(Report(name: "x", groups: ["program"]))
        }
        #expect(throws: OperationError.self) {
            try Reports(workspace(.secretary, user: 4)).table(name)
        }
    }

    @Test func `many records of few students are few`() throws {
        let (_, host) = try shared()
        for day in 2...13 {
            let start = "2026-10-" + (day < 10 ? "0\(day)" : "\(day)")
            _ = try sites.addProgram(
                to: sites.there, "120", site: 1020, end: start, start: start)
        }
        for groups in [["program", "site"], ["startMonth", "program"]] {
            let saved = try host.save(
                Report(
                    name: "Both", filters: [ReportFilter("program", .is, ["120", "127"])],
                    groups: groups, roles: [.teacher]))
            let table = try Reports(workspace(.teacher, user: 3)).table(.kept(saved.id))
            #expect(table.rows.count == 1 && table.leavesOut)
            #expect(table.rows[0].cells[groups[0] == "program" ? 0 : 1].text == "127")
            #expect(try host.table(.kept(saved.id)).rows.count > 2)
        }
    }

    @Test func `columns that say who somebody is take the right to see students`() throws {
        let rule = PermissionRule(.seeStudents, .role(.registrar), .no)
        let registrar = Reports(workspace(.registrar, user: nil, [rule]))
        for report in [
            Report(name: "x", columns: ["birthDate"]),
            Report(name: "x", columns: ["program"], sort: "stateID"),
            Report(
                name: "x", columns: ["program"],
                filters: [ReportFilter("otherID", .is, ["1"])]),
        ] {
            #expect { try registrar.preview(report) } throws: {
                ($0 as? OperationError)?.code == "access.denied"
            }
        }
        #expect(try registrar.preview(Report(name: "x", columns: ["program"])).total > 0)
    }

    @Test func `only whose change of a report it was undoes it`() throws {
        let host = Reports(sites.office.workspace())
        let change = try #require(
            try host.save(Report(name: "Ours", columns: ["program"], roles: [.registrar]))
                .changeSet)
        #expect { try Undo(workspace(.dataManager)).run(change) } throws: {
            ($0 as? OperationError)?.code == "undo.report"
        }
        _ = try sites.office.undo(change)
    }

    @Test func `columns are renamed, switched off, and kept from others`() throws {
        let host = sites.office.workspace()
        let catalogue = ReportCatalogue(host)
        var setting = ReportCategorySetting()
        setting.columns["program"] = ReportColumnSetting(label: "Service")
        setting.columns["exitCode"] = ReportColumnSetting(isEnabled: false)
        setting.columns["grade"] = ReportColumnSetting(isShared: false)
        let change = try #require(try catalogue.save(.programs, setting).changeSet)
        #expect(try catalogue.save(.programs, setting).changeSet == nil)
        let registrar = workspace(.registrar, user: 2)
        let list = Report(name: "x", columns: ["program"])
        #expect(try Reports(registrar).preview(list).headings.map(\.label) == ["Service"])
        for (workspace, column) in [
            (registrar, "exitCode"), (registrar, "grade"), (host, "exitCode"),
        ] {
            for report in [
                Report(name: "x", columns: [column]),
                Report(name: "x", columns: ["program"], sort: column),
                Report(
                    name: "x", columns: ["program"],
                    filters: [ReportFilter(column, .isBlank)]),
            ] {
                #expect { try Reports(workspace).preview(report) } throws: {
                    ($0 as? OperationError)?.code == "report.column-off"
                }
            }
        }
        #expect(try Reports(host).preview(Report(name: "x", columns: ["grade"])).total > 0)
        setting.isShared = false
        _ = try catalogue.save(.programs, setting)
        #expect { try Reports(registrar).preview(list) } throws: {
            ($0 as? OperationError)?.code == "report.category-off"
        }
        #expect(try ReportCatalogue(registrar).categories().map(\.category) == [.students])
        _ = try sites.office.undo(change + 1)
        _ = try sites.office.undo(change)
        #expect(try catalogue.setting(.programs) == ReportCategorySetting())
    }

    @Test func `a report is its owner's`() throws {
        let registrar = Reports(workspace(.registrar, user: nil))
        #expect { try registrar.remove(99) } throws: {
            ($0 as? OperationError)?.code == "report.not-found"
        }
        let host = Reports(sites.office.workspace())
        let saved = try host.save(Report(name: "Mine", columns: ["program"]))
        #expect { try registrar.show(.kept(saved.id)) } throws: {
            ($0 as? OperationError)?.code == "report.not-found"
        }
        let opened = try host.save(
            Report(name: "Ours", columns: ["program"], roles: [.registrar]), as: saved.id)
        #expect(try registrar.show(.kept(opened.id))?.name == "Ours")
        #expect {
            try registrar.save(Report(name: "No", columns: ["program"]), as: opened.id)
        } throws: { ($0 as? OperationError)?.code == "report.not-own" }
        let caseManager = Reports(workspace(.caseManager, user: nil))
        #expect {
            try caseManager.save(Report(name: "x", columns: ["program"], roles: [.teacher]))
        } throws: { ($0 as? OperationError)?.code == "access.denied" }
        let removed = try #require(try host.remove(opened.id).changeSet)
        _ = try sites.office.undo(removed)
        #expect(try host.show(.kept(opened.id))?.roles == [.registrar])
    }

    /// A report of counts that is mailed every morning.
    private func mailedDaily() throws -> (host: Reports, number: Int) {
        let (_, host) = try shared()
        var counts = Report(name: "Counts", groups: ["program"])
        counts.delivery = try ReportDelivery(
            weekdays: Array(1...7), time: "06:00", zone: "America/Los_Angeles",
            mailTo: ["data@example.org"])
        return (host, try host.save(counts).id)
    }

    @Test func `beside a report stands what became of its mail, also later`() throws {
        let kept = NightNoticesTests.Kept()
        let (host, number) = try mailedDaily()
        let store = sites.office.district.store
        let start = sites.office.clock().addingTimeInterval(86_400)
        func at(_ seconds: Double) -> Workspace {
            Workspace(
                store: store, actor: "homeroom: nightly",
                clock: { start.addingTimeInterval(seconds) })
        }
        func told() throws -> String? {
            let listed: [Reports.Listed] = try host.list()
            return listed.first { $0.name == "\(number)" }?.lastDelivery
        }
        kept.mailRefusal.withLock { $0 = "no route" }
        let made = try ReportDeliveries(at(0), messenger: kept).run()
        #expect(made.map(\.isFailed) == [true])
        #expect(made.first?.outcome == "The mail could not be sent: no route. It is tried again.")
        #expect(try told()?.contains("no route. It is tried again.") == true)
        #expect(try Outbox.waiting(at(0)).map(\.about) == ["Report \(number)"])
        #expect(try ReportDeliveries(at(30), messenger: kept).run().isEmpty)
        kept.mailRefusal.withLock { $0 = nil }
        #expect(try Outbox(at(90), messenger: kept).deliver().isEmpty)
        #expect(try told()?.contains("It was mailed.") == true)
        #expect(kept.mails.withLock { $0.count } == 2)

        // The next day nobody ever takes it.
        kept.isWithoutMail.withLock { $0 = true }
        #expect(try ReportDeliveries(at(86_400), messenger: kept).run().count == 1)
        #expect(try told()?.contains("there is no sendmail. It waits to be mailed.") == true)
        _ = try Outbox(at(6 * 86_400), messenger: kept).deliver()
        #expect(try told()?.contains("It is not tried any more.") == true)

        // And one is let go.
        kept.isWithoutMail.withLock { $0 = false }
        kept.mailRefusal.withLock { $0 = "no route" }
        #expect(try ReportDeliveries(at(7 * 86_400), messenger: kept).run().count == 1)
        let waiting = try #require(try Outbox.waiting(at(7 * 86_400)).first)
        try Outbox.drop(waiting.notice, at(7 * 86_400))
        #expect(try told()?.contains("was let go by homeroom: nightly.") == true)
    }

    @Test func `a report whose process ended is made again after an hour, once`() throws {
        let kept = NightNoticesTests.Kept()
        let (_, number) = try mailedDaily()
        let store = sites.office.district.store
        let start = sites.office.clock().addingTimeInterval(86_400)
        func run(_ seconds: Double) throws -> Int {
            let work = Workspace(
                store: store, actor: "homeroom: nightly",
                clock: { start.addingTimeInterval(seconds) })
            return try ReportDeliveries(work, messenger: kept).run().count
        }
        let zone = try #require(LocalClock(zone: "America/Los_Angeles"))
        let isTaken = try store.write {
            try $0.takeReportDelivery(
                of: number, on: zone.date(at: start.timeIntervalSince1970),
                at: ImportFiles.timestamp(start), begun: "")
        }
        #expect(isTaken)
        #expect(try run(3_000) == 0)
        #expect(try run(3_660) == 1)
        #expect(try run(3_720) == 0)
        #expect(kept.mails.withLock { $0.count } == 1)
    }

    @Test func `a report goes into a folder and a mail once for each date`() throws {
        let (_, host) = try shared()
        let kept = NightNoticesTests.Kept()
        let folder = sites.office.district.folder.appending(path: "reports").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        var list = Report(name: "Who, = all", columns: ["lastName", "program"])
        list.delivery = try ReportDelivery(
            weekdays: Array(1...7), time: "06:00", zone: "America/Los_Angeles", folder: folder,
            mailTo: ["data@example.org"])
        var counts = Report(name: "Counts", groups: ["program"])
        counts.delivery = list.delivery
        let number = try host.save(list).id
        _ = try host.save(counts)
        // The next day at 07:00 there.
        let later = sites.office.clock().addingTimeInterval(86_400)
        let work = Workspace(
            store: sites.office.district.store, actor: "homeroom: nightly", clock: { later })
        let deliveries = ReportDeliveries(work, messenger: kept)
        let outcomes = try deliveries.run()
        #expect(outcomes.map(\.isFailed) == [false, false])
        #expect(try deliveries.run().isEmpty)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files.count == 2)
        let mine = try #require(files.first { $0.hasPrefix("who-all-\(number)-") })
        let text = try String(contentsOfFile: folder + "/" + mine, encoding: .utf8)
        #expect(text.contains("Nordby,101\r\n"))
        let mails = kept.mails.withLock { $0 }
        #expect(mails.count == 2)
        #expect(mails.allSatisfy { !$0.contains("Nordby") })
        #expect(mails.contains { $0.contains("127") && $0.contains("not shown") })
        #expect(mails.allSatisfy { !$0.contains("\n120 ") })
        let noted = try sites.office.district.store.read {
            try $0.count("SELECT count(*) FROM access_event WHERE kind = 'export'")
        }
        #expect(noted == 1)
        // What lies where the file goes is no file: it is told beside the report.
        try FileManager.default.removeItem(atPath: folder)
        let next = later.addingTimeInterval(86_400)
        let again = Workspace(
            store: sites.office.district.store, actor: "homeroom: nightly", clock: { next })
        let failed = try ReportDeliveries(again, messenger: kept).run()
        #expect(failed.map(\.isFailed) == [true, true])
        #expect(
            try host.list().compactMap(\.lastDelivery).allSatisfy { $0.contains("Cannot write") })
    }

    @Test func `only the host names a folder`() throws {
        var report = Report(name: "x", columns: ["program"])
        report.delivery = try ReportDelivery(
            weekdays: [1], time: "06:00", zone: "UTC", folder: "/tmp")
        #expect { try Reports(workspace(.dataManager, user: nil)).save(report) } throws: {
            ($0 as? OperationError)?.code == "report.folder"
        }
    }
}
