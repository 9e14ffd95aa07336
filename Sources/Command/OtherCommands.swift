import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct SettingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "setting", abstract: "List and change the district's settings.",
        subcommands: [List.self, Set.self])

    struct Listed: Encodable {
        let name: String
        let value: String
        let standard: String
        let purpose: String
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List settings.")
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let listed = try withDistrict(options, existing: true) {
                try Administration(store: $0, actor: options.actor, clock: options.clock).settings()
            }.map {
                Listed(
                    name: $0.definition.name, value: $0.value, standard: $0.definition.standard,
                    purpose: $0.definition.purpose)
            }
            if options.json { return Output.json(listed) }
            var table = TextTable(["Setting", "Value", "Standard", "Purpose"])
            for one in listed { table.add([one.name, one.value, one.standard, one.purpose]) }
            table.print()
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a setting.",
            discussion: """
                With --check nothing is changed; of duplicate-threshold it is shown how many pairs \
                there are before and after.
                """)
        @Argument(help: "Name of the setting.") var name: String
        @Argument(help: "New value.") var value: String
        @Flag(help: "Only show what would change.") var check = false
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let (effect, change) = try withDistrict(options) { store in
                let workspace = Workspace(
                    store: store, actor: options.actor, clock: options.clock)
                let administration = Administration(workspace)
                try administration.check(name, value)
                let effect =
                    name == DistrictSettings.threshold
                    ? try DuplicateQuality(workspace).preview(Double(value) ?? 0) : nil
                return (effect, check ? nil : try administration.set(name, to: value))
            }
            if options.json { return Output.json(["changeSet": change]) }
            if let effect {
                Output.line(
                    "Pairs shown: \(grouped(effect.before.shown)) now, "
                        + "\(grouped(effect.after.shown)) with \(value) %.")
            }
            guard let change else { return Output.line("Nothing was changed.") }
            Output.line("\(name) is \(value). To take it back: homeroom undo \(change)")
        }
    }
}

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write records in the layout in which they are imported.",
        subcommands: [Programs.self])

    struct Programs: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all program enrollments as programs.txt.",
            discussion: """
                Imported again, the file changes nothing. A cell that a spreadsheet would \
                calculate gets an apostrophe in front.
                """)
        @Option(help: "File to write; standard output without it.") var out: String?
        @Flag(help: "No apostrophe in front of what a spreadsheet would calculate.")
        var raw = false
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let count = try withDistrict(options, existing: true) { store in
                let records = ExportRecords(store: store)
                guard let out else { return try records.programs(isRaw: raw) { Output.bytes($0) } }
                let file = FileHandle(fileDescriptor: try Self.open(out), closeOnDealloc: true)
                do {
                    return try records.programs(isRaw: raw) {
                        try file.write(contentsOf: $0)
                    }
                } catch let error as CocoaError {
                    unlink(out + ".part")
                    throw error.code == .fileWriteOutOfSpace
                        ? StorageError.diskFull : OperationError.cannotWrite(out)
                }
            }
            if let out {
                guard rename(out + ".part", out) == 0 else { throw OperationError.cannotWrite(out) }
                Output.note("Wrote \(grouped(count)) records to \(out).")
            }
        }

        /// The file is written beside its place and then renamed, so that it is never half there.
        private static func open(_ path: String) throws -> Int32 {
            let descriptor = Foundation.open(
                path + ".part", O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR)
            guard descriptor >= 0 else { throw OperationError.cannotWrite(path) }
            return descriptor
        }
    }
}
