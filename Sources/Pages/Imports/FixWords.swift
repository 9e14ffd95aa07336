import Operations
import Records

/// What to do about problems of a file, in words of the pages: elsewhere it is told with commands.
enum FixWords {
    private static let words: [ProblemCode: Phrase] = [
        .programUnknownCode: Phrase(
            "fix.unknown-code",
            "Correct the code, or add it: the run has Resolve now, which adds it and runs the "
                + "rejected rows again."),
        .programUnknownStudent: Phrase(
            "fix.unknown-student",
            "Import studemo.txt first, or create the student. Then import the file again: what is "
                + "there already does not change."),
        .programNearMiss: Phrase(
            "fix.near-miss",
            "Decide each row where the run lists what it holds: close the record that is nearest, "
                + "add the row as new, or discard it."),
        .programNewCode: Phrase("fix.new-code", "Give it a text in Code Management."),
        .programInactiveCode: Phrase(
            "fix.inactive-code",
            "Ask the sender why, or make the code active in Code Management."),
        .programSiteRequired: Phrase(
            "fix.site-required",
            "Fill in Site ID, or turn the requirement off in District settings."),
        .rosterUnknownGrade: Phrase(
            "fix.unknown-grade", "Use the Grade Level IDs of the layout of enrollment.txt."),
        .limitBadRows: limit, .limitTooManyBadRows: limit, .limitEnds: limit,
        .limitChanges: limit,
    ]

    private static let limit = Phrase(
        "fix.limit",
        "The run waits. If this is meant, approve it on its page; if not, discard it and ask the "
            + "sender for a better file.")

    static func words(for group: ProblemGroups.Group) -> Phrase {
        let codes = group.problems.compactMap { ProblemCode(rawValue: $0.code) }
        return codes.lazy.compactMap { words[$0] }.first ?? Phrase(data: group.fix)
    }
}
