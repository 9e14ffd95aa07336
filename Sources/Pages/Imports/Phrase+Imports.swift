import Operations
import Records

extension Phrase {
    static let file = Phrase("import.file", "File")
    static let layout = Phrase("import.layout", "Layout")
    static let check = Phrase("import.check", "Check")
    static let discard = Phrase("import.discard", "Discard")
    static let resolveNowWord = Phrase("import.resolve-now", "Resolve now")
    static let rowWord = Phrase("import.row", "Row")

    /// What became of a run.
    static func state(_ state: String, undone: Bool = false) -> Phrase {
        if undone { return Phrase("import.state.undone", "Undone") }
        return switch state {
        case "applied": Phrase("import.state.applied", "Imported")
        case "checked": Phrase("import.state.checked", "Checked, nothing done yet")
        case "held": Phrase("import.state.held", "Held, nothing changed")
        case "repeated": Phrase("import.state.repeated", "Imported before, 0 changes")
        case "failed": Phrase("import.state.failed", "Not imported")
        case "discarded": Phrase("import.state.discarded", "Discarded")
        default: Phrase(data: state)
        }
    }

    static func color(of state: String) -> TagColor {
        switch state {
        case "applied": .green
        case "held": .yellow
        case "failed": .red
        default: .gray
        }
    }

    /// The counts of a report, in the words of the log.
    static func counts(_ counts: ShownCounts) -> [(Phrase, SmallCount)] {
        [
            (Phrase("import.count.processed", "Processed"), counts.read),
            (Phrase("import.count.inserted", "Inserted"), counts.inserted),
            (Phrase("import.count.updated", "Updated"), counts.updated),
            (Phrase("import.count.closed", "Closed"), counts.closed),
            (Phrase("import.count.unchanged", "Unchanged"), counts.unchanged),
            (Phrase("import.count.held", "Held"), counts.held),
            (Phrase("import.count.rejected", "Rejected"), counts.rejected),
            (Phrase("import.count.warnings", "Warnings"), counts.warnings),
        ]
    }

    static func stage(_ stage: ImportProgress.Stage) -> Phrase {
        switch stage {
        case .reading: Phrase("import.stage.reading", "Reading")
        case .checking: Phrase("import.stage.checking", "Checking rows")
        case .deciding: Phrase("import.stage.deciding", "Deciding")
        case .writing: Phrase("import.stage.writing", "Writing")
        case .done: Phrase("import.stage.done", "Done")
        }
    }

    /// How far it is, on one line.
    public static func progress(_ progress: ImportProgress) -> Phrase {
        let words = stage(progress.stage).text
        guard let total = progress.total else {
            return Phrase(
                "import.progress", "{0}: {1}, {2}", progress.file, words,
                Words.number(progress.completed))
        }
        return Phrase(
            "import.progress-of", "{0}: {1}, {2} of {3}", progress.file, words,
            Words.number(progress.completed), Words.number(total))
    }
}

extension Phrase {
    public static let importBroke = Phrase(
        "import.broke",
        "The work broke off, and nothing of this file was changed. Try again; if it happens again, "
            + "tell the administrator of the server.")
}
