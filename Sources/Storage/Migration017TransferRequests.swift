extension Migration {
    /// What districts of one installation asked each other for.
    static let m017TransferRequests = Migration(
        number: 17, title: "Transfer requests",
        statements: [
            """
            CREATE TABLE transfer_request (
                id INTEGER PRIMARY KEY,
                direction TEXT NOT NULL CHECK (direction IN ('asked', 'came')),
                request_id TEXT NOT NULL,
                document TEXT NOT NULL,
                change_set INTEGER NOT NULL REFERENCES change_set) STRICT
            """,
            "CREATE UNIQUE INDEX transfer_request_of_id ON transfer_request (request_id)",
        ])
}
