import Storage
import Testing

@testable import StoragePostgres

/// What goes to a server on another host is encrypted. No server is needed to say so.
@Suite struct PostgresAddressTests {
    private func isRefused(_ text: String, _ environment: [String: String] = [:]) -> Bool {
        do {
            try PostgresAddress(text).requireEncryption(environment: environment)
            return false
        } catch let error as StorageError { return error == .notEncrypted } catch { return false }
    }

    @Test(arguments: [
        "postgres://db.example.org/homeroom", "postgres://u@db.example.org:5432/homeroom",
        "host=db.example.org dbname=homeroom", "host=192.0.2.7", "hostaddr=192.0.2.7",
        "postgres://db.example.org/homeroom?sslmode=prefer",
        "postgres://db.example.org/homeroom?sslmode=allow",
        "postgres://db.example.org/homeroom?sslmode=disable",
        // One of several is enough, and the number counts before the name.
        "host=localhost,db.example.org", "host=localhost hostaddr=192.0.2.7",
        "host=127.0.0.1.example.org", "host=1270.0.0.1",
    ])
    func `another host without TLS is refused`(_ text: String) { #expect(isRefused(text)) }

    @Test(arguments: [
        "postgres://db.example.org/homeroom?sslmode=require",
        "postgres://db.example.org/homeroom?sslmode=verify-ca",
        "host=db.example.org sslmode=verify-full",
        "postgres://", "postgres:///homeroom", "host=/var/run/postgresql", "host=@socket",
        "postgres://localhost/homeroom", "host=127.0.0.1", "host=127.1.2.3", "host=::1",
        "postgres://%2Fvar%2Frun/homeroom", "host=localhost,/run",
    ])
    func `with TLS, on this machine, or over a socket it is not`(_ text: String) {
        #expect(!isRefused(text))
    }

    @Test func `what the environment says counts where the address is silent`() {
        #expect(isRefused("postgres://", ["PGHOST": "db.example.org"]))
        #expect(isRefused("postgres://", ["PGHOSTADDR": "192.0.2.7"]))
        #expect(
            !isRefused(
                "postgres://", ["PGHOST": "db.example.org", "PGSSLMODE": "verify-full"]))
        #expect(!isRefused("host=localhost", ["PGHOST": "db.example.org"]))
        #expect(
            isRefused(
                "postgres://db.example.org/x?sslmode=prefer", ["PGSSLMODE": "verify-full"]))
    }
}
