"""People at work in the browser: with the mouse, or with the keyboard alone.

A journey is written once, in what a person reads and does. `Mouse` and `Keyboard` do it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import OpenPage
from district import Server
from looks import axe, told
from playwright.sync_api import Locator, Page

# Keys pressed to come from one place of a page to another; a page has fewer stops.
MOST_STOPS = 400

FOCUS = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return { stop: "" };
    const stop = at.tagName.toLowerCase() + (at.id ? "#" + at.id : "");
    const style = getComputedStyle(at);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const box = at.getBoundingClientRect();
    const inside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0
        && box.top < innerHeight && box.left < innerWidth;
    const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    const covered = !points.some(([right, down]) => {
        const hit = document.elementFromPoint(
            box.left + box.width * right, box.top + box.height * down);
        return hit && (hit === at || at.contains(hit) || hit.contains(at));
    });
    return { stop, outlined: outlined || style.boxShadow !== "none", inside, covered };
}"""


class Person:
    """Somebody who looks for things by the words on the screen."""

    def __init__(self, page: Page, has_script: bool = True) -> None:
        self.page, self.has_script = page, has_script

    # What a page shows

    @property
    def main(self) -> Locator:
        """The part of the page that is not navigation."""
        return self.page.get_by_role("main")

    def opens(self, path: str) -> None:
        """Types an address."""
        self.page.goto(path)

    def sees(self, words: str) -> None:
        """The words are on the page."""
        self.main.get_by_text(words).first.wait_for()

    def sees_heading(self, words: str) -> None:
        """The main heading."""
        self.page.get_by_role("heading", level=1, name=words, exact=True).wait_for()

    def sees_no_violation(self) -> None:
        """What the page of a journey shows is looked at too: no link leads to some of them.

        Without JavaScript axe cannot run; the same page is looked at with it.
        """
        if not self.has_script:
            return
        found = axe(self.page)
        assert not found, told(found, "in the journey")

    # What people do

    def _go_to(self, target: Locator) -> None:
        raise NotImplementedError

    def _act(self, target: Locator) -> None:
        raise NotImplementedError

    def _leaves(self, target: Locator) -> None:
        with self.page.expect_navigation():
            self._act(target)

    def follows(self, words: str, inside: Locator | None = None) -> None:
        """A link."""
        self._leaves((inside or self.page).get_by_role("link", name=words, exact=True).first)

    def _choose(self, target: Locator) -> None:
        raise NotImplementedError

    def leaves_by(self, target: Locator) -> None:
        """Whatever it is that leads on."""
        self._leaves(target)

    def presses(self, words: str, inside: Locator | None = None) -> None:
        """A button that sends a form, or a link that looks like one."""
        place = inside or self.page
        button = place.get_by_role("button", name=words, exact=True)
        self._leaves(button.or_(place.get_by_role("link", name=words, exact=True)).first)

    def follows_part(self, words: str, inside: Locator | None = None) -> None:
        """A link by a part of its words: others are for those who do not see its row."""
        self._leaves((inside or self.main).get_by_role("link", name=words).first)

    def presses_part(self, words: str, inside: Locator | None = None) -> None:
        """A button by a part of its words: the rest is the name of a student or a number."""
        place = inside or self.main
        button = place.get_by_role("button", name=words)
        self._leaves(button.or_(place.get_by_role("link", name=words)).first)

    def opens_details(self, inside: Locator) -> None:
        """What is behind a summary."""
        self._act(inside.locator("summary").first)

    def waits_for(self, words: str) -> None:
        """Work that goes on without us. Without JavaScript the page asks again by itself."""
        self.main.get_by_text(words).first.wait_for()

    def decides_all(self) -> None:
        """Chooses the first of each group in which nothing is chosen, and ticks what is asked."""
        groups = self.main.get_by_role("radio").evaluate_all(
            "radios => [...new Set(radios.filter((one) => !one.disabled).map((one) => one.name))]"
        )
        for name in groups:
            of_group = self.main.locator(f'input[type=radio][name="{name}"]:enabled')
            if not of_group.evaluate_all("radios => radios.some((one) => one.checked)"):
                self._choose(of_group.first)
        for box in self.main.get_by_role("checkbox").all():
            if not box.is_checked():
                self._act(box)
                assert box.is_checked()

    def field_of_search(self) -> str:
        """What the search field of a list is called."""
        label = self.main.locator("form.filters label").first
        return label.evaluate("element => element.firstChild.textContent.trim()")

    def field(self, label: str) -> Locator:
        """The field of a label, which says besides where it may stay blank."""
        words = re.compile(rf"^\s*{re.escape(label)}(\s*\(optional\))?\s*$")
        return self.main.get_by_label(words).first

    def gives_file(self, path: Path) -> None:
        """To the field for files. The window in which files are picked is the browser's own."""
        target = self.main.locator("input[type=file]")
        self._go_to(target)
        target.set_input_files(path)

    def types(self, label: str, text: str) -> None:
        """Into a field, in place of what is there."""
        raise NotImplementedError

    def chooses(self, label: str, inside: Locator | None = None) -> None:
        """A radio button."""
        raise NotImplementedError

    def picks(self, label: str, option: str) -> None:
        """One of a list."""
        raise NotImplementedError


class Mouse(Person):
    """Clicks."""

    def _go_to(self, target: Locator) -> None:
        target.scroll_into_view_if_needed()

    def _act(self, target: Locator) -> None:
        target.click()

    def types(self, label: str, text: str) -> None:
        """Into a field, in place of what is there."""
        self.field(label).fill(text)

    def chooses(self, label: str, inside: Locator | None = None) -> None:
        """A radio button."""
        self._choose((inside or self.main).get_by_role("radio", name=label, exact=True).first)

    def _choose(self, target: Locator) -> None:
        target.check()

    def picks(self, label: str, option: str) -> None:
        """One of a list."""
        self.field(label).select_option(label=option)


class Keyboard(Person):
    """Has no mouse: Tab, Shift-Tab, Enter, Space, arrows and letters. Fails where the focus cannot
    be seen, or does not come to what is looked for."""

    def _tab(self, key: str = "Tab") -> str:
        self.page.keyboard.press(key)
        focus = self.page.evaluate(FOCUS)
        if focus["stop"]:
            assert focus["outlined"], f"The focus on {focus['stop']} is not shown."
            assert focus["inside"], f"The focus on {focus['stop']} is outside of the window."
            assert not focus["covered"], f"The focus on {focus['stop']} is covered."
        return focus["stop"]

    def _go_to(self, target: Locator) -> None:
        target.wait_for()
        has_focus: Callable[[], bool] = lambda: target.evaluate(
            "element => element === document.activeElement"
        )
        stops: list[str] = []
        while not has_focus():
            assert len(stops) < MOST_STOPS, f"Tab does not come there: {stops[-20:]}"
            stops.append(self._tab())

    def _act(self, target: Locator) -> None:
        self._go_to(target)
        is_link = target.evaluate("element => element.tagName === 'A'")
        self.page.keyboard.press("Enter" if is_link else "Space")

    def types(self, label: str, text: str) -> None:
        """Into a field, in place of what is there."""
        self._go_to(self.field(label))
        self.page.keyboard.press("Control+A")
        if text:
            self.page.keyboard.type(text)
        else:
            self.page.keyboard.press("Delete")

    def chooses(self, label: str, inside: Locator | None = None) -> None:
        """A radio button."""
        self._choose((inside or self.main).get_by_role("radio", name=label, exact=True).first)

    def _choose(self, target: Locator) -> None:
        """Tab comes to its group, arrows go through it."""
        target.wait_for()
        in_group = """element => document.activeElement.type === "radio"
            && document.activeElement.name === element.name
            && document.activeElement.form === element.form"""
        stops: list[str] = []
        while not target.evaluate(in_group):
            assert len(stops) < MOST_STOPS, f"Tab does not come there: {stops[-20:]}"
            stops.append(self._tab())
        self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if target.is_checked():
                return
            self._tab("ArrowDown")
        pytest.fail("Arrows do not come there.")

    def picks(self, label: str, option: str) -> None:
        """One of a list, by its first letters."""
        target = self.field(label)
        self._go_to(target)
        self.page.keyboard.type(option)
        chosen = target.evaluate("element => element.selectedOptions[0].label")
        assert chosen == option, "Letters do not come there."


# How each journey is done.
WAYS = ["script", "no script", "keyboard"]

Starts = Callable[[str], Person]


def starter(way: str, page_as: OpenPage, server: Server) -> Starts:
    """Begins as somebody in a role, at the home page."""

    def start(role: str) -> Person:
        has_script = way != "no script"
        page = page_as(role, script=has_script, at=server)
        page.goto("/")
        return Keyboard(page) if way == "keyboard" else Mouse(page, has_script)

    return start
