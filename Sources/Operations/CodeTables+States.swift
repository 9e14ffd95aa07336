import Records
import Storage

// What state reports call a code, school year by school year.

extension CodeTables {
    /// A code with its state code of a school year.
    public struct StateListed: Codable, Equatable, Sendable {
        /// Our number of the code.
        public let id: Int
        public let table: String
        public let key: String
        public let text: String
        public let active: Bool
        public let year: String
        /// Nil where there is none.
        public let stateCode: String?
    }

    /// What copying the state codes of a school year came to.
    public struct StatesCopied: Codable, Equatable, Sendable {
        public let from: String
        public let to: String
        public let copied: Int
        /// Codes that have a state code of that year already, which stays.
        public let kept: Int
        /// Nil where there was nothing to copy.
        public let changeSet: Int?
    }

    /// The codes of a table, or of all, with their state codes of a school year.
    public func states(of year: SchoolYear, table: String? = nil) throws -> [StateListed] {
        try workspace.store.read { reader in
            let states = Dictionary(
                uniqueKeysWithValues: try reader.codeStates(of: year).map {
                    ($0.code, $0.stateCode)
                })
            return try workspace.shownCodes(reader).filter { code in
                table == nil || code.table == table
            }.map { code in
                StateListed(
                    id: code.id, table: code.table, key: code.key, text: code.translation,
                    active: code.isActive, year: year.description, stateCode: states[code.id])
            }
        }
    }

    /// Says what state reports call a code in a school year.
    public func setState(
        _ table: String, _ key: String, of year: SchoolYear, to stateCode: String
    ) throws -> Changed {
        let stateCode = try GivenText.required(stateCode, "state code", limit: Self.keyLimit)
        return try changeState(table, key, year) { writer, code, old, change in
            if old == stateCode { return }
            let state = CodeState(code: code, year: year, stateCode: stateCode)
            try writer.save([state], in: try change())
        }
    }

    /// Takes the state code of a school year from a code.
    public func clearState(
        _ table: String, _ key: String, of year: SchoolYear
    ) throws -> Changed {
        try changeState(table, key, year) { writer, code, old, change in
            if old == nil { return }
            try writer.removeCodeState(of: code, in: year, change: try change())
        }
    }

    private func changeState(
        _ table: String, _ key: String, _ year: SchoolYear,
        _ body: (any Writer, Int, String?, () throws -> Int) throws -> Void
    ) throws -> Changed {
        try workspace.require(.changeCodes)
        return try workspace.store.write { writer in
            let code = try code(key, of: table, writer)
            let old = try writer.codeStates(of: year).first { $0.code == code.id }?.stateCode
            var change: Int?
            try body(writer, code.id, old) {
                let begun = try workspace.begin(
                    "code", "State code of \(code.key) of \(code.table), \(year)", about: [], writer
                )
                change = begun
                return begun
            }
            return Changed(
                id: code.id, table: code.table, key: code.key, changeSet: change, warnings: [])
        }
    }

    /// Gives codes the state codes that they have in one school year for another year too. Where
    /// a code has one of that year already, it stays.
    public func copyStates(
        from: SchoolYear, to: SchoolYear, table: String? = nil
    ) throws -> StatesCopied {
        try workspace.require(.changeCodes)
        return try workspace.store.write { writer in
            let taken = Set(try writer.codeStates(of: to).map(\.code))
            let meant = Set(
                try writer.codes().filter { table == nil || $0.table == table }.map(\.id))
            let old = try writer.codeStates(of: from).filter { meant.contains($0.code) }
            let new = old.filter { !taken.contains($0.code) }.map {
                CodeState(code: $0.code, year: to, stateCode: $0.stateCode)
            }
            var change: Int?
            if !new.isEmpty {
                let begun = try workspace.begin(
                    "code", "State codes of \(to), from \(from)", about: [], writer)
                try writer.save(new, in: begun)
                change = begun
            }
            return StatesCopied(
                from: from.description, to: to.description, copied: new.count,
                kept: old.count - new.count, changeSet: change)
        }
    }
}
