import Foundation
import Records
import TestDistricts
import Testing

@testable import Operations
@testable import Storage

/// What only some may see is not in the database for whoever has a copy of it without its keys. All
/// students are invented.
@Suite struct SealedValuesTests {
    private static let words = [
        "CANARYHEALTH", "CANARYPLACE", "CANARYPLAN", "CANARYDOCUMENT", "CANARYDISABILITY",
        "CANARYACCOMMODATION", "CANARYKEPTOUT", "CANARYCODE", "CANARYPROGRAM", "canary_key",
        "CANARYSTATE", "CANARYMEAL", "CANARYEVENT", "CANARYEVALUATION", "CANARYGOAL",
        "CANARYEVIDENCE", "CANARYREVIEW", "CANARYHELP",
    ]
    /// A studemo.txt with two students, and a row that is kept out.
    private func roster(_ accommodations: String = "CANARYACCOMMODATION") -> String {
        let columns = Layout.studemo.columns
        func line(_ cells: [String: String]) -> String {
            (columns.map { cells[$0.label] ?? "" } + [cells["Meal status"] ?? ""])
                .joined(separator: "\t")
        }
        let header =
            columns.enumerated().map { $1.label.isEmpty ? "Column \($0 + 1)" : $1.label }
            + ["Meal status"]
        func row(_ id: String, _ last: String, _ others: [String: String]) -> String {
            line(
                [
                    "Import Student ID": id, "Student Last Name": last,
                    "Student First Name": "Nora", "Birth Date": "03/04/2015", "Gender": "F",
                ].merging(others) { $1 })
        }
        return [
            header.joined(separator: "\t"),
            row(
                "7001", "Quist",
                [
                    "Primary Disability": "CANARYDISABILITY",
                    "Plan 504 Accommodations": accommodations,
                    "Plan 504 Annual Review Date": "11/30/2026", "Meal status": "CANARYMEAL",
                ]), row("7002", "Ramm", [:]),
            row("", "Nobody", ["Primary Disability": "CANARYKEPTOUT"]),
        ].joined(separator: "\n") + "\n"
    }

    /// Says something of each kind, and takes some of it back.
    private func fill(_ office: Office) throws -> (first: String, second: String) {
        let first = try office.addStudent("Ilse", "Nordby")
        let second = try office.addStudent("Ilse", "Nordby")
        for student in [first, second] {
            var request = EditStudent.Request()
            request.fields = [
                "healthNotes": "CANARYHEALTH \(student)", "placement": "CANARYPLACE \(student)",
                "plan504Accommodations": "CANARYPLAN \(student)", "caseManager": "R. Alder",
            ]
            _ = try EditStudent(office.workspace()).run(student, request)
        }
        var edit = EditStudent.Request()
        edit.fields = ["healthNotes": "CANARYHEALTH, and more"]
        _ = try EditStudent(office.workspace()).run(first, edit)
        try office.district.write("plan.txt", "CANARYDOCUMENT")
        _ = try office.documents.add(
            first, office.document("A plan"), file: office.path("plan.txt"))
        #expect(try office.importFile("studemo.txt", roster()).state == .applied)
        try take(first, into: office)
        try teach(first, in: office)
        return (first, second)
    }

    /// Has a student take part in a confidential program.
    private func take(_ student: String, into office: Office) throws {
        var code = CodeTables.Entry(text: "CANARYPROGRAM")
        code.systemKey = "canary_key"
        _ = try office.codeTables.add(CodeBook.programs, "CANARYCODE", code)
        _ = try office.codeTables.setState(
            CodeBook.programs, "CANARYCODE", of: SchoolYear(start: 2026), to: "CANARYSTATE")
        let rows = [student, "7002"].map {
            office.row($0, "CANARYCODE", last: "Nordby")
        }
        #expect(try office.importPrograms(rows).inserted == 2)
        code.text = "CANARYPROGRAM, and meals"
        _ = try office.codeTables.change(CodeBook.programs, "CANARYCODE", code)
    }

    /// Writes of a student's plan and of what happened, and changes some of it.
    private func teach(_ student: String, in office: Office) throws {
        var event = office.event()
        event.note = "CANARYEVENT"
        let added = try office.events.add(student, event)
        event.note = "CANARYEVENT, and more"
        _ = try office.events.change(added.id, event)
        var entry = office.planEntry()
        entry.evaluation = "CANARYEVALUATION"
        let plan = try office.plans.create(student, entry).plan
        var course = office.courseEntry()
        course.goals = "CANARYGOAL"
        _ = try office.plans.addCourse(plan, course)
        _ = try office.plans.approve(plan, by: "R. Alder")
        let day = try #require(CalendarDate(iso: "2026-09-09"))
        _ = try office.plans.addContact(
            plan, on: day, method: "Video call", evidence: "CANARYEVIDENCE")
        let review = try office.plans.addReview(
            plan, on: day, isSatisfactory: false, note: "CANARYREVIEW")
        _ = try office.plans.addIntervention(
            review: try #require(review.part), .moreContact, on: day, note: "CANARYHELP")
    }

    /// The words that can be read in the database, or in the bytes of its file.
    private func read(_ district: District) throws -> [String] {
        try Self.words.filter(district.holds)
    }

    @Test func `nothing confidential is in the database as it was said, and all can be read`()
        throws
    {
        let office = try Office(students: 0, isSealed: true)
        let (first, second) = try fill(office)
        var request = MergeStudents.Request(sources: [first], target: second)
        request.confirmed = ["all"]
        request.reason = "One child"
        let merge = MergeStudents(office.workspace())
        for open in try merge.preview(request).undecided { request.choices[open] = "source" }
        let merged = try merge.apply(request).changeSet
        #expect(try read(office.district) == [])
        _ = try office.undo(merged)
        #expect(try read(office.district) == [])
        let store = office.district.store
        let id = try #require(try store.read { try $0.students(withID: first).first })
        let fields = try store.read { try $0.ownFields(of: id) }
        #expect(fields["healthNotes"]?.value == "CANARYHEALTH, and more")
        #expect(fields["placement"]?.value == "CANARYPLACE \(first)")
        let sis = try store.read { reader in
            let number = try #require(try reader.sisStudents(importIDs: ["7001"]).first)
            return try reader.sisFields(of: number)
        }
        #expect(sis["primaryDisability"]?.value == "CANARYDISABILITY")
        #expect(sis["plan504Accommodations"]?.value == "CANARYACCOMMODATION")
        #expect(sis["plan504ReviewDate"]?.value == "2026-11-30")
        #expect(try office.district.faults() == [])
        #expect(try CheckDistrict(store: store).run().findings == [])
    }

    @Test func `a review date alone tells of no plan`() throws {
        let office = try Office(students: 0, isSealed: true)
        #expect(try office.importFile("studemo.txt", roster("")).state == .applied)
        let days = try office.district.count(
            "SELECT count(*) FROM sis_student WHERE plan_504_review_date IS NOT NULL")
        #expect(days == 0)
        let sis = try office.district.store.read { reader in
            let number = try #require(try reader.sisStudents(importIDs: ["7001"]).first)
            return try reader.sisFields(of: number)
        }
        #expect(sis["plan504ReviewDate"]?.value == "2026-11-30")
        #expect(sis["plan504Accommodations"] == nil)
    }

    @Test func `a file that came before changes nothing, and one value changes one row`() throws {
        let office = try Office(students: 0, isSealed: true)
        #expect(try office.importFile("studemo.txt", roster()).state == .applied)
        let again = try office.importFile("studemo.txt", roster() + "\n")
        #expect(again.counts.updated == 0 && again.counts.inserted == 0)
        let other = try office.importFile("studemo.txt", roster("Another desk"))
        #expect(other.counts.updated == 1)
    }

    @Test func `what stood there before is sealed by the next change, with its history`() throws {
        let office = try Office(students: 0)
        let (first, _) = try fill(office)
        #expect(try read(office.district).count >= 6)
        let sealed = SealedStore(
            office.district.store, keys: office.district.keys, clock: District.clock)
        _ = try sealed.write { try $0.takeNumbers("student") }
        #expect(try read(office.district) == [])
        let id = try #require(try sealed.read { try $0.students(withID: first).first })
        let fields = try sealed.read { try $0.ownFields(of: id) }
        #expect(fields["healthNotes"]?.value == "CANARYHEALTH, and more")
        #expect(try office.district.faults() == [])
        #expect(try CheckDistrict(store: sealed).run().findings == [])
    }

    @Test func `without the keys nothing that is sealed can be read`() throws {
        let office = try Office(students: 0, isSealed: true)
        let (first, _) = try fill(office)
        let sealed = try #require(office.district.store as? SealedStore)
        sealed.cipher.cipher = nil
        let path = office.district.keys.path
        let keys = try Data(contentsOf: URL(filePath: path))
        try FileManager.default.removeItem(atPath: path)
        let id = try #require(try sealed.read { try $0.students(withID: first).first })
        func notes() throws -> String {
            let fields = try sealed.read { try $0.ownFields(of: id) }
            return fields["healthNotes"]?.value ?? ""
        }
        #expect(try LostText.stands(for: notes()))
        // Keys of another district are as good as none.
        sealed.cipher.cipher = nil
        try Data(KeyRing(madeAt: District.now).json.utf8).write(to: URL(filePath: path))
        #expect(try LostText.stands(for: notes()))
        let refused = #expect(throws: OperationError.self) { try office.addStudent() }
        #expect(refused?.code == "audit.keys-missing")
        sealed.cipher.cipher = nil
        try keys.write(to: URL(filePath: path))
        #expect(try sealed.read { try $0.ownFields(of: id) }["healthNotes"] != nil)
    }

    @Test func `a value that somebody put in the place of another one is not opened`() throws {
        let office = try Office(students: 0, isSealed: true)
        let (first, _) = try fill(office)
        let id = try #require(
            try office.district.store.read { try $0.students(withID: first).first })
        _ = try office.district.store.write {
            try $0.run(
                """
                UPDATE student_field SET value = (SELECT value FROM student_field
                    WHERE student = \(id) AND field = 'healthNotes')
                WHERE student = \(id) AND field = 'placement'
                """)
        }
        let fields = try office.district.store.read { try $0.ownFields(of: id) }
        #expect(fields["placement"].map { LostText.stands(for: $0.value) } == true)
        #expect(fields["healthNotes"]?.value == "CANARYHEALTH, and more")
    }

    @Test func `a note that begins as what is sealed does is kept as it was typed`() throws {
        let office = try Office(students: 0, isSealed: true)
        let student = try office.addStudent()
        var event = office.event()
        event.note = "~s1~ is how it begins"
        let added = try office.events.add(student, event)
        let kept = try office.district.store.read { try $0.event(added.id)?.note }
        #expect(kept == event.note)
    }

    @Test func `where the keys are lost for good all the rest goes on`() throws {
        let office = try Office(students: 0, isSealed: true)
        let (first, _) = try fill(office)
        let sealed = try #require(office.district.store as? SealedStore)
        let runs = try office.district.count("SELECT count(*) FROM import_run")
        try FileManager.default.removeItem(atPath: office.district.keys.path)
        sealed.cipher.cipher = nil
        _ = try AuditChain(sealed, actor: "test").renew(reason: "The disk with the keys broke")
        // What was sealed stays closed; which programs these are is told to nobody without all
        // rights, for it cannot be known of which class they are.
        let code = try #require(
            try sealed.read { try $0.codes().first { LostText.stands(for: $0.systemKey) } })
        #expect(LostText.stands(for: code.key) && LostText.stands(for: code.translation))
        #expect(!office.workspace(.teacher).access.sees(systemKey: code.systemKey))
        #expect(office.workspace().access.sees(systemKey: code.systemKey))
        let shown = try ShowStudent(office.workspace()).run(first)
        #expect(shown.student.studentID == first)
        // What is said from now on is sealed, and read again; what the SIS says anew is healed.
        var edit = EditStudent.Request()
        edit.fields = ["healthNotes": "CANARYHEALTH since"]
        _ = try EditStudent(office.workspace()).run(first, edit)
        #expect(try office.importFile("studemo.txt", roster()).counts.updated == 1)
        #expect(try read(office.district) == [])
        let (own, sis) = try sealed.read { reader in
            let id = try #require(try reader.students(withID: first).first)
            let number = try #require(try reader.sisStudents(importIDs: ["7001"]).first)
            return (try reader.ownFields(of: id), try reader.sisFields(of: number))
        }
        #expect(own["healthNotes"]?.value == "CANARYHEALTH since")
        #expect(sis["primaryDisability"]?.value == "CANARYDISABILITY")
        #expect(try office.district.count("SELECT count(*) FROM import_run") == runs + 1)
    }

    // MARK: Rotation

    @Test func `after a rotation the old keys open nothing, and everything can be read`() throws {
        let office = try Office(students: 0, isSealed: true)
        let (first, _) = try fill(office)
        let sealed = try #require(office.district.store as? SealedStore)
        _ = try DistrictKey(store: sealed).bytes(named: "second-factor")
        let old = try #require(try sealed.keys.existing())
        let rotate = RotateKeys(sealed, actor: "test")
        let report = try rotate.run(reason: "Yearly")
        let new = try #require(try sealed.keys.existing())
        #expect(report.key == new.valuesKey?.id && report.key != old.valuesKey?.id)
        #expect(new.keys.count { $0.use == "values" } == 1)
        #expect(report.secrets >= 2)
        for name in try sealed.read({ try $0.secretNames() }) {
            let kept = try #require(try sealed.read { try $0.sealedSecret(named: name) })
            #expect(old.unwrap(kept, named: name) == nil, "\(name)")
            #expect(new.unwrap(kept, named: name) != nil, "\(name)")
        }
        let id = try #require(try sealed.read { try $0.students(withID: first).first })
        sealed.cipher.cipher = nil
        #expect(try sealed.read { try $0.ownFields(of: id) }["healthNotes"] != nil)
        #expect(try office.district.faults() == [])
        let refused = #expect(throws: OperationError.self) {
            try office.undo(report.changeSet)
        }
        #expect(refused?.code == "undo.keys")
    }

    @Test func `one that serves meanwhile goes on with the keys of the file`() throws {
        let office = try Office(students: 0, isSealed: true)
        _ = try fill(office)
        let here = try #require(office.district.store as? SealedStore)
        _ = try DistrictKey(store: here).bytes(named: "one")
        let cipher = here.cipher.cipher
        here.cipher.cipher = nil
        _ = try RotateKeys(here, actor: "test").run(reason: "Yearly")
        // As the other process has it: with the keys of before in its memory.
        here.cipher.cipher = cipher
        let one = try DistrictKey(store: here).bytes(named: "one")
        let two = try DistrictKey(store: here).bytes(named: "two")
        here.cipher.cipher = nil
        #expect(try DistrictKey(store: here).bytes(named: "one") == one)
        #expect(try DistrictKey(store: here).bytes(named: "two") == two)
    }

    @Test func `one that was broken off is ended by the next`() throws {
        let office = try Office(students: 0, isSealed: true)
        _ = try fill(office)
        let sealed = try #require(office.district.store as? SealedStore)
        _ = try sealed.keys.change { $0.addingValuesKey(madeAt: District.now) }
        _ = try RotateKeys(sealed, actor: "test").run(reason: "Again")
        #expect(try sealed.keys.existing()?.keys.count { $0.use == "values" } == 1)
        sealed.cipher.cipher = nil
        #expect(try DistrictKey(store: sealed).bytes(named: DistrictCipher.secret).count == 32)
    }

    // MARK: The cipher

    private func cipher(_ seed: UInt8) throws -> DistrictCipher {
        let folder = FileManager.default.temporaryDirectory
        return DistrictCipher(
            keys: District.keys(in: folder), ring: KeyRing(madeAt: District.now),
            secret: Array(repeating: seed, count: 32))
    }

    @Test func `a sealed text is opened as what it was, and as nothing else`() throws {
        let cipher = try cipher(1)
        let sealed = try cipher.seal("Asthma", kind: "a", place: 7)
        #expect(try cipher.open(Substring(sealed), kind: "a") == "Asthma")
        #expect(throws: StorageError.sealed) { try cipher.open(Substring(sealed), kind: "b") }
        #expect(throws: StorageError.sealed) {
            try self.cipher(2).open(Substring(sealed), kind: "a")
        }
        var bytes = try cipher.seal(Array("Asthma".utf8), kind: "a", place: 7)
        for place in bytes.indices {
            bytes[place] ^= 1
            #expect(throws: StorageError.sealed) { try cipher.open(bytes, kind: "a") }
            bytes[place] ^= 1
        }
    }

    @Test func `the same is the same in its row, and nowhere else`() throws {
        let cipher = try cipher(1)
        let one = try cipher.seal("Asthma", kind: "a", place: 7)
        #expect(try cipher.seal("Asthma", kind: "a", place: 7) == one)
        #expect(try cipher.seal("Asthma", kind: "a", place: 8) != one)
        #expect(try cipher.seal("Asthma", kind: "b", place: 7) != one)
        #expect(try self.cipher(2).seal("Asthma", kind: "a", place: 7) != one)
        #expect(cipher.tag(5) == cipher.tag(5) && cipher.tag(5) != cipher.tag(6))
        #expect(try cipher.tag(5) != self.cipher(2).tag(5) && cipher.tag(5) > 0)
    }
}
