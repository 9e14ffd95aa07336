"""A programs.txt that arrives: checked, imported, what was held decided about, what was wrong taken
away to be mended."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OpenPage, has_pages
from district import Demo, Server
from person import WAYS, Starts, starter


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest, page_as: OpenPage, own_server: Server) -> Starts:
    """Each journey in each way, in a district of its own."""
    return starter(request.param, page_as, own_server)


@pytest.fixture
def night(demo: Demo) -> Path:
    """The file of the last night, which the demo imported."""
    return demo.files / "demo" / "demo-files" / "night" / "programs.txt"


@has_pages("/imports")
def test_the_same_file_again_changes_nothing(start: Starts, night: Path) -> None:
    """And says which run it was."""
    person = start("dataManager")
    person.follows("Imports")
    person.sees_heading("Imports")
    person.sees_no_violation()
    person.gives_file(night)
    person.presses_send()
    person.sees("already imported as run")


@has_pages("/imports", "/imports/{run}")
def test_what_was_held_is_decided(start: Starts) -> None:
    """The nearest record beside the row, and three things to do."""
    person = start("dataManager")
    person.follows("Imports")
    person.follows_first("rowheader")
    person.sees("held")
    person.sees_no_violation()
    for choice in ("Close that record", "Add as new", "Discard"):
        person.sees(choice)


@has_pages("/programs")
def test_only_the_data_manager_imports(start: Starts) -> None:
    """Others see programs, and no way to import."""
    person = start("caseManager")
    navigation = person.page.get_by_role("navigation", name="Main")
    assert navigation.get_by_role("link", name="Programs", exact=True).count() == 1
    assert navigation.get_by_role("link", name="Imports", exact=True).count() == 0
