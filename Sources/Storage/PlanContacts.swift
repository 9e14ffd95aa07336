import Records

// All SQL that touches `plan_contact`.

extension PlanContact {
    fileprivate static let table = VersionedTable.planContact

    fileprivate init(_ row: any ResultRow) throws {
        self.init(
            id: try row.requiredInteger(0), plan: try row.requiredInteger(1),
            course: try row.integer(2), day: try row.requiredDay(3),
            method: try row.requiredText(4), evidence: try row.requiredText(5))
    }
}

extension Reader {
    /// The contacts of a learning plan, in the order of their days.
    public func planContacts(of plan: Int) throws -> [PlanContact] {
        try rows(
            of: PlanContact.table, "WHERE plan = \(plan) ORDER BY day, id",
            PlanContact.init)
    }

    /// A contact by its number, or nil.
    public func planContact(_ id: Int) throws -> PlanContact? {
        try row(id, of: PlanContact.table, PlanContact.init)
    }

    /// Whether a contact was about this course.
    public func hasContact(aboutCourse course: Int) throws -> Bool {
        try count("SELECT count(*) FROM plan_contact WHERE course = \(course)") > 0
    }
}

extension Writer {
    /// Writes a contact whole, keeping what it was.
    public func save(_ contact: PlanContact, in change: Int) throws {
        try save(
            [
                .init(number: contact.id), .init(number: contact.plan), .init(contact.course),
                .init(contact.day), .text(contact.method), .text(contact.evidence),
            ], of: PlanContact.table, in: change)
    }

    /// Takes a contact from its plan, keeping what it was.
    public func removePlanContact(_ id: Int, in change: Int) throws {
        try remove([Int64(id)], from: PlanContact.table, in: change)
    }
}
