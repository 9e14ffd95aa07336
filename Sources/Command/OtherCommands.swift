import ArgumentParser
import Foundation
import Operations
import Records
import Storage

struct CodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "List and change code tables.",
        subcommands: [List.self, Add.self, Edit.self])

    struct Listed: Encodable {
        let table: String
        let key: String
        let text: String
        let systemKey: String
        let active: Bool
        let seenInFile: Bool
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List codes.")
        @Argument(help: "Only this code table, for example \"Student Programs\".")
        var table: String?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let codes = try withDistrict(options, existing: true) {
                try Administration(store: $0, actor: options.actor, clock: options.clock)
                    .codes(table: table)
            }
            let listed = codes.map {
                Listed(
                    table: $0.table, key: $0.key, text: $0.translation, systemKey: $0.systemKey,
                    active: $0.isActive, seenInFile: $0.isSeenInFile)
            }
            if options.json { return Output.json(listed) }
            if listed.isEmpty {
                return Output.line(
                    "No codes yet. Add one with: homeroom code add \"Student Programs\" KEY TEXT")
            }
            var text = TextTable(["Table", "Key", "Text", "System key", ""])
            for code in listed {
                text.add([
                    code.table, code.key, code.text, code.systemKey,
                    code.seenInFile ? "came with a file" : "",
                ])
            }
            text.print()
        }
    }

    struct Added: Encodable {
        let table: String
        let key: String
        let changeSet: Int
    }

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a code to a code table.",
            discussion: """
                Program IDs of programs.txt have to be keys of the table Student Programs.

                Example:
                  homeroom code add "Student Programs" 101 "Section 504 plan" --system-key 504_plan
                """)
        @Argument(help: "Code table.") var table: String
        @Argument(help: "Key: what files say.") var key: String
        @Argument(help: "Text: what people read.") var text: String
        @Option(help: "System key, for example 504_plan.") var systemKey = ""
        @OptionGroup var options: DistrictOptions

        func run() throws { try save(options, table, key, text, systemKey, updates: false) }
    }

    struct Edit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change the text or the system key of a code.")
        @Argument(help: "Code table.") var table: String
        @Argument(help: "Key of the code.") var key: String
        @Argument(help: "New text.") var text: String
        @Option(help: "New system key.") var systemKey = ""
        @OptionGroup var options: DistrictOptions

        func run() throws { try save(options, table, key, text, systemKey, updates: true) }
    }

    private static func save(
        _ options: DistrictOptions, _ table: String, _ key: String, _ text: String,
        _ systemKey: String, updates: Bool
    ) throws {
        let change = try withDistrict(options, existing: updates) {
            try Administration(store: $0, actor: options.actor, clock: options.clock).addCode(
                table: table, key: key, text: text, systemKey: systemKey, updates: updates)
        }
        if options.json {
            return Output.json(Added(table: table, key: key, changeSet: change))
        }
        Output.line("\(updates ? "Changed" : "Added") \(key) in \(table). Change set \(change).")
    }
}

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
        static let configuration = CommandConfiguration(abstract: "Change a setting.")
        @Argument(help: "Name of the setting.") var name: String
        @Argument(help: "New value.") var value: String
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let change = try withDistrict(options) {
                try Administration(store: $0, actor: options.actor, clock: options.clock)
                    .set(name, to: value)
            }
            if options.json { return Output.json(["changeSet": change]) }
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
            discussion: "Imported again, the file changes nothing.")
        @Option(help: "File to write; standard output without it.") var out: String?
        @OptionGroup var options: DistrictOptions

        func run() throws {
            let count = try withDistrict(options, existing: true) { store in
                let records = ExportRecords(store: store)
                guard let out else { return try records.programs { Output.bytes($0) } }
                let file = FileHandle(fileDescriptor: try Self.open(out), closeOnDealloc: true)
                do {
                    return try records.programs { try file.write(contentsOf: $0) }
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
