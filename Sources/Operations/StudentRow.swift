import Storage

extension Workspace {
    /// The student ID of the student in a row; where the student was merged into another, that of
    /// the one who stayed.
    ///
    /// - Throws: `student.not-found`, also where the student is out of scope.
    public func studentID(ofRow row: Int) throws -> String {
        try store.read { reader in
            let survivor = try reader.survivor(of: row)
            let nobody = OperationError.notFound(kind: "student", name: "")
            guard let student = try reader.student(survivor) else { throw nobody }
            try requireInScope(survivor, reader, else: nobody)
            shows(students: [survivor])
            return student.studentID
        }
    }

    /// The integration ID of a row of the General Student Table.
    ///
    /// - Throws: `student.not-found`, also where the student is out of scope.
    public func integrationID(ofRow row: Int) throws -> String {
        try store.read { reader in
            let nobody = OperationError.notFound(kind: "student", name: "")
            guard let id = try reader.importID(ofSISStudent: row) else { throw nobody }
            guard try reader.sisStudents([row], in: scope).contains(row) else {
                disclosures?.noteOutOfScope()
                throw nobody
            }
            shows(sisStudents: [row])
            return id
        }
    }

    /// The row of the student that an ID leads to.
    ///
    /// - Throws: `student.not-found` and the like.
    public func row(ofStudent id: String) throws -> Int {
        try store.read { try resolve(id, $0) }
    }
}
