import Storage

extension Workspace {
    /// Whether somebody may see rows of a table where changes are told row by row. Those of a kind
    /// that is not listed here are the administrator's.
    func sees(_ table: VersionedTable) -> Bool {
        switch table {
        case .document: allows(.seeDocuments)
        case .event: allows(.seeEvents)
        case .enrollment, .sisEnrollment: allows(.seeEnrollments)
        case .programEnrollment, .programAlias: allows(.seePrograms)
        case .learningPlan, .planCourse, .planContact, .planReview, .planIntervention:
            allows(.seePlans)
        case .setting, .code, .site, .sisStudent, .sisContact, .student, .identifier,
            .studentField, .notSame, .notLinked:
            true
        case .rosterApart: allows(.seeRoster)
        default: role == nil
        }
    }
}
