import Records
import Storage

/// Who waits, for what and since when, in the order of the work list: all that can be told of it
/// without looking for anybody in the General Student Table.
struct WaitingStudents {
    /// One student who waits.
    struct One {
        let profile: UnlinkedProfile
        let cause: Cause
        /// The day since which the student waits, `YYYY-MM-DD`.
        let since: String
    }

    let formats: IDFormats
    let notLinked: NotLinked
    /// Most urgent cause first, then the longest waiting.
    let all: [One]

    /// - Parameter student: only this one, by our number; nil for all.
    init(_ workspace: Workspace, _ reader: any Reader, _ student: Int? = nil) throws {
        formats = try reader.districtSettings().formats
        let isProvisional = formats.provisionalID?.matcher
        let linked = try reader.linkedProvisionalProfiles(formats.provisionalID)
        let profiles = try workspace.seen(
            reader.unlinkedProfiles(student)
                + linked.filter { student == nil || $0.id == student },
            from: .unlinkedStudents, id: \.id, reader)
        let notLinked = try NotLinked(profiles.map(\.id), reader)
        self.notLinked = notLinked
        let statusSince = try reader.statusSince(
            profiles.filter { $0.status == EditStudent.Status.noShow.rawValue }
                .map { ($0.id, $0.status) })
        let order = Dictionary(
            uniqueKeysWithValues: Cause.allCases.enumerated().map { ($1, $0) })
        all = profiles.map { profile in
            var profile = profile
            // Also one that was entered before the district's stand-ins were known as such.
            if isProvisional?(profile.description.stateID) == true {
                profile.description.stateIDIsProvisional = true
            }
            // Made, unlinked, or noted as not having come.
            let at =
                statusSince[profile.id] ?? notLinked.newest(profile.id) ?? profile.createdAt
            return One(
                profile: profile, cause: profile.cause, since: String(at.prefix(10)))
        }.sorted {
            (order[$0.cause] ?? 0, $0.since, $0.profile.id)
                < (order[$1.cause] ?? 0, $1.since, $1.profile.id)
        }
    }

    /// How many wait for each cause, the most urgent first.
    var causes: [UnlinkedStudents.CauseCount] {
        let counts = Dictionary(grouping: all, by: \.cause).mapValues(\.count)
        return Cause.allCases.map { .init(cause: $0, count: counts[$0] ?? 0) }
    }
}

extension UnlinkedProfile {
    /// Why the student waits.
    fileprivate var cause: Cause {
        Cause.derive(
            Cause.Facts(
                origin: origin, status: status, grade: description.grade,
                holdsProvisionalID: sisStudent != nil || description.stateIDIsProvisional))
    }
}
