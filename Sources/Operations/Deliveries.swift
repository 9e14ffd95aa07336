import Foundation
import Intake
import Records

/// What was handed over for import, taken apart: the files of folders and ZIP archives, each
/// layout file on its own and the files of one OneRoster export together.
struct Deliveries {
    /// One thing to import.
    enum Item {
        case file(name: String, source: any ByteSource)
        case oneRoster(name: String, files: [String: any ByteSource])
        case unreadable(name: String, error: any Error)
    }

    private(set) var items: [Item] = []

    /// Files of one OneRoster export. Source: 1EdTech, OneRoster CSV Binding 1.1 and 1.2.
    static let oneRosterFiles: Set<String> = [
        "manifest.csv", "orgs.csv", "users.csv", "roles.csv", "enrollments.csv",
        "demographics.csv", "classes.csv", "courses.csv", "academicsessions.csv",
        "userprofiles.csv", "userresources.csv", "resources.csv", "classresources.csv",
        "courseresources.csv", "categories.csv", "lineitems.csv", "results.csv",
        "scorescales.csv", "lineitemlearningobjectiveids.csv", "lineitemscorescales.csv",
        "resultlearningobjectiveids.csv", "resultscorescales.csv",
    ]
    /// A folder is not read deeper than this.
    private static let deepestFolder = 4

    /// Takes `paths` apart. What cannot be read becomes an item of its own.
    init(paths: [String]) {
        for path in paths { add(path: path, depth: 0) }
    }

    /// The files of one OneRoster export, wherever they come from.
    init(oneRoster files: [String: any ByteSource], name: String) { addRoster(files, name) }

    /// Files that were handed in together, wherever they lie: those of a OneRoster export belong
    /// together by their names.
    init(together paths: [String], name: String) {
        let names = paths.map { ($0 as NSString).lastPathComponent }
        var roster: [String: any ByteSource] = [:]
        for (path, file) in zip(paths, names) {
            if Self.isOneRoster(file, beside: names), let source = try? FileBytes(path: path) {
                roster[file.lowercased()] = source
            } else {
                add(path: path, depth: 0)
            }
        }
        addRoster(roster, name)
    }

    private mutating func add(path: String, depth: Int) {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        {
            addFolder(path, depth)
            return
        }
        let name = (path as NSString).lastPathComponent
        do {
            let file = try FileBytes(path: path)
            if try ContentKind.sniff(file) == .zip {
                try addArchive(file, name)
            } else {
                items.append(.file(name: name, source: file))
            }
        } catch {
            items.append(.unreadable(name: name, error: error))
        }
    }

    private mutating func addFolder(_ path: String, _ depth: Int) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var roster: [String: any ByteSource] = [:]
        for name in names.sorted() where !name.hasPrefix(".") {
            let file = (path as NSString).appendingPathComponent(name)
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
            if isFolder.boolValue {
                if depth < Self.deepestFolder { add(path: file, depth: depth + 1) }
            } else if Self.isOneRoster(name, beside: names), let source = try? FileBytes(path: file)
            {
                roster[name.lowercased()] = source
            } else if Self.mayBeLayout(name) {
                add(path: file, depth: depth + 1)
            }
        }
        addRoster(roster, (path as NSString).lastPathComponent)
    }

    private mutating func addArchive(_ file: FileBytes, _ name: String) throws {
        let archive = try ZipArchive(file)
        let entries = archive.entries.filter { !$0.isDirectory && !$0.isHidden }
        let names = entries.map(\.baseName)
        var roster: [String: any ByteSource] = [:]
        for entry in entries.sorted(by: { $0.name < $1.name }) {
            let isRoster = Self.isOneRoster(entry.baseName, beside: names)
            guard isRoster || Self.mayBeLayout(entry.baseName) else { continue }
            let bytes = try TemporaryBytes()
            try archive.extract(entry, into: bytes)
            if isRoster {
                roster[entry.baseName.lowercased()] = bytes
            } else {
                items.append(.file(name: entry.baseName, source: bytes))
            }
        }
        addRoster(roster, name)
    }

    private mutating func addRoster(_ files: [String: any ByteSource], _ name: String) {
        if !files.isEmpty { items.append(.oneRoster(name: name, files: files)) }
    }

    /// Whether `name` is a OneRoster file that lies beside a users.csv or a manifest.csv.
    private static func isOneRoster(_ name: String, beside names: [String]) -> Bool {
        let all = Set(names.map { $0.lowercased() })
        return oneRosterFiles.contains(name.lowercased())
            && (all.contains("users.csv") || all.contains("manifest.csv"))
    }

    private static func mayBeLayout(_ name: String) -> Bool {
        ["txt", "tsv", "csv", "zip", "tab"].contains((name as NSString).pathExtension.lowercased())
    }
}
