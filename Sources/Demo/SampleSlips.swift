import Records

/// What goes wrong when somebody is written down a second time.
enum SampleSlips {
    /// What even first records leave out.
    static func leaveBlanks(_ person: inout SamplePerson, _ random: inout SplitMix64) {
        if random.chance(percent: 5) { person.stateID = "" }
        if random.chance(percent: 6) { person.phone = "" }
        if random.chance(percent: 10) { person.guardian = "" }
        if random.chance(percent: 20) { person.middle = "" }
    }

    /// Makes `person` a copy as another office has it.
    static func corrupt(
        _ person: inout SamplePerson, copy: Int, sample: LinkageSample,
        _ random: inout SplitMix64
    ) {
        // Some copies are careful ones.
        let care = random.below(10)
        let scale = care < 4 ? 1 : care < 8 ? 3 : 8
        names(&person, scale, &random)
        birth(&person, scale, &random)
        numbers(&person, scale, sample, &random)
        if random.chance(percent: 22) {
            move(&person, &random)
        } else {
            address(&person, scale, &random)
        }
        contacts(&person, &random)
        if random.chance(percent: scale) { person.gender = random.pick(["", "", "M", "F"]) }
        if random.chance(percent: 35) { person.grade -= 1 }
        if random.chance(percent: 4) { person.grade -= 1 }
        if random.chance(percent: 8) { person.school = "" }
        if random.chance(percent: 15) { capitals(&person) }
    }

    // MARK: Names

    private static func names(
        _ person: inout SamplePerson, _ scale: Int, _ random: inout SplitMix64
    ) {
        if random.chance(percent: 3 * scale), let forms = SampleNames.shortForms[person.first] {
            person.first = random.pick(forms)
        } else if random.chance(percent: 2 * scale) {
            person.first = slip(person.first, &random)
        } else if random.chance(percent: scale), !person.middle.isEmpty {
            if random.chance(percent: 50) {
                (person.first, person.middle) = ("\(person.first) \(person.middle)", "")
            } else {
                (person.first, person.middle) = (person.middle, "")
            }
        }
        if random.below(300) < scale { person.first = String(person.first.prefix(1)) }
        if random.chance(percent: 30) { person.middle = String(person.middle.prefix(1)) }
        if random.chance(percent: 25) { person.middle = "" }
        surname(&person, scale, &random)
        if random.chance(percent: 50) { person.suffix = "" }
        if random.below(300) < scale { swap(&person.first, &person.last) }
        if random.chance(percent: 30) { person.withoutAccents() }
    }

    private static func surname(
        _ person: inout SamplePerson, _ scale: Int, _ random: inout SplitMix64
    ) {
        let parts = person.last.split { $0 == " " || $0 == "-" }.map(String.init)
        if parts.count > 1, random.chance(percent: 35) {
            switch random.below(4) {
            case 0: person.last = parts[0]
            case 1: person.last = parts[parts.count - 1]
            case 2: person.last = parts.joined(separator: "-")
            default: person.last = parts.joined()
            }
        } else if random.chance(percent: 2 * scale) {
            person.last = slip(person.last, &random)
        } else if random.chance(percent: scale) {
            let other = SampleNames.surname(&random).name
            person.last = random.chance(percent: 40) ? "\(person.last)-\(other)" : other
        }
    }

    /// One or, rarely, two letters added, dropped, replaced or swapped.
    static func slip(_ text: String, _ random: inout SplitMix64) -> String {
        var letters = Array(text)
        for _ in 0..<(random.chance(percent: 15) ? 2 : 1) where letters.count > 2 {
            let place = random.within(1...(letters.count - 1))
            switch random.below(4) {
            case 0: letters.remove(at: place)
            case 1: letters.insert(random.pick(letters), at: place)
            case 2: letters[place] = random.pick(Array("aeiounrstlm"))
            default: letters.swapAt(place, place - 1)
            }
        }
        return String(letters)
    }

    // MARK: Dates and numbers

    private static func birth(
        _ person: inout SamplePerson, _ scale: Int, _ random: inout SplitMix64
    ) {
        guard let date = person.birthDate else { return }
        let (year, month, day) = date.components
        switch random.below(1_000) / scale {
        case 0..<6: person.birthDate = CalendarDate(year: year, month: day, day: month) ?? date
        case 6..<12:
            let other = random.within(1...28)
            person.birthDate = CalendarDate(year: year, month: month, day: other) ?? date
        case 12..<15:
            let other = random.within(1...12)
            person.birthDate = CalendarDate(year: year, month: other, day: day) ?? date
        case 15..<19:
            let other = year + random.pick([-1, 1, -10, 10, 2])
            person.birthDate = CalendarDate(year: other, month: month, day: day) ?? date
        case 19..<21: person.birthDate = CalendarDate(year: year, month: 1, day: 1)
        case 21..<24: person.birthDate = nil
        default: break
        }
    }

    private static func numbers(
        _ person: inout SamplePerson, _ scale: Int, _ sample: LinkageSample,
        _ random: inout SplitMix64
    ) {
        if random.chance(percent: 40) {
            person.stateID = ""
        } else if random.chance(percent: scale) {
            person.stateID = digitSlip(person.stateID, &random)
        } else if random.below(2_000) < 3 {
            let other = random.below(sample.people)
            person.stateID = SampleNames.number(other, digits: 10, seed: sample.seed)
        } else if random.below(1_000) < 2 {
            person.stateID = SampleNames.number(random.below(1 << 30), digits: 10, seed: 77)
        }
        if random.chance(percent: 45) {
            person.otherID = ""
        } else if random.chance(percent: 15) {
            person.otherID = SampleNames.number(random.below(1 << 22), digits: 7, seed: 78)
        } else if random.chance(percent: scale) {
            person.otherID = digitSlip(person.otherID, &random)
        }
    }

    static func digitSlip(_ text: String, _ random: inout SplitMix64) -> String {
        var digits = Array(text)
        guard digits.count > 2 else { return text }
        let place = random.within(1...(digits.count - 1))
        switch random.below(4) {
        case 0: digits.remove(at: place)
        case 1: digits.swapAt(place, place - 1)
        default: digits[place] = random.pick(Array("0123456789"))
        }
        return String(digits)
    }

    // MARK: Homes

    private static func move(_ person: inout SamplePerson, _ random: inout SplitMix64) {
        let old = person.home.city
        var home = SampleHome(&random)
        // Most moves are within a town or to the next one.
        for _ in 0..<40 where home.city != old && random.chance(percent: 97) {
            home = SampleHome(&random)
        }
        person.home = home
        person.school = home.school(grade: max(0, person.grade))
        if random.chance(percent: 45) { person.phone = SampleHousehold.phone(&random) }
        if random.chance(percent: 30) { person.otherID = "" }
    }

    private static func address(
        _ person: inout SamplePerson, _ scale: Int, _ random: inout SplitMix64
    ) {
        if random.chance(percent: 25) {
            for (long, short) in [
                (" Street", " St"), (" Avenue", " Ave"), (" Road", " Rd"), (" Drive", " Dr"),
                (" Lane", " Ln"), (" Court", " Ct"), (" Boulevard", " Blvd"),
            ] where person.home.address.contains(long) {
                person.home.address = person.home.address.replacing(long, with: short)
            }
        }
        if random.chance(percent: 20), let unit = person.home.address.firstRange(of: " Apt ") {
            person.home.address = String(person.home.address[..<unit.lowerBound])
        }
        if random.chance(percent: 2 * scale) {
            person.home.address = slip(person.home.address, &random)
        }
        if random.chance(percent: scale) { person.home.zip = digitSlip(person.home.zip, &random) }
        if random.chance(percent: scale) { person.home.city = slip(person.home.city, &random) }
        if random.chance(percent: 4) { person.home.address = "" }
    }

    private static func contacts(_ person: inout SamplePerson, _ random: inout SplitMix64) {
        if random.chance(percent: 20) {
            person.phone = ""
        } else if random.chance(percent: 10) {
            person.phone = SampleHousehold.phone(&random)
        } else if random.chance(percent: 2) {
            person.phone = digitSlip(person.phone, &random)
        }
        if random.chance(percent: 25) {
            person.guardian = ""
        } else if random.chance(percent: 15) {
            let name = SampleNames.given(
                isGirl: random.chance(percent: 35), group: person.group, number: 1, siblings: 1,
                &random)
            person.guardian = "\(name) \(person.last)"
        } else if random.chance(percent: 4) {
            person.guardian = slip(person.guardian, &random)
        }
    }

    private static func capitals(_ person: inout SamplePerson) {
        person.first = person.first.uppercased()
        person.middle = person.middle.uppercased()
        person.last = person.last.uppercased()
        person.home.address = person.home.address.uppercased()
        person.home.city = person.home.city.uppercased()
        person.guardian = person.guardian.uppercased()
    }
}

extension SamplePerson {
    /// As a system writes names that knows no accents.
    mutating func withoutAccents() {
        first = Self.plain(first)
        middle = Self.plain(middle)
        last = Self.plain(last)
    }

    private static func plain(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
        let letters: [Character: Character] = [
            "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ü": "u", "ñ": "n", "Á": "A",
            "É": "E", "Í": "I", "Ó": "O", "Ú": "U", "ö": "o", "ä": "a", "å": "a", "ç": "c",
            "è": "e", "ê": "e", "ë": "e", "ï": "i", "ø": "o",
        ]
        return String(text.map { letters[$0] ?? $0 })
    }
}
