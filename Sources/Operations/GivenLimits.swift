import Records

/// Limits of a sender's own, in percent; nil for those of the district.
public struct GivenLimits: Codable, Equatable, Sendable {
    /// The share of bad rows above which a run is held.
    public var badRows: Double?
    /// The share of a program's records that may end.
    public var ends: Double?
    /// The share of a program's records that may change.
    public var changes: Double?

    public init(badRows: Double? = nil, ends: Double? = nil, changes: Double? = nil) {
        self.badRows = badRows
        self.ends = ends
        self.changes = changes
    }

    /// Whether all of them are shares.
    var isValid: Bool {
        [badRows, ends, changes].allSatisfy { $0.map { (0...100).contains($0) } ?? true }
    }

    /// The limits with these in their places.
    func over(_ limits: ImportLimits) -> ImportLimits {
        var limits = limits
        if let badRows { limits.badRows = badRows / 100 }
        if let ends { limits.ends = ends / 100 }
        if let changes { limits.changes = changes / 100 }
        return limits
    }
}
