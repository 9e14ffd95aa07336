import Records
import Storage

/// Numbers the names of tables, the versioned ones first, in the order of `VersionedTable.all`.
final class TableNames {
    private(set) var all = VersionedTable.all.map(\.name)
    /// The same name mostly comes many times in a row.
    private var last = 0

    func number(of bytes: UnsafeRawBufferPointer) -> Int {
        if bytes.elementsEqual(all[last].utf8) { return last }
        return number(of: bytes.text)
    }

    func number(of name: String) -> Int {
        if let known = all.firstIndex(of: name) {
            last = known
        } else {
            last = all.count
            all.append(name)
        }
        return last
    }
}
