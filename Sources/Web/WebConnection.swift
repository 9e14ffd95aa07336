import Dispatch
import Foundation
import FoundationNetworking
import Synchronization

/// One request to another server. Nothing is kept of it: no cookie, no cache, no credential. It
/// goes nowhere but where it was sent: an answer that leads elsewhere is that answer.
public final class WebConnection: NSObject, URLSessionDataDelegate, Sendable {
    typealias Result = Swift.Result<WebAnswer, WebFault>

    private struct State {
        var body: [UInt8] = []
        var isTooLarge = false
        /// Taken by the first end that there is.
        var done: (@Sendable (Result) -> Void)?
    }

    private let state: Mutex<State>
    private let largest: Int?

    private init(largest: Int?, _ done: @escaping @Sendable (Result) -> Void) {
        self.largest = largest
        state = Mutex(State(done: done))
    }

    /// The answer, for whoever does not wait for it on a thread.
    public static func answer(
        to request: WebRequest, _ limits: WebLimits
    ) async throws(WebFault) -> WebAnswer {
        let result = await withCheckedContinuation { continuation in
            send(request, limits) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// The answer, waited for on this thread.
    public static func waitedAnswer(
        to request: WebRequest, _ limits: WebLimits
    ) throws(WebFault) -> WebAnswer {
        let (done, found) = (DispatchSemaphore(value: 0), Found())
        send(request, limits) { result in
            found.result.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        return try found.result.withLock { $0 }.get()
    }

    private final class Found: Sendable {
        let result = Mutex<Result>(.failure(.unreachable))
    }

    private static func send(
        _ request: WebRequest, _ limits: WebLimits, _ done: @escaping @Sendable (Result) -> Void
    ) {
        guard let url = URL(string: request.address) else { return done(.failure(.unreachable)) }
        var sent = URLRequest(url: url, timeoutInterval: limits.patience)
        sent.httpMethod = request.method
        if !request.body.isEmpty { sent.httpBody = Data(request.body) }
        for (name, value) in request.headers { sent.setValue(value, forHTTPHeaderField: name) }
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = limits.patience
        settings.timeoutIntervalForResource = limits.patience
        settings.httpShouldSetCookies = false
        settings.httpCookieAcceptPolicy = .never
        settings.httpCookieStorage = nil
        settings.urlCache = nil
        settings.urlCredentialStorage = nil
        let connection = WebConnection(largest: limits.largest, done)
        let session = URLSession(
            configuration: settings, delegate: connection, delegateQueue: nil)
        let task = session.dataTask(with: sent)
        // A server that sends a byte now and then is not waited for.
        let end = DispatchWorkItem {
            task.cancel()
            connection.end(.failure(.unreachable))
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + limits.patience, execute: end)
        task.resume()
        session.finishTasksAndInvalidate()
    }

    /// Tells the first end alone.
    private func end(_ result: Result) {
        let done = state.withLock { state in
            // What ends it in time holds this until then.
            defer { (state.done, state.body) = (nil, []) }
            return state.done
        }
        done?(result)
    }

    private func answer(_ response: HTTPURLResponse, _ body: [UInt8]) -> WebAnswer {
        var headers: [String: String] = [:]
        for (name, value) in response.allHeaderFields {
            headers["\(name)".lowercased()] = "\(value)"
        }
        return WebAnswer(status: response.statusCode, headers: headers, body: body)
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) { completionHandler(nil) }

    public func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        guard largest == nil, let response = response as? HTTPURLResponse else {
            return completionHandler(.allow)
        }
        // What else it says is not waited for.
        completionHandler(.cancel)
        end(.success(answer(response, [])))
    }

    public func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data
    ) {
        guard let largest else { return }
        let isTooLarge = state.withLock { state in
            if state.body.count + data.count > largest { state.isTooLarge = true }
            if !state.isTooLarge { state.body += data }
            return state.isTooLarge
        }
        if isTooLarge { dataTask.cancel() }
    }

    public func urlSession(
        _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
    ) {
        let (body, isTooLarge) = state.withLock { ($0.body, $0.isTooLarge) }
        if isTooLarge {
            end(.failure(.tooLarge))
        } else if error == nil, let response = task.response as? HTTPURLResponse {
            end(.success(answer(response, body)))
        } else {
            // What the system says of it can name addresses; that there is none is enough.
            end(.failure(.unreachable))
        }
    }
}
