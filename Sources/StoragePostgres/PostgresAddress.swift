import Glibc
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

    /// Values of `sslmode` with which nothing goes to the server that others can read.
    /// Source: PostgreSQL documentation, libpq, SSL Mode Descriptions.
    private static let encrypting: Set = ["require", "verify-ca", "verify-full"]

    /// - Parameter environment: of the process, where libpq looks for what the address leaves out.
    /// - Throws: `StorageError.notEncrypted` where the server is on another host and the connection
    ///   does not have to be encrypted. Sockets and this machine need nothing.
    func requireEncryption(
        environment: [String: String] = Self.environment()
    ) throws {
        guard let given = options else { return }
        let hasService = given["service"] != nil || environment["PGSERVICE"] != nil
        let found: [String: String]
        if hasService {
            // Only libpq knows what the file of services says. Where it does not find the service,
            // it says so when it connects.
            guard let effective = LibPQ.effectiveOptions(parameters) else { return }
            found = effective
        } else {
            found = given.merging(
                [
                    "host": environment["PGHOST"], "hostaddr": environment["PGHOSTADDR"],
                    "sslmode": environment["PGSSLMODE"],
                ].compactMapValues { $0 }
            ) { given, _ in given }
        }
        let hosts = [found["hostaddr"], found["host"]].compactMap { $0 }.first { !$0.isEmpty }
        let isHere = (hosts ?? "").split(separator: ",").allSatisfy(Self.isOfThisMachine)
        if !isHere, !Self.encrypting.contains(found["sslmode"] ?? "") {
            throw StorageError.notEncrypted
        }
    }

    /// The variables of the process that say where the server is and how to come to it.
    private static func environment() -> [String: String] {
        let names = ["PGSERVICE", "PGHOST", "PGHOSTADDR", "PGSSLMODE"]
        return Dictionary(
            names.compactMap { name in getenv(name).map { (name, String(cString: $0)) } },
            uniquingKeysWith: { $1 })
    }

    private static func isOfThisMachine(_ host: Substring) -> Bool {
        host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1"
            || host.wholeMatch(of: /127(\.[0-9]{1,3}){3}/) != nil
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
