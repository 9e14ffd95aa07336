import Records
import Testing

@testable import Operations

private let labels = Layout.sites.columns.map(\.label)

private func site(_ id: String, _ name: String, zip: String = "98000") -> [String] {
    [id, name, "300010", "1", "6", "1", "1 Alder Road", "", "Fernhollow", "WA", zip, "001", "1027"]
        + ["36", ""]
}

@Suite struct RosterSiteTests {
    let district: District
    init() throws { district = try District() }

    @Test func `sites are inserted, updated and left alone`() throws {
        let first = try district.importRoster(
            .sites, table(labels, [site("1010", "Alder"), site("1020", "Birch")]))
        #expect(counts(first) == "read 2, inserted 2")
        let again = try district.importRoster(
            .sites, table(labels, [site("1010", "Alder"), site("1020", "Birch School")]))
        #expect(counts(again) == "read 2, updated 1, unchanged 1")
        #expect(
            try district.rows("SELECT name, zip FROM site ORDER BY id", columns: 2)
                == ["Alder|98000", "Birch School|98000"])
        #expect(
            try district.rows("SELECT row_key, operation FROM prior_image", columns: 2)
                == ["1020|update"])
        let last = try district.importRoster(.sites, table(labels, [site("1020", "Birch School")]))
        #expect(last.changeSet == nil)
    }

    @Test func `a site ID is a number`() throws {
        let outcome = try district.importRoster(
            .sites,
            table(labels, [site("A40", "Alder"), site("01010", "Birch"), site("", "Cedar")]))
        #expect(counts(outcome) == "read 3, inserted 1, rejected 2")
        #expect(
            codes(outcome) == ["cell.missing 1", "number.invalid 1", "number.leading-zeros 1"])
        #expect(try district.count("SELECT id FROM site") == 1010)
    }

    @Test func `the same site twice`() throws {
        let outcome = try district.importRoster(
            .sites,
            table(
                labels,
                [
                    site("1", "Alder"), site("1", "Alder"), site("2", "Birch"),
                    site("2", "Birch", zip: "9"),
                ]))
        #expect(counts(outcome) == "read 4, inserted 1, unchanged 1, rejected 2")
        #expect(codes(outcome) == ["roster.conflicting-rows 2", "roster.duplicate-row 1"])
    }
}
