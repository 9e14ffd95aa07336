import Records
import Storage

/// Lists the SIS students to whom a student might be linked.
public struct StudentCandidates {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// For the administrator of the host.
    public init(store: any Store) { workspace = Workspace(reading: store) }

    /// SIS students shown.
    private static let limit = 25

    /// Those who were found, and whether so many have such a name or birth date that not all were
    /// looked at.
    public struct Listed: Sendable {
        public let candidates: [Candidate]
        public let isCut: Bool
    }

    /// - Parameter name: a name, or a number, by which SIS students are looked for; without one,
    ///   by what the student says. Those who were told apart from the student are shown only when
    ///   they are looked for by name.
    public func run(_ id: String, name: String? = nil) throws -> [Candidate] {
        try list(id, name: name).candidates
    }

    /// The same, telling whether it is all.
    public func list(_ id: String, name: String? = nil) throws -> Listed {
        try workspace.require(.seeStudents)
        try workspace.require(.seeRoster)
        return try workspace.store.read { reader in
            let student = try workspace.resolve(id, reader)
            guard var profile = try reader.profile(student) else {
                throw OperationError.notFound(kind: "student", name: id)
            }
            let formats = try reader.districtSettings().formats
            if formats.isProvisional(profile.description.stateID) {
                profile.description.stateIDIsProvisional = true
            }
            if let name {
                let found = try candidates(named: name, profile, formats, reader)
                workspace.shows(found)
                return Listed(candidates: found, isCut: false)
            }
            let search = CandidateSearch(
                source: .roster, reader: reader, formats: formats, workspace: workspace)
            let notLinked = try NotLinked([student], reader)
            let result = try search.find([profile.description])[0]
            let open = result.found.filter {
                !notLinked.holds(
                    student, $0.person.id,
                    Agreement(profile.description, $0.person.description))
            }
            let shown = open.prefix(Self.limit).map { Candidate($0, from: .roster) }
            workspace.shows(shown)
            return Listed(
                candidates: shown,
                isCut: result.isCut || open.count > Self.limit)
        }
    }

    private func candidates(
        named name: String, _ profile: UnlinkedProfile, _ formats: IDFormats,
        _ reader: any Reader
    ) throws -> [Candidate] {
        let hits = try FindStudents(workspace).find(name, Self.limit, reader)
        let numbers = hits.compactMap(\.integrationID)
        let people = try reader.rosterPeople(stateIDs: [], otherIDs: numbers)
            .filter { numbers.contains($0.number) }
        var seen = Set<Int>()
        return try workspace.seen(people, from: .roster, id: \.id, reader).filter {
            seen.insert($0.id).inserted
        }.map { person in
            var person = person
            person.description.stateIDIsProvisional = formats.isProvisional(
                person.description.stateID)
            return CandidateSearch.Found(
                person: person,
                likeness: Likeness(profile.description, person.description))
        }.sorted { $0.likeness.score > $1.likeness.score }.map { Candidate($0, from: .roster) }
    }
}
