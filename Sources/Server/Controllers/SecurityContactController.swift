import Hummingbird
import Operations

/// Where whoever finds a fault of this server learns whom to tell (RFC 9116).
enum SecurityContactController {
    static let routes: [Route] = [
        .get(SecurityContact.path, .open) { visit in
            let contact = try await visit.work { [store = visit.site.store] in
                try SecurityContact.find(in: store)
            }
            // The project's own contact would be the wrong one, so there is none instead.
            guard let contact else { throw HTTPError(.notFound) }
            let text = contact.text(publicAddress: visit.site.settings.publicAddress)
            return Answer(
                status: .ok,
                content: .stream(
                    ResponseBody(byteBuffer: ByteBuffer(string: text)),
                    type: "text/plain; charset=utf-8", name: nil))
        }
    ]
}
