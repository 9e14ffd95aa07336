import Storage

/// What a check of a district found.
public struct CheckReport: Encodable, Sendable {
    /// Something that was counted and looked at.
    public struct Checked: Encodable, Equatable, Sendable {
        /// Stable.
        public let name: String
        public let count: Int
        /// What was counted, in words.
        public let things: String
        /// What holds of all of them where nothing was found.
        public let claim: String
        /// How many findings concern it.
        public internal(set) var findings = 0

        init(_ name: String, _ count: Int, _ one: String, _ several: String, _ claim: String) {
            self.name = name
            self.count = count
            things = count == 1 ? one : several
            self.claim = claim
        }

        private enum CodingKeys: String, CodingKey { case name, count }
    }

    /// A rule that does not hold.
    public struct Finding: Encodable, Equatable, Sendable {
        /// Stable, listed in `docs/errors.md`.
        public let code: String
        public let message: String
        /// How many rows break the rule.
        public let count: Int
        /// The first of them, by our own numbers.
        public let examples: [String]
        public let remedy: String
    }

    public private(set) var checked: [Checked] = []
    public private(set) var findings: [Finding] = []

    /// Whether everything is as it has to be.
    public var isClean: Bool { findings.isEmpty }

    /// Adds what was looked at; the findings about it follow.
    mutating func add(_ checked: Checked) { self.checked.append(checked) }

    /// Adds a finding about what was looked at last.
    mutating func add(_ finding: Finding) {
        findings.append(finding)
        if !checked.isEmpty { checked[checked.count - 1].findings += 1 }
    }

    /// Adds a finding about what was looked at last, if there are any such rows.
    mutating func add(_ fault: CheckFault, _ rows: BrokenRows, detail: String = "") {
        if rows.isEmpty { return }
        add(
            Finding(
                code: fault.rawValue, message: fault.message(detail), count: rows.count,
                examples: rows.examples, remedy: fault.remedy))
    }

    private enum CodingKeys: String, CodingKey { case clean, checked, findings }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isClean, forKey: .clean)
        try container.encode(checked, forKey: .checked)
        try container.encode(findings, forKey: .findings)
    }
}
