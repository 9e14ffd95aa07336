import Foundation
import Records

/// What one import came to, as the command line, the page and the store show it.
///
/// The counts of rows are its own members too: `report.inserted`.
@dynamicMemberLookup
public struct RunReport: Codable, Equatable, Sendable {
    public enum State: String, Codable, Sendable {
        case applied, checked, held, repeated, failed
        case discarded
    }

    /// Nil for a check, which leaves no run behind.
    public var run: Int?
    public var file: String
    public var layout: String
    public var state: State
    public var counts = ImportCounts()
    public var warnings = 0
    public var changeSet: Int?
    public var problems: [ProblemGroup] = []
    /// What happened beside the rows, in words.
    public var notes: [String] = []
    /// Students who were linked to the SIS by themselves, and records that ended because the file
    /// says nothing of them; not kept.
    var linked = 0
    var endedAbsent = 0
    /// For a check: whether the run would be held as a whole.
    public var wouldHold = false
    /// Where the rows that were kept out were written to; not kept.
    public var errorFiles: [String] = []
    /// The problems with examples, which say what cells say; kept beside the report.
    var details: [ProblemDetail] = []
    /// Codes that rows name and no code table has; for a check only.
    var unknownCodes: [ProblemGroups.UnknownCode] = []
    /// For somebody who is not told all: the counts as they are told; see `seen`.
    var veiled: ShownCounts?

    public init(file: String, layout: String, state: State) {
        self.file = file
        self.layout = layout
        self.state = state
    }

    init(_ outcome: ImportOutcome, file: String, layout: String, state: State) {
        self.init(file: file, layout: layout, state: state)
        counts = outcome.counts
        problems = outcome.problems.groups
        warnings = outcome.problems.warnings
        notes = outcome.notes
        linked = outcome.linked
        endedAbsent = outcome.endedAbsent
        changeSet = outcome.changeSet
    }

    public subscript(dynamicMember count: WritableKeyPath<ImportCounts, Int>) -> Int {
        get { counts[keyPath: count] }
        set { counts[keyPath: count] = newValue }
    }

    /// Whether rows wait for a decision and nothing was changed, or would.
    public var onlyHeldRows: Bool {
        [.applied, .checked].contains(state) && counts.held > 0 && counts.changed == 0
    }

    private enum CodingKeys: String, CodingKey {
        case run, file, layout, state, warnings, changeSet, problems, notes, wouldHold
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        run = try container.decodeIfPresent(Int.self, forKey: .run)
        file = try container.decode(String.self, forKey: .file)
        layout = try container.decode(String.self, forKey: .layout)
        state = try container.decode(State.self, forKey: .state)
        counts = try ImportCounts(from: decoder)
        warnings = try container.decode(Int.self, forKey: .warnings)
        changeSet = try container.decodeIfPresent(Int.self, forKey: .changeSet)
        problems = try container.decode([ProblemGroup].self, forKey: .problems)
        notes = try container.decode([String].self, forKey: .notes)
        wouldHold = try container.decode(Bool.self, forKey: .wouldHold)
    }

    /// Counts stand beside the other keys; a run or change set that is none is `null`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        if let veiled {
            try veiled.encode(to: encoder)
            try container.encode(veiled.warnings, forKey: .warnings)
        } else {
            try counts.encode(to: encoder)
            try container.encode(warnings, forKey: .warnings)
        }
        try container.encode(run, forKey: .run)
        try container.encode(file, forKey: .file)
        try container.encode(layout, forKey: .layout)
        try container.encode(state, forKey: .state)
        try container.encode(changeSet, forKey: .changeSet)
        try container.encode(problems, forKey: .problems)
        try container.encode(notes, forKey: .notes)
        try container.encode(wouldHold, forKey: .wouldHold)
    }
}

/// JSON with keys in one order, for everything that is kept or printed.
public enum StableJSON {
    public static func text(_ value: some Encodable, pretty: Bool = false) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
    }

    public static func value<T: Decodable>(_ type: T.Type, _ text: String) -> T? {
        try? JSONDecoder().decode(type, from: Data(text.utf8))
    }

    /// A JSON array of texts; written by hand, because bad rows come by the thousand.
    static func array(_ texts: [String]) -> String {
        var json = "["
        for (index, text) in texts.enumerated() {
            if index > 0 { json += "," }
            json += "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": json += "\\\""
                case "\\": json += "\\\\"
                case "\u{0}"..<" ":
                    let hex = String(scalar.value, radix: 16)
                    json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                default: json.unicodeScalars.append(scalar)
                }
            }
            json += "\""
        }
        return json + "]"
    }
}
