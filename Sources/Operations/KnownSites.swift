import Records
import Storage

extension Reader {
    /// Refuses a Site ID that is none of the district's. Where no sites were ever imported, any
    /// will do.
    func requireKnown(site: Int) throws {
        let sites = try sites()
        if sites.isEmpty || sites.contains(where: { $0.id == Int64(site) }) { return }
        throw OperationError.refused(
            code: "site.unknown", message: "The district has no site \(site).",
            remedy: "Check the Site ID. If the site is new, import sites.txt first.")
    }
}
