"""The pictures of the README, made from the invented district: HOMEROOM_PICTURES=1 writes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from attached import Known
from conftest import ROUTES, Addresses, OpenPage
from http_pages import pattern_of
from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE = {"width": 1200, "height": 760}

# Each picture: who looks, and at which page of the router.
PICTURES = {
    "home": ("registrar", "/"),
    "student": ("caseManager", "/students/{student}"),
    "merge": ("securityAdministrator", "/merge/fields"),
    "imports": ("dataManager", "/imports"),
}


def choose(page: Page, known: Known) -> None:
    """Two profiles of one child, and the fields in which they differ."""
    page.goto("/merge")
    for slot, number in zip(("Target", "Source"), known.twice, strict=True):
        page.get_by_label(f"{slot}: ID or name").fill(number)
        page.get_by_label(f"{slot}: ID or name").press("Enter")
        page.get_by_role("main").get_by_role("link", name=number, exact=True).wait_for()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("link", name="to merge differences").click()
    page.get_by_role("heading", level=1, name="Merge Profile Fields").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PICTURES)
def test_picture(
    name: str, scheme: str, page_as: OpenPage, addresses: Addresses, known: Known
) -> None:
    """It can be made, and shows a page."""
    role, path = PICTURES[name]
    pattern = next((one for one in ROUTES if one.method == "GET" and one.path == path), None)
    if pattern is None:
        pytest.skip(f"{path} is not there yet.")
    address = addresses.of(pattern, role if role in addresses.by_role else "everybody")
    assert address is not None, f"No link leads to {path}."
    assert pattern_of(address.split("?")[0], ROUTES) == pattern
    page = page_as(role, scheme=scheme)
    page.set_viewport_size(SIZE)
    page.goto(address)
    if name == "merge":
        choose(page, known)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    picture = page.screenshot(animations="disabled", caret="hide")
    assert len(picture) > 10_000
    if os.environ.get("HOMEROOM_PICTURES") == "1":
        FOLDER.mkdir(parents=True, exist_ok=True)
        suffix = "" if scheme == "light" else "-dark"
        (FOLDER / f"{name}{suffix}.png").write_bytes(picture)
