import Foundation
import Records
import Storage

/// What those whom a profile names are told of its nights: by mail, and by a webhook that is signed
/// as the specification Standard Webhooks has it. Neither says anything of a student.
public struct NightNotices {
    let workspace: Workspace

    public init(_ workspace: Workspace) { self.workspace = workspace }

    /// What whoever receives webhooks needs, to know that they come from here.
    public func signingKey() throws -> String {
        try workspace.require(.runImports)
        return "whsec_" + Data(try Outbox.key(workspace.store)).base64EncodedString()
    }

    /// Keeps for the outbox that a night was served.
    func put(_ report: NightReport, _ profile: AutomationProfile, _ writer: any Writer) throws {
        let state = report.needsSomebody ? "needs somebody" : "all is well"
        try put(
            subject: "\(profile.name), \(report.date): \(state)", text: report.text,
            type: "night.served", data: report, profile, writer)
    }

    /// Keeps for the outbox that nights fail one after the other.
    func put(failing detail: String, _ profile: AutomationProfile, _ writer: any Writer) throws {
        try put(
            subject: "Nights fail: \(detail)",
            text: "Nights of \(detail)\nThis is told once until one goes well. "
                + "See the last ones with: homeroom nightly status\n",
            type: "night.failing", data: ["detail": detail], profile, writer)
    }

    private struct Body<Data: Encodable>: Encodable {
        let type: String
        let timestamp: String
        let profile: String
        let data: Data
    }

    private func put(
        subject: String, text: String, type: String, data: some Encodable,
        _ profile: AutomationProfile, _ writer: any Writer
    ) throws {
        if let addresses = profile.mailTo, !addresses.isEmpty {
            try OutgoingNotice.mail(
                about: profile.name, to: addresses, subject: subject, text: text
            )
            .put(at: workspace.clock(), writer)
        }
        if let address = profile.webhook {
            let body = Body(
                type: type, timestamp: workspace.now, profile: profile.name, data: data)
            try OutgoingNotice.webhook(
                about: profile.name, to: address, body: StableJSON.text(body)
            )
            .put(at: workspace.clock(), writer)
        }
    }
}
