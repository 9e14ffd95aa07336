extension Words {
    /// What people call a Grade Level ID; other text as it is.
    ///
    /// Source: the Grade Level IDs of `docs/import-layouts/enrollment.md`: 1 is kindergarten, 2 to
    /// 13 are the first to the twelfth grade.
    public static func grade(_ level: String) -> String {
        gradeLevels.first { $0.value == level }?.label.text ?? level
    }

    /// The Grade Level IDs, in the order in which a child passes them.
    static let gradeLevels: [Choice] =
        [
            Choice("15", Phrase("grade.preschool", "Preschool")),
            Choice("17", Phrase("grade.sped-preschool", "Special-education preschool")),
            Choice("18", Phrase("grade.transitional", "Transitional kindergarten")),
            Choice("1", Phrase("grade.k", "K")),
        ] + (1...12).map { Choice("\($0 + 1)", Phrase("grade.\($0)", "\($0)")) } + [
            Choice("14", Phrase("grade.graduated", "Graduated"))
        ]
}

/// The grade, chosen among the levels that there are; a value that is none of them stays.
func gradeField(_ name: String, _ state: FormState, isOptional: Bool = true) -> HTML {
    let value = state[name]
    let isKnown = value.isEmpty || Words.gradeLevels.contains { $0.value == value }
    return select(
        name, .grade,
        [Choice("", .blank)] + Words.gradeLevels
            + (isKnown ? [] : [Choice(value, Phrase(data: value))]), state,
        isOptional: isOptional)
}
