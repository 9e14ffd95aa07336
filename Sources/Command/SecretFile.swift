import Foundation
import Operations

/// The client secret in the first line of a file: on a command line others could read it.
///
/// - Throws: `secret.file`.
func secretInFile(_ path: String) throws -> String {
    let mostBytes = 4_096
    let bytes = try FileHandle(forReadingAtPath: path)?.read(upToCount: mostBytes)
    let text = bytes.flatMap { String(bytes: $0, encoding: .utf8) }
    let line = text.map { String($0.prefix { !$0.isNewline }) } ?? ""
    guard !line.isEmpty else {
        throw OperationError.refused(
            code: "secret.file",
            message: "The file with the secret cannot be read, or begins with a blank line.",
            remedy: "Check the file that was given. It is text, in UTF-8.")
    }
    return line
}
