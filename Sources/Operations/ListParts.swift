import Records
import Storage

/// The parts of a list of people, in the order in which people expect them.
struct ListParts {
    let grades: [String]
    let sites: [Int]
    let known: [Site]

    func inOrder(of order: ListPaging.Order) -> [ListPart] {
        switch order {
        case .name, .number: return [.whole]
        case .grade:
            return Set(grades).sorted(by: GradeOrder.isBefore).map(ListPart.grade)
        case .site:
            let names = Dictionary(known.map { (Int($0.id), $0.name) }) { first, _ in first }
            let all = Set(sites).sorted { SiteOrder($0, names) < SiteOrder($1, names) }
            return all.map { .site($0) } + [.site(nil)]
        }
    }
}

/// Sites by name, those without one behind them.
struct SiteOrder: Comparable {
    private let name: String
    private let site: Int

    init(_ site: Int, _ names: [Int: String]) {
        self.site = site
        name = NameKeys.folded(names[site] ?? "")
    }

    static func < (left: Self, right: Self) -> Bool {
        if left.name.isEmpty != right.name.isEmpty { return right.name.isEmpty }
        if left.name == right.name { return left.site < right.site }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }
}
