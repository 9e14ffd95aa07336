import Foundation
import Records
import Storage

@testable import Operations

/// A district with a roster, codes and a data manager at work.
final class Office {
    let district: District
    let students: [String]
    let clock: @Sendable () -> Date = { Date(timeIntervalSince1970: 1_791_180_000) }

    /// A district with students 100200, 100201, ... and the codes 101, 120 and 127.
    init(
        students count: Int = 5, isSealed: Bool = false, cipher: (any ValueCipher)? = nil
    ) throws {
        district = try District(isSealed: isSealed, cipher: cipher)
        students = (0..<count).map { "\(100_200 + $0)" }
        if count > 0 { _ = try importFile("studemo.txt", students(students)) }
        for code in ["101", "120", "127"] { try addCode(code) }
    }

    var administration: Administration {
        Administration(store: district.store, actor: "test", clock: clock)
    }

    var codeTables: CodeTables { CodeTables(workspace()) }

    func codes(of table: String) throws -> [CodeTables.Listed] {
        try codeTables.list(CodeTables.Filter(table: table))
    }

    var review: ReviewRuns { ReviewRuns(store: district.store, actor: "test", clock: clock) }

    func addCode(_ key: String) throws {
        _ = try codeTables.add(CodeBook.programs, key, CodeTables.Entry(text: "Program \(key)"))
    }

    func undo(_ change: Int) throws -> Undo.Report {
        try Undo(Workspace(store: district.store, actor: "test", clock: clock)).run(change)
    }

    func path(_ name: String) -> String { district.folder.appending(path: name).path }

    func importing(
        isCheck: Bool = false, insertsNearMisses: Bool? = nil, errorFile: String? = nil
    ) -> ImportFiles {
        var options = ImportFiles.Options()
        options.isCheck = isCheck
        options.insertsNearMisses = insertsNearMisses
        options.errorFile = errorFile
        return ImportFiles(store: district.store, actor: "test", clock: clock, options: options)
    }

    func importFile(_ name: String, _ contents: String, check: Bool = false) throws -> RunReport {
        let path = try district.write(name, contents)
        return try importing(isCheck: check).run([path])[0]
    }

    func importPrograms(
        _ rows: [String], insertsNearMisses: Bool? = nil, errorFile: String? = nil
    ) throws -> RunReport {
        let path = try district.write("programs.txt", programs(rows))
        return try importing(insertsNearMisses: insertsNearMisses, errorFile: errorFile)
            .run([path])[0]
    }

    // MARK: Texts

    func programs(_ rows: [String]) -> String {
        let header = Layout.programs.columns.map(\.label).joined(separator: "\t")
        return ([header] + rows).map { $0 + "\n" }.joined()
    }

    func row(
        _ student: String, _ program: String = "101", start: String = "09/02/2026",
        end: String = "", site: String = "1010", last: String? = nil, eligibility: String = "",
        birthDate: String = "03/04/2012"
    ) -> String {
        [
            student, "", last ?? Self.lastName(student), "Mira", "", birthDate, program, "", "",
            start, end, "", eligibility, "", site,
        ].joined(separator: "\t")
    }

    func students(_ numbers: [String]) -> String {
        let columns = Layout.studemo.columns
        let header = columns.enumerated().map { $1.label.isEmpty ? "Column \($0 + 1)" : $1.label }
        let rows = numbers.map { number in
            ([number, "", Self.lastName(number), "Mira", "", "03/04/2012", "F"]
                + Array(repeating: "", count: columns.count - 7)).joined(separator: "\t")
        }
        return ([header.joined(separator: "\t")] + rows).map { $0 + "\n" }.joined()
    }

    var sites: String {
        let header = Layout.sites.columns.map(\.label).joined(separator: "\t")
        let row = ["1010", "Alder Elementary"] + Array(repeating: "", count: 13)
        return header + "\n" + row.joined(separator: "\t") + "\n"
    }

    /// A surname of letters, different for each student.
    private static func lastName(_ number: String) -> String {
        "Osterby"
            + number.map { String(UnicodeScalar(97 + UInt8($0.wholeNumberValue ?? 0))) }.joined()
    }

    // MARK: What is there

    func records() throws -> Int { try district.store.read { try $0.programRecordCount() } }

    func openRecords() throws -> Int {
        var count = 0
        try district.store.read { reader in
            try reader.forEachProgramRecord {
                if $0.isOpen { count += 1 }
                return true
            }
        }
        return count
    }

    /// Everything that people see of the records, in key order.
    func state() throws -> [ProgramRecord] {
        var found: [ProgramRecord] = []
        try district.store.read { reader in
            try reader.forEachProgramRecord {
                found.append($0)
                return true
            }
        }
        return found
    }
}
