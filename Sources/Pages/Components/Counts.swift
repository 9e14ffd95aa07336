import Operations
import Storage

/// A count, or what is told in its place.
func count(_ count: SmallCount) -> HTML {
    switch count {
    case .exactly(let number): "\(number: number)"
    case .few: HTML(.fewerThan(SmallCount.least))
    case .untold: HTML(.notShown)
    }
}

/// The same of rows, where some can be told of and others not.
func count(_ rows: TableChange?, _ part: (TableChange) -> Int) -> HTML {
    rows.map { "\(number: part($0))" } ?? HTML(.notShown)
}

extension Phrase {
    static func fewerThan(_ count: Int) -> Phrase {
        Phrase("count.fewer", "fewer than {0}", Words.number(count))
    }

    static let notShown = Phrase("count.untold", "not shown")
    static let countsNotShown = Phrase(
        "count.why-untold",
        "Counts of whole files are shown to those who see every class of program enrollments and "
            + "every field: they count those too.")
    static let undoUncounted = Phrase(
        "undo.uncounted",
        "Rows are not counted: some can be of fields and programs that you do not see. They go "
            + "back as well.")
}
