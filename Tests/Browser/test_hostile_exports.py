"""Every file that people open in a spreadsheet, after everything hostile was stored: LibreOffice
opens it, and finds no formula."""

from __future__ import annotations

import csv
import re
import subprocess
from pathlib import Path

import pytest
from attached import Known
from conftest import PAGES
from district import Demo
from hostile_exports import (
    REQUESTS,
    begins_as_formula,
    fetch_export,
    live_cells,
    opened,
    texts,
    told_live,
    with_code,
)
from hostile_forms import EXPORT_OF
from hostile_http import Client, forms_of, sign_in
from hostile_looks import faults
from hostile_payloads import BY_KIND, IS_ALL, MARKER, PREFIX
from hostile_store import Stored

# A state's file is read by a program, and opened in no spreadsheet.
EXPORTS = [one for one in PAGES if one.path.endswith("/export") and one.path != "/state/export"]
# Each of some user's ten in an hour.
MOST_TABLES = 4
MOST_IN_AN_HOUR = 10
LIST = "/ale/students/export"
REASONS = [one for one in BY_KIND["element"] if len(one.text) <= 60]


def searched(client: Client, path: str) -> list[str]:
    """The same list with those alone who have something hostile in their names."""
    place = path.removesuffix("/export")
    token = next(form.token() for form in forms_of(client.get("/")) if form.token())
    reply = client.post(place, [("csrf", token.encode()), ("text", PREFIX.encode())])
    query = reply.headers.get("location", "").partition("?")[2]
    return [f"{path}?{query}"] if query else []


@pytest.fixture(scope="module")
def exports(hostile: Stored, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All lists as files; for the codes, each table."""
    folder = tmp_path_factory.mktemp("exports")
    made = []
    for route in EXPORTS:
        role = hostile.walk.exporter(route.path)
        approvers = ["securityAdministrator", "dataManager"]
        client = hostile.clients[role]
        second = hostile.clients[next(one for one in approvers if one != role)]
        paths = [route.path]
        if route.path == "/codes/export":
            tables = re.findall(r'href="/codes\?table=([^"&]+)"', client.get("/codes").text)
            paths = [f"{route.path}?table={one}" for one in dict.fromkeys(tables)] or paths
        elif route.path in EXPORT_OF:
            paths = [route.path + EXPORT_OF[route.path]]
        else:
            # What was searched for, where one can search: whoever is hostile has such a name.
            paths = searched(client, route.path) or paths
        for number, path in enumerate(paths[:MOST_TABLES]):
            reply = fetch_export(client, path, second)
            told = re.findall(r'class="error-summary".*?</ul>', reply.text, re.DOTALL)
            assert reply.status == 200, f"{path} as {role}: status {reply.status} {told[:1]}"
            assert reply.headers["content-type"].startswith("text/csv"), path
            name = re.sub(r"\W+", "-", route.path).strip("-")
            made.append(folder / f"{name}-{number}.csv")
            made[-1].write_bytes(reply.body)
    return made


@pytest.fixture(scope="module")
def error_files(hostile: Stored, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Of the command line, and of the pages of runs."""
    folder = tmp_path_factory.mktemp("errors")
    made = list(hostile.imported.error_files)
    for run in hostile.imported.runs:
        reply = hostile.clients["dataManager"].get(f"/imports/runs/{run['run']}/errors")
        if reply.status == 200:
            made.append(folder / f"run-{run['run']}.csv")
            made[-1].write_bytes(reply.body)
    return made


def test_the_files_have_payloads(exports: list[Path], error_files: list[Path]) -> None:
    """So they were worth opening."""
    shown = {one.name: len(set(MARKER.findall(one.read_text("utf-8")))) for one in exports}
    assert sum(shown.values()) > 60, shown
    assert sum(bool(count) for count in shown.values()) >= 5, shown
    # A part of the payloads need not have one in each file.
    assert IS_ALL or all(MARKER.search(one.read_text("utf-8", "replace")) for one in error_files)


PROPOSED = "what LibreOffice proposes"


@pytest.mark.parametrize("way", ["commas", PROPOSED])
def test_no_formula_in_a_list(way: str, exports: list[Path], tmp_path: Path) -> None:
    """Whichever of its separators LibreOffice is told to take."""
    found = []
    for document in opened(exports, way, tmp_path):
        found += live_cells(document)
    assert not found, told_live(found)


@pytest.mark.parametrize("way", ["tabs", PROPOSED])
def test_no_formula_in_an_error_file(way: str, error_files: list[Path], tmp_path: Path) -> None:
    """They are made to be opened in a spreadsheet."""
    found = []
    for document in opened(error_files, way, tmp_path):
        found += live_cells(document)
    assert not found, told_live(found)


def test_no_formula_in_programs(hostile: Stored, tmp_path: Path) -> None:
    """What the command line writes, in the layout in which it is imported."""
    file = tmp_path / "programs.txt"
    command = [hostile.server.binary, "export", "programs", "--out", str(file), "--data",
               str(hostile.server.folder), "--district", "demo"]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    assert MARKER.search(file.read_text("utf-8"))
    found = live_cells(opened([file], "tabs", tmp_path)[0])
    assert not found, told_live(found)


def test_no_cell_begins_as_a_formula(exports: list[Path], error_files: list[Path]) -> None:
    """Other spreadsheets calculate what LibreOffice takes for a text."""
    csv.field_size_limit(1 << 30)
    found = [f"{one.name}: {cell[:60]!r}" for one in exports
             for cell in begins_as_formula(one, ",")]  # fmt: skip
    found += [f"{one.name}: {cell[:60]!r}" for one in error_files
              for cell in begins_as_formula(one, "\t")]  # fmt: skip
    assert not found, "\n".join(found[:20])


def test_the_eleventh_in_an_hour_is_refused(demo: Demo, known: Known) -> None:
    """Whatever the reason says: in words, with nothing of the list, and nobody else's word lets it
    through."""
    server = demo.copy("hostile-limit").start()
    try:
        client = sign_in(server, "registrar")
        found, statuses = [], []
        for payload in REASONS[: MOST_IN_AN_HOUR + 1]:
            form = next(one for one in forms_of(client.get(LIST)) if one.path == LIST)
            typed = {one.name: one.value.encode() for one in form.fields}
            reply = with_code(client, LIST, list((typed | {"reason": payload.bytes}).items()))
            statuses.append(reply.status)
            found += faults(reply)
        assert MARKER.search(reply.text)
        assert MARKER.search(client.get(REQUESTS).text)
        assert statuses[:-1] == [200] * MOST_IN_AN_HOUR, statuses
        assert statuses[-1] == 422
        assert not found, "\n".join(found)
    finally:
        server.stop()


def test_cells_are_as_they_were(exports: list[Path], tmp_path: Path) -> None:
    """Opened, a list has the payloads as texts, with an apostrophe where they began as formulas."""
    students = [one for one in exports if one.name.startswith("students")]
    shown = [one for file in opened(students, "commas", tmp_path) for one in texts(file)]
    assert any(MARKER.search(one) for one in shown)
    # Of one part of the payloads the last one that each field took may be any.
    assert IS_ALL or any(one.startswith("'=") for one in shown)

