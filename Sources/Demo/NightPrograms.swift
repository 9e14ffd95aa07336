import Records

/// programs.txt of the next night: the good rows again, and what has happened since.
struct NightPrograms {
    private(set) var records: [ProgramRecord]
    private(set) var planted: [String] = []
    /// For each program, how many more of its open records may end without passing one in ten.
    private var endsLeft: [String: Int] = [:]

    init(_ first: inout FirstPrograms, _ students: [SISStudent], _ random: inout SplitMix64) {
        records = first.good
        for record in records where record.isOpen { endsLeft[record.program, default: 0] += 1 }
        endsLeft = endsLeft.mapValues { $0 / 10 }
        shiftStarts(&random)
        changeSite(&random)
        close(&random)
        update(&random)
        addNew(first.takeFree(12, &random), students)
        let unknown = first.bad.filter { $0.program == DemoDistrict.missingCode.key }.prefix(3)
        let twice = records.indices.filter { records[$0].isPlain }
        let repeated = random.pick(1, of: twice).map { records[$0] }
        records += unknown
        records += repeated
        planted.append(
            "\(unknown.count) rows of the next night with the code \(DemoDistrict.missingCode.key) "
                + "again, and \(repeated.count) row that stands there twice")
    }

    /// Near misses by the start date; two of them were meant to close their record.
    private mutating func shiftStarts(_ random: inout SplitMix64) {
        let isOnly = onlyRows()
        let chosen = takeForEnding(4, &random) { isOnly($0) && $0.start?.swapped != nil }
        for (number, index) in chosen.enumerated() {
            let start = records[index].start
            records[index].start =
                switch number {
                case 0: start?.yearBefore
                case 1: start?.later(by: -1)
                case 2: start?.later(by: 1)
                default: start?.swapped
                }
            if number < 2 { end(at: index, exit: "DEC") }
        }
        planted.append(
            "\(chosen.count) rows of the next night whose start date was shifted (the year "
                + "before, a day earlier, a day later, day and month swapped), 2 of them meant to "
                + "close their record")
    }

    private mutating func changeSite(_ random: inout SplitMix64) {
        let isOnly = onlyRows()
        let chosen = take(1, &random) { isOnly($0) && $0.isOpen }
        for index in chosen {
            let (middle, high) = (School.middle.siteID, School.high.siteID)
            records[index].site = records[index].site == middle ? high : middle
        }
        planted.append(
            "\(chosen.count) row of the next night that names another school than its record does")
    }

    private mutating func close(_ random: inout SplitMix64) {
        let chosen = takeForEnding(8, &random, in: { $0.start != nil })
        for index in chosen { end(at: index, exit: random.pick(["MET", "DEC", "MOV"])) }
        planted.append("\(chosen.count) rows of the next night that close their record")
    }

    private mutating func update(_ random: inout SplitMix64) {
        let participants = take(4, &random) { $0.isOpen && $0.eligibility == "1" }
        for index in participants { records[index].eligibility = "3" }
        let year = SchoolYear(start: SchoolCalendar.year).description
        let carriedOver = take(2, &random) { $0.isOpen && $0.academicYear < year }
        for index in carriedOver { records[index].academicYear = year }
        planted.append(
            "\(participants.count + carriedOver.count) rows of the next night that update their "
                + "record: "
                + "\(participants.count) from eligible to participating, \(carriedOver.count) "
                + "carried over into the academic year \(year)")
    }

    private mutating func addNew(_ chosen: [Int], _ students: [SISStudent]) {
        for (number, index) in chosen.enumerated() {
            let student = students[index]
            let support = student.school == .elementary ? "120" : "127"
            var record = ProgramRecord(
                student, index: index, program: ["181", "101", "182", support][number % 4],
                start: SchoolCalendar.closing.later(by: -(number % 5)),
                site: student.school.siteID)
            record.isPlain = false
            records.append(record)
        }
        planted.append("\(chosen.count) new rows in the next night's programs.txt")
    }

    private mutating func end(at index: Int, exit: String) {
        records[index].end = SchoolCalendar.closing
        records[index].exit = exit
    }

    /// Whether a record is the only one of its student, so that no other is near it.
    private func onlyRows() -> (ProgramRecord) -> Bool {
        var counts: [Int: Int] = [:]
        for record in records { counts[record.student, default: 0] += 1 }
        return { counts[$0.student] == 1 }
    }

    private mutating func take(
        _ count: Int, _ random: inout SplitMix64, in isFit: (ProgramRecord) -> Bool
    ) -> [Int] {
        let fitting = records.indices.filter { records[$0].isPlain && isFit(records[$0]) }
        let chosen = random.pick(count, of: fitting)
        for index in chosen { records[index].isPlain = false }
        return chosen
    }

    /// Takes open records one by one, at most one of a program as long as others are left.
    private mutating func takeForEnding(
        _ count: Int, _ random: inout SplitMix64, in isFit: (ProgramRecord) -> Bool
    ) -> [Int] {
        var chosen: [Int] = []
        var programs: Set<String> = []
        for _ in 0..<count {
            let ending = Set(endsLeft.filter { $0.value > 0 }.keys)
            var next: [Int] = []
            for among in [ending.subtracting(programs), ending] where next.isEmpty {
                next = take(1, &random) {
                    $0.isOpen && among.contains($0.program) && isFit($0)
                }
            }
            for index in next {
                endsLeft[records[index].program, default: 0] -= 1
                programs.insert(records[index].program)
            }
            chosen += next
        }
        return chosen
    }
}

extension CalendarDate {
    /// The date with day and month changing places; nil where that is no other date.
    fileprivate var swapped: CalendarDate? {
        let (year, month, day) = components
        return month == day ? nil : CalendarDate(year: year, month: day, day: month)
    }

    fileprivate var yearBefore: CalendarDate? {
        let (year, month, day) = components
        return CalendarDate(year: year - 1, month: month, day: day)
    }
}
