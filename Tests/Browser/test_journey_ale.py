"""A student for ALE: created from two names, a learning plan on the same day, linked when the SIS
knows the child."""

from __future__ import annotations

import pytest
from conftest import OpenPage, has_pages
from district import Server
from person import WAYS, Starts, starter


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest, page_as: OpenPage, own_server: Server) -> Starts:
    """Each journey in each way, in a district of its own."""
    return starter(request.param, page_as, own_server)


@pytest.mark.parametrize("role", ["registrar", "secretary"])
@has_pages("/ale/create")
def test_two_names_are_enough(role: str, start: Starts) -> None:
    """Whoever has two names can be created, and has a page at once."""
    person = start(role)
    person.follows("Create Student for ALE")
    person.sees_heading("Create Student for ALE")
    person.sees_no_violation()
    person.types("First name", "Quillon")
    person.types("Last name", "Ostervane")
    person.presses("Create Student")
    person.sees("Quillon Ostervane was created")
    person.sees_no_violation()
    person.follows("Home")
    person.follows("Student Selector")
    person.sees("Ostervane")


@has_pages("/ale/create")
def test_a_missing_name_is_told_first(start: Starts) -> None:
    """The summary of what is wrong comes first, and leads to the field."""
    person = start("registrar")
    person.follows("Create Student for ALE")
    person.types("Last name", "Ostervane")
    person.presses("Create Student")
    person.sees("There is a problem")
    assert person.page.locator("#error-summary").evaluate("e => e === document.activeElement")
    assert person.main.get_by_label("Last name").first.input_value() == "Ostervane"
    person.sees_no_violation()


@has_pages("/ale/create", "/ale/link")
def test_who_waits_for_the_sis_is_listed(start: Starts) -> None:
    """With the four things that can be done about each."""
    person = start("secretary")
    person.follows("Create Student for ALE")
    person.types("First name", "Quillon")
    person.types("Last name", "Ostervane")
    person.presses("Create Student")
    person.follows("Link Student to ALE")
    person.sees_heading("Link Student to ALE")
    row = person.main.get_by_role("row").filter(has_text="Ostervane")
    row.wait_for()
    for action in ("Search for Student", "Enter SSID", "Enter Other ID", "Delete"):
        assert row.get_by_text(action).count() > 0, action
    person.sees_no_violation()


@pytest.mark.parametrize("role", ["dataManager", "caseManager", "teacher", "auditor"])
@has_pages("/ale/create", "/ale/link")
def test_only_the_office_creates_and_links(role: str, start: Starts) -> None:
    """In nobody else's navigation."""
    person = start(role)
    navigation = person.page.get_by_role("navigation", name="Main")
    assert navigation.get_by_role("link", name="Home").count() == 1
    assert navigation.get_by_role("link", name="Create Student for ALE").count() == 0
    assert navigation.get_by_role("link", name="Link Student to ALE").count() == 0
