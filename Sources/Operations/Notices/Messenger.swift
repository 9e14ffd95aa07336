/// What takes a notice to people and programs outside.
public protocol Messenger: Sendable {
    /// Why no mail goes from here at all; nil where it does.
    var whyNoMail: String? { get }
    /// Nil where it was taken, else what went wrong.
    func mail(_ message: String, to addresses: [String]) -> String?
    func post(_ body: String, headers: [String: String], to address: String) -> String?
}

extension Messenger {
    public var whyNoMail: String? { nil }
}
