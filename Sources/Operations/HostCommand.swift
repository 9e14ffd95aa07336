import Dispatch
import Foundation
import Synchronization

/// A program of the machine, run to its end.
enum HostCommand {
    struct Result {
        let status: Int32
        /// What it said, on both ways.
        let text: String

        var lastLine: String {
            text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "exit code \(status)"
        }
    }

    /// Where programs of an administrator are.
    private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// What was read, for another thread.
    private final class Kept: Sendable {
        let data = Mutex(Data())
    }

    /// In seconds: a program that takes longer is ended.
    static let patience = 60.0

    /// Status 127 where there is no such program.
    static func run(_ words: [String], input: Data? = nil, patience: Double = patience) -> Result {
        // A program that ends before it read all is no reason to end too.
        signal(SIGPIPE, SIG_IGN)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.environment = ["PATH": path, "LC_ALL": "C"]
        let (said, given) = (Pipe(), Pipe())
        (process.standardOutput, process.standardError) = (said, said)
        process.standardInput = input == nil ? FileHandle.nullDevice : given
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        do { try process.run() } catch { return Result(status: 127, text: "It cannot be run.") }
        if let input {
            let writing = given.fileHandleForWriting
            DispatchQueue.global().async {
                try? writing.write(contentsOf: input)
                try? writing.close()
            }
        }
        let text = Kept()
        let read = DispatchSemaphore(value: 0)
        let reading = said.fileHandleForReading
        DispatchQueue.global().async {
            let all = (try? reading.readToEnd()) ?? Data()
            text.data.withLock { $0 = all }
            read.signal()
        }
        if ended.wait(timeout: .now() + patience) == .timedOut {
            kill(process.processIdentifier, SIGKILL)
            return Result(status: 124, text: "It took more than \(Int(patience)) seconds.")
        }
        // What it began may hold its output open.
        _ = read.wait(timeout: .now() + 1)
        return Result(
            status: process.terminationStatus,
            text: String(decoding: text.data.withLock { $0 }, as: UTF8.self))
    }
}
