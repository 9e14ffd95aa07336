/// A page: its title, and what stands below it.
public protocol PageContent: Sendable {
    /// Also the main heading, unless the page has its own.
    var title: Phrase { get }
    /// Which entry of the navigation it belongs to.
    var section: Section { get }
    /// Everything below the heading.
    var body: HTML { get }
    /// What was typed and what was wrong, where the page has a form.
    var form: FormState { get }
    /// What stands in the head of the document beside what every page has there.
    var head: HTML { get }
    /// Whether the page's own body has the main heading.
    var hasOwnHeading: Bool { get }
}

extension PageContent {
    public var form: FormState { .blank }
    public var head: HTML { .empty }
    public var hasOwnHeading: Bool { false }
}

/// The entries of the navigation.
public enum Section: String, Sendable, CaseIterable {
    case home, students, roster, createALE, linkALE, missing, selector, programs, imports
    case merge, codes, settings, alerts, mappings, users, permissions, changes, exports
    case alarms, duplicates, nights, reports, state, envelopes, retention
    /// Pages that stand in no navigation.
    case none
}
