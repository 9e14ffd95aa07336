import Operations
import Records

// Courses, approval and conclusion of a plan.

extension PlanPage {
    var courses: HTML {
        """
        \(heading(.planCourses, id: "courses"))
        \(if: contents.courses.isEmpty,
            paragraph(Phrase("plan.no-courses", "No courses yet.")))
        \(each: contents.courses, { course in
            """
            <section class="course">
            \(heading(Phrase(data: course.title), level: 3))
            \(summaryList(Self.rows(course)))
            \(if: sheet.mayChange, links(course))
            </section>
            """
        })
        \(if: sheet.mayChange, buttons(linkButton(
            Phrase("course.add", "Add a course"), sheet.part("courses/new"))))
        """
    }

    static func rows(_ course: PlanContents.Course) -> [SummaryRow] {
        [
            SummaryRow(.courseCode, HTML(text: course.stateCourseCode)),
            SummaryRow(.planTeacher, HTML(text: course.teacher)),
            SummaryRow(.courseGoals, PlanWords.lines(course.goals)),
            SummaryRow(.courseObjectives, PlanWords.lines(course.objectives)),
            SummaryRow(.courseActivities, PlanWords.lines(course.activities)),
            SummaryRow(.courseCompletion, PlanWords.lines(course.completion)),
        ]
    }

    private func links(_ course: PlanContents.Course) -> HTML {
        changeLinks(
            course.title, change: sheet.courseAddress(course.course),
            remove: sheet.courseAddress(course.course, "remove"))
    }

    /// Links to change and remove one thing, which they name.
    func changeLinks(_ about: String, change: String, remove: String) -> HTML {
        """
        <p class="no-print row-links"><a href="\(change)">\(say: .change)\
        <span class="visually-hidden"> \(about)</span></a> \
        <a href="\(remove)">\(say: .remove)<span class="visually-hidden"> \(about)</span></a></p>
        """
    }

    var approval: HTML {
        """
        \(heading(.planApproval, id: "approval"))
        \(sheet.shown.approval.map(approved) ?? .empty)
        \(if: sheet.shown.status == .draft, steps)
        \(if: sheet.shown.status.isOpen, paragraph(.whatRevokes))
        """
    }

    private func approved(_ approval: LearningPlans.Shown.Approval) -> HTML {
        """
        \(summaryList([
            SummaryRow(.approvedOn, .day(approval.on)),
            SummaryRow(.approvedBy, HTML(text: approval.by)),
        ]))
        \(if: approval.coursesChanged, inset(paragraph(Phrase("plan.courses-changed",
            "The courses changed since. That needs no new approval."))))
        \(if: approval.snapshot != nil, Self.screenLink(
            Phrase("plan.see-approved", "See what was approved"), sheet.part("approved")))
        """
    }

    /// What is missing before the plan can be approved, each with the place where it is entered.
    private var steps: HTML {
        let missing = sheet.shown.missing
        return """
            \(if: missing.isEmpty, paragraph(Phrase("plan.complete",
                "Nothing is missing: the plan can be approved.")))
            \(sheet.missingSteps)
            \(if: sheet.mayApprove && missing.isEmpty, buttons(linkButton(
                Phrase("plan.approve-link", "Approve the plan"), sheet.part("approve"), .primary)))
            """
    }

    var conclusion: HTML {
        """
        \(heading(.planConclusion, id: "conclusion"))
        \(conclusionWords)
        \(if: sheet.mayApprove && sheet.shown.status == .approved, buttons(linkButton(
            Phrase("plan.conclude-link", "Conclude the plan"), sheet.part("conclude"))))
        """
    }

    private var conclusionWords: HTML {
        switch sheet.shown.status {
        case .draft:
            paragraph(
                Phrase("plan.not-concluded", "A plan is approved before it is concluded."))
        case .approved:
            paragraph(
                Phrase(
                    "plan.not-yet",
                    "Not concluded yet. Nothing of a concluded plan "
                        + "changes any more."))
        case .concluded:
            "<p>\(say: Phrase("plan.concluded-day", "Concluded on")) "
                + "\(.day(sheet.shown.concludedOn))</p>"
        case .superseded:
            paragraph(
                Phrase(
                    "plan.gave-way",
                    "Another plan of the student took its place in a merge."))
        }
    }
}

extension Phrase {
    static let whatRevokes = Phrase(
        "plan.what-revokes",
        "Other hours, other dates or another teacher revoke an approval. Other changes, of courses "
            + "too, do not.")
}
