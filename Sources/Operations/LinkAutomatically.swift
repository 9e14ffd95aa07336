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
        case .notLinked(let refusal): "Student \(studentID): \(refusal.sentence)"
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
        let unlinked = try writer.unlinkedStudents(student)
        if unlinked.isEmpty { return [] }
        let candidates = try writer.linkCandidates(
            stateIDs: unlinked.map(\.subject.stateID).filter { !$0.isEmpty },
            otherIDs: unlinked.map(\.subject.otherID).filter { !$0.isEmpty })
        if candidates.isEmpty { return [] }
        let holders = Holders(candidates)
        let decisions = unlinked.map {
            ($0, LinkRule.decide($0.subject, among: holders.of($0.subject)))
        }
        var claims: [Int: Int] = [:]
        for case (_, .link(let found, _)) in decisions { claims[found.id, default: 0] += 1 }
        var notices: [LinkNotice] = []
        for (student, decision) in decisions {
            switch decision {
            case .none: continue
            case .refuse(let refusal):
                notices.append(
                    LinkNotice(studentID: student.studentID, result: .notLinked(refusal)))
            case .link(let found, _) where claims[found.id, default: 0] > 1:
                notices.append(
                    LinkNotice(studentID: student.studentID, result: .notLinked(.severalStudents)))
            case .link(let found, let evidence):
                try writer.link(student.id, toSISStudent: found.id, in: change())
                notices.append(
                    LinkNotice(
                        studentID: student.studentID,
                        result: .linked(importID: found.importID, evidence)))
            }
        }
        return notices
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
        notes += linked.prefix(named)
        if linked.count > named {
            notes.append("\(grouped(linked.count - named)) more were linked.")
        }
    }
}
