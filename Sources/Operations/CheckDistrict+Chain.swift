import Storage

// Whether the change log is what was sealed.

extension CheckDistrict {
    /// What the chain is held against, read before the state of the district is chosen; nil where
    /// the district's change sets are not sealed here.
    func chain() throws -> VerifyChain? {
        guard let sealed = store as? SealedStore, try sealed.keys.existing() != nil else {
            return nil
        }
        return try VerifyChain(keys: sealed.keys)
    }

    func checkChain(
        _ chain: VerifyChain, _ reader: any Reader, _ report: inout CheckReport
    ) throws {
        let found = try chain.look(reader)
        report.add(
            CheckReport.Checked(
                "seals", found.sealed, "sealed change set", "sealed change sets",
                "each is what was sealed"))
        for finding in found.findings {
            report.add(
                CheckReport.Finding(
                    code: finding.code, message: finding.message, count: finding.count,
                    examples: finding.changeSets.prefix(10).map { "change set \($0)" },
                    remedy: finding.remedy))
        }
    }
}
