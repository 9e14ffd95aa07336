import Foundation
import OneRoster
import Records
import Storage

/// A SIS that is asked by its OneRoster service, in the place of files that it sends.
public struct SISService: Codable, Equatable, Sendable {
    public var address: RosterAddress
    /// Whether birth dates, gender and ethnicity are read.
    public var readsDemographics: Bool
    /// After so many days everything is read, and not only what changed.
    public var fullEvery: Int

    public init(_ address: RosterAddress, readsDemographics: Bool = true, fullEvery: Int = 7) {
        self.address = address
        self.readsDemographics = readsDemographics
        self.fullEvery = fullEvery
    }

    /// What a service is called in reports.
    static let reported = "OneRoster service"
    static let mostDays = 90
    static let mostRecords = 10_000

    /// The host by which people know it.
    public var host: String { URL(string: address.base)?.host() ?? address.base }

    /// The name under which its secret is kept: one client's at one service alone, so that nobody
    /// has it, or a token made with it, sent elsewhere.
    var secretName: String {
        "sis-client "
            + TextDigest.sha256(
                [address.base, address.tokens, address.clientID].joined(separator: "\n"))
    }

    /// Another one may tell of others: it is read whole first.
    var identity: String {
        TextDigest.sha256(secretName + "\n" + address.scopes + "\n\(readsDemographics)")
    }
}

/// How reading a service went, as it is kept beside its profile.
public struct SISState: Codable, Equatable, Sendable {
    /// Of which service it is: another one is read whole first.
    var service = ""
    /// All that changed until then was read; ISO 8601 in UTC.
    public internal(set) var readThrough: String?
    /// When everything was read last; ISO 8601 in UTC.
    public internal(set) var fullAt: String?
    public internal(set) var attemptedAt: String?
    public internal(set) var succeededAt: String?
    /// What was wrong with the last attempt, in sentences; nil where nothing was.
    public internal(set) var fault: String?
    /// Students who changed there, by `sourcedId`, and were not asked for yet.
    var waiting: [String] = []
    /// Whether the service said that something changed, without saying what.
    var isAllWaiting = false
    /// Those who wait are not asked for before; seconds since 1970.
    var waitsUntil: Double?
    /// The newest run and the newest change set when it was read last.
    var run: Int?
    var change: Int?

    public init() {}

    /// More waiting students than this are read as everything that changed.
    public static let mostWaiting = 500
}

extension Reader {
    /// How reading a profile's service went; of a service that is another one now, nothing.
    func sisState(of profile: AutomationProfile) throws -> SISState {
        guard let service = profile.service?.identity else { return SISState() }
        let kept = try folderLook(of: profile.name).flatMap {
            StableJSON.value(SISState.self, $0)
        }
        if let kept, kept.service == service { return kept }
        var new = SISState()
        new.service = service
        return new
    }
}

extension Writer {
    /// Changes what is kept of reading a profile's service.
    func changeSISState(
        of profile: AutomationProfile, at now: Double, _ change: (inout SISState) -> Void
    ) throws {
        var state = try sisState(of: profile)
        change(&state)
        try keepFolderLook(of: profile.name, at: Int(now), seen: StableJSON.text(state))
    }
}

extension OperationError {
    /// Why a service could not be read, for people.
    init(_ fault: RosterFault) {
        self = .refused(code: fault.code, message: fault.message, remedy: fault.remedy)
    }
}
