import Delimited
import Testing

@testable import Records

extension StudentDirectory {
    /// Adds a student with this number, as a test writes one; returns the slot.
    @discardableResult
    mutating func addStudent(
        _ student: Int64, _ number: String, last: String = "Abbott", first: String = "Mara",
        birthDate: CalendarDate? = nil
    ) -> UInt32 {
        var slot: UInt32 = 0
        Array(last.utf8).withUnsafeBytes { last in
            Array(first.utf8).withUnsafeBytes { first in
                slot = addStudent(
                    student, last: last, first: first,
                    birthDate: birthDate?.dayNumber ?? ProgramRow.noDay)
            }
        }
        Array(number.utf8).withUnsafeBytes { add($0, leadingTo: slot) }
        return slot
    }
}

@Suite struct StudentDirectoryTests {
    @Test(arguments: [0, 100_000])
    func `a hundred thousand numbers lead to their students`(_ capacity: Int) {
        var directory = StudentDirectory(capacity: capacity)
        for student in 0..<100_000 {
            directory.addStudent(Int64(student) * 3, "\(student * 7)")
        }
        #expect(directory.count == 100_000)
        var missed = 0
        for student in 0..<100_000 where directory.slot(of: "\(student * 7)") != UInt32(student) {
            missed += 1
        }
        #expect(missed == 0)
        for number in ["1", "6", "-7", "07", "700000", "", " 7", "7 ", "0x7"] {
            #expect(directory.slot(of: number) == nil, "\(number)")
        }
        #expect(directory.slot(ofStudent: 0) == 0)
        #expect(directory.slot(ofStudent: 299_997) == 99_999)
        for student: Int64 in [-1, 1, 299_996, 299_998] {
            #expect(directory.slot(ofStudent: student) == nil)
        }
    }

    @Test func `numbers of every length and of any bytes are told apart`() {
        var directory = StudentDirectory(capacity: 4)
        var numbers: [String] = []
        for length in 1...40 {
            numbers.append(String(repeating: "9", count: length))
            numbers.append(String(repeating: "9", count: length - 1) + "A")
            numbers.append(String(repeating: "\0", count: length))
        }
        numbers += ["é", "李", "A-2", "a-2", "000100123", "100123"]
        for (index, number) in numbers.enumerated() {
            directory.addStudent(Int64(index), number)
        }
        for (index, number) in numbers.enumerated() {
            #expect(directory.slot(of: number) == UInt32(index), "\(number.debugDescription)")
        }
        #expect(directory.slot(of: String(repeating: "9", count: 41)) == nil)
    }

    @Test func `the first student with a number keeps it`() {
        for number in ["100", "12345678901234567890"] {
            var directory = StudentDirectory(capacity: 4)
            let first = directory.addStudent(1, number)
            directory.addStudent(2, number)
            #expect(directory.slot(of: number) == first)
            #expect(directory.count == 2)
        }
    }

    @Test func `a student may have more than one number, and none leads nowhere`() {
        var directory = StudentDirectory(capacity: 4)
        let slot = directory.addStudent(1, "")
        #expect(directory.slot(of: "") == nil)
        for number in ["A1", "B1"] {
            Array(number.utf8).withUnsafeBytes { directory.add($0, leadingTo: slot) }
        }
        #expect(directory.slot(of: "A1") == slot)
        #expect(directory.slot(of: "B1") == slot)
    }

    @Test func `arrivals come after the students with a profile`() {
        var directory = StudentDirectory(capacity: 4)
        directory.addStudent(10, "1", last: "Núñez", first: "Zoë")
        let slot = Array("Li".utf8).withUnsafeBytes { last in
            directory.addArrival(
                77, last: last, first: UnsafeRawBufferPointer(start: nil, count: 0), birthDate: 0)
        }
        #expect(slot == 1)
        #expect(directory.students == [10])
        #expect(directory.arrivals == [77])
        #expect(directory.names(of: 0) == ("Núñez", "Zoë"))
        #expect(directory.names(of: 1) == ("Li", ""))
    }

    private static let likely: [(String, String?)] = [
        ("100123", "000100123"), ("0100123", "000100123"), ("0000100123", "000100123"),
        ("000100123", nil), ("77", "0000000000000000000077"), ("200", nil), ("", nil),
        ("0", "00"), ("000", "00"), ("1E+09", nil), ("A1", nil), ("-1", nil), ("A01", nil),
        (String(repeating: "1", count: 30), nil), (String(repeating: "1", count: 31), nil),
        (String(repeating: "0", count: 200) + "77", "0000000000000000000077"),
    ]

    @Test(arguments: likely)
    func `lost leading zeros are found again`(_ number: String, likely: String?) {
        var directory = StudentDirectory(capacity: 4)
        for (index, number) in ["000100123", "0000000000000000000077", "00", "A1"].enumerated() {
            directory.addStudent(Int64(index), number)
        }
        #expect(directory.likelyNumber(for: number) == likely)
    }

    @Test func `other names have another fingerprint`() {
        func fingerprint(_ last: String, _ first: String) -> UInt32 {
            Array(last.utf8).withUnsafeBytes { last in
                Array(first.utf8).withUnsafeBytes { StudentDirectory.fingerprint(last, $0) }
            }
        }
        var seen: Set<UInt32> = []
        let names = (0..<100).flatMap { last in (0..<20).map { ("Name\(last)", "First\($0)") } }
        for (last, first) in names { seen.insert(fingerprint(last, first)) }
        #expect(seen.count == names.count)
        #expect(fingerprint("ab", "c") != fingerprint("a", "bc"))
        #expect(fingerprint("a", "") != fingerprint("", "a"))
        #expect(fingerprint("a", "b") == fingerprint("a", "b"))
    }
}
