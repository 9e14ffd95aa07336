/// What lights up in a student's ribbon while the student has an active record of a program whose
/// code carries a system key.
public struct Alert: Codable, Equatable, Sendable {
    public var systemKey: String
    /// What people read, short enough for a ribbon.
    public var label: String
    public var isActive: Bool
    public var sortOrder: Int

    public init(systemKey: String, label: String, isActive: Bool = true, sortOrder: Int = 0) {
        self.systemKey = systemKey
        self.label = label
        self.isActive = isActive
        self.sortOrder = sortOrder
    }

    /// The alerts of a district that set nothing about their system keys.
    public static let standard = [Alert(systemKey: "504_plan", label: "504")]

    /// All alerts of a district: those that were set, and the standard ones of other system keys;
    /// by sort order and system key.
    public static func all(set: [Alert]) -> [Alert] {
        let keys = Set(set.map(\.systemKey))
        return (set + standard.filter { !keys.contains($0.systemKey) }).sorted {
            ($0.sortOrder, $0.systemKey) < ($1.sortOrder, $1.systemKey)
        }
    }
}
