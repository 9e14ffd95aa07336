import Foundation
import Operations
import Pages
import Records

/// What senders' files come by, and what they came to.
enum NightsController {
    private static let shown = 60

    static let routes: [Route] = [
        .get(NightsPage.address, .needsOne(of: [.runImports, .seeImports])) { visit in
            try await visit.show { try list($0) }
        },
        .get(NightProfilePage.path, .needs(.runImports)) { visit in
            let name = visit.query.some("name")
            var blank = ProfileEntry()
            if visit.query["kind"] == "service" { blank.service = ProfileEntry.Service() }
            let new = blank
            return try await visit.show { workspace in
                let profile = try name.map { try AutomationProfiles(workspace).show($0) }
                return try page(
                    workspace, name: name, form: state(profile.map { ProfileEntry($0) } ?? new),
                    visit)
            }
        },
        .post(NightProfilePage.path, .needs(.runImports)) { visit in
            let form = visit.form
            return try await visit.submit { workspace in
                let profiles = AutomationProfiles(workspace)
                let known = try profiles.list().first { $0.name == form["name"] }
                if known != nil, form["isNew"] == "yes" {
                    throw AutomationProfiles.taken
                }
                let profile = try entry(form).profile(changing: known)
                if let service = profile.service {
                    // What is on this server is nobody's business on a page.
                    for address in [service.address.base, service.address.tokens]
                    where address.hasPrefix("http://") {
                        throw OperationError.refused(
                            code: "automation.address",
                            message: "An address begins with https://.",
                            remedy: "Another one is set on the command line: homeroom sis save.")
                    }
                    let secret = form.exact("secret")
                    let saved = try SISSources(workspace).save(
                        profile, secret: secret.isEmpty ? nil : secret)
                    return .redirect(
                        NightsPage.address,
                        notice: Notice(.profileSaved, changeSet: saved.changeSet))
                }
                // Nobody has the server look elsewhere than where senders are.
                guard folders(visit, known?.folder).contains(profile.folder) else {
                    throw OperationError.refused(
                        code: "automation.folder", message: "Choose a folder of the list.",
                        remedy: "")
                }
                let saved = try profiles.save(profile)
                return .redirect(
                    NightsPage.address, notice: Notice(.profileSaved, changeSet: saved.changeSet))
            } orShow: { workspace, state in
                let known = try AutomationProfiles(workspace).list()
                    .first { $0.name == form["name"] }
                return try page(
                    workspace, name: form["isNew"] == "yes" ? nil : known?.name, form: state, visit)
            }
        },
        .post(NightProfilePage.path + "/pause", .needs(.runImports)) { visit in
            let (name, isPaused) = (visit.form["name"], visit.form["paused"] == "yes")
            return try await visit.submit { workspace in
                let changed = try AutomationProfiles(workspace).pause(name, isPaused)
                return .redirect(
                    NightsPage.address,
                    notice: Notice(
                        isPaused ? .profileStopped : .profileResumed,
                        changeSet: changed.changeSet))
            } orShow: { workspace, _ in
                try list(workspace)
            }
        },
        .post(NightProfilePage.path + "/check", .needs(.runImports)) { visit in
            let name = visit.form["name"]
            return try await visit.submit { workspace in
                try SISSources.impatient(workspace).check(name)
                return .redirect(
                    NightProfilePage.address(of: name), notice: Notice(.serviceIsWell))
            } orShow: { workspace, form in
                try source(workspace, form, visit)
            }
        },
        .post(NightProfilePage.path + "/read", .needs(.runImports)) { visit in
            let name = visit.form["name"]
            return try await visit.submit { workspace in
                if try AutomationProfiles(workspace).show(name).isPaused {
                    throw OperationError.refused(
                        code: "automation.stopped", message: "The source is stopped.",
                        remedy: "Have it go on first, under Files by night.")
                }
                // It can take minutes, which nobody waits for before a page.
                _ = try SISSources(workspace).note(changed: [], in: name)
                return .redirect(
                    NightProfilePage.address(of: name),
                    notice: Notice(.serviceIsRead, kind: .information))
            } orShow: { workspace, form in
                try source(workspace, form, visit)
            }
        },
        .post(NightProfilePage.path + "/remove", .needs(.runImports)) { visit in
            let name = visit.form["name"]
            return try await visit.submit { workspace in
                let changed = try AutomationProfiles(workspace).remove(name)
                return .redirect(
                    NightsPage.address,
                    notice: Notice(.profileRemoved, changeSet: changed.changeSet))
            } orShow: { workspace, _ in
                try list(workspace)
            }
        },
    ]

    private static func list(_ workspace: Workspace) throws -> NightsPage {
        NightsPage(
            nights: try Nights(workspace).list(limit: shown),
            standings: workspace.allows(.runImports) ? try Nights(workspace).standings() : nil,
            untold: try Outbox.waiting(workspace))
    }

    private static func page(
        _ workspace: Workspace, name: String?, form: FormState, _ visit: Visit
    ) throws -> NightProfilePage {
        let known = try name.map { try AutomationProfiles(workspace).show($0) }
        return NightProfilePage(
            name: name,
            source: try known?.service.map { _ in try SISSources(workspace).show(name ?? "") },
            folders: folders(visit, known?.folder),
            mappings: try ColumnMappings(workspace).list().map(\.name), webhook: known?.webhook,
            form: form)
    }

    /// The page of a service, with what went wrong.
    private static func source(
        _ workspace: Workspace, _ form: FormState, _ visit: Visit
    ) throws -> NightProfilePage {
        let profile = try AutomationProfiles(workspace).show(form["name"])
        var shown = state(ProfileEntry(profile))
        shown.problems = form.problems
        return try page(workspace, name: profile.name, form: shown, visit)
    }

    /// The folders of senders, and the one that the profile has.
    private static func folders(_ visit: Visit, _ own: String?) -> [String] {
        let places = visit.site.settings.senders.split(separator: ":").map(String.init)
        let found = places.flatMap { place in
            // A sender's own folder, or one with a folder for each.
            if isFolder(place + "/inbox") { return [place] }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []
            return names.filter { !$0.hasPrefix(".") }.map { "\(place)/\($0)" }.filter(isFolder)
        }
        return Set(found + [own].compactMap(\.self)).sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = ObjCBool(false)
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && isFolder.boolValue
    }

    private static func state(_ entry: ProfileEntry) -> FormState {
        var values = plain(entry)
        if let service = entry.service {
            values["kind"] = ["service"]
            values["base"] = [service.base]
            values["tokens"] = [service.tokens]
            values["clientID"] = [service.clientID]
            values["scopes"] = [service.scopes]
            values["pageSize"] = [service.pageSize]
            values["fullEvery"] = [service.fullEvery]
            values["demographics"] = service.readsDemographics ? ["yes"] : []
        }
        return FormState(values: values)
    }

    private static func plain(_ entry: ProfileEntry) -> [String: [String]] {
        [
            "name": [entry.name], "folder": [entry.folder], "files": [entry.files],
            "time": [entry.time], "zone": [entry.zone], "days": entry.days,
            "patience": [entry.patience], "mapping": [entry.mapping],
            "lastDay": [entry.lastDay], "nextDay": [entry.nextDay],
            "blackouts": [entry.blackouts], "mail": [entry.mail],
            "limitBadRows": [entry.limitBadRows], "limitEnds": [entry.limitEnds],
            "limitChanges": [entry.limitChanges],
            "additionsOnly": entry.takesAdditionsOnly ? ["yes"] : [],
            "absent": [entry.absent],
        ]
    }

    private static func entry(_ form: FormValues) -> ProfileEntry {
        var entry = ProfileEntry()
        entry.name = form["name"]
        entry.folder = form["folder"]
        entry.files = form["files"]
        entry.time = form["time"]
        entry.zone = form["zone"]
        entry.days = form.all("days")
        entry.patience = form["patience"]
        entry.mapping = form["mapping"]
        entry.lastDay = form["lastDay"]
        entry.nextDay = form["nextDay"]
        entry.blackouts = form["blackouts"]
        entry.mail = form["mail"]
        entry.limitBadRows = form["limitBadRows"]
        entry.limitEnds = form["limitEnds"]
        entry.limitChanges = form["limitChanges"]
        entry.takesAdditionsOnly = form["additionsOnly"] == "yes"
        entry.absent = form["absent"]
        if form["kind"] == "service" {
            var service = ProfileEntry.Service()
            service.base = form["base"]
            service.tokens = form["tokens"]
            service.clientID = form["clientID"]
            service.scopes = form["scopes"]
            service.pageSize = form["pageSize"]
            service.fullEvery = form["fullEvery"]
            service.readsDemographics = form["demographics"] == "yes"
            entry.service = service
        }
        return entry
    }
}
