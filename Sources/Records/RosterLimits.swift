extension ImportLimits {
    /// The hold for records that a whole file would mark missing, if there is one.
    ///
    /// A file that was cut, or that holds one school only, shows itself here.
    ///
    /// - Parameters:
    ///   - missing: how many would be marked.
    ///   - present: how many are not marked now.
    ///   - things: what they are, in the plural.
    public func hold(missing: Int, of present: Int, _ things: String = "students") -> RowProblem? {
        guard present >= Self.fewest, Double(missing) > ends * Double(present) else { return nil }
        let share = Int((Double(missing) / Double(present) * 100).rounded())
        return RowProblem(
            .limitEnds,
            detail: "Would mark \(grouped(missing)) of \(grouped(present)) \(things) missing "
                + "(\(share) %, limit \(Int((ends * 100).rounded())) %). Held. "
                + "Nothing was changed.")
    }
}
