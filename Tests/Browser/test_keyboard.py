"""Whoever has only a keyboard gets everywhere, and sees where they are."""

from __future__ import annotations

import pytest
from conftest import OpenPage, sign_in
from district import Server
from person import FOCUS, Keyboard
from playwright.sync_api import Browser, Page


@pytest.fixture
def home(page_as: OpenPage) -> Page:
    """The home page."""
    page = page_as("registrar")
    page.goto("/")
    return page


def test_the_skip_link_comes_first(home: Page) -> None:
    """Past the navigation, to what the page is about."""
    home.keyboard.press("Tab")
    assert home.evaluate(FOCUS)["stop"] == "a"
    assert home.locator(":focus").inner_text() == "Skip to main content"
    home.keyboard.press("Enter")
    assert home.evaluate("document.activeElement.id") == "main"


def test_every_stop_of_a_page_can_be_seen(page_as: OpenPage) -> None:
    """From the first to the last, and around."""
    page = page_as("registrar")
    page.goto("/shortcuts")
    person = Keyboard(page)
    stops = []
    while not (stops and stops[-1] == ""):
        stops.append(person._tab())
        assert len(stops) < 200
    assert len(stops) > 10


def test_a_focus_that_is_not_shown_is_found(home: Page) -> None:
    """The keyboard's helper can fail."""
    home.evaluate(
        "() => { for (const one of document.querySelectorAll('a, button')) {"
        " one.style.outline = 'none'; one.style.boxShadow = 'none'; } }"
    )
    with pytest.raises(AssertionError, match="is not shown"):
        Keyboard(home).follows("Keyboard shortcuts")


def test_a_focus_that_is_covered_is_found(home: Page) -> None:
    """By something that floats over the page."""
    home.evaluate(
        "() => { const one = document.createElement('div'); document.body.append(one);"
        " one.style.cssText = 'position: fixed; inset: 0; z-index: 100; background: #fff'; }"
    )
    with pytest.raises(AssertionError, match="is covered"):
        Keyboard(home).follows("Keyboard shortcuts")


def test_what_tab_does_not_reach_is_found(home: Page) -> None:
    """A link that is no stop."""
    home.evaluate(
        "() => { for (const one of document.querySelectorAll('footer a')) one.tabIndex = -1; }"
    )
    with pytest.raises(AssertionError, match="does not come there"):
        Keyboard(home).follows("Keyboard shortcuts", home.get_by_role("contentinfo"))


def test_signing_in_by_keyboard(browser: Browser, own_server: Server) -> None:
    """The same form as with the mouse."""
    if not own_server.users:
        pytest.skip("Users cannot sign in yet.")
    user = next(iter(own_server.users.values()))
    with browser.new_context(
        base_url=own_server.address, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        person = Keyboard(page)
        person.opens("/sign-in")
        person.types("User name", user.user)
        person.types("Password", user.password)
        person.presses("Sign in")
        person.sees_no_violation()
        person.types("Code", own_server.code(user.user))
        person.presses("Continue")
        person.sees_heading("Home")


@pytest.mark.parametrize("script", [True, False])
def test_signing_in_and_out(browser: Browser, own_server: Server, script: bool) -> None:
    """With and without JavaScript; afterwards nothing is shown any more."""
    if not own_server.users:
        pytest.skip("Users cannot sign in yet.")
    with browser.new_context(
        base_url=own_server.address, java_script_enabled=script
    ) as context:
        page = context.new_page()
        sign_in(page, own_server, own_server.roles[0])
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("heading", name="Sign in", level=1).wait_for()
        page.goto("/students")
        page.get_by_role("heading", name="Sign in", level=1).wait_for()
