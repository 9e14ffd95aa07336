import Records
import Storage

/// What to do next for a student on the work list.
struct NextStep {
    let profile: UnlinkedProfile
    let cause: Cause
    let answer: MatchAnswer
    /// The likeliest first.
    let candidates: [CandidateSearch.Found]

    private var id: String { profile.studentID }

    /// In words, with the command.
    var sentence: String {
        switch answer {
        case .linked:
            "Tell the SIS data manager at once to request a state ID. It comes with the next "
                + "roster."
        case .several:
            "Compare those who match: homeroom student candidates \(id). Then link the right one: "
                + "homeroom student link \(id) --sis ID"
        case .idsDisagree:
            "Find out which of the two numbers is right, and correct the other one: "
                + "homeroom student edit \(id) --state-id NUMBER, or --other-id NUMBER"
        case .idHeldByOther:
            "The number may be wrong. Check it, and correct it: "
                + "homeroom student edit \(id) --\(heldNumber) NUMBER. If it is right, tell the "
                + "SIS data manager."
        case .idDiffers:
            "One of the numbers may be wrong. Compare the two: homeroom student candidates \(id). "
                + "Correct ours with homeroom student edit \(id) --state-id NUMBER, or link: "
                + "homeroom student link \(id) --sis ID --check"
        case .severalStudents:
            "Compare the students who have the number: homeroom student find \(number). One of "
                + "them has it wrongly, or they are one person: "
                + "homeroom merge preview \(id) OTHER"
        case .hasProfile, .one, .none, .initials, .namesEqual, .soundsAlike, .alike:
            best
                ?? cause.nextStep(
                    for: id,
                    hasStateID: !profile.description.stateID.isEmpty
                        && !profile.description.stateIDIsProvisional,
                    isFromRoster: profile.origin == Cause.rosterOrigin)
        }
    }

    /// What to do with the likeliest, where one is likely enough.
    private var best: String? {
        let likely = candidates.filter(\.likeness.isLikely)
        let one =
            answer == .hasProfile
            ? likely.first { $0.person.profile != nil } ?? likely.first : likely.first
        guard let one else { return nil }
        if let other = one.person.profile {
            return "Compare the two, and look at the merge: "
                + "homeroom merge preview \(id) \(other)"
        }
        return "Compare the two, and link them if they are one person: "
            + "homeroom student link \(id) --sis \(one.person.number)"
    }

    /// Which number somebody else holds.
    private var heldNumber: String {
        let isOther = candidates.contains {
            $0.likeness.otherIDs == .same && $0.likeness.stateIDs != .same
        }
        return (isOther ? StudentNumberRules.Kind.otherID : .stateID).option
    }

    private var number: String {
        let own = profile.description
        return own.stateID.isEmpty ? own.otherIDs.first ?? id : own.stateID
    }
}
