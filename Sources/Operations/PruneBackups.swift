import Foundation
import Records

/// Which backups are kept: the newest of each day, week and month that has one, so many of each.
/// Source: the grandfather, father, son rotation of tapes.
public struct BackupRetention: Equatable, Sendable {
    public var days: Int
    public var weeks: Int
    public var months: Int

    public init(days: Int = 14, weeks: Int = 8, months: Int = 12) {
        self.days = days
        self.weeks = weeks
        self.months = months
    }

    /// Those of one district that go, the oldest first. The newest that counts never does; of those
    /// that do not count, none that is newer.
    public func superfluous(_ entries: [BackupEntry]) -> [BackupEntry] {
        let good = entries.filter(\.isGood).sorted { $0.isOlder(than: $1) }.reversed()
        guard let newest = good.first else { return [] }
        var kept: Set<String> = [newest.file]
        let periods: [(most: Int, of: (CalendarDate) -> String)] = [
            (days, { $0.description }), (weeks, Self.week), (months, Self.month),
        ]
        for period in periods {
            var seen: Set<String> = []
            for entry in good where seen.count < period.most {
                guard let day = CalendarDate(iso: String(entry.head.madeAt.prefix(10))) else {
                    kept.insert(entry.file)
                    continue
                }
                // The good ones come newest first, so the first of a period is its newest.
                if seen.insert(period.of(day)).inserted { kept.insert(entry.file) }
            }
        }
        return entries.filter {
            !kept.contains($0.file) && ($0.isGood || $0.head.madeAt < newest.head.madeAt)
        }
    }

    /// Weeks begin on Monday; 1970-01-01 was a Thursday.
    private static func week(_ day: CalendarDate) -> String { "\((day.dayNumber + 3) / 7)" }

    private static func month(_ day: CalendarDate) -> String { String(day.description.prefix(7)) }
}

/// Removes backups that are no longer kept.
public struct PruneBackups {
    let catalogue: BackupCatalogue

    public init(_ catalogue: BackupCatalogue) { self.catalogue = catalogue }

    /// What would go.
    public func plan(_ retention: BackupRetention, of district: String) -> [BackupEntry] {
        retention.superfluous(catalogue.entries(of: district))
    }

    /// Removes what `plan` named. One whose newest backup would not be kept is never asked for.
    public func remove(_ entries: [BackupEntry]) throws {
        for entry in entries where catalogue.newestGood(of: entry.head.district) != entry {
            try catalogue.remove(entry)
        }
    }
}
