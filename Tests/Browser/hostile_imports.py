"""Files for import with something hostile in every column.

Every row is a good one of the invented district's own files with one cell exchanged, and a key of
its own where the layout has one, so that what can be kept is kept. What cannot be kept ends among
the rejected and held rows, in the problems and in the error file.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from hostile_payloads import BY_KIND, IS_ALL, sample, short

Row = list[str]

# A quoted cell that begins so is taken for one that ended.
SPLIT = re.compile(r'"[\t\r\n]')

# Each column gets so many in a normal run.
EACH = 3
LAYOUTS = ["sites", "studemo", "enrollment", "contacts", "programs"]
# Every second of those students has a formula for a name, the others turn the direction.
NAMES_OF_THEIRS = [
    [one.text for one in BY_KIND[kind] if len(one.text) <= 60] for kind in ("formula", "direction")
]
BROKEN = len(BY_KIND["broken"])
# Students made by these files have numbers that begin so.
NUMBERS = "HQ"
# The folder of files whose rows are inserted even where they nearly match a record.
INSERTED = "inserted"

ONEROSTER = {
    "orgs": {
        "sourcedId": "hq-org-{n}", "status": "active",
        "dateLastModified": "2026-09-01T00:00:00.000Z", "name": "Invented School {n}",
        "type": "school", "identifier": "88{n:04}", "parentSourcedId": "",
    },
    "users": {
        "sourcedId": "hq-user-{n}", "status": "active",
        "dateLastModified": "2026-09-01T00:00:00.000Z", "enabledUser": "true",
        "orgSourcedIds": "hq-org-0", "role": "student", "username": "",
        "userIds": "", "givenName": "Ivo", "familyName": "Hollowell",
        "middleName": "", "identifier": "HQU{n}", "email": "", "sms": "", "phone": "",
        "agentSourcedIds": "", "grades": "05", "password": "",
    },
    "demographics": {
        "sourcedId": "hq-user-{n}", "status": "active",
        "dateLastModified": "2026-09-01T00:00:00.000Z", "birthDate": "2015-05-06",
        "sex": "female", "americanIndianOrAlaskaNative": "false", "asian": "false",
        "blackOrAfricanAmerican": "false", "nativeHawaiianOrOtherPacificIslander": "false",
        "white": "true", "demographicRaceTwoOrMoreRaces": "false",
        "hispanicOrLatinoEthnicity": "false", "countryOfBirthCode": "",
        "stateOfBirthAbbreviation": "", "cityOfBirth": "", "publicSchoolResidenceStatus": "",
    },
    "enrollments": {
        "sourcedId": "hq-enrollment-{n}", "status": "active",
        "dateLastModified": "2026-09-01T00:00:00.000Z", "classSourcedId": "c1",
        "schoolSourcedId": "hq-org-0", "userSourcedId": "hq-user-{n}", "role": "student",
        "primary": "", "beginDate": "2026-09-02", "endDate": "2027-06-15",
    },
}  # fmt: skip
MANIFEST = [
    ["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.1"],
    *([f"file.{name}", "delta"] for name in ONEROSTER),
]  # fmt: skip


def delimited(rows: list[Row], separator: str) -> bytes:
    """As the layouts have it: quoted where a cell could be taken for several."""

    def cell(text: str) -> str:
        needs = any(one in text for one in (separator, '"', "\n", "\r"))
        return '"' + text.replace('"', '""') + '"' if needs else text

    text = "".join(separator.join(map(cell, row)) + "\n" for row in rows)
    return text.encode("utf-8", "surrogateescape")


def hostile_rows(
    layout: str, header: Row, base: Callable[[int], Row], is_text: bool = True
) -> list[Row]:
    """One row for each payload of each column."""
    rows: list[Row] = []
    for place, label in enumerate(header):
        broken = BY_KIND["broken"] if IS_ALL else [BY_KIND["broken"][place % BROKEN]]
        for payload in sample(f"{layout} {label}", EACH) if is_text else broken:
            # One of bytes that are no UTF-8 would make the whole file another encoding's.
            if payload.is_text != is_text or SPLIT.match(payload.text):
                continue
            row = base(len(rows))
            row[place] = payload.text
            rows.append(row)
    return rows


@dataclass
class Files:
    """Makes the files, of those that the invented district imported first."""

    first: Path
    folder: Path

    def base(self, layout: str) -> tuple[Row, list[Row]]:
        """Header and good rows."""
        text = (self.first / f"{layout}.txt").read_text(encoding="utf-8")
        lines = [line.split("\t") for line in text.splitlines()]
        return lines[0], [row for row in lines[1:] if len(row) == len(lines[0])]

    def write(self) -> list[Path]:
        """All files, in the order of their import."""
        made = [self.write_layout(layout, self.folder) for layout in LAYOUTS]
        made.append(self.write_layout("programs", self.folder / INSERTED, 6_000))
        made.append(self.write_layout("studemo", self.folder / "broken", 6_000, is_text=False))
        return [*made, self.write_oneroster()]

    def write_layout(
        self, layout: str, folder: Path, first: int = 0, is_text: bool = True
    ) -> Path:  # fmt: skip
        """One file; its keys begin with a number."""
        folder.mkdir(parents=True, exist_ok=True)
        header, rows = self.base(layout)
        make = self.maker(layout, header, rows)
        bad = hostile_rows(layout, header, lambda number: make(first + number), is_text)
        whole = self.whole(layout, header, rows) if is_text else []
        labels = self.labels(layout, header) if is_text else header
        path = folder / f"{layout}.txt"
        path.write_bytes(delimited([labels, *whole, *bad], "\t"))
        return path

    @staticmethod
    def labels(layout: str, header: Row) -> Row:
        """Columns that are kept under their labels have hostile labels as well."""
        if layout not in ("studemo", "contacts"):
            return header
        return [
            short(f"label {layout} {label}").text.replace("\n", " ").replace("\t", " ")
            if label.startswith("Column ") and int(label.split()[1]) % 2 else label
            for label in header
        ]  # fmt: skip

    @staticmethod
    def maker(layout: str, header: Row, rows: list[Row]) -> Callable[[int], Row]:
        """A good row that is another record than those before."""
        place = {label: number for number, label in enumerate(header)}

        def one(number: int) -> Row:
            row = list(rows[number % len(rows)])
            if layout == "sites":
                row[0] = str(70_000 + number)
            elif layout == "studemo":
                row[0], row[1] = f"{NUMBERS}{number:05}", str(9_100_000_000 + number)
                row[place["Student Last Name"]] = "Hollowell"
            elif layout == "enrollment":
                row[place["Enrollment Start Date"]] = day(number)
                row[place["Enrollment End Date"]] = ""
            elif layout == "contacts":
                row[0] = f"{NUMBERS}{number:05}"
            elif layout == "programs":
                row[place["Program Start Date"]] = day(number)
                row[place["Program End Date"]] = ""
            return row

        return one

    @staticmethod
    def whole(layout: str, header: Row, rows: list[Row]) -> list[Row]:
        """Students whose every text is hostile, so that their pages are."""
        if layout != "studemo":
            return []
        made = []
        for number in range(30):
            row = list(rows[number])
            row[0], row[1] = f"{NUMBERS}W{number:04}", ""
            for place in range(2, len(header)):
                if "Date" not in header[place] and "Year" not in header[place]:
                    text = short(f"whole {number} {place}").text
                    if header[place] in ("Student Last Name", "Student First Name"):
                        kind = NAMES_OF_THEIRS[number % 2]
                        text = kind[(number + place) % len(kind)]
                    row[place] = text[:30] if header[place] == "Gender" else text
            made.append(row)
        return made

    def write_oneroster(self) -> Path:
        """An export of another system, hostile in every column of every file."""
        folder = self.folder / "oneroster"
        folder.mkdir()
        (folder / "manifest.csv").write_bytes(delimited(MANIFEST, ","))
        for name, columns in ONEROSTER.items():
            header = list(columns)

            def base(number: int, columns: dict[str, str] = columns) -> Row:
                return [text.format(n=number) for text in columns.values()]

            rows = [header, *hostile_rows(f"oneroster {name}", header, base)]
            (folder / f"{name}.csv").write_bytes(delimited(rows, ","))
        return folder

    def write_unknown(self) -> Path:
        """A file of no known layout, whose columns have to be named by hand."""
        path = self.folder / "unknown.txt"
        labels = [short(f"unknown {number}").text for number in range(12)]
        rows = [[short(f"unknown {number} {row}").text for number in range(12)] for row in range(5)]
        path.write_bytes(delimited([labels, *rows], "\t"))
        return path


def day(number: int) -> str:
    """Days far from each other and from those of the district, so that none is nearly another."""
    return f"{number % 12 + 1:02}/{number * 7 % 28 + 1:02}/{1960 + number // 12 % 60}"


@dataclass
class Imported:
    """What became of the files."""

    runs: list[dict] = field(default_factory=list)
    error_files: list[Path] = field(default_factory=list)

    def count(self, layout: str, what: str) -> int:
        """Rows of a layout, by what became of them."""
        found = [one for one in self.runs if one.get("layout") == layout]
        return sum(one.get(what) or 0 for one in found)


def import_all(binary: str, folder: Path, files: list[Path], errors: Path) -> Imported:
    """By the command line; what the limits hold is let through."""
    imported = Imported()
    for number, file in enumerate(files):
        kept = errors / f"errors-{number}-{file.stem}.txt"
        command = [binary, "import", str(file), "--errors", str(kept), "--json", "--data",
                   str(folder), "--district", "demo"]  # fmt: skip
        if file.parent.name == INSERTED:
            command += ["--near-miss", "insert"]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode in (0, 3), f"{file.name}: {done.returncode} {done.stderr[-2000:]}"
        report = json.loads(done.stdout)
        runs = report if isinstance(report, list) else report.get("runs", [report])
        if done.returncode == 3:
            runs = [approved(binary, folder, run) for run in runs]
        imported.runs += runs
    imported.error_files = sorted(errors.glob("errors-*"))
    return imported


def approved(binary: str, folder: Path, run: dict) -> dict:
    """A run that was held as a whole, let through; as it was, where it was not held."""
    command = [binary, "import", "approve", str(run.get("run")), "--json", "--data", str(folder),
               "--district", "demo"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True)
    return json.loads(done.stdout) if done.returncode == 0 else run

