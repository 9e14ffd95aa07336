import Records

// All SQL that touches `code_state`.

/// What state reports call a code in a school year.
public struct CodeState: Equatable, Sendable {
    /// Our number of the code.
    public let code: Int
    public let year: SchoolYear
    public let stateCode: String

    public init(code: Int, year: SchoolYear, stateCode: String) {
        self.code = code
        self.year = year
        self.stateCode = stateCode
    }
}

extension Reader {
    /// The state codes of a school year, by code.
    public func codeStates(of year: SchoolYear) throws -> [CodeState] {
        try rows(of: .codeState, "WHERE academic_year = \(year.description) ORDER BY code") {
            CodeState(
                code: try $0.requiredInteger(0), year: year, stateCode: try $0.requiredText(2))
        }
    }
}

extension Writer {
    /// Writes state codes, keeping what they were.
    public func save(_ states: [CodeState], in change: Int) throws {
        var tally = TableChange()
        for state in states {
            let kept = try keepImages(
                of: .codeState, where: Self.its(state.code, state.year), in: change, for: .update)
            let said = try sealed(
                state.stateCode, of: "state_code", in: .codeState, state.code)
            try run(
                """
                INSERT INTO code_state (code, academic_year, state_code, change_set)
                VALUES (\(state.code), \(state.year.description), \(said), \(change))
                ON CONFLICT (code, academic_year) DO UPDATE SET
                    state_code = excluded.state_code, change_set = excluded.change_set
                """)
            tally.inserted += 1 - kept
            tally.updated += kept
        }
        try note(tally, of: .codeState, in: change)
    }

    /// Removes the state code of a code in a school year, keeping what it was.
    public func removeCodeState(of code: Int, in year: SchoolYear, change: Int) throws {
        let its = Self.its(code, year)
        let kept = try keepImages(of: .codeState, where: its, in: change, for: .delete)
        try run("DELETE FROM code_state WHERE \(query: its)")
        try note(TableChange(deleted: kept), of: .codeState, in: change)
    }

    private static func its(_ code: Int, _ year: SchoolYear) -> Query {
        "code = \(code) AND academic_year = \(year.description)"
    }
}
