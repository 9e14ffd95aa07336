/// The General Student Table as a directory needs it: numbers, names, birth dates, in the order of
/// import IDs.
public struct RosterNames: Sendable {
    private var numbers: [Int64] = []
    private var birthDates: [Int32] = []
    /// Import ID, surname and first name of each, one after the other.
    private var bytes: [UInt8] = []
    private var ends: [(number: UInt32, last: UInt32, first: UInt32)] = []
    /// Place by our number of the SIS student, plus one; 0 where there is none.
    private var places: [UInt32] = []
    private var isTaken: [Bool] = []
    /// Slot in the directory by place, once it has one.
    private var slots: [UInt32] = []

    public init(capacity: Int) {
        numbers.reserveCapacity(capacity)
        birthDates.reserveCapacity(capacity)
        ends.reserveCapacity(capacity)
        bytes.reserveCapacity(capacity * 24)
        places.reserveCapacity(capacity + 1)
    }

    /// Adds the next SIS student.
    public mutating func add(
        _ id: Int64, number: UnsafeRawBufferPointer, last: UnsafeRawBufferPointer,
        first: UnsafeRawBufferPointer, birthDate: Int32
    ) {
        bytes.append(contentsOf: number)
        let numberEnd = UInt32(truncatingIfNeeded: bytes.count)
        bytes.append(contentsOf: last)
        let lastEnd = UInt32(truncatingIfNeeded: bytes.count)
        bytes.append(contentsOf: first)
        ends.append((numberEnd, lastEnd, UInt32(truncatingIfNeeded: bytes.count)))
        numbers.append(id)
        birthDates.append(birthDate)
        isTaken.append(false)
        slots.append(Self.noSlot)
        let index = Int(id)
        if index >= places.count {
            places.append(contentsOf: repeatElement(0, count: index - places.count + 1))
        }
        places[index] = UInt32(truncatingIfNeeded: numbers.count)
    }

    /// Where the SIS student with this number of ours stands.
    public func place(of id: Int64) -> Int? {
        guard id >= 0, id < places.count, places[Int(id)] > 0 else { return nil }
        return Int(places[Int(id)]) - 1
    }

    private func cells<T>(
        _ place: Int,
        _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> T
    ) -> T {
        let start = place == 0 ? 0 : Int(ends[place - 1].first)
        let end = ends[place]
        return bytes.withUnsafeBytes { bytes in
            body(
                UnsafeRawBufferPointer(rebasing: bytes[start..<Int(end.number)]),
                UnsafeRawBufferPointer(rebasing: bytes[Int(end.number)..<Int(end.last)]),
                UnsafeRawBufferPointer(rebasing: bytes[Int(end.last)..<Int(end.first)]))
        }
    }

    /// Adds the profile that is linked to the SIS student at `place`; returns its slot.
    public mutating func addStudent(
        _ student: Int64, at place: Int, to directory: inout StudentDirectory
    ) -> UInt32 {
        isTaken[place] = true
        let birthDate = birthDates[place]
        let slot = cells(place) { number, last, first in
            let slot = directory.addStudent(student, last: last, first: first, birthDate: birthDate)
            directory.add(number, leadingTo: slot)
            return slot
        }
        slots[place] = slot
        return slot
    }

    /// Lets the import ID at `place` lead to `slot`: that of whoever its student was merged into.
    public mutating func take(
        _ place: Int, leadingTo slot: UInt32, in directory: inout StudentDirectory
    ) {
        isTaken[place] = true
        slots[place] = slot
        cells(place) { number, _, _ in directory.add(number, leadingTo: slot) }
    }

    private static let noSlot = UInt32.max

    /// The slot of the SIS student with this number of ours, or nil.
    public func slot(of id: Int64) -> UInt32? {
        place(of: id).flatMap { slots[$0] == Self.noSlot ? nil : slots[$0] }
    }

    /// Adds the SIS students without a profile.
    public mutating func addArrivals(to directory: inout StudentDirectory) {
        for place in numbers.indices where !isTaken[place] {
            slots[place] = cells(place) { number, last, first in
                let slot = directory.addArrival(
                    numbers[place], last: last, first: first, birthDate: birthDates[place])
                directory.add(number, leadingTo: slot)
                return slot
            }
        }
    }
}
