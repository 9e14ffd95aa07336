import Records
import Storage
import Testing

@testable import Operations

/// What went wrong in other systems that merge people; `docs/merging.md`.
@Suite struct PeerFaultTests {
    let registry: Registry
    init() throws { registry = try Registry() }

    @Test func `a redirect leads from the source to the target, not the wrong way round`() throws {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        try registry.merge("P1", into: "P2")
        #expect(try registry.holders("P1") == [other])
        #expect(try registry.holders("P2") == [other])
        let into = try registry.store.read { try $0.mergedInto(one) }
        let back = try registry.store.read { try $0.mergedInto(other) }
        #expect(into == other && back == nil)
        #expect(try registry.findings() == [])
    }

    @Test func `nobody is merged into itself, whatever number it is called by`() throws {
        let student = try registry.student("P1", stateID: "9000000001")
        let before = try registry.state(student)
        let pairs = [
            ("P1", "P1", "merge.same-student"),
            ("P1", "9000000001", "merge.already-merged"),
            ("9000000001", "P1", "merge.already-merged"),
        ]
        for (source, target, code) in pairs {
            let refusal = try registry.refusal { try registry.merge(source, into: target) }
            #expect(refusal == code)
        }
        #expect(try registry.state(student) == before)
    }

    @Test func `a circle of merges cannot come about`() throws {
        for id in ["P1", "P2", "P3"] { _ = try registry.student(id) }
        try registry.merge("P1", into: "P2")
        try registry.merge("P2", into: "P3")
        for (source, target) in [("P2", "P1"), ("P3", "P1"), ("P1", "P3")] {
            let refusal = try registry.refusal { try registry.merge(source, into: target) }
            #expect(refusal == "merge.already-merged")
        }
        #expect(try registry.findings() == [])
    }

    @Test func `after two merges a source has one survivor`() throws {
        let first = try registry.student("P1")
        let (second, third) = (try registry.student("P2"), try registry.student("P3"))
        var request = MergeStudents.Request(sources: ["P1"], target: "P3")
        request.reason = "test"
        request.confirmed = ["all"]
        request.preview = try registry.merges.preview(request)
        try registry.merge("P1", into: "P2")
        // Who accepted the other proposal looked at another P1.
        #expect(throws: MergeStale.self) { try registry.merges.apply(request) }
        #expect(try registry.holders("P1") == [second])
        let survivor = try registry.store.read { try $0.survivor(of: first) }
        #expect(survivor == second && survivor != third)
    }

    @Test func `taking a link back leaves nothing of the other person`() throws {
        let student = try registry.student("P1", otherID: "7001")
        let before = try registry.state(student)
        let change = try registry.link(student, to: 1)
        let integrationID = try registry.store.read { try $0.student(student)?.integrationID }
        #expect(integrationID == "100300")
        try registry.undo(change)
        #expect(try registry.state(student) == before)
        #expect(try registry.holders("100300") == [])
    }

    @Test func `taking a merge back leaves the survivor nothing of the other person`() throws {
        let (one, other) = (
            try registry.student("P1", otherID: "7001"), try registry.student("P2")
        )
        try registry.link(one, to: 1)
        try registry.say(["caseManager": "Alder"], of: one)
        let before = try registry.state(one, other)
        let change = try registry.merge("P1", into: "P2")
        // The survivor is worked with before the mistake is found.
        try registry.say(["counselor": "Birch"], of: other)
        try registry.undo(change)
        #expect(try registry.state(one) == [before[0]])
        #expect(try registry.value("caseManager", of: other) == nil)
        #expect(try registry.value("counselor", of: other) == "Birch")
        #expect(try registry.holders("7001") == [one])
        let link = try registry.store.read { try $0.sisStudent(of: other) }
        #expect(link == nil)
        #expect(try registry.findings() == [])
    }

    @Test func `numbers are neither doubled nor lost by who survives`() throws {
        let one = try registry.student("P1", otherID: "7001")
        let other = try registry.student("P2", stateID: "9000000001", otherID: "7002")
        let change = try registry.merge("P1", into: "P2")
        let active = try registry.store.read { try $0.identifiers(of: other) }
            .filter { $0.status == "active" }.map(\.value)
        #expect(active.sorted() == ["7002", "9000000001"])
        for number in ["P1", "P2", "7001", "7002", "9000000001"] {
            #expect(try registry.holders(number) == [other], "\(number)")
        }
        try registry.undo(change)
        #expect(try registry.holders("7001") == [one])
        #expect(try registry.findings() == [])
    }

    /// The rules by which students are linked and told apart, as a district may change them.
    private func change(rules: [String: String]) throws {
        let administration = Administration(
            store: registry.store, actor: "test", clock: registry.office.clock)
        for (name, value) in rules.sorted(by: { $0.key < $1.key }) {
            _ = try administration.set(name, to: value)
        }
    }

    @Test(arguments: [
        ["state": "arkansas"], ["state": "ohio"],
        ["state-id-format": "[A-Z]{3}", "other-id-format": "[A-Z]{3}"],
        ["provisional-id-format": "[0-9]{10}"],
    ])
    func `links, aliases and decisions are found when the rules changed`(
        _ rules: [String: String]
    ) throws {
        // Numbers of which no rule says anything when they are given.
        let one = try registry.student("P1", stateID: "9000000001", otherID: "7001")
        let (other, third) = (try registry.student("P2"), try registry.student("P3"))
        try registry.link(third, to: 2)
        let merged = try registry.merge("P1", into: "P2")
        try registry.link(other, to: 1)
        let workspace = Workspace(
            store: registry.store, actor: "test", clock: registry.office.clock)
        _ = try UnlinkStudent(workspace).run("P3", reason: "another child")
        _ = try TellApart(workspace).run("P2", from: "P3", reason: "Cousins")
        let numbers = ["P1", "P2", "100300", "9000000001", "7001"]
        let before = try registry.state(one, other, third)

        try change(rules: rules)
        for number in numbers { #expect(try registry.holders(number) == [other], "\(number)") }
        #expect(try registry.state(one, other, third) == before)
        let plan = try registry.merges.preview(.init(sources: ["P3"], target: "P2"))
        #expect(plan.guards.map(\.code) == [.notTheSame])
        let candidates = try StudentCandidates(store: registry.store).run("P3")
        #expect(!candidates.contains { ["100300", "100301"].contains($0.integrationID) })
        // The next roster leaves the link, and does not make the other one anew.
        _ = try registry.store.write { writer in
            try RosterImport.linkAutomatically(writer) {
                try workspace.begin("link", "test", about: [], writer)
            }
        }
        #expect(try registry.state(one, other, third) == before)
        #expect(try registry.findings() == [])
        // What was done under the old rules can be taken back under the new ones.
        try registry.undo(merged)
        #expect(try registry.holders("9000000001") == [one])
        #expect(try registry.holders("100300") == [other])
        #expect(try registry.findings() == [])
    }

    @Test func `a link is found again whatever is told of pairs later`() throws {
        let (one, other) = (try registry.student("P1"), try registry.student("P2"))
        try registry.link(one, to: 1)
        let change = try registry.merge("P1", into: "P2")
        #expect(try registry.holders("100300") == [other])
        try registry.undo(change)
        #expect(try registry.holders("100300") == [one])
        // They are told apart by the undo. All the same they can be merged, and found.
        let plan = try registry.merges.preview(.init(sources: ["P1"], target: "P2"))
        #expect(plan.guards.map(\.code) == [.notTheSame])
        try registry.merge("P1", into: "P2")
        for number in ["P1", "P2", "100300"] {
            #expect(try registry.holders(number) == [other], "\(number)")
        }
    }
}
