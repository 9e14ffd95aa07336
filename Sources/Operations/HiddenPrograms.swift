import Records
import Storage

extension Workspace {
    /// The system keys of codes, as they are written, whose program enrollments somebody here does
    /// not see.
    public func hiddenPrograms() throws -> Set<String> {
        Set(try store.read { try $0.codes() }.map(\.systemKey)).filter {
            AccessPolicy.permissionToSee(systemKey: $0).map { !allows($0) } ?? false
        }
    }
}
