/// What one field of a student says, and who says so.
public struct FieldValue: Equatable, Codable, Sendable {
    /// As it is shown; empty where nobody says anything.
    public var value: String
    /// The change set that wrote it; 0 where nobody says anything.
    public var changeSet: Int

    public init(value: String = "", changeSet: Int = 0) {
        self.value = value
        self.changeSet = changeSet
    }
}

/// All that is said of a student, field by field: by the profile itself, and by the SIS where the
/// profile is linked to it.
public struct StudentValues: Equatable, Codable, Sendable {
    /// What the profile says; names of fields that say nothing are left out.
    public var own: [String: FieldValue]
    /// What the SIS says; nil for a profile that is not linked.
    public var sis: [String: FieldValue]?

    public init(own: [String: FieldValue] = [:], sis: [String: FieldValue]? = nil) {
        self.own = own
        self.sis = sis
    }

    /// Whether the SIS alone has the word on a field here.
    ///
    /// It has it on the core fields, blank or not, and on whatever it says something of. What it is
    /// silent about, the profile may say. An open enrollment has no end, whatever the profile says
    /// of an old one.
    public func isSettledBySIS(_ field: StudentField) -> Bool {
        guard let sis, field.owner == .sis else { return false }
        if StudentField.core.contains(field) || sis[field.name] != nil { return true }
        return field.name == "enrollmentEnd" && sis["enrollmentStart"] != nil
    }

    /// What a field shows.
    public subscript(field: StudentField) -> FieldValue {
        let said = isSettledBySIS(field) ? sis?[field.name] : own[field.name]
        return said ?? FieldValue()
    }

    /// The values that are shown, by the names of fields; blank ones are left out.
    public var shown: [String: String] {
        var shown: [String: String] = [:]
        for field in StudentField.all {
            let value = self[field].value
            if !value.isEmpty { shown[field.name] = value }
        }
        return shown
    }
}
