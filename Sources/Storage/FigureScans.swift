import Records

// The SQL of counts over whole tables.

extension Reader {
    /// Hands over program, first day and last day of each program enrollment, in no order; the
    /// last day is `Int64.min` where the record is open.
    public func forEachProgramSpan(
        _ body: (_ program: Int64, _ start: Int64, _ end: Int64) -> Void
    ) throws {
        try scanIntegers("SELECT program, start, ends FROM program_enrollment") {
            body($0[0], $0[1], $0[2])
            return true
        }
    }
}
