import Records
import Storage

/// An envelope that came, as it is kept.
struct ReceivedEnvelope: Codable {
    let from: String
    let madeAt: String
    let receivedAt: String
    var packages: [StudentPackage]
    /// Our numbers of the students for whom it was asked, in the order of the packages; nil where
    /// nobody asked for it.
    var asked: [Int?]?
}

/// An envelope as it is listed.
public struct ListedEnvelope: Codable, Equatable, Sendable {
    public let number: Int
    public let direction: KeptEnvelope.Direction
    /// Who gets it, or who sent it.
    public let party: String
    public let at: String
    public let students: Int
    /// Packages of one that came that were not applied yet.
    public let waiting: Int
}

/// A package of an envelope that came, and who its student may be here.
public struct PackageShown: Codable, Equatable, Sendable {
    /// From 1 on, in the order of the envelope.
    public let number: Int
    public let package: StudentPackage
    /// The student ID of the profile that it was applied to.
    public let appliedTo: String?
    /// The likeliest first: profiles, and SIS students without one.
    public let candidates: [Candidate]
    /// The student ID of the student for whom this district asked.
    public let askedFor: String?
    /// The one for whom it was asked, or whose numbers and names leave no doubt.
    public let proposed: EnvelopeTarget?
    /// Program records whose program nobody here knows, and that would be left out.
    public let unknownPrograms: [String]
}

/// To whom a package is applied.
public enum EnvelopeTarget: Codable, Equatable, Hashable, Sendable {
    /// A profile, by any of its numbers.
    case profile(String)
    /// A student of the General Student Table, who is imported for it.
    case roster(String)
    /// A new profile, which waits for the enrollment in the SIS.
    case new

    /// `ID`, `sis:ID` or `new`.
    public init?(_ text: String) {
        if text == "new" {
            self = .new
        } else if text.hasPrefix("sis:") {
            self = .roster(String(text.dropFirst(4)))
        } else if text.isEmpty {
            return nil
        } else {
            self = .profile(text)
        }
    }

    public var text: String {
        switch self {
        case .profile(let id): id
        case .roster(let id): "sis:" + id
        case .new: "new"
        }
    }
}

/// A change set that begins with the first thing that changes.
final class EnvelopeChange {
    private let begin: () throws -> Int
    private(set) var number: Int?

    init(_ begin: @escaping () throws -> Int) { self.begin = begin }

    func callAsFunction() throws -> Int {
        if let number { return number }
        let new = try begin()
        number = new
        return new
    }
}
