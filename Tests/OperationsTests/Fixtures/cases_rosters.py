"""The other layouts: sites.txt, studemo.txt, enrollment.txt, contacts.txt."""

from district import (
    CONTACT_LABELS, ENROLLMENT_LABELS, SITE_LABELS, STUDENT_LABELS, STUDENTS, Case, case, site,
    student,
)  # fmt: skip


def roster(labels):
    """Makes `case` for one layout; the file's name begins with the layout's."""

    def make(name: str, why: str, rows, problems=None, header=labels, **options) -> Case:
        if isinstance(rows, list):
            options["header"] = header
        return case(name, why, rows, problems, folder="rosters", **options)

    return make


NEW = student("100300", c2="4100000300", c3="Lindqvist", c4="Maja", c6="10/21/2013", c7="F")
ZOE = student("100201")
LIAM = student("100200")


def cases() -> list[Case]:
    """All cases of this file."""
    return [*students(), *student_columns(), *enrollments(), *contacts(), *sites()]


def students() -> list[Case]:
    make = roster(STUDENT_LABELS)
    lines = "\n".join("\t".join(row) for row in [STUDENT_LABELS, NEW, ZOE]) + "\n"
    done = {"inserted": 1, "unchanged": 1}
    twin = {"c3": "Adler", "c6": "02/20/2014", "c7": "M"}
    return [
        make("studemo.plain", "One new student, one as before.", [NEW, ZOE], **done),
        make("studemo.bom", "A UTF-8 byte order mark stands first.", "\ufeff" + lines, **done),
        make("studemo.utf16le", "UTF-16 as Excel's Unicode Text.", "\ufeff" + lines,
             encoding="utf-16-le", **done),
        make("studemo.cp1252", "Accents in Windows-1252.", lines, {"file.encoding": 1},
             encoding="cp1252", **done),
        make("studemo.changed", "A last name changed.", [student("100200", c3="Castle"), ZOE],
             updated=1, unchanged=1),
        make("studemo.blank", "A middle name is blank now; the SIS's word counts.",
             [student("100200", c5="")], updated=1),
        make("studemo.twins", "Two new students share last name and birth date.",
             [student("100301", c2="4100000301", c4="Noah", **twin),
              student("100302", c2="4100000302", c4="Theo", **twin)], inserted=2),
        make("studemo.duplicate", "A new student stands there twice.", [NEW, ZOE, NEW],
             {"roster.duplicate-row": 1}, inserted=1, unchanged=2),
        make("studemo.conflict", "Two rows with one ID have different first names.",
             [NEW, ZOE, [*NEW[:3], "Mia", *NEW[4:]]], {"roster.conflicting-rows": 2},
             unchanged=1, rejected=2),
        make("studemo.shared-state-id", "A new student has the state ID of another.",
             [[NEW[0], STUDENTS["100200"][0], *NEW[2:]], ZOE], {"roster.shared-state-id": 1},
             **done),
        make("studemo.gender-blank", "Gender is required and blank.",
             [[*NEW[:6], "", *NEW[7:]], ZOE], {"cell.missing": 1}, unchanged=1, rejected=1),
        make("studemo.birth-date-serial", "A spreadsheet's day count as birth date.",
             [[*NEW[:5], "41568", *NEW[6:]], ZOE], {"date.serial": 1}, unchanged=1, rejected=1),
        make("studemo.id-scientific", "A spreadsheet rewrote an ID as 1.003E+05.",
             [["1.003E+05", *NEW[1:]], ZOE], {"id.scientific": 1}, unchanged=1, rejected=1),
        make("studemo.day-first", "Every date has the day first.",
             [student("100200", c6="22/07/2011", c20="05/09/2023", c21="07/09/2021"),
              student("100202", c6="17/02/2012", c20="05/09/2023", c21="07/09/2021")],
             {"file.day-first": 1}, unchanged=2),
        make("studemo.html", "A middle name holds HTML; it is kept as it is.",
             [[*NEW[:4], "<b>x</b>", *NEW[5:]]], inserted=1),
        make("studemo.header-only", "There is a header and no row.", [], {"file.no-rows": 1}),
    ]  # fmt: skip


def student_columns() -> list[Case]:
    make = roster(STUDENT_LABELS)
    named = [i for i, label in enumerate(STUDENT_LABELS) if not label.startswith("Column ")]
    order = named[::-1]
    rows = [NEW, ZOE]
    done = {"inserted": 1, "unchanged": 1}
    genderless = [[cell for i, cell in enumerate(row) if i != 6] for row in [STUDENT_LABELS, *rows]]
    return [
        make("studemo.first-38", "The reserved columns after AKA Name Suffix are left out.",
             [row[:38] for row in rows], header=STUDENT_LABELS[:38], **done),
        make("studemo.reordered", "The named columns alone, from the last to the first.",
             [[row[i] for i in order] for row in rows],
             header=[STUDENT_LABELS[i] for i in order], **done),
        make("studemo.without-gender", "A required column, Gender, is not there.",
             genderless[1:], {"file.columns-missing": 1}, header=genderless[0], state="failed"),
    ]  # fmt: skip


def enrollment(number: str, **changes: str) -> list[str]:
    """The 16 cells of a row of enrollment.txt."""
    cells = [number, *STUDENTS.get(number, ("", "Nobody", "Known", "", ""))[:5]]
    cells += ["1010", "09/02/2025", "", "7", "2025-2026", "Y", "", "", "1", "E1"]
    for position, cell in changes.items():
        cells[int(position[1:]) - 1] = cell
    return cells


def enrollments() -> list[Case]:
    make = roster(ENROLLMENT_LABELS)
    good = enrollment("100202")
    return [
        make("enrollment.plain", "Two new enrollments.", [enrollment("100200"), good], inserted=2),
        make("enrollment.unknown-student", "No student has this ID.",
             [enrollment("999999"), good], {"roster.unknown-student": 1}, inserted=1, rejected=1),
        make("enrollment.unknown-site", "The district has no site 9999.",
             [enrollment("100200", c7="9999"), good], {"roster.unknown-site": 1}, inserted=2),
        make("enrollment.unknown-grade", "No grade level has the ID 99.",
             [enrollment("100200", c10="99"), good], {"roster.unknown-grade": 1}, inserted=2),
        make("enrollment.start-blank", "Enrollment Start Date is required and blank.",
             [enrollment("100200", c8=""), good], {"cell.missing": 1}, inserted=1, rejected=1),
        make("enrollment.date-order", "The end lies before the start.",
             [enrollment("100200", c9="09/01/2025"), good], {"date.order": 1},
             inserted=1, rejected=1),
        make("enrollment.conflict", "Two rows with one key have different grades.",
             [enrollment("100200"), good, enrollment("100200", c10="8")],
             {"roster.conflicting-rows": 2}, inserted=1, rejected=2),
    ]  # fmt: skip


def contact(number: str, last: str, first: str, address: str = "12 Mill Lane") -> list[str]:
    """The 22 cells of a row of contacts.txt."""
    cells = [number, *STUDENTS.get(number, ("", "Nobody", "Known", "", ""))[:5], last, first]
    cells += [address, "", "Fernhollow", "WA", "98000", "555-0100", "", "", "Parent", "Y", "Y"]
    return [*cells, "", "", "family@example.invalid"]


def contacts() -> list[Case]:
    make = roster(CONTACT_LABELS)
    good = contact("100200", "Castellano", "Rosa")
    return [
        make("contacts.comma", "Commas part the cells, and a quoted address holds one.",
             [good, contact("100202", "O'Brien", "Nora", '"4 Hill Road, Apt. 2"')],
             {"file.separator": 1}, separator=",", inserted=2),
        make("contacts.unknown-student", "No student has this ID.",
             [contact("999999", "Known", "Not"), good], {"roster.unknown-student": 1},
             inserted=1, rejected=1),
        make("contacts.last-name-blank", "Contact Last Name is required and blank.",
             [contact("100202", "", "Nora"), good], {"cell.missing": 1}, inserted=1, rejected=1),
    ]  # fmt: skip


def sites() -> list[Case]:
    make = roster(SITE_LABELS)
    new = site(0, c1="1040", c2="Dogwood Academy", c3="300040")
    return [
        make("sites.new", "One site is new, one as before.", [new, site(1)],
             inserted=1, unchanged=1),
        make("sites.renamed", "A site has a new name.", [site(0, c2="Alder School"), site(1)],
             updated=1, unchanged=1),
        make("sites.id-text", "A Site ID is not a whole number.", [site(0, c1="A40"), site(1)],
             {"number.invalid": 1}, unchanged=1, rejected=1),
        make("sites.leading-zeros", "Site ID 01010 is site 1010.", [site(0, c1="01010"), site(1)],
             {"number.leading-zeros": 1}, unchanged=2),
        make("sites.duplicate", "A new site stands there twice.", [new, new],
             {"roster.duplicate-row": 1}, inserted=1, unchanged=1),
        make("sites.cr", "Lines end in CR alone.", [new, site(1)], end="\r",
             inserted=1, unchanged=1),
        make("sites.without-name", "A required column, Site Name, is not there.",
             [row[:1] + row[2:] for row in [site(0), site(1)]], {"file.columns-missing": 1},
             header=SITE_LABELS[:1] + SITE_LABELS[2:], state="failed"),
    ]  # fmt: skip
