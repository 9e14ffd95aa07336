/// A code of the table *Student Programs*.
public struct DemoCode: Equatable, Sendable {
    /// What column 7 of programs.txt holds.
    public let key: String
    public let text: String
    /// What the program does in the system, such as `504_plan`; nil where it does nothing special.
    public let systemKey: String?

    public init(key: String, text: String, systemKey: String? = nil) {
        self.key = key
        self.text = text
        self.systemKey = systemKey
    }
}
