import ArgumentParser
import Operations
import Records
import Storage

extension DistrictCommand {
    struct Copy: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy a whole district, also between a folder and PostgreSQL.",
            discussion: """
                Everything goes along: students, programs, imports with their files and reports, \
                and every change set, so that undo works as before. All rows are read back, and \
                count and checksum of each table are held against the source's. A copy that was \
                interrupted goes on when the same command is given again.

                Examples:
                  homeroom district copy --to postgres://localhost/homeroom
                  homeroom district copy --database homeroom --district elma --to ./data --as elma2
                """)

        @Option(
            help: ArgumentHelp(
                "Where to: a folder, a URI (postgres://...), or service=NAME.",
                valueName: "place"))
        var to: String
        @Option(
            name: .customLong("as"),
            help: ArgumentHelp(
                "Name of the copy; the district's own without it.", valueName: "name"))
        var newName: String?
        @OptionGroup var options: DistrictOptions

        func validate() throws { if let newName { try DistrictOptions.requireName(newName) } }

        func run() throws {
            let place = try Location(word: to)
            let destination = place.districts
            let name = newName ?? options.district
            if name == options.district, destination.place == options.location.districts.place {
                throw OperationError.refused(
                    code: "copy.same", message: "The district would be copied onto itself.",
                    remedy: "Choose another name with --as, or another destination with --to.")
            }
            let report = try withDistrict(options, existing: true) { source in
                let target = try destination.open(name, toCopy: true)
                defer { try? target.close() }
                let report = try CopyDistrict(from: source, to: target, clock: options.clock) {
                    table in
                    if !options.json { Output.note("\(table.table): \(grouped(table.rows)) rows") }
                }.run()
                try options.districtKeys.follow(target, to: place.keys(of: name))
                return report
            }
            if options.json { return Output.json(report) }
            let rows = report.tables.map(\.rows).reduce(0, +)
            Output.line(
                "\(report.resumed ? "Went on with an interrupted copy. " : "")Copied the district "
                    + "\(options.district) to \(name) in \(destination.place): "
                    + "\(grouped(rows)) rows of \(report.tables.count) tables. Count and checksum "
                    + "of every table agree.")
        }
    }
}
