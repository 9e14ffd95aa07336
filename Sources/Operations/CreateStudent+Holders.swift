import Records
import Storage

extension CreateStudent {
    /// The students to whom a number of a request leads already, so that a second profile cannot
    /// have it.
    public func holders(of request: Request) throws -> [Candidate] {
        try workspace.require(.createStudents)
        let numbers = [request.stateID, request.otherID].filter { !$0.isEmpty }
        return try workspace.store.read { reader in
            let holders = try numbers.flatMap {
                try reader.currentHolders(of: $0) + reader.holdersThroughMerges(of: $0)
            }
            return try Set(holders).sorted().filter { try workspace.isInScope($0, reader) }
                .compactMap { try candidate($0, for: request, reader) }
        }
    }

    /// A linked student is described by what the SIS says.
    private func candidate(
        _ student: Int, for request: Request, _ reader: any Reader
    ) throws -> Candidate? {
        guard let profile = try reader.profile(student) else { return nil }
        let source: PeopleSource = profile.sisStudent == nil ? .unlinkedStudents : .roster
        let known = try reader.people(source, ids: [profile.sisStudent ?? profile.id])
        return known.first.map { person in
            Candidate(
                CandidateSearch.Found(
                    person: person, likeness: Likeness(request.person, person.description)),
                from: source)
        }
    }
}
