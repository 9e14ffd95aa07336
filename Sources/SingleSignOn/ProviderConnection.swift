import Web

/// One request to a provider.
enum ProviderConnection {
    /// In seconds, for a whole answer.
    @TaskLocal static var patience = 10.0

    /// Key sets of large providers have about 20,000 bytes.
    private static var limits: WebLimits { WebLimits(patience: patience, largest: 512 * 1024) }

    /// - Throws: `ProviderFault.unreachable`, `.answer` where it is too large, `.redirect`.
    static func answer(to request: WebRequest) async throws(ProviderFault) -> WebAnswer {
        let answer: WebAnswer
        do {
            answer = try await WebConnection.answer(to: request, limits)
        } catch {
            throw error == .tooLarge ? .answer : .unreachable
        }
        if (300..<400).contains(answer.status) { throw .redirect }
        return answer
    }
}
