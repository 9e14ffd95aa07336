import Records

extension Roster {
    /// sites.txt: the three schools.
    static var sitesFile: DemoFile {
        var text = LayoutText(.sites)
        for school in School.allCases {
            text.append([
                "Site ID": school.siteID, "Site Name": school.name,
                "State Site ID": "990\(school.siteID)",
                "Start Grade Level ID": String(school.grades.lowerBound),
                "End Grade Level ID": String(school.grades.upperBound),
                "Site Type ID": school.typeID, "Address": school.address, "City": Town.name,
                "State": Town.state, "Zip": Town.zip, "Local Site Code": school.siteID,
                "Annual Hours": school.annualHours, "Annual Weeks": "36",
            ])
        }
        return text.file
    }

    /// studemo.txt of `students`.
    ///
    /// - Parameter plans: the Import Student IDs of those with an open Section 504 plan.
    static func studentFile(_ students: [SISStudent], plans: Set<String>) -> DemoFile {
        var text = LayoutText(.studemo)
        for (index, student) in students.enumerated() {
            let hasPlan = plans.contains(student.importID)
            text.append([
                "Import Student ID": student.importID, "State Student ID": student.stateID,
                "Student Last Name": student.last, "Student First Name": student.first,
                "Student Middle Name": student.middle,
                "Birth Date": student.birthDate.monthDayYear, "Gender": student.gender,
                "Primary Ethnicity": student.ethnicity,
                "Is Hispanic": student.isHispanic ? "Y" : "N",
                "Primary Language": student.language,
                "Correspondence Language": student.correspondence,
                "English Proficiency": student.proficiency,
                "Primary Disability": student.disability,
                "School Enter Date": student.schoolEntry.monthDayYear,
                "District Enter Date": student.districtEntry.monthDayYear,
                "Plan 504 Accommodations": hasPlan ? accommodations[index % 5] : "",
                "Plan 504 Annual Review Date": hasPlan ? reviewDay(index).monthDayYear : "",
                "Academic Year": SchoolYear(start: SchoolCalendar.year).description,
                "Name Suffix": student.suffix, "AKA First Name": student.alsoKnownAs,
            ])
        }
        return text.file
    }

    /// enrollment.txt: this year for everybody, and last year for those who were here.
    var enrollmentFile: DemoFile {
        var text = LayoutText(.enrollment)
        for student in students {
            for yearsBack in [1, 0] where yearsBack <= student.yearsHere {
                let year = SchoolCalendar.year - yearsBack
                text.append([
                    "Import Student ID": student.importID, "State Student ID": student.stateID,
                    "Student Last Name": student.last, "Student First Name": student.first,
                    "Student Middle Name": student.middle,
                    "Birth Date": student.birthDate.monthDayYear,
                    "Site ID": School(grade: student.grade - yearsBack).siteID,
                    "Enrollment Start Date": student.startDay(yearsBack: yearsBack).monthDayYear,
                    "Enrollment End Date": yearsBack == 0
                        ? "" : SchoolCalendar.lastDay(of: year).monthDayYear,
                    "Grade Level ID": String(student.grade - yearsBack),
                    "Academic Year": SchoolYear(start: year).description,
                    "Is Primary ADA": "Y", "Exit Code": yearsBack == 0 ? "" : "EOY",
                    "Session Type": "1",
                    "Entry Code": student.yearsHere == yearsBack ? "NEW" : "RET",
                ])
            }
        }
        return text.file
    }

    /// contacts.txt: one or two for each student, the same for all children of a household.
    var contactsFile: DemoFile {
        var text = LayoutText(.contacts)
        for (student, home) in zip(students, homes.map({ households[$0] })) {
            for (index, contact) in home.contacts.enumerated() {
                text.append([
                    "Import Student ID": student.importID, "State Student ID": student.stateID,
                    "Student Last Name": student.last, "Student First Name": student.first,
                    "Student Middle Name": student.middle,
                    "Birth Date": student.birthDate.monthDayYear,
                    "Contact Last Name": contact.last, "Contact First Name": contact.first,
                    "Address 1": home.address, "Address 2": home.unit, "City": Town.name,
                    "State": Town.state, "Zip": Town.zip, "Phone 1": contact.phone,
                    "Relationship": contact.relationship,
                    "Legal Guardian": contact.isLegalGuardian ? "Y" : "N",
                    "Primary Contact": index == 0 ? "Y" : "N", "Email": contact.email,
                ])
            }
        }
        return text.file
    }

    private static func reviewDay(_ index: Int) -> CalendarDate {
        SchoolCalendar.schoolDay(SchoolCalendar.day(2027, 1, 11).later(by: index * 7 % 130))
    }
}

private let accommodations = [
    "Extended time on tests; preferential seating",
    "Breaks as needed; access to the school nurse",
    "Copies of notes; reduced homework load",
    "Quiet room for tests; instructions read aloud",
    "Check of blood sugar in class; snacks as needed",
]
