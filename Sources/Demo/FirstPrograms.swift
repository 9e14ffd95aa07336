import Records

/// programs.txt of the first delivery: good rows, and those with which something is wrong.
struct FirstPrograms {
    /// Rows that an import accepts, some of them with a warning.
    private(set) var good: [ProgramRecord]
    /// Rows that an import rejects.
    private(set) var bad: [ProgramRecord] = []
    /// Students without any row, by index.
    private(set) var free: [Int]
    private(set) var planted: [String] = []
    private let students: [SISStudent]

    init(_ students: [SISStudent], _ random: inout SplitMix64) {
        self.students = students
        good = ProgramHistory(students, &random).records
        let taken = Set(good.map(\.student))
        free = students.indices.filter { !taken.contains($0) }
        plantWarnings(&random)
        plantNames(&random)
        plantErrors(&random)
    }

    /// Takes `count` students without any row, so that each is used once.
    mutating func takeFree(_ count: Int, _ random: inout SplitMix64) -> [Int] {
        let chosen = random.pick(count, of: free)
        free.removeAll { chosen.contains($0) }
        return chosen
    }

    private mutating func plantWarnings(_ random: inout SplitMix64) {
        var count = plant(6, &random, in: \.isOpen) { record, _ in
            record.eligibilityStart = record.start
            record.start = nil
        }
        planted.append(
            "\(count) rows of programs.txt with no Program Start Date: "
                + "the Eligibility Start Date takes its place")
        count = plant(8, &random, in: \.isOpen) { record, _ in record.site = "" }
        planted.append("\(count) rows with a blank Site ID, which is a value of its own")
        count = plant(4, &random, in: \.isOpen) { record, _ in record.endText = "01/01/1900" }
        planted.append("\(count) rows that write \"no end date\" as 01/01/1900")
    }

    private mutating func plantNames(_ random: inout SplitMix64) {
        var count = plant(6, &random, in: NameSlip.isPossible) { record, number in
            NameSlip.make(in: &record, number: number)
        }
        planted.append(
            "\(count) rows whose names differ a little from the roster's: shortened, or two "
                + "letters swapped")
        let students = students
        count = plant(2, &random, in: { _ in true }) { record, _ in
            let other = students.first {
                !NameAgreement.agree(
                    last: record.last, first: record.first, otherLast: $0.last, otherFirst: $0.first
                )
            }
            record.last = other?.last ?? record.last
            record.first = other?.first ?? record.first
        }
        planted.append("\(count) rows with the name of somebody else: one of the IDs is wrong")
    }

    private mutating func plantErrors(_ random: inout SplitMix64) {
        let key = DemoDistrict.missingCode.key
        var count = plantBad(5, &random) { record, _ in record.program = key }
        planted.append(
            "\(count) rows with the code \(key), which the table Student Programs does not have")
        // An impossible day, a spreadsheet's day number, a two-digit year, the day first.
        let texts = ["02/30/2026", "46267", "9/2/26", "25/09/2026"]
        count = plantBad(texts.count, &random) { record, number in
            record.startText = texts[number]
        }
        planted.append(
            "\(count) rows with a start date that is none: " + texts.joined(separator: ", "))
        count = plantBad(1, &random) { record, _ in
            record.end = record.start?.later(by: -5)
        }
        planted.append("\(count) row that ends before it starts")
    }

    /// Changes up to `count` plain rows; returns how many there were.
    private mutating func plant(
        _ count: Int, _ random: inout SplitMix64, in isFit: (ProgramRecord) -> Bool,
        _ change: (inout ProgramRecord, Int) -> Void
    ) -> Int {
        let fitting = good.indices.filter { good[$0].isPlain && isFit(good[$0]) }
        let chosen = random.pick(count, of: fitting)
        for (number, index) in chosen.enumerated() {
            change(&good[index], number)
            good[index].isPlain = false
        }
        return chosen.count
    }

    /// Adds rows of students who have no others, so that a repaired row meets no near miss.
    private mutating func plantBad(
        _ count: Int, _ random: inout SplitMix64, _ change: (inout ProgramRecord, Int) -> Void
    ) -> Int {
        let chosen = takeFree(count, &random)
        for (number, index) in chosen.enumerated() {
            let student = students[index]
            var record = ProgramRecord(
                student, index: index, program: "181", start: student.startDay(yearsBack: 0),
                site: student.school.siteID)
            change(&record, number)
            record.isPlain = false
            bad.append(record)
        }
        return chosen.count
    }
}
