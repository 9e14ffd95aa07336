import Records
import Storage

/// Counts for charts.
public struct Figures {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// The number of the newest change set. What `programs` counts is the same while it and the
    /// day are.
    public func newestChangeSet() throws -> Int {
        try workspace.store.read { try $0.newestChange() }
    }

    /// How many enrollments were active in a program, month by month.
    public struct Series: Codable, Equatable, Sendable {
        /// The key of the code; nil for all programs that have no series of their own.
        public let program: String?
        /// What the code means.
        public let text: String
        /// One for each of the days.
        public let counts: [Int]
    }

    /// Active program enrollments over time.
    public struct Programs: Codable, Equatable, Sendable {
        /// The last days of months, and today at the end.
        public let days: [CalendarDate]
        /// The programs with the most, and then all others where there are any.
        public let series: [Series]
    }

    /// Programs with a series of their own.
    public static let programsNamed = 8

    /// Program enrollments that were active on the last days of past months, and are today.
    ///
    /// One scan of all program enrollments: where there are many, keep it, by `newestChangeSet()`.
    ///
    /// - Parameters:
    ///   - months: how many days there are, 1 to 60.
    ///   - hidden: the system keys of programs that are not counted, beside those of a class that
    ///     is not seen.
    public func programs(
        months: Int = 12, hiding hidden: Set<String> = []
    ) throws -> Programs {
        try workspace.require(.seePrograms)
        let days = Self.days(min(max(1, months), 60), to: workspace.today)
        return try workspace.store.read { reader in
            let codes = try ListedCodes(workspace, reader, hiding: hidden)
            let numbers = Dictionary(
                codes.shown.enumerated().map { (Int64($1.id), $0) }
            ) { first, _ in first }
            let counts = try Self.counts(days, of: numbers, reader)
            // Somebody with some sites sees the rows of these alone, and the district's counts.
            let isExact = workspace.access.sites == nil
            func isTold(_ counts: [Int]) -> Bool {
                isExact || counts.allSatisfy { SmallCount($0).number != nil }
            }
            let some = codes.shown.indices.filter { (counts[$0].max() ?? 0) > 0 }
            let order = some.sorted {
                let (one, other) = (counts[$0].reduce(0, +), counts[$1].reduce(0, +))
                return one == other ? codes.shown[$0].key < codes.shown[$1].key : one > other
            }
            let named = order.filter { isTold(counts[$0]) }.prefix(Self.programsNamed)
            var series = named.map {
                Series(
                    program: codes.shown[$0].key, text: codes.shown[$0].translation,
                    counts: counts[$0])
            }
            let rest = order.filter { !named.contains($0) }
            let others = days.indices.map { day in rest.reduce(0) { $0 + counts[$1][day] } }
            if !rest.isEmpty, isTold(others) {
                series.append(Series(program: nil, text: "other", counts: others))
            }
            return Programs(days: days, series: series)
        }
    }

    private static func days(_ count: Int, to today: CalendarDate) -> [CalendarDate] {
        var days = [today]
        var month = today.month
        while days.count < count, let first = month.days?.lowerBound {
            let last = first.adding(days: -1)
            days.append(last)
            month = last.month
        }
        return days.reversed()
    }

    /// How many are active on each of the days, by the place of their program. Of each record only
    /// the first and the last of these days are noted, and summed up afterwards.
    private static func counts(
        _ days: [CalendarDate], of programs: [Int64: Int], _ reader: any Reader
    ) throws -> [[Int]] {
        let width = days.count + 1
        var changes = Array(repeating: 0, count: programs.count * width)
        let numbers = days.map { Int64($0.dayNumber) }
        guard let first = numbers.first, let last = numbers.last else { return [] }
        // The place of the first of the days that is not before a day.
        var places: [Int] = []
        for day in first...last { places.append(numbers.firstIndex { $0 >= day } ?? 0) }
        func place(notBefore day: Int64) -> Int {
            day <= first ? 0 : day > last ? numbers.count : places[Int(day - first)]
        }
        try reader.forEachProgramSpan { program, start, end in
            guard let row = programs[program] else { return }
            let from = place(notBefore: start)
            let to = end == .min ? numbers.count : place(notBefore: end + 1)
            if from >= to { return }
            changes[row * width + from] += 1
            changes[row * width + to] -= 1
        }
        return (0..<programs.count).map { row in
            var running = 0
            return days.indices.map {
                running += changes[row * width + $0]
                return running
            }
        }
    }
}
