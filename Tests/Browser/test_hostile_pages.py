"""Pages that show what was stored: as they are sent, and as a browser makes them."""

from __future__ import annotations

import urllib.parse
from collections.abc import Iterator

import pytest
from conftest import OpenPage, Watch
from hostile_imports import NUMBERS
from hostile_payloads import IS_ALL, IS_WHOLE, MARKER, PREFIX, PRODUCT
from hostile_store import VIEWERS, Stored
from http_pages import RoutePattern
from playwright.sync_api import Dialog, Page

# What stands in the place of a mark of direction.
SHOWN = "\ufffd"
# Pages of a kind that are opened in the browser, for each who sees them.
OPENED = 10 if IS_WHOLE else 1
# What the browser made of the page that nobody but ours may make.
LOOK = """([marker, product]) => {
    const found = [];
    const is = new RegExp(marker, "i");
    const texts = new Set(["value", "aria-label", "alt", "title", "placeholder", "content",
                           "label", "href", "action"]);
    const names = new Set(["id", "name", "for", "list"]);
    for (const one of document.querySelectorAll("*")) {
        if (is.test(one.localName)) found.push(`an element ${one.localName}`);
        for (const { name, value } of one.attributes) {
            if (is.test(name)) found.push(`an attribute ${name} of ${one.localName}`);
            if (name.startsWith("on") || name === "style" || name === "srcdoc") {
                found.push(`${name} of ${one.localName}`);
            }
            const isOurs = texts.has(name) || name.startsWith("data-") || name.startsWith("aria-")
                || (names.has(name) && /^[a-z]+-/.test(value));
            if (is.test(value) && !isOurs) found.push(`${name} of ${one.localName}: ${value}`);
        }
        for (const name of ["href", "src", "action", "formAction"]) {
            const value = one[name];
            const own = one.getAttribute(name.toLowerCase());
            if (own && typeof value === "string" && !value.startsWith(location.origin)
                && !/^(data:,|otpauth:)/.test(value)) found.push(`${name} leads to ${value}`);
        }
        if (one.localName === "script" && !one.src) found.push("a script in the page");
        if (["iframe", "object", "embed", "base", "template", "math", "marquee", "video", "audio"]
            .includes(one.localName)) found.push(`an element ${one.localName}`);
    }
    const walk = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    while (walk.nextNode()) if (is.test(walk.currentNode.data)) found.push("a comment");
    if (document.querySelectorAll("h1").length !== 1) found.push("not one main heading");
    if (document.querySelectorAll("main").length !== 1) found.push("not one main part");
    if (!document.title.endsWith("Homeroom")) found.push(`the title ${document.title}`);
    if (document.body.innerText.includes(product)) found.push("a template was calculated");
    return found;
}"""


# Pages that have to show something hostile: what was asked for, done, made and seen.
SHOWING = {
    "/students", "/students/{student}", "/students/{student}/edit", "/students/{student}/access",
    "/students/{student}/access/print", "/students/{student}/history", "/roster/{sis}", "/missing",
    "/programs", "/changes", "/changes/{change}", "/imports", "/imports/runs/{run}", "/users",
    "/permissions", "/codes", "/alerts", "/settings", "/tokens", "/account/tokens", "/exports",
    "/plans/{plan}", "/students/{student}/documents", "/students/{student}/events",
}


class Alive:
    """What hostile input does in a browser when it is alive."""

    def __init__(self, page: Page, own: str) -> None:
        self.found: list[str] = []
        self.own = urllib.parse.urlsplit(own).netloc
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url))
        page.context.on("page", lambda other: self.found.append(f"a window {other.url}"))
        page.on("download", lambda download: self.found.append(f"a file {download.url}"))

    def _dialog(self, dialog: Dialog) -> None:
        self.found.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, url: str) -> None:
        parts = urllib.parse.urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != self.own:
            self.found.append(f"a request to {parts.netloc}")

    def look(self, page: Page) -> list[str]:
        """The page as the browser has it."""
        self.found += page.evaluate(LOOK, [MARKER.pattern, PRODUCT])
        return self.found


def test_every_page_as_it_was_sent(pattern: RoutePattern, hostile: Stored) -> None:
    """Each page that a crawl of four roles came to, after everything was stored."""
    found = list(dict.fromkeys(hostile.faults.get(pattern.path, [])))
    assert not found, f"{len(found)} faults\n" + "\n".join(found[:40])


def test_payloads_are_shown(hostile: Stored) -> None:
    """The pages above were worth looking at: many kinds of them show many payloads."""
    kinds = {pattern for shown in hostile.shown.values() for pattern in shown}
    assert len(kinds) > 40, sorted(kinds)
    # Of one part of the payloads, not each comes to all of them.
    assert IS_ALL or kinds >= SHOWING, sorted(SHOWING - kinds)
    assert len(set().union(*hostile.markers.values())) > 120


def test_no_server_error(hostile: Stored) -> None:
    """Nothing was refused by falling over."""
    lines = [one for one in hostile.server.tail(10_000).splitlines() if " error " in one]
    assert not lines, "\n".join(lines[:20])


@pytest.fixture(params=VIEWERS)
def viewer(request: pytest.FixtureRequest) -> str:
    """Who looks."""
    return request.param


def chosen(hostile: Stored, role: str) -> Iterator[str]:
    """Pages of each kind; what another role sees in the same way is looked at once."""
    before = VIEWERS[: VIEWERS.index(role)]
    for pattern, paths in sorted(hostile.shown[role].items()):
        if IS_WHOLE or not any(pattern in hostile.shown[other] for other in before):
            yield from list(dict.fromkeys(paths))[:OPENED]


def test_every_page_in_the_browser(
    viewer: str, hostile: Stored, page_as: OpenPage, watch: Watch
) -> None:
    """No dialog, no report of the policy, no error, no request to elsewhere."""
    page = page_as(viewer, at=hostile.server)
    alive = Alive(page, hostile.server.address)
    opened = 0
    for path in chosen(hostile, viewer):
        page.goto(path)
        before = len(alive.found)
        alive.look(page)
        alive.found[before:] = [f"{path}: {one}" for one in alive.found[before:]]
        opened += 1
    assert not alive.found, "\n".join(alive.found[:40])
    assert opened or viewer != VIEWERS[0]


# Where a direction mark turns words of ours, or a number: what follows it in the same line and is
# none of the texts that came with it.
TURNED = """(theirs) => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const text = walk.currentNode;
        if (!text.data.includes("\\u202e")) continue;
        let place = text.parentElement;
        while (getComputedStyle(place).unicodeBidi === "normal"
            && getComputedStyle(place).display === "inline") place = place.parentElement;
        if (place.closest("option, title, textarea, script")) continue;
        const after = place.textContent.slice(place.textContent.indexOf("\\u202e"));
        const left = after.replace(new RegExp(theirs + "|[^\\\\p{L}\\\\p{N}]", "gu"), "");
        if (left) found.push(`${place.localName}: ${left.slice(0, 40)}`);
    }
    return found;
}"""
THEIRS = "Zebulonia|Quixbury|Call|Casey|because|twice"


def test_directions_turn_nothing_else(hostile: Stored, page_as: OpenPage) -> None:
    """A name with a direction mark turns nothing but itself: no number of a student beside it."""
    page = page_as("securityAdministrator", at=hostile.server)
    places = ["/missing", "/changes", "/users"]
    places += [f"/changes/{one}{rest}" for one in hostile.turned for rest in ("", "/undo")]
    places += [f"/merge/{one}/{hostile.turned[-1]}" for one in ("report", "done")]
    shown, found = 0, []
    for path in places:
        page.goto(path)
        shown += SHOWN in page.content()
        found += [f"{path.split('/')[1]}: {one}" for one in page.evaluate(TURNED, THEIRS)]
    assert shown >= 3
    assert not found, "\n".join(found)


def test_the_script_shows_texts(hostile: Stored, page_as: OpenPage) -> None:
    """Search as one types, and the palette, write into pages what the server says."""
    page = page_as("registrar", at=hostile.server)
    alive = Alive(page, hostile.server.address)
    page.goto("/students")
    for words in (PREFIX, f"<img src=x onerror=alert('{PREFIX}')>", f"{NUMBERS}W"):
        with page.expect_response("**/students"):
            page.locator("main input[name=text]").first.fill(words)
        page.wait_for_timeout(300)
        alive.look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    with page.expect_response("**/students/suggest"):
        page.locator("#palette-text").fill(PREFIX)
    # Of one part of the payloads the last one in a name may begin otherwise.
    if not IS_ALL:
        page.locator("#palette-list li").first.wait_for()
        assert PREFIX in page.locator("#palette-list").inner_text()
    assert not alive.look(page), "\n".join(alive.found)
