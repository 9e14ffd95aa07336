import Records
import Storage

// What was asked, and how it stands.

extension DirectTransfers {
    /// What somebody may see of the requests: those that were asked here take the right to create
    /// students and that all of them are seen, those that came the right to export. The newest
    /// first.
    public static func list(_ workspace: Workspace) throws -> [ListedRequest] {
        if !workspace.allows(.export) { try workspace.require(.createStudents) }
        return try workspace.store.read { reader in
            try reader.transferRequests().compactMap { kept in
                guard workspace.allows(kept.direction == .asked ? .createStudents : .export),
                    let request = kept.request, try request.isSeen(by: workspace, reader)
                else { return nil }
                return ListedRequest(
                    number: kept.id, direction: kept.direction, party: request.title,
                    at: request.askedAt, students: request.people.count, state: request.state)
            }
        }
    }

    /// How many requests that came wait for an answer; nil for those who do not send records.
    public static func waiting(_ workspace: Workspace) throws -> Int? {
        guard rightsToAnswer.allSatisfy(workspace.allows) else { return nil }
        return try workspace.store.read { reader in
            try reader.transferRequests().count { kept in
                kept.direction == .came && kept.request?.state == .open
            }
        }
    }

    /// A request, and of one that came who its people may be here.
    ///
    /// - Throws: `transfer-request.not-found`.
    public func show(_ number: Int) throws -> ShownRequest {
        if !workspace.allows(.export) { try workspace.require(.createStudents) }
        return try workspace.store.read { reader in
            let (kept, request) = try known(number, nil, reader)
            try workspace.require(kept.direction == .asked ? .createStudents : .export)
            try workspace.require(.seeStudents)
            guard try request.isSeen(by: workspace, reader) else { throw Self.missing(number) }
            let isOpen = kept.direction == .came && request.state == .open
            let matches =
                try isOpen
                ? EnvelopeMatches(workspace, reader).find(request.people.map(\.person)) : []
            let receiving = ReceiveEnvelopes(workspace)
            let people = try request.people.enumerated().map { place, person in
                let found = isOpen ? matches[place] : []
                let candidates = EnvelopeMatches.shown(found)
                workspace.shows(candidates)
                let student = try request.students.map {
                    try receiving.shownID($0[place], reader)
                }
                var proposed: String?
                if case .profile(let id)? = EnvelopeMatches.proposed(found) { proposed = id }
                return ShownRequest.Person(
                    number: place + 1, asked: person, student: student,
                    isSent: request.sent.map { $0.contains(place) }, candidates: candidates,
                    proposed: proposed)
            }
            return ShownRequest(
                number: kept.id, direction: kept.direction, district: request.party,
                party: request.title, purpose: request.purpose, askedBy: request.askedBy,
                at: request.askedAt, state: request.state, reason: request.reason,
                envelope: try request.envelope.flatMap { try reader.envelope($0)?.id },
                people: people)
        }
    }
}
