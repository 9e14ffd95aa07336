import Storage

/// Who was merged into whom.
struct Merges {
    private var next: [Int64: Int64] = [:]
    private var students: [Int64] = []

    mutating func add(_ student: Int64, into other: Int64) {
        next[student] = other
        students.append(student)
    }

    /// Those whose merges never end.
    func inCircles() -> BrokenRows {
        var endings: [Int64: Bool] = [:]
        var found = BrokenRows()
        for student in students {
            var path: [Int64] = []
            var onPath = Set<Int64>()
            var at = student
            while endings[at] == nil, let into = next[at], onPath.insert(at).inserted {
                path.append(at)
                at = into
            }
            // Either it is known whether the rest ends, or nobody follows, or it came round.
            let ends = endings[at] ?? (next[at] == nil)
            for one in path { endings[one] = ends }
            if endings[student] == false { found.add("student \(student)") }
        }
        return found
    }
}
