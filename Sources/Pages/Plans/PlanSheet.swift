import Operations
import Records

/// A learning plan, whose it is, and what the viewer may do about it; every page about a plan has
/// it.
public struct PlanSheet: Sendable {
    public let head: StudentHead
    public let shown: LearningPlans.Shown
    let parts: [StudentFrame.Part]
    /// While the plan is open.
    let mayChange: Bool
    let mayApprove: Bool
    let mayRecord: Bool
    /// Also after the end, for a review on which nothing was done.
    let mayIntervene: Bool

    public init(
        _ head: StudentHead, _ shown: LearningPlans.Shown, allows: (Permission) -> Bool
    ) {
        self.head = head
        self.shown = shown
        parts = StudentFrame.parts(for: allows)
        mayChange = shown.status.isOpen && allows(.changePlans)
        mayApprove = shown.status.isOpen && allows(.approvePlans)
        mayRecord = shown.status.isOpen && allows(.recordProgress)
        mayIntervene = shown.status != .superseded && allows(.recordProgress)
    }

    public var address: String { Address.plan(shown.plan) }

    func part(_ part: String) -> String { Address.plan(shown.plan, part) }

    func course(_ id: Int) -> PlanContents.Course? {
        shown.contents.courses.first { $0.course == id }
    }

    func courseAddress(_ id: Int, _ part: String = "") -> String {
        self.part("courses/\(Address.name(.course, id))" + (part.isEmpty ? "" : "/\(part)"))
    }

    /// Of a contact, a review or an intervention: `contacts`.
    func progressAddress(_ kind: String, _ id: Int, _ part: String = "") -> String {
        self.part("\(kind)/\(Address.name(.progress, id))" + (part.isEmpty ? "" : "/\(part)"))
    }

    var frame: HTML { StudentFrame(head, .plans, parts: parts).html }

    var span: HTML { "\(.day(shown.contents.start)) &ndash; \(.day(shown.contents.end))" }

    private var name: Phrase { Phrase("plan.of", "Learning plan of {0}", head.givenName) }

    /// Whose plan it is and of which time, above a form about a part of it.
    var caption: HTML {
        """
        \(StudentFrame(head, .plans, parts: parts).html)
        <p class="hint caption">\(link(name, address)), \(span)</p>
        """
    }
}

extension PlanSheet {
    /// What is missing before the plan can be approved, each with the place where it is entered;
    /// nothing where nothing is.
    var missingSteps: HTML {
        let missing = shown.missing
        if missing.isEmpty { return .empty }
        return """
            \(paragraph(Phrase("plan.incomplete", one: "1 thing is missing before the plan can "
                + "be approved.", other: "{n} things are missing before the plan can be "
                + "approved.", count: missing.count)))
            \(taskList(missing.map { one in
                TaskStep(label(one), address: mayChange ? place(one) : nil,
                    state: Phrase("plan.missing", "Missing"), color: .yellow)
            }))
            """
    }

    private func label(_ missing: MissingElement) -> Phrase {
        let element = PlanWords.element(missing.element)
        guard let course = missing.course.flatMap(course) else { return element }
        return Phrase("plan.missing-of", "{0}: {1}", course.title, element.text)
    }

    private func place(_ missing: MissingElement) -> String {
        if let course = missing.course {
            return courseAddress(course) + "#\(missing.element.rawValue)"
        }
        return missing.element == .courses
            ? part("courses/new") : part("change") + "#\(missing.element.rawValue)"
    }
}
