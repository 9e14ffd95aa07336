/// A record that a row nearly matches: the row's key is probably wrong in one part.
///
/// The rule, for a row that matches no record in all four parts, among the student's own records:
/// 1. same program and site, another start date, unless the record is closed and the two spans
///    lie apart (a student who comes back to a program);
/// 2. same program and start date, another site;
/// 3. same start date and site, another program, unless the record is matched exactly by another
///    row of the same file (a student who is in two programs from the same day);
/// 4. the row has an end date, and the student has an open record of the same program.
public struct NearMiss: Equatable, Sendable {
    public let record: ProgramRecord
    public let differs: [HeldRow.Part]

    /// The nearest of `records`, all of one student, as they will be once the file's exact
    /// matches are carried out; nil where the row is near none.
    public init?(
        of row: ProgramRow, among records: [ProgramRecord], matchedByFile: Set<ProgramRecord.Key>
    ) {
        var best: (rank: Int, distance: Int64, near: NearMiss)?
        for record in records {
            guard
                let (rank, differs) = Self.rank(
                    row, record, isMatched: matchedByFile.contains(record.key))
            else { continue }
            let distance = abs(record.key.start - Int64(row.start))
            if let best, (best.rank, best.distance) <= (rank, distance) { continue }
            best = (rank, distance, NearMiss(record: record, differs: differs))
        }
        guard let best else { return nil }
        self = best.near
    }

    private init(record: ProgramRecord, differs: [HeldRow.Part]) {
        self.record = record
        self.differs = differs
    }

    /// How near the record is, 0 the nearest, and in what the row differs; nil where it is not.
    private static func rank(
        _ row: ProgramRow, _ record: ProgramRecord, isMatched: Bool
    ) -> (Int, [HeldRow.Part])? {
        let sameProgram = record.key.program == Int64(row.program)
        let sameStart = record.key.start == Int64(row.start)
        let sameSite = record.key.site == row.site
        let penalty = record.isOpen ? 0 : 10
        switch (sameProgram, sameStart, sameSite) {
        case (true, false, true):
            return liesApart(row, record) ? nil : (penalty, [.start])
        case (true, true, false): return (penalty + 1, [.site])
        case (false, true, true): return isMatched ? nil : (penalty + 3, [.program])
        case (true, false, false):
            return record.isOpen && row.end != ProgramRow.noDay ? (2, [.start, .site]) : nil
        default: return nil
        }
    }

    /// Whether the record is closed, and the row's span and the record's have no day in common.
    private static func liesApart(_ row: ProgramRow, _ record: ProgramRecord) -> Bool {
        guard !record.isOpen else { return false }
        if Int64(row.start) > Int64(record.row.end) { return true }
        return row.end != ProgramRow.noDay && Int64(row.end) < record.key.start
    }
}
