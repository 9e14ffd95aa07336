import Records

// The SQL that tells whose students are whose.

/// The students whom somebody with rights for some sites sees: those who are there now, or have an
/// enrollment or a program there that has not ended, and those who are nowhere.
public struct SiteScope: Sendable, Equatable {
    public let sites: Set<Int>
    /// Today.
    public let day: CalendarDate
    /// System keys of codes, in lower case: program enrollments of these codes put nobody anywhere,
    /// so that it does not show that they are there.
    public let hidden: [String]

    public init(sites: Set<Int>, day: CalendarDate, hiding hidden: [String] = []) {
        self.sites = sites
        self.day = day
        self.hidden = hidden
    }

    /// True for those in scope.
    ///
    /// - Parameters:
    ///   - student: the alias of `student`; nil where only a SIS student is asked for.
    ///   - sis: the alias of `sis_student`, which may be NULL; nil where nothing links them.
    ///   - codes: the numbers of the codes that put nobody anywhere.
    fileprivate func holds(student: String?, sis: String?, hiding codes: [Int]) -> Query {
        let places = places(student, sis, codes)
        let (here, anywhere) = places.reduce(("1 = 0" as Query, "1 = 0" as Query)) { all, place in
            (
                "\(query: all.0) OR \(query: place.isOneOf(sites))",
                "\(query: all.1) OR \(query: place.isThere)"
            )
        }
        return "((\(query: here)) OR NOT (\(query: anywhere)))"
    }

    /// Where a student can be: a condition, of which `column` is the site.
    private struct Place {
        let column: String
        let rows: Query?

        func isOneOf(_ sites: Set<Int>) -> Query {
            sites.isEmpty ? "1 = 0" : holds("\(sql: column) IN (\(list: sites.sorted()))")
        }

        var isThere: Query { holds("\(sql: column) IS NOT NULL") }

        private func holds(_ condition: Query) -> Query {
            guard let rows else { return "(\(query: condition) AND \(sql: column) IS NOT NULL)" }
            return "EXISTS (SELECT 1 FROM \(query: rows) AND \(query: condition))"
        }
    }

    private func places(_ student: String?, _ sis: String?, _ codes: [Int]) -> [Place] {
        var places: [Place] = []
        let own = student.map { "\($0).site" }
        let site =
            switch (own, sis) {
            case (let own?, let sis?):
                "CASE WHEN \(sis).id IS NULL THEN \(own) ELSE \(sis).site END"
            case (let own?, nil): own
            case (nil, let sis?): "\(sis).site"
            case (nil, nil): "NULL"
            }
        places.append(Place(column: site, rows: nil))
        let notEnded: Query = "(e.ends IS NULL OR e.ends >= \(day.dayNumber))"
        if let sis {
            places.append(
                Place(
                    column: "e.site",
                    rows: """
                        sis_enrollment e WHERE e.sis_student = \(sql: sis).id
                            AND e.missing_since IS NULL AND \(query: notEnded)
                        """))
        }
        if let student {
            places += [
                Place(
                    column: "e.site",
                    rows: """
                        enrollment e WHERE e.student = \(sql: student).id AND \(query: notEnded)
                        """),
                Place(
                    column: "e.site",
                    rows: """
                        program_enrollment e WHERE e.student = \(sql: student).id
                            AND e.site <> \(ProgramRow.noSite) AND \(query: notEnded)
                            \(query: codes.isEmpty ? "" : "AND e.program NOT IN (\(list: codes))")
                        """),
            ]
        }
        return places
    }
}

extension Optional<SiteScope> {
    /// A condition that may follow others: that those of `student` and `sis` are in scope.
    func and(student: String?, sis: String?, hiding codes: [Int]) -> Query {
        map { "AND \(query: $0.holds(student: student, sis: sis, hiding: codes))" } ?? ""
    }
}

extension Reader {
    /// The numbers of the codes whose program enrollments put nobody anywhere.
    func codes(hiddenFor scope: SiteScope?) throws -> [Int] {
        try scope.map { try codes(withSystemKeys: $0.hidden) } ?? []
    }

    /// Those of these students who are in scope; all where nothing limits it.
    public func students(_ students: [Int], in scope: SiteScope?) throws -> Set<Int> {
        guard let scope else { return Set(students) }
        let codes = try codes(hiddenFor: scope)
        var found = Set<Int>()
        try students.forEachBatch { batch in
            found.formUnion(
                try rows(
                    """
                    SELECT s.id FROM student s LEFT JOIN sis_student g ON g.id = s.sis_student
                    WHERE s.id IN (\(list: batch))
                        AND \(query: scope.holds(student: "s", sis: "g", hiding: codes))
                    """
                ) { try $0.requiredInteger(0) })
        }
        return found
    }

    /// The same of SIS students. One who has a profile is in scope where the profile is.
    public func sisStudents(_ students: [Int], in scope: SiteScope?) throws -> Set<Int> {
        guard let scope else { return Set(students) }
        let codes = try codes(hiddenFor: scope)
        var found = Set<Int>()
        try students.forEachBatch { batch in
            found.formUnion(
                try rows(
                    """
                    SELECT g.id FROM sis_student g LEFT JOIN student s ON s.sis_student = g.id
                    WHERE g.id IN (\(list: batch))
                        AND \(query: scope.holds(student: "s", sis: "g", hiding: codes))
                    """
                ) { try $0.requiredInteger(0) })
        }
        return found
    }
}
