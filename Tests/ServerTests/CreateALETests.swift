import Operations
import Records
import Testing

/// Creating a student for ALE, as a registrar or a secretary does it.
@Suite struct CreateALETests {
    @Test(arguments: [Role.registrar, .secretary])
    func `two names are enough, and the student is in the Student Selector at once`(
        _ role: Role
    ) async throws {
        let site = try TestSite()
        let office = try site.visitor(role)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let answer = try await office.submit(
            form, ["firstName": "Quillon", "lastName": "Ostervane"])
        #expect(answer.status == 303)
        let created = try await office.follow(answer)
        #expect(created.says("Quillon Ostervane was created"))
        #expect(created.says("Not linked to the SIS yet."))
        #expect(created.link("Initiate a Student Learning Plan") != nil)
        #expect(created.link("Create another") == "/ale/create")
        #expect(created.link("Go to Link Student to ALE") == "/ale/link")
        let selector = try await office.get("/ale/students")
        #expect(selector.says("Ostervane, Quillon"))
        #expect(selector.says("None yet"))
    }

    @Test(arguments: [Role.dataManager, .securityAdministrator, .caseManager, .teacher, .auditor])
    func `nobody but registrar and secretary creates or links`(_ role: Role) async throws {
        let site = try TestSite()
        for path in ["/ale/create", "/ale/link"] {
            let status = try await site.visitor(role).get(path).status
            #expect(status == 403, "\(path)")
        }
    }

    @Test func `everything that is wrong is told at once, and what was typed stays`() async throws {
        let site = try TestSite()
        try site.set("state", "washington")
        let office = try site.visitor(.registrar)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let answer = try await office.submit(
            form, ["lastName": "Ostervane", "stateID": "12", "birthDate": "yesterday"])
        #expect(answer.status == 422)
        #expect(answer.says("Enter: First name"))
        #expect(answer.says("An SSID here has 10 digits"))
        #expect(answer.says("Enter a date as MM/DD/YYYY"))
        #expect(answer.form("/ale/create")?["lastName"] == "Ostervane")
        let listed = try await office.get("/ale/students")
        #expect(!listed.says("Ostervane"))
    }

    @Test func `what is too long is told at its field`() async throws {
        let site = try TestSite()
        let office = try site.visitor(.registrar)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let long = String(repeating: "a", count: 201)
        let answer = try await office.submit(
            form, ["firstName": long, "lastName": "Ostervane", "otherID": long])
        #expect(answer.status == 422)
        #expect(answer.body.contains("href=\"#firstName\""))
        #expect(answer.body.contains("href=\"#otherID\""))
        #expect(answer.says("Enter at most 200 characters"))
        #expect(answer.form("/ale/create")?["lastName"] == "Ostervane")
    }

    @Test func `with an SSID that the SIS has the student is linked at once`() async throws {
        let site = try TestSite()
        try site.importRoster([
            .init(id: "7001", first: "Wren", last: "Alderby", stateID: "1234567890")
        ])
        let office = try site.visitor(.secretary)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let answer = try await office.submit(
            form, ["firstName": "Wren", "lastName": "Alderby", "stateID": "1234567890"])
        let created = try await office.follow(answer)
        #expect(created.says("Linked at once to SIS student 7001."))
    }

    @Test func `who is likely the same is shown before anything is created`() async throws {
        let site = try TestSite()
        try site.importRoster([.init(id: "7001", first: "Wren", last: "Alderby")])
        let office = try site.visitor(.registrar)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let asked = try await office.submit(form, ["firstName": "Wren", "lastName": "Alderby"])
        #expect(asked.says("Is it one of these students?"))
        #expect(asked.says("The names are the same."))
        #expect(asked.says("Use this student: Wren Alderby"))
        let none = try await office.get("/ale/students")
        #expect(!none.says("Alderby"))

        let anyway = try #require(asked.form("/ale/create"))
        #expect(anyway.hasButton("Create anyway: Wren Alderby"))
        let back = try await office.submit(anyway, button: ("step", "edit"))
        #expect(back.form("/ale/create")?["firstName"] == "Wren")
        let answer = try await office.submit(anyway, button: ("step", "create"))
        let created = try await office.follow(answer)
        #expect(created.says("Wren Alderby was created"))
    }

    @Test func `a SIS student who is the one is imported`() async throws {
        let site = try TestSite()
        try site.importRoster([.init(id: "7001", first: "Wren", last: "Alderby")])
        let office = try site.visitor(.registrar)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let asked = try await office.submit(form, ["firstName": "Wren", "lastName": "Alderby"])
        let use = try #require(asked.form("/ale/create/import"))
        let created = try await office.follow(try await office.submit(use))
        #expect(created.says("Wren Alderby was imported"))
        #expect(created.says("Linked at once to SIS student 7001."))
    }

    @Test func `a number that somebody has leads to that student and to no second profile`()
        async throws
    {
        let site = try TestSite()
        _ = try site.createForALE("Wren", "Alderby", stateID: "1234567890")
        let office = try site.visitor(.registrar)
        let form = try #require(try await office.get("/ale/create").form("/ale/create"))
        let asked = try await office.submit(
            form, ["firstName": "Mira", "lastName": "Osterby", "stateID": "1234567890"])
        #expect(asked.says("Is it one of these students?"))
        #expect(asked.says("Alderby, Wren"))
        #expect(asked.says("The state IDs are the same."))
        #expect(asked.form("/ale/create")?.hasButton("Create anyway") == false)
    }

    @Test func `while a name is typed, who it might be comes in a part of the page`() async throws {
        let site = try TestSite()
        try site.importRoster([.init(id: "7001", first: "Wren", last: "Alderby")])
        let office = try site.visitor(.registrar)
        let part = try await office.post(
            "/ale/create",
            [
                ("csrf", try office.csrf()), ("fragment", "1"), ("firstName", "Wren"),
                ("lastName", "Alderby"),
            ])
        #expect(part.status == 200)
        #expect(part.says("Students who might be the same"))
        #expect(part.body.contains("id=\"likely\""))
        let blank = try await office.post(
            "/ale/create",
            [("csrf", try office.csrf()), ("fragment", "1"), ("firstName", "Wren")])
        #expect(!blank.says("Students who might be the same"))
    }
}
