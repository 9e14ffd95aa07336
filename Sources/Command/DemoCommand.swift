import ArgumentParser
import Demo
import Foundation
import Operations
import Records
import Storage

struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Make an invented district and import its files.",
        discussion: """
            Three schools and 2,000 students, all invented, with the defects that people really \
            meet, imported by the same path as any user's files. Makes the district `demo` in the \
            data folder anew each time; other districts are not touched.
            """)

    @OptionGroup var location: Location
    @Option(help: "Seed: the same seed makes the same district.") var seed: UInt64 = 2026
    @Flag(help: "Only make the district, and do not serve it.") var noServe = false
    @OptionGroup var listening: ServeCommand.Listening

    func run() throws {
        let options = DistrictOptions(location, district: "demo")
        let tour = DemoTour(options: options, demo: DemoDistrict(seed: seed))
        try tour.run()
        Output.line()
        if noServe {
            Output.line("Once it is served, people sign in as:")
            return DemoUsers.tell(location)
        }
        var listening = listening
        listening.senders = listening.senders ?? tour.senders
        try Serving(district: options, listening: listening) { address in
            Output.line("Open \(address) in a browser and sign in as one of these:")
            DemoUsers.tell(location)
        }.run()
    }
}

/// Makes the demo district, step by step, telling what happens.
private struct DemoTour {
    let options: DistrictOptions
    let demo: DemoDistrict
    private let actor = "demo"
    /// A fixed night, so that the same seed gives the same district to the last byte.
    private let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_791_180_000) }

    init(options: DistrictOptions, demo: DemoDistrict) {
        self.options = options
        self.demo = demo
    }

    private var files: String {
        (options.location.folder as NSString).appendingPathComponent("demo-files")
    }

    /// Where senders have their folders.
    var senders: String { (files as NSString).appendingPathComponent("senders") }

    func run() throws {
        try removeOld()
        try withDistrict(options) { store in
            Output.line("\(DemoDistrict.name): every person in it is invented.")
            Output.line()
            let administration = Administration(store: store, actor: actor, clock: clock)
            try administration.markInvented(DemoDistrict.name)
            let tables = CodeTables(Workspace(store: store, actor: actor, clock: clock))
            for code in demo.codes {
                let entry = CodeTables.Entry(text: code.text, systemKey: code.systemKey ?? "")
                _ = try tables.add("Student Programs", code.key, entry)
            }
            Output.line("Added \(demo.codes.count) codes to the table Student Programs.")
            try createProvisionals(store)
            Output.line()
            Output.line("== The first delivery ==")
            try importFiles(demo.firstFiles, "first", store)
            Output.line("== The next night ==")
            try importFiles(demo.nightFiles, "night", store)
            Output.line("== A file that arrived cut in half (checked only) ==")
            try importFiles([demo.cutFile], "cut", store, isCheck: true)
            let workspace = Workspace(store: store, actor: actor, clock: clock)
            let duplicates = try DemoDuplicates(
                workspace: workspace,
                folder: (files as NSString).appendingPathComponent("documents")
            ).make()
            for sentence in duplicates { Output.line(sentence) }
            let found = try FindDuplicates(workspace).run()
            Output.line("Looked through everybody: \(found.pairs) pairs may be one person.")
            if let file = demo.firstFiles.first(where: { $0.name == "sites.txt" }) {
                Output.line(
                    try DemoNights(
                        store: store, actor: actor, senders: senders,
                        file: .init(name: file.name, bytes: Data(file.bytes)), clock: clock
                    ).make())
            }
            Output.line(try DemoStates(workspace: workspace).make())
            // Now, because users whom nobody sees for long are locked.
            let night = clock()
            try DemoUsers.make(
                Workspace(store: store, actor: actor, clock: { max(night, Date()) }))
            Output.line("Added a user for each of the \(DemoUsers.all.count) roles.")
        }
        tellWhatNext()
    }

    /// Removes the demo district made before, and nothing else.
    private func removeOld() throws {
        let districts = options.location.districts
        if try districts.contains(options.district) {
            let isInvented = try withDistrict(options) {
                try Administration(store: $0, actor: actor, clock: clock).inventedDataMarker()
                    != nil
            }
            guard isInvented else {
                throw OperationError.refused(
                    code: "demo.not-invented",
                    message: "The district demo was not made by the demo and is left alone.",
                    remedy: "Choose another place with --data or --database.")
            }
            try districts.remove(options.district)
            options.districtKeys.remove()
        }
        // Made anew here: a database does not make districts by the way.
        try districts.open(options.district).close()
        try? FileManager.default.removeItem(atPath: files)
    }

    private func createProvisionals(_ store: any Store) throws {
        let create = CreateStudent(store: store, actor: actor, clock: clock)
        for person in demo.provisionals {
            var request = CreateStudent.Request(first: person.first, last: person.last)
            request.stateID = person.stateID ?? ""
            request.otherID = person.otherID ?? ""
            request.birthDate = person.birthDate
            request.grade = "\(person.grade)"
            request.site = Int(person.site)
            request.cause = Cause(rawValue: person.cause) ?? .addedManually
            request.anyway = true
            _ = try create.run(request)
        }
        Output.line(
            "Created \(demo.provisionals.count) students before the SIS knew them, "
                + "at least two for each of the \(Cause.allCases.count) causes.")
    }

    private func importFiles(
        _ delivery: [DemoFile], _ name: String, _ store: any Store, isCheck: Bool = false
    ) throws {
        let folder = (files as NSString).appendingPathComponent(name)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        for file in delivery {
            let path = (folder as NSString).appendingPathComponent(file.name)
            guard FileManager.default.createFile(atPath: path, contents: Data(file.bytes)) else {
                throw OperationError.cannotWrite(path)
            }
        }
        var settings = ImportFiles.Options()
        settings.isCheck = isCheck
        settings.reason = "Demo: \(name)"
        let reports = try ImportFiles(
            store: store, actor: actor, clock: clock, options: settings
        ).run([folder])
        ReportText(reports, nil).print()
    }

    private func tellWhatNext() {
        Output.line("What was planted in these files:")
        for planted in demo.planted { Output.line("  - " + planted) }
        Output.line()
        Output.line("What to try next (the files are in \(files)):")
        for command in [
            "student unlinked", "import list", "import show 7", "student find \"gar\"",
            "code add \"Student Programs\" \(DemoDistrict.missingCode.key) "
                + "\"\(DemoDistrict.missingCode.text)\"",
            "import rerun 7", "export programs --out programs.txt",
        ] {
            Output.line("  homeroom \(command) --district demo\(options.location.options)")
        }
    }
}
