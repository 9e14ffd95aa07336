import Records

/// A student as the SIS of the district knows them.
struct SISStudent: Equatable, Sendable {
    var importID: String
    var stateID: String
    var last: String
    var first: String
    var middle = ""
    var suffix = ""
    /// The name the child goes by, where it is another.
    var alsoKnownAs = ""
    var birthDate: CalendarDate
    /// F, M or X.
    var gender: String
    /// A Grade Level ID: 1 is kindergarten, 13 is grade 12.
    var grade: Int
    var ethnicity = ""
    var isHispanic = false
    var language = "English"
    var correspondence = "English"
    /// EO English only, IFEP initially fluent, EL learner, RFEP reclassified as fluent.
    var proficiency = "EO"
    var disability = ""
    var districtEntry: CalendarDate

    /// How many school years the student has been here before this one.
    var yearsHere: Int { SchoolCalendar.year - districtEntry.schoolYear.start }

    var school: School { School(grade: grade) }

    /// When the student came into the present school: with its lowest grade, or later.
    var schoolEntry: CalendarDate {
        let yearsAtSchool = grade - school.grades.lowerBound
        return startDay(yearsBack: min(yearsAtSchool, yearsHere))
    }

    /// The first day of attendance in the school year `yearsBack` before this one.
    func startDay(yearsBack: Int) -> CalendarDate {
        max(SchoolCalendar.firstDay(of: SchoolCalendar.year - yearsBack), districtEntry)
    }
}
