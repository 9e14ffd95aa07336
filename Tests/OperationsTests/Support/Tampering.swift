import Foundation
import Records
import TestDistricts

@testable import Operations
@testable import Storage

/// What somebody with the database at hand, or with the folder, could do to the change log; each
/// from a seed, and each in a transaction that is taken back.
struct Tampering: Sendable {
    /// What was done, in words, and the change set at which it has to show: at it, or at the next.
    struct Deed {
        let words: String
        let changeSet: Int?
    }

    let name: String
    let carryOut: @Sendable (any Writer, inout RandomStudents, KeyRing) throws -> Deed?

    // MARK: Tables

    /// A table of the chain, with what may stand in its columns.
    struct Table: Sendable {
        enum Kind: Sendable { case number, text, code, operation, kind, mark }

        let name: String
        /// The change set that a row belongs to.
        let owner: String
        let columns: [(name: String, kind: Kind)]
        let key: [String]

        var listed: String { columns.map(\.name).joined(separator: ", ") }
    }

    static let tables = [
        Table(
            name: "change_set", owner: "id",
            columns: [
                ("id", .number), ("kind", .text), ("actor", .text), ("at", .text),
                ("reason", .text), ("plan", .text), ("undoes", .mark), ("undone_by", .mark),
            ], key: ["id"]),
        Table(
            name: "change_set_table", owner: "change_set",
            columns: [
                ("change_set", .number), ("table_name", .text), ("columns", .text),
                ("inserted", .number), ("updated", .number), ("deleted", .number),
            ], key: ["change_set", "table_name"]),
        Table(
            name: "change_subject", owner: "change_set",
            columns: [("change_set", .number), ("student", .number)],
            key: ["change_set", "student"]),
        Table(
            name: "prior_image", owner: "change_set",
            columns: [
                ("change_set", .number), ("table_name", .text), ("row_key", .text),
                ("operation", .operation), ("prior_change_set", .number), ("image", .text),
            ], key: ["change_set", "table_name", "row_key"]),
        Table(
            name: "change_seal", owner: "change_set",
            columns: [("change_set", .number), ("code", .code), ("key_id", .text)],
            key: ["change_set"]),
        Table(
            name: "audit_anchor", owner: "change_set",
            columns: [
                ("change_set", .number), ("district", .text), ("at", .text), ("code", .code),
                ("key_id", .text), ("signature", .code),
            ], key: ["change_set"]),
        Table(
            name: "destroyed_piece", owner: "destroyed_in",
            columns: [
                ("change_set", .number), ("kind", .kind), ("place", .number),
                ("destroyed_in", .number), ("table_name", .text), ("row_key", .text),
                ("operation", .operation), ("prior_change_set", .number), ("before", .code),
                ("after", .code),
            ], key: ["change_set", "kind", "place", "destroyed_in"]),
    ]

    static let all: [Tampering] =
        tables.flatMap { table in
            table.columns.map { change($0.name, $0.kind, of: table) }
                + [delete(from: table), duplicate(in: table)]
                + (table.columns.count > table.key.count ? [swap(in: table)] : [])
        } + chains

    // MARK: A row

    /// A row at random, by the values of its columns.
    private static func pick(
        _ table: Table, _ writer: any Writer, _ random: inout RandomStudents
    ) throws -> [Query.Value]? {
        let count = try writer.count("SELECT count(*) FROM \(sql: table.name)")
        if count == 0 { return nil }
        let order = table.key.joined(separator: ", ")
        return try writer.first(
            """
            SELECT \(sql: table.listed) FROM \(sql: table.name) ORDER BY \(sql: order)
            LIMIT 1 OFFSET \(random.below(count))
            """
        ) { row in
            try table.columns.enumerated().map { index, column in
                switch column.kind {
                case .number, .mark:
                    try row.integer(index).map { .integer(Int64($0)) } ?? .null
                case .code: try row.bytes(index).map { .bytes($0) } ?? .null
                default: .text(try row.requiredText(index))
                }
            }
        }
    }

    private static func owner(_ row: [Query.Value], of table: Table) -> Int? {
        let place = table.columns.firstIndex { $0.name == table.owner }
        guard let place, case .integer(let number) = row[place] else { return nil }
        return Int(number)
    }

    private static func at(_ row: [Query.Value], _ table: Table) -> Query {
        table.columns.enumerated().reduce("1 = 1") { all, column in
            guard table.key.contains(column.element.name) else { return all }
            return "\(query: all) AND \(sql: column.element.name) = \(row[column.offset])"
        }
    }

    private static func insert(
        _ row: [Query.Value], into table: Table, _ writer: any Writer
    ) throws {
        try writer.run(
            """
            INSERT INTO \(sql: table.name) (\(sql: table.listed)) VALUES (\(list: row))
            """)
    }

    /// Another value than `value`.
    private static func other(
        than value: Query.Value, _ kind: Table.Kind, _ random: inout RandomStudents
    ) -> Query.Value {
        switch (kind, value) {
        case (.mark, .integer): random.chance(1, in: 2) ? .null : .integer(1)
        case (.mark, _): .integer(2)
        case (.operation, .text("update")): .text("delete")
        case (.operation, _): .text("update")
        case (.kind, .text("plan")): .text("image")
        case (.kind, _): .text("plan")
        case (_, .integer(let number)):
            .integer(number + Int64(random.pick([1, 1_000, 1 << 40])))
        case (_, .text(let text)):
            .text(random.pick([text + " ", text + "x", "y" + text, text.isEmpty ? "z" : ""]))
        case (_, .bytes(let bytes)): .bytes(bytes.isEmpty ? [1] : flipped(bytes, &random))
        case (.code, .null): .bytes(Array(repeating: 7, count: 32))
        default: .integer(1)
        }
    }

    private static func flipped(_ bytes: [UInt8], _ random: inout RandomStudents) -> [UInt8] {
        var bytes = bytes
        bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8))
        return bytes
    }

    private static func change(
        _ column: String, _ kind: Table.Kind, of table: Table
    ) -> Tampering {
        Tampering(name: "change \(table.name).\(column)") { writer, random, _ in
            guard let place = table.columns.firstIndex(where: { $0.name == column }),
                var row = try pick(table, writer, &random)
            else { return nil }
            let old = row
            row[place] = other(than: old[place], kind, &random)
            if old[place] == row[place] { return nil }
            // In the way of the new key.
            let isTaken = try writer.count(
                "SELECT count(*) FROM \(sql: table.name) WHERE \(query: at(row, table))")
            if table.key.contains(column), isTaken > 0 { return nil }
            try writer.run(
                """
                UPDATE \(sql: table.name) SET \(sql: column) = \(row[place])
                WHERE \(query: at(old, table))
                """)
            return Deed(words: "\(old) \(row)", changeSet: owner(old, of: table))
        }
    }

    private static func delete(from table: Table) -> Tampering {
        Tampering(name: "delete from \(table.name)") { writer, random, _ in
            guard let row = try pick(table, writer, &random) else { return nil }
            try writer.run("DELETE FROM \(sql: table.name) WHERE \(query: at(row, table))")
            return Deed(words: "\(row)", changeSet: owner(row, of: table))
        }
    }

    /// A row once more, under another key.
    private static func duplicate(in table: Table) -> Tampering {
        Tampering(name: "duplicate in \(table.name)") { writer, random, _ in
            guard var row = try pick(table, writer, &random) else { return nil }
            let name = random.pick(table.key)
            guard let place = table.columns.firstIndex(where: { $0.name == name }) else {
                return nil
            }
            row[place] = other(than: row[place], table.columns[place].kind, &random)
            let isTaken = try writer.count(
                "SELECT count(*) FROM \(sql: table.name) WHERE \(query: at(row, table))")
            if isTaken > 0 { return nil }
            try insert(row, into: table, writer)
            return Deed(words: "\(row)", changeSet: owner(row, of: table))
        }
    }

    /// What two rows say, each in the place of the other.
    private static func swap(in table: Table) -> Tampering {
        Tampering(name: "swap in \(table.name)") { writer, random, _ in
            guard let one = try pick(table, writer, &random),
                let other = try pick(table, writer, &random),
                case let others = table.columns.filter({ !table.key.contains($0.name) }),
                !others.isEmpty, case let column = random.pick(others),
                let place = table.columns.firstIndex(where: { $0.name == column.name }),
                one[place] != other[place]
            else { return nil }
            for (row, value) in [(one, other[place]), (other, one[place])] {
                try writer.run(
                    """
                    UPDATE \(sql: table.name) SET \(sql: column.name) = \(value)
                    WHERE \(query: at(row, table))
                    """)
            }
            return Deed(words: "\(one) \(other)", changeSet: owner(one, of: table))
        }
    }
}
