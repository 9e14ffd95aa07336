import Synchronization

/// The codes that a programs.txt may use: looked up by many threads, added to by any.
///
/// Program codes have to be there; eligibility and exit codes that are not are numbered from
/// `firstNew` on, to be added with the import.
public final class CodeBook: Sendable {
    /// The names of the code tables.
    public static let programs = "Student Programs"
    public static let eligibility = "Program Eligibility"
    public static let exits = "Program Exit"

    /// Codes that files bring in get numbers from here on, until they have one of their own.
    public static let firstNew: Int32 = 1 << 30

    private struct Added {
        var numbers: [String: Int32] = [:]
        var next = firstNew
    }

    public let programNumbers: [String: Int32]
    private let known: [String: Int32]
    /// The numbers of the codes that are no longer to be used.
    public let inactive: Set<Int32>
    private let added = Mutex(Added())

    /// - Parameters:
    ///   - codes: table, key and number of each code.
    ///   - inactive: the numbers of those that are not to be used any more. They still count.
    public init(
        _ codes: [(table: String, key: String, number: Int32)], inactive: Set<Int32> = []
    ) {
        self.inactive = inactive
        var programs: [String: Int32] = [:]
        var others: [String: Int32] = [:]
        for code in codes {
            if code.table == Self.programs {
                programs[code.key] = code.number
            } else {
                others[Self.name(code.table, code.key)] = code.number
            }
        }
        programNumbers = programs
        known = others
    }

    private static func name(_ table: String, _ key: String) -> String { "\(table)\t\(key)" }

    /// The number of `key` in `table`; a new one where the table does not have it.
    public func number(of key: String, in table: String) -> Int32 {
        let name = Self.name(table, key)
        if let number = known[name] { return number }
        return added.withLock { added in
            if let number = added.numbers[name] { return number }
            defer { added.next += 1 }
            added.numbers[name] = added.next
            return added.next
        }
    }

    /// The codes that files brought in, in order of table and key, with their passing numbers.
    public var additions: [(table: String, key: String, number: Int32)] {
        added.withLock { added in
            added.numbers.sorted { $0.key < $1.key }.map { name, number in
                let parts = name.split(separator: "\t", maxSplits: 1).map(String.init)
                return (parts.first ?? "", parts.count > 1 ? parts[1] : "", number)
            }
        }
    }
}

/// Numbers of short texts, remembered by one thread.
///
/// Keys of up to eight bytes are compared as one integer, in a list that is short in practice.
struct CodeCache: Sendable {
    private var keys: [UInt64] = []
    private var numbers: [Int32] = []
    private static let maximum = 256

    /// The number of `cell`, asked of `lookUp` the first time.
    @inline(__always)
    mutating func number(
        of cell: UnsafeRawBufferPointer, _ lookUp: (String) -> Int32?
    ) -> Int32? {
        guard cell.count <= 7 else { return lookUp(String(decoding: cell, as: UTF8.self)) }
        var key = UInt64(cell.count)
        for byte in cell { key = key << 8 | UInt64(byte) }
        for (index, known) in keys.enumerated() where known == key { return numbers[index] }
        guard let number = lookUp(String(decoding: cell, as: UTF8.self)) else { return nil }
        if keys.count < Self.maximum {
            keys.append(key)
            numbers.append(number)
        }
        return number
    }
}
