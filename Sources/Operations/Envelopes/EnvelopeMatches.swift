import Records
import Storage

/// Looks for who the people of an envelope, or of a request for one, may be here.
struct EnvelopeMatches {
    let workspace: Workspace
    let reader: any Reader

    init(_ workspace: Workspace, _ reader: any Reader) {
        self.workspace = workspace
        self.reader = reader
    }

    /// Somebody who may be one of the people.
    struct Match {
        let candidate: Candidate
        /// Whether the state ID is the same and the names are alike, or the names and the birth
        /// date are the same, and nothing speaks against it.
        let isSure: Bool

        fileprivate init(
            _ found: CandidateSearch.Found, of person: PersonDescription,
            from source: PeopleSource
        ) {
            candidate = Candidate(found, from: source)
            let likeness = found.likeness
            let isNumbered =
                likeness.stateIDs == .same && !person.stateIDIsProvisional
                && likeness.names >= .soundAlike
            isSure =
                likeness.stateIDs != .differ && likeness.birthDates != .differ
                && (isNumbered || likeness.names == .equal && likeness.birthDates == .same)
        }

        private init(_ candidate: Candidate) { (self.candidate, isSure) = (candidate, false) }

        fileprivate var unsure: Match { Match(candidate) }
    }

    /// Profiles, and SIS students without one, in the order of the people; the likeliest first.
    func find(_ people: [PersonDescription]) throws -> [[Match]] {
        let formats = try StudentNumberRules(reader).formats
        let people = people.map { person in
            var person = person
            person.stateIDIsProvisional = formats.isProvisional(person.stateID)
            return person
        }
        var found = people.map { _ in [Match]() }
        var isCut = people.map { _ in false }
        for source in [PeopleSource.unlinkedStudents, .roster] {
            let search = CandidateSearch(
                source: source, reader: reader, formats: formats, workspace: workspace)
            for (place, result) in try search.find(people).enumerated() {
                isCut[place] = isCut[place] || result.isCut
                found[place] += result.found.map { Match($0, of: people[place], from: source) }
            }
        }
        return zip(found, isCut).map { matches, isCut in
            // Where not all were looked at, nobody is the one for sure.
            matches.map { isCut ? $0.unsure : $0 }
                .sorted { $0.candidate.score > $1.candidate.score }
        }
    }

    /// Refuses somebody with another state ID, or of another name and birth date.
    ///
    /// - Throws: `envelope.contradiction`.
    func requireNoContradiction(_ described: PersonDescription, with student: Int) throws {
        let fields = try reader.fields(of: student)
        var person = PersonDescription(
            lastName: fields["lastName"]?.value ?? "", firstName: fields["firstName"]?.value ?? "",
            birthDate: CalendarDate(iso: fields["birthDate"]?.value ?? ""))
        person.middleName = fields["middleName"]?.value ?? ""
        person.stateID = try reader.wholeStudent(student)?.stateID ?? ""
        let formats = try StudentNumberRules(reader).formats
        person.stateIDIsProvisional = formats.isProvisional(person.stateID)
        let likeness = Likeness(described, person)
        let isOther = likeness.birthDates == .differ && likeness.names < .soundAlike
        if likeness.stateIDs != .differ && !isOther { return }
        throw OperationError.refused(
            code: "envelope.contradiction",
            message: "The package and the student contradict each other. "
                + likeness.evidence.joined(separator: " "),
            remedy: "Choose another student. If they are one person all the same: --anyway.")
    }

    /// As many as people look at.
    static func shown(_ matches: [Match]) -> [Candidate] {
        matches.prefix(5).map(\.candidate)
    }

    /// The one who is the same for sure, where nobody else is; or the one for whom it was asked,
    /// where nobody else has a profile and is the same for sure.
    static func proposed(_ matches: [Match], askedFor: String = "") -> EnvelopeTarget? {
        let sure = matches.filter(\.isSure).map(\.candidate)
        let one = sure.count == 1 ? sure[0] : nil
        let found = one.flatMap { one in
            one.profile.map { EnvelopeTarget.profile($0) }
                ?? one.integrationID.map { .roster($0) }
        }
        if askedFor.isEmpty { return found }
        let isOther = sure.contains { $0.profile != nil && $0.profile != askedFor }
        return isOther ? nil : .profile(askedFor)
    }
}
