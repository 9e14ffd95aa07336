"""Files for spreadsheets, opened by LibreOffice: a cell is a text, a number or a date, never a
formula, and never a link to elsewhere."""

from __future__ import annotations

import csv
import html
import io
import re
import subprocess
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from hostile_http import Client, Pairs, Reply, asks_for_code, forms_of, pairs_of, prove

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
LINK = "{http://www.w3.org/1999/xlink}"
SECONDS = 200

# Where exports wait for somebody else's word.
REQUESTS = "/exports"
# Tables that are read from elsewhere.
LINKS = {TABLE + "cell-range-source", TABLE + "dde-link", OFFICE + "dde-source"}

# How people open a text: what separates cells (character codes), UTF-8, from the first row. When
# LibreOffice asks, commas, semicolons and tabs are ticked together.
WAYS = {
    "commas": "44,34,76,1",
    "what LibreOffice proposes": "9/44/59,34,76,1",
    "tabs": "9,34,76,1",
}
FIRST = ("=", "+", "-", "@", "\t", "\r")
WITH_NUMBERS = ",,0,false,true"


def fetch_export(client: Client, path: str, second: Client | None = None) -> Reply:
    """The file of a list. A form asks for a reason first, perhaps for a fresh code; of many
    students somebody else has to approve it."""
    reply = ask_for_export(client, path)
    if reply.status != 303 or second is None:
        return reply
    assert reply.headers["location"] == REQUESTS
    waiting = [one for one in forms_of(second.get(REQUESTS)) if one.path.startswith(REQUESTS + "/")]
    assert waiting, "Nothing waits for the second person's word."
    values = [("csrf", waiting[0].token()), ("decision", "yes")]
    approved = with_code(second, waiting[0].action, pairs_of(values))
    assert approved.status == 303, f"Not approved: status {approved.status}"
    taken = re.findall(r'href="([^"]+request=\d+)"', client.get(REQUESTS).text)
    return ask_for_export(client, html.unescape(taken[0]))


def ask_for_export(client: Client, path: str) -> Reply:
    """The form, with a reason."""
    reply = client.get(path)
    for form in forms_of(reply) if reply.is_page else []:
        if form.method == "post" and form.path == path.split("?")[0]:
            typed = [(one.name, one.value or "For a test") for one in form.fields
                     if one.name != "query" or one.value]  # fmt: skip
            return with_code(client, form.action, pairs_of(typed))
    return reply


def with_code(client: Client, path: str, pairs: Pairs) -> Reply:
    """The same again with a fresh code, where that is asked for."""
    reply = client.post(path, pairs)
    if asks_for_code(reply):
        prove(client)
        reply = client.post(path, pairs)
    return reply


@dataclass(frozen=True)
class LiveCell:
    """A cell that a spreadsheet would calculate."""

    file: str
    row: int
    formula: str


def opened(files: list[Path], way: str, folder: Path) -> list[Path]:
    """The files as LibreOffice reads them, as OpenDocument in one XML file each.

    All of one run have other names: one written over another would not be looked at.
    """
    assert len({one.stem for one in files}) == len(files), "two files have one name"
    made = folder / way.replace(" ", "-")
    command = [
        "soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile",
        f"--infilter=Text - txt - csv (StarCalc):{WAYS[way]}{WITH_NUMBERS}",
        "--convert-to", "fods:OpenDocument Spreadsheet Flat XML", "--outdir", str(made),
        *map(str, files),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    results = [made / f"{one.stem}.fods" for one in files]
    missing = [one.name for one in results if not one.exists()]
    assert not missing, f"LibreOffice opened nothing of {missing}: {done.stderr[-2000:]}"
    return results


def live_cells(document: Path) -> list[LiveCell]:
    """Formulas, and whatever leads elsewhere."""
    found = []
    rows = 0
    for _, element in ElementTree.iterparse(document):
        if element.tag == TABLE + "table-row":
            rows += int(element.get(TABLE + "number-rows-repeated", "1"))
            element.clear()
        elif element.tag in (TABLE + "table-cell", TABLE + "covered-table-cell"):
            formula = element.get(TABLE + "formula")
            if formula:
                found.append(LiveCell(document.stem, rows + 1, formula))
            links = [one.get(LINK + "href") for one in element.iter() if one.get(LINK + "href")]
            found += [LiveCell(document.stem, rows + 1, f"link {one}") for one in links]
        elif element.tag in LINKS:
            found.append(LiveCell(document.stem, rows + 1, element.tag.rpartition("}")[2]))
    return found


def begins_as_formula(file: Path, separator: str) -> list[str]:
    """Cells that some spreadsheet would calculate, whatever LibreOffice makes of them.

    Source: OWASP, CSV Injection.
    """
    text = file.read_text(encoding="utf-8-sig", errors="replace")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [cell for row in rows for cell in row if cell[:1] in FIRST and cell]


def texts(document: Path) -> list[str]:
    """What the cells say."""
    root = ElementTree.parse(document).getroot()
    return ["".join(one.itertext()) for one in root.iter(TEXT + "p")]


def told_live(cells: list[LiveCell]) -> str:
    """For a failure."""
    shown = [f"{one.file} row {one.row}: {one.formula}" for one in cells[:20]]
    return "\n".join([f"{len(cells)} cells are alive", *shown])
