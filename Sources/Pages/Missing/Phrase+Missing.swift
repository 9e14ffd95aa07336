import Records

extension Phrase {
    /// What people call a cause.
    public static func cause(_ cause: Cause) -> Phrase {
        switch cause {
        case .provisionalID: Phrase("cause.provisional", "Provisional ID")
        case .aleSameDay: Phrase("cause.same-day", "ALE: enrolled the same day")
        case .aleIncomingKindergarten:
            Phrase("cause.kindergarten", "ALE: incoming kindergartner")
        case .envelopeBeforeEnrollment:
            Phrase("cause.envelope", "Transfer envelope before enrollment")
        case .noShow: Phrase("cause.no-show", "No show")
        case .migratedInactive: Phrase("cause.migrated", "Migrated as inactive")
        case .addedManually: Phrase("cause.added", "Added manually")
        }
    }

    /// How a student of this cause comes to be integrated.
    static func wayOut(_ cause: Cause) -> Phrase {
        switch cause {
        case .provisionalID:
            Phrase(
                "cause.provisional.way",
                "Tell the SIS data manager at once to request a state ID. Then link.")
        case .aleSameDay:
            Phrase(
                "cause.same-day.way",
                "Enter the SSID or Other ID: the student links when the SIS data arrive. Or link "
                    + "by hand.")
        case .aleIncomingKindergarten:
            Phrase(
                "cause.kindergarten.way",
                "Enter the number once the SIS has the child: then it links by itself. Or link by "
                    + "hand.")
        case .envelopeBeforeEnrollment:
            Phrase(
                "cause.envelope.way",
                "Held until the SIS student appears. Or resolve it once the enrollment is "
                    + "complete.")
        case .noShow:
            Phrase("cause.no-show.way", "Re-enroll the student in the SIS, import, then merge.")
        case .migratedInactive:
            Phrase(
                "cause.migrated.way", "Import from the General Student Table, then merge.")
        case .addedManually:
            Phrase(
                "cause.added.way",
                "Enroll the student in the SIS, import from the General Student Table, then "
                    + "merge.")
        }
    }

    static let causeWord = Phrase("missing.cause", "Cause")
    static let candidatesWord = Phrase("missing.candidates", "Best candidate")
    static let nextStepWord = Phrase("missing.next", "Next step")
    static let resolve = Phrase("missing.resolve", "Resolve")
}
