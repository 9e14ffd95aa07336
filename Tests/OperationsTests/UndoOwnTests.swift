import Records
import Testing

@testable import Operations
@testable import Storage

/// Who may take back what they did themselves.
@Suite struct UndoOwnTests {
    let registry: Registry
    let student: Int

    init() throws {
        registry = try Registry()
        student = try registry.student("P1")
    }

    private func workspace(_ role: Role, _ name: String) -> Workspace {
        Workspace(store: registry.store, actor: name, clock: registry.office.clock, role: role)
    }

    private func edit(_ actor: Workspace) throws -> Int {
        var request = EditStudent.Request()
        request.fields = ["email": "mira@example.org"]
        request.reason = "test"
        return try #require(try EditStudent(actor).run("P1", request).changeSet)
    }

    @Test func `somebody takes back their own change, and brings it again`() throws {
        let own = workspace(.registrar, "rosa")
        let change = try edit(own)
        let undo = try #require(try Undo(own).run(change).changeSet)
        #expect(try registry.value("email", of: student) == nil)
        _ = try Undo(own).run(undo)
        #expect(try registry.value("email", of: student) == "mira@example.org")
    }

    @Test func `not what somebody else did`() throws {
        let change = try edit(workspace(.registrar, "rosa"))
        for role in [Role.registrar, .secretary, .auditor] {
            let refused = #expect(throws: OperationError.self) {
                try Undo(workspace(role, "sol")).run(change)
            }
            #expect(refused?.code == "access.denied")
        }
        #expect(try registry.value("email", of: student) == "mira@example.org")
    }

    @Test func `nor an own change that somebody else brought again`() throws {
        let own = workspace(.registrar, "rosa")
        let change = try edit(own)
        let undo = try #require(try Undo(own).run(change).changeSet)
        _ = try Undo(workspace(.securityAdministrator, "sol")).run(undo)
        let refused = #expect(throws: OperationError.self) { try Undo(own).run(change) }
        #expect(refused?.code == "access.denied")
    }
}
