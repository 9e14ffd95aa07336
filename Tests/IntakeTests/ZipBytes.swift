import Testing

@testable import Intake

/// Where the first copy of `needle` begins at or after `start`.
func position(of needle: [UInt8], in bytes: [UInt8], from start: Int = 0) throws -> Int {
    try #require(
        (start..<bytes.count).first { bytes[$0...].prefix(needle.count).elementsEqual(needle) })
}

/// A copy in which every `old` is `new`, of the same length.
func replacing(_ old: [UInt8], by new: [UInt8], in bytes: [UInt8]) throws -> [UInt8] {
    var result = bytes
    var at = try position(of: old, in: bytes)
    while at <= bytes.count - old.count {
        if result[at...].starts(with: old) {
            result.replaceSubrange(at..<(at + old.count), with: new)
        }
        at += 1
    }
    return result
}

/// A copy with `values` from `offset` within the first record of the given signature.
func patched(_ bytes: [UInt8], record: [UInt8], at offset: Int, with values: [UInt8]) throws
    -> [UInt8]
{
    var result = bytes
    let start = try position(of: [80, 75] + record, in: bytes) + offset
    result.replaceSubrange(start..<(start + values.count), with: values)
    return result
}

let localHeader: [UInt8] = [3, 4]
let directoryEntry: [UInt8] = [1, 2]
let endRecord: [UInt8] = [5, 6]

func little(_ number: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
}

/// An archive of one entry without extra field, rewritten so that all its numbers are 64-bit ones.
func widened(_ bytes: [UInt8], entries: Int = 1) throws -> [UInt8] {
    let start = try position(of: [80, 75] + directoryEntry, in: bytes)
    let end = try position(of: [80, 75] + endRecord, in: bytes)
    var entry = Array(bytes[start..<end])
    let extra: [UInt8] =
        [0x99, 0x99, 2, 0, 7, 7, 1, 0, 24, 0] + entry[24..<28] + [0, 0, 0, 0]
        + entry[20..<24] + [0, 0, 0, 0] + little(0, bytes: 8)
    entry.replaceSubrange(20..<28, with: [UInt8](repeating: 255, count: 8))
    entry.replaceSubrange(30..<32, with: little(extra.count, bytes: 2))
    entry.replaceSubrange(42..<46, with: [UInt8](repeating: 255, count: 4))
    entry += extra
    let wide: [UInt8] =
        [80, 75, 6, 6] + little(44, bytes: 8) + little(45, bytes: 2) + little(45, bytes: 2)
        + little(0, bytes: 8) + little(entries, bytes: 8) + little(entries, bytes: 8)
        + little(entry.count, bytes: 8) + little(start, bytes: 8)
    let locator: [UInt8] =
        [80, 75, 6, 7] + little(0, bytes: 4) + little(start + entry.count, bytes: 8)
        + little(1, bytes: 4)
    let ending: [UInt8] = [80, 75, 5, 6, 0, 0, 0, 0] + [UInt8](repeating: 255, count: 12) + [0, 0]
    return Array(bytes[..<start]) + entry + wide + locator + ending
}
