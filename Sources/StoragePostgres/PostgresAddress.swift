import Storage

/// Which server, and which database of it.
public struct PostgresAddress: Sendable, Equatable {
    /// A connection string as libpq reads it, or empty for what the environment says.
    let text: String

    /// From what stands behind `--database`: a URI, words of the form `host=... dbname=...`, or the
    /// name of a service in `pg_service.conf`. A URI of `postgres://` alone takes everything from
    /// the environment's `PG*` variables.
    /// Source: PostgreSQL documentation, libpq, Connection Strings and The Connection Service File.
    public init(_ text: String) {
        let isURI = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
        self.text = isURI || text.contains("=") || text.isEmpty ? text : "service=\(text)"
    }

    /// The parameters of a connection. What the user says overrules ours.
    var parameters: [(keyword: String, value: String)] {
        [
            ("connect_timeout", "10"),
            // A peer that is gone without a word is noticed.
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "60000"), ("fallback_application_name", "homeroom"),
            ("dbname", text), ("client_encoding", "UTF8"),
        ]
    }

    /// The address for messages, without a password.
    public var place: String {
        if text.isEmpty { return "the database of the PG* variables" }
        if text.hasPrefix("postgres"), let scheme = text.firstRange(of: "://") {
            let rest = text[scheme.upperBound...]
            let host = rest.prefix { $0 != "/" && $0 != "?" }
            let shown = host.split(separator: "@", omittingEmptySubsequences: false)
            let user = shown.count > 1 ? shown[0].prefix { $0 != ":" } + "@" : ""
            let query = rest.dropFirst(host.count)
            let plain = query.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let options = plain.count > 1 ? plain[1].split(separator: "&") : []
            let kept = options.filter {
                !$0.hasPrefix("password=") && !$0.hasPrefix("sslpassword=")
            }
            return "postgres://" + user + (shown.last ?? "") + (plain.first ?? "")
                + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
        }
        return text.split(separator: " ")
            .filter { !$0.hasPrefix("password=") && !$0.hasPrefix("sslpassword=") }
            .joined(separator: " ")
    }
}
