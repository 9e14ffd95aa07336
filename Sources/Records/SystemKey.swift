/// A key by which the system knows what a code is about, whatever the district calls it.
public struct SystemKey: Equatable, Sendable {
    public let key: String
    /// What people read.
    public let translation: String

    private init(_ key: String, _ translation: String) {
        self.key = key
        self.translation = translation
    }

    /// The system keys that are known. A district may use others; nothing is known of them.
    ///
    /// Source: the programs that state reports tell apart, such as the education program codes of
    /// CALPADS and Washington's ALE and LAP.
    public static let all: [SystemKey] = [
        SystemKey("504_plan", "504 plan"),
        SystemKey("ale", "Alternative Learning Experience (ALE)"),
        SystemKey("armed_forces_family", "Armed forces family"),
        SystemKey("foster", "Foster care"),
        SystemKey("gate", "Gifted and talented (GATE)"),
        SystemKey("homeless", "Homeless"),
        SystemKey("language", "Language program"),
        SystemKey("lap", "Learning Assistance Program (LAP)"),
        SystemKey("lunch_free", "Free meals"),
        SystemKey("lunch_reduced", "Reduced-price meals"),
        SystemKey("migrant", "Migrant education"),
        SystemKey("neglected", "Neglected or delinquent"),
        SystemKey("pregnant_parenting", "Pregnant or parenting"),
        SystemKey("special_education", "Special education"),
        SystemKey("title_1", "Title I, Part A"),
        SystemKey("transitional_kindergarten", "Transitional kindergarten"),
    ]

    /// The known system key that is written so, or nil.
    public static func named(_ key: String) -> SystemKey? { all.first { $0.key == key } }
}
