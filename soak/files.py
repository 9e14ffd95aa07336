"""The invented district of the soak, and the files that its systems send.

Every program record has one place in a fixed grid: student by program. No two records of a student
share a program or a start date, so that no row of these files is nearly another one, but for the
rows that are meant to be: those name a site that no other row names.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

PROFILED = 800
"""Students whom the first programs.txt gives a profile."""
LATE = 100
"""Students of the roster who get a profile by a later file."""
PROGRAMS = 30
BASE_PROGRAMS = 24
"""Programs of which the first file has a record for each student; no later file removes them."""
NEAR_SITES = 5_000
"""Rows at sites from this number on nearly match a record."""
LAST_NAME = "Soaker"

PROGRAM_LABELS = (
    "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
    "Student Middle Name", "Birth Date", "Program ID", "Eligibility Start Date",
    "Eligibility End Date", "Program Start Date", "Program End Date", "Academic Year",
    "Program Eligibility Code", "Program Exit Code", "Site ID",
)  # fmt: skip
ROSTER_LABELS = (
    *PROGRAM_LABELS[:6], "Gender", "Primary Ethnicity", "Is Hispanic", "Primary Language",
    "Correspondence Language", "English Proficiency", "Primary Disability", "School Enter Date",
    "District Enter Date", "Academic Year", "Name Suffix",
)  # fmt: skip
SITES = [1010, 1020, 1030]
FIRST_DAY = date(2025, 8, 1)

Rows = dict[str, str]
"""Records by key. A key is student, program, start and site; a value all else, with tabs."""


def letters(number: int) -> str:
    """A number as four letters, for names that differ."""
    digits = [number // 26**place % 26 for place in (3, 2, 1, 0)]
    return "".join(chr(ord("a") + digit) for digit in digits)


def program(place: int) -> str:
    """The code key of a program."""
    return f"P{place:02d}"


def opening(student: int, middle: str = "") -> str:
    """The six cells with which every row of a student begins."""
    return (
        f"{100_000 + student}\t{4_100_000_000 + student}\t{LAST_NAME}\t"
        f"{letters(student).capitalize()}\t{middle}\t03/14/2012"
    )


def us(day: int) -> str:
    """A day of the grid as the files write it."""
    return (FIRST_DAY + timedelta(days=day)).strftime("%m/%d/%Y")


DAYS = [us(day) for day in range(PROGRAMS + 100)]


def grid_key(student: int, place: int, code: str = "", site: int = 0) -> str:
    """The key of a place of the grid, or, with another code or site, of a row beside it."""
    return (
        f"{100_000 + student}\t{code or program(place)}\t{DAYS[place]}\t"
        f"{site or SITES[student % 3]}"
    )


def value(rng: random.Random, place: int) -> str:
    """Eligibility start and end, end, academic year, eligibility code, exit code."""
    end = DAYS[place + rng.randint(1, 90)] if rng.random() < 0.5 else ""
    return f"{DAYS[place]}\t{end}\t{end}\t2025-2026\t{rng.choice('13')}\t{'E1' if end else ''}"


@dataclass(frozen=True)
class ProgramFile:
    """A programs.txt, as bytes on the disk and as the records that it speaks of."""

    path: Path
    rows: Rows
    """Rows that are inserted, change a record, or say what it says."""
    near: Rows = field(default_factory=dict)
    """Rows that nearly match a record of the first file, so that they are held."""
    unknown: Rows = field(default_factory=dict)
    """Rows of the program `code`, which are rejected until it is added."""
    code: str = ""
    spoiled: int = 0
    """Rows that are always rejected."""
    can_be_undone: bool = True
    """Not where it brings codes or profiles, which other files use afterwards."""

    @property
    def name(self) -> str:
        """The file's name, which is its own in the whole soak."""
        return self.path.name

    @property
    def count(self) -> int:
        """All rows, without the header."""
        return len(self.rows) + len(self.near) + len(self.unknown) + self.spoiled

    def near_key(self, row: int) -> str:
        """The key of a near miss by its row number; near misses stand below the plain rows."""
        return list(self.near)[row - 2 - len(self.rows)]

    def rejected_part(self) -> ProgramFile:
        """What a rerun sends: the rows of the unknown code."""
        return replace(self, rows={}, near={}, spoiled=0)

    def write(self) -> None:
        """Puts the file on the disk."""
        lines = ["\t".join(PROGRAM_LABELS)]
        lines += [program_line(*row) for row in self.rows.items()]
        lines += [program_line(*row) for row in self.near.items()]
        lines += [program_line(*row) for row in self.unknown.items()]
        lines += [
            program_line(grid_key(student, 0, code="NOPROGRAM"), "\t\t\t\t\t")
            for student in range(self.spoiled)
        ]
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def program_line(key: str, rest: str) -> str:
    """A row of programs.txt from its key and value."""
    student, code, start, site = key.split("\t")
    first, last, end, year, eligibility, leaving = rest.split("\t")
    cells = (opening(int(student) - 100_000), code, first, last, start, end, year, eligibility,
             leaving, site)  # fmt: skip
    return "\t".join(cells)


def exported(text: str) -> tuple[Rows, Rows]:
    """The records of an export: those of the grid, and the near misses that were inserted."""
    plain: Rows = {}
    near: Rows = {}
    for line in text.splitlines()[1:]:
        c = line.split("\t")
        rows = near if int(c[14] or 0) >= NEAR_SITES else plain
        key = f"{c[0]}\t{c[6]}\t{c[9]}\t{c[14]}"
        if key in rows:
            raise ValueError("a record stands in the export twice")
        rows[key] = f"{c[7]}\t{c[8]}\t{c[10]}\t{c[11]}\t{c[12]}\t{c[13]}"
    return plain, near


@dataclass(frozen=True)
class RosterFile:
    """A studemo.txt: middle names by student ID, which is what its versions differ in."""

    path: Path
    rows: Rows

    @property
    def name(self) -> str:
        """The file's name, which is its own in the whole soak."""
        return self.path.name

    def write(self) -> None:
        """Puts the file on the disk."""
        lines = ["\t".join(ROSTER_LABELS)]
        lines += [
            f"{opening(int(student) - 100_000, middle)}\tF\t700{9 * chr(9)}"
            for student, middle in self.rows.items()
        ]
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")


class Sender:
    """Writes the files of a soak into a folder, the same for the same seed."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.rng, self.number = folder, random.Random(f"files {seed}"), 0
        folder.mkdir()
        base = random.Random(f"base {seed}")
        self.base = {
            grid_key(student, place): value(base, place)
            for student in range(PROFILED)
            for place in range(BASE_PROGRAMS)
        }

    def _path(self, kind: str) -> Path:
        self.number += 1
        return self.folder / f"{kind}-{self.number:03d}.txt"

    def _send(self, file: ProgramFile) -> ProgramFile:
        file.write()
        return file

    def first(self) -> ProgramFile:
        """The first programs.txt of the district."""
        return self._send(ProgramFile(self._path("programs"), self.base))

    def _some(self, students: list[int], share: float) -> Rows:
        """Records of some students, a third of them changed against the first file."""
        rows: Rows = {}
        for student in students:
            for place in range(PROGRAMS):
                if self.rng.random() > share:
                    continue
                key = grid_key(student, place)
                same = self.base.get(key) if self.rng.random() < 0.67 else None
                rows[key] = same or value(self.rng, place)
        return rows

    def large(self) -> ProgramFile:
        """A file about all students, which is in its transaction for a while."""
        rows = self._some(list(range(PROFILED)), 0.95)
        return self._send(ProgramFile(self._path("programs"), rows))

    def small(self, near: int = 0, unknown: int = 0) -> ProgramFile:
        """A file about some students, perhaps with near misses and rows of an unknown code."""
        students = self.rng.sample(range(PROFILED), 30)
        return self._send(self._with_doubts(self._some(students, 0.5), near, unknown))

    def doubtful(self, rows: int, doubts: int) -> ProgramFile:
        """A file with so many near misses and rows of an unknown code, each."""
        students = list(range(rows // PROGRAMS))
        return self._send(self._with_doubts(self._some(students, 1), doubts, doubts))

    def _with_doubts(self, rows: Rows, near: int, unknown: int) -> ProgramFile:
        path = self._path("programs")
        places = [divmod(i, BASE_PROGRAMS) for i in range(max(near, unknown))]
        site, code = NEAR_SITES + self.number, f"N{self.number:03d}"
        return ProgramFile(
            path, rows, code=code if unknown else "",
            near={grid_key(s, p, site=site): value(self.rng, p) for s, p in places[:near]},
            unknown={grid_key(s, p, code=code, site=site - 2_000): value(self.rng, p)
                     for s, p in places[:unknown]},
        )  # fmt: skip

    def bad(self) -> ProgramFile:
        """A file of which so many rows are bad that the whole run is held."""
        rows = self._some(self.rng.sample(range(PROFILED), 5), 0.5)
        return self._send(ProgramFile(self._path("programs"), rows, spoiled=len(rows)))

    def arrival(self, turn: int) -> ProgramFile:
        """A file that brings ten students their profile, and a new exit code."""
        students = range(PROFILED + 10 * turn, PROFILED + 10 * turn + 10)
        rows = {
            grid_key(student, place): f"\t\t{DAYS[place + 9]}\t2025-2026\t1\tX{turn:02d}"
            for student in students
            for place in range(3)
        }
        return self._send(ProgramFile(self._path("programs"), rows, can_be_undone=False))

    def roster(self, new: int = 0) -> RosterFile:
        """A studemo.txt with a third of the middle names changed, and so many new students."""
        path = self._path("studemo")
        students = [*range(PROFILED + LATE)]
        students += [10_000 + 100 * self.number + i for i in range(new)]
        rows = {
            str(100_000 + student): f"V{letters(self.number * (self.rng.random() < 0.33))}"
            for student in students
        }
        file = RosterFile(path, rows)
        file.write()
        return file

    def sites(self) -> Path:
        """A sites.txt."""
        path = self.folder / "sites.txt"
        lines = "".join(f"{site}\tSchool {site}\n" for site in SITES)
        path.write_text(f"Site ID\tSite Name\n{lines}", encoding="utf-8")
        return path
