/// Names that are given in families with one background, in ordinary use and of nobody in
/// particular.
struct NameGroup: Sendable {
    /// What may be spoken at home.
    let language: String
    /// How many of 100 families have these names.
    let weight: Int
    /// How many of 100 of these families have two surnames, the father's and the mother's.
    let doubleSurnames: Int
    let surnames: [String]
    let girls: [String]
    let boys: [String]

    init(
        _ language: String, weight: Int, doubleSurnames: Int = 0, surnames: [String],
        girls: [String], boys: [String]
    ) {
        self.language = language
        self.weight = weight
        self.doubleSurnames = doubleSurnames
        self.surnames = surnames
        self.girls = girls
        self.boys = boys
    }

    static let all: [NameGroup] = [
        english, irish, nordic, french, spanish, filipino, vietnamese, chinese, korean, punjabi,
        arabic, somali, ukrainian, pacific,
    ]

    /// One of `all`, by weight.
    static func pick(_ random: inout SplitMix64) -> NameGroup {
        var left = random.below(all.reduce(0) { $0 + $1.weight })
        return all.first { group in
            left -= group.weight
            return left < 0
        } ?? english
    }

    /// The given names in use for `gender`: F, M or X.
    func givenNames(for gender: String) -> [String] {
        switch gender {
        case "F": girls
        case "M": boys
        default: girls + boys
        }
    }

    /// A family's surname: mostly one, sometimes two with a hyphen or a space between them.
    func surname(_ random: inout SplitMix64) -> String {
        let name = random.pick(surnames)
        if random.chance(percent: doubleSurnames) {
            let second = random.pick(surnames.filter { $0 != name })
            return random.chance(percent: 60) ? "\(name) \(second)" : "\(name)-\(second)"
        }
        if random.chance(percent: 6) {
            let other = NameGroup.pick(&random)
            return "\(name)-\(random.pick(other.surnames.filter { $0 != name }))"
        }
        return name
    }
}
