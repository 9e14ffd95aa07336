import Testing

@testable import Records

@Suite struct CodeBookTests {
    private let book = CodeBook([
        (CodeBook.programs, "101", 1), (CodeBook.programs, "L25M", 2),
        (CodeBook.eligibility, "101", 3), (CodeBook.exits, "10", 4),
    ])

    @Test func `program codes are known or not`() {
        #expect(book.programNumbers == ["101": 1, "L25M": 2])
        #expect(book.programNumbers["l25m"] == nil)
    }

    @Test func `each table has its own keys`() {
        #expect(book.number(of: "101", in: CodeBook.eligibility) == 3)
        #expect(book.number(of: "10", in: CodeBook.exits) == 4)
        #expect(book.additions.isEmpty)
        #expect(book.number(of: "10", in: CodeBook.eligibility) == CodeBook.firstNew)
        #expect(book.number(of: "101", in: CodeBook.exits) == CodeBook.firstNew + 1)
        #expect(book.additions.map(\.key) == ["10", "101"])
    }

    @Test func `a new code gets one number, whoever asks`() async {
        let numbers = await withTaskGroup(of: [Int32].self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<100).map { self.book.number(of: "N\($0)", in: CodeBook.exits) }
                }
            }
            return await group.reduce(into: [[Int32]]()) { $0.append($1) }
        }
        #expect(numbers.allSatisfy { $0 == numbers.first })
        #expect(Set(numbers.first ?? []).count == 100)
        #expect((numbers.first ?? []).allSatisfy { $0 >= CodeBook.firstNew })
        #expect(book.additions.count == 100)
    }

    @Test func `additions are in order of table and key`() {
        for key in ["b", "a", "tab\tinside"] { _ = book.number(of: key, in: CodeBook.exits) }
        _ = book.number(of: "z", in: CodeBook.eligibility)
        let additions = book.additions
        #expect(additions.map(\.key) == ["z", "a", "b", "tab\tinside"])
        #expect(Set(additions.map(\.table)) == [CodeBook.eligibility, CodeBook.exits])
        #expect(additions.map(\.number).sorted() == (0..<4).map { CodeBook.firstNew + $0 })
    }

    private func number(_ cache: inout CodeCache, _ text: String, asked: inout Int) -> Int32? {
        Array(text.utf8).withUnsafeBytes { bytes in
            var times = 0
            let number = cache.number(of: bytes) { key in
                times += 1
                return key.isEmpty
                    ? nil : Int32(key.utf8.reduce(1) { ($0 * 31 + Int($1)) % 1_000_003 })
            }
            asked += times
            return number
        }
    }

    @Test func `a thread remembers short codes and tells all codes apart`() {
        var cache = CodeCache()
        var fresh = 0
        let texts = ["1", "10", "01", "1234567", "12345678", "\01", "é", "1\0", "A", "a"]
        let first = texts.map { number(&cache, $0, asked: &fresh) }
        #expect(fresh == texts.count)
        var again = 0
        #expect(texts.map { number(&cache, $0, asked: &again) } == first)
        #expect(again == 1, "only the long one is asked for again")
        #expect(Set(first).count == texts.count)
    }

    @Test func `an unknown code is asked for each time`() {
        var cache = CodeCache()
        var asked = 0
        #expect(number(&cache, "", asked: &asked) == nil)
        #expect(number(&cache, "", asked: &asked) == nil)
        #expect(asked == 2)
    }

    @Test func `more codes than are remembered are found too`() {
        var cache = CodeCache()
        var asked = 0
        for _ in 0..<2 {
            for code in 0..<1000 {
                var plain = CodeCache()
                let found = number(&cache, "\(code)", asked: &asked)
                var ignored = 0
                #expect(found == number(&plain, "\(code)", asked: &ignored))
            }
        }
        #expect(asked < 2000)
    }
}
