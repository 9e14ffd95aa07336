import Records

// Words of merging. Those of the preview are the field's own, word for word.

extension Phrase {
    static let reportOfMerge = Phrase(
        "merge.done-report", "Report of this merge, to read or print")
    static let mergeTarget = Phrase("merge.target", "Target")
    static let mergeSource = Phrase("merge.source", "Source")
    static let mergeCaseManager = Phrase("merge.case-manager", "Case manager")
    static let mergeCity = Phrase("merge.city", "City")
    static let notIntegrated = Phrase("merge.not-integrated", "None: not integrated")
    static let mergeChoose = Phrase("merge.choose", "Choose")
    static let mergePreview = Phrase("merge.preview", "Preview")
    static let saveChoices = Phrase("merge.save-choices", "Save choices")
    static let clickToMerge = Phrase("merge.click", "Click here to merge differences.")
    static let noDifferences = Phrase("merge.no-differences", "No field differences found.")
    static let sourceRetired = Phrase(
        "merge.retired", "The source profile will be retired; its ID will lead to the target")
    static let mergeField = Phrase("merge.field", "Field")
    static let mergeFieldsDiffering = Phrase(
        "merge.fields-caption", "Fields in which the profiles differ")
    static let mergeRows = Phrase("merge.rows", "Rows that meet others")
    static let mergeRowKind = Phrase("merge.row-kind", "What")
    static let mergeRowOfSource = Phrase("merge.row-of-source", "The source's")
    static let mergeRowOfTarget = Phrase("merge.row-of-target", "The target's")
    static let checkBeforeMerge = Phrase("merge.check", "Check before you merge")
    static let mergeFields = Phrase("merge.fields", "Merge Profile Fields")

    static func targetNamed(_ name: String) -> Phrase {
        Phrase("merge.target-named", "Target: {0}", name)
    }

    static func sourceNamed(_ name: String) -> Phrase {
        Phrase("merge.source-named", "Source: {0}", name)
    }

    static func mergeProfiles(_ sources: String, _ target: String) -> Phrase {
        Phrase("merge.apply", "Merge Profile(s): {0} into {1}", sources, target)
    }

    static func flipWith(_ name: String) -> Phrase {
        Phrase("merge.flip-with", "Flip: make {0} the target", name)
    }

    static func differencesFound(_ count: Int) -> Phrase {
        Phrase(
            "merge.differences", one: "{n} field difference(s) found.",
            other: "{n} field difference(s) found.", count: count)
    }

    static func originSIS(_ day: String) -> Phrase {
        Phrase("merge.origin-sis", "SIS, {0}", day)
    }

    static func originProgram(_ actor: String, _ day: String) -> Phrase {
        Phrase("merge.origin-program", "Program, by {0}, {1}", actor, day)
    }

    static func originProfile(_ actor: String, _ day: String) -> Phrase {
        Phrase("merge.origin-profile", "Profile, by {0}, {1}", actor, day)
    }

    /// How many rows of a kind go over.
    static func willBeMerged(_ kind: MergeRow.Kind, _ count: Int) -> Phrase {
        switch kind {
        case .document:
            count == 0
                ? Phrase("merge.no-documents", "No documents will be merged")
                : Phrase(
                    "merge.documents", one: "{n} document(s) will be merged",
                    other: "{n} document(s) will be merged", count: count)
        case .event:
            count == 0
                ? Phrase("merge.no-events", "No events will be merged")
                : Phrase(
                    "merge.events", one: "{n} event(s) will be merged",
                    other: "{n} event(s) will be merged", count: count)
        case .learningPlan:
            count == 0
                ? Phrase("merge.no-plans", "No learning plans will be merged")
                : Phrase(
                    "merge.plans", one: "{n} learning plan(s) will be merged",
                    other: "{n} learning plan(s) will be merged", count: count)
        case .programEnrollment:
            count == 0
                ? Phrase("merge.no-programs", "No program enrollments will be merged")
                : Phrase(
                    "merge.programs", one: "{n} program enrollment(s) will be merged",
                    other: "{n} program enrollment(s) will be merged", count: count)
        case .enrollment, .sisEnrollment:
            count == 0
                ? Phrase("merge.no-enrollments", "No enrollments will be merged")
                : Phrase(
                    "merge.enrollments", one: "{n} enrollment(s) will be merged",
                    other: "{n} enrollment(s) will be merged", count: count)
        case .programDecision:
            count == 0
                ? Phrase("merge.no-others", "No other rows will be merged")
                : Phrase(
                    "merge.others", one: "{n} other row(s) will be merged",
                    other: "{n} other row(s) will be merged", count: count)
        }
    }

    /// One row of a kind.
    static func mergeRow(_ kind: MergeRow.Kind) -> Phrase {
        switch kind {
        case .document: Phrase("merge.row-document", "Document")
        case .event: Phrase("merge.row-event", "Event")
        case .learningPlan: Phrase("merge.row-plan", "Learning plan")
        case .programEnrollment: Phrase("merge.row-program", "Program enrollment")
        case .enrollment: Phrase("merge.row-enrollment", "Enrollment")
        case .sisEnrollment: Phrase("merge.row-sis-enrollment", "Enrollment of the SIS")
        case .programDecision: Phrase("merge.row-decision", "Decision about held rows")
        }
    }

    /// A kind of number.
    static func number(_ system: String) -> Phrase {
        switch system {
        case "stateID": .stateID
        case "otherID": .otherID
        case "studentID": .studentID
        default: Phrase(data: system)
        }
    }
}

extension MergeRow.Kind {
    /// What a profile's rows are told of, in the order of the preview.
    static let merged: [MergeRow.Kind] = [
        .document, .event, .learningPlan, .programEnrollment, .enrollment, .programDecision,
    ]
}
