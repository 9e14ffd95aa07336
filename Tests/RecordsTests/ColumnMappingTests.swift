import Records
import Testing

/// Headers that only a saved mapping can tell apart.
@Suite struct ColumnMappingTests {
    private let header = ["Kid", "Fam", "Giv", "Born", "Prog", "Von", "Bis"]

    private func mapping(
        _ sources: [String: ColumnMapping.Source], layout: Layout = .programs
    ) -> ColumnMapping {
        ColumnMapping(
            name: "night", layout: layout, signature: ColumnMapping.signature(of: header),
            pairs: sources.sorted { $0.key < $1.key }.map { ColumnMapping.Pair($0.key, $0.value) })
    }

    private var whole: [String: ColumnMapping.Source] {
        [
            "Import Student ID": .label("KID"), "Student Last Name": .label(" fam "),
            "Student First Name": .position(3), "Birth Date": .label("Born"),
            "Program ID": .label("Prog"), "Program Start Date": .position(6),
        ]
    }

    private func match(
        _ header: [String], _ mapping: ColumnMapping
    ) -> Result<HeaderMatch, HeaderMatch.Mismatch> {
        do throws(HeaderMatch.Mismatch) {
            return .success(try HeaderMatch(header, mapping: mapping))
        } catch { return .failure(error) }
    }

    @Test func `columns are found under labels and in places`() throws {
        let found = try match(header, mapping(whole)).get()
        #expect(found.cells.prefix(7) == [0, nil, 1, 2, nil, 3, 4])
        #expect(found.cells[9] == 5 && found.cells[10] == nil)
        #expect(found.isByName && found.width == 7)
    }

    @Test func `a required column that the header lacks is named`() {
        let shorter = ["Kid", "Fam", "Giv", "Born"]
        guard case .failure(let mismatch) = match(shorter, mapping(whole)) else {
            Issue.record("was followed")
            return
        }
        #expect(mismatch.code == .fileColumnsMissing && mismatch.detail == "Program ID")
    }

    @Test func `two columns with the label of a mapping cannot be told apart`() {
        guard case .failure(let mismatch) = match(header + ["prog"], mapping(whole)) else {
            Issue.record("was followed")
            return
        }
        #expect(mismatch.code == .fileColumnsUnclear && mismatch.detail.contains("Program ID"))
    }

    @Test(arguments: [
        (["Import Student ID": ColumnMapping.Source.position(1)], "A required column"),
        (["Color": .position(1)], "programs.txt has no column Color."),
    ])
    func `what is wrong with a mapping is said`(
        _ sources: [String: ColumnMapping.Source], _ begins: String
    ) {
        #expect(mapping(sources).flaw?.hasPrefix(begins) == true)
        #expect(mapping(whole).flaw == nil)
    }

    @Test func `a header is known again whatever its case and spaces`() {
        let signature = ColumnMapping.signature(of: ["Kid", "Date of  Birth"])
        #expect(signature == ColumnMapping.signature(of: [" KID ", "date of birth"]))
        #expect(signature != ColumnMapping.signature(of: ["Date of Birth", "Kid"]))
        #expect(signature != ColumnMapping.signature(of: ["Kid Date of Birth"]))
    }

    @Test func `known labels are proposed, the others are left open`() {
        let proposed = HeaderMatch.proposed(
            ["DOB", "Kid", "Program Code", "Last Name"], as: .programs)
        #expect(proposed[5] == 0 && proposed[6] == 2 && proposed[2] == 3)
        #expect(proposed[0] == nil)
    }
}
