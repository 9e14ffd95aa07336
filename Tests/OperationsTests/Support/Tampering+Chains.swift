import Foundation
import Records

@testable import Operations
@testable import Storage

// Tamperings of whole change sets, and of the chain.

extension Tampering {
    static let chains = [
        cutOff, cutOffAll, takeOut, renumber, trade, insertWhole, sealAnew, remakeOne, remakeAll,
        remakeAllAsOurs, forgeAnchor, forgeDestroyedImage, forgeDestroyedPlan, markUndone,
    ]

    /// The parts of a change set, those that refer to others first, with the column of its number.
    private static let parts = [
        ("audit_anchor", "change_set"), ("change_seal", "change_set"),
        ("destroyed_piece", "change_set"), ("prior_image", "change_set"),
        ("change_subject", "change_set"), ("change_set_table", "change_set"),
        ("change_set", "id"),
    ]

    private static func numbers(_ reader: any Reader) throws -> [Int] {
        try reader.rows("SELECT id FROM change_set ORDER BY id") { try $0.requiredInteger(0) }
    }

    private static func remove(_ condition: (String) -> Query, _ writer: any Writer) throws {
        for (table, column) in parts {
            try writer.run("DELETE FROM \(sql: table) WHERE \(query: condition(column))")
        }
    }

    private static let cutOff = Tampering(name: "cut off the newest") { writer, random, _ in
        let all = try numbers(writer)
        let first = all[all.count - 1 - random.below(5)]
        try remove({ "\(sql: $0) >= \(first)" }, writer)
        if random.chance(1, in: 2) {
            try writer.run("UPDATE next_number SET next = \(first) WHERE name = 'change_set'")
        }
        return Deed(words: "from \(first)", changeSet: nil)
    }

    private static let cutOffAll = Tampering(name: "empty the chain") { writer, random, _ in
        let tables =
            random.chance(1, in: 2) ? parts.map(\.0) : ["audit_anchor", "change_seal"]
        for table in tables { try writer.run("DELETE FROM \(sql: table)") }
        return Deed(words: tables.joined(separator: " "), changeSet: nil)
    }

    private static let takeOut = Tampering(name: "take out one") { writer, random, _ in
        let number = random.pick(try numbers(writer).dropLast())
        try remove({ "\(sql: $0) = \(number)" }, writer)
        return Deed(words: "\(number)", changeSet: number)
    }

    private static func renumber(_ one: Int, as other: Int, _ writer: any Writer) throws {
        for (table, column) in parts.reversed() {
            try writer.run(
                """
                UPDATE \(sql: table) SET \(sql: column) = \(other) WHERE \(sql: column) = \(one)
                """)
        }
    }

    private static let renumber = Tampering(name: "renumber one") { writer, random, _ in
        let all = try numbers(writer)
        let number = random.pick(all)
        try renumber(number, as: (all.last ?? 0) + 1 + random.below(3), writer)
        return Deed(words: "\(number)", changeSet: number)
    }

    private static let trade = Tampering(name: "trade two") { writer, random, _ in
        let all = try numbers(writer)
        let place = random.below(all.count - 1)
        let (one, other) = (all[place], all[place + 1])
        try renumber(one, as: 1 << 40, writer)
        try renumber(other, as: one, writer)
        try renumber(1 << 40, as: other, writer)
        return Deed(words: "\(one) \(other)", changeSet: one)
    }

    private static let insertWhole = Tampering(name: "insert one") { writer, random, ring in
        let all = try numbers(writer)
        let number = random.pick([0, -1, (all.last ?? 0) + 1, 1 << 40])
        try writer.run(
            """
            INSERT INTO change_set (id, kind, actor, at, reason, plan)
            VALUES (\(number), 'edit', 'cli:root', '2026-09-01T00:00:00Z', 'nothing', '{}')
            """)
        if random.chance(1, in: 2) {
            let code = (0..<32).map { _ in UInt8(random.below(256)) }
            try writer.save(
                ChangeSeal(changeSet: number, code: code, key: ring.auditKey?.id ?? ""))
        }
        return Deed(words: "\(number)", changeSet: number)
    }

    /// Seals with a key that somebody made.
    private static func seal(
        _ numbers: ClosedRange<Int>, _ ring: KeyRing, after last: ChangeSeal?, _ writer: any Writer
    ) throws {
        guard let key = ring.auditKey else { return }
        var last = last
        let page = try ChainPage(numbers, ring, sealingWith: key, writer)
        for number in page.numbers where page.entries[number]?.seal == nil {
            guard let code = page.code(of: number, after: last?.code, []) else { continue }
            let seal = ChangeSeal(changeSet: number, code: code, key: key.id)
            try writer.save(seal)
            last = seal
        }
    }

    private static let sealAnew = Tampering(name: "seal one anew, with another key") {
        writer, random, ring in
        let number = random.pick(try numbers(writer))
        try writer.run("DELETE FROM change_seal WHERE change_set = \(number)")
        try seal(
            number...number, another(ring, &random), after: try writer.seal(before: number), writer)
        return Deed(words: "\(number)", changeSet: number)
    }

    /// The same, after something was changed.
    private static let remakeOne = Tampering(name: "change one and seal it anew") {
        writer, random, ring in
        let number = random.pick(try numbers(writer))
        try writer.run("UPDATE change_set SET actor = 'cli:nobody' WHERE id = \(number)")
        try writer.run("DELETE FROM change_seal WHERE change_set = \(number)")
        try seal(
            number...number, another(ring, &random), after: try writer.seal(before: number), writer)
        return Deed(words: "\(number)", changeSet: number)
    }

    private static let remakeAll = Tampering(name: "remake the chain with another key") {
        writer, random, ring in
        try writer.run("DELETE FROM change_seal")
        try seal(
            Int.min...Int.max, KeyRing(madeAt: "x", using: &random.numbers), after: nil, writer)
        return Deed(words: "", changeSet: nil)
    }

    private static let remakeAllAsOurs = Tampering(name: "remake the chain, as with our key") {
        writer, random, ring in
        try writer.run("DELETE FROM change_seal")
        try writer.run("DELETE FROM audit_anchor")
        try seal(Int.min...Int.max, another(ring, &random), after: nil, writer)
        return Deed(words: "", changeSet: nil)
    }

    /// Other keys that are called as ours are.
    static func another(_ ring: KeyRing, _ random: inout RandomStudents) -> KeyRing {
        let made = KeyRing(madeAt: "x", using: &random.numbers)
        return KeyRing(
            keys: zip(ring.keys, made.keys).map { ours, theirs in
                KeyRing.Key(
                    id: ours.id, use: ours.use, algorithm: ours.algorithm, made: ours.made,
                    bytes: theirs.bytes)
            })
    }

    private static let forgeAnchor = Tampering(name: "forge an anchor") { writer, random, ring in
        let number = random.pick(try numbers(writer))
        guard let seal = try writer.seal(of: number),
            let key = another(ring, &random).anchorKey
        else { return nil }
        try writer.run("DELETE FROM audit_anchor WHERE change_set = \(number)")
        try writer.save(
            try AuditAnchor(
                district: "main", changeSet: number, code: seal.code, at: "2026-09-01T00:00:00Z",
                signedBy: key))
        return Deed(words: "\(number)", changeSet: number)
    }

    /// What was not destroyed is changed, as if it had been.
    private static let forgeDestroyedImage = Tampering(name: "forge a destroyed image") {
        writer, random, ring in
        let count = try writer.count("SELECT count(*) FROM prior_image")
        var images: [PriorImage] = []
        try writer.scanChain(.images, Int.min...Int.max) { images.append(PriorImage(row: $0)) }
        guard let key = another(ring, &random).auditKey, count > 0 else { return nil }
        let number = random.pick(images).changeSet
        let its = images.filter { $0.changeSet == number }
        let place = random.below(its.count)
        var image = its[place]
        let before = ChainLeaf.image(image, key)
        image.image = "[]"
        try writer.run(
            """
            UPDATE prior_image SET image = '[]' WHERE change_set = \(number)
                AND table_name = \(image.table) AND row_key = \(image.rowKey)
            """)
        try writer.save(
            DestroyedPiece(
                changeSet: number, kind: .image, place: place,
                destroyedIn: random.pick(try numbers(writer)), table: image.table,
                rowKey: image.rowKey, operation: image.operation,
                priorChangeSet: image.priorChangeSet, before: before,
                after: ChainLeaf.image(image, key)))
        return Deed(words: "\(image)", changeSet: number)
    }

    private static let forgeDestroyedPlan = Tampering(name: "forge a destroyed plan") {
        writer, random, ring in
        let number = random.pick(try numbers(writer))
        guard let key = another(ring, &random).auditKey,
            let plan = try writer.changeSet(number)?.plan
        else { return nil }
        try writer.run("UPDATE change_set SET plan = '[]' WHERE id = \(number)")
        try writer.save(
            DestroyedPiece(
                changeSet: number, kind: .plan, place: 0,
                destroyedIn: random.pick(try numbers(writer)),
                before: ChainLeaf.plan(plan, of: number, key),
                after: ChainLeaf.plan("[]", of: number, key)))
        return Deed(words: "\(number)", changeSet: number)
    }

    private static let markUndone = Tampering(name: "mark as undone") { writer, random, _ in
        let all = try numbers(writer)
        let number = random.pick(all)
        let mark = random.chance(1, in: 3) ? nil : random.pick(all)
        if try writer.changeSet(number)?.undoneBy == mark { return nil }
        try writer.mark(number, undoneBy: mark)
        return Deed(words: "\(number) by \(mark ?? 0)", changeSet: number)
    }
}
