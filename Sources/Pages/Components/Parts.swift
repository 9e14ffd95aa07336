// Smaller parts of pages.

/// Names with their values: a student's fields, what was entered.
struct SummaryRow: Sendable {
    let label: Phrase
    let value: HTML
    /// A link to change it, with what it changes in words.
    let action: (label: Phrase, about: Phrase, address: String)?

    init(
        _ label: Phrase, _ value: HTML,
        action: (label: Phrase, about: Phrase, address: String)? = nil
    ) {
        self.label = label
        self.value = value
        self.action = action
    }
}

func summaryList(_ rows: [SummaryRow], classes: String = "") -> HTML {
    """
    <dl class="summary \(classes)">
    \(each: rows, { row in
        """
        <div><dt>\(say: row.label)</dt><dd>\(row.value.isEmpty ? HTML(.blank) : row.value)</dd>\
        \(row.action.map {
            "<dd class=\"action\"><a href=\"\($0.address)\">\(say: $0.label)"
                + "<span class=\"visually-hidden\"> \(say: $0.about)</span></a></dd>"
        } ?? HTML.empty)</div>
        """
    })
    </dl>
    """
}

enum TagColor: String { case gray, blue, green, yellow, red, purple }

/// A short word about a state. Never by color alone.
func tag(_ words: Phrase, _ color: TagColor = .gray) -> HTML {
    "<strong class=\"tag \(color.rawValue)\">\(say: words)</strong>"
}

/// What a list is for, and the first thing to do, where there is nothing in it.
func emptyState(_ title: Phrase, _ words: Phrase, action: HTML = .empty) -> HTML {
    """
    <div class="empty"><h2>\(say: title)</h2><p>\(say: words)</p>\(action)</div>
    """
}

/// What the reader should not overlook.
func inset(_ body: HTML) -> HTML { "<div class=\"inset\">\(body)</div>" }

func warningText(_ words: Phrase) -> HTML {
    """
    <p class="warning-text"><span class="warning-mark" aria-hidden="true">!</span>\
    <strong><span class="visually-hidden">\(say: .warning)</span> \(say: words)</strong></p>
    """
}

/// More, for whoever asks.
func details(_ summary: Phrase, _ body: HTML, isOpen: Bool = false) -> HTML {
    "<details\(attribute: "open", if: isOpen)><summary>\(say: summary)</summary>\(body)</details>"
}

/// Pages of one thing, side by side.
struct Tab: Sendable {
    let label: Phrase
    let address: String
    let isCurrent: Bool

    init(_ label: Phrase, _ address: String, isCurrent: Bool) {
        self.label = label
        self.address = address
        self.isCurrent = isCurrent
    }
}

func tabs(_ label: Phrase, _ tabs: [Tab]) -> HTML {
    """
    <nav class="tabs" aria-label="\(say: label)"><ul>
    \(each: tabs, { tab in
        "<li><a href=\"\(tab.address)\"\(attribute: "aria-current", tab.isCurrent ? "page" : nil)>"
            + "\(say: tab.label)</a></li>"
    })
    </ul></nav>
    """
}

/// One step of something that takes several.
struct TaskStep: Sendable {
    let label: Phrase
    let hint: Phrase?
    /// Where it is done; nil while it cannot be.
    let address: String?
    let state: Phrase
    let color: TagColor?

    init(
        _ label: Phrase, hint: Phrase? = nil, address: String?, state: Phrase,
        color: TagColor? = nil
    ) {
        self.label = label
        self.hint = hint
        self.address = address
        self.state = state
        self.color = color
    }
}

func taskList(_ steps: [TaskStep]) -> HTML {
    """
    <ol class="task-list">
    \(each: steps.enumerated(), { index, step in
        """
        <li><div class="task-name">\(step.address.map {
            "<a href=\"\($0)\" aria-describedby=\"task-\(index)\">\(say: step.label)</a>"
        } ?? "<span>\(say: step.label)</span>")\
        \(step.hint.map { "<p class=\"hint\">\(say: $0)</p>" } ?? HTML.empty)</div>\
        <div class="task-state" id="task-\(index)">\
        \(step.color.map { tag(step.state, $0) } ?? HTML(step.state))</div></li>
        """
    })
    </ol>
    """
}

/// Something is done: the end of a journey, with what can be done next.
func confirmationPanel(_ title: Phrase, _ body: HTML = .empty) -> HTML {
    """
    <div class="panel" role="status"><h1 tabindex="-1" id="done">\(say: title)</h1>\(body)</div>
    """
}

func link(_ words: Phrase, _ address: String) -> HTML {
    "<a href=\"\(address)\">\(say: words)</a>"
}

func paragraph(_ words: Phrase) -> HTML { "<p>\(say: words)</p>" }

func heading(_ words: Phrase, level: Int = 2, id: String? = nil) -> HTML {
    "<h\(level)\(attribute: "id", id)>\(say: words)</h\(level)>"
}

extension Phrase {
    static let warning = Phrase("common.warning", "Warning:")
}
