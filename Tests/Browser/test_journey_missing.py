"""Why is a student not integrated, and the way out: from the list of what is missing to one
profile that is linked, without a number that says something false; and back again."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from attached import CommandLine
from conftest import OpenPage
from district import Server
from person import WAYS, Person, Starts, starter

# What the demo planted, by what the list calls it: two of each at least.
CAUSES = [
    "Provisional ID", "ALE: enrolled the same day", "ALE: incoming kindergartner",
    "Transfer envelope before enrollment", "No show", "Migrated as inactive", "Added manually",
]  # fmt: skip


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest, page_as: OpenPage, own_server: Server) -> Starts:
    """Each journey in each way, in a district of its own."""
    return starter(request.param, page_as, own_server)


@dataclass(frozen=True)
class Duplicate:
    """A child who was added by hand, though the SIS has it."""

    number: str
    listed: str
    given: str


@pytest.fixture
def duplicate(own_server: Server) -> Duplicate:
    """Made of somebody in the roster who has a profile: the two have to be merged."""
    homeroom = CommandLine(own_server.binary, own_server.folder)
    twin = next(
        one for one in homeroom("student", "find", "mar")
        if one.get("integrationID") and one.get("studentID") and "," in one["name"]
    )  # fmt: skip
    made = homeroom(
        "student", "create", "--first", twin["firstName"], "--last", twin["lastName"],
        "--birth-date", twin["birthDate"], "--cause", "addedManually", "--anyway",
    )  # fmt: skip
    number = made["studentID"]
    homeroom("event", "add", number, "--kind", "Eligibility meeting", "--date", "2026-10-01")
    given = f"{twin['firstName']} {twin['lastName']}"
    return Duplicate(number, f"{twin['lastName']}, {twin['firstName']}", given)


def test_a_student_is_found(start: Starts) -> None:
    """By the beginning of the last name; nothing of it stands in an address."""
    person = start("registrar")
    person.follows("Students")
    person.sees_heading("Students")
    person.types(person.field_of_search(), "gar")
    person.presses("Search", person.main)
    name = person.main.get_by_role("rowheader").get_by_role("link").first.inner_text().strip()
    person.follows(name, person.main)
    surname = name.split(",")[0].split()[0].lower()
    assert surname in person.main.inner_text().lower()
    person.sees_no_violation()


def test_each_cause_is_listed(start: Starts) -> None:
    """With how many there are; one of them alone can be looked at."""
    person = start("registrar")
    person.follows("Missing integration")
    person.sees_heading("Missing integration")
    for cause in CAUSES:
        person.sees(cause)
    person.sees_no_violation()
    person.follows_part("No show (")
    person.sees("Re-enroll the student in the SIS")
    assert "Migrated as inactive" not in person.main.get_by_role("table").inner_text()


def open_resolve(person: Person, duplicate: Duplicate) -> None:
    """From the list to the student's guided sequence."""
    person.follows("Missing integration")
    row = person.main.get_by_role("row").filter(has_text=duplicate.number)
    while row.count() == 0:
        person.follows("Next")
    person.follows_part("Resolve", row)
    person.sees("Find the student in the General Student Table")


def test_a_duplicate_is_resolved_and_taken_back(start: Starts, duplicate: Duplicate) -> None:
    """Each step is shown before it happens; one button does all of it, and one takes it back."""
    person = start("securityAdministrator")
    open_resolve(person, duplicate)
    person.sees_no_violation()
    person.leaves_by(person.main.get_by_role("button", name="Choose").first)
    person.sees("This is what will happen")
    person.sees_no_violation()
    person.decides_all()
    person.presses_part("Resolve ")
    person.sees("is integrated with the SIS")
    person.sees_no_violation()
    person.follows("Undo this")
    person.sees_no_violation()
    person.presses_part("Undo change set")
    person.follows("Missing integration")
    row = person.main.get_by_role("row").filter(has_text=duplicate.number)
    while row.count() == 0:
        person.follows("Next")


def test_the_office_hands_a_merge_over(start: Starts, duplicate: Duplicate) -> None:
    """A registrar sees all of it, and whom to ask."""
    person = start("registrar")
    open_resolve(person, duplicate)
    person.leaves_by(person.main.get_by_role("button", name="Choose").first)
    person.sees("Only a security administrator can merge")
    assert person.main.get_by_role("button", name="Resolve ").count() == 0
    person.sees_no_violation()


def test_two_profiles_are_merged_by_hand(start: Starts, duplicate: Duplicate) -> None:
    """Target, source, preview, differences, merge."""
    person = start("securityAdministrator")
    person.follows("Merge Student Profiles")
    person.sees_heading("Merge Student Profiles")
    for slot, purpose in (
        ("Target: ID or name", "Find the target"), ("Source: ID or name", "Find a source"),
    ):  # fmt: skip
        finder = person.main.get_by_role("search", name=purpose)
        text = duplicate.number if slot.startswith("Source") else duplicate.listed.split(",")[0]
        person.types(slot, text)
        person.presses("Search", finder)
        # A whole number is one student, who is chosen at once.
        if slot.startswith("Source"):
            person.sees(duplicate.number)
            continue
        found = person.main.get_by_role("row").filter(has=person.page.locator("form button"))
        found = found.filter(has_not_text=duplicate.number)
        found = found.filter(has_text=duplicate.listed)
        person.leaves_by(found.first.get_by_role("button"))
        person.sees_no_violation()
    person.presses_part("Preview")
    person.sees("1 event(s) will be merged")
    person.sees_no_violation()
    person.follows_part("to merge differences")
    person.sees_no_violation()
    person.decides_all()
    person.presses("Save choices")
    person.presses_part("Merge Profile(s)")
    if person.main.get_by_role("checkbox").count():
        person.sees_no_violation()
        person.decides_all()
        person.presses_part("Merge Profile(s)")
    person.sees("Profiles merged")
    person.sees_no_violation()
    person.follows_part("Report of this merge")
    person.sees_no_violation()
