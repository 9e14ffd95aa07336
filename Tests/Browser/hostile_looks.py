"""What came alive of hostile input: in markup, in headers, in what a template calculated.

Pages are read with a parser, as a browser reads them: what was typed may only be text, or the value
of an attribute that holds texts. It may be no element, no name, no address, no script, no comment.
"""

from __future__ import annotations

import html
import re
from collections.abc import Set
from html.parser import HTMLParser

from hostile_http import Reply
from hostile_payloads import BY_MARKER, MARKER, PRODUCT

# Attributes that hold what people typed, as text.
TEXTS = {"value", "aria-label", "alt", "title", "placeholder", "content", "label"}
# Addresses may carry what was chosen in a list, never where they lead.
LINKS = {"href", "action", "formaction", "src"}
# Names of fields, which a key can be a part of; never the whole.
NAMES = {"id", "name", "for", "aria-describedby", "aria-labelledby", "aria-controls", "list"}
OURS = re.compile(r"[a-z]+-")
# Every header that the server knows to send.
KNOWN_HEADERS = {
    "cache-control", "clear-site-data", "content-disposition", "content-length",
    "content-security-policy", "content-type", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "date", "location", "permissions-policy", "referrer-policy",
    "retry-after", "set-cookie", "strict-transport-security", "transfer-encoding",
    "x-content-type-options", "x-frame-options", "connection", "etag", "vary", "allow",
    "accept-ranges", "last-modified", "x-request-id",
}  # fmt: skip
DISPOSITION = re.compile(
    r'attachment; filename="[^"\\\x00-\x1f\x7f]*"; filename\*=UTF-8\'\'[\w.~%!$&+^`|-]*'
)
# A place in the site itself: one slash, then none.
OWN = re.compile(r"/(?![/\\])[\x21-\x7e]*\Z")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
VOID_RAW = ("script", "style")


class Page(HTMLParser):
    """Reads a page and notes every place where a marker stands that is no place for texts."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.markers: set[str] = set()
        self.stack: list[str] = []
        self.titles: list[str] = []
        self.headings = 0
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element and its attributes."""
        self._find(f"the element {tag}", tag)
        for name, value in attrs:
            self._find(f"the name of an attribute of <{tag}>", name)
            self._value(tag, name, value or "")
        if tag in VOID_RAW and not dict(attrs).get("src"):
            self.faults.append(f"<{tag}> inside of the page")
        if tag == "title" and "svg" not in self.stack:
            self.titles.append("")
        self.headings += tag == "h1"
        self.stack.append(tag)

    def _value(self, tag: str, name: str, value: str) -> None:
        self.markers.update(MARKER.findall(value))
        if name.startswith("on") or name in ("style", "srcdoc"):
            self.faults.append(f"<{tag} {name}={value[:80]!r}>")
        elif name in LINKS:
            # What is tampered with comes back in addresses, too; but there it stays.
            if MARKER.search(value) and not OWN.match(value):
                self._find(f"<{tag} {name}>", value)
        elif name in NAMES and OURS.match(value):
            return
        elif name not in TEXTS and not name.startswith("data-"):
            self._find(f"<{tag} {name}>", value)

    def _find(self, where: str, text: str) -> None:
        # What is drawn by lot can look like a marker.
        for marker in set(MARKER.findall(text.lower())) & BY_MARKER.keys():
            self.faults.append(f"{told(marker)} is in {where}")

    def handle_endtag(self, tag: str) -> None:
        """Leaves the element."""
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Texts; but not what a browser would run."""
        self.markers.update(MARKER.findall(data))
        if self.stack and self.stack[-1] in VOID_RAW:
            self._find(f"a text of <{self.stack[-1]}>", data)
        elif self.stack and self.stack[-1] == "title" and "svg" not in self.stack:
            self.titles[-1] += data
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        """Comments."""
        self._find("a comment", data)

    def handle_decl(self, decl: str) -> None:
        """Declarations."""
        self._find("a declaration", decl)

    unknown_decl = handle_pi = handle_decl


def told(marker: str) -> str:
    """A payload in a message."""
    payload = BY_MARKER.get(marker)
    return f"{marker} ({payload.kind}: {payload.text[:80]!r})" if payload else marker


def read_page(text: str) -> Page:
    """A page that was read."""
    page = Page()
    page.feed(text)
    page.close()
    return page


def raw_faults(text: str, markers: set[str]) -> list[str]:
    """Payloads that stand in the page exactly as they were typed, though they have characters that
    mean something there."""
    found = []
    for marker in markers:
        payload = BY_MARKER.get(marker)
        if payload and re.search("[<>\"']", payload.text) and payload.text.strip() in text:
            found.append(f"{told(marker)} is there as it was typed")
    return found


def page_faults(reply: Reply) -> list[str]:
    """What is wrong with a page."""
    page = read_page(reply.text)
    found = page.faults + raw_faults(reply.text, page.markers)
    if len(page.titles) != 1 or not page.titles[0].rstrip().endswith("Homeroom"):
        found.append(f"the title is {page.titles}")
    if page.headings != 1:
        found.append(f"{page.headings} main headings")
    if PRODUCT in reply.text:
        found.append("a template calculated something")
    if not reply.text.rstrip().endswith("</html>"):
        found.append("the page does not end")
    if CONTROL.search(html.unescape(reply.text)):
        found.append("a control character is in the page")
    return found


def header_faults(reply: Reply, more: Set[str] = frozenset()) -> list[str]:
    """Headers that were typed by somebody."""
    found = []
    for name, value in reply.all_headers:
        if name in more:
            continue
        if name not in KNOWN_HEADERS:
            found.append(f"a header {name}")
        if name == "content-disposition" and not DISPOSITION.fullmatch(value):
            found.append(f"the name of a file: {value!r}")
        elif name == "location":
            # What was chosen in a list stands in its address; it leads nowhere else.
            if not OWN.match(value):
                found.append(f"the answer leads to {value!r}")
        elif name != "content-disposition":
            found += [f"{told(one)} is in the header {name}" for one in MARKER.findall(value)
                      if one in BY_MARKER]  # fmt: skip
    return found


def faults(reply: Reply) -> list[str]:
    """All that is wrong with an answer, whatever was asked."""
    found = header_faults(reply)
    if reply.status >= 500:
        found.append(f"status {reply.status}")
    if reply.is_page:
        found += page_faults(reply)
    return found
