import Foundation
import FoundationNetworking
import Synchronization

/// Mail by the machine's `sendmail`, which keeps it until it is sent, and posts by HTTP.
public struct HostMessenger: Messenger {
    private let sendmail: String
    /// In seconds, between one try and the next.
    private let pauses: [Double]
    /// In seconds: longer than this nobody waits for an answer.
    private let patience: Double

    /// - Parameter sendmail: the program that takes mail; nil for the one that the environment
    ///   names in HOMEROOM_SENDMAIL, or the system's.
    public init(
        sendmail: String? = nil, pauses: [Double] = [0, 2, 8], patience: Double = 10
    ) {
        self.patience = patience
        self.sendmail =
            sendmail ?? ProcessInfo.processInfo.environment["HOMEROOM_SENDMAIL"]
            ?? "/usr/sbin/sendmail"
        self.pauses = pauses
    }

    public func mail(_ message: String, to addresses: [String]) -> String? {
        guard FileManager.default.isExecutableFile(atPath: sendmail) else {
            return "there is no \(sendmail); install one, such as with: sudo apt install nullmailer"
        }
        let result = HostCommand.run(
            [sendmail, "-i", "--"] + addresses, input: Data(message.utf8))
        return result.status == 0 ? nil : result.lastLine
    }

    public func post(_ body: String, headers: [String: String], to address: String) -> String? {
        guard let url = URL(string: address) else { return "its address is none" }
        var request = URLRequest(url: url, timeoutInterval: patience)
        request.httpMethod = "POST"
        request.httpBody = Data(body.utf8)
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        var why: String?
        for pause in pauses {
            Thread.sleep(forTimeInterval: pause)
            why = once(request)
            if why == nil { return nil }
        }
        return why
    }

    /// Nil where it was answered with a status of 200 to 299.
    private func once(_ request: URLRequest) -> String? {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForResource = patience
        let answer = Answer()
        let session = URLSession(configuration: settings, delegate: answer, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        session.dataTask(with: request).resume()
        let isAnswered = answer.done.wait(timeout: .now() + patience) == .success
        return isAnswered ? answer.why : "there was no answer"
    }

    /// Waits for the status alone; is led nowhere else.
    private final class Answer: NSObject, URLSessionDataDelegate, Sendable {
        let done = DispatchSemaphore(value: 0)
        private let result = Mutex<String?>(nil)

        var why: String? { result.withLock { $0 } }

        func urlSession(
            _ session: URLSession, task: URLSessionTask,
            willPerformHTTPRedirection response: HTTPURLResponse, newRequest request: URLRequest,
            completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }

        func urlSession(
            _ session: URLSession, dataTask: URLSessionDataTask,
            didReceive response: URLResponse,
            completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
        ) {
            tell((response as? HTTPURLResponse)?.statusCode ?? 0)
            // What else it says is not waited for.
            completionHandler(.cancel)
            done.signal()
        }

        private func tell(_ status: Int) {
            if !(200..<300).contains(status) {
                result.withLock { $0 = "it was answered with status \(status)" }
            }
        }

        func urlSession(
            _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
        ) {
            if let response = task.response as? HTTPURLResponse {
                tell(response.statusCode)
            } else {
                result.withLock { $0 = "there was no answer" }
            }
            done.signal()
        }
    }
}
