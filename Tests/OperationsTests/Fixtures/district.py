"""The invented district that the fixtures are imported into, and how its rows are written."""

from dataclasses import dataclass, field

PROGRAM_LABELS = (
    "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
    "Student Middle Name", "Birth Date", "Program ID", "Eligibility Start Date",
    "Eligibility End Date", "Program Start Date", "Program End Date", "Academic Year",
    "Program Eligibility Code", "Program Exit Code", "Site ID",
)  # fmt: skip
SITE_LABELS = (
    "Site ID", "Site Name", "State Site ID", "Start Grade Level ID", "End Grade Level ID",
    "Site Type ID", "Address", "Address 2", "City", "State", "Zip", "Local Site Code",
    "Annual Hours", "Annual Weeks", "Parent Site ID",
)  # fmt: skip
ENROLLMENT_LABELS = (
    "Student ID", "State Student ID", "Student Last Name", "Student First Name",
    "Student Middle Name", "Birth Date", "Site ID", "Enrollment Start Date",
    "Enrollment End Date", "Grade Level ID", "Academic Year", "Is Primary ADA",
    "Attendance Program", "Exit Code", "Session Type", "Entry Code",
)  # fmt: skip
CONTACT_LABELS = (
    "Student ID", "State Student ID", "Student Last Name", "Student First Name",
    "Student Middle Name", "Birth Date", "Contact Last Name", "Contact First Name",
    "Address 1", "Address 2", "City", "State", "Zip", "Phone 1", "Phone 2", "Phone 3",
    "Relationship", "Legal Guardian", "Primary Contact", "Column 20", "Column 21", "Email",
)  # fmt: skip
_STUDENT_LABELS = {
    1: "Import Student ID", 2: "State Student ID", 3: "Student Last Name",
    4: "Student First Name", 5: "Student Middle Name", 6: "Birth Date", 7: "Gender",
    8: "Primary Ethnicity", 11: "Is Hispanic", 12: "Primary Language",
    13: "Correspondence Language", 14: "English Proficiency", 16: "Primary Disability",
    20: "School Enter Date", 21: "District Enter Date", 26: "Plan 504 Accommodations",
    27: "Plan 504 Annual Review Date", 33: "Academic Year", 34: "Name Suffix",
    35: "AKA Last Name", 36: "AKA First Name", 37: "AKA Middle Name", 38: "AKA Name Suffix",
}  # fmt: skip
STUDENT_LABELS = tuple(_STUDENT_LABELS.get(i, f"Column {i}") for i in range(1, 65))

CODES = (
    ("101", "Section 504 plan", "504_plan"),
    ("120", "Learning Assistance", ""),
    ("127", "Gifted", ""),
    ("L25M", "Language", ""),
    ("130", "Former tutoring", "", "inactive"),
)

SITES = (
    ("1010", "Alder Elementary", "300010", "1", "6", "1", "1 Alder Road"),
    ("1020", "Birch Middle", "300020", "7", "9", "2", "2 Birch Road"),
    ("1030", "Cedar High", "300030", "10", "13", "3", "3 Cedar Road"),
)

# ID: state ID, last, first, middle, birth date, gender. 100204 and 100205 are twins.
STUDENTS = {
    "000100123": ("4100000123", "Abbott", "Mara", "Jean", "03/14/2012", "F"),
    "100200": ("4100000200", "Castellano", "Liam", "Joseph", "07/22/2011", "M"),
    "100201": ("4100000201", "Núñez", "Zoë", "Inés", "11/05/2010", "F"),
    "100202": ("4100000202", "O'Brien", "Sean", "Patrick", "02/17/2012", "M"),
    "100203": ("4100000203", "Smith-Jones", "Anna-Marie", "", "09/30/2011", "F"),
    "100204": ("4100000204", "Park", "Ella", "Sun", "05/18/2013", "F"),
    "100205": ("4100000205", "Park", "Emma", "Sun", "05/18/2013", "F"),
    "100206": ("4100000206", "Vance", "Robert", "Lee", "12/01/2009", "M"),
    "100207": ("4100000207", "Okafor", "Chidi", "", "08/08/2010", "M"),
    "100208": ("4100000208", "Garcia Lopez", "Sofia", "Elena", "01/25/2012", "F"),
    "100209": ("4100000209", "Nguyen", "Minh", "Anh", "06/06/2008", "M"),
    "100210": ("4100000210", "Whitehorse", "Dana", "Rae", "04/11/2007", "X"),
    "100211": ("", "Petrov", "Ivan", "", "10/19/2012", "M"),
    "100212": ("4100000212", "Le", "Kim", "", "03/03/2014", "F"),
}


def program(
    student: str, code: str = "127", start: str = "09/08/2025", end: str = "",
    site: str = "1030", **changes: str,
) -> list[str]:
    """The 15 cells of a row of programs.txt: the student's own, and what is changed by name.

    The names: id, state, last, first, middle, birth, eligible, eligible_end, year, eligibility,
    exit. Without changes the year is 2025-2026 and the eligibility code 3.
    """  # fmt: skip
    state, last, first, middle, birth, _ = STUDENTS[student]
    cells = {
        "id": student, "state": state, "last": last, "first": first, "middle": middle,
        "birth": birth, "code": code, "eligible": "", "eligible_end": "", "start": start,
        "end": end, "year": "2025-2026", "eligibility": "3", "exit": "", "site": site,
    }  # fmt: skip
    assert changes.keys() <= cells.keys()
    return list((cells | changes).values())


def student(number: str, **changes: str) -> list[str]:
    """The 64 cells of a row of studemo.txt; `changes` by position, such as `c7` for Gender."""
    cells = [""] * 64
    cells[0] = number
    cells[1:7] = STUDENTS.get(number, ("", "", "", "", "", ""))
    for position, text in {
        8: "700", 11: "N", 12: "00", 13: "00", 14: "1", 20: "09/05/2023", 21: "09/07/2021",
        33: "2025-2026",
    }.items():  # fmt: skip
        cells[position - 1] = text
    for position, text in changes.items():
        cells[int(position[1:]) - 1] = text
    return cells


def site(number: int, **changes: str) -> list[str]:
    """The 15 cells of a row of sites.txt for the district's site 0, 1 or 2."""
    cells = [*SITES[number], "", "Fernhollow", "WA", "98000", f"00{number + 1}", "1027", "36", ""]
    for position, text in changes.items():
        cells[int(position[1:]) - 1] = text
    return cells


# What programs.txt brought before each fixture is imported.
OPEN_504 = program(
    "100200", "101", "09/02/2025", site="1010", eligible="09/02/2025", eligibility="1"
)
CLOSED_GIFTED = program(
    "100201", "127", "09/03/2024", "06/12/2025", "1020", year="2024-2025", exit="10"
)
OPEN_ASSISTANCE = program("100202", "120", "09/02/2025", site="1010")
OPEN_LANGUAGE = program("100203", "L25M", "10/06/2025", site="1020")
OPEN_WITHOUT_SITE = program("000100123", "120", "01/12/2026", site="")
BASE_ROWS = [OPEN_504, CLOSED_GIFTED, OPEN_ASSISTANCE, OPEN_LANGUAGE, OPEN_WITHOUT_SITE]


def but(row: list[str], **changes: str) -> list[str]:
    """A row of programs.txt with some cells changed, by the names that `program` has."""
    names = (
        "id state last first middle birth code eligible eligible_end start end year "
        "eligibility exit site"
    ).split()
    cells = list(row)
    for name, text in changes.items():
        cells[names.index(name)] = text
    return cells


def text(rows, header=PROGRAM_LABELS, separator="\t", end="\n", final=True) -> str:
    """A file's text: the header, then the rows; without the last line end unless `final`."""
    lines = [header, *rows] if header else list(rows)
    joined = end.join(line if isinstance(line, str) else separator.join(line) for line in lines)
    return joined + (end if final else "")


def base_files() -> dict[str, bytes]:
    """The files of `base/`, by name."""
    roster = [student(number) for number in STUDENTS]
    return {
        "sites.txt": text([site(number) for number in range(3)], SITE_LABELS).encode(),
        "studemo.txt": text(roster, STUDENT_LABELS).encode(),
        "codes.tsv": text(CODES, None).encode(),
        "programs.txt": text(BASE_ROWS).encode(),
    }


@dataclass
class Case:
    """One file with one defect, and the report that its import makes."""

    name: str
    why: str
    data: bytes
    counts: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    state: str = "applied"
    import_as: str | None = None
    folder: str = "programs"

    def expected(self) -> dict:
        """What stands in the `.expected.json` beside the file."""
        keys = ("inserted", "updated", "closed", "unchanged", "held", "rejected")
        assert self.counts.keys() <= set(keys), self.name
        counts = {"read": sum(self.counts.values())}
        counts |= {key: self.counts.get(key, 0) for key in keys}
        report = {"why": self.why, "state": self.state, "counts": counts}
        report["problems"] = dict(sorted(self.problems.items()))
        return report | ({"importAs": self.import_as} if self.import_as else {})


def case(name: str, why: str, rows, problems=None, **options) -> Case:
    """A case of programs.txt: `rows` as lists of cells, or a whole file as text or bytes.

    Among the options are the counts (`inserted=1`), those of `text`, `encoding`, `state` and
    `import_as`.
    """
    keys = ("inserted", "updated", "closed", "unchanged", "held", "rejected")
    counts = {key: options.pop(key) for key in keys if key in options}
    kept = {key: options.pop(key) for key in ("state", "import_as", "folder") if key in options}
    encoding = options.pop("encoding", "utf-8")
    if isinstance(rows, list):
        rows = text(rows, **options)
    data = rows.encode(encoding) if isinstance(rows, str) else rows
    name = name if "." in name and name.rsplit(".")[-1].lower() == "txt" else f"{name}.txt"
    return Case(name, why, data, counts, problems or {}, **kept)
