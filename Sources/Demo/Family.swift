import Records

/// What the children of one household have in common.
struct Family {
    let surname: String
    let group: NameGroup
    let language: String
    let ethnicity: String
    /// How many school years before this one the family came; 12 where it was always here.
    private let yearsHere: Int
    /// How many days behind the first day of school it came.
    private let daysLate: Int

    init(surname: String, group: NameGroup, _ random: inout SplitMix64) {
        self.surname = surname
        self.group = group
        language = random.chance(percent: 45) ? group.language : "English"
        ethnicity = random.pick(ethnicities)
        yearsHere = random.chance(percent: 60) ? 12 : random.below(13)
        daysLate = random.chance(percent: 12) ? random.within(1...24) : 0
    }

    /// A child whose first name is none of `taken`.
    func child(
        grade: Int, birthDate: CalendarDate, _ taken: [String], _ numbers: inout StudentNumbers,
        _ random: inout SplitMix64
    ) -> SISStudent {
        let (importID, stateID) = numbers.next()
        let gender = random.chance(percent: 2) ? "X" : random.chance(percent: 50) ? "F" : "M"
        let names = group.givenNames(for: gender).filter { !taken.contains($0) }
        let first = random.pick(names)
        var student = SISStudent(
            importID: importID, stateID: stateID, last: surname, first: first,
            birthDate: birthDate, gender: gender, grade: grade,
            districtEntry: districtEntry(grade: grade))
        if random.chance(percent: 60) {
            student.middle = random.pick(names.filter { $0 != first })
        }
        if random.chance(percent: 10) { student.middle = String(student.middle.prefix(1)) }
        if gender == "M", random.chance(percent: 2) {
            student.suffix = random.pick(["Jr.", "III"])
        }
        if random.chance(percent: 3) { student.alsoKnownAs = student.middle }
        student.ethnicity = ethnicity
        student.isHispanic = group.language == "Spanish"
        student.language = language
        if language != "English" {
            student.correspondence = random.chance(percent: 60) ? language : "English"
            student.proficiency = random.pick(["EL", "EL", "RFEP", "IFEP"])
        }
        if random.chance(percent: 8) { student.disability = random.pick(disabilities) }
        return student
    }

    /// When the child came into the district: into kindergarten, or with the family.
    private func districtEntry(grade: Int) -> CalendarDate {
        let years = min(yearsHere, grade - 1)
        let first = SchoolCalendar.firstDay(of: SchoolCalendar.year - years)
        return years == yearsHere ? SchoolCalendar.schoolDay(first.later(by: daysLate)) : first
    }
}

private let ethnicities = [
    "American Indian or Alaska Native", "Asian", "Asian", "Black or African American",
    "Black or African American", "Native Hawaiian or Other Pacific Islander", "Two or More Races",
    "Two or More Races", "White", "White", "White", "White", "Declined to state",
]

private let disabilities = [
    "Specific learning disability", "Speech or language impairment", "Other health impairment",
    "Autism", "Hearing impairment", "Orthopedic impairment", "Developmental delay",
]
