import ArgumentParser
import Operations
import Records

/// Which page of a list is shown.
struct PageOptions: ParsableArguments {
    @Option(help: "Which page, from 1 on.") var page = 1
    @Option(help: "Rows of a page: 25, 50 or 100.") var size: PageSize = .some
    @Flag(help: "In the opposite order.") var descending = false

    func validate() throws {
        if page < 1 { throw ValidationError("--page is a number from 1 on.") }
    }
}

extension PageSize: ExpressibleByArgument {
    public init?(argument: String) {
        guard let number = Int(argument) else { return nil }
        self.init(rawValue: number)
        if self == .file { return nil }
    }

    public static var allValueStrings: [String] {
        allCases.filter { $0 != .file }.map { "\($0.rawValue)" }
    }
}

extension RosterTable.Key: ExpressibleByArgument {}
extension StudentTable.Key: ExpressibleByArgument {}
extension ProgramTable.Key: ExpressibleByArgument {}

extension YesOrNo {
    var isYes: Bool { self == .yes }
}

extension Output {
    /// Which part of a list was shown.
    static func place<Row>(of page: ListPage<Row>, _ things: String) {
        let more = page.isTotalCut ? "more than " : ""
        line("Page \(page.page) of \(page.pages), \(more)\(grouped(page.total)) \(things).")
    }

    /// A name as lists show it.
    static func name(_ last: String, _ first: String, _ middle: String) -> String {
        last + ", " + [first, middle].filter { !$0.isEmpty }.joined(separator: " ")
    }
}
