import Records
import Storage

/// What somebody does not see of the students whom they see, resolved once for what is read.
struct Sight {
    let access: Access
    /// Names of fields of students.
    let fields: Set<String>
    /// Our numbers of codes of a class that is not seen.
    let codes: Set<Int>
    /// Whether nothing is hidden that change sets write of students.
    var isWhole: Bool { access.seesWholeChanges }

    init(_ workspace: Workspace, _ codes: [Code]) {
        access = workspace.access
        fields = Set(StudentField.all.filter { !workspace.access.sees($0) }.map(\.name))
        self.codes = Set(codes.filter { !workspace.shows($0) }.map(\.id))
    }

    /// Whether a row may be told of where changes are told row by row: of a kind that is seen, and
    /// neither of a field nor of a program that is not.
    func shows(_ table: VersionedTable, _ key: String, _ workspace: Workspace) -> Bool {
        guard workspace.sees(table) else { return false }
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        switch table {
        case .studentField: return parts.count > 1 && !fields.contains(String(parts[1]))
        case .programEnrollment, .programAlias:
            return parts.count > 1 && !(Int(parts[1]).map(codes.contains) ?? true)
        case .code, .codeState: return !(Int(parts[0]).map(codes.contains) ?? true)
        case .alert: return access.sees(systemKey: key)
        default: return true
        }
    }
}

extension Workspace {
    /// What is not seen here.
    func sight(_ reader: any Reader) throws -> Sight { Sight(self, try reader.codes()) }

    /// Whether a code is there for somebody: those of a class that is not seen are not. Nor are
    /// those that only a file named, where it could have named them in a row that is not seen.
    func shows(_ code: Code) -> Bool {
        access.sees(systemKey: code.systemKey)
            && (!code.isSeenInFile || code.table == CodeBook.programs || access.seesWholeFiles)
    }

    /// The codes that are there for somebody.
    public func shownCodes(_ reader: any Reader) throws -> [Code] {
        try reader.codes().filter(shows)
    }

    /// The system keys of codes, as they are written, whose program enrollments somebody here does
    /// not see.
    public func hiddenPrograms() throws -> Set<String> {
        try store.read { try hiddenPrograms($0) }
    }

    func hiddenPrograms(_ reader: any Reader) throws -> Set<String> {
        Set(try reader.codes().map(\.systemKey)).filter { !access.sees(systemKey: $0) }
    }

    /// Refuses whoever does not see all that files can say: of a row that was kept out nobody can
    /// tell of which class it is.
    ///
    /// - Throws: `access.confidential`.
    func requireWholeFiles() throws {
        if access.seesWholeFiles { return }
        let missing = ([.seePrograms] + Permission.ofClasses).filter { !allows($0) }
        throw OperationError.refused(
            code: "access.confidential",
            message: "Rows of files can say anything, also what these rights do not let see.",
            remedy: "Have it done by somebody who has all of these rights too: "
                + missing.map(\.rawValue).joined(separator: ", ") + ".")
    }
}
