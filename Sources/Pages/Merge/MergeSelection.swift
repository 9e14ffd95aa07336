/// The profiles that are to be merged, and what was chosen of them so far, as addresses and forms
/// carry it: profiles by opaque names, choices sealed.
public struct MergeSelection: Sendable, Equatable {
    /// Our number of the target.
    public var target: Int?
    /// Our numbers of the sources.
    public var sources: [Int]
    /// What was chosen, sealed for these profiles; blank where nothing was.
    public var choices: String

    /// More than anybody compares side by side.
    public static let mostSources = 10

    public init(target: Int? = nil, sources: [Int] = [], choices: String = "") {
        self.target = target
        self.sources = sources
        self.choices = choices
    }

    /// Whether there is something to merge.
    public var isComplete: Bool { target != nil && !sources.isEmpty }

    /// The address of a page about them: `preview`.
    public func address(_ page: String = "", at place: String? = nil) -> String {
        var items = named.map { "\($0)=\($1)" }
        if !choices.isEmpty { items.append("choices=\(choices)") }
        return "/merge" + (page.isEmpty ? "" : "/\(page)")
            + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
            + (place.map { "#\($0)" } ?? "")
    }

    /// The profiles by the names of form fields and addresses.
    private var named: [(String, String)] {
        (target.map { [("target", Address.name(.student, $0))] } ?? [])
            + sources.map { ("source", Address.name(.student, $0)) }
    }

    /// Carries the profiles along with a form, unseen.
    var profiles: HTML { named.map { hidden($0, $1) }.joined() }

    /// Carries all of it along with a form, unseen.
    var fields: HTML { profiles + hidden("choices", choices) }

    /// Without one of the sources.
    func without(_ source: Int) -> MergeSelection {
        MergeSelection(target: target, sources: sources.filter { $0 != source })
    }

    var withoutTarget: MergeSelection { MergeSelection(sources: sources) }
}
