import Testing

@testable import Intake

/// What documents may be, and that a name and its bytes agree.
@Suite struct DocumentKindTests {
    private struct Bytes: ByteSource {
        let bytes: [UInt8]
        var count: Int { bytes.count }

        func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let piece = bytes.dropFirst(offset).prefix(buffer.count)
            buffer.copyBytes(from: piece)
            return piece.count
        }
    }

    /// An archive of files that are packed by no method; only its lists are right.
    private static func zip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var (all, directory): ([UInt8], [UInt8]) = ([], [])
        for (name, bytes) in files {
            let size = little(bytes.count, bytes: 4)
            let shared =
                little(0, bytes: 2) + little(0, bytes: 2) + little(0, bytes: 4)
                + little(0, bytes: 4) + size + size + little(name.utf8.count, bytes: 2)
                + little(0, bytes: 2)
            directory +=
                [80, 75, 1, 2] + little(20, bytes: 2) + little(20, bytes: 2) + shared
                + little(0, bytes: 10) + little(all.count, bytes: 4) + Array(name.utf8)
            all += [80, 75, 3, 4] + little(20, bytes: 2) + shared + Array(name.utf8) + bytes
        }
        let count = little(files.count, bytes: 2)
        return all + directory + [80, 75, 5, 6] + little(0, bytes: 4) + count + count
            + little(directory.count, bytes: 4) + little(all.count, bytes: 4) + little(0, bytes: 2)
    }

    private static func zip(_ names: [String]) -> [UInt8] {
        zip(names.map { ($0, Array("x".utf8)) })
    }

    private static func openDocument(_ kind: String) -> [UInt8] {
        let type = Array("application/vnd.oasis.opendocument.\(kind)".utf8)
        return zip([("mimetype", type), ("content.xml", Array("x".utf8))])
    }

    private static let ole: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0]

    private static let samples: [(kind: DocumentKind, bytes: [UInt8])] = [
        (.pdf, Array("%PDF-1.7\n%".utf8)),
        (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]),
        (.jpg, [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]), (.jpeg, [0xFF, 0xD8, 0xFF, 0xDB, 0, 16]),
        (.gif, Array("GIF89a".utf8) + [1, 0, 1, 0]), (.tif, [0x49, 0x49, 0x2A, 0, 8]),
        (.tiff, [0x4D, 0x4D, 0, 0x2A, 0]),
        (.webp, Array("RIFF".utf8) + [8, 0, 0, 0] + Array("WEBPVP8 ".utf8)),
        (.heic, [0, 0, 0, 24] + Array("ftypheic".utf8)),
        (.docx, zip(["[Content_Types].xml", "word/document.xml"])),
        (.xlsx, zip(["[Content_Types].xml", "xl/workbook.xml"])),
        (.pptx, zip(["[Content_Types].xml", "ppt/presentation.xml"])),
        (.doc, ole), (.xls, ole), (.ppt, ole),
        (.odt, openDocument("text")), (.ods, openDocument("spreadsheet")),
        (.odp, openDocument("presentation")), (.rtf, Array("{\\rtf1 Plan}".utf8)),
        (.txt, Array("Reads with support.\n".utf8)), (.csv, Array("a,b\n1,2\n".utf8)),
    ]

    /// Of these several endings say the same.
    private static func family(_ kind: DocumentKind) -> Set<DocumentKind> {
        let all: [Set<DocumentKind>] = [
            [.jpg, .jpeg], [.tif, .tiff], [.doc, .xls, .ppt],
            // What is an RTF file can be read as text.
            [.txt, .csv, .rtf],
        ]
        return all.first { $0.contains(kind) } ?? [kind]
    }

    @Test func `each kind is what it is, and no other`() throws {
        #expect(Set(Self.samples.map(\.kind)) == Set(DocumentKind.allCases))
        for (kind, bytes) in Self.samples {
            for other in DocumentKind.allCases {
                let fits = try other.fits(Bytes(bytes: bytes))
                if other == kind { #expect(fits, "\(kind)") }
                if !Self.family(kind).contains(other) { #expect(!fits, "\(kind) as \(other)") }
            }
        }
    }

    @Test(arguments: [
        ("plan.pdf", DocumentKind.pdf), ("PLAN.PDF", .pdf), ("a.b.docx", .docx), ("x.JPEG", .jpeg),
    ])
    func `the kind is told by the ending`(_ name: String, _ kind: DocumentKind) {
        #expect(DocumentKind(ofFileNamed: name) == kind)
    }

    @Test(arguments: [
        "plan", "plan.", "plan.exe", "plan.pdf.exe", "plan.html", "plan.svg", "plan.docm", "a.zip",
        "a.js", "a.xlsm", "a.lnk", "",
    ])
    func `other endings are of no kind`(_ name: String) {
        #expect(DocumentKind(ofFileNamed: name) == nil)
    }

    @Test func `a program, a page and a package with macros are none, whatever they are called`()
        throws
    {
        let macros = Self.zip(["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"])
        let others: [[UInt8]] = [
            Array("MZ".utf8) + [UInt8](repeating: 0, count: 200),
            [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1, 0],
            Array("<!DOCTYPE html><script>x</script>".utf8), Array(" \n<html>".utf8),
            Array("<svg xmlns=\"x\">".utf8), Array("#!/bin/sh\n".utf8), macros,
            Self.zip(["a.exe"]),
            Array(Self.zip(["[Content_Types].xml", "word/a.xml"]).dropLast(9)),
        ]
        for bytes in others {
            for kind in DocumentKind.allCases {
                let fits = try kind.fits(Bytes(bytes: bytes))
                #expect(!fits, "\(bytes.prefix(20)) as \(kind)")
            }
        }
    }
}
