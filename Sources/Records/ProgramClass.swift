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
    /// Special education.
    case disability
    /// What tells of a student's health: pregnant or parenting.
    case health
    case language

    /// Nil for a program of no class.
    public init?(systemKey: String) {
        let key = systemKey.lowercased()
        guard let known = Self.allCases.first(where: { $0.systemKeys.contains(key) }) else {
            return nil
        }
        self = known
    }

    /// The system keys of its codes, in lower case.
    public var systemKeys: [String] {
        switch self {
        case .plan504: ["504_plan"]
        case .lap: ["lap"]
        case .lunch: ["lunch", "lunch_free", "lunch_reduced"]
        case .disability: ["special_education"]
        case .health: ["pregnant_parenting"]
        case .language: ["language"]
        }
    }

    /// What it takes to see its enrollments, beside `seePrograms`; nil where nothing.
    public var permission: Permission? {
        switch self {
        case .plan504: .seePlan504
        case .lap: .seeLAP
        case .lunch: .seeLunch
        case .disability: .seeDisability
        case .health: .seeHealth
        case .language: nil
        }
    }
}

extension AccessPolicy {
    /// What it takes, beside `seePrograms`, to see program enrollments whose code has this system
    /// key; nil where nothing.
    public static func permissionToSee(systemKey: String) -> Permission? {
        ProgramClass(systemKey: systemKey)?.permission
    }

    /// What it takes to add, change or remove those that one sees.
    public static func permissionToChange(systemKey: String) -> Permission {
        ProgramClass(systemKey: systemKey) == .language
            ? .changeLanguagePrograms : .changePrograms
    }
}

extension Access {
    /// The system keys, in lower case, of the classes that are not seen, whatever else is.
    public var hiddenSystemKeys: [String] {
        ProgramClass.allCases.filter { $0.permission.map { !allows($0) } ?? false }
            .flatMap(\.systemKeys)
    }

    /// Whether what has this system key may be known of at all: its code, its alert.
    ///
    /// What cannot be read may be of any class.
    public func sees(systemKey: String) -> Bool {
        if LostText.stands(for: systemKey) { return hiddenSystemKeys.isEmpty }
        return AccessPolicy.permissionToSee(systemKey: systemKey).map(allows) ?? true
    }

    /// Whether program enrollments whose code has this system key may be seen.
    public func seesPrograms(systemKey: String) -> Bool {
        allows(.seePrograms) && sees(systemKey: systemKey)
    }
}
