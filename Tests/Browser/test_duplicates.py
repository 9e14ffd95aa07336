"""Pairs that may be one person, gone through with the keyboard alone."""

from __future__ import annotations

import pytest
from attached import CommandLine
from conftest import OpenPage
from district import Server
from looks import axe, told
from person import Keyboard
from playwright.sync_api import Page

NAMES = ["Ambrose Larkspur", "Beatrix Fennimore", "Caspian Holloway", "Delphine Marchbanks"]


@pytest.fixture
def homeroom(own_server: Server) -> CommandLine:
    """With four children who were typed twice each."""
    homeroom = CommandLine(own_server.binary, own_server.folder)
    for name in NAMES:
        first, last = name.split()
        for _ in range(2):
            homeroom("student", "create", "--first", first, "--last", last, "--birth-date",
                     "04/17/2013", "--cause", "addedManually", "--anyway")  # fmt: skip
    homeroom("duplicates", "find")
    return homeroom


def press(page: Page, key: str) -> None:
    """A page takes no decision in its first moment: the key may have been meant for the last one.
    """
    page.wait_for_timeout(400)
    page.keyboard.press(key)


def test_clear_pairs_are_merged_by_one_key_each(
    homeroom: CommandLine, page_as: OpenPage, own_server: Server
) -> None:
    """The next pair is there at once, and what was done can be taken back from it."""
    page = page_as("securityAdministrator", at=own_server)
    page.goto("/duplicates?kind=students")
    person = Keyboard(page)
    clear = page.get_by_role("link", name="Larkspur, Ambrose")
    before = len(homeroom("duplicates", "list", "--kind", "students")["items"])
    person.follows(clear.inner_text())
    assert not axe(page), told(axe(page), "on a pair")
    merged = 0
    while merged < len(NAMES):
        heading = page.get_by_role("heading", level=1).inner_text()
        is_ours = any(name.split()[1] in heading for name in NAMES)
        press(page, "m" if is_ours else "l")
        page.get_by_role("heading", level=1, name=heading).wait_for(state="detached")
        if is_ours:
            merged += 1
            page.get_by_text("The two are one profile now.").wait_for()
            assert page.get_by_role("link", name="Undo").count() == 1
    after = homeroom("duplicates", "list", "--kind", "students")
    assert before - len(after["items"]) >= len(NAMES)
    assert homeroom("check") is not None


def test_not_the_same_is_one_key_and_is_remembered(
    homeroom: CommandLine, page_as: OpenPage, own_server: Server
) -> None:
    """Also after everybody is looked through again."""
    page = page_as("securityAdministrator", at=own_server)
    page.goto("/duplicates?kind=students")
    Keyboard(page).follows(page.get_by_role("link", name="Fennimore, Beatrix").inner_text())
    heading = page.get_by_role("heading", level=1).inner_text()
    press(page, "n")
    page.get_by_text("Noted: they are not the same person.").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() != heading
    homeroom("duplicates", "find")
    page.goto("/duplicates?kind=students")
    assert page.get_by_role("link", name="Fennimore, Beatrix").count() == 0


def test_keys_that_are_turned_off_do_nothing(
    homeroom: CommandLine, page_as: OpenPage, own_server: Server
) -> None:
    """The buttons are there all the same."""
    page = page_as("securityAdministrator", at=own_server)
    page.goto("/shortcuts")
    page.get_by_role("main").get_by_role("button").first.click()
    page.goto("/duplicates?kind=students")
    page.get_by_role("link", name="Larkspur, Ambrose").click()
    before = page.url
    press(page, "n")
    page.wait_for_timeout(500)
    assert page.url == before
    page.get_by_role("button", name="Not the same person").click()
    page.get_by_text("Noted: they are not the same person.").wait_for()


def test_a_key_that_is_held_down_decides_once(
    homeroom: CommandLine, page_as: OpenPage, own_server: Server
) -> None:
    """What comes after is looked at first."""
    page = page_as("securityAdministrator", at=own_server)
    page.goto("/duplicates?kind=students")
    page.get_by_role("link", name="Larkspur, Ambrose").click()
    page.wait_for_timeout(400)
    page.keyboard.down("n")
    page.get_by_text("Noted: they are not the same person.").wait_for()
    page.wait_for_timeout(400)
    next_pair = page.url
    page.keyboard.down("n")
    page.wait_for_timeout(500)
    assert page.url == next_pair
    page.keyboard.up("n")
    page.keyboard.press("n")
    page.wait_for_url(lambda address: address != next_pair)
