"""The sweep can fail: defects are planted into a real page, and each is found by the same looks."""

from __future__ import annotations

import pytest
from conftest import OpenPage
from looks import axe, colors, ids, look, reflow
from playwright.sync_api import Page

ADD = """(html) => {
    const place = document.createElement("div");
    place.innerHTML = html;
    document.getElementById("main").append(place);
}"""

# What is planted, by the rule that has to find it: markup that is added, or a script.
MARKUP = {
    "label": "<input type='text' id='planted'>",
    "image-alt": "<img src='data:,'>",
    "duplicate-id-aria": "<p id='planted'>A</p><p id='planted'>B</p>"
    "<input type='text' aria-labelledby='planted'>",
    "button-name": "<button type='button'></button>",
    "aria-valid-attr-value": "<input type='text' aria-label='A' aria-labelledby='nothing-here'>",
    "heading-order": "<h5>Deep</h5>",
    "target-size": "<div id='small'><button type='button' class='tiny'>a</button>"
    "<button type='button' class='tiny'>b</button></div>",
    "td-has-header": "<table><tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>"
    "<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>"
    "<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr>"
    "<tr><td>1</td><td>2</td><td>3</td><td>4</td></tr></table>",
    "empty-table-header": "<table><tr><th></th><th>Name</th></tr><tr><td>1</td><td>2</td></tr>"
    "</table>",
    "nested-interactive": "<div role='button' tabindex='0'>A <a href='/'>Home</a></div>",
    "aria-required-children": "<ul role='listbox' aria-label='A'><li role='button'>A</li></ul>",
    "link-name": "<a href='/'></a>",
    "list": "<ul><p>Not an item</p></ul>",
}
SCRIPTS = {
    "html-has-lang": "() => document.documentElement.removeAttribute('lang')",
    "document-title": "() => { document.title = ''; }",
    "landmark-one-main": "() => { const old = document.getElementById('main');"
    " const fresh = document.createElement('div'); fresh.append(...old.childNodes);"
    " old.replaceWith(fresh); }",
    "region": "() => { const lost = document.createElement('p'); lost.textContent = 'Lost';"
    " document.body.append(lost); }",
    "page-has-heading-one": "() => { for (const one of document.querySelectorAll('h1'))"
    " one.remove(); }",
    "meta-viewport": "() => { document.querySelector('meta[name=viewport]').content ="
    " 'width=device-width, user-scalable=no'; }",
}


@pytest.fixture
def sound(page_as: OpenPage) -> Page:
    """A real page in which nothing is wrong, as the first test makes sure."""
    page = page_as("registrar")
    page.goto("/shortcuts")
    return page


def test_nothing_is_wrong_before(sound: Page) -> None:
    """So each finding below is of what was planted."""
    assert not look(sound)


@pytest.mark.parametrize("rule", MARKUP)
def test_planted_markup_is_found(rule: str, sound: Page) -> None:
    """Each defect by its rule."""
    sound.evaluate(ADD, MARKUP[rule])
    if rule == "target-size":
        sound.evaluate(
            "() => { for (const one of document.querySelectorAll('.tiny')) {"
            " one.style.cssText = 'width: 12px; height: 12px; padding: 0; font-size: 6px' } }"
        )
    assert rule in ids(look(sound))


@pytest.mark.parametrize("rule", SCRIPTS)
def test_planted_change_is_found(rule: str, sound: Page) -> None:
    """Each defect by its rule."""
    sound.evaluate(SCRIPTS[rule])
    assert rule in ids(axe(sound))


COLORED = "(color) => { document.querySelector('main h1').style.color = color; }"


def test_low_contrast_is_found(sound: Page) -> None:
    """In light."""
    sound.evaluate(COLORED, "#ccc")
    assert "color-contrast" in ids(axe(sound))


def test_low_contrast_in_dark_is_found(sound: Page) -> None:
    """In dark alone: what is fine on white paper is not on black."""
    sound.evaluate(COLORED, "#1a1a1a")
    sound.emulate_media(color_scheme="dark")
    assert "color-contrast" in ids(colors(sound))
    sound.emulate_media(color_scheme="light")
    assert "color-contrast" not in ids(colors(sound))


def test_a_wide_page_is_found(sound: Page) -> None:
    """Something that does not fit into 320 pixels."""
    sound.evaluate(ADD, "<div id='wide'>Wide</div>")
    sound.evaluate("() => { document.getElementById('wide').style.width = '600px'; }")
    assert "reflow" in ids(reflow(sound))
