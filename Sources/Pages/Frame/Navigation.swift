import Records

/// What stands in the navigation, and who sees it.
struct Navigation {
    struct Entry {
        let section: Section
        let label: Phrase
        let address: String
        /// One of these rights shows it.
        let rights: [Permission]
        /// Only these roles see it; nil for all who have the right.
        var roles: [Role]?
    }

    struct Group {
        let heading: Phrase?
        let subheading: Phrase?
        let entries: [Entry]
    }

    static let office: [Role] = [.registrar, .secretary]

    static let groups: [Group] = [
        Group(
            heading: nil, subheading: nil,
            entries: [
                Entry(section: .home, label: .home, address: "/", rights: []),
                Entry(
                    section: .students, label: .students, address: "/students",
                    rights: [.seeStudents]),
                Entry(
                    section: .roster, label: .generalStudentTable, address: "/roster",
                    rights: [.seeRoster]),
                Entry(
                    section: .missing, label: .missingIntegration, address: "/missing",
                    rights: [.seeStudents]),
                Entry(
                    section: .duplicates, label: .possibleDuplicates,
                    address: DuplicatesPage.address, rights: [.decideDuplicates]),
                Entry(
                    section: .createALE, label: .createStudentForALE, address: "/ale/create",
                    rights: [.createStudents], roles: office),
                Entry(
                    section: .linkALE, label: .linkStudentToALE, address: "/ale/link",
                    rights: [.linkStudents], roles: office),
                Entry(
                    section: .selector, label: .studentSelector, address: "/ale/students",
                    rights: [.seePlans]),
                Entry(
                    section: .programs, label: .programs, address: "/programs",
                    rights: [.seePrograms]),
                Entry(section: .reports, label: .reports, address: ReportsPage.address, rights: []),
                Entry(
                    section: .state, label: .stateFiles, address: StatePage.address,
                    rights: [.export], roles: [.dataManager, .securityAdministrator, .auditor]),
                Entry(
                    section: .imports, label: .imports, address: "/imports",
                    rights: [.runImports, .seeImports]),
                Entry(
                    section: .nights, label: .filesByNight, address: NightsPage.address,
                    rights: [.runImports, .seeImports]),
            ]),
        Group(
            heading: .utilities, subheading: .students,
            entries: [
                Entry(
                    section: .merge, label: .mergeStudentProfiles, address: "/merge",
                    rights: [.mergeStudents]),
                Entry(
                    section: .envelopes, label: .transferEnvelopes,
                    address: EnvelopesPage.address, rights: [.export, .createStudents]),
            ]),
        Group(
            heading: .administration, subheading: nil,
            entries: [
                Entry(
                    section: .codes, label: .codeManagement, address: "/codes",
                    rights: [.changeCodes]),
                Entry(
                    section: .alerts, label: .alerts, address: "/alerts",
                    rights: [.changeSettings]),
                Entry(
                    section: .settings, label: .settings, address: "/settings",
                    rights: [.changeSettings]),
                Entry(
                    section: .users, label: .usersAndRoles, address: "/users",
                    rights: [.manageUsers]),
                Entry(
                    section: .changes, label: .changeSets, address: "/changes",
                    rights: [.seeChanges]),
                Entry(
                    section: .exports, label: .exports, address: ExportRequestsPage.address,
                    rights: [.approveExports, .export]),
                Entry(
                    section: .retention, label: .retention, address: RetentionPage.address,
                    rights: [.destroyRecords]),
                Entry(
                    section: .alarms, label: .alarms, address: AlarmsPage.address,
                    rights: [.seeAccessLog]),
            ]),
    ]

    /// The groups with what this viewer sees of them.
    static func groups(for viewer: Viewer) -> [Group] {
        groups.compactMap { group in
            let entries = group.entries.filter { entry in
                let mayRole = entry.roles.map { viewer.role.map($0.contains) ?? true } ?? true
                return mayRole
                    && (entry.rights.isEmpty || entry.rights.contains(where: viewer.may))
            }
            return entries.isEmpty
                ? nil
                : Group(heading: group.heading, subheading: group.subheading, entries: entries)
        }
    }

    static func html(for viewer: Viewer, at current: Section) -> HTML {
        """
        <nav class="main-nav" id="navigation" aria-label="\(say: .mainNavigation)">
        \(each: groups(for: viewer), { group in
            """
            \(group.heading.map { "<h2>\(say: $0)</h2>" } ?? HTML.empty)\
            \(group.subheading.map { "<h3>\(say: $0)</h3>" } ?? HTML.empty)
            <ul>\(each: group.entries, { entry(of: $0, at: current) })</ul>
            """
        })
        </nav>
        """
    }

    private static func entry(of entry: Entry, at current: Section) -> HTML {
        let isCurrent = entry.section == current
        return """
            <li><a href="\(entry.address)"\
            \(attribute: "aria-current", isCurrent ? "page" : nil)>\(say: entry.label)</a></li>
            """
    }
}

extension Phrase {
    static let mainNavigation = Phrase("nav.main", "Main")
    static let home = Phrase("nav.home", "Home")
    static let students = Phrase("nav.students", "Students")
    static let generalStudentTable = Phrase("nav.roster", "General Student Table")
    static let missingIntegration = Phrase("nav.missing", "Missing integration")
    static let createStudentForALE = Phrase("nav.create-ale", "Create Student for ALE")
    static let linkStudentToALE = Phrase("nav.link-ale", "Link Student to ALE")
    static let studentSelector = Phrase("nav.selector", "Student Selector")
    static let programs = Phrase("nav.programs", "Programs")
    static let imports = Phrase("nav.imports", "Imports")
    static let filesByNight = Phrase("nav.nights", "Files by night")
    static let utilities = Phrase("nav.utilities", "Utilities")
    static let mergeStudentProfiles = Phrase("nav.merge", "Merge Student Profiles")
    static let administration = Phrase("nav.administration", "Administration")
    static let codeManagement = Phrase("nav.codes", "Code Management")
    static let alerts = Phrase("nav.alerts", "Alerts")
    static let settings = Phrase("nav.settings", "District settings")
    static let usersAndRoles = Phrase("nav.users", "Users and roles")
    static let changeSets = Phrase("nav.changes", "Change sets")
}
