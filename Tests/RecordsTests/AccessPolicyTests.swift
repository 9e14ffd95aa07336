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

    @Test func `who merges or undoes sees what it is about, and a teacher not all`() {
        for role in Role.allCases
        where AccessPolicy.allows(role, .mergeStudents) || AccessPolicy.allows(role, .undo) {
            #expect(AccessPolicy.hidden(from: role) == [], "\(role)")
        }
        #expect(AccessPolicy.hidden(from: nil) == [])
        #expect(
            AccessPolicy.hidden(from: .teacher) == [
                "primaryDisability", "plan504Accommodations", "plan504ReviewDate", "placement",
                "assistiveTechnology", "testAccommodations", "healthNotes", "document",
                "programEnrollment",
            ])
    }

    @Test func `what is hidden tells nothing, not even whether it is there`() {
        let said = StudentValues(
            own: ["healthNotes": FieldValue(value: "Asthma", changeSet: 7)],
            sis: ["primaryDisability": FieldValue(value: "SLD", changeSet: 3)])
        let silent = StudentValues(sis: [:])
        let hidden = AccessPolicy.hidden(from: .secretary)
        #expect(said.hiding(hidden).shown == silent.hiding(hidden).shown)
        let plan = MergePlan(
            target: MergeSubject(id: 1, studentID: "P1"),
            sources: [MergeSubject(id: 2, studentID: "P2", values: said)])
        let difference = plan.hiding(hidden).differences.first { $0.field == "healthNotes" }
        #expect(difference?.target == difference?.offers[0].value)
        #expect(plan.hiding(hidden).differences.count == plan.differences.count)
        #expect(plan.hiding([]) == plan)
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
