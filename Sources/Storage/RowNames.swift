// The SQL by which rows of the roster are named in words.

extension Reader {
    /// The number that the SIS gives a SIS student; nil where there is none with our number.
    public func importID(ofSISStudent id: Int) throws -> String? {
        try first("SELECT import_id FROM sis_student WHERE id = \(id)") { try $0.requiredText(0) }
    }
}
