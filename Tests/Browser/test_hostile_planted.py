"""The tests of hostile input can fail: a server in between makes what was stored alive again, and
each time the same looks find it."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from attached import Known
from conftest import ROUTES
from district import Demo
from hostile_api import program
from hostile_exports import begins_as_formula, live_cells, opened
from hostile_http import Client, Reply
from hostile_looks import faults
from hostile_payloads import BY_KIND, MARKER, PRODUCT, Payload
from hostile_proxy import Headers, Spoil, proxy
from hostile_store import Stored
from playwright.sync_api import Browser
from test_csrf import Sessions, document_of, let_in, opened_by_session
from test_hostile_imports import without_payload
from test_hostile_pages import Alive

HEADERS: Headers = [("content-type", "text/html; charset=utf-8")]
PAGE = """<!doctype html><html lang="en"><head><title>A - Homeroom</title></head><body><main>
<h1>A</h1>{}</main></body></html>
"""


def page(markup: str, headers: Headers | None = None, status: int = 200) -> Reply:
    """An answer that says so."""
    told = [*HEADERS, *(headers or [])]
    return Reply("/", status, dict(told), PAGE.format(markup), b"", told)


def test_nothing_is_found_in_what_is_right() -> None:
    """Every payload, escaped, as a text and in an attribute."""
    for payload in BY_KIND["element"] + BY_KIND["attribute"] + BY_KIND["script"]:
        escaped = html.escape(payload.text)
        assert not faults(page(f'<p>{escaped}</p><input value="{escaped}">')), payload


# Those that are elements or attributes wherever they stand; others need a place of their own.
LIVE = [one for one in BY_KIND["element"] if "<" in one.text]


@pytest.mark.parametrize("payload", LIVE, ids=[one.marker for one in LIVE])
def test_a_payload_in_the_markup_is_found(payload: Payload) -> None:
    """As it was typed."""
    assert any(payload.marker in one for one in faults(page(f"<p>{payload.text}</p>")))


@pytest.mark.parametrize(
    "payload", BY_KIND["attribute"], ids=[one.marker for one in BY_KIND["attribute"]]
)
def test_a_payload_in_an_attribute_is_found(payload: Payload) -> None:
    """As it was typed, between the marks that it means to leave."""
    found = [faults(page(f"<input value={mark}{payload.text}{mark}>")) for mark in ('"', "'", "")]
    assert any(payload.marker in one for each in found for one in each)


@pytest.mark.parametrize(
    "spoiled",
    [
        page("<script>const name = 'qzvaaaa'</script>"),
        page("<p style='color: red'>qzvaaaa</p>"),
        page("<a href='javascript:qzvaaaa'>A</a>"),
        page("<a href='//qzvaaaa.invalid'>A</a>"),
        page("<a href='https://qzvaaaa.invalid'>A</a>"),
        page("<p id='qzvaaaa'>A</p>"),
        page("<!-- qzvaaaa -->"),
        page(f"<p>{PRODUCT}</p>"),
        page("<h1>Two</h1>"),
        page("</main></body></html><title>Other</title>"),
        page("<p>\x0b</p>"),
        page("", [("x-qzvaaaa", "1")]),
        page("", [("set-cookie", "a=qzvaaaa")]),
        page("", [("location", "//students/1")]),
        page("", [("location", "https://elsewhere.invalid")]),
        page("", [("content-disposition", 'attachment; filename="a"; filename="b.html"')]),
        page("", status=500),
    ],
    ids=str,
)
def test_each_kind_of_fault_is_found(spoiled: Reply) -> None:
    """One after the other."""
    assert faults(spoiled)


# In the browser


def planted(markup: str, drops_policy: bool) -> Spoil:
    """Puts something into every page, with our policy or without."""

    def spoil(headers: Headers, body: bytes) -> tuple[Headers, bytes]:
        if drops_policy:
            headers = [one for one in headers if one[0].lower() != "content-security-policy"]
        return headers, body.replace(b"</main>", markup.encode() + b"</main>")

    return spoil


@pytest.mark.parametrize(
    ("markup", "drops_policy", "told"),
    [
        ("<img src=x onerror=alert('qzvaaaa')>", True, "a dialog: qzvaaaa"),
        ("<img src=x onerror=alert('qzvaaaa')>", False, "onerror of img"),
        ("<img src=//qzvaaaa.invalid/x>", True, "a request to qzvaaaa.invalid"),
        ("<script>document.title = 'qzvaaaa'</script>", True, "the title qzvaaaa"),
        ("<b id=qzvaaaa>b</b>", False, "id of b: qzvaaaa"),
        ("<p>7919*6101=48313819</p>", False, "a template was calculated"),
    ],
)
def test_the_browser_finds_it(
    markup: str, drops_policy: bool, told: str, browser: Browser, hostile: Stored
) -> None:
    """Alive, whether the policy would have stopped it or not."""
    with proxy(hostile.server.address, planted(markup, drops_policy)) as address:
        with browser.new_context(base_url=address) as context:
            opened_page = context.new_page()
            alive = Alive(opened_page, address)
            opened_page.goto("/sign-in")
            opened_page.wait_for_timeout(200)
            assert any(one.startswith(told) for one in alive.look(opened_page)), alive.found


def test_the_policy_tells_what_it_stopped(browser: Browser, hostile: Stored) -> None:
    """A script of another's, with our policy: it does not run, and that is told."""
    with proxy(hostile.server.address, planted("<script>alert(1)</script>", False)) as address:
        with browser.new_context(base_url=address) as context:
            opened_page = context.new_page()
            with opened_page.expect_console_message(
                lambda message: "Content Security Policy" in message.text
            ):
                opened_page.goto("/sign-in")


def test_a_page_that_escapes_too_little_is_found(hostile: Stored) -> None:
    """One real page, of which a single payload comes out as it was typed."""
    spoiled = 0
    for path in sorted({path for shown in hostile.shown["registrar"].values() for path in shown}):
        reply = hostile.clients["registrar"].get(path)
        for marker in set(MARKER.findall(reply.text)):
            payload = next((one for one in LIVE if one.marker == marker), None)
            escaped = html.escape(payload.text).replace("&#x27;", "&#39;") if payload else ""
            if payload is None or escaped not in reply.text:
                continue
            assert not faults(reply)
            reply.text = reply.text.replace(escaped, payload.text, 1)
            assert any(marker in one for one in faults(reply)), (path, payload)
            spoiled += 1
            break
        if spoiled >= 5:
            return
    assert spoiled, "No page shows an element as text."


# Files


@pytest.mark.parametrize(
    "cell", ["=1+1", '"=HYPERLINK(""http://x.invalid"",""x"")"', '=DDE("soffice"', "a;=1+1"]
)
def test_a_formula_in_a_file_is_found(cell: str, tmp_path: Path) -> None:
    """A file whose writer forgot the apostrophe, or the quotation marks."""
    file = tmp_path / "planted.csv"
    file.write_text(f"Name,Text\nA,{cell}\n", encoding="utf-8")
    assert live_cells(opened([file], "what LibreOffice proposes", tmp_path)[0])


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", '"\t=1"', '"=1"', '" =1"'])
def test_what_other_spreadsheets_calculate_is_found(cell: str, tmp_path: Path) -> None:
    """LibreOffice takes some of them for texts."""
    file = tmp_path / "planted.csv"
    file.write_text(f"Name,Text\nA,{cell}\n", encoding="utf-8")
    assert bool(begins_as_formula(file, ",")) != (cell == '" =1"')


def test_a_file_with_apostrophes_is_right(tmp_path: Path) -> None:
    """The same cells, as they have to be."""
    file = tmp_path / "right.csv"
    file.write_text("Name,Text\nA,'=1+1\nB,'@SUM(1)\n", encoding="utf-8")
    assert not live_cells(opened([file], "what LibreOffice proposes", tmp_path)[0])


# Requests that nobody meant to send


def test_a_server_that_asks_for_no_token_is_found(demo: Demo, known: Known) -> None:
    """In between, somebody puts the right token and the right origin into every request."""
    running = demo.copy("csrf-planted").start()
    try:
        sessions = Sessions(running, known.number)
        route = next(one for one in ROUTES if (one.method, one.path) == ("POST", "/shortcuts"))
        asked = sessions.asked(route)
        assert not let_in(asked, "/shortcuts")

        def forget(headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
            left_out = ("origin", "sec-fetch-site", "content-type")
            kept = {name: one for name, one in headers.items() if name.lower() not in left_out}
            kept["Content-Type"] = "application/x-www-form-urlencoded"
            return kept, b"csrf=" + asked.token.encode()

        with proxy(running.address, mend=forget) as address:
            asked.client = Client(address, asked.client.cookies)
            assert len(let_in(asked, "/shortcuts")) > 15
    finally:
        running.stop()


def test_a_session_that_opens_the_interface_for_programs_is_found(demo: Demo, known: Known) -> None:
    """In between, somebody puts a program's token beside the session's cookie."""
    running = demo.copy("csrf-program").start()
    try:
        client, token = Sessions(running, known.number).of("dataManager")
        bearer = program(running).token

        def let_in_by_cookie(headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
            return headers | {"Authorization": f"Bearer {bearer}"}, body

        with proxy(running.address, mend=let_in_by_cookie) as address:
            other = Client(address, client.cookies)
            found = opened_by_session(document_of(demo.binary), other, token, address)
            assert len({one.partition(" as ")[0] for one in found}) > 15
    finally:
        running.stop()


# Files for import


def test_a_column_without_payloads_is_found(tmp_path: Path) -> None:
    """The sample must not leave one out."""
    file = tmp_path / "columns.txt"
    text = BY_KIND["element"][0].text
    file.write_text(f"First\tSecond\nA\t{text}\nB\tC\n", encoding="utf-8")
    assert without_payload(file, "\t") == ["First"]
