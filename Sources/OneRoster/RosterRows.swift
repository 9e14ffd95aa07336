import Delimited

extension RosterExport {
    /// A kind of records: where a service has it, and what becomes of it.
    struct Kind: Sendable {
        let path: String
        let member: String
        let file: String
        let columns: [Column]

        /// What stands in the header of each file of this kind, also of one without rows.
        var required: Set<String> {
            [
                "sourcedId", "status", "name", "type", "givenName", "familyName", "userSourcedId",
                "role", "roleType", "orgSourcedId", "schoolSourcedId", "beginDate", "endDate",
            ]
        }

        struct Column: Sendable {
            let label: String
            let value: @Sendable (LooseRecord) -> String

            /// A member that is called like the column.
            init(_ label: String) {
                self.label = label
                value = { $0[label] }
            }

            init(_ label: String, _ value: @escaping @Sendable (LooseRecord) -> String) {
                self.label = label
                self.value = value
            }

            /// The `sourcedId` of a member that is a reference.
            static func reference(_ label: String, _ member: String) -> Column {
                Column(label) { $0.record(member)?["sourcedId"] ?? "" }
            }
        }
    }
}

extension RosterExport.Kind {
    private static let common = [
        Column("sourcedId"), Column("status"), Column("dateLastModified"),
    ]

    /// Is written from users, and is no collection of a service.
    static var roles: Self {
        Self(
            path: "", member: "", file: "roles.csv",
            columns: ["userSourcedId", "roleType", "role", "orgSourcedId"].map { Column($0) })
    }

    static var schools: Self {
        Self(
            path: "orgs", member: "orgs", file: "orgs.csv",
            columns: common + [
                Column("name"), Column("type"), Column("identifier"),
                .reference("parentSourcedId", "parent"),
            ])
    }

    static var students: Self {
        Self(
            path: "students", member: "users", file: "users.csv",
            columns: common + [
                Column("enabledUser"), Column("username"),
                Column("userIds") { user in
                    list((user.records("userIds") ?? []).map { pair($0) })
                },
                Column("givenName"), Column("familyName"), Column("middleName"),
                Column("preferredGivenName") { $0["preferredFirstName"] },
                Column("preferredMiddleName"),
                Column("preferredFamilyName") { $0["preferredLastName"] },
                Column("identifier"), .reference("primaryOrgSourcedId", "primaryOrg"),
                Column("grades") { list($0.texts("grades")) },
            ])
    }

    static var demographics: Self {
        Self(
            path: "demographics", member: "demographics", file: "demographics.csv",
            columns: common + [Column("birthDate"), Column("sex")] + races.map { Column($0) })
    }

    static var enrollments: Self {
        Self(
            path: "enrollments", member: "enrollments", file: "enrollments.csv",
            columns: common + [
                .reference("classSourcedId", "class"), .reference("schoolSourcedId", "school"),
                .reference("userSourcedId", "user"), Column("role"), Column("primary"),
                Column("beginDate"), Column("endDate"),
            ])
    }

    private static let races = [
        "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican",
        "nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces",
        "hispanicOrLatinoEthnicity",
    ]

    /// `{type:number}`, without what would end it.
    private static func pair(_ id: LooseRecord) -> String {
        let (type, number) = (id["type"], id["identifier"])
        return "{\(type):\(number)}".replacing(#/(?!^)\{|\}(?!$)|,/#, with: "")
    }

    /// A list within a cell.
    private static func list(_ values: [String]) -> String { values.joined(separator: ",") }
}

/// The rows of one file, with the columns in which somebody has a value.
final class RosterRows {
    private let kind: RosterExport.Kind
    private let sink: any RosterSink
    /// By the place of each column.
    private var isSaid: [Bool]

    init(_ kind: RosterExport.Kind, _ sink: any RosterSink) {
        self.kind = kind
        self.sink = sink
        isSaid = kind.columns.map { _ in false }
    }

    /// Forgets all rows before.
    func begin() throws {
        isSaid = kind.columns.map { _ in false }
        try sink.begin(kind.file)
    }

    func append(_ records: [LooseRecord]) throws {
        try append(records.map { record in kind.columns.map { $0.value(record) } })
    }

    func append(_ rows: [[String]]) throws {
        for row in rows {
            for (place, cell) in row.enumerated() where !cell.isEmpty { isSaid[place] = true }
        }
        try sink.append(Self.text(rows), to: kind.file)
    }

    /// Writes the header. A column that nobody fills is called by a name that nobody reads; those
    /// that a file has to have are called as they are.
    func finish() throws {
        let labels = zip(kind.columns, isSaid).map { column, isSaid in
            isSaid || kind.required.contains(column.label)
                ? column.label : "not-said-\(column.label)"
        }
        try sink.finish(kind.file, header: Self.text([labels]))
    }

    static func text(_ rows: [[String]]) -> [UInt8] {
        var writer = DelimitedWriter(separator: UInt8(ascii: ","), purpose: .data)
        for row in rows { writer.append(row) }
        return writer.bytes
    }
}
