import Records

/// The students of the first delivery, family by family.
struct Roster: Equatable, Sendable {
    private(set) var households: [Household] = []
    private(set) var students: [SISStudent] = []
    /// For each student, the index of the household.
    private(set) var homes: [Int] = []
    /// How many pairs of twins there are.
    private(set) var twinPairs = 0

    /// `count` students, with their numbers taken from `numbers`.
    init(count: Int, numbers: inout StudentNumbers, _ random: inout SplitMix64) {
        while students.count < count {
            addFamily(ofAtMost: count - students.count, &numbers, &random)
        }
    }

    private mutating func addFamily(
        ofAtMost limit: Int, _ numbers: inout StudentNumbers, _ random: inout SplitMix64
    ) {
        let group = NameGroup.pick(&random)
        let surname = group.surname(&random)
        let home = households.count
        households.append(
            Household(number: home + 1, surname: surname, group: group, &random))
        let family = Family(surname: surname, group: group, &random)
        let kind = random.below(100)
        if kind >= 97, limit >= 2 {
            let grade = random.within(1...13)
            let birthDate = SchoolCalendar.birthDate(grade: grade, &random)
            let first = family.child(grade: grade, birthDate: birthDate, [], &numbers, &random)
            let second = family.child(
                grade: grade, birthDate: birthDate, [first.first], &numbers, &random)
            add([first, second], at: home)
            twinPairs += 1
            return
        }
        var children: [SISStudent] = []
        for _ in 0..<min(limit, kind < 62 ? 1 : kind < 90 ? 2 : 3) {
            // Two years apart, so that no two are born within a few days of each other.
            let free = (1...13).filter { grade in
                children.allSatisfy { abs($0.grade - grade) >= 2 }
            }
            let grade = random.pick(free)
            children.append(
                family.child(
                    grade: grade, birthDate: SchoolCalendar.birthDate(grade: grade, &random),
                    children.map(\.first), &numbers, &random))
        }
        add(children, at: home)
    }

    private mutating func add(_ children: [SISStudent], at home: Int) {
        students += children
        homes += children.map { _ in home }
    }
}
