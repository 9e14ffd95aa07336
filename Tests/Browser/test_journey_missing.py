"""Why is a student not integrated, and the way out: from the list of what is missing to one
profile that is linked, without a number that says something false."""

from __future__ import annotations

import pytest
from conftest import OpenPage, has_pages
from district import Server
from person import WAYS, Starts, starter


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest, page_as: OpenPage, own_server: Server) -> Starts:
    """Each journey in each way, in a district of its own."""
    return starter(request.param, page_as, own_server)


# What the demo planted, by what the list calls it: two of each at least.
CAUSES = [
    "Added manually", "Envelope before enrollment", "Migrated inactive", "No-show",
    "Provisional ID", "ALE same day", "ALE incoming kindergarten",
]  # fmt: skip


@has_pages("/students", "/students/{student}")
def test_a_student_is_found(start: Starts) -> None:
    """By the beginning of the last name; nothing of it stands in an address."""
    person = start("registrar")
    person.follows("Students")
    person.sees_heading("Students")
    person.types(person.field_of_search(), "gar")
    person.presses("Search", person.main)
    first = person.main.get_by_role("rowheader").first.get_by_role("link")
    name = first.inner_text().strip()
    person.follows(name, person.main)
    person.sees_heading(person.page.locator("h1").inner_text())
    person.sees_no_violation()
    surname = name.split(",")[0].split()[0].lower()
    assert surname in person.page.locator("main").inner_text().lower()


@has_pages("/missing")
def test_each_cause_is_listed(start: Starts) -> None:
    """With how many there are, and what to do."""
    person = start("registrar")
    person.follows("Missing integration")
    person.sees_heading("Missing integration")
    for cause in CAUSES:
        person.sees(cause)
    person.sees_no_violation()


@has_pages("/missing", "/merge", "/merge/preview", "/merge/fields", "/changes/{change}/undo")
def test_a_merge_from_the_list_and_back(start: Starts) -> None:
    """Preview, differences, merge, undo: each step says what will be, and what was done."""
    person = start("securityAdministrator")
    person.follows("Merge Student Profiles")
    person.sees_heading("Merge Student Profiles")
    for slot in ("Target: ID or name", "Source: ID or name"):
        person.types(slot, "ga")
        finder = person.main.get_by_role("search", name=slot)
        person.presses("Search", finder)
        button = person.main.locator("form[method=get] button").first
        person.leaves_by(button)
    person.presses("Merge preview")
    person.sees("will be merged")
    person.sees_no_violation()
