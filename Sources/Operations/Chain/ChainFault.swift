/// What can be found wrong with the chain of change sets. Each has a stable code, listed in
/// `docs/errors.md`.
public enum ChainFault: String, CaseIterable, Sendable {
    case seal = "audit.seal"
    case gap = "audit.gap"
    case unsealed = "audit.unsealed"
    case removed = "audit.removed"
    case stray = "audit.stray"
    case destroyed = "audit.destroyed"
    case undoMark = "audit.undo-mark"
    case keyUnknown = "audit.key-unknown"
    case keysMissing = "audit.keys-missing"
    case cutOff = "audit.cut-off"
    case head = "audit.head"
    case headMissing = "audit.head-missing"
    case anchor = "audit.anchor"
    case anchorOther = "audit.anchor-other"
    case anchorRemoved = "audit.anchor-removed"

    /// What is wrong, in one sentence.
    var message: String {
        switch self {
        case .seal:
            "A change set, its seal, or what was signed of the one before it is not what it was "
                + "when it was sealed."
        case .gap:
            "A change set does not follow on the one that stands before it: change sets between "
                + "them were removed, or its seal was changed."
        case .unsealed: "A change set has no seal. It did not come about by this program."
        case .removed: "There is a seal of a change set that is not there."
        case .stray: "There are parts of a change set that is not there."
        case .destroyed:
            "What stands in the place of something that was destroyed is not what was left there."
        case .undoMark:
            "A change set is marked as undone by one that did not undo it, or is not marked."
        case .keyUnknown: "A seal was made with a key that is not among the district's keys."
        case .keysMissing: "The district's keys are not there, so that no seal can be verified."
        case .cutOff: "The newest change sets were cut off: the chain was seen to go further."
        case .head: "The file that tells how far the chain goes is not ours, or tells otherwise."
        case .headMissing: "The file that tells how far the chain goes is not there."
        case .anchor: "An anchor is not signed with the district's key, or cannot be read."
        case .anchorOther:
            "An anchor tells of a change set that is not there, or that has another seal by now."
        case .anchorRemoved:
            "An anchor of the file is not in the database, or is another one there."
        }
    }

    /// What to do. Begins with a verb.
    var remedy: String {
        switch self {
        case .keysMissing, .keyUnknown:
            "Put the file of keys back from a backup, or name it with --keys. If they are lost for "
                + "good, these change sets can only be told by anchors that were kept elsewhere."
        case .cutOff, .head, .headMissing, .anchorOther, .anchorRemoved:
            "Find out who restored or changed what. If a backup was restored on purpose, say so: "
                + "homeroom audit renew --reason TEXT."
        default:
            "Keep the database as it is, find out who can write it, and compare it with a backup "
                + "in which this finds nothing."
        }
    }
}

/// What a look at the chain of change sets came to.
public struct ChainReport: Encodable, Equatable, Sendable {
    /// One kind of fault, and where.
    public struct Finding: Encodable, Equatable, Sendable {
        public let code: String
        public let message: String
        public let count: Int
        /// The numbers of the first change sets that it is about.
        public let changeSets: [Int]
        public let remedy: String
    }

    public let changeSets: Int
    public let sealed: Int
    public let images: Int
    /// In the database.
    public let anchors: Int
    /// In the file that was read; nil where there was none.
    public let anchorsInFile: Int?
    public let findings: [Finding]

    /// Whether everything is as it was sealed.
    public var isClean: Bool { findings.isEmpty }

    private enum CodingKeys: String, CodingKey {
        case clean, changeSets, sealed, priorImages, anchors, anchorsInFile, findings
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isClean, forKey: .clean)
        try container.encode(changeSets, forKey: .changeSets)
        try container.encode(sealed, forKey: .sealed)
        try container.encode(images, forKey: .priorImages)
        try container.encode(anchors, forKey: .anchors)
        try container.encode(anchorsInFile, forKey: .anchorsInFile)
        try container.encode(findings, forKey: .findings)
    }
}

/// Faults as they are found: how many of each kind, and where the first of them are.
struct ChainFaults {
    private var places: [ChainFault: (count: Int, first: [Int])] = [:]

    private static let shown = 20

    /// - Parameter number: the change set's; nil where it is about none.
    mutating func add(_ fault: ChainFault, _ number: Int? = nil) {
        var found = places[fault] ?? (0, [])
        found.count += 1
        if let number, found.first.count < Self.shown { found.first.append(number) }
        places[fault] = found
    }

    var findings: [ChainReport.Finding] {
        ChainFault.allCases.compactMap { fault in
            places[fault].map {
                ChainReport.Finding(
                    code: fault.rawValue, message: fault.message, count: $0.count,
                    changeSets: $0.first, remedy: fault.remedy)
            }
        }
    }
}
