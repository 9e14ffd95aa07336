/// What is shown where a page cannot be.
public struct ErrorPage: PageContent {
    let status: Int
    let reason: Phrase?
    let request: String?

    /// - Parameter request: by which the request is found in the server's log.
    public init(status: Int, reason: Phrase? = nil, request: String? = nil) {
        self.status = status
        self.reason = reason
        self.request = request
    }

    public var section: Section { .none }

    public var title: Phrase {
        switch status {
        case 403: Phrase("error.403.title", "You may not do this")
        case 404: Phrase("error.404.title", "Page not found")
        case 409, 422: Phrase("error.422.title", "This could not be done")
        case 413: Phrase("error.413.title", "This is too large")
        case 429: Phrase("error.429.title", "Too many attempts")
        case 503: Phrase("error.503.title", "The district is busy")
        default: Phrase("error.500.title", "Something went wrong")
        }
    }

    private var words: Phrase {
        switch status {
        case 403:
            Phrase(
                "error.403.text",
                "Your role does not have the right for it, or the page was open for too long. "
                    + "Nothing was changed. Go back, reload the page and try again, or ask a "
                    + "security administrator for the right.")
        case 404:
            Phrase(
                "error.404.text",
                "There is nothing here, or nothing that you may see. Check the address, or look "
                    + "the student up.")
        case 409, 422:
            Phrase("error.422.text", "Nothing was changed. Go back and try again.")
        case 413: Phrase("error.413.text", "Nothing was changed. Send less at once.")
        case 429: Phrase("error.429.text", "Wait a few minutes and try again.")
        case 503: Phrase("error.503.text", "Nothing was changed. Try again in a minute.")
        default:
            Phrase(
                "error.500.text",
                "Nothing was changed. Try again; if it happens again, tell the administrator of "
                    + "the server when it happened.")
        }
    }

    public var body: HTML {
        """
        \(reason.map(paragraph) ?? .empty)
        \(paragraph(words))
        <p>\(link(Phrase("error.home", "Go to the home page"), "/"))</p>
        \(request.map { paragraph(Self.numbered($0)) } ?? .empty)
        """
    }

    private static func numbered(_ request: String) -> Phrase {
        Phrase("error.request", "Number of this request, for the administrator: {0}", request)
    }
}
