import Crypto
import Storage

/// The digest of one piece of a change set that can be destroyed by itself: its plan, or a prior
/// image. A seal takes in the digest and not the piece, so that it holds when the piece is gone.
///
/// SHA-256 of a secret, the length and value of each part: nobody without the key can find out what
/// a destroyed piece said by trying values.
enum ChainLeaf {
    static let count = 32

    static func plan(_ row: any BulkRow, _ column: Int, of change: Int, _ key: AuditKey) -> [UInt8]
    {
        var message = Message(prefix: key.prefix)
        message.add("plan")
        message.add(Int64(change))
        message.add(row, column)
        return digest(message)
    }

    static func plan(_ plan: String, of change: Int, _ key: AuditKey) -> [UInt8] {
        var message = Message(prefix: key.prefix)
        message.add("plan")
        message.add(Int64(change))
        message.add(plan)
        return digest(message)
    }

    /// Of a row of `ChainPart.images`. `message` is what it is put together in, again and again.
    static func image(_ row: any BulkRow, in message: inout Message, _ key: AuditKey) -> [UInt8] {
        message.cut(to: key.prefix.count)
        message.add(row, 0..<6)
        return digest(message)
    }

    /// The same from its parts.
    static func image(_ parts: PriorImage, _ key: AuditKey) -> [UInt8] {
        var message = Message(prefix: key.prefix)
        message.add(Int64(parts.changeSet))
        message.add(parts.table)
        message.add(parts.rowKey)
        message.add(parts.operation.rawValue)
        message.add(Int64(parts.priorChangeSet))
        message.add(parts.image)
        return digest(message)
    }

    private static func digest(_ message: Message) -> [UInt8] {
        Array(SHA256.hash(data: message.bytes))
    }
}

/// What was destroyed of one change set, as `destroyed_piece` tells it.
struct DestroyedOf {
    /// One piece, from what it was when it was sealed to what it is now.
    struct Piece {
        /// Its digest as it was sealed.
        let before: [UInt8]
        /// Its digest now; nil where it is gone.
        var after: [UInt8]?
        /// Whether each destruction begins with what the one before it left.
        var isUnbroken = true
    }

    private(set) var plan: Piece?
    /// By its place among the change set's images.
    private(set) var images: [Int: Piece] = [:]
    /// Where the images that are still there, without the values, stand: by table and key.
    private(set) var places: [String: Int] = [:]

    /// A row of `ChainPart.piecesGone`, in its order: several of one piece by when it was done.
    mutating func add(_ row: any BulkRow) {
        let (kind, place) = (row.bytes(1).text, Int(row.integer(2)))
        if kind == "row" { return }
        let (before, after) = (
            Array(row.bytes(8)), row.kind(9) == .null ? nil : Array(row.bytes(9))
        )
        var piece = (kind == "plan" ? plan : images[place]) ?? Piece(before: before, after: before)
        piece.isUnbroken = piece.isUnbroken && piece.after == before
        piece.after = after
        if kind == "plan" { return plan = piece }
        images[place] = piece
        if after != nil { places[Self.name(row.bytes(4), row.bytes(5))] = place }
    }

    static func name(_ table: UnsafeRawBufferPointer, _ key: UnsafeRawBufferPointer) -> String {
        "\(table.text) \(key.text)"
    }
}

/// The digest of all images of one change set, in the order of their tables and keys as it was when
/// they were sealed.
struct ImageSum {
    private let destroyed: DestroyedOf?
    private let key: AuditKey
    private var message: Message
    private var hash = SHA256()
    /// Collected, because many small updates are slow.
    private var pending: [UInt8] = []
    /// How many there were when they were sealed, so far.
    private(set) var count = 0
    /// How many of the destroyed pieces were met.
    private var met = 0
    /// Whether what stands where something was destroyed is what was left there.
    private(set) var isAsDestroyed = true

    private static let piece = 1 << 14

    init(_ destroyed: DestroyedOf?, _ key: AuditKey) {
        self.destroyed = destroyed
        self.key = key
        message = Message(prefix: key.prefix)
    }

    /// Hands over the place of an image that is there.
    mutating func add(_ row: any BulkRow) {
        let leaf = ChainLeaf.image(row, in: &message, key)
        guard let destroyed else { return take(leaf) }
        takeGone(destroyed)
        guard let place = destroyed.places[DestroyedOf.name(row.bytes(1), row.bytes(2))],
            let piece = destroyed.images[place]
        else { return take(leaf) }
        if place != count || piece.after != leaf || !piece.isUnbroken { isAsDestroyed = false }
        met += 1
        take(piece.before)
    }

    /// Those that are gone stand where the next one would.
    private mutating func takeGone(_ destroyed: DestroyedOf) {
        while let piece = destroyed.images[count], piece.after == nil {
            if !piece.isUnbroken { isAsDestroyed = false }
            met += 1
            take(piece.before)
        }
    }

    private mutating func take(_ leaf: [UInt8]) {
        count += 1
        pending += leaf
        if pending.count >= Self.piece { flush() }
    }

    private mutating func flush() {
        hash.update(data: pending)
        pending.removeAll(keepingCapacity: true)
    }

    mutating func digest() -> [UInt8] {
        if let destroyed {
            takeGone(destroyed)
            if met != destroyed.images.count { isAsDestroyed = false }
        }
        flush()
        return Array(hash.finalize())
    }
}
