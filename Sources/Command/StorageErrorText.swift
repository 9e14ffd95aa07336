import Storage

// What a database could not do, in words. The codes are listed in `docs/errors.md`.

extension StorageError {
    private typealias Text = (code: String, message: String, remedy: String)

    var code: String { text.code }
    var message: String { text.message }
    var remedy: String { text.remedy }

    private static let tryAgain = "Try again; if it happens again, report it with this code."

    private var text: Text {
        switch self {
        case .busy:
            (
                "store.busy",
                "Another process is writing to this district and did not finish in time.",
                "Wait a minute and try again."
            )
        case .constraint(let rule):
            (
                "store.constraint", "The change would break a rule of the store (\(rule)).",
                Self.tryAgain
            )
        case .diskFull:
            (
                "store.disk-full", "The disk is full. Nothing was changed.",
                "Free some space and try again."
            )
        case .notADatabase:
            (
                "store.not-a-database", "The district's file is not a Homeroom store.",
                "Check --data and --district."
            )
        case .damaged:
            ("store.damaged", "The district's data are damaged.", "Restore the newest backup.")
        case .newerSchema(let found, let known):
            (
                "store.newer-schema",
                "The district was written by a newer Homeroom (schema \(found), this one knows "
                    + "\(known)).", "Update Homeroom."
            )
        case .copyUnfinished:
            (
                "store.copy-unfinished", "The copy of a district into this one is not finished.",
                "Give the same homeroom district copy once more; it goes on where it stopped."
            )
        case .inUse:
            (
                "store.in-use", "The district is being used, so it cannot get another name.",
                "Stop the server and everything else that uses the district, and try again."
            )
        case .cannotWrite(let path):
            (
                "file.cannot-write", "Cannot write \(path).",
                "Choose a folder that exists and that you may write to."
            )
        case .sealed:
            (
                "store.sealed", "A confidential value cannot be opened with the district's keys.",
                "Put the right NAME-keys.json back beside the district; see docs/self-hosting.md."
            )
        case .unexpectedNull:
            ("store.failed", "The store has a blank where none belongs.", Self.tryAgain)
        case .failed(let code):
            (
                "store.failed", "The store could not do it (code \(code)). Nothing was changed.",
                Self.tryAgain
            )
        case .unreachable, .notEncrypted, .connectionLost, .outcomeUnknown, .notPermitted,
            .invalidName:
            serverText
        }
    }

    /// What can only happen with a server.
    private var serverText: Text {
        switch self {
        case .unreachable(let reason):
            (
                "store.unreachable", "The database cannot be reached: \(Output.harmless(reason))",
                "Check --database, and that the server runs and lets this user in. A name alone is "
                    + "a service of pg_service.conf; a database is postgres://HOST/NAME."
            )
        case .notEncrypted:
            (
                "store.not-encrypted",
                "The database server is on another host, and the connection would not have to be "
                    + "encrypted.",
                "Add sslmode=verify-full to the address or the service; at the least "
                    + "sslmode=require. See docs/self-hosting.md."
            )
        case .connectionLost:
            (
                "store.connection-lost",
                "The database server ended the connection. What was under way was taken back; "
                    + "what was finished before stands.",
                "Give the same command again when the server is back."
            )
        case .outcomeUnknown:
            (
                "store.outcome-unknown",
                "The database server was lost while the change was being saved, so it is not "
                    + "known whether it was.",
                "Look when the server is back. To import the same file again does no harm: if "
                    + "it was saved, it is recognized."
            )
        case .notPermitted:
            (
                "store.not-permitted", "The database's user may not do this.",
                "Let the administrator grant it: see docs/self-hosting.md."
            )
        case .invalidName(let name):
            (
                "district.invalid-name",
                "A district in PostgreSQL cannot be called \(name): the database has, or keeps for "
                    + "itself, a schema of that name.", "Choose another name."
            )
        default: ("store.failed", "The store could not do it.", Self.tryAgain)
        }
    }
}
