import Foundation
import Records
import Storage
import Testing

@testable import Operations

/// How often codes are tried, and by whom.
@Suite struct SecondFactorLimitTests {
    private let entrance: Entrance

    init() throws { entrance = try Entrance() }

    private var factor: SecondFactor {
        SecondFactor(store: entrance.store, clock: entrance.clock.now)
    }

    /// Somebody signed in who has a second factor.
    private func signIn() throws -> (key: TimeCode, user: Int, session: String) {
        let session = try entrance.token()
        let user = try #require(try entrance.sessions.find(token: session)).user
        return (try factor.setUpInvented(user), user, session)
    }

    @Test func `strangers who sign in under any name do not close somebody's codes`() throws {
        let (key, user, session) = try signIn()
        for name in ["second factor of \(user)", "SECOND FACTOR \(user)", "second factor \(user)"] {
            for _ in 0..<(SignInAttempts.mostPerName + 1) {
                #expect(throws: (any Error).self) {
                    _ = try entrance.token(name, "no password of anybody", from: "")
                }
            }
        }
        let proven = try factor.prove(
            key.code(at: entrance.clock.now()), user: user, session: session, actor: "mira")
        #expect(try entrance.sessions.find(token: proven)?.provenAt != nil)
    }

    @Test func `eight wrong codes within a day raise an alarm, once`() throws {
        let (_, user, session) = try signIn()
        let alarms = Alarms(entrance.host)
        func fail(_ times: Int) throws {
            for number in 0..<times {
                // Ten are let through in a quarter of an hour.
                if number % SignInAttempts.mostPerName == 0 {
                    entrance.clock.advance(Double(SignInAttempts.window))
                }
                #expect(throws: OperationError.self) {
                    _ = try factor.prove("000000", user: user, session: session, actor: "mira")
                }
            }
        }
        try fail(7)
        entrance.clock.advance(86_400)
        // Those of the day before do not count.
        try fail(7)
        #expect(try alarms.list().isEmpty)
        try fail(1)
        let raised = try alarms.list()
        #expect(raised.map(\.kind) == ["factor-guessing"])
        #expect(raised.first?.account == user && raised.first?.party == "mira")
        try fail(8)
        #expect(try alarms.list().count == 1)
    }
}
