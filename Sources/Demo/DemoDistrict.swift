import Records

/// An invented district: three schools, their students, and the files that a sender delivers.
///
/// The same seed gives the same bytes on every machine. No name, number or address belongs to
/// anybody: state IDs begin with 99, phone numbers are among those kept for stories, mail goes to
/// example.org, and each school says that it is invented.
public struct DemoDistrict: Sendable {
    public static let name = "Cedar Hollow (invented data)"
    /// The code that programs.txt uses and `codes` does not have, as a remedy would add it.
    public static let missingCode = DemoCode(key: "199", text: "Foster youth liaison")
    /// How many students a district can have, so that everything planted finds its place and
    /// every number stays in its range.
    public static let sizes = 400...10_000

    /// Students made by hand, before the SIS knew them; at least two of each cause.
    public let provisionals: [DemoProvisional]
    /// What was planted on purpose, in words with counts, for the printed tour.
    public let planted: [String]

    let roster: Roster
    let firstPrograms: [ProgramRecord]
    let nightStudents: [SISStudent]
    let nightPrograms: [ProgramRecord]
    /// The Import Student IDs of those with an open Section 504 plan.
    private let plans: Set<String>

    /// - Parameters:
    ///   - seed: decides on everything that is left to chance.
    ///   - students: how many the first delivery has; brought into the range of `sizes`.
    public init(seed: UInt64 = 2026, students: Int = 2_000) {
        var random = SplitMix64(seed: seed)
        var numbers = StudentNumbers(random.branch())
        var rosterRandom = random.branch()
        let count = min(max(students, Self.sizes.lowerBound), Self.sizes.upperBound)
        roster = Roster(count: count, numbers: &numbers, &rosterRandom)
        var programsRandom = random.branch()
        var first = FirstPrograms(roster.students, &programsRandom)
        firstPrograms = first.good + first.bad
        plans = Set(first.good.filter { $0.program == "101" && $0.isOpen }.map(\.importID))
        var arrivalsRandom = random.branch()
        let arrivals = Arrivals(&numbers, &arrivalsRandom)
        provisionals = arrivals.provisionals
        var nightRandom = random.branch()
        let night = NightPrograms(&first, roster.students, &nightRandom)
        nightPrograms = night.records
        let changed = NightStudents(
            roster.students, changing: first.takeFree(3, &nightRandom), adding: arrivals.students)
        nightStudents = changed.students
        planted =
            ["\(roster.twinPairs) pairs of twins: one surname, one birth date, two students"]
            + first.planted + arrivals.planted + changed.planted + night.planted
            + ["a programs.txt that was cut in the middle of a row, about half way"]
    }

    /// The first delivery, in the order of import: sites.txt, studemo.txt, enrollment.txt,
    /// contacts.txt, programs.txt. Written anew at each call.
    public var firstFiles: [DemoFile] {
        [
            Roster.sitesFile, Roster.studentFile(roster.students, plans: plans),
            roster.enrollmentFile, roster.contactsFile, ProgramRecord.file(firstPrograms),
        ]
    }

    /// The next night's delivery, in the order of import: studemo.txt and programs.txt.
    public var nightFiles: [DemoFile] {
        [
            Roster.studentFile(nightStudents, plans: plans),
            ProgramRecord.file(nightPrograms),
        ]
    }

    /// The next night's programs.txt as it arrives when the line breaks: cut half way, in the
    /// middle of a row.
    public var cutFile: DemoFile { ProgramRecord.file(nightPrograms).cut() }

    /// The codes of the table *Student Programs*.
    public var codes: [DemoCode] { ProgramOffer.all.map(\.code) }
}
