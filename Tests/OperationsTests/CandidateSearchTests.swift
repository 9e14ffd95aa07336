import Records
import Storage
import Testing

@testable import Operations

/// Whom the search for candidates finds, also where many are alike.
@Suite struct CandidateSearchTests {
    private typealias Row = LinkingOffice

    /// More SIS students than are looked at who have a surname, an initial and a birth date.
    private func crowd(_ count: Int = 1_200) -> [[String]] {
        (0..<count).map { number in
            let letters = [number % 26, number / 26 % 26, number / 676]
                .map { String(UnicodeScalar(97 + UInt8($0))) }.joined()
            let born = "01/\(number % 28 + 1)/\(1990 + number % 12)"
            return Row.row("\(100_000 + number)", "", "Nguyen", "Ta\(letters)", born: born)
        }
    }

    private func found(
        _ office: LinkingOffice, _ last: String, _ first: String, _ born: String?
    ) throws -> CandidateSearch.Result {
        var person = PersonDescription(
            lastName: last, firstName: first, birthDate: born.flatMap(CalendarDate.init(iso:)))
        person.gender = "M"
        return try office.district.store.read { reader in
            let search = CandidateSearch(
                source: .roster, reader: reader, formats: try reader.districtSettings().formats,
                workspace: Workspace(reading: office.district.store))
            return try search.find([person])[0]
        }
    }

    @Test func `nobody is lost in a crowd of one name`() throws {
        let office = try LinkingOffice()
        try office.load(
            crowd() + [
                Row.row("900001", "", "Nguyen", "Tuan", born: "06/06/2012"),
                Row.row("900002", "", "Nguyen", "Tyan", born: "06/09/2012"),
            ])
        let same = try found(office, "Nguyen", "Tuan", "2012-06-06")
        #expect(same.found.map(\.person.number) == ["900001", "900002"])
        #expect(!same.isCut)
        // Without a birth date the name alone has to do, and that is said.
        let unknown = try found(office, "Nguyen", "Tuan", nil)
        #expect(unknown.found.map(\.person.number).contains("900001"))
        #expect(unknown.isCut)
    }

    @Test func `nobody is lost on a day on which many were born`() throws {
        let office = try LinkingOffice()
        try office.load(
            crowd().map { Array($0.prefix(5)) + ["01/01/2010", "M"] } + [
                Row.row("900001", "", "Zamora", "Uwe", born: "01/01/2010")
            ])
        let same = try found(office, "Zimmer", "Udo", "2010-01-01")
        #expect(same.found.map(\.person.number) == ["900001"])
    }

    @Test func `people are found by the names by which they are also known`() throws {
        let office = try LinkingOffice()
        let rows = [
            Row.row("7001", "", "Garcia", "Maria", born: "03/04/2012") + ["Smith", "Jo"],
            Row.row("7002", "", "Berg", "Ada", born: "03/04/2011") + ["", "Lou"],
        ]
        let labels = LinkingOffice.labels + ["AKA Last Name", "AKA First Name"]
        try office.district.importRoster(.studemo, table(labels, rows))
        for (last, first, id) in [
            ("Smith", "Jo", "7001"), ("Smyth", "Jo", "7001"), ("Garcia", "Maria", "7001"),
            ("Berg", "Lou", "7002"),
        ] {
            let found = try found(office, last, first, id == "7001" ? "2012-03-04" : nil)
            #expect(found.found.map(\.person.number) == [id], "\(last), \(first)")
        }
        let made = try office.create("Jo", "Smith") { $0.anyway = true }
        #expect(try office.items().first?.candidates.map(\.studentID) == ["7001"])
        #expect(try office.items().first?.studentID == made.studentID)
    }
}
