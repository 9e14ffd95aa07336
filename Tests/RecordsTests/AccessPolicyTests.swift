import Foundation
import Testing

@testable import Records

@Suite struct AccessPolicyTests {
    @Test func `only the security administrator merges`() {
        #expect(AccessPolicy.roles(that: .mergeStudents) == [.securityAdministrator])
    }

    @Test func `registrar and secretary create and link`() {
        for role in [Role.registrar, .secretary] {
            #expect(AccessPolicy.allows(role, .createStudents))
            #expect(AccessPolicy.allows(role, .linkStudents))
        }
        for role in [Role.teacher, .caseManager, .auditor, .securityAdministrator] {
            #expect(!AccessPolicy.allows(role, .createStudents))
            #expect(!AccessPolicy.allows(role, .linkStudents))
        }
    }

    @Test func `an auditor sees and changes nothing`() {
        for permission in Permission.allCases {
            let sees = permission.rawValue.hasPrefix("see") || permission == .export
            #expect(AccessPolicy.allows(.auditor, permission) == sees, "\(permission)")
        }
    }

    @Test func `every right is somebody's, and who changes a thing sees it`() {
        for permission in Permission.allCases {
            #expect(!AccessPolicy.roles(that: permission).isEmpty, "\(permission)")
        }
        let needed: [(Permission, Permission)] = [
            (.changeDocuments, .seeDocuments), (.removeDocuments, .seeDocuments),
            (.changeEvents, .seeEvents), (.changeEnrollments, .seeEnrollments),
            (.changePrograms, .seePrograms), (.changeLanguagePrograms, .seePrograms),
            (.changePlans, .seePlans), (.approvePlans, .seePlans),
            (.recordProgress, .seePlans), (.mergeStudents, .seeStudents),
        ]
        for (change, see) in needed {
            for role in AccessPolicy.roles(that: change) {
                #expect(AccessPolicy.allows(role, see), "\(role) \(change)")
            }
        }
    }

    private func hidden(from role: Role) -> [String] {
        AccessPolicy.access(for: Person(name: "x", role: role), rules: []).hidden
    }

    @Test func `who merges or undoes sees what it is about, and a teacher not all`() {
        for role in Role.allCases
        where AccessPolicy.allows(role, .mergeStudents) || AccessPolicy.allows(role, .undo) {
            #expect(hidden(from: role) == [], "\(role)")
        }
        #expect(Access.host.hidden == [])
        #expect(
            hidden(from: .teacher) == [
                "primaryDisability", "plan504Accommodations", "plan504ReviewDate",
                "serviceSchool", "serviceProvider", "placement", "referralDate",
                "evaluationDate", "eligibilityDate", "annualReviewDate", "reevaluationDate",
                "programExitDate", "assistiveTechnology", "testAccommodations", "healthNotes",
                "document", "programEnrollment", "programDecision",
            ])
    }

    @Test func `each class of fields has its right`() {
        let classes = Dictionary(grouping: StudentField.all, by: \.permission)
            .mapValues { $0.map(\.name) }
        #expect(classes[.seePlan504] == ["plan504Accommodations", "plan504ReviewDate"])
        #expect(classes[.seeHealth] == ["healthNotes"])
        #expect(classes[.seeDisability]?.count == 12)
        #expect(Set(classes.keys.compactMap(\.self)).isSubset(of: Permission.ofClasses))
    }

    @Test func `what is hidden tells nothing, not even whether it is there`() {
        let said = StudentValues(
            own: ["healthNotes": FieldValue(value: "Asthma", changeSet: 7)],
            sis: ["primaryDisability": FieldValue(value: "SLD", changeSet: 3)])
        let silent = StudentValues(sis: [:])
        let hidden = hidden(from: .secretary)
        #expect(said.hiding(hidden) == silent.hiding(hidden))
        func plan(_ values: StudentValues) -> MergePlan {
            MergePlan(
                target: MergeSubject(id: 1, studentID: "P1"),
                sources: [MergeSubject(id: 2, studentID: "P2", values: values)], veiled: hidden
            ).hiding(hidden)
        }
        #expect(plan(said) == plan(silent))
        #expect(plan(said).hiding([]) == plan(said))
    }

    @Test func `of what is not seen the target's word counts, and nothing can be chosen`() {
        func subject(_ id: Int, _ notes: String) -> MergeSubject {
            let values = StudentValues(own: ["healthNotes": FieldValue(value: notes)])
            let row = MergeRow(
                kind: .programEnrollment, key: "7/20000/1010", words: "Lunch", content: notes,
                group: "7", start: 20_000)
            let other = MergeRow(
                kind: .programEnrollment, key: "9/20000/1010", words: "Gate", content: notes,
                group: "9", start: 20_000)
            return MergeSubject(id: id, studentID: "P\(id)", values: values, rows: [row, other])
        }
        let hidden = ["healthNotes", "programEnrollment/7"]
        let plan = MergePlan(
            target: subject(1, "Asthma"), sources: [subject(2, "Nuts")],
            choices: ["healthNotes": "source"], veiled: hidden)
        #expect(plan.undecided == ["programEnrollment-1"])
        #expect(plan.refusedChoices.map(\.name) == ["healthNotes"])
        #expect(plan.outcome.value("healthNotes") == "Asthma")
        let lunch = plan.outcome.rows.filter { $0.group == "7" }
        #expect(lunch.map(\.content) == ["Asthma"])
        let shown = plan.hiding(hidden)
        #expect(shown.collisions.map(\.id) == ["programEnrollment-1"])
        #expect(shown.collisions.map(\.sourceWords) == ["Gate"])
        #expect(shown.drops.isEmpty && shown.differences.isEmpty)
        // Whoever sees all is shown the same plan with its own numbers.
        let whole = MergePlan(target: subject(1, "Asthma"), sources: [subject(2, "Nuts")])
        #expect(whole.collisions.map(\.id) == ["programEnrollment-1", "programEnrollment-2"])
        #expect(whole.hiding(hidden).collisions.map(\.id) == ["programEnrollment-1"])
    }

    @Test func `the page says what the table says`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/access.md").standardized
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        for permission in Permission.allCases {
            let row = try #require(lines.first { $0.hasPrefix("| `\(permission.rawValue)` |") })
            let cells = row.split(separator: "|", omittingEmptySubsequences: false)
                .dropFirst(2).dropLast().map { $0.contains("yes") }
            #expect(
                cells == Role.allCases.map { AccessPolicy.allows($0, permission) },
                "\(permission)")
        }
    }
}
