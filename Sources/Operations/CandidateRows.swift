import Records
import Storage

/// A candidate with the rows by which pages name it.
public struct CandidateRow: Sendable {
    public let candidate: Candidate
    /// Our number of the student, where the candidate has a profile.
    public let student: Int?
    /// The row of the General Student Table, where the candidate is there.
    public let sisStudent: Int?
}

extension Workspace {
    public func rows(of candidates: [Candidate]) throws -> [CandidateRow] {
        try store.read { reader in
            try candidates.map { one in
                if one.integrationID == nil {
                    return CandidateRow(candidate: one, student: one.id, sisStudent: nil)
                }
                return CandidateRow(
                    candidate: one, student: try reader.profile(ofSISStudent: one.id),
                    sisStudent: one.id)
            }
        }
    }

    /// `Last, First Middle` of a row of the General Student Table; nil where there is none.
    public func name(ofSISStudent row: Int) throws -> String? {
        try store.read { reader in
            try seen(
                reader.people(.roster, ids: [row]), from: .roster, id: \.id, reader
            ).first?.description.listedName
        }
    }

    /// The row of the General Student Table with an integration ID; nil where there is none.
    public func row(ofSISStudent id: String) throws -> Int? {
        try store.read { try $0.sisStudent(numbered: id) }
    }

    /// What the numbers of the district look like.
    public func numberFormats() throws -> IDFormats {
        try store.read { try $0.districtSettings().formats }
    }
}

extension Reader {
    /// The row of the SIS student with an integration ID.
    fileprivate func sisStudent(numbered id: String) throws -> Int? {
        try linkCandidates(stateIDs: [], otherIDs: [id]).first { $0.importID == id }?.id
    }
}
