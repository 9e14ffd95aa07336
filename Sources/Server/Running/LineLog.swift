import Foundation
import Logging

/// Writes a line for each event, as JSON or as text, with nothing in it that is not known to be
/// harmless: of our own events the fields that are listed here, of a library's events only whose
/// they are.
public struct LineLog: LogHandler {
    public enum Format: String, CaseIterable, Sendable { case json, text }

    public var metadata: Logger.Metadata = [:]
    public var logLevel: Logger.Level = .info
    private let format: Format
    private let clock: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    /// - Parameter write: is handed each line, without its end.
    public init(
        _ format: Format, clock: @escaping @Sendable () -> Date,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.format = format
        self.clock = clock
        self.write = write
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// In this order.
    private static let fields = [
        "request", "method", "route", "status", "ms", "user", "control", "factor", "outcome",
        "account", "unknown", "from", "error", "reason", "seconds",
    ]
    private static let numbers: Set<String> = ["status", "ms", "user", "account", "seconds"]
    private static let ours: Set<String> = ["Server", "Command"]

    public func log(event: LogEvent) {
        let isOurs = Self.ours.contains(event.source)
        let message = isOurs ? event.message.description : "library"
        var values: [(String, String)] = []
        if isOurs {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            values = Self.fields.compactMap { name in all[name].map { (name, $0.description) } }
        } else {
            values = [("source", event.source)]
        }
        let time = clock().formatted(
            Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        switch format {
        case .json:
            var parts = [("time", time), ("level", event.level.rawValue), ("event", message)]
                .map { "\"\($0)\":\(Self.quoted($1))" }
            parts += values.map { name, value in
                let isNumber = Self.numbers.contains(name) && Double(value)?.isFinite == true
                return "\"\(name)\":\(isNumber ? value : Self.quoted(value))"
            }
            write("{" + parts.joined(separator: ",") + "}")
        case .text:
            let words = values.map { "\($0)=\(Self.plain($1))" }.joined(separator: " ")
            write("\(time) \(event.level.rawValue) \(Self.plain(message)) \(words)")
        }
    }

    private static func quoted(_ text: String) -> String {
        var json = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": json += "\\\""
            case "\\": json += "\\\\"
            case "\u{0}"..<" ", "\u{7F}"..."\u{9F}":
                let hex = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: json.unicodeScalars.append(scalar)
            }
        }
        return json + "\""
    }

    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    }
}
