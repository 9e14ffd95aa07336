"""A student for ALE: created from two names, a learning plan on the same day, linked when the SIS
knows the child."""

from __future__ import annotations

import pytest
from conftest import OpenPage
from district import Server
from person import WAYS, Person, Starts, starter

GIVEN, LAST = "Quillon", "Ostervane"
NAME = f"{GIVEN} {LAST}"


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest, page_as: OpenPage, own_server: Server) -> Starts:
    """Each journey in each way, in a district of its own."""
    return starter(request.param, page_as, own_server)


def create(person: Person) -> None:
    """Two names are enough."""
    person.follows("Create Student for ALE")
    person.sees_heading("Create Student for ALE")
    person.types("First name", GIVEN)
    person.types("Last name", LAST)
    person.presses("Create Student")
    person.sees(f"{NAME} was created")


@pytest.mark.parametrize("role", ["registrar", "secretary"])
def test_a_plan_on_the_same_day(role: str, start: Starts) -> None:
    """Created, in the Student Selector at once, and a learning plan with a course."""
    person = start(role)
    create(person)
    person.sees_no_violation()
    person.presses("Initiate a Student Learning Plan")
    person.sees_no_violation()
    person.types("Start date", "09/01/2026")
    person.types("End date", "06/15/2027")
    person.presses("Initiate a Student Learning Plan", person.main)
    person.sees("Draft")
    person.sees_no_violation()
    person.presses_part("Add a course")
    person.sees_no_violation()
    person.types("Course title", "Algebra")
    person.presses("Save")
    person.sees("Algebra")
    person.follows("Student Selector")
    person.types(person.field_of_search(), LAST)
    person.presses("Search", person.main)
    person.sees(LAST)
    person.sees_no_violation()


def test_a_missing_name_is_told_first(start: Starts) -> None:
    """The summary of what is wrong comes first, leads to the field, and what was typed stays."""
    person = start("registrar")
    person.follows("Create Student for ALE")
    person.types("Last name", LAST)
    person.presses("Create Student")
    person.sees("There is a problem")
    if person.has_script:
        summary = person.page.locator("#error-summary")
        assert summary.evaluate("element => element === document.activeElement")
    assert person.field("Last name").input_value() == LAST
    person.sees_no_violation()


def test_who_waits_for_the_sis_links_by_a_number(start: Starts) -> None:
    """Listed with four things that can be done; the number is kept until the SIS has it."""
    person = start("secretary")
    create(person)
    person.follows("Link Student to ALE")
    person.sees_heading("Link Student to ALE")
    row = person.main.get_by_role("row").filter(has_text=LAST)
    person.opens_details(row)
    for action in ("Search for Student", "Enter SSID", "Enter Other ID", "Delete"):
        assert row.get_by_role("link", name=action).is_visible(), action
    person.sees_no_violation()
    person.follows_part("Enter SSID", row)
    person.sees_no_violation()
    person.types("SSID", "9999999999")
    person.presses("Continue")
    person.sees_no_violation()
    person.leaves_by(person.main.locator("form button.primary").first)
    person.sees_heading("Link Student to ALE")
    assert "9999999999" in row.inner_text()


def test_a_student_without_a_plan_can_be_deleted(start: Starts) -> None:
    """After one look at who it is."""
    person = start("registrar")
    create(person)
    person.follows("Link Student to ALE")
    row = person.main.get_by_role("row").filter(has_text=LAST)
    person.opens_details(row)
    person.follows_part("Delete", row)
    person.sees_no_violation()
    person.presses_part("Delete")
    person.sees_heading("Link Student to ALE")
    assert row.count() == 0


@pytest.mark.parametrize("role", ["dataManager", "caseManager", "teacher", "auditor"])
def test_only_the_office_creates_and_links(role: str, page_as: OpenPage) -> None:
    """In nobody else's navigation."""
    page = page_as(role)
    page.goto("/")
    navigation = page.get_by_role("navigation", name="Main")
    assert navigation.get_by_role("link", name="Home").count() == 1
    assert navigation.get_by_role("link", name="Create Student for ALE").count() == 0
    assert navigation.get_by_role("link", name="Link Student to ALE").count() == 0
