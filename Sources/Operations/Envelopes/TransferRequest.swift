import Records
import Storage

/// A request for students' records between two districts of one installation, as it is kept.
struct TransferRequest: Codable {
    /// Name in the installation of the other district.
    let party: String
    /// What the other district calls itself.
    let title: String
    let purpose: String
    /// Who asked, as the district that asked says.
    let askedBy: String
    /// UTC, ISO 8601.
    let askedAt: String
    let people: [AskedPerson]
    /// Our numbers of them, where this district asked.
    var students: [Int]?
    var state = RequestState.open
    /// Why it was refused.
    var reason: String?
    /// Our number of the envelope that was sent or came.
    var envelope: Int?
    /// The places of the people, from 0 on, whose records were sent; nil where none were.
    var sent: [Int]?
    /// How many envelopes came for it.
    var came: Int?
    /// The letters that this district wrote about it: what stands here is to be sent.
    var letters: [String] = []
}

extension TransferRequest {
    /// Whether all students for whom this district asked are seen.
    func isSeen(by workspace: Workspace, _ reader: any Reader) throws -> Bool {
        try (students ?? []).allSatisfy { try workspace.isInScope($0, reader) }
    }
}

extension KeptRequest {
    /// What it is about; nil where it is not well formed.
    var request: TransferRequest? { StableJSON.value(TransferRequest.self, document) }
}

/// How a request stands.
public enum RequestState: String, Codable, Sendable { case open, answered, refused, withdrawn }

/// A request as it is listed.
public struct ListedRequest: Codable, Equatable, Sendable {
    public let number: Int
    public let direction: KeptRequest.Direction
    /// What the other district calls itself.
    public let party: String
    public let at: String
    public let students: Int
    public let state: RequestState
}

/// A request with the people whom it is about.
public struct ShownRequest: Codable, Equatable, Sendable {
    public let number: Int
    public let direction: KeptRequest.Direction
    /// Name in the installation of the other district.
    public let district: String
    public let party: String
    public let purpose: String
    public let askedBy: String
    public let at: String
    public let state: RequestState
    public let reason: String?
    /// Our number of the envelope that was sent, or came and is still there.
    public let envelope: Int?
    public let people: [Person]

    /// One of the people.
    public struct Person: Codable, Equatable, Sendable {
        /// From 1 on.
        public let number: Int
        /// As the district that asks knows them.
        public let asked: AskedPerson
        /// The student ID of the student for whom this district asked.
        public let student: String?
        /// Whether the record was sent; nil while nothing was.
        public let isSent: Bool?
        /// Who it may be here, of a request that came: the likeliest first.
        public let candidates: [Candidate]
        /// The student ID of the one who it is for sure.
        public let proposed: String?
    }
}

/// What an approval would send of one student.
public struct ApprovedPackage: Codable, Equatable, Sendable {
    /// Of the person in the request, from 1 on.
    public let number: Int
    public let studentID: String
    public let name: String
    public let birthDate: String?
    /// Labels of the fields.
    public let fields: [String]
    public let programs: Int
    public let events: Int
    /// Titles of the documents.
    public let documents: [String]
}
