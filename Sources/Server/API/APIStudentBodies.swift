import Operations
import Records
import Storage

// Students as the API shows them. Our own numbers stand nowhere in it.

extension APIStudents {
    static let refSchema = JSONSchema.matching(.student).saying(
        "Names the student in addresses of this district.", like: "s0123456789abc")

    /// A profile in a list.
    struct Listed: Encodable {
        let ref, studentID: String
        let integrationID: String?
        let stateID, otherID, lastName, firstName, middleName: String
        let birthDate: String?
        let grade, gender: String
        let site: Int?
        let siteName, status, origin: String
        let isLinked: Bool
        let caseManager: String

        init(_ row: StudentTable.Row, _ name: String) {
            ref = name
            studentID = row.studentID
            integrationID = row.integrationID
            stateID = row.stateID
            otherID = row.otherID
            lastName = row.lastName
            firstName = row.firstName
            middleName = row.middleName
            birthDate = row.birthDate?.description
            grade = row.grade
            gender = row.gender
            site = row.site
            siteName = row.siteName
            status = row.status
            origin = row.origin
            isLinked = row.isLinked
            caseManager = row.caseManager
        }

        static let schema = JSONSchema.named("StudentListed") {
            .object(
                .required("ref", refSchema), .required("studentID", .text.like("P000017")),
                .optional("integrationID", .text.saying("Of the SIS student, where linked.")),
                .required("stateID", .text.like("9000000017")), .required("otherID", .text),
                .required("lastName", .text.like("Quillfeather")),
                .required("firstName", .text.like("Ansel")), .required("middleName", .text),
                .optional("birthDate", .day.like("2017-03-04")),
                .required("grade", .text.like("04")), .required("gender", .text),
                .optional("site", .integer().like(1010)),
                .required("siteName", .text.like("Alder Elementary")),
                .required("status", .text.like("active")), .required("origin", .text),
                .required("isLinked", .boolean), .required("caseManager", .text))
        }
    }

    /// Somebody to whom a text leads.
    struct Hit: Encodable {
        let ref, studentID, integrationID: String?
        let stateID, lastName, firstName, middleName: String
        let birthDate: String?
        let grade, status, match: String

        init(_ hit: StudentHit, _ name: String?) {
            ref = name
            studentID = hit.studentID
            integrationID = hit.integrationID
            stateID = hit.stateID
            lastName = hit.lastName
            firstName = hit.firstName
            middleName = hit.middleName
            birthDate = hit.birthDate?.description
            grade = hit.grade
            status = hit.status
            match = hit.match.rawValue
        }

        static let schema = JSONSchema.named("StudentHit") {
            .object(
                .optional("ref", refSchema.saying("None where only the SIS has the student.")),
                .optional("studentID", .text.like("P000017")), .optional("integrationID", .text),
                .required("stateID", .text),
                .required("lastName", .text.like("Quillfeather")),
                .required("firstName", .text.like("Ansel")), .required("middleName", .text),
                .optional("birthDate", .day.like("2017-03-04")),
                .required("grade", .text.like("04")),
                .required("status", .text.like("active")),
                .required("match", .choice(["id", "name", "similar"])))
        }
    }

    /// A student of the work list.
    struct Unlinked: Encodable {
        let ref, studentID, name, stateID, otherID, cause, since, code, answer: String
        let integrationID: String?
        let attached: AttachedCounts
        let duplicateOf, hold: String?
        let candidates: [SISCandidate]
        let isCut: Bool

        init(_ item: UnlinkedStudents.Item, _ name: String) {
            ref = name
            studentID = item.studentID
            self.name = item.name
            stateID = item.stateID
            otherID = item.otherID
            cause = item.cause
            since = item.since
            code = item.code
            answer = item.answer
            integrationID = item.integrationID
            attached = item.attached
            duplicateOf = item.duplicateOf
            hold = item.hold
            candidates = item.candidates.map(SISCandidate.init)
            isCut = item.isCut
        }

        static let schema = JSONSchema.named("StudentUnlinked") {
            .object(
                .required("ref", refSchema), .required("studentID", .text.like("P000017")),
                .required("name", .text.like("Quillfeather, Ansel")),
                .required("stateID", .text), .required("otherID", .text),
                .required("cause", .choice(Cause.allCases.map(\.rawValue))),
                .required("since", .text.like("2026-09-02")),
                .required(
                    "code", .text.saying("What came of looking in the SIS.", like: "match.none")),
                .required("answer", .text.like("No SIS student matches.")),
                .optional("integrationID", .text),
                .required(
                    "attached",
                    .object(
                        .required("documents", .integer(0...Int(Int32.max))),
                        .required("events", .integer(0...Int(Int32.max))),
                        .required("plans", .integer(0...Int(Int32.max))),
                        .required("programs", .integer(0...Int(Int32.max))))),
                .optional("duplicateOf", .text), .optional("hold", .text),
                .required("candidates", .array(of: SISCandidate.schema)),
                .required("isCut", .boolean))
        }
    }

    /// A SIS student who might be the student.
    struct SISCandidate: Encodable {
        let integrationID, profile: String?
        let name: String
        let birthDate: String?
        let score: Double
        let evidence: [String]

        init(_ candidate: Candidate) {
            integrationID = candidate.integrationID
            profile = candidate.profile
            name = candidate.name
            birthDate = candidate.birthDate
            score = candidate.score
            evidence = candidate.evidence
        }

        static let schema = JSONSchema.named("Candidate") {
            .object(
                .optional("integrationID", .text.like("70017")),
                .optional("profile", .text.saying("The student ID of the profile, if any.")),
                .required("name", .text.like("Quillfeather, Ansel")),
                .optional("birthDate", .text.like("2017-03-04")),
                .required("score", .number.like(0.93)),
                .required("evidence", .array(of: .text)))
        }
    }

    /// One student.
    struct Shown: Encodable {
        let ref, studentID: String
        let integrationID: String?
        let stateID, otherID, status, origin, createdAt, siteName: String
        let revision: Int
        let fields: [String: String]
        let alerts, mergedFrom: [String]
        let attached: [String: Int]

        init(_ head: StudentHead, _ name: String) {
            let student = head.student
            ref = name
            studentID = student.studentID
            integrationID = student.integrationID
            stateID = student.stateID
            otherID = student.otherID
            status = student.status
            origin = student.origin
            createdAt = student.createdAt
            siteName = head.siteName
            revision = head.revision
            fields = Dictionary(student.fields.map { ($0.name, $0.value) }) { $1 }
            alerts = head.alerts
            mergedFrom = head.mergedFrom
            attached = head.attached
        }

        static let schema = JSONSchema.named("Student") {
            .object(
                .required("ref", refSchema), .required("studentID", .text.like("P000017")),
                .optional("integrationID", .text), .required("stateID", .text),
                .required("otherID", .text), .required("status", .text.like("active")),
                .required("origin", .text), .required("createdAt", .moment),
                .required("siteName", .text),
                .required(
                    "revision",
                    .integer(0...Int(Int32.max)).saying("What every write counts up.")),
                .required(
                    "fields",
                    .map(of: .text).saying(
                        "By name. Confidential fields are left out without `confidential:read`.",
                        like: ["lastName": "Quillfeather", "firstName": "Ansel"])),
                .required("alerts", .array(of: .text)),
                .required("mergedFrom", .array(of: .text).saying("Student IDs.")),
                .required("attached", .map(of: .integer(0...Int(Int32.max)))))
        }
    }

    /// What a change of a student came to.
    struct Changed: Encodable {
        let ref, studentID: String
        let changeSet, revision: Int?
        let notes: [String]

        static let schema = JSONSchema.named("StudentChanged") {
            .object(
                .required("ref", refSchema), .required("studentID", .text.like("P000017")),
                .optional("changeSet", .integer(1...Int(Int32.max)).saying("None: it was so.")),
                .optional("revision", .integer(0...Int(Int32.max))),
                .required("notes", .array(of: .text)))
        }
    }
}
