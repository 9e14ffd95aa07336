import Linkage
import Records
import Storage

// What people decide about two records is noted with what the model said of them, so that it can
// be told how often it is right; see `DuplicateQuality`.

/// What is to be noted of a decision: made before anything is written, for a merge leaves one
/// record.
struct DecisionNote {
    fileprivate let decisions: [MatchDecision]
    fileprivate let keys: [DuplicatePair.Key]
    fileprivate let isSame: Bool
}

extension Reader {
    /// What is said of these pairs now. Pairs that are none any more are left out.
    func decisionNote(_ keys: [DuplicatePair.Key], isSame: Bool) throws -> DecisionNote {
        DecisionNote(
            decisions: try keys.compactMap { key in
                guard let pair = try people(of: key) else { return nil }
                return MatchDecision(key, try score(pair.one, pair.other).kept, isSame: isSame)
            }, keys: keys, isSame: isSame)
    }

    /// Of a student and a SIS student, who may have a profile.
    func decisionNote(
        _ student: Int, toSISStudent sis: Int, isSame: Bool
    ) throws -> DecisionNote {
        let profile = try profile(ofSISStudent: sis)
        let key = profile.map { DuplicatePair.Key(.students, student, $0) }
        return try decisionNote([key ?? DuplicatePair.Key(.link, student, sis)], isSame: isSame)
    }
}

extension Writer {
    /// Notes a decision that a change set carries out.
    func note(_ note: DecisionNote, in change: Int) throws {
        for decision in note.decisions { try self.note(decision, in: change) }
        // Who was told apart stays, unseen: an undo brings the pair back.
        for key in note.keys where note.isSame { try remove(key) }
    }
}
