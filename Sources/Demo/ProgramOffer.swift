/// A program of the district, and who takes part in it.
struct ProgramOffer: Sendable {
    let code: DemoCode
    /// How many of 1,000 students of these grades take part.
    let perMille: Int
    /// Grade Level IDs.
    let grades: ClosedRange<Int>
    /// Whether a record ends with its school year; others stay open for years.
    let isYearly: Bool

    private init(
        _ key: String, _ text: String, systemKey: String? = nil, perMille: Int,
        grades: ClosedRange<Int> = 1...13, isYearly: Bool
    ) {
        code = DemoCode(key: key, text: text, systemKey: systemKey)
        self.perMille = perMille
        self.grades = grades
        self.isYearly = isYearly
    }

    static let all = [
        ProgramOffer(
            "101", "Section 504 plan", systemKey: "504_plan", perMille: 75, grades: 2...13,
            isYearly: false),
        ProgramOffer("108", "Opportunity program", perMille: 8, grades: 10...13, isYearly: true),
        ProgramOffer("113", "Partnership academy", perMille: 45, grades: 11...13, isYearly: false),
        ProgramOffer(
            "120", "Learning Assistance Program: reading", systemKey: "lap", perMille: 120,
            grades: 1...6, isYearly: true),
        ProgramOffer(
            "122", "Title I, targeted assistance", perMille: 110, grades: 1...6, isYearly: true),
        ProgramOffer(
            "127", "Gifted and talented education", perMille: 110, grades: 4...13, isYearly: false),
        ProgramOffer("135", "Migrant education", perMille: 28, isYearly: false),
        ProgramOffer(
            "181", "Free meals", systemKey: "lunch_free", perMille: 190, isYearly: true),
        ProgramOffer(
            "182", "Reduced-price meals", systemKey: "lunch_reduced", perMille: 70, isYearly: true),
        ProgramOffer("191", "Homeless", perMille: 18, isYearly: true),
        ProgramOffer("192", "Armed forces family", perMille: 20, isYearly: false),
        ProgramOffer(
            learnersKey, "English learner instruction", systemKey: "language", perMille: 700,
            isYearly: false),
        ProgramOffer(
            "L25M", "Learning Assistance Program: mathematics", systemKey: "lap", perMille: 95,
            grades: 3...9, isYearly: true),
    ]

    /// Only for students whose English proficiency is EL.
    private static let learnersKey = "305"
    /// Nobody has both: a meal is free, or at a reduced price.
    private static let meals: Set<String> = ["181", "182"]

    /// Whether `student`, who is in the programs `others` already, takes part.
    func takes(_ student: SISStudent, others: [String], _ random: inout SplitMix64) -> Bool {
        let isChosen = random.below(1_000) < perMille
        if code.key == Self.learnersKey, student.proficiency != "EL" { return false }
        if Self.meals.contains(code.key), others.contains(where: Self.meals.contains) {
            return false
        }
        return isChosen && grades.contains(student.grade)
    }
}
