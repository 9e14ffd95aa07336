import Foundation
import Testing

@testable import Intake

@Suite struct ContentKindTests {
    static let row = "1001\tRuiz\tAna\t2012-03-04\r\n"
    static let accents = "1001\tRuíz\tZoë\tÅsa\r\n"

    static func utf16(_ text: String, _ encoding: String.Encoding) -> [UInt8] {
        [UInt8](text.data(using: encoding) ?? Data())
    }

    static let table: [(String, [UInt8], ContentKind)] = [
        ("nothing", [], .text),
        ("ASCII", Array(row.utf8), .text),
        ("UTF-8", Array(accents.utf8), .text),
        ("UTF-8 with mark", [0xEF, 0xBB, 0xBF] + Array(row.utf8), .text),
        ("Latin-1", utf16(accents, .isoLatin1), .text),
        ("UTF-16 LE with mark", [0xFF, 0xFE] + utf16(row, .utf16LittleEndian), .text),
        ("UTF-16 BE with mark", [0xFE, 0xFF] + utf16(row, .utf16BigEndian), .text),
        ("UTF-16 LE", utf16(accents, .utf16LittleEndian), .text),
        ("UTF-16 BE", utf16(accents, .utf16BigEndian), .text),
        ("UTF-16 LE, cut in a letter", utf16(row, .utf16LittleEndian).dropLast(), .text),
        ("a stray NUL", Array((row + row + "1002\tLi\0\r\n").utf8), .text),
        ("Ctrl-Z at the end", Array((row + "\u{1A}").utf8), .text),
        ("UTF-32 with mark", [0xFF, 0xFE, 0, 0, 49, 0, 0, 0], .binary),
        ("UTF-32", [49, 0, 0, 0, 50, 0, 0, 0], .binary),
        ("NULs", [UInt8](repeating: 0, count: 512), .binary),
        ("small numbers of two bytes", (0..<64).flatMap { [UInt8($0 % 8), 0] }, .binary),
        ("a program", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0, 0, 0, 0, 0], .binary),
        ("a picture", [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10, 0, 0, 0, 13], .binary),
        ("PDF", Array("%PDF-1.7\n".utf8), .pdf),
        ("gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0], .gzip),
        ("OLE", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .xls),
        ("ZIP without files", [80, 75, 5, 6] + [UInt8](repeating: 0, count: 18), .zip),
        ("two letters", [80, 75], .text),
    ]

    @Test(arguments: table)
    func `the kind is told by the first bytes`(name: String, head: [UInt8], kind: ContentKind)
        throws
    {
        #expect(ContentKind.sniff(head) == kind, "\(name)")
        #expect(try ContentKind.sniff(MemoryBytes(head)) == kind, "\(name)")
    }

    @Test(arguments: [
        (["programs.txt"], ContentKind.zip),
        (["[Content_Types].xml", "_rels/.rels", "xl/workbook.xml"], .xlsx),
        (["xl/workbook.xml", "[Content_Types].xml"], .xlsx),
        (["_rels/.rels", "docProps/app.xml", "xl/workbook.xml"], .xlsx),
        (["[Content_Types].xml"], .xlsx),
        (["[Content_Types].xml", "_rels/.rels", "word/document.xml"], .zip),
        (["[Content_Types].xml", "ppt/presentation.xml"], .zip),
        (["programs.txt", "xl/workbook.xml"], .zip),
    ])
    func `a workbook is a ZIP file of certain parts`(names: [String], kind: ContentKind) throws {
        let list = names.map { "'\($0)'" }.joined(separator: ",")
        let files = try TestFolder()
        let plain = try files.archive("for n in [\(list)]: z.writestr(n, line)")
        #expect(ContentKind.sniff(plain) == kind)
        // A stream that cannot be sought leaves the sizes out of the local headers.
        let streamed = try files.archive(
            """
            class Stream(io.BytesIO):
                def seek(self, *a): raise OSError()
                def tell(self): raise OSError()
                def seekable(self): return False
            s = Stream()
            with zipfile.ZipFile(s, "w", ZIP_DEFLATED) as y:
                for n in [\(list)]: y.writestr(n, line)
            open("streamed.zip", "wb").write(s.getvalue())
            """)
        #expect(!streamed.isEmpty)
        #expect(ContentKind.sniff(try files.bytes("streamed.zip")) == kind)
    }

    @Test func `a workbook inside a ZIP file does not make that one`() throws {
        let files = try TestFolder()
        let bytes = try files.archive(
            """
            inner = io.BytesIO()
            with zipfile.ZipFile(inner, "w") as y:
                y.writestr("[Content_Types].xml", "<Types/>")
                y.writestr("xl/workbook.xml", "<workbook/>")
            z.writestr(ZipInfo("programs.xlsx"), inner.getvalue())
            """)
        #expect(ContentKind.sniff(bytes) == .zip)
    }
}
