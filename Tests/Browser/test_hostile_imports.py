"""Hostile input in every column of every import: kept or refused, it is text everywhere."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from attached import Known
from district import Demo
from hostile_http import forms_of, sign_in
from hostile_imports import LAYOUTS, ONEROSTER, Files, delimited, import_all
from hostile_looks import faults, header_faults
from hostile_payloads import BY_KIND, MARKER, PAYLOADS
from hostile_store import Stored

# SQLite puts at most 500 selections together.
GRADES = 600
TEXTS_OF_GRADES = [one.text for one in BY_KIND["element"] if len(one.text) <= 20]
TEXTS = {one.text for one in PAYLOADS}


@pytest.mark.parametrize("layout", [*LAYOUTS, "oneroster"])
def test_every_column(layout: str, hostile: Stored) -> None:
    """Each layout brought something in; of most, something was kept out, and said so."""
    counts = hostile.imported
    assert counts.count(layout, "inserted") > 10
    assert counts.count(layout, "rejected") > 0


def without_payload(file: Path, separator: str) -> list[str]:
    """Columns in which no row has a payload."""
    csv.field_size_limit(1 << 30)
    text = file.read_text(encoding="utf-8", errors="replace")
    header, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [label for place, label in enumerate(header)
            if not any(len(row) > place and row[place] in TEXTS for row in rows)]  # fmt: skip


def test_columns_are_all_there(hostile: Stored) -> None:
    """The files have payloads in every column that the layout knows."""
    missing = {}
    for layout in LAYOUTS:
        missing[layout] = without_payload(hostile.files / f"{layout}.txt", "\t")
    for name, columns in ONEROSTER.items():
        file = hostile.files / "oneroster" / f"{name}.csv"
        assert file.read_text(encoding="utf-8").split("\n")[0].split(",") == list(columns)
        missing[name] = without_payload(file, ",")
    assert not any(missing.values()), missing


def test_rows_wait_for_a_decision(hostile: Stored) -> None:
    """Held rows show what the file said, too."""
    assert hostile.imported.count("programs", "held") > 0
    held = [one for one in hostile.imported.runs if one.get("held")]
    reply = hostile.clients["dataManager"].get(f"/imports/runs/{held[0]['run']}")
    assert reply.status == 200
    assert MARKER.search(reply.text)
    assert not faults(reply)


def test_pages_of_runs(hostile: Stored) -> None:
    """Each run, each page of it, its codes, and its error file."""
    client = hostile.clients["dataManager"]
    found = []
    for run in hostile.imported.runs:
        place = f"/imports/runs/{run['run']}"
        for path in (place, f"{place}?page=2", f"{place}/codes", f"{place}?size=100"):
            found += [f"{path}: {one}" for one in faults(client.get(path))]
        errors = client.get(f"{place}/errors")
        assert errors.status == (200 if run.get("rejected") else 404), place
        found += [f"{place}/errors: {one}" for one in header_faults(errors)]
    assert not found, "\n".join(found)


def test_files_that_wait(hostile: Stored) -> None:
    """What was handed in under a hostile name, and the page on which its columns are named."""
    client = hostile.clients["dataManager"]
    found = []
    shown = set()
    for place in hostile.uploads:
        reply = client.get(place)
        found += [f"{place}: {one}" for one in faults(reply)]
        shown |= set(MARKER.findall(reply.text))
        for path in re.findall(rf'href="({re.escape(place)}/map/[^"]+)"', reply.text):
            page = client.get(path)
            found += [f"{path}: {one}" for one in faults(page)]
            assert forms_of(page)
    assert not found, "\n".join(found)
    assert shown


def test_documents_have_names(hostile: Stored) -> None:
    """A document that was handed in under a hostile name goes out under a harmless one."""
    client = hostile.clients["registrar"]
    role = hostile.walk.pages["registrar"]
    found, files = [], 0
    for place in role["/students/{student}/documents"][:2]:
        page = client.get(place)
        for path in re.findall(r'href="(/students/[^/"]+/documents/(?!add)[^/"]+)"', page.text):
            reply = client.get(path)
            files += "content-disposition" in reply.headers
            found += [f"{path}: {one}" for one in faults(reply)]
            assert reply.headers.get("x-content-type-options") == "nosniff"
            assert not reply.is_page or "content-disposition" not in reply.headers
    assert not found, "\n".join(found)
    assert files > 2


def test_error_files_by_the_command_line(hostile: Stored) -> None:
    """They were written for each layout that kept something out."""
    names = " ".join(Path(one).name for one in hostile.imported.error_files)
    for layout in LAYOUTS:
        assert layout in names


def test_more_grades_than_a_statement_has_parts(demo: Demo, known: Known) -> None:
    """A file can name as many grades as it has rows; the lists are there all the same."""
    server = demo.copy("hostile-grades")
    files = Files(server.folder / "demo-files" / "first", demo.files / "hostile-grades-files")
    header, rows = files.base("enrollment")
    for number, row in enumerate(rows):
        text = TEXTS_OF_GRADES[number % len(TEXTS_OF_GRADES)]
        row[header.index("Grade Level ID")] = f"{number % GRADES} {text}"
    files.folder.mkdir()
    file = files.folder / "enrollment.txt"
    file.write_bytes(delimited([header, *rows], "\t"))
    run = import_all(server.binary, server.folder, [file], files.folder).runs[0]
    assert run["updated"] > GRADES, run
    server.start()
    try:
        client = sign_in(server, "registrar")
        found = []
        for path in ("/roster", "/roster?sort=grade", "/roster?sort=site", "/students",
                     "/students?sort=grade", "/students?sort=site", "/missing", "/"):  # fmt: skip
            reply = client.get(path)
            found += [f"{path}: {one}" for one in faults(reply)]
            assert reply.status in (200, 500), path
        assert not found, "\n".join(found)
    finally:
        server.stop()
