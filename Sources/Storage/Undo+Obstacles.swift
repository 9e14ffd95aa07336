/// Why a row cannot be as it was before a change set: another one has by now what only one can
/// have, or what it refers to is gone.
public enum Obstacle: Int, CaseIterable, Sendable {
    case studentIDTaken = 1, linkTaken, importIDTaken, codeTaken, identifierTaken
    case studentGone, sisStudentGone, codeGone, planGone, courseGone, reviewGone, reviewTaken
    case programTaken, accountNameTaken, accountGone
    case identityTaken
}

/// All of this is asked of the image `p` of a row.
extension VersionedTable {
    /// What can hinder a row of this table, in SQL.
    private var obstacles: [(Obstacle, Query)] {
        switch self {
        case .sisEnrollment, .sisContact: [(.sisStudentGone, isGone("sis_student", .sisStudent))]
        case .identifier:
            [
                (
                    .identifierTaken,
                    """
                    (\(query: inImage("status")) = 'active' AND EXISTS (SELECT 1 FROM identifier o
                        WHERE o.status = 'active' AND o.system = \(query: inImage("system"))
                        AND o.value = \(query: inImage("value"))
                        AND o.student <> \(query: inImage("student"))))
                    """
                ), (.studentGone, isGone("student", .student)),
            ]
        case .student:
            [
                (.studentIDTaken, isTaken(["student_id"])), (.linkTaken, isTaken(["sis_student"])),
                (.sisStudentGone, isGone("sis_student", .sisStudent)),
                (.studentGone, isGone("merged_into", .student)),
            ]
        case .sisStudent: [(.importIDTaken, isTaken(["import_id"]))]
        case .code: [(.codeTaken, isTaken(["code_table", "code_key"]))]
        case .codeState: [(.codeGone, isGone("code", .code))]
        case .programAlias, .studentField, .enrollment, .document, .event, .learningPlan:
            [(.studentGone, isGone("student", .student))]
        case .planCourse: [(.planGone, isGone("plan", .learningPlan))]
        case .planContact:
            [
                (.planGone, isGone("plan", .learningPlan)),
                (.courseGone, isGone("course", .planCourse)),
            ]
        case .planReview:
            [
                (.planGone, isGone("plan", .learningPlan)),
                (.reviewTaken, isTaken(["plan", "month"])),
            ]
        case .planIntervention: [(.reviewGone, isGone("review", .planReview))]
        case .notSame:
            [
                (.studentGone, isGone("low", .student)), (.studentGone, isGone("high", .student)),
            ]
        case .notLinked:
            [
                (.studentGone, isGone("student", .student)),
                (.sisStudentGone, isGone("sis_student", .sisStudent)),
            ]
        case .rosterApart:
            [
                (.sisStudentGone, isGone("low", .sisStudent)),
                (.sisStudentGone, isGone("high", .sisStudent)),
            ]
        case .programEnrollment:
            [(.studentGone, isGone("student", .student))]
                + ["program", "eligibility_code", "exit_code"].map {
                    (.codeGone, isGone($0, .code))
                }
        case .userAccount: [(.accountNameTaken, isTaken(["name"]))]
        case .userSite, .permissionRule: [(.accountGone, isGone("account", .userAccount))]
        case .userIdentity:
            [
                (.identityTaken, isTaken(["issuer", "subject"])),
                (.accountGone, isGone("account", .userAccount)),
            ]
        default: []
        }
    }

    /// Whether rows have numbers, beside their key, that only one row can have.
    var hasUniqueNumbers: Bool {
        [.student, .sisStudent, .code, .identifier, .planReview, .userAccount, .userIdentity]
            .contains(self)
    }

    private func isTaken(_ columns: [String]) -> Query {
        let same = columns.reduce("" as Query) {
            "\(query: $0) AND o.\(sql: $1) = \(query: inImage($1))"
        }
        return """
            EXISTS (SELECT 1 FROM \(sql: name) o WHERE o.id <> \(query: inImage("id"))
                \(query: same))
            """
    }

    private func isGone(_ column: String, _ parent: VersionedTable) -> Query {
        """
        (\(query: inImage(column)) IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM \(sql: parent.name) o WHERE o.id = \(query: inImage(column))))
        """
    }

    /// True where nothing hinders the row.
    var isUnhindered: Query {
        obstacles.reduce("1 = 1") { "\(query: $0) AND NOT \(query: $1.1)" }
    }

    /// The number of the first obstacle, or 0; nil where there never is one.
    var whichObstacle: Query? {
        if obstacles.isEmpty { return nil }
        let cases = obstacles.reduce("CASE" as Query) {
            "\(query: $0) WHEN \(query: $1.1) THEN \(sql: "\($1.0.rawValue)")"
        }
        return "CAST(\(query: cases) ELSE 0 END AS BIGINT)"
    }

    /// The number by which people know the row, or NULL.
    var numberInImage: Query {
        switch self {
        case .student: inImage("student_id")
        case .sisStudent: inImage("import_id")
        case .code: inImage("code_key")
        case .userAccount: inImage("name")
        default: "CAST(NULL AS TEXT)"
        }
    }

    /// True where the row `o` has the image's key.
    var hasKeyOfImage: Query {
        key.dropFirst().reduce("o.\(sql: key[0]) = \(query: inImage(key[0]))") {
            "\(query: $0) AND o.\(sql: $1) = \(query: inImage($1))"
        }
    }

    private static let texts: Set<String> = [
        "name", "academic_year", "system", "value", "status", "student_id", "import_id",
        "code_table", "code_key", "field", "permission", "scope", "subject",
        "system_key", "issuer",
    ]

    /// A column's value in the image.
    func inImage(_ column: String) -> Query {
        let type = Self.texts.contains(column) ? "TEXT" : "BIGINT"
        let place = columns.firstIndex(of: column) ?? columns.count
        return "CAST(\(jsonItem: place, of: "p.image") AS \(sql: type))"
    }
}
