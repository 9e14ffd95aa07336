import Records

extension Phrase {
    /// What people call a role.
    public static func title(of role: Role) -> Phrase {
        switch role {
        case .registrar: Phrase("role.registrar", "Registrar")
        case .secretary: Phrase("role.secretary", "Secretary")
        case .securityAdministrator:
            Phrase("role.security-administrator", "Security administrator")
        case .dataManager: Phrase("role.data-manager", "Data manager")
        case .caseManager: Phrase("role.case-manager", "Case manager")
        case .teacher: Phrase("role.teacher", "Teacher")
        case .auditor: Phrase("role.auditor", "Read-only auditor")
        }
    }
}
