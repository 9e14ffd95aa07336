import Operations
import Storage
import Synchronization

/// Requests that change something are carried out once for each key that a program gives them,
/// however often they come.
struct Idempotency: Sendable {
    let site: Site
    let token: Int
    /// As the program gave it. Only its digest is kept.
    let key: String

    private var request: String { APIText.digest([key]) }
    private var purpose: String { "api-answer/\(request)" }
    private var now: Int { Int(site.clock().timeIntervalSince1970) }

    /// The answer that was given to the same request before; else what `body` answers.
    func answer(
        _ digest: String, ifKnown: () -> Void, _ body: () throws -> APIAnswer
    ) throws -> APIAnswer {
        let name = "\(token)/\(request)"
        guard site.tokenRequests.begin(name) else { throw Self.isRunning }
        defer { site.tokenRequests.end(name) }
        if let known = try begin(digest) {
            ifKnown()
            return known
        }
        let answer: APIAnswer
        do {
            answer = try body()
        } catch {
            // What was refused changed nothing, and can be asked for again.
            if Self.isRefusal(error) {
                try? site.store.write { try $0.dropAPIAnswer(to: request, of: token) }
            }
            throw error
        }
        let sealed = site.sealing.seal(APIText.json(answer), purpose, for: token)
        // Where this fails, the request counts as one of which nobody knows whether it was done.
        try? site.store.write { try $0.keepAPIAnswer(sealed, to: request, of: token) }
        return answer
    }

    private func begin(_ digest: String) throws -> APIAnswer? {
        try site.store.write { writer in
            try writer.pruneAPIAnswers(begunBefore: now - APILimits.answersKept)
            guard let known = try writer.apiAnswer(to: request, of: token) else {
                try writer.beginAPIAnswer(to: request, of: token, digest: digest, at: now)
                return nil
            }
            if known.digest != digest { throw Self.mismatch }
            guard let sealed = known.answer,
                let text = site.sealing.open(sealed, purpose, for: token),
                let answer = StableJSON.value(APIAnswer.self, text)
            else { throw Self.unknown }
            return answer
        }
    }

    private static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case is APIProblem, is OperationError, is LikelyStudents, is MergeStale,
            StorageError.busy:
            true
        default: false
        }
    }

    private static let isRunning = APIProblem(
        .conflict, code: "api.idempotency-running",
        "A request with this key is being carried out.",
        remedy: "Send it again in a moment, with the same key.")

    private static let mismatch = APIProblem(
        .unprocessableContent, code: "api.idempotency-mismatch",
        "This key was sent with another request.", remedy: "Take a new key for a new request.")

    private static let unknown = APIProblem(
        .conflict, code: "api.idempotency-unknown",
        "A request with this key was begun, and how it ended is not known.",
        remedy: "Look whether it was done. If not, send it with a new key.")
}

/// Which requests are being carried out.
final class RunningRequests: Sendable {
    private let names = Mutex(Set<String>())

    /// Whether nobody else began it.
    func begin(_ name: String) -> Bool { names.withLock { $0.insert(name).inserted } }

    func end(_ name: String) { _ = names.withLock { $0.remove(name) } }
}
