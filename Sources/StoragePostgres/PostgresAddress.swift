import Storage

/// Which server, and which database of it.
public struct PostgresAddress: Sendable, Equatable {
    /// A connection string as libpq reads it.
    let text: String

    /// From what stands behind `--database`: a URI, words of the form `host=... dbname=...`, or the
    /// name of a service in `pg_service.conf`. A URI of `postgres://` alone takes everything from
    /// the environment's `PG*` variables.
    /// Source: PostgreSQL documentation, libpq, Connection Strings and The Connection Service File.
    public init(_ text: String) {
        self.text = Self.isConnectionString(text) ? text : "service=\(text)"
    }

    /// Whether a text is a URI or keywords with values, and so cannot be a plain name.
    public static func isConnectionString(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") || text.contains("=")
    }

    /// The parameters of a connection. The connection string overrules what stands before it.
    var parameters: [(keyword: String, value: String)] {
        [
            ("connect_timeout", "10"),
            // A peer that is gone without a word is noticed.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "60000"), ("fallback_application_name", "homeroom"),
            ("dbname", text), ("client_encoding", "UTF8"),
        ]
    }

    /// The options that libpq reads; nil also where a password with a slash or an at sign seems to
    /// have got into the others.
    private var options: [String: String]? {
        guard let options = LibPQ.options(of: text) else { return nil }
        let isPort = (options["port"] ?? "").allSatisfy { $0.isNumber || $0 == "," }
        let isSplit = ["host", "dbname"].contains { options[$0]?.contains("@") == true }
        return isPort && !isSplit ? options : nil
    }

    /// What a message may tell of an address: nothing that opens it.
    private static let shown = ["service", "user", "host", "port", "dbname", "sslmode"]

    /// The address for messages and for commands to copy, without a password; it is read by libpq
    /// itself, so that nothing of a password passes for something else.
    public var place: String {
        guard let options else { return "the database given" }
        let words = Self.shown.compactMap { keyword in
            options[keyword].map { "\(keyword)=\($0)" }
        }
        return words.isEmpty ? "postgres://" : words.joined(separator: " ")
    }

    /// - Throws: `StorageError.unreachable` where libpq does not understand the address; its own
    ///   words would quote it.
    func requireReadable() throws {
        if options == nil {
            throw StorageError.unreachable(
                "the address is not understood (postgres://USER@HOST/DATABASE, "
                    + "host=HOST dbname=DATABASE, or the name of a service)")
        }
    }
}
