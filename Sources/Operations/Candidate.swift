import Records
import Storage

/// Somebody who might be a student, as people see it.
public struct Candidate: Codable, Equatable, Sendable {
    /// Our number of the SIS student; or, where nothing links it, of the student.
    public let id: Int
    /// The SIS student's integration ID; nil where it is one of our students that nothing links.
    public let integrationID: String?
    /// The student ID of the profile, where there is one.
    public let profile: String?
    public let name: String
    public let birthDate: String?
    /// From 0 to 1.
    public let score: Double
    /// What speaks for it and against it, in words.
    public let evidence: [String]

    /// The integration ID, or the student ID of one whom nothing links.
    public var studentID: String { integrationID ?? profile ?? "" }

    init(_ found: CandidateSearch.Found, from source: PeopleSource) {
        let person = found.person
        id = person.id
        if case .roster = source { integrationID = person.number } else { integrationID = nil }
        profile = person.profile
        let description = person.description
        name = description.listedName
        birthDate = description.birthDate?.description
        score = found.likeness.score
        evidence = found.likeness.evidence
    }

    private enum CodingKeys: String, CodingKey {
        case id, studentID, integrationID, profile, name, birthDate, score, evidence
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(Int.self, forKey: .id)
        integrationID = try values.decodeIfPresent(String.self, forKey: .integrationID)
        profile = try values.decodeIfPresent(String.self, forKey: .profile)
        name = try values.decode(String.self, forKey: .name)
        birthDate = try values.decodeIfPresent(String.self, forKey: .birthDate)
        score = try values.decode(Double.self, forKey: .score)
        evidence = try values.decode([String].self, forKey: .evidence)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(id, forKey: .id)
        try values.encode(studentID, forKey: .studentID)
        try values.encode(integrationID, forKey: .integrationID)
        try values.encode(profile, forKey: .profile)
        try values.encode(name, forKey: .name)
        try values.encode(birthDate, forKey: .birthDate)
        try values.encode(score, forKey: .score)
        try values.encode(evidence, forKey: .evidence)
    }
}
