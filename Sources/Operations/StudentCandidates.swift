import Records
import Storage

/// Lists the SIS students to whom a student might be linked.
public struct StudentCandidates {
    let store: any Store

    public init(store: any Store) { self.store = store }

    /// SIS students shown.
    private static let limit = 25

    /// - Parameter name: a name, or a number, by which SIS students are looked for; without one,
    ///   by what the student says. Those who were told apart from the student are shown only when
    ///   they are looked for by name.
    public func run(_ id: String, name: String? = nil) throws -> [Candidate] {
        try store.read { reader in
            let student = try ShowStudent.resolve(id, reader)
            guard let profile = try reader.profile(student) else {
                throw OperationError.notFound(kind: "student", name: id)
            }
            let formats = try reader.districtSettings().formats
            if let name { return try candidates(named: name, profile, formats, reader) }
            let search = CandidateSearch(source: .roster, reader: reader, formats: formats)
            let notLinked = try NotLinked([student], reader)
            return try search.find([profile.description])[0].filter {
                !notLinked.holds(
                    student, $0.person.id,
                    Agreement(profile.description, $0.person.description))
            }.prefix(Self.limit).map { Candidate($0, from: .roster) }
        }
    }

    private func candidates(
        named name: String, _ profile: UnlinkedProfile, _ formats: IDFormats,
        _ reader: any Reader
    ) throws -> [Candidate] {
        let hits = try FindStudents(store: store).find(name, Self.limit, reader)
        let numbers = hits.compactMap(\.integrationID)
        let people = try reader.rosterPeople(stateIDs: [], otherIDs: numbers)
            .filter { numbers.contains($0.number) }
        var seen = Set<Int>()
        return people.filter { seen.insert($0.id).inserted }.map { person in
            var person = person
            person.description.stateIDIsProvisional = formats.isProvisional(
                person.description.stateID)
            return CandidateSearch.Found(
                person: person,
                likeness: Likeness(profile.description, person.description))
        }.sorted { $0.likeness.score > $1.likeness.score }.map { Candidate($0, from: .roster) }
    }
}
