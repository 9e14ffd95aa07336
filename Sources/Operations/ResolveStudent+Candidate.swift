import Records
import Storage

// Which SIS student a student is.

extension ResolveStudent {
    /// The one SIS student that the student is: the one that is named, or that its numbers lead
    /// to, or whose number it has with the mark of a duplicate before it.
    func candidate(
        for source: MergeSubject, _ request: Request, _ reader: any Reader
    ) throws -> LinkRule.Candidate {
        if let id = request.integrationID { return try named(id, reader) }
        var numbers = Set<String>()
        if let state = source.activeNumber("stateID") { numbers.insert(state) }
        let others = [source.activeNumber("otherID"), MarkedDuplicate.number(in: source.studentID)]
            .compactMap(\.self)
        let found = try workspace.seen(
            reader.linkCandidates(
                stateIDs: Array(numbers), otherIDs: others + [source.studentID]), reader)
        if found.count == 1, let one = found.first { return try marked(one, reader) }
        throw OperationError.refused(
            code: found.isEmpty ? "resolve.no-candidate" : "resolve.several-candidates",
            message: found.isEmpty
                ? "The General Student Table has nobody with a number of student "
                    + "\(source.studentID)."
                : "\(found.count) students of the General Student Table have a number of student "
                    + "\(source.studentID).",
            remedy: "Look who it can be: homeroom student unlinked. Then name the SIS student: "
                + "homeroom student resolve \(source.studentID) --sis INTEGRATION-ID.")
    }

    /// Tells a stand-in from a state ID.
    private func marked(
        _ found: LinkRule.Candidate, _ reader: any Reader
    ) throws -> LinkRule.Candidate {
        var found = found
        found.stateIDIsProvisional = try reader.districtSettings().formats.isProvisional(
            found.stateID)
        return found
    }

    private func named(_ id: String, _ reader: any Reader) throws -> LinkRule.Candidate {
        let found = try workspace.seen(
            reader.linkCandidates(stateIDs: [], otherIDs: [id]), reader)
        if let one = found.first(where: { $0.importID == id }) { return try marked(one, reader) }
        throw OperationError.refused(
            code: "student.not-in-roster",
            message: "The General Student Table has no student \(id).",
            remedy: "Look the student up with: homeroom student find TEXT.")
    }
}
