import Hummingbird
import Pages

/// What a request is answered with, before it is HTTP.
struct Answer: Sendable {
    enum Content: Sendable {
        case html(HTML)
        case json(String)
        /// A file to save, with its name.
        case file([UInt8], type: String, name: String)
        /// A file that is made while it is sent.
        case stream(ResponseBody, type: String, name: String?)
        case redirect(String)
        case nothing
    }

    var status: HTTPResponse.Status
    var content: Content
    /// Told on the next page.
    var notice: Notice?
    var cookies: [Cookie] = []
    var headers: HTTPFields = [:]
    /// What somebody said that it is for; nil for the purpose of their role.
    var purpose: String?

    static func html(_ html: HTML, status: HTTPResponse.Status = .ok) -> Answer {
        Answer(status: status, content: .html(html))
    }

    static func json(_ text: String) -> Answer { Answer(status: .ok, content: .json(text)) }

    /// To another page, by GET.
    static func redirect(_ address: String, notice: Notice? = nil) -> Answer {
        Answer(status: .seeOther, content: .redirect(address), notice: notice)
    }
}
