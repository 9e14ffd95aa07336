import Testing

@testable import Records

@Suite struct HeaderMatchTests {
    private static let programs = Layout.programs.columns.map(\.label)

    @Test(arguments: Layout.allCases)
    func `a header of ours is in place`(_ layout: Layout) throws {
        let match = try HeaderMatch(layout.columns.map(\.label), as: layout)
        #expect(match.cells == layout.columns.indices.map { $0 })
        #expect(match.width == layout.columns.count)
        #expect(HeaderMatch.recognise(layout.columns.map(\.label)) == layout)
    }

    @Test(arguments: Layout.allCases)
    func `a header in any order is followed`(_ layout: Layout) throws {
        var numbers = SeededNumbers(seed: 3)
        let labelled = layout.columns.indices.filter { !layout.columns[$0].label.isEmpty }
        for _ in 0..<50 {
            let order = labelled.shuffled(using: &numbers)
            guard order != labelled else { continue }
            let match = try HeaderMatch(order.map { layout.columns[$0].label }, as: layout)
            for (cell, column) in order.enumerated() {
                #expect(match.cells[column] == cell)
            }
            #expect(match.isByName)
            #expect(match.cells.compactMap { $0 }.count == labelled.count)
        }
    }

    private static let labels: [(String, String)] = [
        ("Import Student ID", "importstudentid"), ("01 Import Student ID", "importstudentid"),
        ("import_student_id", "importstudentid"), ("ImportStudentID", "importstudentid"),
        (" Import  Student-ID * ", "importstudentid"), ("\u{FEFF}Site ID", "siteid"),
        ("\u{200B}Site ID", "siteid"), ("1. Site ID", "siteid"),
        ("504 Accommodations", "504accommodations"),
        ("Address 1", "address1"), ("12", "12"), ("", ""), ("---", ""), ("Año", "ao"),
    ]

    @Test(arguments: labels)
    func `a label is compared without what senders vary`(_ label: String, normalized: String) {
        #expect(HeaderMatch.normalized(label) == normalized)
    }

    @Test func `labels that senders use are known`() throws {
        let header = [
            "Site", "SSID", "Last", "First", "Student ID", "DOB", "Program Code", "Start Date",
            "End Date",
        ]
        let match = try HeaderMatch(header, as: .programs)
        #expect(
            match.cells == [4, 1, 2, 3, nil, 5, 6, nil, nil, 7, 8, nil, nil, nil, 0])
        #expect(match.isByName)
        #expect(match.width == 9)
    }

    @Test func `as many unknown labels as columns count by position`() throws {
        let match = try HeaderMatch((1...15).map { "Feld \($0) x" }, as: .programs)
        #expect(!match.isByName)
        #expect(match.cells == (0..<15).map { $0 })
    }

    @Test func `a header in place that stops early has the first columns`() throws {
        let match = try HeaderMatch(Array(Self.programs.prefix(11)), as: .programs)
        #expect(match.cells == (0..<11).map { $0 } + [nil, nil, nil, nil])
        #expect(match.width == 11)
    }

    @Test func `columns of the sender's own behind ours are no columns of ours`() throws {
        let match = try HeaderMatch(Self.programs + ["Comment", "Checked by"], as: .programs)
        #expect(match.cells == (0..<15).map { $0 })
        #expect(match.width == 17)
        let inFront = try HeaderMatch(["Comment"] + Self.programs, as: .programs)
        #expect(inFront.cells == (1..<16).map { $0 })
        #expect(inFront.isByName)
    }

    @Test func `the same label twice cannot be told apart`() {
        let error = #expect(throws: HeaderMatch.Mismatch.self) {
            try HeaderMatch(["Site ID"] + Self.programs, as: .programs)
        }
        #expect(error?.code == .fileColumnsUnclear)
        #expect(error?.detail == "Two columns are labelled Site ID.")
    }

    private static let mismatches: [([String], ProblemCode)] = [
        ([], .fileColumnsUnclear), ([""], .fileColumnsUnclear), (["a", "b"], .fileColumnsUnclear),
        (["Dear colleague, here are our programs."], .fileColumnsUnclear),
        (["100200", "4100000200", "Castellano", "Liam"], .fileColumnsUnclear),
        (["x", "03/14/2012"], .fileColumnsUnclear),
        // Without Birth Date.
        (programs.filter { $0 != "Birth Date" }, .fileColumnsMissing),
        (["Program ID", "Site ID", "Last Name", "First Name"], .fileColumnsMissing),
        (Array(repeating: "x", count: 14), .fileColumnsUnclear),
        (Array(repeating: "x", count: 100_000), .fileColumnsUnclear),
    ]

    @Test(arguments: mismatches)
    func `a header that cannot be followed is refused`(_ header: [String], code: ProblemCode) {
        do throws(HeaderMatch.Mismatch) {
            let match = try HeaderMatch(header, as: .programs)
            Issue.record("followed: \(match.cells)")
        } catch {
            #expect(error.code == code)
            #expect(!error.detail.isEmpty)
            #expect(error.detail.count < 1000)
        }
    }

    @Test func `a refusal names what is missing, or what was expected and found`() {
        #expect(
            throws: HeaderMatch.Mismatch(code: .fileColumnsMissing, detail: "Birth Date")
        ) {
            try HeaderMatch(Self.programs.filter { $0 != "Birth Date" }, as: .programs)
        }
        #expect(
            throws: HeaderMatch.Mismatch(
                code: .fileColumnsUnclear,
                detail: "Expected the 15 columns of programs.txt (Import Student ID, "
                    + "State Student ID, Student Last Name, Student First Name, "
                    + "Student Middle Name, Birth Date, ...), found 2: Name, Town.")
        ) {
            try HeaderMatch(["Name", "Town"], as: .programs)
        }
    }

    @Test(
        arguments: [
            ([], nil), (["Name"], nil), (["Site ID", "Site Name"], nil),
            (["a", "b", "c", "d", "e", "f"], nil),
        ] as [([String], Layout?)])
    func `no layout is guessed from little`(_ header: [String], layout: Layout?) {
        #expect(HeaderMatch.recognise(header) == layout)
    }

    @Test func `positions alone are those of the layout`() {
        let match = HeaderMatch(positionsOf: .sites, width: 3)
        #expect(match.cells.prefix(4) == [0, 1, 2, nil])
        #expect(!match.isByName)
    }
}
