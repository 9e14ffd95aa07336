/// A class of program enrollments that takes a right of its own to be seen or changed. The system
/// key of the program's code says which.
public enum ProgramClass: String, CaseIterable, Sendable {
    case plan504
    /// Learning Assistance Program.
    case lap
    /// Free and reduced-price meals.
    ///
    /// Source: who may know of them, 42 U.S.C. 1758(b)(6).
    case lunch
    case language

    /// Nil for a program of no class.
    public init?(systemKey: String) {
        switch systemKey.lowercased() {
        case "504_plan": self = .plan504
        case "lap": self = .lap
        case "lunch", "lunch_free", "lunch_reduced": self = .lunch
        case "language": self = .language
        default: return nil
        }
    }
}

extension AccessPolicy {
    /// What it takes, beside `seePrograms`, to see program enrollments whose code has this system
    /// key; nil where nothing.
    public static func permissionToSee(systemKey: String) -> Permission? {
        switch ProgramClass(systemKey: systemKey) {
        case .plan504: .seePlan504
        case .lap: .seeLAP
        case .lunch: .seeLunch
        case .language, nil: nil
        }
    }

    /// What it takes to add, change or remove those that one sees.
    public static func permissionToChange(systemKey: String) -> Permission {
        ProgramClass(systemKey: systemKey) == .language
            ? .changeLanguagePrograms : .changePrograms
    }
}

extension Access {
    /// Whether program enrollments whose code has this system key may be seen.
    public func seesPrograms(systemKey: String) -> Bool {
        allows(.seePrograms)
            && (AccessPolicy.permissionToSee(systemKey: systemKey).map(allows) ?? true)
    }
}
