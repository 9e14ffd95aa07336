import Testing

@testable import Records

@Suite struct ProblemCodeTests {
    @Test(arguments: ProblemCode.allCases)
    func `each code has a message and a fix`(_ code: ProblemCode) {
        let message = code.message(column: "Birth Date", detail: "a detail")
        #expect(!message.isEmpty)
        #expect(message != code.rawValue)
        #expect(message == "a detail" || message.hasSuffix(".") || message.hasSuffix("a detail"))
        #expect(!code.fix.isEmpty)
        #expect(code.fix.first?.isUppercase == true)
        #expect(code.fix.hasSuffix("."))
    }

    @Test(arguments: ProblemCode.allCases)
    func `each code is two words parted by a dot`(_ code: ProblemCode) {
        let form = /[a-z]+\.[a-z]+(-[a-z]+)*/
        #expect(code.rawValue.wholeMatch(of: form) != nil)
        #expect(ProblemCode(rawValue: code.rawValue) == code)
    }

    @Test func `no two codes are the same`() {
        #expect(Set(ProblemCode.allCases.map(\.rawValue)).count == ProblemCode.allCases.count)
    }

    @Test func `codes are ordered by precedence`() {
        #expect(ProblemCode.allCases.reversed().sorted() == ProblemCode.allCases)
        #expect(ProblemCode.rowTooLong < .cellMissing)
        #expect(ProblemCode.fileEmpty < .rowTooLong)
    }

    @Test func `what only needs a look is a warning`() {
        for code in [ProblemCode.cellTrimmed, .dateNone, .rowShort, .programNearMiss] {
            #expect(code.severity == .warning)
        }
        for code in [ProblemCode.cellMissing, .dateInvalid, .rowCut, .limitEnds, .idScientific] {
            #expect(code.severity == .error)
        }
    }
}
