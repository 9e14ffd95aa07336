import Operations
import Records

/// What a sender's files come by, and when they are imported.
public struct NightProfilePage: PageContent {
    public static let path = "/nights/profile"

    /// Where the profile of a name is.
    public static func address(of name: String) -> String {
        "\(path)?name=\(ListQuery.encoded(name))"
    }

    /// Where one with a service is made.
    static let newService = "\(path)?kind=service"

    /// Its name as it is kept; nil for a new one.
    let name: String?
    /// How its service stands; nil where it has none, or was not saved yet.
    let source: SISSources.Standing?
    /// The folders of senders that there are.
    let folders: [String]
    /// Saved column mappings.
    let mappings: [String]
    /// Whether it also is posted somewhere.
    let webhook: String?
    public let form: FormState

    public init(
        name: String?, source: SISSources.Standing? = nil, folders: [String], mappings: [String],
        webhook: String?, form: FormState
    ) {
        self.name = name
        self.source = source
        self.folders = folders
        self.mappings = mappings
        self.webhook = webhook
        self.form = form
    }

    public var title: Phrase {
        name.map { Phrase("night-profile.title", "Profile {0}", $0) }
            ?? (isService
                ? Phrase("sis.new", "New SIS service") : Phrase("night-profile.new", "New profile"))
    }
    public var section: Section { .nights }

    public var body: HTML {
        """
        \(postForm(Self.path, """
            \(if: name == nil, hidden("isNew", "yes"))
            \(if: isService, hidden("kind", "service"))
            \(name.map { hidden("name", $0) } ?? textField("name", .name,
                hint: Phrase("night-profile.name-hint", "Such as the sender's."), form, width: 20))
            \(isService ? service : folder)
            \(textField("time", Phrase("night-profile.time", "Time"),
                hint: Phrase("night-profile.time-hint", "Of the day there, such as 02:00"), form,
                width: 4))
            \(textField("zone", Phrase("night-profile.zone", "Time zone"),
                hint: Phrase("night-profile.zone-hint", "Such as America/Los_Angeles"), form,
                width: 20))
            \(checkboxes("days", Phrase("night-profile.days", "Days"), Self.days, form))
            \(textField("patience", Phrase("night-profile.patience",
                "Minutes for which it waits for what is awaited"), form, kind: .number, width: 4))
            \(isService ? HTML.empty : records)
            \(details(Phrase("night-profile.limits", "Limits of its own"), limits,
                isOpen: ["limitBadRows", "limitEnds", "limitChanges"].contains {
                    !form[$0].isEmpty
                }))
            \(textField("lastDay", Phrase("night-profile.last-day", "Last school day"),
                hint: Phrase("night-profile.summer-hint", "From two days before it until two weeks "
                    + "before the next first one nothing is imported: rosters are rolled over."),
                form, kind: .date, isOptional: true, width: 10))
            \(textField("nextDay", Phrase("night-profile.next-day", "Next first school day"), form,
                kind: .date, isOptional: true, width: 10))
            \(textArea("blackouts", Phrase("night-profile.blackouts", "Other days without a run"),
                hint: Phrase("night-profile.blackouts-hint",
                    "First and last day, one pair to a line: 12/24/2026 - 01/03/2027"), form,
                isOptional: true))
            \(textArea("mail", Phrase("night-profile.mail", "Who is told by mail"),
                hint: Phrase("night-profile.mail-hint", "One address to a line."), form,
                isOptional: true))
            \(webhook.map { inset(paragraph(Phrase("night-profile.webhook",
                "Each night is posted to {0}. That is changed by a command alone.", $0))) }
                ?? .empty)
            \(buttons(button(.save), link(.cancel, NightsPage.address)))
            """))
        \(source.map(standing) ?? .empty)
        \(name.map(removal) ?? .empty)
        """
    }

    private var isService: Bool { form["kind"] == "service" }

    private var folder: HTML {
        """
        \(select("folder", Phrase("night-profile.folder", "Folder"),
            hint: Phrase("night-profile.folder-hint",
                "The sender puts files into its inbox. Folders are made by whoever runs the "
                    + "server: homeroom sftp add-sender."),
            folders.map { Choice($0, Phrase(data: $0)) }, form))
        \(textArea("files", .files,
            hint: Phrase("night-profile.files-hint",
                "One name to a line, such as programs.txt. A run waits for all of them."),
            form))
        """
    }

    private var records: HTML {
        """
        \(select("mapping", Phrase("night-profile.mapping", "Column mapping"),
            [Choice("", Phrase("night-profile.header", "That of each file's header"))]
                + mappings.map { Choice($0, Phrase(data: $0)) }, form))
        \(checkbox("additionsOnly", Phrase("night-profile.additions", "Additions only"),
            hint: Phrase("night-profile.additions-hint",
                "Program enrollments that are there stay as they are."), form))
        \(select("absent", Phrase("night-profile.absent", "Program enrollments that are open, "
            + "and that files say nothing of"),
            hint: Phrase("night-profile.absent-hint",
                "Of programs and sites of which the file has rows. Rows that are rejected or "
                    + "held are no absence."), [
            Choice("leave", Phrase("night-profile.leave", "Stay as they are")),
            Choice("mark", Phrase("night-profile.mark", "Stay open, and are told of")),
            Choice("end", Phrase("night-profile.end",
                "End that day, within the limits of the run")),
        ], form))
        """
    }

    private var limits: HTML {
        """
        \(paragraph(Phrase("night-profile.limits-about",
            "A run is held when a share is more than this, in percent. Blank is the district's.")))
        \(textField("limitBadRows", Phrase("night-profile.limit-bad", "Bad rows"), form,
            kind: .number, isOptional: true, width: 4))
        \(textField("limitEnds", isService
            ? Phrase("sis.limit-ends", "Students or enrollments that would be missing")
            : Phrase("night-profile.limit-ends", "Records of a program that would end"), form,
            kind: .number, isOptional: true, width: 4))
        \(isService ? HTML.empty : textField("limitChanges", Phrase("night-profile.limit-changes",
            "Records of a program that would change"), form, kind: .number, isOptional: true,
            width: 4))
        """
    }

    private func removal(_ name: String) -> HTML {
        details(
            Phrase("night-profile.remove", "Remove this profile"),
            paragraph(
                Phrase(
                    "night-profile.remove-about",
                    "Its folder and its nights stay. It can be undone."))
                + postForm(
                    Self.path + "/remove", hidden("name", name) + button(.remove, .warning)))
    }

    private static let days: [Choice] = [
        Choice("monday", Phrase("day.monday", "Monday")),
        Choice("tuesday", Phrase("day.tuesday", "Tuesday")),
        Choice("wednesday", Phrase("day.wednesday", "Wednesday")),
        Choice("thursday", Phrase("day.thursday", "Thursday")),
        Choice("friday", Phrase("day.friday", "Friday")),
        Choice("saturday", Phrase("day.saturday", "Saturday")),
        Choice("sunday", Phrase("day.sunday", "Sunday")),
    ]
}
