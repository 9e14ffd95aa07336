"""How a file is read: encodings, line ends, separators, quotes, headers, files that are no text."""

import io
import struct
import zipfile
import zlib

from district import (
    CLOSED_GIFTED, OPEN_504, OPEN_ASSISTANCE, PROGRAM_LABELS, Case, but, case, program, text,
)  # fmt: skip

NEW = program("100206")
# One new row and two that say what is there already, one of them with accents: where a file is
# read rightly, one is inserted and two are unchanged, without a warning about names.
ROWS = [NEW, OPEN_504, CLOSED_GIFTED]
DONE = {"inserted": 1, "unchanged": 2}
TEXT = text(ROWS)
DATA = TEXT.encode()


def cases() -> list[Case]:
    """All cases of this file."""
    return [
        *encodings(), *line_ends(), *separators(), *quotes(), *headers(), *names(), *widths(),
        *nothing(), *foreign(),
    ]  # fmt: skip


def encodings() -> list[Case]:
    return [
        case("plain", "A file as it should be.", ROWS, **DONE),
        case("bom", "A UTF-8 byte order mark stands before the header.", "\ufeff" + TEXT, **DONE),
        case("bom-bad-byte",
             "The mark promises UTF-8, but one byte of a middle name is not; it becomes U+FFFD.",
             "\ufeff".encode() + text([but(NEW, middle="Rene")]).encode().replace(
                 b"Rene", b"Ren\xe9"),
             {"file.unreadable-characters": 1}, inserted=1),
        case("utf16le", "UTF-16, low byte first, with a mark: what Excel calls Unicode Text.",
             "\ufeff" + TEXT, encoding="utf-16-le", **DONE),
        case("utf16be", "UTF-16, high byte first, with a mark.",
             "\ufeff" + TEXT, encoding="utf-16-be", **DONE),
        case("utf16le-no-bom", "UTF-16, low byte first, without a mark.",
             TEXT, encoding="utf-16-le", **DONE),
        case("utf16be-no-bom", "UTF-16, high byte first, without a mark.",
             TEXT, encoding="utf-16-be", **DONE),
        case("utf16le-surrogates", "UTF-16 with a character that takes two units.",
             "\ufeff" + text([but(NEW, middle="Lee 🎒")]), encoding="utf-16-le", inserted=1),
        case("latin1", "Accented letters in ISO 8859-1.", TEXT, {"file.encoding": 1},
             encoding="latin-1", **DONE),
        case("cp1252", "Windows-1252 with a curly apostrophe in O’Brien and curly quotes.",
             [but(OPEN_ASSISTANCE, last="O’Brien", middle="“Pat”"), CLOSED_GIFTED],
             {"file.encoding": 1}, encoding="cp1252", unchanged=2),
        case("mixed-encoding",
             "One row is UTF-8, another Windows-1252: all is read as Windows-1252, so the name of "
             "the first no longer is the student's.",
             text([CLOSED_GIFTED]).encode()
             + "\t".join(but(NEW, middle="René")).encode("cp1252") + b"\n",
             {"file.encoding": 1, "program.name-differs": 1}, inserted=1, unchanged=1),
    ]  # fmt: skip


def line_ends() -> list[Case]:
    header, *rows = TEXT.splitlines()
    return [
        case("crlf", "Lines end in CR LF.", ROWS, end="\r\n", **DONE),
        case("cr", "Lines end in CR alone, as on old Macs.", ROWS, end="\r", **DONE),
        case("mixed-line-ends", "Lines end in LF, CR LF and CR.",
             f"{header}\r\n{rows[0]}\r{rows[1]}\n{rows[2]}\r\n", **DONE),
        case("no-final-line-end", "The last row is whole, but no line end closes it.", ROWS,
             {"file.no-final-line-end": 1}, final=False, **DONE),
        case("blank-lines-at-end", "Empty lines follow the last row.", TEXT + "\n\n\n", **DONE),
        case("blank-lines-between", "Empty lines, one of them of spaces, stand between the rows.",
             f"{header}\n\n{rows[0]}\n   \n{rows[1]}\n\n\n{rows[2]}\n", **DONE),
        case("blank-rows-of-tabs", "A spreadsheet's blank rows: separators with nothing between.",
             [NEW, [""] * 15, OPEN_504, CLOSED_GIFTED, [""] * 15], **DONE),
        case("blank-rows-of-spaces", "Two rows have spaces in their cells and nothing else.",
             [NEW, [" "] * 15, OPEN_504, ["  "] + [""] * 14, CLOSED_GIFTED], **DONE),
        case("blank-lines-first", "Two empty lines stand before the header.", "\n\n" + TEXT,
             **DONE),
    ]  # fmt: skip


def separators() -> list[Case]:
    warning = {"file.separator": 1}
    return [
        case("comma", "Commas part the cells.", ROWS, warning, separator=",", **DONE),
        case("comma-quoted", "Commas part the cells, and a quoted middle name holds one.",
             TEXT.replace("\t", ",").replace(",Lee,", ',"Lee, Jr.",'), warning, **DONE),
        case("semicolon", "Semicolons part the cells.", ROWS, warning, separator=";", **DONE),
        case("pipe", "Vertical bars part the cells.", ROWS, warning, separator="|", **DONE),
        case("caret", "Carets part the cells.", ROWS, warning, separator="^", **DONE),
    ]  # fmt: skip


def quotes() -> list[Case]:
    quoted = "\n".join(
        "\t".join(f'"{cell}"' for cell in line) for line in [PROGRAM_LABELS, *ROWS])  # fmt: skip
    return [
        case("quoted-all", "Every cell stands in quotation marks, the header's too.",
             quoted + "\n", **DONE),
        case("quoted-tab", "A quoted middle name holds a tab.",
             [but(NEW, middle='"Lee\tRoy"'), OPEN_504], inserted=1, unchanged=1),
        case("quoted-line-break", "A quoted middle name holds a line break, which is kept.",
             [but(NEW, middle='"Lee\nRoy"'), OPEN_504], {"cell.line-break": 1},
             inserted=1, unchanged=1),
        case("quoted-doubled", "Two quotation marks in a quoted cell stand for one.",
             [but(NEW, first='"Robert ""Rob"""'), OPEN_504], inserted=1, unchanged=1),
        case("quote-inside", "Quotation marks inside of a cell that is not quoted are characters.",
             [but(NEW, first='Robert "Rob" J'), OPEN_504], inserted=1, unchanged=1),
        case("quote-stray", "A quotation mark opens a cell and none closes it; it is kept.",
             [but(NEW, middle='"Lee'), OPEN_504], {"row.open-quote": 1}, inserted=1, unchanged=1),
    ]  # fmt: skip


VARIANTS = (
    "Student ID", "SSID", "Last Name", "First Name", "Middle Name", "DOB", "Program Code",
    "Eligibility Start", "Eligibility End", "Start Date", "End Date", "School Year",
    "Membership Code", "Exit Code", "School ID",
)  # fmt: skip


def headers() -> list[Case]:
    order = [14, 6, 9, 10, 0, 5, 3, 2, 4, 1, 11, 12, 13, 7, 8]
    shuffled = [[row[i] for i in order] for row in ROWS]
    numbered = [f"{i:02d} {label}" for i, label in enumerate(PROGRAM_LABELS, 1)]
    snake = [label.upper().replace(" ", "_") for label in PROGRAM_LABELS]
    padded = [f" {label}  " for label in PROGRAM_LABELS]

    def without(*indexes: int):
        lines = [PROGRAM_LABELS, *ROWS]
        return [[cell for i, cell in enumerate(line) if i not in indexes] for line in lines]

    narrow = without(1, 4)
    unborn = without(5)
    wide = [[*row[:3], "Ms. Alvarez", *row[3:]] for row in ROWS]
    return [
        case("header-numbered", "The labels are numbered: 01 Import Student ID.", ROWS,
             header=numbered, **DONE),
        case("header-underscores", "The labels are written IMPORT_STUDENT_ID.", ROWS,
             header=snake, **DONE),
        case("header-spaces", "The labels have spaces around them.", ROWS, header=padded, **DONE),
        case("header-variants", "The labels are other senders': Student ID, DOB, Program Code.",
             ROWS, header=VARIANTS, **DONE),
        case("header-reordered", "The columns stand in another order, which is followed.",
             shuffled, header=[PROGRAM_LABELS[i] for i in order], **DONE),
        case("header-variants-reordered",
             "Other senders' labels in another order, which is followed.",
             shuffled, header=[VARIANTS[i] for i in order], **DONE),
        case("header-unknown-labels", "No label is known, but there are 15: position counts.",
             ROWS, header=[f"Feld {letter}" for letter in "ABCDEFGHIJKLMNO"], **DONE),
        case("header-unknown-too-few", "No label is known, and there are 12 columns, not 15.",
             [row[:12] for row in ROWS], {"file.columns-unclear": 1}, state="failed",
             header=[f"Feld {letter}" for letter in "ABCDEFGHIJKL"]),
        case("header-without-optional", "State Student ID and the middle name have no column.",
             narrow[1:], header=narrow[0], **DONE),
        case("header-first-eleven", "The columns after Program End Date are left out.",
             [row[:11] for row in [NEW, program("100207", "101", "09/02/2025")]],
             header=PROGRAM_LABELS[:11], inserted=2),
        case("header-without-birth-date", "A required column, Birth Date, is not there.",
             unborn[1:], {"file.columns-missing": 1}, state="failed", header=unborn[0]),
        case("header-extra-column", "An unknown column, Counselor, stands between the others.",
             wide, header=[*PROGRAM_LABELS[:3], "Counselor", *PROGRAM_LABELS[3:]], **DONE),
        case("header-extra-column-last", "An unknown column, Counselor, stands after the others.",
             [[*row, "Ms. Alvarez"] for row in ROWS], header=[*PROGRAM_LABELS, "Counselor"],
             **DONE),
        case("header-absent", "The first line is data; it must not be taken for a header.",
             ROWS, {"file.columns-unclear": 1}, state="failed", header=None),
    ]  # fmt: skip


def names() -> list[Case]:
    return [
        case("export_2026.txt", "The name tells nothing; the header is that of programs.txt.",
             ROWS, import_as="export_2026.txt", **DONE),
        case("PROGRAMS.TXT", "The name is in capitals.", ROWS, import_as="PROGRAMS.TXT", **DONE),
        case("notes", "Neither the name nor the header is that of a layout.",
             "Date\tNote\n09/08/2025\tCalled the office\n", {"file.layout-unknown": 1},
             state="failed", import_as="notes.txt"),
    ]  # fmt: skip


def widths() -> list[Case]:
    return [
        case("row-extra-cells", "A row has one cell more than the header.",
             [[*NEW, "x"], OPEN_504], {"row.extra-cells": 1}, unchanged=1, rejected=1),
        case("row-extra-blank-cells", "Rows end in blank cells, one of them past the header.",
             [[*row, ""] for row in ROWS], **DONE),
        case("row-short", "A row ends after Academic Year; the missing cells count as blank.",
             [NEW[:12], OPEN_504], {"row.short": 1}, inserted=1, unchanged=1),
        case("row-short-missing", "A row ends after Birth Date, so required cells are missing.",
             [NEW[:6], OPEN_504], {"cell.missing": 1, "program.no-start": 1},
             unchanged=1, rejected=1),
        case("cut", "The file was cut in the last row, behind Program Eligibility Code.",
             text([OPEN_504, NEW[:13]], final=False),
             {"file.no-final-line-end": 1, "row.cut": 1}, unchanged=1, rejected=1),
        case("cut-early", "The file was cut in the last row's first name.",
             text([OPEN_504, [*NEW[:3], "Rob"]], final=False),
             {"file.no-final-line-end": 1, "row.cut": 1}, unchanged=1, rejected=1),
        case("cut-in-last-cell",
             "The file was cut in the last cell, 1030: the row has all cells, but site 10.",
             text([OPEN_504, but(NEW, site="10")], final=False),
             {"file.no-final-line-end": 1, "program.unknown-site": 1}, inserted=1, unchanged=1),
    ]  # fmt: skip


def nothing() -> list[Case]:
    header = "\t".join(PROGRAM_LABELS)
    failed = {"file.empty": 1}
    return [
        case("header-only", "There is a header and no row.", header + "\n", {"file.no-rows": 1}),
        case("header-only-cut", "There is a header and no row, and no line end.", header,
             {"file.no-rows": 1, "file.no-final-line-end": 1}),
        case("empty", "The file has no bytes.", b"", failed, state="failed"),
        case("empty-bom", "The file has a byte order mark and nothing else.", "\ufeff", failed,
             state="failed"),
        case("empty-blank-lines", "The file has blank lines only.", "\n   \n\t\t\t\n\n", failed,
             state="failed"),
    ]  # fmt: skip


def foreign() -> list[Case]:
    def failed(name: str, why: str, data: bytes, code: str) -> Case:
        return case(name, why, data, {code: 1}, state="failed")

    crc = struct.pack("<II", zlib.crc32(DATA), len(DATA))
    stored = b"\x01" + struct.pack("<HH", len(DATA), len(DATA) ^ 0xFFFF) + DATA
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + bytes.fromhex("3e000300feff0900")
    pdf = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
    png = bytes.fromhex("89504e470d0a1a0a0000000d494844520000000100000001080000000000000000")
    return [
        failed("xlsx", "An Excel workbook was renamed.", workbook(), "file.spreadsheet"),
        failed("xls", "A workbook of Excel before 2007 was renamed.", old + bytes(480),
               "file.spreadsheet"),
        failed("gzip", "A gzip file was renamed.",
               b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + stored + crc, "file.compressed"),
        failed("pdf", "A PDF document was renamed.", pdf, "file.not-text"),
        failed("png", "A picture was renamed.", png, "file.not-text"),
        failed("utf32", "UTF-32 is not an encoding that senders use.",
               ("\ufeff" + TEXT).encode("utf-32-le"), "file.not-text"),
    ]  # fmt: skip


def workbook() -> bytes:
    """The smallest workbook that a spreadsheet opens, not compressed and without dates."""
    main = "http://schemas.openxmlformats.org/"
    parts = {
        "[Content_Types].xml":
            f'<Types xmlns="{main}package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxml'
            'formats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxml'
            'formats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels":
            f'<Relationships xmlns="{main}package/2006/relationships"><Relationship Id="r1" '
            f'Type="{main}officeDocument/2006/relationships/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml":
            f'<workbook xmlns="{main}spreadsheetml/2006/main" '
            f'xmlns:r="{main}officeDocument/2006/relationships"><sheets>'
            '<sheet name="programs" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels":
            f'<Relationships xmlns="{main}package/2006/relationships"><Relationship Id="r1" '
            f'Type="{main}officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml":
            f'<worksheet xmlns="{main}spreadsheetml/2006/main"><sheetData><row r="1">'
            '<c r="A1" t="inlineStr"><is><t>Import Student ID</t></is></c></row></sheetData>'
            '</worksheet>',
    }  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name, xml in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            archive.writestr(entry, '<?xml version="1.0" encoding="UTF-8"?>' + xml)
    return file.getvalue()
