"""A programs.txt that arrives: checked, imported, what was held decided about, what was wrong taken
away to be mended, and the run taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import OpenPage
from district import Demo, Server
from person import WAYS, Starts, starter


@pytest.fixture(params=WAYS)
def start(request: pytest.FixtureRequest, page_as: OpenPage, own_server: Server) -> Starts:
    """Each journey in each way, in a district of its own."""
    return starter(request.param, page_as, own_server)


@pytest.fixture
def first(demo: Demo) -> list[list[str]]:
    """The rows of the first file that the demo imported, its header before them."""
    file = demo.files / "demo" / "demo-files" / "first" / "programs.txt"
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def delivery(first: list[list[str]], tmp_path: Path) -> Path:
    """A file of three rows: one is new, one means to close a record and misses it by a day, and
    one has a code that nobody knows."""
    header = first[0]
    known = next(
        row for row in first[1:]
        if len(row) == len(header) and row[9][3:5] == "02" and not row[10] and row[14]
    )  # fmt: skip
    missed, new, unknown = list(known), list(known), list(known)
    missed[9] = known[9][:3] + "03" + known[9][5:]
    missed[10] = "06/15/" + str(int(known[9][6:]) + 1)
    new[6], new[9] = "101" if known[6] != "101" else "127", "08/31/2026"
    unknown[6], unknown[9] = "Q9Q", "08/31/2026"
    file = tmp_path / "programs.txt"
    lines = ["\t".join(row) for row in (header, missed, new, unknown)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_the_same_file_again_changes_nothing(start: Starts, demo: Demo) -> None:
    """And says so before anything happens."""
    person = start("dataManager")
    person.follows("Imports")
    person.sees_heading("Imports")
    person.sees_no_violation()
    person.gives_file(demo.files / "demo" / "demo-files" / "night" / "programs.txt")
    person.presses("Check")
    person.waits_for("0 changes would be made")
    person.sees_no_violation()


def test_a_delivery_from_check_to_undo(start: Starts, delivery: Path) -> None:
    """Nothing is imported before what would happen was seen."""
    person = start("dataManager")
    person.follows("Imports")
    person.gives_file(delivery)
    person.presses("Check")
    person.waits_for("Check before you import")
    person.waits_for("Held")
    person.sees("Q9Q")
    person.sees_no_violation()
    person.presses("Import")
    person.waits_for("Import finished")
    person.sees_no_violation()
    person.follows_part("Open run")
    person.sees("Held rows")
    person.sees("Nearest record")
    for choice in ("Close that record", "Add as new", "Discard"):
        person.sees(choice)
    person.sees_no_violation()
    person.presses_part("Close that record")
    person.sees("Decided:")
    person.presses("Resolve now")
    person.sees_no_violation()
    person.types("Text of Q9Q", "Quiet study")
    person.presses("Add codes and run the rows again")
    person.sees_no_violation()
    person.presses_part("Undo run")
    person.sees_no_violation()
    person.presses_part("Undo change set")
    person.sees_no_violation()


@pytest.mark.parametrize("role", ["registrar", "secretary", "caseManager"])
def test_only_the_data_manager_imports(role: str, page_as: OpenPage) -> None:
    """Others see programs, and no way to import."""
    page = page_as(role)
    page.goto("/")
    navigation = page.get_by_role("navigation", name="Main")
    assert navigation.get_by_role("link", name="Programs", exact=True).count() == 1
    assert navigation.get_by_role("link", name="Imports", exact=True).count() == 0
