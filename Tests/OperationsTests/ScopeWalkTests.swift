import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// Every operation, done by somebody of another site: the answer is that of what is not there.
@Suite struct ScopeWalkTests {
    /// What is asked for: what there is of the student at 1020, or what there is nowhere.
    struct Names {
        var student: String
        var document: Int
        var event: Int
        var enrollment: Int
        var record: String
        var plan: Int
        var course: Int
        var contact: Int
        var review: Int
        var intervention: Int
        var change: Int

        init(_ sites: TwoSites) {
            student = sites.there
            document = sites.document
            event = sites.event
            enrollment = sites.enrollment
            record = sites.record
            plan = sites.plan
            course = sites.course
            contact = sites.contact
            review = sites.review
            intervention = sites.intervention
            change = sites.change
        }

        static func missing(_ sites: TwoSites) -> Names {
            var names = Names(sites)
            names.student = "P777777"
            for path in [
                \Names.document, \.event, \.enrollment, \.plan, \.course, \.contact, \.review,
                \.intervention, \.change,
            ] { names[keyPath: path] = 77_777 }
            names.record = "77777.1.20333.1020"
            return names
        }

        /// All of them as text, the longest first.
        var texts: [String] {
            ([student, record]
                + [
                    document, event, enrollment, plan, course, contact, review, intervention,
                    change,
                ].map(String.init)).sorted { $0.count > $1.count }
        }
    }

    typealias Step = (String, (Names) throws -> Void)

    private static func students(_ sites: TwoSites, _ at: Workspace) -> [Step] {
        var note = EditStudent.Request()
        note.fields = ["healthNotes": "x"]
        let merge = { (source: String, target: String) in
            var request = MergeStudents.Request(sources: [source], target: target)
            request.reason = "test"
            request.confirmed = ["all"]
            return request
        }
        let here = sites.here
        return [
            ("show", { _ = try ShowStudent(at).run($0.student) }),
            ("candidates", { _ = try StudentCandidates(at).run($0.student) }),
            ("named candidates", { _ = try StudentCandidates(at).run($0.student, name: "a") }),
            ("history", { _ = try StudentHistory(at).run($0.student) }),
            ("edit", { _ = try EditStudent(at).run($0.student, note) }),
            ("delete", { _ = try DeleteStudent(at).run($0.student) }),
            ("link check", { _ = try LinkStudent(at).check($0.student, to: .otherID("1")) }),
            ("link", { _ = try LinkStudent(at).run($0.student, to: .otherID("1")) }),
            ("unlink", { _ = try UnlinkStudent(at).run($0.student, reason: "x") }),
            ("not same", { _ = try TellApart(at).run($0.student, from: here, reason: "x") }),
            ("not same as", { _ = try TellApart(at).run(here, from: $0.student, reason: "x") }),
            ("manager", { _ = try AssignCaseManager(at).run($0.student, "R. Alder") }),
            ("merge source", { _ = try MergeStudents(at).preview(merge($0.student, here)) }),
            ("merge target", { _ = try MergeStudents(at).preview(merge(here, $0.student)) }),
            ("merge away", { _ = try MergeStudents(at).apply(merge($0.student, here)) }),
            ("merge into", { _ = try MergeStudents(at).apply(merge(here, $0.student)) }),
            ("resolve check", { _ = try ResolveStudent(at).check(.init(student: $0.student)) }),
            ("resolve", { _ = try ResolveStudent(at).run(.init(student: $0.student)) }),
            ("undo", { _ = try Undo(at).run($0.change) }),
            ("undo check", { _ = try Undo(at).check($0.change) }),
        ]
    }

    private static func attached(_ sites: TwoSites, _ at: Workspace) -> [Step] {
        let (office, path) = (sites.office, sites.office.path("iep.txt"))
        let (documents, events) = (Documents(at), StudentEvents(at))
        let (enrollments, programs) = (Enrollments(at), StudentPrograms(at))
        var end = StudentPrograms.Entry()
        end.end = CalendarDate(iso: "2027-01-29")
        var new = end
        new.program = "120"
        let (document, event) = (office.document(), office.event())
        let enrollment = office.enrollment(site: 1010)
        let (program, closing) = (new, end)
        return [
            ("document list", { _ = try documents.list($0.student) }),
            ("document add", { _ = try documents.add($0.student, document, file: path) }),
            ("document change", { _ = try documents.change($0.document, document) }),
            ("document get", { _ = try documents.get($0.document, purpose: "x") { _ in } }),
            ("document remove", { _ = try documents.remove($0.document) }),
            ("event list", { _ = try events.list($0.student) }),
            ("event add", { _ = try events.add($0.student, event) }),
            ("event change", { _ = try events.change($0.event, event) }),
            ("event remove", { _ = try events.remove($0.event) }),
            ("enrollment list", { _ = try enrollments.list($0.student) }),
            ("enrollment add", { _ = try enrollments.add($0.student, enrollment) }),
            ("enrollment change", { _ = try enrollments.change($0.enrollment, enrollment) }),
            ("program list", { _ = try programs.list($0.student) }),
            ("program add", { _ = try programs.add($0.student, program) }),
            ("program change", { _ = try programs.change($0.record, closing) }),
            ("program remove", { _ = try programs.remove($0.record) }),
        ]
    }

    private static func plans(_ sites: TwoSites, _ at: Workspace) -> [Step] {
        let plans = LearningPlans(at)
        let (entry, course) = (sites.office.planEntry(), sites.office.courseEntry())
        let day = CalendarDate(dayNumber: 20_710)
        return [
            ("list", { _ = try plans.list($0.student) }),
            ("create", { _ = try plans.create($0.student, entry) }),
            ("show", { _ = try plans.show($0.plan) }),
            ("change", { _ = try plans.change($0.plan, entry) }),
            ("approve", { _ = try plans.approve($0.plan, by: "R. Alder") }),
            ("conclude", { _ = try plans.conclude($0.plan) }),
            ("course", { _ = try plans.addCourse($0.plan, course) }),
            ("course change", { _ = try plans.changeCourse($0.course, course) }),
            ("course remove", { _ = try plans.removeCourse($0.course) }),
            (
                "contact",
                { _ = try plans.addContact($0.plan, on: day, method: "x", evidence: "y") }
            ),
            ("contact change", { _ = try plans.changeContact($0.contact, .init()) }),
            ("contact remove", { _ = try plans.removeContact($0.contact) }),
            (
                "review",
                { _ = try plans.addReview($0.plan, on: day, isSatisfactory: true, note: "") }
            ),
            ("review change", { _ = try plans.changeReview($0.review, .init()) }),
            ("review remove", { _ = try plans.removeReview($0.review) }),
            (
                "intervene",
                {
                    _ = try plans.addIntervention(
                        review: $0.review, .moreContact, on: day, note: "")
                }
            ),
            ("intervene change", { _ = try plans.changeIntervention($0.intervention, .init()) }),
            ("intervene remove", { _ = try plans.removeIntervention($0.intervention) }),
        ]
    }

    /// What is answered, with `#` for each name of what was asked for.
    private func answer(_ step: Step, _ names: Names) -> String {
        do {
            try step.1(names)
            return "done"
        } catch let error as OperationError {
            return names.texts.reduce("\(error.code) \(error.message) \(error.remedy)") {
                $0.replacing($1, with: "#")
            }
        } catch {
            return "\(error)"
        }
    }

    @Test func `out of scope is answered exactly like not there`() throws {
        let sites = try TwoSites()
        let at = sites.workspace(1010)
        let (real, missing) = (Names(sites), Names.missing(sites))
        let before = try sites.office.district.store.read { try $0.newestChange() }
        let steps =
            Self.students(sites, at) + Self.attached(sites, at) + Self.plans(sites, at)
        for step in steps {
            let found = answer(step, real)
            #expect(found.contains("not-found"), "\(step.0): \(found)")
            #expect(found == answer(step, missing), "\(step.0)")
        }
        let after = try sites.office.district.store.read { try $0.newestChange() }
        #expect(before == after)
    }

    /// A walk that finds nobody would pass too.
    @Test func `what is in scope is found by every step`() throws {
        let sites = try TwoSites()
        let at = sites.workspace(1020)
        let names = Names(sites)
        let steps =
            Self.attached(sites, at).filter { !$0.0.contains("remove") }
            + Self.plans(sites, at).filter { !$0.0.contains("remove") }
            + Self.students(sites, at).filter { !$0.0.contains("merge") && !$0.0.contains("same") }
        for step in steps {
            #expect(!answer(step, names).contains("not-found"), "\(step.0)")
        }
    }

    /// Looking people up beside `resolve` and `inScope` shows whom somebody must not see.
    @Test func `nothing looks students up by an ID beside the scope`() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Operations").standardized
        // Whether a number is free is asked of all; see 0016.
        let allowed: [String: Set<String>] = [
            "students(withID:": [
                "CreateStudent.swift", "MergePairs.swift", "ResolveStudent.swift",
                "Workspace+Scope.swift",
            ],
            ".event(": ["RowName.swift", "StudentEvents.swift"],
            ".document(": [
                "Documents.swift", "Documents+Content.swift", "RowName.swift",
                "DestroyRecords.swift",
            ],
            ".ownEnrollment(": ["Enrollments.swift", "RowName.swift"],
            ".learningPlan(": ["LearningPlans.swift", "RowName.swift"],
            ".programRecord(": ["StudentPrograms.swift", "ResolveHeldRow.swift"],
        ]
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".swift") }.map { folder.appending(path: $0) }
        #expect(files.count > 100)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for (call, places) in allowed where text.contains(call) {
                #expect(
                    places.contains(file.lastPathComponent),
                    "\(file.lastPathComponent) calls \(call)")
            }
        }
    }
}
