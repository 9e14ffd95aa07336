import Foundation

/// What the system says of this process. Source: proc(5); the names are those of Prometheus' client
/// libraries.
struct ProcessFigures {
    let residentBytes: Int
    let processorSeconds: Double
    let startedAt: Double
    let openFiles: Int
    let openFilesAtMost: Int?

    init() {
        let page = sysconf(Int32(_SC_PAGESIZE))
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let memory = Self.words("/proc/self/statm")
        residentBytes = memory.count > 1 ? (Int(memory[1]) ?? 0) * page : 0
        // The name of the program, in brackets, can have blanks.
        let text = Self.text("/proc/self/stat")
        let after = text.lastIndex(of: ")").map { text[text.index(after: $0)...] } ?? ""
        let fields = after.split(separator: " ")
        func field(_ number: Int) -> Double {
            // The third field of the file is the first after the name.
            fields.count > number - 3 ? Double(fields[number - 3]) ?? 0 : 0
        }
        processorSeconds = (field(14) + field(15)) / ticks
        let boot =
            Self.text("/proc/stat").split(separator: "\n")
            .first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) } ?? 0
        startedAt = boot + field(22) / ticks
        openFiles =
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count ?? 0
        var limit = rlimit()
        openFilesAtMost =
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
            ? Int(clamping: limit.rlim_cur) : nil
    }

    private static func text(_ path: String) -> String {
        // Files of /proc have no length.
        guard let file = FileHandle(forReadingAtPath: path),
            let bytes = try? file.readToEnd()
        else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func words(_ path: String) -> [Substring] {
        text(path).split(separator: " ")
    }

    func write(to text: inout MetricsText) {
        text.one(
            "process_resident_memory_bytes", .gauge, "Memory in use.", residentBytes)
        text.begin("process_cpu_seconds_total", .counter, "Processor time used.")
        text.sample("process_cpu_seconds_total", [], processorSeconds)
        text.begin("process_start_time_seconds", .gauge, "When the process began, since 1970.")
        text.sample("process_start_time_seconds", [], startedAt)
        text.one("process_open_fds", .gauge, "Files that are open.", openFiles)
        if let openFilesAtMost {
            text.one(
                "process_max_fds", .gauge, "Files that may be open at once.", openFilesAtMost)
        }
    }
}
