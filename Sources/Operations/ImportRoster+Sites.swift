import Delimited
import Records
import Storage

extension RosterImport {
    /// Imports a sites.txt. Sites that are not in it stay as they are.
    mutating func importSites() throws {
        let known = Dictionary(
            uniqueKeysWithValues: try writer.sites().map { ($0.id, $0) })
        var found: [Int64: [(site: Site, place: RowPlace)]] = [:]
        var reader = SiteReader(file.match, header: file.text.header, survey: file.text.survey)
        try file.forEachRow { file, row, number in
            let place = RowPlace(row, number)
            guard let site = reader.read(row) else {
                return file.outcome.reject(place, reader.check.problems)
            }
            file.outcome.note(reader.check.problems, row: number)
            found[site.id, default: []].append((site, place))
        }
        var changed: [Site] = []
        for (id, rows) in found.sorted(by: { $0.key < $1.key }) {
            if let site = decide(rows, known[id]) { changed.append(site) }
        }
        guard mayWrite(), !changed.isEmpty else { return }
        try writer.save(changed, in: change.begin())
    }

    /// The site to write, if one is, out of the rows that name it.
    private mutating func decide(
        _ rows: [(site: Site, place: RowPlace)], _ known: Site?
    ) -> Site? {
        guard var site = rows.first?.site else { return nil }
        guard rows.allSatisfy({ $0.site == site }) else {
            file.outcome.rejectConflicting(rows.map(\.place))
            return nil
        }
        for row in rows.dropFirst() { file.outcome.countRepeat(row.place) }
        site.sourcedID = known?.sourcedID ?? ""
        if site == known {
            file.outcome.counts.unchanged += 1
            return nil
        }
        if known == nil {
            file.outcome.counts.inserted += 1
        } else {
            file.outcome.counts.updated += 1
        }
        return site
    }
}
