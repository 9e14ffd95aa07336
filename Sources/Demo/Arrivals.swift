import Records

/// The students made by hand, and those of them whom the next night's studemo.txt brings.
struct Arrivals {
    private(set) var provisionals: [DemoProvisional] = []
    /// New in the SIS.
    private(set) var students: [SISStudent] = []
    private(set) var planted: [String] = []

    init(_ numbers: inout StudentNumbers, _ random: inout SplitMix64) {
        for newcomer in Newcomer.all { add(newcomer, &numbers, &random) }
        let all = Newcomer.all
        let causes = Set(all.map(\.cause))
        let arriving = all.filter { $0.arrival != .never }
        let contradicted = arriving.count {
            if case .somebodyElse = $0.arrival { true } else { false }
        }
        let byOtherID = arriving.count { $0.known == .otherID }
        planted.append(
            "\(all.count) students made by hand before the SIS knew them, from \(causes.count) "
                + "causes")
        planted.append(
            "\(students.count) new students in the next night's studemo.txt, all of them made by "
                + "hand before: \(arriving.count - contradicted - byOtherID) to be linked by state "
                + "ID, \(byOtherID) by other ID, \(contradicted) not to be linked, for its name is "
                + "another")
    }

    private mutating func add(
        _ newcomer: Newcomer, _ numbers: inout StudentNumbers, _ random: inout SplitMix64
    ) {
        let (importID, stateID) = numbers.next()
        let birthDate = SchoolCalendar.birthDate(grade: newcomer.grade, &random)
        let known = newcomer.known
        let standIn = "T" + stateID.suffix(8)
        let hasStateID = known == .stateID || known == .bothIDs
        provisionals.append(
            DemoProvisional(
                first: newcomer.first, last: newcomer.last,
                stateID: hasStateID ? stateID : known == .provisionalID ? standIn : nil,
                otherID: known == .otherID || known == .bothIDs ? importID : nil,
                birthDate: known == .namesOnly ? nil : birthDate, grade: newcomer.grade,
                site: School(grade: newcomer.grade).siteID, cause: newcomer.cause))
        var student = SISStudent(
            importID: importID, stateID: stateID, last: newcomer.last, first: newcomer.first,
            birthDate: birthDate, gender: newcomer.gender, grade: newcomer.grade,
            districtEntry: SchoolCalendar.closing)
        student.ethnicity = "Declined to state"
        switch newcomer.arrival {
        case .never: return
        case .named(let first, let last): (student.first, student.last) = (first, last)
        case .somebodyElse(let first, let last):
            (student.first, student.last) = (first, last)
            student.birthDate = birthDate.later(by: 97)
            student.gender = "M"
        }
        students.append(student)
    }
}
