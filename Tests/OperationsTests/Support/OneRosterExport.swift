import Records
import Storage

@testable import Operations

/// A OneRoster export put together file by file.
struct OneRosterExport {
    var modes: [String: String]
    var files: [String: String] = [:]
    let version: String

    init(_ version: String = "1.1", mode: String = "bulk") {
        self.version = version
        modes = ["orgs": mode, "users": mode, "demographics": mode, "enrollments": mode]
        if version == "1.2" { modes["roles"] = mode }
    }

    /// Sets a file: its columns and its rows, commas between the cells.
    mutating func set(_ name: String, _ columns: String, _ rows: String...) {
        files["\(name).csv"] = ([columns] + rows).joined(separator: "\n") + "\n"
    }

    private var manifest: String {
        let lines =
            ["propertyName,value", "manifest.version,1.0", "oneroster.version,\(version)"]
            + modes.sorted { $0.key < $1.key }.map {
                "file.\($0.key),\(files["\($0.key).csv"] == nil ? "absent" : $0.value)"
            }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Writes it into a folder of the district and returns the folder's path.
    func write(into district: District, folder: String = "export") throws -> String {
        try district.write("\(folder)/manifest.csv", manifest)
        for (name, contents) in files { try district.write("\(folder)/\(name)", contents) }
        return district.folder.appending(path: folder).path
    }

    /// Imports it into a district.
    @discardableResult
    func load(
        into district: District, waivingLimits: Bool = false,
        on today: CalendarDate = District.today
    ) throws -> ImportOutcome {
        var texts = ["manifest.csv": try district.text("manifest.csv", manifest)]
        for (name, contents) in files { texts[name] = try district.text(name, contents) }
        return try district.store.write { writer in
            try OneRosterImport.run(
                files: texts, writer: writer, context: district.context(on: today),
                waivingLimits: waivingLimits)
        }
    }
}
