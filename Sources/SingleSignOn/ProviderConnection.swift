import Dispatch
import Foundation
import FoundationNetworking
import Synchronization

/// One request to a provider. Nothing is kept of it: no cookie, no cache, no credential. It goes
/// nowhere but where it was sent.
final class ProviderConnection: NSObject, URLSessionDataDelegate, Sendable {
    /// In seconds: for the whole answer.
    static let patience = 10
    /// In bytes. Key sets of large providers have about 20,000.
    static let largest = 512 * 1024

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    private struct State {
        var body: [UInt8] = []
        var isTooLarge = false
        var continuation: CheckedContinuation<Answer, any Error>?
    }

    private let state = Mutex(State())

    /// - Throws: `ProviderFault.unreachable`, `.answer` where it is too large, `.redirect`.
    static func answer(to request: URLRequest) async throws -> Answer {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = TimeInterval(patience)
        settings.timeoutIntervalForResource = TimeInterval(patience)
        settings.httpShouldSetCookies = false
        settings.httpCookieAcceptPolicy = .never
        settings.httpCookieStorage = nil
        settings.urlCache = nil
        settings.urlCredentialStorage = nil
        let connection = ProviderConnection()
        let session = URLSession(
            configuration: settings, delegate: connection, delegateQueue: nil)
        defer { session.finishTasksAndInvalidate() }
        let task = session.dataTask(with: request)
        // A provider that sends a byte now and then is not waited for.
        let end = DispatchWorkItem { task.cancel() }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(patience), execute: end)
        defer { end.cancel() }
        let answer = try await withCheckedThrowingContinuation { continuation in
            connection.state.withLock { $0.continuation = continuation }
            task.resume()
        }
        if (300..<400).contains(answer.status) { throw ProviderFault.redirect }
        return answer
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) { completionHandler(nil) }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data
    ) {
        let isTooLarge = state.withLock { state in
            if state.body.count + data.count > Self.largest { state.isTooLarge = true }
            if !state.isTooLarge { state.body += data }
            return state.isTooLarge
        }
        if isTooLarge { dataTask.cancel() }
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let (continuation, body, isTooLarge) = state.withLock { state in
            defer { state.continuation = nil }
            return (state.continuation, state.body, state.isTooLarge)
        }
        if isTooLarge {
            continuation?.resume(throwing: ProviderFault.answer)
        } else if error == nil, let response = task.response as? HTTPURLResponse {
            continuation?.resume(returning: Answer(status: response.statusCode, body: body))
        } else {
            // What the system says of it can name addresses; the code is enough.
            continuation?.resume(throwing: ProviderFault.unreachable)
        }
    }
}
