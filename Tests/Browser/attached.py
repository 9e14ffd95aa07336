"""What the demo's files do not bring, and pages show: documents, events, learning plans."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Known:
    """The invented student who has something of everything."""

    number: str
    name: str
    # The change set of a merge of two others.
    merge: int
    # Two profiles of one child, who can be merged.
    twice: tuple[str, str]


# Beginnings of names, of which one is somebody's in the demo.
LOOKED_FOR = ["gar", "ga", "ma", "a"]


class CommandLine:
    """Commands on a district, with their JSON."""

    def __init__(self, binary: str, folder: Path, district: str = "demo") -> None:
        self.binary, self.folder, self.district = binary, folder, district

    def __call__(self, *words: str) -> dict | list:
        """Does one; the test run ends where it fails."""
        command = [self.binary, *words, "--data", str(self.folder), "--district", self.district,
                   "--json"]  # fmt: skip
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        assert run.returncode == 0, f"{' '.join(words[:2])}: {run.stderr}"
        return json.loads(run.stdout)


def known_student(homeroom: CommandLine) -> tuple[str, str]:
    """The first whom a search finds and who has a profile in use: number and last name."""
    for text in LOOKED_FOR:
        for one in homeroom("student", "find", text):
            if one.get("studentID") and one.get("status") == "active":
                return one["studentID"], one["lastName"]
    raise AssertionError("Nobody is found in the demo.")


def ask_sis(homeroom: CommandLine) -> None:
    """A SIS that is asked, at a port of this machine where nobody answers."""
    secret = homeroom.folder.parent / "sis-secret.txt"
    secret.write_text("tamarack granite willow\n")
    homeroom("sis", "save", "SIS", "--base", "http://127.0.0.1:9/ims/oneroster/rostering/v1p2",
             "--tokens", "http://127.0.0.1:9/token", "--client-id", "homeroom",
             "--secret-file", str(secret), "--zone", "America/Los_Angeles", "--at",
             "02:00")  # fmt: skip


def receive_envelope(homeroom: CommandLine, known: str) -> None:
    """An envelope of another district, opened and waiting; a request of it, and one to it."""
    other = CommandLine(homeroom.binary, homeroom.folder.parent / "other-district", "alder")
    other.folder.mkdir()
    number = other("student", "create", "--first", "Ottoline", "--last", "Ravensworth",
                   "--birth-date", "2014-05-06", "--cause", "addedManually")["studentID"]  # fmt: skip
    other("event", "add", number, "--kind", "Meeting", "--date", "2026-10-01")
    file, code = other.folder / "a.envelope", other.folder / "code.txt"
    made = other("envelope", "make", number, "--to", "Demo", "--purpose", "Transfer", "--from",
                 "Alder Valley", "--out", str(file))  # fmt: skip
    code.write_text(made["code"] + "\n")
    homeroom("envelope", "open", str(file), "--code-file", str(code))
    exchange = ("--exchange", str(homeroom.folder / "exchange"))
    homeroom("envelope", "join", "--title", "Demo")
    other("envelope", "join", "--title", "Alder Valley", *exchange)
    other("envelope", "ask", "demo", number, "--purpose", "Transfer", *exchange)
    homeroom("envelope", "ask", "alder", known, "--purpose", "Transfer")
    homeroom("envelope", "look")


def attach(binary: str, folder: Path) -> Known:
    """Gives one student two of everything that hangs on a profile."""
    homeroom = CommandLine(binary, folder)
    number, name = known_student(homeroom)
    paper = folder.parent / "plan.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    for title, status in (("Evaluation report", "final"), ("Meeting notes", "draft")):
        homeroom("document", "add", number, "--title", title, "--category", "IEP",
                 "--year", "2026-2027", "--status", status, str(paper))  # fmt: skip
    for day in ("2026-09-14", "2026-10-02"):
        homeroom("event", "add", number, "--kind", "Eligibility meeting", "--date", day,
                 "--note", "By telephone.")  # fmt: skip
    plan = str(homeroom(
        "plan", "create", number, "--start", "2026-09-01", "--end", "2027-06-15", "--hours",
        "27.75", "--teacher", "Odile Marchetti", "--contact-method", "Video call", "--materials",
        "Textbook", "--evaluation", "Tests each month", "--meets-standards", "yes",
    )["plan"])  # fmt: skip
    course = str(homeroom(
        "plan", "course", "add", plan, "--title", "Algebra", "--state-course-code", "02052",
        "--goals", "Linear equations", "--objectives", "Solve them", "--activities", "Exercises",
        "--completion", "Final test",
    )["course"])  # fmt: skip
    homeroom("plan", "approve", plan, "--by", "Odile Marchetti", "--date", "2026-09-02")
    homeroom("plan", "contact", plan, "--date", "2026-09-09", "--method", "Video call",
             "--evidence", "Two exercises", "--course", course)  # fmt: skip
    review = str(homeroom(
        "plan", "review", plan, "--date", "2026-09-30", "--progress", "unsatisfactory",
    )["review"])  # fmt: skip
    homeroom("plan", "intervene", review, "--kind", "moreContact", "--date", "2026-10-02")
    ask_sis(homeroom)
    receive_envelope(homeroom, number)
    homeroom("program", "add", number, "--program", "101", "--start", "2026-09-02")
    draft = str(homeroom(
        "plan", "create", number, "--start", "2027-09-01", "--end", "2028-06-15", "--hours", "10",
        "--teacher", "Odile Marchetti", "--contact-method", "Video call", "--materials",
        "Textbook", "--evaluation", "Tests each month", "--meets-standards", "yes",
    )["plan"])  # fmt: skip
    homeroom(
        "plan", "course", "add", draft, "--title", "Geometry", "--state-course-code", "02072",
        "--goals", "Circles", "--objectives", "Measure them", "--activities", "Exercises",
        "--completion", "Final test",
    )  # fmt: skip
    return Known(number, name, merge(homeroom), twice(homeroom))


def twice(homeroom: CommandLine) -> tuple[str, str]:
    """A child who was entered at two schools, with other values."""
    made = [
        homeroom("student", "create", "--first", "Wilhelmina", "--last", "Thistlewood",
                 "--middle", middle, "--birth-date", "2014-05-06", "--grade", grade, "--cause",
                 "addedManually", "--anyway")["studentID"]
        for middle, grade in (("Rue", "6"), ("", "7"))
    ]  # fmt: skip
    for number, manager, phone in (
        (made[0], "Casey Brandt", "555-0101"), (made[1], "", "555-0199"),
    ):  # fmt: skip
        homeroom("student", "edit", number, "--set", f"caseManager={manager}", "--set",
                 f"phone={phone}")  # fmt: skip
    return made[0], made[1]


def merge(homeroom: CommandLine) -> int:
    """Two profiles of one child who is in no roster, made one."""
    two = [
        homeroom("student", "create", "--first", "Tamsin", "--last", "Aldercroft", "--cause",
                 "addedManually", "--anyway")["studentID"]
        for _ in range(2)
    ]  # fmt: skip
    homeroom("event", "add", two[0], "--kind", "Telephone call", "--date", "2026-10-01")
    return homeroom("merge", "apply", *two, "--reason", "Entered twice", "--confirm",
                    "all")["changeSet"]  # fmt: skip
