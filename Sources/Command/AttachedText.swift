import Operations
import Records

/// What a change came to, as JSON: the number under the noun of what was changed.
struct AttachedJSON: Encodable {
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// `document`, `event`, `enrollment`.
    let noun: String
    let attached: Attached

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(attached.id, forKey: Key(stringValue: noun))
        try container.encode(attached.studentID, forKey: Key(stringValue: "studentID"))
        try container.encodeIfPresent(
            attached.changeSet, forKey: Key(stringValue: "changeSet"))
    }
}

/// What a change of a plan came to, as JSON.
struct PlanChangeJSON: Encodable {
    let plan: Int
    let studentID: String
    let status: LearningPlan.Status
    let approvalRevoked: Bool
    let changeSet: Int?
    var course: Int?
    var contact: Int?
    var review: Int?
    var intervention: Int?

    init(_ changed: LearningPlans.Changed, part: WritableKeyPath<Self, Int?>? = nil) {
        plan = changed.plan
        studentID = changed.studentID
        status = changed.status
        approvalRevoked = changed.approvalRevoked
        changeSet = changed.changeSet
        if let part { self[keyPath: part] = changed.part }
    }
}

extension Output {
    /// Tells what a command changed, and how to take it back.
    static func changed(_ sentence: String, _ changeSet: Int?) {
        guard let changeSet else { return line("It was so already. Nothing was changed.") }
        line(harmless(sentence))
        line("To take it back: homeroom undo \(changeSet)")
    }

    /// The same of something that hangs on a student.
    static func changed(_ noun: String, _ verb: String, _ attached: Attached, json: Bool) {
        if json { return self.json(AttachedJSON(noun: noun, attached: attached)) }
        changed(
            "\(verb) \(noun) \(attached.id) of student \(attached.studentID).",
            attached.changeSet)
    }

    /// The same of a plan.
    static func changed(
        _ sentence: String, _ changed: LearningPlans.Changed, json: Bool,
        part: WritableKeyPath<PlanChangeJSON, Int?>? = nil
    ) {
        if json { return self.json(PlanChangeJSON(changed, part: part)) }
        if changed.approvalRevoked {
            line("The plan is a draft again: it has to be approved anew.")
        }
        self.changed(sentence, changed.changeSet)
    }
}
