extension [UInt8] {
    /// The little-endian number at `offset`, or nil where the bytes end before it does.
    func uint16(at offset: Int) -> Int? { number(at: offset, bytes: 2) }

    /// The little-endian number at `offset`, or nil where the bytes end before it does.
    func uint32(at offset: Int) -> Int? { number(at: offset, bytes: 4) }

    /// The little-endian number at `offset`, or nil where the bytes end before it does or it is
    /// beyond what any file can hold.
    func uint64(at offset: Int) -> Int? {
        guard let low = uint32(at: offset), let high = uint32(at: offset + 4) else { return nil }
        return high <= 0x7FFF_FFFF ? high << 32 | low : nil
    }

    private func number(at offset: Int, bytes: Int) -> Int? {
        guard offset >= 0, offset <= count - bytes else { return nil }
        return (0..<bytes).reduce(0) { $0 | Int(self[offset + $1]) << (8 * $1) }
    }
}
