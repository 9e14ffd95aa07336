// Words of taking change sets back.

extension Phrase {
    static func undoTitle(_ change: Int) -> Phrase {
        Phrase("undo.title", "Undo change set {0}", String(change))
    }

    static func undoneTitle(_ change: Int) -> Phrase {
        Phrase("undo.done-title", "Change set {0} was undone", String(change))
    }

    static func undoRemoves(_ count: Int) -> Phrase {
        Phrase(
            "undo.removes", one: "{n} row will be removed", other: "{n} rows will be removed",
            count: count)
    }

    static func undoRestores(_ count: Int) -> Phrase {
        Phrase(
            "undo.restores", one: "{n} row will be as it was before",
            other: "{n} rows will be as they were before", count: count)
    }

    static func undoLeaves(_ count: Int) -> Phrase {
        Phrase(
            "undo.leaves", one: "{n} row will be left as it is",
            other: "{n} rows will be left as they are", count: count)
    }

    static func undoRemoved(_ count: Int) -> Phrase {
        Phrase(
            "undo.removed", one: "{n} row was removed", other: "{n} rows were removed",
            count: count)
    }

    static func undoRestored(_ count: Int) -> Phrase {
        Phrase(
            "undo.restored", one: "{n} row is as it was before",
            other: "{n} rows are as they were before", count: count)
    }

    static func undoLeft(_ count: Int) -> Phrase {
        Phrase(
            "undo.left", one: "{n} row was left as it is",
            other: "{n} rows were left as they are", count: count)
    }

    static func moreNotShown(_ count: Int) -> Phrase {
        Phrase(
            "undo.more", one: "And 1 more.", other: "And {n} more.", count: count)
    }

    static func changeSetNumber(_ change: Int) -> Phrase {
        Phrase("undo.change-set", "Change set {0}", String(change))
    }

    static func profileOf(_ studentID: String) -> Phrase {
        Phrase("undo.profile", "Profile of student {0}", studentID)
    }

    static let undoBefore = Phrase("undo.before", "Before")
    static let undoAfter = Phrase("undo.after", "Right after")
    static let undoNow = Phrase("undo.now", "Now")
}
