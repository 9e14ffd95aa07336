import Records

/// Finds out where students are today, while their enrollments pass by in the order of students.
struct CurrentEnrollments {
    /// Students who get another grade or site, by both.
    private(set) var moves: [Move: [Int64]] = [:]

    struct Move: Hashable {
        let grade: Int32
        let site: Int64
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
            moves[Move(grade: best.grade, site: best.site), default: []].append(index.ids[place])
        }
        best = nil
        place = nil
    }
}
