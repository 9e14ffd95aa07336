import Foundation
import Intake
import Storage

/// Copies a whole district into an empty one, which may be in another kind of database: all rows of
/// all tables, table by table, each in a transaction of its own.
///
/// What is copied is one state of the source. A copy that was interrupted goes on behind the last
/// table that is whole; nobody can open the district before the copy has ended. At the end all
/// rows are read back, and count and checksum of each table are held against the source's.
public struct CopyDistrict {
    let source: any Store
    let target: any Store
    let clock: @Sendable () -> Date
    /// Told each table and its number of rows when it is copied.
    let onTable: (TableCopied) -> Void
    private let owner = CopyOwner(token: UUID().uuidString)

    public init(
        from source: any Store, to target: any Store, clock: @escaping @Sendable () -> Date,
        onTable: @escaping (TableCopied) -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        self.clock = clock
        self.onTable = onTable
    }

    /// What a copy came to.
    public struct Report: Codable, Equatable, Sendable {
        public struct Table: Codable, Equatable, Sendable {
            public let name: String
            public let rows: Int
            /// SHA-256 in hexadecimal.
            public let checksum: String
        }

        /// Whether it went on with a copy that was interrupted.
        public let resumed: Bool
        public let tables: [Table]
    }

    /// - Throws: `OperationError` where the target is not empty, where another copy into it has
    ///   begun meanwhile, or where what was read back is not what was written.
    public func run() throws -> Report {
        let isResumed = try begin()
        let copied = try source.read { reader in
            let done = try stillTrue(try target.read { try $0.tablesCopied() }, reader)
            return try StoredTable.all.map { table in
                if let done = done[table.name] { return done }
                let copied = try copy(table, reader)
                onTable(copied)
                return copied
            }
        }
        try verify(copied)
        try write { try $0.endCopy(at: ImportFiles.timestamp(clock())) }
        return Report(
            resumed: isResumed,
            tables: copied.map {
                Report.Table(name: $0.table, rows: $0.rows, checksum: $0.checksum)
            })
    }

    /// Returns whether there is an unfinished copy to go on with.
    private func begin() throws -> Bool {
        try target.write { writer in
            if try writer.isCopyUnfinished() {
                guard try writer.copyOwner()?.schema == owner.schema else {
                    throw OperationError.refused(
                        code: "copy.other-version",
                        message: "The unfinished copy was begun by another version of Homeroom.",
                        remedy: "Copy to another name with --as, or remove what is there: the "
                            + "district's three files, or its schema with DROP SCHEMA.")
                }
                try writer.takeOverCopy(by: owner)
                return true
            }
            guard try writer.isUntouched() else {
                throw OperationError.refused(
                    code: "copy.target-not-empty",
                    message: "There is a district at the destination already, and it is not empty.",
                    remedy: "Choose another name with --as, or another destination with --to.")
            }
            try writer.beginCopy(by: owner, at: ImportFiles.timestamp(clock()))
            return false
        }
    }

    /// Writes into the target, as long as the copy is still this one's.
    private func write<T>(_ body: (any Writer) throws -> T) throws -> T {
        try target.write { writer in
            guard try writer.copyOwner() == owner else {
                throw OperationError.refused(
                    code: "copy.taken-over",
                    message: "Another copy into this district has begun meanwhile, and goes on.",
                    remedy: "Wait until it has ended.")
            }
            return try body(writer)
        }
    }

    /// What an interrupted copy has copied, by table, if the source still says the same; else the
    /// target is emptied.
    private func stillTrue(
        _ done: [TableCopied], _ reader: any Reader
    ) throws -> [String: TableCopied] {
        for table in StoredTable.all {
            guard let copied = done.first(where: { $0.table == table.name }) else { continue }
            if try Self.sum(table, reader) != copied {
                try write { try $0.emptyCopy() }
                return [:]
            }
        }
        return Dictionary(done.map { ($0.table, $0) }, uniquingKeysWith: { $1 })
    }

    private func copy(_ table: StoredTable, _ reader: any Reader) throws -> TableCopied {
        try write { writer in
            var sum = RowSum()
            try writer.copyRows(of: table) { sink in
                try reader.forEachRow(of: table) { row in
                    sum.add(row, columns: table.columns.count)
                    try sink.write(row, columns: table.columns.count)
                }
            }
            let copied = sum.copied(table)
            try writer.note(copied)
            return copied
        }
    }

    private static func sum(_ table: StoredTable, _ reader: any Reader) throws -> TableCopied {
        var sum = RowSum()
        try reader.forEachRow(of: table) { sum.add($0, columns: table.columns.count) }
        return sum.copied(table)
    }

    /// Count and checksum of every table, as `run` reports them.
    static func sums(of store: any Store) throws -> [Report.Table] {
        try store.read { reader in
            try StoredTable.all.map {
                let sum = try sum($0, reader)
                return Report.Table(name: sum.table, rows: sum.rows, checksum: sum.checksum)
            }
        }
    }

    private func verify(_ copied: [TableCopied]) throws {
        let differing = try target.read { reader in
            try zip(StoredTable.all, copied).first { try Self.sum($0, reader) != $1 }
        }
        guard let table = differing?.0 else { return }
        // The next attempt begins anew.
        try write { try $0.emptyCopy() }
        throw OperationError.refused(
            code: "copy.not-identical",
            message: "The table \(table.name) was not copied faithfully, so the copy was taken "
                + "back. The source is unharmed.",
            remedy: "Copy once more. If it happens again, report it with the kind of both "
                + "databases.")
    }
}

/// Count and checksum of rows: kind, length and bytes of each value, in order.
private struct RowSum {
    private var digest = RunningDigest()
    private var rows = 0

    mutating func add(_ row: any BulkRow, columns: Int) {
        rows += 1
        for column in 0..<columns {
            let kind = row.kind(column)
            digest.add(Int64(kind.rawValue))
            switch kind {
            case .null: break
            case .integer: digest.add(row.integer(column))
            case .text, .bytes:
                let bytes = row.bytes(column)
                digest.add(Int64(bytes.count))
                digest.add(bytes)
            }
        }
    }

    mutating func copied(_ table: StoredTable) -> TableCopied {
        TableCopied(table: table.name, rows: rows, checksum: digest.hex())
    }
}

extension BulkSink {
    /// Writes a row that was read.
    fileprivate func write(_ row: any BulkRow, columns: Int) throws {
        for column in 0..<columns {
            switch row.kind(column) {
            case .null: set(column, Int64.min)
            case .integer: set(column, row.integer(column))
            case .text: set(column, row.bytes(column))
            case .bytes: set(column, bytes: row.bytes(column))
            }
        }
        try write()
    }
}
