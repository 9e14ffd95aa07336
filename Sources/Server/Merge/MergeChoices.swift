/// What somebody chose of a merge so far, apart from whom it is about.
///
/// It stands sealed in addresses and forms, so it is kept short.
struct MergeChoices: Equatable, Sendable {
    /// Whose value counts, by the name of a field: 0 is the target, 1 the first source.
    var fields: [String: Int] = [:]
    /// What counts of rows that meet, by the ID of the collision.
    var rows: [String: String] = [:]
    var reason = ""

    /// The kinds of rows of which something can be chosen, and the choices, in one letter each.
    private static let kinds: [(Character, String)] = [
        ("p", "programEnrollment"), ("l", "learningPlan"),
    ]
    private static let options: [(Character, String)] = [
        ("t", "target"), ("s", "source"), ("b", "both"),
    ]

    init() {}

    /// Reads what `text` wrote.
    init(_ text: String) {
        let lines = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard lines.count == 3 else { return }
        for field in lines[0].split(separator: ",") {
            let parts = field.split(separator: "=")
            guard parts.count == 2, let place = Int(parts[1]) else { continue }
            fields[String(parts[0])] = place
        }
        for row in lines[1].split(separator: ",") {
            guard let kind = Self.kinds.first(where: { $0.0 == row.first })?.1,
                let option = Self.options.first(where: { $0.0 == row.last })?.1
            else { continue }
            rows["\(kind)-\(row.dropFirst().dropLast())"] = option
        }
        reason = String(lines[2])
    }

    /// A line of fields, a line of rows, and the reason.
    var text: String {
        let fields = fields.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let rows = rows.sorted { $0.key < $1.key }.compactMap { id, option -> String? in
            guard let (letter, kind) = Self.kinds.first(where: { id.hasPrefix($0.1 + "-") }),
                let chosen = Self.options.first(where: { $0.1 == option })?.0
            else { return nil }
            return "\(letter)\(id.dropFirst(kind.count + 1))\(chosen)"
        }
        return [fields.joined(separator: ","), rows.joined(separator: ","), reason]
            .joined(separator: "\n")
    }

    /// The same where a source takes the place of the target. Values stay with those who say them;
    /// rows meet otherwise then.
    func flipped(with place: Int) -> MergeChoices {
        var other = MergeChoices()
        other.reason = reason
        other.fields = fields.mapValues { $0 == 0 ? place : $0 == place ? 0 : $0 }
        return other
    }

    /// Without those that do not hold.
    mutating func drop(_ names: [String]) {
        for name in names {
            fields[name] = nil
            rows[name] = nil
        }
    }
}
