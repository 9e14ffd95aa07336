import Records

// All SQL that touches `site`.

extension Reader {
    /// All sites, by number.
    public func sites() throws -> [Site] {
        let columns = VersionedTable.site.columnList
        return try rows("SELECT \(sql: columns) FROM site ORDER BY id") { row in
            let texts = try (1...Site.textCount).map { try row.requiredText($0) }
            var site = Site(id: Int64(try row.requiredInteger(0)), texts: texts)
            site.sourcedID = try row.requiredText(Site.textCount + 1)
            site.missingSince = try row.integer(Site.textCount + 2).map {
                CalendarDate(dayNumber: Int32(truncatingIfNeeded: $0))
            }
            return site
        }
    }
}

extension Writer {
    /// Writes sites whole, keeping what they were, and notes it in the change set.
    public func save(_ sites: [Site], in change: Int) throws {
        var kept = 0
        try sites.map(\.id).forEachBatch { batch in
            kept += try keepImages(of: .site, ids: batch, in: change)
        }
        try bulk(VersionedTable.site.bulk(.update)) { sink in
            var row = RowBuffer()
            for site in sites {
                row.set(0, site.id)
                for (index, text) in site.texts.enumerated() { row.set(index + 1, text) }
                row.set(Site.textCount + 1, site.sourcedID)
                row.set(Site.textCount + 2, site.missingSince.map { Int64($0.dayNumber) })
                row.set(Site.textCount + 3, Int64(change))
                try row.write(to: sink)
            }
        }
        try note(
            TableChange(inserted: sites.count - kept, updated: kept), of: .site, in: change)
    }
}
