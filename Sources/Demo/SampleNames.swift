/// Names of a sample, as often as names are: few very common ones, and many that few have.
enum SampleNames {
    /// A surname, and which background the family has.
    static func surname(_ random: inout SplitMix64) -> (name: String, group: Int) {
        let kind = random.below(100)
        if kind < 16 { return (commonSurname(&random), 0) }
        if kind < 55 {
            let group = groupNumber(&random)
            let chosen = NameGroup.all[group]
            let name = chosen.surnames[skewed(chosen.surnames.count, &random)]
            if random.chance(percent: chosen.doubleSurnames) {
                let second = chosen.surnames[skewed(chosen.surnames.count, &random)]
                if second != name {
                    return (
                        random.chance(percent: 60) ? "\(name) \(second)" : "\(name)-\(second)",
                        group
                    )
                }
            }
            return (name, group)
        }
        return (composed(&random), random.chance(percent: 85) ? 0 : groupNumber(&random))
    }

    private static func groupNumber(_ random: inout SplitMix64) -> Int {
        var left = random.below(NameGroup.all.reduce(0) { $0 + $1.weight })
        for (number, group) in NameGroup.all.enumerated() {
            left -= group.weight
            if left < 0 { return number }
        }
        return 0
    }

    /// A given name of the background. Children of one household have different ones: the list is
    /// dealt among as many as a household may have.
    static func given(
        isGirl: Bool, group: Int, number: Int, siblings: Int, _ random: inout SplitMix64
    ) -> String {
        if random.chance(percent: 8) { return composedGiven(isGirl, &random) }
        let isOwn = group != 0 && random.chance(percent: 55)
        let list =
            isOwn
            ? (isGirl ? NameGroup.all[group].girls : NameGroup.all[group].boys)
            : isGirl ? girls : boys
        var place = skewed(list.count, &random)
        // Every household has its own dealing, by the place of the child.
        place = min(list.count - 1, place / 4 * 4 + siblings % 4)
        return list[place]
    }

    /// A place in a list of `count`, the earlier the likelier, somewhat as names are.
    static func skewed(_ count: Int, _ random: inout SplitMix64) -> Int {
        let one = random.below(count)
        return random.chance(percent: 60) ? min(one, random.below(count)) : one
    }

    /// Surnames with how many of 100,000 people have them, after the 2010 census.
    private static func commonSurname(_ random: inout SplitMix64) -> String {
        var left = random.below(commonTotal)
        for (name, count) in common {
            left -= count
            if left < 0 { return name }
        }
        return common[0].0
    }

    private static let commonTotal = common.reduce(0) { $0 + $1.1 }
    private static let common: [(String, Int)] = [
        ("Smith", 828), ("Johnson", 655), ("Williams", 551), ("Brown", 487), ("Jones", 484),
        ("Garcia", 395), ("Miller", 394), ("Davis", 378), ("Rodriguez", 371), ("Martinez", 360),
        ("Hernandez", 354), ("Lopez", 297), ("Gonzalez", 285), ("Wilson", 272), ("Anderson", 266),
        ("Thomas", 256), ("Taylor", 255), ("Moore", 246), ("Jackson", 240), ("Martin", 238),
        ("Lee", 235), ("Perez", 231), ("Thompson", 225), ("White", 224), ("Harris", 211),
        ("Sanchez", 208), ("Clark", 191), ("Ramirez", 189), ("Lewis", 180), ("Robinson", 179),
        ("Walker", 177), ("Young", 164), ("Allen", 163), ("King", 158), ("Wright", 156),
        ("Scott", 149), ("Torres", 148), ("Nguyen", 148), ("Hill", 147), ("Flores", 146),
        ("Green", 146), ("Adams", 145), ("Nelson", 144), ("Baker", 142), ("Hall", 139),
        ("Rivera", 133), ("Campbell", 131), ("Mitchell", 130), ("Carter", 128), ("Roberts", 127),
    ]

    /// One of some 60,000 surnames, put together.
    static func composed(_ random: inout SplitMix64) -> String {
        let start = starts[skewed(starts.count, &random)]
        let middle = random.chance(percent: 45) ? random.pick(middles) : ""
        return start + middle + ends[skewed(ends.count, &random)]
    }

    private static func composedGiven(_ isGirl: Bool, _ random: inout SplitMix64) -> String {
        let start = random.pick(givenStarts)
        return start + random.pick(isGirl ? girlEnds : boyEnds)
    }

    /// A number of `digits` digits, another for each `number`: an affine map modulo a power of 10.
    static func number(_ number: Int, digits: Int, seed: UInt64) -> String {
        var range: UInt64 = 1
        for _ in 0..<digits { range *= 10 }
        // 7 ends in no digit that shares a factor with 10, and neither does the multiplier.
        let shift = seed &* 0x9E37_79B9 % range
        let spread = (UInt64(number) &* 3_816_547_297 &+ shift) % range
        let text = String(spread)
        return String(repeating: "0", count: digits - text.count) + text
    }

    static func city(_ place: Int) -> String {
        cityStarts[place % cityStarts.count] + cityEnds[place / 7 % cityEnds.count]
    }

    static func street(_ random: inout SplitMix64) -> String {
        let name =
            random.chance(percent: 30)
            ? composed(&random) : random.pick(streetNames)
        return "\(name) \(random.pick(streetKinds))"
    }
}
