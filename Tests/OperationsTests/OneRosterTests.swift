import Records
import Testing

@testable import Operations

private let orgColumns = "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId"
private let userColumns =
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,"
    + "familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
private let demographicColumns =
    "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,"
    + "blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,"
    + "demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity"
private let enrollmentColumns =
    "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    + "beginDate,endDate"

private func user(
    _ id: String, _ last: String = "Lindqvist", _ first: String = "Maja", number: String = "",
    role: String = "student", grade: String = "07", ids: String = "", school: String = "s1",
    status: String = ""
) -> String {
    "\(id),\(status),,true,\(school),\(role),\(id)@example.invalid,\"\(ids)\",\(first),\(last),,"
        + "\(number),,,,,\(grade),secret"
}

private func demographics(_ id: String, born: String = "2013-10-21", sex: String = "female")
    -> String
{
    "\(id),,,\(born),\(sex),false,true,false,false,true,false,true"
}

private func enrollment(
    _ user: String, _ school: String = "s1", from begin: String = "2026-09-02", to end: String = "",
    role: String = "student", status: String = "", of course: String = "c1"
) -> String {
    "\(user)-\(course),\(status),,\(course),\(school),\(user),\(role),false,\(begin),\(end)"
}

/// Two schools, a teacher and two students.
private func small(_ mode: String = "bulk") -> OneRosterExport {
    var export = OneRosterExport("1.1", mode: mode)
    export.set(
        "orgs", orgColumns, "d1,,,Fernhollow District,district,,",
        "s1,,,Alder Elementary,school,1010,d1", "s2,,,\"Birch, Middle\",school,B-2,d1")
    export.set(
        "users", userColumns, user("t1", role: "teacher"),
        user("u1", number: "100", ids: "{Fed:x},{State ID:4100000001}"),
        user("u2", "Okafor", "Chidi", grade: "KG"))
    export.set("demographics", demographicColumns, demographics("u1"), demographics("t1"))
    export.set(
        "enrollments", enrollmentColumns, enrollment("t1", role: "teacher"), enrollment("u1"),
        enrollment("u1", from: "2026-09-01", to: "2027-01-30", of: "c2"),
        enrollment("u2", "s2", to: "2027-06-16"))
    return export
}

@Suite struct OneRosterTests {
    let district: District
    init() throws { district = try District() }

    private func students() throws -> [String] {
        try district.rows(
            """
            SELECT import_id, other_id, sourced_id, state_id, last_name, grade,
                CAST(site AS TEXT), CAST(missing_since AS TEXT)
            FROM sis_student ORDER BY import_id
            """, columns: 8)
    }

    private func enrollments() throws -> [String] {
        try district.rows(
            """
            SELECT s.import_id, CAST(e.site AS TEXT), CAST(e.start AS TEXT), e.academic_year,
                CAST(e.ends AS TEXT), e.grade, CAST(e.missing_since AS TEXT)
            FROM sis_enrollment e JOIN sis_student s ON s.id = e.sis_student
            ORDER BY s.import_id, e.site, e.start
            """, columns: 7)
    }

    @Test func `an export of version 1-1`() throws {
        let outcome = try small().load(into: district)
        #expect(codes(outcome) == [])
        #expect(counts(outcome) == "read 7, inserted 6, unchanged 1")
        #expect(
            try district.rows("SELECT CAST(id AS TEXT), name, sourced_id FROM site", columns: 3)
                == ["1010|Alder Elementary|s1", "1000001|Birch, Middle|s2"])
        #expect(
            try students() == [
                "100|100|u1|4100000001|Lindqvist|8|1010|-", "u2|u2|u2||Okafor|1|1000001|-",
            ])
        #expect(
            try district.rows(
                """
                SELECT CAST(birth_date AS TEXT), gender, is_hispanic, ethnicity FROM sis_student
                ORDER BY import_id
                """, columns: 4) == ["15999|female|true|Asian, White", "-|||"])
        // The first begin of two classes, no end because one has none; end dates are exclusive.
        #expect(
            try enrollments() == [
                "100|1010|20697|2026-2027|-|8|-", "u2|1000001|20698|2026-2027|20984|1|-",
            ])
    }

    @Test func `the same export again changes nothing`() throws {
        try small().load(into: district)
        for mode in ["bulk", "delta"] {
            let again = try small(mode).load(into: district)
            #expect(counts(again) == "read 7, unchanged 7")
            #expect(again.changeSet == nil)
        }
    }

    @Test func `an export of version 1-2 says in roles who is a student`() throws {
        var export = OneRosterExport("1.2")
        export.set("orgs", orgColumns, "s1,,,Alder Elementary,school,1010,", "s2,,,B,school,1020,")
        export.set(
            "users",
            "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,"
                + "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,"
                + "userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,"
                + "preferredFamilyName,primaryOrgSourcedId,pronouns",
            "u1,,,true,a,{SSID:41},Maja,Lindqvist,Ann,100,,,,,09,,m1,,Mimi,,,s2,",
            "t1,,,true,b,,Tea,Cher,,,,,,,,,,,,,,s1,")
        export.set(
            "roles",
            "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,"
                + "orgSourcedId,userProfileSourcedId",
            "r1,,,u1,primary,student,,,s1,", "r2,,,t1,primary,teacher,,,s1,")
        let outcome = try export.load(into: district)
        #expect(codes(outcome) == [])
        #expect(counts(outcome) == "read 3, inserted 3")
        #expect(try students() == ["100|100|u1|41|Lindqvist|10|1020|-"])
        #expect(
            try district.rows(
                "SELECT middle_name, aka_first_name, aka_last_name FROM sis_student", columns: 3)
                == ["Ann|Mimi|"])
        #expect(try export.load(into: district).changeSet == nil)
    }

    @Test func `users with one identifier are one student`() throws {
        var export = small()
        export.set(
            "users", userColumns, user("u1", number: "100", school: "s1"),
            user("u9", number: "100", school: "s2"))
        export.set(
            "enrollments", enrollmentColumns, enrollment("u1"), enrollment("u9", "s2"))
        export.set("demographics", demographicColumns, demographics("u9"))
        let outcome = try export.load(into: district)
        #expect(counts(outcome) == "read 6, inserted 5, unchanged 1")
        #expect(try students().map { String($0.prefix(10)) } == ["100|100|u1"])
        #expect(
            try district.rows("SELECT other_columns, gender FROM sis_student", columns: 2)
                == [#"{"Other sourcedIds":"u9"}|female"#])
        #expect(try enrollments().count == 2)
        #expect(try export.load(into: district).changeSet == nil)

        var delta = OneRosterExport("1.1", mode: "delta")
        delta.set("demographics", demographicColumns, demographics("u9", sex: "male"))
        let changed = try delta.load(into: district)
        #expect(counts(changed) == "read 1, updated 1")
        #expect(try district.rows("SELECT gender FROM sis_student", columns: 1) == ["male"])
    }

    @Test func `names may differ a little from school to school`() throws {
        var export = small()
        export.set(
            "users", userColumns, user("u1", "Lindqvist", "Robert", number: "100"),
            user("u9", "Lindqvist-Berg", "Rob", number: "100"), user("u2"))
        #expect(try codes(export.load(into: district)) == [])
    }

    @Test func `different children under one identifier are kept out`() throws {
        var export = small()
        export.set(
            "users", userColumns, user("u1", number: "100"),
            user("u9", "Other", "Child", number: "100"), user("u2"), user("u2"))
        let outcome = try export.load(into: district)
        #expect(outcome.problems.count(of: .rosterConflictingRows) == 2)
        #expect(outcome.problems.count(of: .rosterDuplicateRow) == 1)
        #expect(outcome.counts.isComplete)
        #expect(try students().map { String($0.prefix(2)) } == ["u2"])
    }

    @Test func `a whole export marks who is gone, a change says it`() throws {
        try small().load(into: district)
        var export = small()
        export.set("users", userColumns, user("u2", "Okafor", "Chidi", grade: "KG"))
        export.set("enrollments", enrollmentColumns, enrollment("u2", "s2", to: "2027-06-16"))
        let outcome = try export.load(into: district)
        #expect(outcome.notes == ["1 student is missing from the file."])
        #expect(try students()[0].hasSuffix("|20711"))
        let back = try small().load(into: district)
        #expect(counts(back) == "read 7, updated 1, unchanged 6")
        #expect(try students()[0].hasSuffix("|-"))

        var delta = OneRosterExport("1.1", mode: "delta")
        delta.set("users", userColumns, user("u1", number: "100", status: "tobedeleted"))
        #expect(try counts(delta.load(into: district)) == "read 1, updated 1")
        #expect(try students()[0].hasSuffix("|20711"))
        #expect(try counts(delta.load(into: district)) == "read 1, unchanged 1")
    }

    @Test func `a change tells of what changed only`() throws {
        try small().load(into: district)
        var delta = OneRosterExport("1.1", mode: "delta")
        delta.set("users", userColumns, user("u1", "Lind", number: "100", ids: "{SSID:77}"))
        let outcome = try delta.load(into: district)
        #expect(counts(outcome) == "read 1, updated 1")
        #expect(try students()[0] == "100|100|u1|77|Lind|8|1010|-")
        #expect(
            try district.count("SELECT birth_date FROM sis_student ORDER BY import_id") == 15999)
        let images = try district.rows(
            """
            SELECT table_name, row_key FROM prior_image
            WHERE change_set = \(outcome.changeSet ?? 0)
            """, columns: 2)
        #expect(images == ["sis_student|1"])
    }

    @Test func `one of a student's users may go without the student`() throws {
        var export = small()
        export.set(
            "users", userColumns, user("u1", number: "100"), user("u9", number: "100"), user("u2"))
        try export.load(into: district)
        var delta = OneRosterExport("1.1", mode: "delta")
        delta.set("users", userColumns, user("u9", number: "100", status: "tobedeleted"))
        #expect(try delta.load(into: district).changeSet == nil)
        delta.set(
            "users", userColumns, user("u9", number: "100", status: "tobedeleted"),
            user("u1", number: "100", status: "tobedeleted"))
        #expect(try counts(delta.load(into: district)) == "read 2, updated 1, unchanged 1")
        #expect(try students()[0].hasSuffix("|20711"))
    }

    @Test func `an export cut short is held`() throws {
        var export = small()
        let rows = (10..<30).map { user("u\($0)") }
        export.files["users.csv"] = ([userColumns] + rows).joined(separator: "\n") + "\n"
        export.set("enrollments", enrollmentColumns)
        try export.load(into: district)
        export.files["users.csv"] = ([userColumns] + rows.prefix(15)).joined(separator: "\n") + "\n"
        let held = try export.load(into: district)
        #expect(held.holds.map(\.code) == [.limitEnds])
        #expect(held.holds[0].detail.hasPrefix("Would mark 5 of 20 students missing (25 %"))
        #expect(held.changeSet == nil)
        let approved = try export.load(into: district, waivingLimits: true)
        #expect(approved.changeSet != nil)
        #expect(try district.count("SELECT count(missing_since) FROM sis_student") == 5)
    }

    @Test func `rows without a number or a name are kept out, and are nobody's absence`() throws {
        try small().load(into: district)
        var export = small()
        export.set(
            "users", userColumns, user("", "A", "B"), user("u2", "", "Chidi"), user("u8", "A", "B"))
        export.set("enrollments", enrollmentColumns)
        let outcome = try export.load(into: district)
        #expect(outcome.problems.count(of: .cellMissing) == 2)
        #expect(outcome.counts.rejected == 2)
        #expect(outcome.notes.contains { $0.hasPrefix("No student was marked missing") })
        #expect(try district.count("SELECT count(missing_since) FROM sis_student") == 0)
    }

    @Test func `missing columns hold the run`() throws {
        var export = small()
        export.set("users", "sourcedId,familyName", "u1,Lind")
        let outcome = try export.load(into: district, waivingLimits: true)
        #expect(
            outcome.holds
                == [RowProblem(.fileColumnsMissing, detail: "users.csv: givenName")])
        #expect(try district.count("SELECT count(*) FROM change_set") == 0)
    }

    @Test func `a student that waits is linked`() throws {
        try district.addStudent("P1", last: "Lindqvist", first: "Maja", stateID: "4100000001")
        try district.addStudent("P2", last: "Okafor", first: "Chidi", otherID: "u2")
        let outcome = try small().load(into: district)
        #expect(
            outcome.notes == [
                "Linked P1 to SIS student 100 by State ID.",
                "Linked P2 to SIS student u2 by Other ID.",
            ])
    }

    @Test func `an identifier that comes later renames the student`() throws {
        try small().load(into: district)
        var export = small()
        export.set(
            "users", userColumns, user("u1", number: "100", ids: "{State ID:4100000001}"),
            user("u2", "Okafor", "Chidi", number: "200", grade: "KG"))
        try export.load(into: district)
        #expect(try students().map { String($0.prefix(10)) } == ["100|100|u1", "200|200|u2"])
    }
}
