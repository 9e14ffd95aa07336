/// A field in which the students differ.
public struct MergeDifference: Codable, Equatable, Sendable {
    /// Whose value the student has afterwards.
    public enum Side: String, Codable, Sendable { case target, source, choose }

    /// What one source says.
    public struct Offer: Codable, Equatable, Sendable {
        /// The source, by our number and by its student ID.
        public let source: Int
        public let studentID: String
        public let value: FieldValue
        public let isFromSIS: Bool
    }

    public let field: String
    public let owner: StudentField.Owner
    public let target: FieldValue
    public let targetIsFromSIS: Bool
    /// What the sources say that differ from the target, in their order.
    public let offers: [Offer]
    /// What counts where nobody chooses.
    public let standard: Side
    /// What counts.
    public internal(set) var choice: Side
    /// The offer that is taken where `choice` is `source`.
    public internal(set) var taken: Int?
    /// Whether the SIS has the word, so that there is nothing to choose.
    public let isSettled: Bool

    /// The value that goes over to the target, or nil where it keeps its own.
    public var takenValue: String? {
        guard choice == .source, let taken else { return nil }
        return offers[taken].value.value
    }

    /// The offer that stands for the source: the one that is taken or would be, else the first
    /// that says something.
    public var offer: Offer? {
        if let taken { return offers[taken] }
        return offers.first { !$0.value.value.isEmpty } ?? offers.first
    }
}

extension MergePlan {
    mutating func decideFields(_ veil: Set<String>) {
        for field in StudentField.all {
            let isVeiled = veil.contains(field.name)
            guard var difference = difference(in: field, isVeiled: isVeiled) else { continue }
            if !isVeiled { choose(&difference) }
            differences.append(difference)
            if let value = difference.takenValue, !difference.isSettled {
                outcome.values.own[field.name] = value.isEmpty ? nil : FieldValue(value: value)
            }
        }
    }

    private func difference(in field: StudentField, isVeiled: Bool) -> MergeDifference? {
        let stands = target.values[field]
        let offers = sources.compactMap { source -> MergeDifference.Offer? in
            let value = source.values[field]
            if value.value == stands.value { return nil }
            return MergeDifference.Offer(
                source: source.id, studentID: source.studentID, value: value,
                isFromSIS: source.values.isSettledBySIS(field))
        }
        if offers.isEmpty { return nil }
        let isSettled = outcome.values.isSettledBySIS(field)
        var (side, taken) = standard(field, stands.value, offers, isSettled: isSettled)
        if isVeiled, side == .choose { (side, taken) = (.target, nil) }
        return MergeDifference(
            field: field.name, owner: field.owner, target: stands,
            targetIsFromSIS: target.values.isSettledBySIS(field), offers: offers, standard: side,
            choice: side, taken: taken, isSettled: isSettled)
    }

    /// What counts where nobody chooses: the SIS's word; else what the target says of a field that
    /// the SIS owns; else the only word that there is. Two programs' words have to be chosen from.
    /// A blank never counts against a word.
    private func standard(
        _ field: StudentField, _ stands: String, _ offers: [MergeDifference.Offer], isSettled: Bool
    ) -> (MergeDifference.Side, taken: Int?) {
        if isSettled {
            guard let linked = linkedSource else { return (.target, nil) }
            let taken = offers.firstIndex { $0.source == linked.id }
            return (taken == nil ? .target : .source, taken)
        }
        let words = Set(offers.map(\.value.value)).subtracting([""])
        let first = offers.firstIndex { !$0.value.value.isEmpty }
        if words.isEmpty { return (.target, nil) }
        if stands.isEmpty, words.count == 1 || field.owner == .sis { return (.source, first) }
        return field.owner == .sis ? (.target, nil) : (.choose, nil)
    }

    /// Lets a person's choice count.
    private mutating func choose(_ difference: inout MergeDifference) {
        guard let choice = choices[difference.field] else { return }
        func refuse(_ reason: RefusedChoice.Reason) {
            refusedChoices.append(RefusedChoice(name: difference.field, reason: reason))
        }
        let (side, taken): (MergeDifference.Side, Int?)
        switch choice {
        case "target": (side, taken) = (.target, nil)
        case "source":
            // Several sources that say different things have to be told apart by their IDs.
            let words = Set(difference.offers.map(\.value.value))
            guard words.count == 1 || difference.taken != nil else { return refuse(.unknown) }
            (side, taken) = (.source, difference.taken ?? 0)
        default:
            if let offer = difference.offers.firstIndex(where: { $0.studentID == choice }) {
                (side, taken) = (.source, offer)
            } else if ([target] + sources).contains(where: { $0.studentID == choice }) {
                // It says what the target says.
                (side, taken) = (.target, nil)
            } else {
                return refuse(.unknown)
            }
        }
        if difference.isSettled, side != difference.choice { return refuse(.ownedBySIS) }
        difference.choice = side
        difference.taken = taken
    }
}

/// What becomes of a number of a source.
public struct MergedNumber: Codable, Equatable, Sendable {
    /// What a number is from then on.
    public enum Fate: String, Codable, Sendable {
        /// It leads to the target from now on.
        case alias
        /// It leads to the target, and is the target's own number from now on.
        case adopted
    }

    /// The source, by our number.
    public let source: Int
    public let number: MergeIdentifier
    public let fate: Fate
}

extension MergePlan {
    /// All numbers of the sources lead to the target. One that the target has none of becomes its
    /// own; one that counts takes the place of a stand-in, which still leads to the target.
    mutating func decideIdentifiers() {
        let isFound = Set(
            sources.flatMap(\.identifiers).filter { $0.status == "active" }.map(\.system))
        for source in sources {
            let visible = MergeIdentifier(
                system: "studentID", value: source.studentID, status: "active")
            identifiers.append(MergedNumber(source: source.id, number: visible, fate: .alias))
            for number in source.identifiers {
                // No stand-in is needed where a source has the number that it stands in for.
                let isOutdone = number.status == "provisional" && isFound.contains(number.system)
                let isWanted = !isOutdone && wants(number)
                identifiers.append(
                    MergedNumber(
                        source: source.id, number: number, fate: isWanted ? .adopted : .alias))
                if isWanted { adopt(number) }
            }
        }
        outcome.identifiers.sort { ($0.system, $0.value) < ($1.system, $1.value) }
    }

    private func wants(_ number: MergeIdentifier) -> Bool {
        if number.system == "studentID" || number.status == "retired" { return false }
        if outcome.activeNumber(number.system) != nil { return false }
        return !outcome.identifiers.contains {
            guard $0.system == number.system else { return false }
            let isSame = $0.value == number.value
            return $0.status == "provisional" ? number.status != "active" : isSame
        }
    }

    private mutating func adopt(_ number: MergeIdentifier) {
        if number.status == "active" {
            outcome.identifiers.removeAll {
                $0.system == number.system && $0.value == number.value
            }
            for index in outcome.identifiers.indices
            where outcome.identifiers[index].system == number.system
                && outcome.identifiers[index].status == "provisional"
            { outcome.identifiers[index].status = "retired" }
        }
        outcome.identifiers.append(number)
    }

    /// Stand-ins of the target that give way to a number that counts.
    public var outdone: [MergeIdentifier] {
        target.identifiers.filter { number in
            number.status == "provisional"
                && outcome.identifiers.contains {
                    $0.system == number.system && $0.value == number.value
                        && $0.status == "retired"
                }
        }
    }
}
