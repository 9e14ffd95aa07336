import Records
import Storage

/// What became of one unlinked student whose number the General Student Table has.
struct LinkNotice: Equatable {
    enum Result: Equatable {
        case linked(importID: String, LinkRule.Evidence)
        case notLinked(LinkRule.Refusal)
    }

    /// The visible student ID.
    let studentID: String
    let result: Result

    /// In words, for the data manager.
    var sentence: String {
        switch result {
        case .linked(let importID, let evidence):
            "Linked \(studentID) to SIS student \(importID) by \(evidence.rawValue)."
        case .notLinked(let refusal):
            "Student \(studentID): \(refusal.sentence) (\(MatchAnswer(refusal).rawValue))"
        }
    }
}

extension RosterImport {
    /// Links each unlinked student whose state ID or other ID exactly one SIS student holds, with
    /// nothing contradicting it (see `LinkRule`).
    ///
    /// - Parameters:
    ///   - student: the one student that it is about; nil for all.
    ///   - change: the number of the change set, begun where there is something to link.
    /// - Returns: the students that were linked, and those that were not and why; students whose
    ///   numbers no SIS student holds are passed over.
    static func linkAutomatically(
        _ writer: any Writer, student: Int? = nil, change: () throws -> Int
    ) throws -> [LinkNotice] {
        let decisions = try decisions(writer, students: student.map { [$0] })
        var notices: [LinkNotice] = []
        for (student, decision) in decisions {
            switch decision {
            case .none: continue
            case .refuse(let refusal):
                notices.append(
                    LinkNotice(studentID: student.studentID, result: .notLinked(refusal)))
            case .link(let found, let evidence):
                let change = try change()
                try writer.link(student.id, toSISStudent: found.id, in: change)
                try writer.retireStandIns(of: student.id, linkedTo: found, in: change)
                notices.append(
                    LinkNotice(
                        studentID: student.studentID,
                        result: .linked(importID: found.importID, evidence)))
            }
        }
        return notices
    }

    /// Why these students are not linked by themselves, by their student IDs.
    static func refusals(
        of students: [Int], _ reader: any Reader
    ) throws -> [String: LinkRule.Refusal] {
        if students.isEmpty { return [:] }
        var found: [String: LinkRule.Refusal] = [:]
        var decided = try decisions(reader, students: students)
        // Of two who would link to one SIS student neither does, and the other can be anybody.
        let links = decided.contains {
            if case .link = $1 { true } else { false }
        }
        if links { decided = try decisions(reader) }
        for case (let student, .refuse(let refusal)) in decided {
            found[student.studentID] = refusal
        }
        return found
    }

    /// The SIS student to whom a student who is to be made would be linked by itself.
    static func sisStudent(
        linkingTo subject: LinkRule.Subject, _ rules: StudentNumberRules
    ) throws -> Int? {
        var subject = subject
        subject.stateIDIsProvisional = rules.formats.isProvisional(subject.stateID)
        var candidates = try rules.reader.linkCandidates(
            stateIDs: [subject.stateID].filter { !$0.isEmpty },
            otherIDs: [subject.otherID].filter { !$0.isEmpty })
        for index in candidates.indices {
            candidates[index].stateIDIsProvisional = rules.formats.isProvisional(
                candidates[index].stateID)
        }
        guard case .link(let found, _) = LinkRule.decide(subject, among: candidates) else {
            return nil
        }
        return found.id
    }

    /// What the link rule says of each unlinked student with a number, or of these alone.
    private static func decisions(
        _ reader: any Reader, students: [Int]? = nil
    ) throws -> [(UnlinkedStudent, LinkRule.Decision)] {
        var unlinked = try reader.unlinkedStudents(students)
        if unlinked.isEmpty { return [] }
        var candidates = try reader.linkCandidates(
            stateIDs: unlinked.map(\.subject.stateID).filter { !$0.isEmpty },
            otherIDs: unlinked.map(\.subject.otherID).filter { !$0.isEmpty })
        if candidates.isEmpty { return [] }
        if let isProvisional = try reader.districtSettings().formats.provisionalID?.matcher {
            for index in candidates.indices {
                candidates[index].stateIDIsProvisional = isProvisional(candidates[index].stateID)
            }
            // Also one that was entered before the district's stand-ins were known as such.
            for index in unlinked.indices where isProvisional(unlinked[index].subject.stateID) {
                unlinked[index].subject.stateIDIsProvisional = true
            }
        }
        let holders = Holders(candidates)
        let notLinked = try NotLinked(unlinked.map(\.id), reader)
        let decisions = unlinked.map { student in
            let open = holders.of(student.subject).filter {
                !notLinked.holds(student.id, $0.id, Agreement(student.subject, $0))
            }
            return (student, LinkRule.decide(student.subject, among: open))
        }
        var claims: [Int: Int] = [:]
        for case (_, .link(let found, _)) in decisions { claims[found.id, default: 0] += 1 }
        return decisions.map { student, decision in
            guard case .link(let found, _) = decision, claims[found.id, default: 0] > 1 else {
                return (student, decision)
            }
            return (student, .refuse(.severalStudents))
        }
    }

    /// SIS students by their numbers.
    private struct Holders {
        private var byStateID: [String: [LinkRule.Candidate]] = [:]
        private var byOtherID: [String: [LinkRule.Candidate]] = [:]

        init(_ candidates: [LinkRule.Candidate]) {
            for one in candidates {
                if !one.stateID.isEmpty { byStateID[one.stateID, default: []].append(one) }
                for number in Set([one.importID, one.otherID]) where !number.isEmpty {
                    byOtherID[number, default: []].append(one)
                }
            }
        }

        func of(_ subject: LinkRule.Subject) -> [LinkRule.Candidate] {
            let found = byStateID[subject.stateID, default: []]
            let others = byOtherID[subject.otherID, default: []]
            return found + others.filter { other in !found.contains { $0.id == other.id } }
        }
    }

    /// How many links are named in the report.
    private static let namedLinks = 100

    /// Links what can be linked and tells of it.
    mutating func linkAutomatically() throws {
        let notices = try Self.linkAutomatically(writer) { try change.begin() }
        file.outcome.add(notices, named: Self.namedLinks)
    }
}

extension Writer {
    /// A stand-in has had its day where the SIS student has a state ID. It still leads to the
    /// student.
    func retireStandIns(
        of student: Int, linkedTo found: LinkRule.Candidate, in change: Int
    ) throws {
        if found.stateID.isEmpty || found.stateIDIsProvisional { return }
        let rules = try StudentNumberRules(self)
        for number in try identifiers(of: [student])[student] ?? []
        where number.status != .retired && rules.isStandIn(number)
            && number.value != found.stateID
        {
            try set(
                StudentIdentifier(
                    system: number.system, value: number.value, status: .retired),
                of: student, in: change)
        }
    }
}

extension ImportOutcome {
    /// Tells of links, the first `named` of them each by itself.
    mutating func add(_ notices: [LinkNotice], named: Int = 100) {
        var linked: [String] = []
        for notice in notices {
            switch notice.result {
            case .linked: linked.append(notice.sentence)
            case .notLinked: problems.add(.rosterNotLinked, detail: notice.sentence)
            }
        }
        self.linked += linked.count
        notes += linked.prefix(named)
        if linked.count > named {
            notes.append("\(grouped(linked.count - named)) more were linked.")
        }
    }
}
