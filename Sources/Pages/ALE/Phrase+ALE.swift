import Records

extension Phrase {
    public static let ssid = Phrase("ale.ssid", "SSID")
    static let initiatePlan = Phrase("ale.initiate", "Initiate a Student Learning Plan")
    static let searchForStudent = Phrase("ale.search", "Search for Student")
    static let enterSSID = Phrase("ale.enter-ssid", "Enter SSID")
    static let enterOtherID = Phrase("ale.enter-other-id", "Enter Other ID")
    public static let delete = Phrase("ale.delete", "Delete")
    static let noNumberYet = Phrase(
        "ale.no-number",
        "Not linked to the SIS yet. Enter the SSID or Other ID when it is known, or link by hand "
            + "in Link Student to ALE.")
    static let waitsByNumber = Phrase(
        "ale.waits",
        "Not linked to the SIS yet. It links by itself as soon as SIS data with the SSID or "
            + "Other ID arrives.")

    static func linkedAtOnce(_ integrationID: String) -> Phrase {
        Phrase("ale.linked-at-once", "Linked at once to SIS student {0}.", integrationID)
    }

    static func initiatePlan(for name: String) -> Phrase {
        Phrase("ale.initiate-for", "Initiate a Student Learning Plan for {0}", name)
    }

    static func link(_ name: String, to other: String) -> Phrase {
        Phrase("ale.link-to", "Link {0} to {1}", name, other)
    }

    static func delete(_ name: String) -> Phrase { Phrase("ale.delete-name", "Delete {0}", name) }

    static func actions(for name: String) -> Phrase {
        Phrase("ale.actions", "Actions for {0}", name)
    }

    /// What a number of the district looks like; nil where it was not said.
    static func format(_ format: IDFormat?) -> Phrase? {
        format.map { Phrase("ale.format", "Here it has {0}.", $0.words) }
    }

    public static func misfit(ofSSID format: IDFormat) -> Phrase {
        Phrase("ale.ssid-misfit", "An SSID here has {0}", format.words)
    }

    public static func misfit(ofOtherID format: IDFormat) -> Phrase {
        Phrase("ale.other-id-misfit", "An Other ID here has {0}", format.words)
    }
}

// What is told after something was done.
extension Phrase {
    public static func linked(_ name: String, to other: String) -> Phrase {
        Phrase("ale.linked", "{0} was linked to SIS student {1}.", name, other)
    }

    public static func ssidEntered(_ name: String) -> Phrase {
        Phrase(
            "ale.ssid-entered",
            "The SSID of {0} was entered. The student links by it as soon as the SIS has it.", name)
    }

    public static func otherIDEntered(_ name: String) -> Phrase {
        Phrase(
            "ale.other-id-entered",
            "The Other ID of {0} was entered. The student links by it as soon as the SIS has it.",
            name)
    }

    public static func deleted(_ name: String) -> Phrase {
        Phrase("ale.deleted", "{0} was deleted.", name)
    }

    public static let importedFromRoster = Phrase(
        "ale.imported", "The student was imported from the General Student Table.")

    public static let inSelector = Phrase(
        "ale.in-selector", "The student is in the Student Selector.")
}
