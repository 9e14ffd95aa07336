import Automation
import Delimited
import Foundation
import Records
import Storage

/// Makes reports by themselves: each once for each of its dates, as files in a folder of the server
/// and by mail.
///
/// A report is made with the rights that its owner has then. A list of students goes into a folder
/// alone: the mail says that it is ready. Counts stand in the mail, as for those who do not see
/// rows, for nobody knows who reads it.
public struct ReportDeliveries {
    /// What came of one report.
    public struct Outcome: Codable, Equatable, Sendable {
        public let report: Int
        public let name: String
        public let date: CalendarDate
        /// In a sentence.
        public let outcome: String
        public let isFailed: Bool
    }

    let workspace: Workspace
    let messenger: any Messenger

    /// In seconds: what was begun longer ago and came to nothing is made again.
    private static let patience = 3_600.0

    private var begun: String {
        ImportFiles.timestamp(workspace.clock().addingTimeInterval(-Self.patience))
    }

    public init(_ workspace: Workspace, messenger: any Messenger) {
        self.workspace = workspace
        self.messenger = messenger
    }

    /// Makes what is due. What goes wrong with one report stops no other.
    public func run() throws -> [Outcome] {
        let kept = try workspace.store.read { try $0.keptReports() }
        return kept.compactMap { one in
            guard let report = one.report, let delivery = report.delivery else { return nil }
            do {
                guard let date = try due(one.id, delivery) else { return nil }
                return try make(one, report, delivery, date)
            } catch {
                // Where the district is held by an import, a later look makes it.
                return Outcome(
                    report: one.id, name: report.name, date: workspace.today,
                    outcome: "It could not be made now: \(type(of: error)).", isFailed: true)
            }
        }
    }

    private func due(_ id: Int, _ delivery: ReportDelivery) throws -> CalendarDate? {
        guard let clock = LocalClock(zone: delivery.zone), let schedule = delivery.schedule else {
            return nil
        }
        let since = (try? Date(delivery.since, strategy: .iso8601).timeIntervalSince1970) ?? 0
        let now = workspace.clock().timeIntervalSince1970
        return try workspace.store.read { reader in
            try schedule.due(at: now, since: since, in: clock) { date in
                try reader.reportDeliveries(of: id, since: date, begun: begun).contains(date)
            }
        }
    }

    /// Nil where another process makes it.
    private func make(
        _ kept: SavedReport, _ report: Report, _ delivery: ReportDelivery, _ date: CalendarDate
    ) throws -> Outcome? {
        let isOurs = try workspace.store.write {
            try $0.takeReportDelivery(of: kept.id, on: date, at: workspace.now, begun: begun)
        }
        if !isOurs { return nil }
        func outcome(_ sentence: String, isFailed: Bool) -> Outcome {
            Outcome(
                report: kept.id, name: report.name, date: date, outcome: sentence,
                isFailed: isFailed)
        }
        let made: Made
        do {
            made = try carryOut(kept, report, delivery, date)
        } catch StorageError.busy {
            // It came to nothing, and is made again.
            throw StorageError.busy
        } catch {
            let sentence =
                Nightly.refusal(error) ?? "It ended with an error of the kind \(type(of: error))."
            try workspace.store.write {
                try $0.noteReportDelivery(of: kept.id, on: date, sentence)
            }
            return outcome(sentence, isFailed: true)
        }
        let notice = try workspace.store.write { writer in
            try made.mail?.content.note("It waits to be mailed.", writer)
            if made.mail == nil {
                try writer.noteReportDelivery(of: kept.id, on: date, made.done)
            }
            return try made.mail?.put(at: workspace.clock(), writer)
        }
        guard let notice else { return outcome(made.done, isFailed: false) }
        let (words, isFailed) =
            switch try? Outbox(workspace, messenger: messenger).deliver(notice) {
            case .taken: ("It was mailed.", false)
            case .waits(let why): ("\(why). It is tried again.", true)
            // It is kept, whatever held it up.
            case .elsewhere, nil: ("It waits to be mailed.", false)
            }
        return outcome(
            made.mail?.content.report?.outcome(words) ?? words, isFailed: isFailed)
    }

    /// What was done, in sentences, and what is to be mailed.
    private struct Made {
        var done = ""
        var mail: OutgoingNotice?
    }

    private func carryOut(
        _ kept: SavedReport, _ report: Report, _ delivery: ReportDelivery, _ date: CalendarDate
    ) throws -> Made {
        let owner = try owner(of: kept)
        try owner.require(.export)
        var made = Made()
        if let folder = delivery.folder {
            let shown = Disclosures()
            let noting = owner.noting(shown)
            let file = try ReportFile.bytes(name: report.name, for: .spreadsheet) { page in
                try table(report, noting, page)
            }
            let path = "\(folder)/\(ReportFile.name(of: kept.id, report.name, date)).csv"
            // What leaves the district by a folder is noted as if its owner had taken it.
            if !shown.subjects.isEmpty {
                let event = owner.accessEvent(.export, "Report, into a folder", shown.subjects)
                try workspace.store.write { try $0.log([event]) }
            }
            try PrivateFile.replace(path, with: Data(file))
            made.done = "It was put into \(folder)."
        }
        if !delivery.mailTo.isEmpty {
            let text =
                report.counts
                ? try ReportFile.text(table(report, owner, 1, asOutsider: true))
                : "The report is ready. It names students, so that it is not sent by mail: "
                    + "open it in Homeroom, under Reports.\n"
            made.mail = OutgoingNotice.mail(
                about: "Report \(kept.id)", to: delivery.mailTo,
                subject: "\(report.name), \(date)",
                text: "\(report.name), \(date)\n\n\(text)",
                of: .init(number: kept.id, date: date, before: made.done))
        }
        return made
    }

    private func table(
        _ report: Report, _ owner: Workspace, _ page: Int, asOutsider: Bool = false
    ) throws -> ReportTable {
        try owner.store.read {
            try MakeReport(report, owner, $0, asOutsider: asOutsider)
                .table(page: page, size: .file)
        }
    }

    /// Where the owner works, with the rights of now.
    private func owner(of kept: SavedReport) throws -> Workspace {
        guard let number = kept.account else {
            return Workspace(
                store: workspace.store, clock: workspace.clock, access: .host)
        }
        let access = try workspace.store.read { reader -> Access? in
            guard let account = try reader.userAccounts().first(where: { $0.id == number }),
                account.state == .active
            else { return nil }
            return AccessPolicy.access(
                for: account.person, rules: try reader.permissionRules(about: account.person))
        }
        guard let access else {
            throw OperationError.refused(
                code: "report.owner", message: "Its owner cannot sign in any more.",
                remedy: "Have somebody else save it under a name of their own.")
        }
        return Workspace(store: workspace.store, clock: workspace.clock, access: access)
    }

    /// - Throws: `report.invalid`.
    static func check(_ delivery: ReportDelivery) throws {
        if LocalClock(zone: delivery.zone) == nil {
            throw Reports.invalid(
                "There is no time zone \(delivery.zone); one is America/Los_Angeles.")
        }
        guard let schedule = delivery.schedule, !schedule.weekdays.isEmpty else {
            throw Reports.invalid("It is made on no day, or at no time of one.")
        }
        for address in delivery.mailTo where !MailMessage.isAddress(address) {
            throw Reports.invalid("\(address) is no address for mail.")
        }
        if delivery.mailTo.isEmpty && delivery.folder == nil {
            throw Reports.invalid("It goes nowhere: give a folder or an address for mail.")
        }
        if let folder = delivery.folder {
            if !folder.hasPrefix("/") || folder.utf8.contains(0) {
                throw Reports.invalid("The folder is given from / on.")
            }
            var isFolder = ObjCBool(false)
            if !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
                || !isFolder.boolValue
            {
                throw Reports.invalid("There is no folder \(folder).")
            }
        }
    }
}

extension ReportDelivery {
    /// - Parameters:
    ///   - weekdays: 1 is Monday, 7 Sunday.
    ///   - time: such as 06:00.
    /// - Throws: `report.invalid` where the time is none.
    public init(
        weekdays: [Int], time: String, zone: String, folder: String? = nil, mailTo: [String] = []
    ) throws {
        guard let time = LocalTime(text: time) else {
            throw Reports.invalid("The time is given as 06:00.")
        }
        self.init(
            weekdays: Set(weekdays).sorted(), minute: time.minutes, zone: zone, folder: folder,
            mailTo: mailTo)
    }

    /// Of its day, such as 06:00; blank where it is none.
    public var time: String { schedule?.time.description ?? "" }

    /// Nil where it names no time or day.
    var schedule: NightSchedule? {
        guard let time = LocalTime(hour: minute / 60, minute: minute % 60),
            weekdays.allSatisfy({ (1...7).contains($0) })
        else { return nil }
        return NightSchedule(
            time: time, weekdays: Set(weekdays.map { Weekday.allCases[$0 % 7] }))
    }

    /// Its days and time in words.
    var words: String {
        guard let schedule else { return "" }
        let days = schedule.weekdays.count == 7 ? "every day" : schedule.dayNames
        return "\(days), \(schedule.time) \(zone)"
    }
}
