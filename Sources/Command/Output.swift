import ArgumentParser
import Foundation
import Intake
import Operations
import Records
import Storage

/// How a command ends. Source: the exit codes of `homeroom --help`.
enum Exit {
    static let held: Int32 = 3
    static let failed: Int32 = 4
    static let usage: Int32 = 2
}

/// Everything that a command prints. Reports go to standard output, all else to standard error.
enum Output {
    /// Prints one line of a report.
    static func line(_ text: String = "") { write(text + "\n", to: STDOUT_FILENO) }

    /// Prints one line beside the report: progress, hints, errors.
    static func note(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// Prints a value as JSON.
    static func json(_ value: some Encodable) { line(StableJSON.text(value, pretty: true)) }

    static func bytes(_ bytes: [UInt8], to descriptor: Int32 = STDOUT_FILENO) {
        bytes.withUnsafeBytes { rest in
            var rest = rest[...]
            while !rest.isEmpty {
                let written = Foundation.write(
                    descriptor, Array(rest.prefix(1 << 16)), min(rest.count, 1 << 16))
                if written <= 0 { return }
                rest = rest.dropFirst(written)
            }
        }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        bytes(Array(text.utf8), to: descriptor)
    }

    /// Text from a file, safe on a terminal: characters that steer it or cannot be seen are shown
    /// by their numbers.
    static func harmless(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
                0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
                result += "<U+" + String(scalar.value, radix: 16, uppercase: true) + ">"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Ends the process with the exit code that `error` asks for.
    static func leave(with error: any Error) -> Never {
        switch error {
        case let exit as ExitCode: Foundation.exit(exit.rawValue)
        case let error as OperationError: fail(error.code, error.message, error.remedy)
        case let error as MergeStale: stale(error)
        case let error as SignInLimited:
            fail(error.refusal.code, error.refusal.message, error.refusal.remedy)
        case let error as StorageError: fail(error.code, error.message, error.remedy)
        case let error as IntakeError: fail(error.code, error.message, error.remedy)
        default:
            let code = Homeroom.exitCode(for: error)
            let message = Homeroom.fullMessage(for: error)
            if code == .success {
                line(message)
                Foundation.exit(0)
            }
            // An error that is none of ours says nothing: it might print a row.
            note(
                code == .validationFailure || error is ValidationError
                    ? message : "internal: Something went wrong, and nothing was changed.")
            Foundation.exit(code == .validationFailure ? Exit.usage : Exit.failed)
        }
    }

    /// Both versions go where reports go; the error itself says nothing of a student.
    private static func stale(_ error: MergeStale) -> Never {
        var table = TextTable(["Student", "", "In the preview", "Now"])
        for change in error.changes {
            table.add([change.studentID, change.what, change.was, change.now])
        }
        table.print()
        let refusal = error.refusal
        fail(refusal.code, refusal.message, refusal.remedy)
    }

    private static func fail(_ code: String, _ message: String, _ remedy: String) -> Never {
        note("\(code): \(message)")
        if !remedy.isEmpty { note(remedy) }
        Foundation.exit(Exit.failed)
    }
}

/// A count, or what is told in its place.
func counted(_ count: SmallCount) -> String { count.number.map(grouped) ?? count.words }
