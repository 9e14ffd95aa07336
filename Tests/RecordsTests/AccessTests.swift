import Foundation
import Testing

@testable import Records

@Suite struct AccessTests {
    private static let person = Person(
        user: 7, name: "mira", role: .registrar, sites: [1010, 1020])

    private func allows(
        _ rules: [(PermissionRule.Scope, PermissionRule.Value)], _ permission: Permission,
        _ person: Person = AccessTests.person
    ) -> Bool {
        AccessPolicy.access(
            for: person, rules: rules.map { PermissionRule(permission, $0.0, $0.1) }
        ).allows(permission)
    }

    @Test func `without rules a person has the rights of the role`() {
        for role in Role.allCases {
            let access = AccessPolicy.access(for: Person(name: "x", role: role), rules: [])
            for permission in Permission.allCases {
                #expect(access.allows(permission) == AccessPolicy.allows(role, permission))
            }
        }
    }

    @Test(
        arguments: [
            ([], true),
            ([(.everyone, .no)], false),
            ([(.site(1010), .no)], false),
            ([(.site(9), .no)], true),
            ([(.role(.registrar), .no)], false),
            ([(.role(.teacher), .no)], true),
            ([(.user(7), .no)], false),
            ([(.user(8), .no)], true),
            ([(.everyone, .no), (.site(1010), .yes)], true),
            ([(.site(1010), .no), (.role(.registrar), .yes)], true),
            ([(.role(.registrar), .no), (.user(7), .yes)], true),
            ([(.user(7), .no), (.role(.registrar), .yes), (.everyone, .yes)], false),
            ([(.site(1010), .yes), (.site(1020), .no)], false),
            ([(.site(1010), .no), (.site(1020), .no), (.role(.registrar), .yes)], true),
        ] as [([(PermissionRule.Scope, PermissionRule.Value)], Bool)])
    func `the closest rule counts, and no where two are as close`(
        _ rules: [(PermissionRule.Scope, PermissionRule.Value)], _ expected: Bool
    ) {
        #expect(allows(rules, .createStudents) == expected)
        #expect(allows(rules.reversed(), .createStudents) == expected)
    }

    @Test func `a rule gives what the role does not`() {
        #expect(!allows([], .mergeStudents))
        #expect(allows([(.user(7), .yes)], .mergeStudents))
        #expect(allows([(.everyone, .yes)], .mergeStudents))
    }

    @Test func `a rule about one right says nothing of another`() {
        let rules = [PermissionRule(.undo, .user(7), .yes)]
        let access = AccessPolicy.access(for: Self.person, rules: rules)
        #expect(access.allows(.undo))
        #expect(!access.allows(.mergeStudents))
    }

    @Test func `a rule of a site is not about who has the whole district`() {
        var person = Self.person
        person.sites = nil
        #expect(allows([(.site(1010), .no)], .createStudents, person))
    }

    @Test func `somebody without a number is in no rule of a user`() {
        var person = Self.person
        person.user = nil
        #expect(!allows([(.user(7), .yes)], .mergeStudents, person))
    }

    @Test func `rights for some sites are none for the whole district`() {
        var person = Person(user: 7, name: "x", role: .dataManager, sites: [1010])
        let wide = Permission.allCases.filter(\.isOfWholeDistrict)
        #expect(wide.contains(.manageUsers) && wide.contains(.runImports))
        for permission in wide {
            #expect(!allows([(.user(7), .yes)], permission, person), "\(permission)")
        }
        person.sites = nil
        #expect(allows([], .runImports, person))
    }

    @Test func `the administrator of the host may do everything`() {
        #expect(Access.host.permissions == Set(Permission.allCases))
        #expect(Access.host.role == nil)
        #expect(Access.host.hidden == [])
        #expect(Access.host.user == nil)
        #expect(Access.host.name.contains(" "))
    }

    @Test func `rules count for what is hidden`() {
        let rule = PermissionRule(.seePlan504, .user(7), .yes)
        let person = Person(user: 7, name: "mira", role: .secretary)
        let with = AccessPolicy.access(for: person, rules: [rule])
        let without = AccessPolicy.access(for: person, rules: [])
        #expect(!with.hidden.contains("plan504Accommodations"))
        #expect(without.hidden.contains("plan504Accommodations"))
    }

    @Test(
        arguments: [
            ("504_plan", .seePlan504, .changePrograms), ("lap", .seeLAP, .changePrograms),
            ("lunch", .seeLunch, .changePrograms), ("lunch_free", .seeLunch, .changePrograms),
            ("lunch_reduced", .seeLunch, .changePrograms), ("LAP", .seeLAP, .changePrograms),
            ("special_education", .seeDisability, .changePrograms),
            ("pregnant_parenting", .seeHealth, .changePrograms),
            ("language", nil, .changeLanguagePrograms), ("", nil, .changePrograms),
            ("gate", nil, .changePrograms),
        ] as [(String, Permission?, Permission)])
    func `a system key says what it takes to see and to change`(
        _ key: String, _ see: Permission?, _ change: Permission
    ) {
        #expect(AccessPolicy.permissionToSee(systemKey: key) == see)
        #expect(AccessPolicy.permissionToChange(systemKey: key) == change)
    }

    @Test func `rows of a program that is not seen are left out, others are not`() {
        let person = Person(user: 7, name: "mira", role: .secretary)
        let access = AccessPolicy.access(for: person, rules: [])
        let hidden = access.hidden(codes: [3: "504_plan", 4: "lap", 5: "", 6: "lunch"])
        #expect(hidden.contains("programEnrollment/3") && hidden.contains("programEnrollment/6"))
        let rows = ["3", "4", "5"].map {
            MergeRow(
                kind: .programEnrollment, key: "\($0)/20000/1010", words: "Program \($0)",
                content: "1", group: $0)
        }
        let shown = MergeSubject(id: 1, studentID: "P1", rows: rows).hiding(hidden)
        #expect(shown.rows.map(\.words) == ["Program 4", "Program 5"])
    }

    @Test func `the seven rights have their published names`() {
        let published: [Permission: String] = [
            .seePrograms: "View student program enrollment",
            .seeLAP: "View Student Learning Assistance Program (LAP)",
            .seeEnrollments: "View Student Enrollment History",
            .seeLunch: "View lunch program details for students",
            .seePlan504: "View 504 Accommodations",
            .changeLanguagePrograms: "Modify Language Programs Data",
            .changePrograms: "Edit student program enrollment",
        ]
        for (permission, title) in published { #expect(permission.title == title) }
        #expect(Set(Permission.allCases.map(\.title)).count == Permission.allCases.count)
        for permission in Permission.allCases { #expect(permission.title != permission.rawValue) }
    }

    @Test func `scopes can be written and read`() {
        for scope in [
            PermissionRule.Scope.everyone, .site(1010), .role(.teacher), .user(7),
        ] {
            #expect(PermissionRule.Scope(kind: scope.kind, subject: scope.subject) == scope)
        }
        for (kind, subject) in [("everyone", "1"), ("site", "x"), ("role", "7"), ("x", "")] {
            #expect(PermissionRule.Scope(kind: kind, subject: subject) == nil)
        }
    }
}
