/// One table, by its number, as one change set wrote it.
struct ChangePlace: Hashable, Comparable {
    let changeSet: Int64
    let table: Int

    static func < (left: Self, right: Self) -> Bool {
        (left.changeSet, left.table) < (right.changeSet, right.table)
    }
}
