import Storage

extension LibPQ {
    /// Ends the transaction by saving it.
    ///
    /// - Throws: also where a statement before had failed: the server then takes everything back,
    ///   and calls that done.
    func commit() throws {
        let result = try execute("COMMIT")
        if result.command != "COMMIT" { throw StorageError.failed(code: "25P02") }
    }
}
