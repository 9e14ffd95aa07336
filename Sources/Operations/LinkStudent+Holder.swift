import Records
import Storage

extension LinkStudent {
    /// The student who already has what a target leads to, so that linking to it is a merge to look
    /// at; nil where nobody else has it, or it leads to several.
    public func holder(of target: Target, besides id: String) throws -> Int? {
        try workspace.require(.linkStudents)
        return try workspace.store.read { reader in
            let student = try workspace.resolve(id, reader)
            let found =
                switch target {
                case .stateID:
                    try reader.linkCandidates(stateIDs: [target.number], otherIDs: [])
                case .otherID:
                    try reader.linkCandidates(stateIDs: [], otherIDs: [target.number])
                case .sis:
                    try reader.linkCandidates(stateIDs: [], otherIDs: [target.number])
                        .filter { $0.importID == target.number }
                }
            let linked = try found.compactMap { try reader.profile(ofSISStudent: $0.id) }
            let holders =
                linked.isEmpty
                ? try reader.currentHolders(of: target.number)
                    + reader.holdersThroughMerges(of: target.number) : linked
            let others = Set(holders).subtracting([student])
            guard others.count == 1, let other = others.first,
                try workspace.isInScope(other, reader)
            else { return nil }
            return other
        }
    }
}
