import Records

/// Who took part in what, since when: records as they are before anything is planted in them.
struct ProgramHistory {
    private(set) var records: [ProgramRecord] = []

    init(_ students: [SISStudent], _ random: inout SplitMix64) {
        for (index, student) in students.enumerated() {
            var programs: [String] = []
            for offer in ProgramOffer.all
            where offer.takes(student, others: programs, &random) {
                programs.append(offer.code.key)
                if offer.isYearly {
                    addYears(of: offer, student, index, &random)
                } else {
                    addLasting(offer, student, index, &random)
                }
            }
        }
    }

    /// A record for this year, for some one for last year too, and for a few only that one.
    private mutating func addYears(
        of offer: ProgramOffer, _ student: SISStudent, _ index: Int, _ random: inout SplitMix64
    ) {
        let year = SchoolCalendar.year
        let wasHere = student.yearsHere >= 1 && offer.grades.contains(student.grade - 1)
        let hadIt = wasHere && random.chance(percent: 40)
        if hadIt {
            var record = ProgramRecord(
                student, index: index, program: offer.code.key,
                start: student.startDay(yearsBack: 1),
                site: School(grade: student.grade - 1).siteID)
            record.end = SchoolCalendar.lastDay(of: year - 1)
            record.exit = "EOY"
            records.append(withEligibility(record, student, &random))
        }
        if hadIt, random.chance(percent: 25) { return }
        let delay = random.chance(percent: 30) ? random.pick([5, 12, 19]) : 0
        let first = student.startDay(yearsBack: 0)
        let start = SchoolCalendar.recent(first.later(by: delay))
        let record = ProgramRecord(
            student, index: index, program: offer.code.key, start: start,
            site: student.school.siteID)
        records.append(withEligibility(record, student, &random))
    }

    /// One record, begun in one of the years at the present school; a few have ended.
    private mutating func addLasting(
        _ offer: ProgramOffer, _ student: SISStudent, _ index: Int, _ random: inout SplitMix64
    ) {
        let yearsAtSchool = min(student.grade - student.school.grades.lowerBound, student.yearsHere)
        let yearsBack = random.within(0...yearsAtSchool)
        let first = student.startDay(yearsBack: yearsBack)
        let delay = random.chance(percent: 40) ? 0 : random.below(yearsBack == 0 ? 9 : 200)
        var record = ProgramRecord(
            student, index: index, program: offer.code.key,
            start: SchoolCalendar.recent(first.later(by: delay)), site: student.school.siteID)
        if yearsBack > 0 {
            let hasEnded = random.chance(percent: 14)
            let isOfLastYear = hasEnded || random.chance(percent: 30)
            let year = SchoolCalendar.year - (isOfLastYear ? 1 : 0)
            record.academicYear = SchoolYear(start: year).description
            if hasEnded {
                record.end = SchoolCalendar.lastDay(of: year)
                record.exit = random.pick(["MET", "DEC", "EOY"])
            }
        }
        records.append(withEligibility(record, student, &random))
    }

    /// Three in five records carry the eligibility dates too; one in eight students is eligible
    /// but does not take part.
    private func withEligibility(
        _ plain: ProgramRecord, _ student: SISStudent, _ random: inout SplitMix64
    ) -> ProgramRecord {
        var record = plain
        if random.chance(percent: 60), let start = record.start {
            record.eligibilityStart = max(start.later(by: -random.below(15)), student.districtEntry)
            record.eligibilityEnd = record.end
        }
        if random.chance(percent: 12) { record.eligibility = "1" }
        return record
    }
}
