import Delimited

/// Every number by which an import file can name a student, in memory, for looking up a million
/// of them.
///
/// Students have consecutive places ("slots"): first those with a profile, by their number, then
/// those of the General Student Table without one, in the order in which they would be imported.
/// So the order of slots is the order of the student numbers that an import writes.
public struct StudentDirectory: Sendable {
    /// One number in the table. Thirty-two bytes, so that a look-up touches one cache line.
    struct Entry: Sendable, BitwiseCopyable {
        /// Up to 15 bytes of the number, and its length in the last byte; 0 where free.
        var low: UInt64 = 0
        var high: UInt64 = 0
        var slot: UInt32 = 0
        var names: UInt32 = 0
        var birthDate = ProgramRow.noDay
    }

    /// Numbers of students with a profile, by slot.
    public private(set) var students: [Int64] = []
    /// Numbers of the SIS students without a profile, by slot less `students.count`.
    public private(set) var arrivals: [Int64] = []
    private var entries: [Entry]
    private var mask: Int
    private var used = 0
    /// Numbers of more than 15 bytes.
    private var longNumbers: [String: UInt32] = [:]
    /// All names, one after the other: surname, NUL, first name.
    private var names: [UInt8] = []
    private var nameEnds: [UInt32] = []
    private var birthDates: [Int32] = []

    /// A directory with room for `capacity` numbers.
    public init(capacity: Int) {
        var size = 1024
        while size < capacity * 2 { size *= 2 }
        entries = Array(repeating: Entry(), count: size)
        mask = size - 1
        students.reserveCapacity(capacity)
        birthDates.reserveCapacity(capacity)
        nameEnds.reserveCapacity(capacity)
        names.reserveCapacity(capacity * 16)
    }

    /// How many students there are, with and without a profile.
    public var count: Int { nameEnds.count }

    /// Adds a student with a profile; returns the slot. All of them come before any arrival.
    public mutating func addStudent(
        _ number: Int64, last: UnsafeRawBufferPointer, first: UnsafeRawBufferPointer,
        birthDate: Int32
    ) -> UInt32 {
        students.append(number)
        return addPerson(last, first, birthDate)
    }

    /// Adds a SIS student without a profile; returns the slot.
    public mutating func addArrival(
        _ number: Int64, last: UnsafeRawBufferPointer, first: UnsafeRawBufferPointer,
        birthDate: Int32
    ) -> UInt32 {
        arrivals.append(number)
        return addPerson(last, first, birthDate)
    }

    private mutating func addPerson(
        _ last: UnsafeRawBufferPointer, _ first: UnsafeRawBufferPointer, _ birthDate: Int32
    ) -> UInt32 {
        names.append(contentsOf: last)
        names.append(0)
        names.append(contentsOf: first)
        nameEnds.append(UInt32(truncatingIfNeeded: names.count))
        birthDates.append(birthDate)
        return UInt32(nameEnds.count - 1)
    }

    /// Lets `number` lead to `slot`. A number that leads somewhere already stays as it is.
    public mutating func add(_ number: UnsafeRawBufferPointer, leadingTo slot: UInt32) {
        if number.isEmpty { return }
        guard number.count <= 15 else {
            let text = number.text
            if longNumbers[text] == nil { longNumbers[text] = slot }
            return
        }
        if used * 2 >= entries.count { grow() }
        let (low, high) = Self.packed(number)
        var at = Self.hash(low, high) & mask
        while entries[at].high != 0 {
            if entries[at].low == low, entries[at].high == high { return }
            at = (at + 1) & mask
        }
        entries[at] = Entry(
            low: low, high: high, slot: slot, names: fingerprint(of: slot),
            birthDate: birthDates[Int(slot)])
        used += 1
    }

    private mutating func grow() {
        let old = entries
        entries = Array(repeating: Entry(), count: old.count * 2)
        mask = entries.count - 1
        for entry in old where entry.high != 0 {
            var at = Self.hash(entry.low, entry.high) & mask
            while entries[at].high != 0 { at = (at + 1) & mask }
            entries[at] = entry
        }
    }

    /// What a look-up finds.
    struct Found {
        let slot: UInt32
        let names: UInt32
        let birthDate: Int32
    }

    /// The student that `number` leads to.
    @inline(__always)
    func find(_ number: Cell) -> Found? {
        guard number.count <= 15 else { return findLong(number) }
        let (low, high) = Self.packed(number)
        var at = Self.hash(low, high) & mask
        while true {
            let entry = entries[at]
            if entry.high == 0 { return nil }
            if entry.low == low, entry.high == high {
                return Found(slot: entry.slot, names: entry.names, birthDate: entry.birthDate)
            }
            at = (at &+ 1) & mask
        }
    }

    private func findLong(_ number: Cell) -> Found? {
        guard let slot = longNumbers[number.text] else { return nil }
        return Found(
            slot: slot, names: fingerprint(of: slot), birthDate: birthDates[Int(slot)])
    }

    /// The slot of the student with this number of ours, or nil.
    public func slot(ofStudent student: Int64) -> UInt32? {
        var (low, high) = (0, students.count)
        while low < high {
            let middle = (low + high) / 2
            if students[middle] < student { low = middle + 1 } else { high = middle }
        }
        guard low < students.count, students[low] == student else { return nil }
        return UInt32(low)
    }

    /// The slot that `number` leads to, or nil.
    public func slot(of number: String) -> UInt32? {
        var number = number
        return number.withUTF8 { find(Cell($0))?.slot }
    }

    /// A number that differs from `number` in leading zeros only and leads to a student.
    public func likelyNumber(for number: String) -> String? {
        guard !number.isEmpty, number.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return nil
        }
        let bare = String(number.drop { $0 == "0" })
        guard bare.count <= 30 else { return nil }
        for length in max(1, bare.count)...30 {
            let candidate = String(repeating: "0", count: length - bare.count) + bare
            if candidate != number, slot(of: candidate) != nil { return candidate }
        }
        return nil
    }

    /// The names of the student at `slot`.
    public func names(of slot: UInt32) -> (last: String, first: String) {
        let bytes = nameBytes(of: slot)
        let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
        return (
            String(decoding: parts.first ?? [], as: UTF8.self),
            String(decoding: parts.count > 1 ? parts[1] : [], as: UTF8.self)
        )
    }

    private func nameBytes(of slot: UInt32) -> ArraySlice<UInt8> {
        let start = slot == 0 ? 0 : Int(nameEnds[Int(slot) - 1])
        return names[start..<Int(nameEnds[Int(slot)])]
    }

    private func fingerprint(of slot: UInt32) -> UInt32 {
        let bytes = nameBytes(of: slot)
        return bytes.withUnsafeBytes { bytes in
            let split = bytes.firstIndex(of: 0) ?? bytes.count
            return Self.fingerprint(
                Cell(rebasing: bytes[..<split]),
                Cell(rebasing: bytes[min(split + 1, bytes.count)...]))
        }
    }

    /// A number that differs where names differ, almost always.
    @inline(__always)
    static func fingerprint(_ last: Cell, _ first: Cell) -> UInt32 {
        var hash = fold(last, 0x9E37_79B9_7F4A_7C15)
        hash = fold(first, hash ^ 0xA076_1D64_78BD_642F)
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }

    @inline(__always)
    private static func fold(_ bytes: Cell, _ seed: UInt64) -> UInt64 {
        var hash = seed ^ UInt64(bytes.count)
        var at = 0
        while at &+ 8 <= bytes.count {
            hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            at &+= 8
        }
        var rest: UInt64 = 0
        while at < bytes.count {
            rest = rest << 8 | UInt64(bytes[at])
            at &+= 1
        }
        return mix(hash ^ rest)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let wide = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return wide.high ^ wide.low
    }

    @inline(__always)
    private static func hash(_ low: UInt64, _ high: UInt64) -> Int {
        Int(truncatingIfNeeded: mix(low ^ mix(high ^ 0x2545_F491_4F6C_DD1D)) >> 1)
    }

    /// The bytes of a number and, in the highest byte, its length plus one.
    @inline(__always)
    private static func packed(_ number: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        for (index, byte) in number.enumerated() {
            if index < 8 {
                low |= UInt64(byte) << UInt64(index &* 8)
            } else {
                high |= UInt64(byte) << UInt64((index &- 8) &* 8)
            }
        }
        return (low, high | UInt64(number.count &+ 1) << 56)
    }
}
