/// What every piece of a page being made may need: set once for the page, not handed through.
public struct Rendering: Sendable {
    /// What proves that a form is ours.
    public let csrf: String
    /// What the page's script element has to carry.
    public let nonce: String
    /// The name of a row in addresses.
    public let name: @Sendable (RowKind, Int) -> String
    /// What the list offers that the page shows, where it shows one.
    public var list: ListTools?

    public init(
        csrf: String = "", nonce: String = "",
        name: @escaping @Sendable (RowKind, Int) -> String = { "\($0.rawValue)\($1)" }
    ) {
        self.csrf = csrf
        self.nonce = nonce
        self.name = name
    }

    @TaskLocal public static var current = Rendering()
}

/// Kinds of rows that addresses name. No address has a number that people know.
public enum RowKind: String, Sendable {
    case student = "s"
    case sisStudent = "g"
    case document = "d"
    case event = "e"
    case plan = "p"
    case course = "c"
    /// What belongs to a learning plan: a contact, a review, an intervention.
    case progress = "o"
    case enrollment = "n"
    case user = "u"
    case staged = "f"
}

/// Addresses of pages.
public enum Address {
    /// The name of a row in an address.
    public static func name(_ kind: RowKind, _ number: Int) -> String {
        Rendering.current.name(kind, number)
    }

    /// A student's page, or a part of it: `programs`.
    public static func student(_ number: Int, _ part: String = "") -> String {
        "/students/\(name(.student, number))" + (part.isEmpty ? "" : "/" + part)
    }

    /// A row of the General Student Table.
    public static func sisStudent(_ number: Int, _ part: String = "") -> String {
        "/roster/\(name(.sisStudent, number))" + (part.isEmpty ? "" : "/" + part)
    }

    /// A learning plan.
    public static func plan(_ number: Int, _ part: String = "") -> String {
        "/plans/\(name(.plan, number))" + (part.isEmpty ? "" : "/" + part)
    }

    public static func changeSet(_ number: Int, _ part: String = "") -> String {
        "/changes/\(number)" + (part.isEmpty ? "" : "/" + part)
    }
}
