import Storage

// Whether the reports of import runs are what became of their rows.

extension CheckDistrict {
    func checkRuns(_ reader: any Reader, _ report: inout CheckReport) throws {
        var runs = try RunsChecked(reader)
        try reader.forEachImportRun { id, layout, state, json, changeSet in
            runs.look(id, layout, state, json, changeSet)
        }
        report.add(
            CheckReport.Checked(
                "importRuns", runs.count, "import run", "import runs",
                "each report adds up and is what was changed"))
        report.add(.runReport, runs.unreadable)
        report.add(.runSum, runs.unlikeSum)
        report.add(.runChanges, runs.unlikeChanges)
        report.add(.runRows, runs.unlikeRows)
    }
}
