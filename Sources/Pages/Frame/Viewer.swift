import Records

/// Whoever looks at a page, as the frame shows it.
public struct Viewer: Sendable {
    public let displayName: String
    public let role: Role?
    public let permissions: Set<Permission>

    public init(displayName: String, role: Role?, permissions: Set<Permission>) {
        self.displayName = displayName
        self.role = role
        self.permissions = permissions
    }

    public func may(_ permission: Permission) -> Bool { permissions.contains(permission) }
}

/// Something that was just done, told once on the page that comes next.
public struct Notice: Codable, Sendable {
    public enum Kind: String, Codable, Sendable { case success, information }

    public var kind: Kind
    public var text: String
    /// The change set that did it, for its *Undo*.
    public var changeSet: Int?

    public init(_ text: Phrase, changeSet: Int? = nil, kind: Kind = .success) {
        self.kind = kind
        self.text = text.text
        self.changeSet = changeSet
    }
}
