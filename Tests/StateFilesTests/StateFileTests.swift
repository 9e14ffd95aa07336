import Foundation
import Records
import Testing

@testable import StateFiles

/// Rows held against the rules of layouts.
@Suite struct StateFileTests {
    let layout: StateLayout
    let year = SchoolYear(start: 2026)

    init() throws {
        layout = try #require(StateLayout.shipped.first { $0.name == "ca-sprg" })
    }

    private func day(_ text: String) throws -> CalendarDate {
        try #require(CalendarDate(iso: text))
    }

    private func row(
        _ program: String = "101", start: String = "2026-08-20", end: String? = "2027-06-10",
        student: String = "1234567890", school: String = "0110017",
        details: [String: String] = [:], year: Int? = nil
    ) throws -> StateRow {
        StateRow(
            reference: "x",
            texts: [
                .district: "0161119", .school: school, .stateID: student, .localID: "100200",
                .firstName: "Wren", .lastName: "Alderby", .gender: "F", .program: program,
                .eligibility: "3",
            ], details: details, birthDate: try day("2014-02-20"), start: try day(start),
            end: try end.map(day), year: try year.map(SchoolYear.init) ?? day(start).schoolYear,
            enrollments: [
                .init(school: "0110017", start: try day("2024-08-15"), end: nil),
                .init(school: "0110025", start: try day("2025-08-15"), end: try day("2026-06-10")),
            ])
    }

    private func codes(_ rows: [StateRow], at submission: String = "fall1") -> [String: [Int]] {
        let file = StateFile(layout, rows, year: year, submission: submission)
        return Dictionary(file.problems.map { ($0.code, $0.rows) }, uniquingKeysWith: +)
    }

    @Test func `a row has the 25 fields of the state, with carets between`() throws {
        let file = StateFile(layout, [try row()], year: year, submission: "fall1")
        #expect(file.problems.isEmpty)
        #expect(
            file.text == "SPRG^^^0161119^0110017^2026-2027^1234567890^100200^Wren^Alderby^20140220"
                + "^F^101^3^20260820^20270610^^^^^^^^^\r\n")
        #expect(file.cells[0].count == 25)
    }

    @Test func `participating takes one enrollment that holds all of it`() throws {
        let rows = [
            try row(), try row(school: "0110025"), try row(start: "2024-08-14", end: "2026-08-01"),
            try row(start: "2026-06-10", end: "2026-06-10", school: "0110025"),
            try row(start: "2026-06-10", end: "2026-06-11", school: "0110025"),
            try row(school: "0110033"), try row(start: "2024-08-15", end: nil),
        ]
        #expect(codes(rows)["GERR0005"] == [1, 2, 4, 5])
    }

    @Test func `eligible takes one that shares a day, and ends with it`() throws {
        let rows = try [
            row(start: "2020-09-01", end: nil),
            row(start: "2025-09-01", end: nil, school: "0110025"),
            row(start: "2020-09-01", end: "2024-08-14"),
            row(start: "2020-09-01", end: "2024-08-15"),
            row(start: "2025-09-01", end: "2026-06-11", school: "0110025"),
            row(start: "2026-06-11", end: nil, school: "0110025"),
        ].map { row in
            var row = row
            row.texts[.eligibility] = "1"
            return row
        }
        #expect(codes(rows)["GERR0005"] == [2, 4, 5])
    }

    @Test func `rows of one student, school and program do not overlap`() throws {
        let rows = [
            try row(start: "2026-08-20", end: "2026-12-01"),
            try row(start: "2026-12-01", end: "2026-12-20"),
            try row(start: "2026-12-21", end: "2027-01-10"),
            try row("127", start: "2026-08-20", end: nil),
            try row(start: "2026-09-01", end: nil, student: "1234567891"),
            try row(start: "2027-03-01", end: nil, student: "1234567891"),
        ]
        #expect(codes(rows)["SPRG0070"] == [0, 1, 4, 5])
        // One that reaches over several.
        let long = [
            try row(start: "2026-08-20", end: "2027-06-01"),
            try row(start: "2026-09-01", end: "2026-09-10"),
            try row(start: "2026-11-01", end: "2026-11-10"),
        ]
        #expect(codes(long)["SPRG0070"] == [0, 1, 2])
        let titleOne = try [row("122"), row("122")].map { row in
            var row = row
            row.details["Education Service Code"] = "1"
            return row
        }
        #expect(codes(titleOne)["SPRG0070"] == nil)
    }

    @Test func `the same key is there once, but for Title I`() throws {
        let end = "2026-08-20"
        #expect(codes([try row(end: end), try row(end: end)])["SPRG0249"] == [0, 1])
        #expect(codes([try row("122"), try row("122")])["SPRG0249"] == nil)
        #expect(codes([try row(), try row(school: "0110025")])["SPRG0249"] == nil)
        // Two without an SSID need not be one student.
        let nobody = codes([try row(student: ""), try row(student: "")])
        #expect(nobody["SPRG0249"] == nil && nobody["SPRG.SSID"] == [0, 1])
    }

    @Test func `a service code stands with Title I, and there alone`() throws {
        let code = ["Education Service Code": "3"]
        let rows = [
            try row("122"), try row("122", start: "2026-09-01", details: code),
            try row("127", details: code), try row("127", start: "2026-09-02"),
        ]
        #expect(codes(rows)["SPRG0081"] == [0])
        #expect(codes(rows)["SPRG0168"] == [0, 1])
        #expect(codes(rows)["SPRG0150"] == [2])
    }

    @Test func `meals stay within a school year`() throws {
        let rows = [
            try row("181", end: "2027-06-30"), try row("182", end: "2027-07-01"),
            try row("127", end: "2027-07-01"), try row("181", start: "2026-09-01", end: nil),
            try row("182", start: "2026-06-30", end: "2026-07-02"),
            try row("182", start: "2026-08-20", end: "2027-06-30", year: 2025),
            try row("181", start: "2025-08-20", end: nil),
        ]
        #expect(codes(rows)["SPRG0645F1"] == [1, 4, 5, 6])
    }

    @Test func `what began in the year is closed at its end`() throws {
        let rows = [
            try row(end: nil), try row(start: "2026-09-01", end: "2027-07-01"),
            try row(start: "2025-09-01", end: nil), try row("127", end: nil), try row(),
        ]
        #expect(codes(rows, at: "eoy")["SPRG0746E1"] == [0, 1])
        #expect(codes(rows)["SPRG0746E1"] == nil)
    }

    @Test func `what is open of an earlier year is closed where it begins anew`() throws {
        let rows = [
            try row(start: "2025-09-01", end: nil), try row(),
            try row(start: "2025-09-01", end: "2026-07-01", student: "1234567891"),
            try row(student: "1234567891"),
            try row(start: "2025-09-01", end: nil, student: "1234567892"),
            try row("127", start: "2025-09-01", end: nil),
            try row(start: "2025-09-01", end: "2026-06-30", student: "1234567893"),
            try row(student: "1234567893"),
        ]
        #expect(codes(rows, at: "eoy")["SPRG0747E1"] == [0, 2])
    }

    @Test func `fields that the state would refuse are told, with the way to mend them`() throws {
        var bad = try row()
        bad.texts[.stateID] = "123"
        bad.texts[.firstName] = "Wr^en"
        bad.texts[.lastName] = String(repeating: "a", count: 51)
        bad.texts[.gender] = ""
        bad.texts[.eligibility] = "2"
        bad.birthDate = nil
        let file = StateFile(layout, [try row(), bad], year: year, submission: "fall1")
        #expect(file.problems.allSatisfy { $0.rows == [1] && !$0.fix.isEmpty })
        #expect(
            Set(file.problems.map(\.code)) == [
                "SPRG.SSID", "field", "SPRG.gender", "SPRG.membership", "SPRG.birth",
            ])
        #expect(file.rowsInError == [1])
        #expect(file.text.split(whereSeparator: \.isNewline).count == 1)
    }

    @Test func `what another state takes is another description`() throws {
        let other = try #require(StateLayout.shipped.first { $0.name == "wa-cedars-i" })
        var row = try row()
        row.texts[.district] = "17001"
        let file = StateFile(other, [row], year: year, submission: "daily")
        #expect(file.problems.isEmpty)
        #expect(
            file.text.split(separator: "\r\n").last
                == "2027\t17001\t100200\t1234567890\t0110017\t101\t08/20/2026\t06/10/2027\t\t3")
        #expect(file.text.hasPrefix("SchoolYear\tServingCountyDistrictCode\t"))
    }

    @Test(arguments: [
        ("{", "no JSON"), ("{}", "is missing"),
        (#""separator": "^""#, "one character"), (#""name": "SSID""#, "Two fields"),
        (#""pattern": "[0-9]{7}""#, "regular expression"),
        (#""kind": "enrolled""#, "none of those"),
        (#""fields": ["Education Service Code"]"#, "no field"),
        (#""source": "district""#, "source"),
        (#""submissions": ["eoy"]"#, "no submission"),
    ])
    func `a description that cannot be is refused with what is wrong`(
        _ place: String, _ words: String
    ) throws {
        let whole = String(decoding: Data(PackageResources.ca_sprg_json), as: UTF8.self)
        let put = [
            #""separator": "^""#: #""separator": "^^""#,
            #""name": "SSID""#: #""name": "School of Attendance""#,
            #""pattern": "[0-9]{7}""#: #""pattern": "[0-9""#,
            #""kind": "enrolled""#: #""kind": "likely""#,
            #""fields": ["Education Service Code"]"#: #""fields": ["Service"]"#,
            #""source": "district""#: #""source": "district", "constant": "1""#,
            #""submissions": ["eoy"]"#: #""submissions": ["spring"]"#,
        ]
        let text = put[place].map { whole.replacing(place, with: $0, maxReplacements: 1) } ?? place
        #expect(text != whole)
        #expect { try StateLayout(json: Data(text.utf8)) } throws: { error in
            (error as? StateLayoutFault)?.message.contains(words) ?? false
        }
    }
}
