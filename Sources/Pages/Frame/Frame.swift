/// What stands around every page: header, navigation, notices, footer.
public struct Frame: Sendable {
    /// Nil where nobody is signed in.
    public var viewer: Viewer?
    public var district: String
    /// The name of an invented district, which is told on every page.
    public var invented: String?
    public var notice: Notice?
    /// Addresses of the style sheet and the script; they change with their content.
    public var styleSheet: String
    public var script: String
    /// Whether keys alone are shortcuts.
    public var hasShortcuts: Bool
    /// Seconds until the session ends unless something is done, for the warning before it.
    public var idleSeconds: Int?

    public init(
        viewer: Viewer?, district: String, invented: String? = nil, notice: Notice? = nil,
        styleSheet: String, script: String, hasShortcuts: Bool = true, idleSeconds: Int? = nil
    ) {
        self.viewer = viewer
        self.district = district
        self.invented = invented
        self.notice = notice
        self.styleSheet = styleSheet
        self.script = script
        self.hasShortcuts = hasShortcuts
        self.idleSeconds = idleSeconds
    }

    /// The whole document.
    public func document(_ page: some PageContent) -> HTML {
        let prefix: HTML = page.form.problems.isEmpty ? "" : "\(say: .errorPrefix) "
        return """
            <!doctype html>
            <html lang="\(Language.current.code)">
            <head>
            <meta charset="utf-8">
            <title>\(prefix)\(say: page.title) - \(district) - Homeroom</title>
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="\(styleSheet)">
            <script src="\(script)" nonce="\(Rendering.current.nonce)" defer></script>
            \(page.head)
            </head>
            <body\(attribute: "data-shortcuts", hasShortcuts ? "on" : nil)\
            \(attribute: "data-idle", idleSeconds.map(String.init)) \
            data-csrf="\(Rendering.current.csrf)">
            <a class="skip-link" href="#main">\(say: .skipLink)</a>
            \(header)
            <div class="columns">
            \(viewer.map { Navigation.html(for: $0, at: page.section) } ?? .empty)
            <main id="main" tabindex="-1">
            \(noticeHTML)
            \(errorSummary(page.form))
            \(if: !page.hasOwnHeading, "<h1>\(say: page.title)</h1>")
            \(page.body)
            </main>
            </div>
            \(footer)
            \(dialogs)
            </body>
            </html>
            """
    }

    private var header: HTML {
        """
        <header>
        <div class="top">
        <div class="brand"><a href="/">Homeroom</a> <span class="district">\(district)</span></div>
        \(viewer.map(account) ?? .empty)
        </div>
        \(invented.map { "<p class=\"invented\">\(say: .inventedData($0))</p>" } ?? HTML.empty)
        </header>
        """
    }

    private func account(_ viewer: Viewer) -> HTML {
        """
        <div class="account">
        <a class="palette-link" href="/shortcuts">\(say: .palette)</a>
        <span class="who">\(viewer.displayName)\
        \(viewer.role.map { " <span class=\"role\">\(say: .title(of: $0))</span>" } ?? HTML.empty)\
        </span>
        <a href="/account">\(say: .account)</a>
        \(postForm("/sign-out", button(.signOut, .quiet)))
        </div>
        """
    }

    private var noticeHTML: HTML {
        guard let notice else { return .empty }
        let undo: HTML =
            notice.changeSet.map { change in
                (viewer?.may(.undo) ?? false) || (viewer?.may(.undoOwn) ?? false)
                    ? " \(link(.undoThis, "/changes/\(change)/undo"))" : ""
            } ?? ""
        return """
            <div class="notice \(notice.kind.rawValue)" role="status" tabindex="-1">
            <p>\(notice.text)\(undo)</p></div>
            """
    }

    private var footer: HTML {
        """
        <footer class="bottom">
        <p class="screen-only"><a href="/shortcuts">\(say: .shortcuts)</a></p>
        <p class="print-only">\(say: .confidentialFooter(district))</p>
        </footer>
        """
    }

    /// Shown by the script alone.
    private var dialogs: HTML {
        guard viewer != nil else { return .empty }
        return """
            <dialog id="palette" class="palette" aria-label="\(say: .palette)">
            <label for="palette-text">\(say: .paletteLabel)</label>
            <input class="input" id="palette-text" type="text" autocomplete="off" \
            role="combobox" aria-expanded="false" aria-controls="palette-list" \
            aria-autocomplete="list">
            <ul id="palette-list" role="listbox" aria-label="\(say: .palette)"></ul>
            </dialog>
            <dialog id="idle" aria-labelledby="idle-title">
            <h2 id="idle-title">\(say: .idleTitle)</h2>
            <p>\(say: .idleText)</p>
            <div class="buttons"><button type="button" class="button primary" id="idle-stay">\
            \(say: .staySignedIn)</button></div>
            </dialog>
            """
    }
}

extension Phrase {
    static let skipLink = Phrase("frame.skip", "Skip to main content")
    static let palette = Phrase("frame.palette", "Go to (Ctrl-K)")
    static let paletteLabel = Phrase("frame.palette-label", "Go to a page or a student")
    static let account = Phrase("frame.account", "Your account")
    static let signOut = Phrase("frame.sign-out", "Sign out")
    static let undoThis = Phrase("frame.undo-this", "Undo this")
    static let shortcuts = Phrase("frame.shortcuts", "Keyboard shortcuts")
    static let idleTitle = Phrase("frame.idle-title", "You will be signed out soon")
    static let idleText = Phrase(
        "frame.idle-text",
        "Nothing was done for a while. In two minutes you will be signed out, to protect student "
            + "records.")
    static let staySignedIn = Phrase("frame.stay", "Stay signed in")

    static func inventedData(_ name: String) -> Phrase {
        Phrase("frame.invented", "{0}: every person in this district is invented.", name)
    }

    static func confidentialFooter(_ district: String) -> Phrase {
        Phrase(
            "frame.confidential",
            "{0}. Confidential student record. Protected by FERPA (20 U.S.C. 1232g); destroy after "
                + "use.", district)
    }
}
