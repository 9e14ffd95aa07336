import Foundation
import Records
import Storage

// Nights of profiles that ask a SIS's service, in the place of a folder with files.

extension Nightly {
    /// What is thrown where another process took the night over.
    private struct TakenOver: Error {}

    /// In seconds: so often the night is kept for longer while a service is read.
    private static let betweenSigns = 60.0

    /// Asks a service that is due. What it cannot give is asked for again at the next looks, until
    /// the patience of the profile ends.
    func ask(
        _ profile: AutomationProfile, _ date: CalendarDate, until end: Double
    ) throws -> Outcome {
        func outcome(
            _ state: Outcome.State, _ report: NightReport? = nil, _ why: String = ""
        ) -> Outcome {
            Outcome(profile: profile.name, state: state, date: date, report: report, why: why)
        }
        guard let fence = try take(profile, date) else { return outcome(.elsewhere) }
        var report = NightReport(profile: profile.name, date: date, startedAt: workspace.now)
        var lastSign = now
        do {
            let read = try sources.read(
                profile, reason: "Night of \(date), \(profile.name)"
            ) {
                if now - lastSign < Self.betweenSigns { return }
                lastSign = now
                guard try renew(profile, date, fence) else { throw TakenOver() }
            }
            report.files = [Self.file(read)]
        } catch is TakenOver {
            return outcome(.elsewhere)
        } catch {
            guard let why = Self.refusal(error) else { throw error }
            if now < end {
                try letGo(profile, date, fence)
                return outcome(.waiting, nil, why)
            }
            report.files = [NightReport.File(SISService.reported, .missing, why: why)]
        }
        guard let ended = try self.end(report, profile, fence) else { return outcome(.elsewhere) }
        return outcome(.done, ended)
    }

    /// Lets whoever looks next have the night.
    private func letGo(_ profile: AutomationProfile, _ date: CalendarDate, _ fence: Int) throws {
        _ = try workspace.store.write { writer in
            try writer.renewNight(of: profile.name, on: date, fence: fence, until: Int(now))
        }
    }

    /// What a reading came to, as a night tells it of a file.
    private static func file(_ read: SISSources.Outcome) -> NightReport.File {
        guard let report = read.report else {
            return NightReport.File(
                SISService.reported, .imported, why: "Nothing changed since it was read last.")
        }
        var state = NightFiles.state(of: [report])
        // A service that says what it said before is no file that nobody writes any more.
        if state == .stale { state = .imported }
        return NightReport.File(
            SISService.reported, state, why: NightFiles.why(state, [report]),
            runs: [report.run].compactMap(\.self),
            counts: report.state == .repeated ? ImportCounts() : report.counts)
    }
}
