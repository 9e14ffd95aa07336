import Foundation
import Records
import Storage

/// One page of a list.
public struct ListPage<Row: Codable & Equatable & Sendable>: Codable, Equatable, Sendable {
    public let rows: [Row]
    /// How many rows the whole list has; where `isTotalCut`, it has more.
    public let total: Int
    public let isTotalCut: Bool
    /// From 1 on. Behind the last page comes the last one.
    public let page: Int
    public let size: Int
    /// How many pages can be turned to. Of a list that is longer, filters show the rest.
    public let pages: Int

    /// The same page with other rows.
    func compactMap<Other>(_ body: (Row) throws -> Other?) rethrows -> ListPage<Other> {
        ListPage<Other>(
            rows: try rows.compactMap(body), total: total, isTotalCut: isTotalCut, page: page,
            size: size, pages: pages)
    }
}

/// How many rows a page has.
public enum PageSize: Int, CaseIterable, Codable, Sendable {
    case few = 25, some = 50, many = 100
    /// For lists that are written into a file, page after page.
    case file = 1_000

    /// How many rows of a long list can be turned to, or written into a file.
    public static let rowsReached = 10_000
}

/// What a list is ordered by.
public struct ListSort<Key: Sendable & Equatable>: Equatable, Sendable {
    public var key: Key
    public var isDescending: Bool

    public init(_ key: Key, isDescending: Bool = false) {
        self.key = key
        self.isDescending = isDescending
    }
}

/// How far lists go. A page has to come in a moment, whatever a person filters a district by.
struct ListLimits: Sendable {
    /// Lists of at most so many rows are read and ordered; of longer ones the page is found in the
    /// order of an index.
    var sorted = 10_000
    /// More rows are not counted, unless it is the whole list.
    var counted = 50_000
    /// How many rows can be turned to.
    var reach = PageSize.rowsReached
    /// A part of a long list is ordered where it has at most so many rows.
    var ordered = 5_000
}

/// Where a page of a list begins and ends.
struct PagePlace {
    let page: Int
    let pages: Int
    let size: Int
    var offset: Int { (page - 1) * size }

    init(_ page: Int, _ size: PageSize, of total: Int, _ limits: ListLimits) {
        self.size = size.rawValue
        let reached = min(total, limits.reach)
        pages = max(1, (reached + self.size - 1) / self.size)
        self.page = min(max(1, page), pages)
    }
}

/// Makes pages of lists of people: from a few of them by ordering these, from many by an index.
struct ListPaging {
    /// What of a list has to be read.
    struct Source {
        /// Up to so many, in no order, and how many there are.
        let list: (Int) throws -> (ids: [Int], total: Int)
        let keys: ([Int]) throws -> [ListKey]
        let stretch: (ListStretch) throws -> [Int]
        /// How many a part has, at most the number given.
        let count: (ListPart, Int) throws -> Int
    }

    /// What a list of people is ordered by.
    enum Order { case name, number, grade, site }

    let source: Source
    let limits: ListLimits
    /// All parts that a list ordered by grade or site can have, in their order.
    let parts: (Order) throws -> [ListPart]

    /// The row numbers of a page.
    func page(
        _ order: Order, isDescending: Bool, page: Int, size: PageSize
    ) throws -> ListPage<Int> {
        let found = try source.list(limits.sorted + 1)
        let isCut = found.total == limits.counted
        let total = isCut ? limits.counted - 1 : found.total
        let place = PagePlace(page, size, of: total, limits)
        let ids =
            found.ids.count <= limits.sorted
            ? try sorted(found.ids, order, isDescending, place)
            : try walked(order, isDescending, place)
        return ListPage(
            rows: ids, total: total, isTotalCut: isCut, page: place.page, size: place.size,
            pages: place.pages)
    }

    private func sorted(
        _ ids: [Int], _ order: Order, _ isDescending: Bool, _ place: PagePlace
    ) throws -> [Int] {
        let keys = try source.keys(ids)
        var ranks: [ListPart: Int] = [:]
        for (rank, part) in try parts(order).enumerated() { ranks[part] = rank }
        var rows = keys.map { key in
            (
                rank: order.part(of: key).map { ranks[$0] ?? .max } ?? 0,
                text: Array((order == .number ? key.number : key.name).utf8), id: key.id
            )
        }
        rows.sort { left, right in
            if left.rank != right.rank { return left.rank < right.rank }
            if left.text != right.text { return left.text.lexicographicallyPrecedes(right.text) }
            return left.id < right.id
        }
        if isDescending { rows.reverse() }
        return rows.dropFirst(place.offset).prefix(place.size).map(\.id)
    }

    /// Part by part: those before the page are only counted.
    private func walked(
        _ order: Order, _ isDescending: Bool, _ place: PagePlace
    ) throws -> [Int] {
        var parts = try parts(order)
        if isDescending { parts.reverse() }
        var found: [Int] = []
        var before = place.offset
        for part in parts where found.count < place.size {
            if before > 0, part != .whole {
                let count = try source.count(part, before + 1)
                if count <= before {
                    before -= count
                    continue
                }
            }
            let isLong =
                try part == .whole
                || source.count(part, limits.ordered + 1) > limits.ordered
            found += try source.stretch(
                ListStretch(
                    part: part, by: order == .number ? .number : .name,
                    isDescending: isDescending, offset: before,
                    limit: place.size - found.count, isLong: isLong))
            before = 0
        }
        return found
    }
}

extension ListPaging.Order {
    /// The part that a row stands in; nil where the list is one.
    fileprivate func part(of key: ListKey) -> ListPart? {
        switch self {
        case .name, .number: nil
        case .grade: .grade(key.grade)
        case .site: .site(key.site)
        }
    }
}

extension ListText {
    /// What a person typed; nil where that is nothing.
    init?(typed text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        if trimmed.isEmpty { return nil }
        let isNumber = trimmed.contains(where: \.isNumber) && !trimmed.contains(" ")
        let words = NameKeys.folded(trimmed).split(separator: " ").map(String.init)
        self.init(
            number: isNumber ? trimmed : nil,
            names: words.isEmpty
                ? [] : FindStudents.orders(of: words).map { $0.joined(separator: " ") })
    }
}
