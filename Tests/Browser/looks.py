"""What is looked at on every page in the browser. Each look returns what is wrong, in words
without a student's values."""

from __future__ import annotations

import re

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules that axe does not run by itself, but that our pages keep.
MORE_RULES = ["td-has-header", "label-content-name-mismatch", "table-fake-caption"]
# Where axe is not sure, we are: our pages have no such case that is right.
SURE = ["aria-valid-attr-value", "duplicate-id-aria", "frame-title"]

RUN = """async ([options, sure]) => {
    const found = await axe.run(document, options);
    const doubtful = found.incomplete.filter((one) => sure.includes(one.id));
    // Only names of elements and attributes leave the page: what they say may be a student's.
    const shape = (element) => {
        const attributes = [...element.attributes]
            .filter((one) => /^(id|class|role|type|name|for|aria-(?!label$).*)$/.test(one.name))
            .map((one) => ` ${one.name}="${one.value}"`).join("");
        return `<${element.tagName.toLowerCase()}${attributes}>`;
    };
    return found.violations.concat(doubtful).map((one) => ({
        id: one.id, help: one.help,
        nodes: one.nodes.slice(0, 5).map((node) => ({
            target: node.target.flat().join(" "), html: shape(node.element),
        })),
    }));
}"""


def axe(page: Page, rules: list[str] | None = None) -> list[str]:
    """Violations that axe finds, by all its rules or by some."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options: dict = {"resultTypes": ["violations", "incomplete"], "elementRef": True}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    else:
        options["runOnly"] = {"type": "tag", "values": TAGS}
        options["rules"] = {rule: {"enabled": True} for rule in MORE_RULES}
    found = page.evaluate(RUN, [options, SURE])
    return [
        f"{one['id']}: {one['help']}\n"
        + "\n".join(f"    {unsaid(node['target'])}  {node['html']}" for node in one["nodes"])
        for one in found
    ]


def unsaid(selector: str) -> str:
    """A selector without the words that a page says."""
    return re.sub(r'(label|title|alt|value|placeholder)([$^*~|]?)="[^"]*"', r'\1\2="..."', selector)


def colors(page: Page) -> list[str]:
    """What depends on the colors alone: enough for a page that was looked at in other colors."""
    return axe(page, ["color-contrast", "link-in-text-block"])


NARROW = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}

WIDER = """() => {
    const wanted = document.documentElement.clientWidth;
    const wide = document.scrollingElement.scrollWidth;
    if (wide <= wanted) return null;
    const culprits = [...document.body.querySelectorAll("*")].filter((element) => {
        if (element.getBoundingClientRect().right <= wanted + 0.5) return false;
        for (let up = element.parentElement; up; up = up.parentElement) {
            if (getComputedStyle(up).overflowX !== "visible") return false;
        }
        return true;
    });
    const last = culprits.at(-1);
    return `${wide} wide; ` + (last
        ? `${last.tagName.toLowerCase()}.${last.className} ${last.id}` : "for no one element");
}"""


def reflow(page: Page) -> list[str]:
    """Whether the page scrolls sideways in a window of 320 pixels, and targets that are too
    small there. Leaves the window as wide as it was."""
    before = page.viewport_size or WIDE
    page.set_viewport_size(NARROW)
    try:
        wider = page.evaluate(WIDER)
        return ([f"reflow: {wider}"] if wider else []) + axe(page, ["target-size"])
    finally:
        page.set_viewport_size(before)


def look(page: Page) -> list[str]:
    """All of it: in light and dark, wide and narrow."""
    page.emulate_media(color_scheme="light")
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {one}" for one in colors(page)]
    page.emulate_media(color_scheme="light")
    return found + [f"320 px: {one}" for one in reflow(page)]


def told(found: list[str], where: str) -> str:
    """For the message of a test."""
    return f"{where}\n" + "\n".join(found)


def ids(found: list[str]) -> set[str]:
    """The rules that were violated."""
    return {one.removeprefix("dark: ").removeprefix("320 px: ").split(":")[0] for one in found}
