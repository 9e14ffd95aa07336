import Records
import Storage

/// The prior images of what is destroyed: of rows that are there, of rows that are not there any
/// more, and of what the SIS said.
struct DoomedImages {
    private(set) var gone: [PriorImage] = []
    private(set) var blanked: [(image: PriorImage, left: String)] = []
    /// Keys of rows of others, whom a merge joined with the student, that are there otherwise too.
    private(set) var keysOfOthers = Set<String>()
    private let destruction: Destruction
    private let family: Set<Int>

    init(_ destruction: Destruction, _ reader: any Reader) throws {
        self.destruction = destruction
        family = Set(destruction.family)
        for table in destruction.tables {
            gone += table.key.count > 1 ? try named(table, reader) : try numbered(table, reader)
        }
        try blankSIS(reader)
    }

    /// Images of rows whose keys begin with a student's number. A merge that was taken back leaves
    /// some with the number of whoever it was merged with; those go as well.
    private mutating func named(_ table: VersionedTable, _ reader: any Reader) throws
        -> [PriorImage]
    {
        var own: [PriorImage] = []
        for student in destruction.family {
            own += try reader.priorImages(of: table, named: student).filter { isIts($0) }
        }
        let rests = Set(own.map { Self.rest($0.rowKey) })
            .union(destruction.rows.filter { $0.table == table }.map { Self.rest($0.key) })
        let shared = Set(try reader.changes(about: destruction.family).map(\.id))
        for student in destruction.ever where !family.contains(student) {
            let all = try reader.priorImages(of: table, named: student)
            func goes(_ image: PriorImage) -> Bool {
                shared.contains(image.changeSet) && rests.contains(Self.rest(image.rowKey))
            }
            for image in all where goes(image) {
                own.append(image)
                let staysOtherwise =
                    try all.contains { $0.rowKey == image.rowKey && !goes($0) }
                    || reader.hasRow(image.rowKey, in: table)
                if staysOtherwise { keysOfOthers.insert(image.name) }
            }
        }
        return own
    }

    private static func rest(_ key: String) -> Substring { key.drop { $0 != "/" } }

    /// Whether it is of the class: by the field, or the program, that comes second in its key.
    private func isIts(_ image: PriorImage) -> Bool {
        let parts = image.rowKey.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return false }
        if image.table == VersionedTable.studentField.name {
            return destruction.destroyed.fields.contains(String(parts[1]))
        }
        return Int(parts[1]).map(destruction.programs.contains) ?? false
    }

    /// Images of rows with a number of their own: of those that are the student's, or were when
    /// they were last there. What the student only had while merged with somebody else is not.
    private func numbered(_ table: VersionedTable, _ reader: any Reader) throws -> [PriorImage] {
        let present = Set(destruction.rows.filter { $0.table == table }.map(\.key))
        let (column, owners) = owners(of: table)
        guard let place = table.columns.firstIndex(of: column) else { return [] }
        // In the order of change sets: the last one tells.
        var last: [String: Bool] = [:]
        for image in try reader.priorImages(of: table, keptAbout: destruction.ever) {
            let values = try Undo.decode(image.image)
            guard values.indices.contains(place), case .integer(let owner) = values[place] else {
                continue
            }
            last[image.rowKey] = owners.contains(Int(owner))
        }
        let removed = try last.filter(\.value).keys.filter {
            try !present.contains($0) && !reader.hasRow($0, in: table)
        }
        return try reader.priorImages(of: table, keys: present.union(removed).sorted())
    }

    /// By which column rows belong to the student, and to which numbers.
    private func owners(of table: VersionedTable) -> (column: String, owners: Set<Int>) {
        func numbers(_ parent: VersionedTable) -> Set<Int> {
            let rows = destruction.rows.filter { $0.table == parent }.compactMap { Int($0.key) }
            let images = gone.filter { $0.table == parent.name }.compactMap { Int($0.rowKey) }
            return Set(rows + images)
        }
        switch table {
        case .planCourse, .planContact, .planReview: return ("plan", numbers(.learningPlan))
        case .planIntervention: return ("review", numbers(.planReview))
        default: return ("student", family)
        }
    }

    private mutating func blankSIS(_ reader: any Reader) throws {
        let (texts, days) = destruction.sisColumns
        if texts.isEmpty { return }
        let table = VersionedTable.sisStudent
        func places(_ columns: [String]) -> [Int] {
            columns.compactMap { table.columns.firstIndex(of: $0) }
        }
        let keys = destruction.sis.map(String.init)
        for image in try reader.priorImages(of: table, keys: keys) {
            var values = try Undo.decode(image.image)
            let old = values
            for place in places(texts) where place < values.count { values[place] = .text("") }
            for place in places(days) where place < values.count { values[place] = .null }
            if values == old { continue }
            for place in places(["content"]) where place < values.count {
                values[place] = .integer(0)
            }
            blanked.append((image, ImageText.json(values)))
        }
    }
}

/// Values of a row as a prior image has them: a JSON array without blanks.
enum ImageText {
    static func json(_ values: [Query.Value]) -> String {
        "[" + values.map(item).joined(separator: ",") + "]"
    }

    private static func item(_ value: Query.Value) -> String {
        switch value {
        case .null, .bytes: "null"
        case .integer(let number): "\(number)"
        case .text(let text): String(StableJSON.array([text]).dropFirst().dropLast())
        }
    }
}
