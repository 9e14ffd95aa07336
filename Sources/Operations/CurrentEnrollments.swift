import Records

/// Finds out where students are today, while their enrollments pass by in the order of students.
struct CurrentEnrollments {
    /// Students who get another grade or site.
    private(set) var moves: [Move] = []

    struct Move: BitwiseCopyable {
        let student: Int64
        let site: Int64
        /// The number of the grade in a table of those met.
        let grade: Int32
    }

    private let today: CalendarDate
    private var best: RosterEnrollment?
    /// The place of the student in the index; nil where the file does not name the student.
    private var place: Int32?

    init(today: CalendarDate) { self.today = today }

    /// Looks at one enrollment. `place` is the student's in the index, where the file names it.
    mutating func see(_ enrollment: RosterEnrollment, _ place: Int32?, in index: RosterIndex) {
        if let best, best.student != enrollment.student { end(in: index) }
        if let place { self.place = place }
        guard let best, !enrollment.isMoreCurrent(than: best, on: today) else {
            best = enrollment
            return
        }
    }

    /// Ends the student whose enrollments passed by last.
    mutating func end(in index: RosterIndex) {
        if let best, let place = place.map(Int.init),
            index.gradeNumbers[place] != best.grade || index.sites[place] != best.site
        {
            moves.append(
                Move(student: index.ids[place], site: best.site, grade: best.grade))
        }
        best = nil
        place = nil
    }
}
