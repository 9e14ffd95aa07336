import Synchronization

/// What a process counts about its requests. Labels are route templates, methods and classes of
/// status: never a name, a number, a text that was searched for, or a user.
final class Metrics: Sendable {
    struct Series: Hashable, Sendable {
        let route: String
        let method: String
        /// `2xx`.
        let status: String
    }

    struct Times: Sendable {
        /// How many took at most as long as each bound; not summed up yet.
        var buckets = Array(repeating: 0, count: Metrics.bounds.count + 1)
        var count = 0
        var seconds = 0.0
    }

    struct State: Sendable {
        var requests: [Series: Int] = [:]
        /// By route and method.
        var times: [String: [String: Times]] = [:]
        var inFlight = 0
        var refused: [String: Int] = [:]
        var signInsRefused = 0
    }

    /// Seconds.
    static let bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

    private let state = Mutex(State())

    var current: State { state.withLock { $0 } }

    func begin() { state.withLock { $0.inFlight += 1 } }

    func end(route: String, method: String, status: Int, seconds: Double) {
        let series = Series(route: route, method: method, status: "\(status / 100)xx")
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.inFlight -= 1
            state.requests[series, default: 0] += 1
            state.times[route, default: [:]][method, default: Times()].buckets[bucket] += 1
            state.times[route, default: [:]][method, default: Times()].count += 1
            state.times[route, default: [:]][method, default: Times()].seconds += seconds
            if route == "/sign-in", method == "POST", status >= 400 { state.signInsRefused += 1 }
        }
    }

    /// Notes a request that was refused before anything was done for it.
    func refuse(_ reason: String) { state.withLock { $0.refused[reason, default: 0] += 1 } }
}

/// Lines of Prometheus' text format, version 0.0.4.
/// Source: prometheus.io, Exposition formats.
struct MetricsText {
    private(set) var text = ""

    enum Kind: String { case counter, gauge, histogram }

    /// Begins a metric; its samples follow.
    mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    mutating func sample(_ name: String, _ labels: [(String, String)] = [], _ value: Double) {
        let shown = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
        let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
        text += list.isEmpty ? "\(name) \(shown)\n" : "\(name){\(list)} \(shown)\n"
    }

    /// A metric with one sample.
    mutating func one(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        begin(name, kind, help)
        sample(name, [], Double(value))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }

    mutating func requests(_ state: Metrics.State) {
        begin("homeroom_requests_total", .counter, "Requests that were answered.")
        let series = state.requests.sorted {
            ($0.key.route, $0.key.method, $0.key.status)
                < ($1.key.route, $1.key.method, $1.key.status)
        }
        for (key, count) in series {
            sample(
                "homeroom_requests_total",
                [("route", key.route), ("method", key.method), ("status", key.status)],
                Double(count))
        }
        let name = "homeroom_request_seconds"
        begin(name, .histogram, "How long requests took until the answer began.")
        for (route, methods) in state.times.sorted(by: { $0.key < $1.key }) {
            for (method, times) in methods.sorted(by: { $0.key < $1.key }) {
                histogram(name, [("route", route), ("method", method)], times)
            }
        }
        one(
            "homeroom_requests_in_flight", .gauge, "Requests that are being answered.",
            state.inFlight)
        begin("homeroom_requests_refused_total", .counter, "Requests refused under load.")
        for reason in ["busy", "rate"] {
            sample(
                "homeroom_requests_refused_total", [("reason", reason)],
                Double(state.refused[reason] ?? 0))
        }
        one(
            "homeroom_sign_ins_refused_total", .counter, "Attempts to sign in that were refused.",
            state.signInsRefused)
    }

    private mutating func histogram(
        _ name: String, _ labels: [(String, String)], _ times: Metrics.Times
    ) {
        var sum = 0
        for (bound, count) in zip(Metrics.bounds.map { "\($0)" } + ["+Inf"], times.buckets) {
            sum += count
            sample(name + "_bucket", labels + [("le", bound)], Double(sum))
        }
        sample(name + "_sum", labels, times.seconds)
        sample(name + "_count", labels, Double(times.count))
    }
}
