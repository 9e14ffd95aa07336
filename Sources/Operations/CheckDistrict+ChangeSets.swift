import Storage

// Whether every change set is complete, so that it can be told and undone.

extension CheckDistrict {
    func checkChangeSets(_ reader: any Reader, _ report: inout CheckReport) throws {
        let sets = try ChangeSetsChecked(reader)
        report.add(
            CheckReport.Checked(
                "changeSets", sets.count, "change set", "change sets",
                "every row that was written is noted"))
        report.add(.changeImages, sets.unlikeImages)
        report.add(.changeRows, sets.unlikeRows)
        report.add(.changeUnnoted, sets.unnoted)
        report.add(.undoMark, try reader.rowsBreaking(.undoneByItsUndo))
        var behind = BrokenRows()
        for series in try reader.seriesBehind() {
            behind.add("\(series.name): \(series.highest) is in use, \(series.next) comes next")
        }
        report.add(.numberSeries, behind)
        report.add(
            CheckReport.Checked(
                "priorImages", sets.images, "prior image", "prior images", "each can be read"))
        report.add(.priorImage, sets.unreadable)
    }
}
