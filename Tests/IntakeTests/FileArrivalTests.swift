import Intake
import Testing

/// When a file has arrived.
@Suite struct FileArrivalTests {
    static func file(
        _ name: String, _ identity: String = "1", bytes: Int = 100, at changed: Int = 5,
        isRegular: Bool = true, endsLine: Bool = true
    ) -> FileSighting {
        FileSighting(
            name: name, identity: identity, bytes: bytes, changedAt: changed,
            isRegular: isRegular, endsLine: endsLine)
    }

    static func judge(_ now: FileSighting..., before: [FileSighting] = []) -> [FileArrival] {
        FileArrival.judge(now, before: before).map(\.arrival)
    }

    @Test func `a file that stood still for two polls is there`() {
        let file = Self.file("programs.txt")
        #expect(Self.judge(file) == [.waits(.new)])
        #expect(Self.judge(file, before: [file]) == [.ready(.still)])
        let others = [
            Self.file("programs.txt", bytes: 99), Self.file("programs.txt", at: 4),
            Self.file("programs.txt", "2"),
        ]
        for before in others {
            #expect(Self.judge(file, before: [before]) == [.waits(.growing)])
        }
    }

    @Test func `a file that ends within a line waits, and so does an empty one`() {
        let cut = Self.file("programs.txt", endsLine: false)
        #expect(Self.judge(cut, before: [cut]) == [.waits(.cut)])
        let empty = Self.file("programs.txt", bytes: 0)
        #expect(Self.judge(empty, before: [empty]) == [.waits(.empty)])
    }

    @Test func `a file that was renamed into place is there at once`() {
        let under = Self.file("programs.txt.filepart")
        #expect(Self.judge(under, before: [under]) == [.waits(.underWay)])
        let renamed = Self.file("programs.txt")
        #expect(Self.judge(renamed, before: [under]) == [.ready(.renamed)])
        // Another file that was given the number of the one that is gone, and is under way itself.
        let cut = Self.file("programs.txt", endsLine: false)
        #expect(Self.judge(cut, before: [under]) == [.waits(.new)])
        #expect(Self.judge(renamed, under, before: [under]) == [.waits(.new), .waits(.underWay)])
        // Another file than the one that was under way.
        #expect(Self.judge(Self.file("programs.txt", "7"), before: [under]) == [.waits(.new)])
    }

    @Test func `a mark beside it says that it is there`() {
        let file = Self.file("programs.txt")
        let mark = Self.file("programs.txt.done", "2", bytes: 0)
        #expect(Self.judge(file, mark) == [.ready(.marked), .marker])
        // What was marked was the file of the day before.
        let old = Self.file("programs.txt.done", "2", bytes: 0, at: 4)
        #expect(Self.judge(file, old) == [.waits(.new), .marker])
        let closed = FileSighting(
            name: "programs.txt", identity: "3", bytes: 9, changedAt: 1, isRegular: true,
            endsLine: false, isReadable: false)
        #expect(Self.judge(closed, mark, before: [closed]) == [.waits(.closed), .marker])
    }

    @Test func `a list of checksums says that it is there, or that it is not`() {
        func file(_ isMet: Bool, isCertain: Bool) -> FileSighting {
            FileSighting(
                name: "programs.txt", identity: "1", bytes: 9, changedAt: 5, isRegular: true,
                endsLine: false, listing: FileListing(isMet: isMet, isCertain: isCertain))
        }
        #expect(Self.judge(file(true, isCertain: false)) == [.ready(.listed)])
        let wrong = file(false, isCertain: true)
        #expect(Self.judge(wrong, before: [wrong]) == [.waits(.otherChecksum)])
        // What was listed was the file of the day before.
        let old = file(false, isCertain: false)
        #expect(Self.judge(old, before: [old]) == [.waits(.cut)])
        let list = Self.file("all.sha256", "2")
        #expect(Self.judge(list, before: [list]) == [.marker])
    }

    @Test(arguments: [
        ".programs.txt", "programs.txt.part", "PROGRAMS.TXT.FILEPART", "programs.tmp",
        "programs.txt~", ".filepart",
    ])
    func `names of files under way wait`(_ name: String) {
        let file = Self.file(name)
        #expect(Self.judge(file, before: [file]) == [.waits(.underWay)])
    }

    @Test func `what is no file is never taken`() {
        let link = Self.file("programs.txt", isRegular: false)
        let mark = Self.file("programs.txt.done", "2")
        #expect(Self.judge(link, mark, before: [link]) == [.refused(.notAFile), .marker])
    }
}
