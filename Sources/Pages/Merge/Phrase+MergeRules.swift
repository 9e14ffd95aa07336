import Records

// Why something counts, what stands against a merge, and what becomes of rows.

extension Phrase {
    /// Whose value counts where nobody chooses, and why.
    static func rule(of difference: MergeDifference) -> Phrase {
        switch (difference.owner, difference.standard) {
        case (.sis, .source) where difference.isSettled:
            Phrase("merge.rule-sis-link", "SIS-owned: comes with the source's link to the SIS")
        case (.sis, .source):
            Phrase("merge.rule-sis-blank", "SIS-owned: the target is blank")
        case (.sis, _): Phrase("merge.rule-sis", "SIS-owned: stays with the target")
        case (.program, .source):
            Phrase("merge.rule-program", "Program-owned: kept from the source")
        case (.program, .target):
            Phrase("merge.rule-program-target", "Program-owned: kept from the target")
        case (.program, .choose):
            Phrase("merge.rule-choose", "Program-owned: choose which one counts")
        }
    }

    static let settledBySIS = Phrase(
        "merge.settled",
        "Where the SIS has the word, there is nothing to choose: the next roster would bring its "
            + "value back. Have it changed in the SIS.")

    /// How to go on where a guard stops a merge.
    static func wayOut(of code: MergeGuard.Code) -> Phrase {
        switch code {
        case .sameStudent:
            Phrase("merge.stop-same", "Go back and choose two different profiles.")
        case .retired:
            Phrase(
                "merge.stop-retired",
                "All its numbers lead to the profile that it was merged into. Go back and choose "
                    + "that one.")
        case .differentStateIDs:
            Phrase(
                "merge.stop-state-ids",
                "Find out which state ID is the child's, and correct the other one on its "
                    + "profile. Then come back. If both are right, they are two children.")
        case .differentSISStudents:
            Phrase(
                "merge.stop-sis",
                "Have the SIS merge its two records, or unlink the profile that is linked to the "
                    + "wrong one. Then come back.")
        case .notTheSame, .differentBirthDates, .twins, .overlappingEnrollments: .checkBeforeMerge
        }
    }

    /// What somebody says who confirms a guard.
    static func confirmation(of code: MergeGuard.Code) -> Phrase {
        switch code {
        case .notTheSame:
            Phrase(
                "merge.confirm-not-same",
                "I know about this decision, and they are one person all the same")
        case .differentBirthDates:
            Phrase(
                "merge.confirm-birth-dates",
                "I have checked the birth dates: one is wrong, and they are one person")
        case .twins:
            Phrase(
                "merge.confirm-twins", "I have checked that they are one person, and not twins")
        case .overlappingEnrollments:
            Phrase(
                "merge.confirm-enrollments",
                "I have checked the enrollments, and they are one person")
        case .sameStudent, .retired, .differentStateIDs, .differentSISStudents: wayOut(of: code)
        }
    }

    /// What becomes of a row that meets another.
    static func result(of collision: MergeCollision) -> Phrase {
        let isPlan = collision.kind == .learningPlan
        switch (collision.action, collision.relation) {
        case (.moved, .sameContent):
            return Phrase("merge.row-same-content", "Moved: the same file, described otherwise")
        case (.moved, _): return Phrase("merge.row-moved", "Moved: both are kept")
        case (.dropped, .identical):
            return Phrase("merge.row-identical", "Dropped as identical: the target's stays")
        case (.dropped, _):
            return isPlan
                ? Phrase("merge.row-plan-target", "The target's counts; the source's is superseded")
                : Phrase("merge.row-target", "The target's stays; the source's is dropped")
        case (.replaces, _):
            return isPlan
                ? Phrase("merge.row-plan-source", "The source's counts; the target's is superseded")
                : Phrase("merge.row-source", "The source's is kept; the target's is dropped")
        case (.decide, _): return Phrase("merge.row-decide", "To be decided")
        }
    }

    /// In what two rows are alike.
    static func alike(_ collision: MergeCollision) -> Phrase {
        switch collision.relation {
        case .identical: Phrase("merge.alike-identical", "They say the same")
        case .sameKey:
            Phrase(
                "merge.alike-key", "Same program, start date and site, but they say other things")
        case .sameContent: Phrase("merge.alike-content", "The same file")
        case .overlap: Phrase("merge.alike-overlap", "They have days in common")
        }
    }

    /// What can be chosen of two rows.
    static func option(_ option: String, _ kind: MergeRow.Kind) -> Phrase {
        switch (option, kind) {
        case ("both", _): Phrase("merge.option-both", "Keep both")
        case ("target", .learningPlan):
            Phrase("merge.option-plan-target", "The target's counts; keep the other as superseded")
        case (_, .learningPlan):
            Phrase("merge.option-plan-source", "The source's counts; keep the other as superseded")
        case ("target", _): Phrase("merge.option-target", "Keep the target's")
        default: Phrase("merge.option-source", "Keep the source's")
        }
    }

    /// What a number of a source is from then on.
    static func fate(_ fate: MergedNumber.Fate) -> Phrase {
        switch fate {
        case .alias:
            Phrase("merge.fate-alias", "Kept as a retired alias: leads to the target")
        case .adopted: Phrase("merge.fate-adopted", "Becomes the target's own number")
        }
    }
}

// What is wrong with a form of a merge.
extension Phrase {
    public static let idOrNameMissing = Phrase(
        "merge.id-or-name-missing", "Enter a student ID or the beginning of a name")
    public static let chosenAlready = Phrase(
        "merge.chosen-already",
        "This profile is chosen already: a profile cannot be merged into itself")
    public static let previewLost = Phrase(
        "merge.preview-lost",
        "The preview could not be read. Nothing was merged. Here is the preview as it is now.")
    public static let previewStale = Phrase(
        "merge.preview-stale",
        "The students changed since the preview. Nothing was merged. See what changed, and look "
            + "at the new preview.")
    /// What is kept where nobody gave a reason.
    public static let mergeReasonStandard = Phrase(
        "merge.reason-standard", "Merge Student Profiles, without a reason given")
    public static func rowChoiceMissing(_ collision: MergeCollision) -> Phrase {
        Phrase(
            "merge.row-choice-missing", "Choose what counts. {0}", Phrase.decideRow(collision).text)
    }
    public static let confirmFirst = Phrase(
        "merge.confirm-first", "Confirm that you have checked this, or go back")
}
