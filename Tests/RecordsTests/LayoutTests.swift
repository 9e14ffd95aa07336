import Testing

@testable import Records

@Suite struct LayoutTests {
    @Test(arguments: [
        (Layout.programs, 15), (.studemo, 64), (.enrollment, 16), (.sites, 15), (.contacts, 22),
    ])
    func `a layout has so many columns`(_ layout: Layout, count: Int) {
        #expect(layout.columns.count == count)
        #expect(layout.fileName == "\(layout.rawValue).txt")
    }

    /// Positions from 1, as the layouts' documents count them.
    private static let positions: [(Layout, [Int: String])] = [
        (
            .programs,
            [
                1: "Import Student ID", 2: "State Student ID", 3: "Student Last Name",
                4: "Student First Name", 5: "Student Middle Name", 6: "Birth Date",
                7: "Program ID", 8: "Eligibility Start Date", 9: "Eligibility End Date",
                10: "Program Start Date", 11: "Program End Date", 12: "Academic Year",
                13: "Program Eligibility Code", 14: "Program Exit Code", 15: "Site ID",
            ]
        ),
        (
            .studemo,
            [
                1: "Import Student ID", 2: "State Student ID", 3: "Student Last Name",
                4: "Student First Name", 5: "Student Middle Name", 6: "Birth Date", 7: "Gender",
                8: "Primary Ethnicity", 11: "Is Hispanic", 12: "Primary Language",
                13: "Correspondence Language", 14: "English Proficiency",
                16: "Primary Disability", 20: "School Enter Date", 21: "District Enter Date",
                26: "Plan 504 Accommodations", 27: "Plan 504 Annual Review Date",
                33: "Academic Year", 34: "Name Suffix", 35: "AKA Last Name",
                36: "AKA First Name", 37: "AKA Middle Name", 38: "AKA Name Suffix",
            ]
        ),
        (
            .enrollment,
            [
                1: "Import Student ID", 2: "State Student ID", 3: "Student Last Name",
                4: "Student First Name", 5: "Student Middle Name", 6: "Birth Date",
                7: "Site ID", 8: "Enrollment Start Date", 9: "Enrollment End Date",
                10: "Grade Level ID", 11: "Academic Year", 12: "Is Primary ADA",
                13: "Attendance Program", 14: "Exit Code", 15: "Session Type", 16: "Entry Code",
            ]
        ),
        (
            .sites,
            [
                1: "Site ID", 2: "Site Name", 3: "State Site ID", 4: "Start Grade Level ID",
                5: "End Grade Level ID", 6: "Site Type ID", 7: "Address", 8: "Address 2",
                9: "City", 10: "State", 11: "Zip", 12: "Local Site Code", 13: "Annual Hours",
                14: "Annual Weeks", 15: "Parent Site ID",
            ]
        ),
        (
            .contacts,
            [
                1: "Import Student ID", 7: "Contact Last Name", 8: "Contact First Name",
                9: "Address 1", 10: "Address 2", 11: "City", 12: "State", 13: "Zip",
                14: "Phone 1", 18: "Legal Guardian", 19: "Primary Contact", 22: "Email",
            ]
        ),
    ]

    @Test(arguments: positions)
    func `each column has its position`(_ layout: Layout, labels: [Int: String]) {
        for (position, label) in labels {
            #expect(layout.columns[position - 1].label == label)
        }
        // Everything that has a label and is not in the list is a column of contacts.
        let labelled = layout.columns.count { !$0.label.isEmpty }
        #expect(layout == .contacts || labelled == labels.count)
    }

    @Test(arguments: [
        (
            Layout.programs,
            [
                "Import Student ID", "Student Last Name", "Student First Name", "Birth Date",
                "Program ID",
            ]
        ),
        (
            .studemo,
            [
                "Import Student ID", "Student Last Name", "Student First Name", "Birth Date",
                "Gender",
            ]
        ),
    ])
    func `these columns are required`(_ layout: Layout, labels: [String]) {
        #expect(layout.columns.filter(\.isRequired).map(\.label) == labels)
    }

    @Test(arguments: Layout.allCases)
    func `no two columns of a layout have a label in common`(_ layout: Layout) {
        let labels = layout.columns.map { HeaderMatch.normalized($0.label) }.filter { !$0.isEmpty }
        #expect(Set(labels).count == labels.count)
        for column in layout.columns {
            let others = Set(labels).subtracting([HeaderMatch.normalized(column.label)])
            #expect(others.isDisjoint(with: column.aliases.map(HeaderMatch.normalized)))
        }
        #expect(layout.columns.allSatisfy { $0.limit > 0 })
    }
}
