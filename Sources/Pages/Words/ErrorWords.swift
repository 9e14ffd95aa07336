import Operations

/// What a page says of a refusal: operations name commands in their remedies, which is of no use
/// in a browser.
public enum ErrorWords {
    /// Remedies in words of the pages, by the code of the error.
    private static let remedies: [String: Phrase] = [
        "merge.already-merged": Phrase("error.remedy.already-merged", "There is nothing to merge."),
        "student.id-taken": Phrase(
            "error.remedy.id-taken",
            "If it is another profile of the same child, a security administrator merges the two "
                + "with Merge Student Profiles."),
        "undo.all-edited": Phrase(
            "error.remedy.all-edited", "Undo the later change sets first, from the newest on."),
        "undo.clash": Phrase(
            "error.remedy.clash", "Undo the later change sets first, from the newest on."),
        "undo.choice-refused": Phrase(
            "error.remedy.undo-choice", "Look at the undo again, and choose again."),
        "undo.order": Phrase(
            "error.remedy.undo-order",
            "Undo the change set that is named first. Where none is named, merge anew."),
    ]

    public static func words(for error: OperationError) -> Phrase {
        if let sentence = planSentences[error.code] { return sentence }
        if let remedy = remedies[error.code] {
            return .refused(error.message, remedy.text)
        }
        if error.remedy.contains("homeroom ") || error.remedy.contains("--") {
            return Phrase(data: error.message)
        }
        return .refused(error.message, error.remedy)
    }
}

extension Phrase {
    static func refused(_ message: String, _ remedy: String) -> Phrase {
        Phrase("error.refused", "{0} {1}", message, remedy)
    }

    public static let districtBusy = Phrase(
        "error.busy",
        "Somebody else is changing the district for longer than usual. Nothing was changed. Try "
            + "again in a minute.")
}
