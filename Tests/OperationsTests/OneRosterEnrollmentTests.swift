import Records
import Testing

@testable import Operations

/// One student at two schools, as a whole export or as a change.
private func export(_ mode: String, _ rows: String...) -> OneRosterExport {
    var export = OneRosterExport("1.1", mode: mode)
    if mode == "bulk" {
        export.set("orgs", "sourcedId,name,type,identifier", "s1,A,school,1", "s2,B,school,2")
        export.set(
            "users", "sourcedId,role,givenName,familyName,identifier,grades",
            "u1,student,Maja,Lind,100,KG")
    }
    export.files["enrollments.csv"] =
        (["status,schoolSourcedId,userSourcedId,role,beginDate,endDate"] + rows)
        .joined(separator: "\n") + "\n"
    return export
}

@Suite struct OneRosterEnrollmentTests {
    let district: District
    init() throws { district = try District() }

    /// Site, first day, last day and since when it is missing, of each enrollment; then the site
    /// of the student.
    private func state() throws -> [String] {
        try district.rows(
            """
            SELECT CAST(site AS TEXT), CAST(start AS TEXT), CAST(ends AS TEXT),
                CAST(missing_since AS TEXT)
            FROM sis_enrollment ORDER BY site, start
            """, columns: 4)
            + district.rows("SELECT CAST(site AS TEXT) FROM sis_student", columns: 1)
    }

    private let today = Int(District.today.dayNumber)

    @Test func `without a begin date it begins with the school year`() throws {
        try export("bulk", ",s1,u1,student,,").load(into: district)
        #expect(try state() == ["1|20635|-|-", "1"])
        #expect(try export("bulk", ",s1,u1,student,,").load(into: district).changeSet == nil)
    }

    @Test func `another first day in the same year replaces it`() throws {
        try export("bulk", ",s1,u1,student,2026-09-02,").load(into: district)
        let outcome = try export("bulk", ",s1,u1,student,2026-09-01,").load(into: district)
        #expect(counts(outcome) == "read 4, updated 1, unchanged 3")
        #expect(try state() == ["1|20697|-|-", "1"])
        #expect(
            try district.rows("SELECT row_key, operation FROM prior_image", columns: 2)
                == ["1/1/20698/2026-2027|delete"])
        // A change only ever makes it begin earlier.
        let later = try export("delta", ",s1,u1,student,2026-10-01,").load(into: district)
        #expect(later.changeSet == nil)
    }

    @Test func `a whole file marks an open enrollment that is gone`() throws {
        try export("bulk", ",s1,u1,student,2026-09-02,").load(into: district)
        let outcome = try export("bulk", ",s2,u1,student,2026-09-10,").load(into: district)
        #expect(outcome.notes == ["1 enrollment is missing from the file."])
        #expect(try state() == ["1|20698|-|\(today)", "2|20706|-|-", "2"])
        try export(
            "bulk", ",s1,u1,student,2026-09-02,2026-09-10", ",s2,u1,student,2026-09-10,"
        ).load(into: district)
        #expect(try state() == ["1|20698|20705|-", "2|20706|-|-", "2"])
        // One that is over is history, and not in every file.
        let over = try export("bulk", ",s2,u1,student,2026-09-10,").load(into: district)
        #expect(over.changeSet == nil)
    }

    @Test func `a change ends an enrollment`() throws {
        try export("bulk", ",s1,u1,student,2026-09-02,").load(into: district)
        let outcome = try export("delta", "tobedeleted,s1,u1,student,2026-09-02,")
            .load(into: district)
        #expect(counts(outcome) == "read 1, updated 1")
        #expect(try state() == ["1|20698|\(today)|-", "1"])
        let again = try export("delta", "tobedeleted,s1,u1,student,2026-09-02,")
            .load(into: district)
        #expect(counts(again) == "read 1, unchanged 1")
    }

    @Test func `a class that goes does not end the school`() throws {
        try export("bulk", ",s1,u1,student,2026-09-02,").load(into: district)
        let outcome = try export(
            "delta", "tobedeleted,s1,u1,student,2026-09-02,", "active,s1,u1,student,2026-09-02,"
        ).load(into: district)
        #expect(counts(outcome) == "read 2, unchanged 2")
    }

    @Test func `bad rows keep what is there, odd ones are passed over`() throws {
        try export("bulk", ",s1,u1,student,2026-09-02,").load(into: district)
        let outcome = try export(
            "bulk", ",s1,u1,student,soon,", ",s1,u1,student,2026-09-02,2026-09-01",
            ",s9,u1,student,,", ",s1,u7,student,,", ",s2,u1,student,2026-09-02,2026-09-02"
        ).load(into: district)
        #expect(
            codes(outcome) == ["date.invalid 1", "date.order 1", "roster.ignored-row 2"])
        #expect(outcome.counts.isComplete)
        #expect(outcome.changeSet == nil)
    }

    @Test func `a new school year is a new enrollment`() throws {
        try export("bulk", ",s1,u1,student,2026-09-02,").load(into: district)
        let later = CalendarDate(dayNumber: District.today.dayNumber + 365)
        try export("bulk", ",s1,u1,student,2027-09-01,").load(into: district, on: later)
        #expect(try state() == ["1|20698|-|-", "1|21062|-|-", "1"])
    }
}
