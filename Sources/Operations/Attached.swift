import Foundation
import Records
import Storage

/// What a change of something that hangs on a student came to.
public struct Attached: Codable, Equatable, Sendable {
    /// Its number.
    public let id: Int
    public let studentID: String
    /// Nil where it was so already, and nothing was changed.
    public let changeSet: Int?
}

extension Workspace {
    /// Today, where the host is.
    public var today: CalendarDate { ImportWork.day(clock()) }

    /// The school year of today.
    public var schoolYear: SchoolYear {
        today.schoolYear
    }

    /// Our number of the student whom an ID names, if something can hang on it.
    func subject(_ id: String, _ reader: any Reader) throws -> Int {
        let student = try resolve(id, reader)
        if try reader.student(student)?.status == "retired" {
            throw OperationError.refused(
                code: "student.retired",
                message: "This student was merged into another one.",
                remedy: "See which with: homeroom student show ID.")
        }
        return student
    }

    /// The same of several, each once, in their order.
    func subjects(_ ids: [String], _ reader: any Reader) throws -> [Int] {
        var numbers: [Int] = []
        for id in ids {
            let number = try subject(id, reader)
            if !numbers.contains(number) { numbers.append(number) }
        }
        return numbers
    }

    func attached(
        _ id: Int, to student: Int, _ change: Int?, _ reader: any Reader
    ) throws -> Attached {
        Attached(
            id: id, studentID: try reader.student(student)?.studentID ?? "", changeSet: change)
    }
}
