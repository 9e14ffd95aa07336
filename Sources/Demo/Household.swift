/// A family with one address.
struct Household: Equatable, Sendable {
    let address: String
    let unit: String
    let contacts: [Guardian]

    /// A grown-up to write to or to call.
    struct Guardian: Equatable, Sendable {
        let last: String
        let first: String
        let relationship: String
        let phone: String
        let email: String
        let isLegalGuardian: Bool
    }

    /// The household number `number` of the district, of a family called `surname`.
    init(number: Int, surname: String, group: NameGroup, _ random: inout SplitMix64) {
        address = "\(random.within(1...98) * 100 + random.within(1...99)) \(random.pick(streets))"
        unit = random.chance(percent: 18) ? "Apt \(random.within(1...40))" : ""
        var kinds = ["Mother", "Father"]
        if random.chance(percent: 12) {
            kinds = [random.pick(["Grandmother", "Aunt", "Guardian"])]
        }
        if kinds.count == 2, random.chance(percent: 35) { kinds.remove(at: random.below(2)) }
        contacts = kinds.enumerated().map { index, relationship in
            let isOfThatName = index == 0 || random.chance(percent: 70)
            let other = NameGroup.pick(&random)
            let given = relationship == "Father" ? group.boys : group.girls
            return Guardian(
                last: isOfThatName ? surname : random.pick(other.surnames),
                first: random.pick(given), relationship: relationship,
                phone: Self.phone(&random),
                email: random.chance(percent: 80) ? "home\(number).\(index + 1)@example.org" : "",
                isLegalGuardian: relationship != "Aunt")
        }
    }

    /// One of the numbers that are kept free for stories: 555-0100 to 555-0199.
    private static func phone(_ random: inout SplitMix64) -> String {
        "555-555-0\(random.within(100...199))"
    }
}

private let streets = [
    "Alder Way", "Bluebird Lane", "Cedar Street", "Creekside Drive", "Dogwood Court",
    "Elderberry Loop", "Fern Lane", "Foxglove Street", "Grange Road", "Hemlock Avenue",
    "Heron Point", "Huckleberry Road", "Juniper Street", "Kestrel Court", "Larkspur Avenue",
    "Madrona Drive", "Maple Street", "Mill Pond Road", "Orchard Lane", "Osprey Way",
    "Quail Hollow", "Ridgeline Drive", "Salmonberry Lane", "Spruce Street", "Tamarack Road",
    "Trillium Court", "Valley View Road", "Vine Maple Lane", "Willow Bend", "Yarrow Street",
]
