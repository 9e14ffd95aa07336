import Records
import Storage

/// A plan of a merge with what it takes to put it into words.
public struct MergeShown: Sendable {
    public let plan: MergePlan
    /// The change sets that wrote the values, by number.
    let origins: [Int: ChangeSetRecord]
    /// Names of the sites by their numbers.
    let sites: [String: String]

    public init(
        plan: MergePlan, origins: [Int: ChangeSetRecord] = [:], sites: [String: String] = [:]
    ) {
        self.plan = plan
        self.origins = origins
        self.sites = sites
    }

    /// The target first.
    var profiles: [MergeSubject] { [plan.target] + plan.sources }

    /// `First Last (ID)`.
    static func name(_ subject: MergeSubject) -> String {
        let names = [subject.value("firstName"), subject.value("lastName")]
            .filter { !$0.isEmpty }.joined(separator: " ")
        return names.isEmpty ? subject.studentID : "\(names) (\(subject.studentID))"
    }

    /// The source with our number.
    func source(_ id: Int) -> MergeSubject? { plan.sources.first { $0.id == id } }

    var sourceNames: String { plan.sources.map(Self.name).joined(separator: ", ") }

    /// The words of the button that merges: whom into whom.
    var mergeButton: Phrase { .mergeProfiles(sourceNames, Self.name(plan.target)) }

    /// A value as people read it.
    func value(_ text: String, of field: String) -> HTML {
        if text.isEmpty { return HTML(.blank) }
        if field == "grade" { return HTML(text: Words.grade(text)) }
        switch StudentField.named(field)?.kind {
        case .date: return .day(text)
        case .site: return HTML(text: sites[text].map { "\($0) (\(text))" } ?? text)
        case .text, nil: return HTML(text: text)
        }
    }

    /// Where a value comes from; nothing where it is blank or not shown.
    func origin(_ value: FieldValue, isFromSIS: Bool, of field: String) -> HTML {
        guard !value.value.isEmpty, let record = origins[value.changeSet] else { return .empty }
        let day = Words.day(String(record.at.prefix(10)))
        if isFromSIS { return HTML(.originSIS(day)) }
        return StudentField.named(field)?.owner == .program
            ? HTML(.originProgram(record.actor, day)) : HTML(.originProfile(record.actor, day))
    }

    /// In how many fields a source differs from the target.
    func differences(of source: MergeSubject) -> Int {
        plan.differences.count { $0.offers.contains { $0.source == source.id } }
    }

    /// Fields in which all say the same, without those that are blank everywhere.
    var equalFields: [StudentField] {
        let differing = Set(plan.differences.map(\.field))
        return fields.filter {
            !differing.contains($0.name) && !plan.target.value($0.name).isEmpty
        }
    }

    /// All fields that are seen.
    var fields: [StudentField] {
        let hidden = Set(plan.hidden ?? [])
        return StudentField.all.filter { !hidden.contains($0.name) }
    }

    /// What becomes of what is not seen; the same whether there is any of it or not.
    var veil: HTML {
        plan.hidden == nil ? .empty : inset(paragraph(.mergeVeil))
    }

    /// Guards that ask, each code once, the gravest first.
    var asks: [MergeGuard] {
        var seen = Set<String>()
        return plan.guards.filter {
            $0.severity == .confirm && seen.insert($0.code.rawValue).inserted
        }
    }

    /// Guards that stop.
    var stops: [MergeGuard] { plan.guards.filter { $0.severity == .stop } }
}

/// What each side of a difference is called in forms: the target, or the source in its place.
public enum MergeSide {
    public static let target = "target"

    /// - Parameter place: from 0, among `count` sources.
    public static func source(_ place: Int, of count: Int) -> String {
        count == 1 ? "source" : "source-\(place + 1)"
    }

    /// The place of the profile that is meant: 0 is the target, 1 the first source.
    public static func place(_ side: String, of count: Int) -> Int? {
        if side == target { return 0 }
        return (0..<count).first { source($0, of: count) == side }.map { $0 + 1 }
    }
}

extension Phrase {
    static let mergeVeil = Phrase(
        "merge.veil",
        "Fields and rows that you may not see are neither shown nor counted here, whether there "
            + "are any or not. Of fields the SIS's word counts, or the only one that there is, or "
            + "the target's. Rows go over to the target; where it has one of the same key, that "
            + "stays.")
}
