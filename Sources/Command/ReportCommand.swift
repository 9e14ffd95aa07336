import ArgumentParser
import Foundation
import Operations
import Records

/// Reports: what people count and list.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Make reports: lists and counts of students and programs.",
        discussion: """
            Every district has some that are ready; others are made on the site, or from a file. \
            A report is given by its number, or by the name of a ready one.
            """,
        subcommands: [
            List.self, Show.self, Run.self, Save.self, Deliver.self, Remove.self, Columns.self,
        ])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the reports.")
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let reports = try withWorkspace(options) { try Reports($0).list() }
            if options.json { return Output.json(reports) }
            var table = TextTable(["Report", "Title", "Whose", "Made by itself", "Last"])
            for one in reports {
                table.add([
                    one.name, one.title, one.owner ?? "ready", one.delivery ?? "",
                    one.lastDelivery ?? "",
                ])
            }
            table.print()
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a report is made of, as a file that save takes.")
        @Argument(help: "The report.") var report: String
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let found = try withWorkspace(options) {
                try Reports($0).show(try ReportCommand.name(of: report))
            }
            guard let found else {
                return Output.line("It is made by Homeroom itself, and has no columns to choose.")
            }
            Output.line(StableJSON.text(found, pretty: true))
        }
    }

    struct Run: ParsableCommand {
        /// How a report is written.
        enum Format: String, ExpressibleByArgument, CaseIterable { case table, csv, tsv }

        static let configuration = CommandConfiguration(abstract: "Make a report.")
        @Argument(help: "The report.") var report: String
        @Option(help: "How: table, csv for a spreadsheet, tsv with cells exactly as they are.")
        var format = Format.table
        @Option(help: "File to write to, its owner's alone.") var out: String?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let bytes = try withWorkspace(options) { workspace -> [UInt8] in
                let reports = Reports(workspace)
                let which = try ReportCommand.name(of: report)
                if options.json || format == .table {
                    var table = try reports.table(which, size: .file)
                    for page in 1..<max(1, table.pages) {
                        table.rows += try reports.table(which, page: page + 1, size: .file).rows
                    }
                    let text =
                        options.json
                        ? StableJSON.text(table, pretty: true) : ReportFile.text(table)
                    return Array(text.utf8)
                }
                return try ReportFile.bytes(
                    name: report, for: format == .tsv ? .data : .spreadsheet
                ) { try reports.table(which, page: $0, size: .file) }
            }
            if let out { return try NewFile.write(out) { try $0.write(bytes) } }
            if format == .table {
                for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
                    Output.line(Output.harmless(String(line)))
                }
            } else {
                Output.bytes(bytes)
            }
        }
    }

    struct Save: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a report that a file describes: one of show, changed.")
        @Argument(help: "File with the report, as JSON.") var file: String
        @Option(help: "Number of the report that it takes the place of.") var number: Int?
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            guard let data = FileManager.default.contents(atPath: file),
                let report = StableJSON.value(Report.self, String(decoding: data, as: UTF8.self))
            else {
                throw OperationError.refused(
                    code: "report.unreadable", message: "\(file) describes no report.",
                    remedy: "Begin with one: homeroom report show 504-list")
            }
            let saved = try withWorkspace(options) { try Reports($0).save(report, as: number) }
            ReportCommand.tell(saved, options)
        }
    }

    struct Deliver: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a report made by itself, into a folder or told by mail.",
            discussion: """
                Counts stand in the mail, from 10 on; a list of students goes into the folder \
                alone. Without --folder and --mail it is not made by itself any more.
                """)
        @Argument(help: "Number of the report.") var report: Int
        @Option(help: "Folder of this machine, from / on.") var folder: String?
        @Option(help: "Address that is told by mail; can be given several times.")
        var mail: [String] = []
        @Option(help: "Time of the day there.") var time = "06:00"
        @Option(help: "Time zone, such as America/Los_Angeles.") var zone = "UTC"
        @Option(help: "Days, 1 is Monday: 1,2,3,4,5.") var days = "1,2,3,4,5"
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            let weekdays = days.split(separator: ",").compactMap { Int($0) }
            let saved = try withWorkspace(options) { workspace in
                let reports = Reports(workspace)
                guard var found = try reports.show(.kept(report)) else {
                    throw OperationError.notFound(kind: "report", name: "\(report)")
                }
                found.delivery =
                    folder == nil && mail.isEmpty
                    ? nil
                    : try ReportDelivery(
                        weekdays: weekdays, time: time, zone: zone, folder: folder, mailTo: mail)
                return try reports.save(found, as: report)
            }
            ReportCommand.tell(saved, options)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a report.")
        @Argument(help: "Number of the report.") var report: Int
        @OptionGroup var options: WorkspaceOptions

        func run() throws {
            ReportCommand.tell(
                try withWorkspace(options) { try Reports($0).remove(report) }, options)
        }
    }

    struct Columns: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show the columns of a category, or change what one is called and who uses it."
        )
        @Argument(help: "Category: programs or students.") var category: String
        @Argument(help: "Column; without one, all are shown.") var column: String?
        @Option(help: "What it is called here.") var label: String?
        @Option(help: "Whether it can be used: yes or no.") var enabled: String?
        @Option(help: "Whether everybody can use it: yes or no.") var shared: String?
        @OptionGroup var options: WorkspaceOptions

        func validate() throws {
            if ReportCategory(rawValue: category) == nil {
                throw ValidationError("A category is programs or students.")
            }
            for value in [enabled, shared].compactMap(\.self) where !["yes", "no"].contains(value) {
                throw ValidationError("--enabled and --shared take yes or no.")
            }
        }

        func run() throws {
            guard let category = ReportCategory(rawValue: category) else { return }
            let changes = label != nil || enabled != nil || shared != nil
            let (setting, saved) = try withWorkspace(options) { workspace in
                let catalogue = ReportCatalogue(workspace)
                var setting = try catalogue.setting(category)
                if !changes { return (setting, ReportCatalogue.Changed?.none) }
                if let column {
                    var its = setting[column]
                    if let label { its.label = label }
                    if let enabled { its.isEnabled = enabled == "yes" }
                    if let shared { its.isShared = shared == "yes" }
                    setting.columns[column] = its
                } else {
                    if let enabled { setting.isEnabled = enabled == "yes" }
                    if let shared { setting.isShared = shared == "yes" }
                }
                return (setting, try catalogue.save(category, setting))
            }
            if options.json { return Output.json(setting) }
            var table = TextTable(["Column", "Called here", "Enabled", "Shared"])
            for one in category.columns where column == nil || column == one.name {
                let its = setting[one.name]
                table.add([
                    one.name, its.label.isEmpty ? one.label : its.label,
                    its.isEnabled ? "yes" : "no", its.isShared ? "yes" : "no",
                ])
            }
            table.print()
            if let change = saved?.changeSet {
                Output.line("To take it back: homeroom undo \(change)")
            }
        }
    }

    fileprivate static func name(of text: String) throws -> Reports.Name {
        guard let name = Reports.Name(text) else {
            throw OperationError.notFound(kind: "report", name: text)
        }
        return name
    }

    fileprivate static func tell(_ changed: Reports.Changed, _ options: WorkspaceOptions) {
        if options.json { return Output.json(changed) }
        guard let change = changed.changeSet else {
            return Output.line("Report \(changed.id) is so already.")
        }
        Output.line("Report \(changed.id)")
        Output.line("To take it back: homeroom undo \(change)")
    }
}
