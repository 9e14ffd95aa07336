import Foundation

/// The providers that a server has to do with, so that what they say of themselves is asked once.
public actor IdentityProviders {
    /// A district has one; while it is changed, two.
    private static let most = 4

    private let clock: @Sendable () -> Date
    private var known: [IdentityProvider] = []

    public init(clock: @escaping @Sendable () -> Date) { self.clock = clock }

    public func provider(_ issuer: Issuer) -> IdentityProvider {
        if let found = known.first(where: { $0.issuer == issuer }) { return found }
        let new = IdentityProvider(issuer, clock: clock)
        known = [new] + known.prefix(Self.most - 1)
        return new
    }
}
