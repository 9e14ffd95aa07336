import Foundation
import Records
import Testing

@testable import Operations

/// Saved mappings, and the imports that are read by them.
@Suite struct ColumnMappingsTests {
    let office: Office
    private var mappings: ColumnMappings { ColumnMappings(office.workspace()) }

    init() throws { office = try Office() }

    private let header = ["Kid", "Fam", "Giv", "Born", "Prog", "Von", "Bis", "Ort"]
    private let pairs = [
        ColumnMapping.Pair("Import Student ID", .label("Kid")),
        ColumnMapping.Pair("Student Last Name", .label("Fam")),
        ColumnMapping.Pair("Student First Name", .position(3)),
        ColumnMapping.Pair("Birth Date", .label("Born")),
        ColumnMapping.Pair("Program ID", .label("Prog")),
        ColumnMapping.Pair("Program Start Date", .label("Von")),
        ColumnMapping.Pair("Program End Date", .label("Bis")),
        ColumnMapping.Pair("Site ID", .position(8)),
    ]

    private func text(_ rows: [[String]]) -> String {
        ([header] + rows).map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    private func row(
        _ student: String = "100200", _ program: String = "101", start: String = "09/02/2026",
        end: String = ""
    ) -> [String] {
        [student, "Osterbybaacaa", "Mira", "03/04/2012", program, start, end, "1010"]
    }

    private func save(_ name: String = "night") throws -> ColumnMappings.Changed {
        let path = try office.district.write("night.txt", text([row()]))
        return try mappings.save(name, for: path, as: .programs, pairs)
    }

    @Test func `a file with unknown labels is read by the mapping with its header`() throws {
        #expect(try office.importFile("night.txt", text([row()])).state == .failed)
        let saved = try save()
        #expect(try save().changeSet == nil)
        let report = try office.importFile("night.txt", text([row()]))
        #expect(report.state == .applied && report.inserted == 1 && report.layout == "programs")
        #expect(report.notes.contains("The columns were found by the mapping night."))
        #expect(try office.importFile("night.txt", text([row()])).state == .repeated)
        _ = try office.undo(try #require(saved.changeSet))
        #expect(try mappings.list().isEmpty)
        let other = try office.importFile("night.txt", text([row(), row("100201")]))
        #expect(other.state == .failed)
    }

    @Test func `a mapping counts for files that are named for its layout, and for no other`() throws
    {
        _ = try save()
        #expect(try office.importFile("programs.txt", text([row()])).inserted == 1)
        #expect(try office.importFile("contacts.txt", text([row()])).state == .failed)
    }

    @Test func `a mapping is chosen by name for another header`() throws {
        _ = try save()
        let path = try office.district.write(
            "other.txt", text([row()]).replacing("Ort", with: "Place"))
        func run(_ name: String?) throws -> RunReport {
            var options = ImportFiles.Options()
            options.mapping = name
            return try ImportFiles(office.workspace(), options: options).run([path])[0]
        }
        #expect(try run(nil).state == .failed)
        #expect(refusal { _ = try run("day") } == "mapping.not-found")
        #expect(try run("night").inserted == 1)
        let lacking = try office.district.write(
            "other.txt", text([row()]).replacing("Prog", with: "P"))
        var options = ImportFiles.Options()
        options.mapping = "night"
        let report = try ImportFiles(office.workspace(), options: options).run([lacking])[0]
        #expect(report.problems.map(\.code) == ["file.columns-missing"])
        #expect(report.problems[0].message.contains("Program ID"))
    }

    @Test func `rows are run again, approved and resolved as they were read`() throws {
        _ = try save()
        let first = try office.importFile(
            "night.txt", text([row(), row("100201", "555"), row("100202")]))
        #expect(first.inserted == 2 && first.rejected == 1)
        let near = try office.importFile(
            "night.txt", text([row(start: "09/03/2026", end: "10/01/2026")]))
        #expect(near.held == 1)
        _ = try mappings.remove("night")
        try office.addCode("555")
        let review = office.review
        let again = try review.rerun(try #require(first.run))
        #expect(again.inserted == 1)
        let run = try #require(near.run)
        _ = try ResolveHeldRow(office.workspace()).run(run, row: 2, .insert)
        #expect(try office.records() == 4)
        _ = try save()
        let bad = (0..<12).map { row("10020\($0 % 5)", "12\($0)") }
        let held = try office.importFile("night.txt", text(bad))
        #expect(held.state == .held)
        _ = try mappings.remove("night")
        #expect(try review.approve(try #require(held.run)).state == .applied)
        #expect(try review.problems(of: try #require(first.run)).groups.count > 0)
    }

    @Test func `an error file of a mapped file imports again`() throws {
        _ = try save()
        let errors = office.path("errors.txt")
        let path = try office.district.write("night.txt", text([row(), row("100201", "555")]))
        _ = try office.importing(errorFile: errors).run([path])
        try office.addCode("555")
        let report = try office.importing().run([errors])[0]
        #expect(report.inserted == 1)
    }

    @Test func `a proposal shows both sides, with the first rows`() throws {
        let path = try office.district.write(
            "night.txt",
            text([row(), row("100201"), row("100202"), row("100203")])
                .replacing("Born", with: "DOB"))
        let open = try mappings.propose(for: path)
        #expect(open.layout == nil && open.columns.isEmpty && open.fileColumns.count == 8)
        let proposal = try mappings.propose(for: path, as: .programs)
        let birth = try #require(proposal.columns.first { $0.column == "Birth Date" })
        #expect(birth.position == 4 && birth.label == "DOB" && birth.samples.count == 3)
        #expect(
            proposal.missing == [
                "Import Student ID", "Student Last Name", "Student First Name", "Program ID",
            ])
        #expect(proposal.saved == nil)
        _ = try save()
        let same = try office.district.write("night.txt", text([row()]))
        let known = try mappings.propose(for: same)
        #expect(known.saved == "night" && known.missing.isEmpty && known.layout == .programs)
    }

    @Test func `what cannot be followed is refused`() throws {
        let path = try office.district.write("night.txt", text([row()]))
        for slip in [
            Array(pairs.dropLast(4)), pairs + [ColumnMapping.Pair("Color", .position(1))],
            pairs.dropFirst() + [ColumnMapping.Pair("Import Student ID", .label("Nobody"))],
        ] {
            #expect(
                refusal { _ = try mappings.save("x", for: path, as: .programs, Array(slip)) }
                    == "mapping.invalid")
        }
        _ = try save()
        #expect(refusal { _ = try save("day") } == "mapping.exists")
        #expect(refusal { _ = try mappings.remove("day") } == "mapping.not-found")
        let empty = try office.district.write("empty.txt", "")
        #expect(refusal { _ = try mappings.propose(for: empty) } == "mapping.file-unreadable")
        let registrar = ColumnMappings(office.workspace(.registrar))
        #expect(refusal { _ = try registrar.list() } == "access.denied")
        #expect(try CheckDistrict(store: office.district.store).run().findings.isEmpty)
    }
}
