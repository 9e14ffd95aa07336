import Storage

// What is judged about the change log: not whether it is whole, which takes a look at all of it,
// but whether what that takes is there.

extension DoctorFacts {
    /// An anchor is made once a day by itself, where anything is changed.
    private static let anchorWanted = 2 * day

    func chainJudgment(of check: DoctorCheck) -> Judgment? {
        let isSealed = chain.newestSeal > 0
        let verify = "homeroom audit verify\(place.options)"
        switch check {
        case .chainKeys:
            if let error = chain.keysError {
                return Say.fault("\(error.code): \(error.message)", fix: error.remedy)
            }
            if chain.areKeysThere { return Say.ok("The keys of the change log are there.") }
            return isSealed
                ? Say.fault(
                    "The keys of the change log are not at \(chain.keysPath): nothing can be "
                        + "changed.",
                    fix: "install -m 600 KEPT-APART \(Self.quoted(chain.keysPath))")
                : Say.ok("Nothing is sealed yet: the next change seals all there is.")
        case .chainHead:
            guard isSealed || chain.head != nil else { return nil }
            guard let head = chain.head else {
                return Say.fault(
                    "Nothing tells how far the change log went.",
                    fix: verify + " && homeroom audit renew --reason TEXT\(place.options)")
            }
            return head <= chain.newestSeal
                ? Say.ok("The change log goes as far as it was seen to go.")
                : Say.fault(
                    "The change log was seen to go to change set \(head), and ends at "
                        + "\(chain.newestSeal).", fix: verify)
        default:
            guard isSealed, let change = chain.newestChange, let made = age(change) else {
                return nil
            }
            let fix = "homeroom audit anchor\(place.options)"
            guard let newest = chain.newestAnchor, let signed = age(newest) else {
                return Say.warning("The change log was never signed.", fix: fix)
            }
            return signed - made <= Self.anchorWanted
                ? Say.ok("The change log was signed \(newest).")
                : Say.warning(
                    "The newest changes are not signed; the newest anchor is of \(newest).",
                    fix: fix)
        }
    }
}
