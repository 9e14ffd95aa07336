import Delimited
import Foundation
import Records
import Storage

/// Writes program enrollments in the layout in which they are imported, so that an export imports
/// again with no change.
public struct ExportRecords {
    let store: any Store

    public init(store: any Store) { self.store = store }

    /// How the layout writes that a required date is not known.
    private static let noDate = "01/01/1900"
    /// Bytes gathered before they are handed on.
    private static let bytesPerPiece = 1 << 20

    /// Hands the text to `output` piece by piece and returns how many records there are.
    ///
    /// - Parameter isRaw: whether cells that a spreadsheet would calculate stay as they are.
    public func programs(
        isRaw: Bool = false, to output: ([UInt8]) throws -> Void
    ) throws -> Int {
        var writer = DelimitedWriter(purpose: isRaw ? .data : .spreadsheet)
        writer.append(Layout.programs.columns.map(\.label))
        var count = 0
        try store.read { reader in
            try reader.forEachProgramExportRow { row in
                writer.append(Self.cells(row))
                count += 1
                if writer.bytes.count >= Self.bytesPerPiece { try output(writer.take()) }
            }
        }
        try output(writer.take())
        return count
    }

    private static func cells(_ export: ProgramExportRow) -> [String] {
        let row = export.record.row
        func date(_ day: Int32) -> String {
            day == ProgramRow.noDay ? "" : CalendarDate(dayNumber: day).monthDayYear
        }
        return [
            export.importID, export.stateID, export.lastName, export.firstName, export.middleName,
            export.birthDate?.monthDayYear ?? Self.noDate, export.program,
            date(row.eligibilityStart),
            date(row.eligibilityEnd), row.startIsEligibility ? "" : date(row.start), date(row.end),
            row.academicYear == 0 ? "" : SchoolYear(start: Int(row.academicYear)).description,
            export.eligibilityCode, export.exitCode,
            row.site == ProgramRow.noSite ? "" : String(row.site),
        ]
    }
}
