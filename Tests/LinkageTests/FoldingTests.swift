import Linkage
import Records
import Testing

@Suite struct FoldingTests {
    /// The quick way for letters of Latin 1 and the one for all others give the same.
    @Test func `letters with accents fold as in searches`() {
        for value in 0xC0...0xFF {
            guard let scalar = Unicode.Scalar(UInt32(value)) else { continue }
            let name = "Xa" + String(Character(scalar)) + "bero"
            let score = LinkageModel.students.compare(
                LinkagePerson([.last: name]), LinkagePerson([.last: NameKeys.folded(name)]))
            guard case .equal = score.reasons.first?.level else {
                Issue.record("\(name) is not \(NameKeys.folded(name))")
                continue
            }
        }
    }
}
