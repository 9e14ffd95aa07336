import Records

/// One invented student of a sample, as the first record has it.
struct SamplePerson: Sendable {
    let number: Int
    var first = ""
    var middle = ""
    var last = ""
    var suffix = ""
    var birthDate: CalendarDate?
    var gender = ""
    var grade = 0
    var stateID = ""
    var otherID = ""
    var home: SampleHome
    var phone = ""
    var guardian = ""
    var school = ""
    let isGirl: Bool
    let group: Int

    /// So many children are dealt into households together.
    private static let children = 12

    /// The person `number`, made from nothing but the number and the sample's seed.
    init(number: Int, sample: LinkageSample) {
        self.number = number
        let block = number / Self.children
        var random = SplitMix64(seed: sample.seed &+ UInt64(block) &* 0x9E37_79B9)
        var start = 0
        var size = 0
        let own = number % Self.children
        repeat {
            start += size
            size = min(Self.children - start, [1, 1, 1, 2, 2, 2, 3, 4][random.below(8)])
        } while own >= start + size
        var family = SplitMix64(
            seed: sample.seed &* 7 &+ UInt64(block * Self.children + start) &* 0xC2B2_AE3D)
        let surname = SampleNames.surname(&family)
        group = surname.group
        home = SampleHome(&family)
        let household = SampleHousehold(surname: surname, &family)
        let firstBirth = SamplePerson.birth(&family)
        let hasTwins = size > 1 && family.chance(percent: 5)
        var child = SplitMix64(seed: sample.seed &* 13 &+ UInt64(number) &* 0x1656_67B1)
        isGirl = child.chance(percent: 50)
        let position = own - start
        birthDate = Self.birth(of: position, firstBirth, hasTwins: hasTwins, &family)
        last = child.chance(percent: 94) ? surname.name : SampleNames.surname(&child).name
        first = SampleNames.given(
            isGirl: isGirl, group: group, number: number, siblings: position, &child)
        middle =
            child.chance(percent: 80)
            ? SampleNames.given(isGirl: isGirl, group: group, number: 0, siblings: 0, &child) : ""
        if !isGirl, child.chance(percent: 2) { suffix = child.pick(["Jr.", "III", "II"]) }
        gender = isGirl ? "F" : "M"
        if child.chance(percent: 1) { gender = "X" }
        grade = Self.grade(birthDate)
        stateID = SampleNames.number(number, digits: 10, seed: sample.seed)
        otherID = SampleNames.number(number, digits: 7, seed: sample.seed &+ 1)
        phone = household.phone
        guardian = household.guardian
        school = home.school(grade: grade)
    }

    /// Children of one household are born at least ten months apart, unless they are twins.
    private static func birth(
        of position: Int, _ first: CalendarDate, hasTwins: Bool, _ family: inout SplitMix64
    ) -> CalendarDate {
        var date = first
        for child in 0..<position {
            let gap = family.within(300...1_100)
            if !(hasTwins && child == 0) { date = date.later(by: gap) }
        }
        return date
    }

    private static func birth(_ random: inout SplitMix64) -> CalendarDate {
        let start = CalendarDate(year: 2008, month: 9, day: 1) ?? CalendarDate(dayNumber: 14_123)
        return start.later(by: random.below(10 * 365))
    }

    /// The grade of the school year 2026: kindergarten is 0.
    private static func grade(_ birth: CalendarDate?) -> Int {
        guard let birth else { return 0 }
        let (year, month, _) = birth.components
        return min(12, max(0, 2026 - year - 5 - (month > 8 ? 1 : 0)))
    }

    /// In the order of `LinkageSample.columns`, without the first two.
    var texts: [String] {
        [
            first, middle, last, suffix, birthDate?.description ?? "", gender,
            grade < 0 ? "" : grade == 0 ? "K" : "\(grade)", stateID, otherID, home.address,
            home.city, home.zip, phone, guardian, school,
        ]
    }
}

/// A household's telephone and whom to call.
struct SampleHousehold {
    let phone: String
    let guardian: String

    init(surname: (name: String, group: Int), _ random: inout SplitMix64) {
        phone = Self.phone(&random)
        let isMother = random.chance(percent: 65)
        let name = SampleNames.given(
            isGirl: isMother, group: surname.group, number: 1, siblings: 0, &random)
        let isOfThatName = random.chance(percent: 75)
        guardian = name + " " + (isOfThatName ? surname.name : SampleNames.surname(&random).name)
    }

    /// A number of the area code that nobody has.
    static func phone(_ random: inout SplitMix64) -> String {
        "555-\(random.within(200...999))-\(random.within(1_000...9_999))"
    }
}

/// Where a household lives.
struct SampleHome: Sendable {
    var address: String
    var city: String
    var zip: String
    let schools: Int

    /// Districts, each a city of several ZIP codes and schools; the first are the largest.
    private static let cities = 120

    init(_ random: inout SplitMix64) {
        let place = min(random.below(Self.cities), random.below(Self.cities))
        self.init(city: place, &random)
    }

    init(city place: Int, _ random: inout SplitMix64) {
        city = SampleNames.city(place)
        let area = random.below(place < 20 ? 12 : 4)
        zip = "\(90_000 + place * 15 + area)"
        schools = place * 40
        let number = random.within(1...9_899)
        address = "\(number) \(SampleNames.street(&random))"
        if random.chance(percent: 20) { address += " Apt \(random.within(1...60))" }
    }

    func school(grade: Int) -> String {
        let level = grade < 6 ? 0 : grade < 9 ? 1 : 2
        let area = (Int(zip) ?? 0) % (level == 0 ? 10 : level == 1 ? 4 : 2)
        return "\(SampleNames.city(schools / 40 + area)) "
            + ["Elementary", "Middle School", "High School"][level]
    }
}
