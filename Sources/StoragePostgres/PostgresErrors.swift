import Storage

extension StorageError {
    /// From what the server says of a statement that failed: its code and names of the schema. Its
    /// message and detail are not looked at, because they can quote a row.
    /// Source: PostgreSQL documentation, Appendix A, PostgreSQL Error Codes.
    init(state: String, constraint: String, table: String, column: String) {
        switch state {
        case "55P03", "40001", "40P01", "53300": self = .busy
        case "57P01", "57P02", "57P03": self = .connectionLost
        case "53100": self = .diskFull
        case "42501": self = .notPermitted
        case "XX001", "XX002": self = .damaged
        default:
            switch state.prefix(2) {
            case "08": self = .connectionLost
            case "23":
                let names = [table, column].filter { !$0.isEmpty }.joined(separator: ".")
                self = .constraint(constraint.isEmpty ? names : constraint)
            default: self = .failed(code: state)
            }
        }
    }
}
