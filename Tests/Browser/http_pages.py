"""Pages over plain HTTP, without a browser: what is in an answer, and which addresses there are."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

SECONDS = 30


@dataclass
class Answer:
    """An answer as it came; redirects are not followed."""

    path: str
    status: int
    headers: dict[str, str]
    text: str

    @property
    def is_page(self) -> bool:
        """Whether it is HTML, not a file, a stream or a redirect."""
        return self.headers.get("content-type", "").startswith("text/html")

    @property
    def parts(self) -> Parts:
        """What the markup holds."""
        return Parts.of(self.text)


class Asleep(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to whoever asked."""

    def redirect_request(self, *_: object) -> None:
        """Follows none."""


OPENER = urllib.request.build_opener(Asleep)


def ask(address: str, path: str, cookies: dict[str, str], form: dict | None = None) -> Answer:
    """One request, with a form by POST."""
    data = urllib.parse.urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(address + path, data=data)
    if cookies:
        request.add_header("Cookie", "; ".join(f"{k}={v}" for k, v in cookies.items()))
    try:
        answer = OPENER.open(request, timeout=SECONDS)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        # A stream of events has no end.
        is_text = headers.get("content-type", "").startswith("text/html")
        text = answer.read().decode(errors="replace") if is_text else ""
        return Answer(path, answer.status or 0, headers, text)


@dataclass
class Form:
    """A form and its hidden values."""

    action: str
    method: str
    classes: list[str]
    values: dict[str, str] = field(default_factory=dict)


class Parts(HTMLParser):
    """What has to be looked at in markup, as the server sent it."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.main_links: list[str] = []
        self.forms: list[Form] = []
        self.headings = 0
        self.title = ""
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.stack: list[str] = []

    @staticmethod
    def of(text: str) -> Parts:
        """The parts of a document."""
        parts = Parts()
        parts.feed(text)
        parts.close()
        return parts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what the element says."""
        values = {name: value or "" for name, value in attrs}
        self.stack.append(tag)
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
            if "main" in self.stack:
                self.main_links.append(values["href"])
        if tag == "link" and values.get("rel") == "stylesheet":
            self.links.append(values.get("href", ""))
        if tag == "script" and values.get("src"):
            self.links.append(values["src"])
        if tag == "form":
            method = values.get("method", "get").lower()
            self.forms.append(
                Form(values.get("action", ""), method, values.get("class", "").split())
            )
        if tag in ("input", "select") and self.forms and values.get("name"):
            self.forms[-1].values[values["name"]] = values.get("value", "")
        if tag == "h1":
            self.headings += 1
        if tag == "style" or (tag == "script" and not values.get("src")):
            self.inline.append(f"<{tag}>")
        self.inline += [f"<{tag} {name}>" for name in values
                        if name == "style" or name.startswith("on")]  # fmt: skip
        self.inline += [f"<{tag} {name}=javascript:>" for name, value in values.items()
                        if value.strip().lower().startswith("javascript:")]  # fmt: skip
        if "id" in values:
            self.ids.append(values["id"])

    def handle_endtag(self, tag: str) -> None:
        """Leaves the element."""
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """The title, which is not one of those inside of drawings."""
        if self.stack and self.stack[-1] == "title" and "svg" not in self.stack:
            self.title += data


@dataclass(frozen=True)
class RoutePattern:
    """An address as the router has it."""

    method: str
    path: str
    access: str
    roles: tuple[str, ...]

    @property
    def expression(self) -> re.Pattern[str]:
        """What its addresses look like."""
        parts = re.split(r"\{[^}]+\}", self.path)
        return re.compile("[^/]+".join(re.escape(part) for part in parts) + r"\Z")

    @property
    def has_names(self) -> bool:
        """Whether addresses of it differ."""
        return "{" in self.path

    def may(self, role: str) -> bool:
        """Whether the role may go there."""
        return role in self.roles or role not in ALL_ROLES


ALL_ROLES: set[str] = set()


def pattern_of(path: str, patterns: list[RoutePattern]) -> RoutePattern | None:
    """The route that answers a path: as the router has it, words go before names."""
    found = [one for one in patterns if one.method == "GET" and one.expression.match(path)]
    return min(found, key=lambda one: one.path.count("{"), default=None)


# Of each kind of address so many are looked into: a list's rows lead to the same kinds of page.
EXAMPLES = 2
# What is searched for, so that lists that begin empty lead somewhere.
SEARCHED = ["ga", "ma"]


@dataclass
class Found:
    """What a crawl came to."""

    # Addresses by the pattern of their route.
    by_pattern: dict[str, list[str]] = field(default_factory=dict)
    # Paths of links that no route answers.
    dead: set[str] = field(default_factory=set)


class Crawl:
    """Follows links, forms that only show something, and searches, from the home page."""

    def __init__(
        self, address: str, cookies: dict[str, str], patterns: list[RoutePattern],
        examples: int = EXAMPLES,
    ) -> None:  # fmt: skip
        self.address, self.cookies, self.patterns = address, cookies, patterns
        self.examples = examples
        self.found = Found()
        self.waiting: list[str] = []
        self.searched = SEARCHED
        self.kinds: dict[tuple[str, ...], set[str]] = {}

    def run(self, known: str) -> Found:
        """All that is found, beginning with a student who has something of everything."""
        self.searched = [known]
        self.read(self.ask("/students"), links=False)
        self.follow(is_inside=True)
        self.searched = SEARCHED
        self.consider("/", "/")
        self.follow()
        return self.found

    def ask(self, path: str, form: dict | None = None) -> Answer:
        """One page."""
        return ask(self.address, path, self.cookies, form)

    def follow(self, is_inside: bool = False) -> None:
        """Reads what waits; at first only what is about that student, not the navigation."""
        while self.waiting:
            path = self.waiting.pop(0)
            self.read(self.ask(path), is_inside=is_inside)

    def consider(self, link: str, base: str) -> None:
        """Notes where a link leads, if it is of a kind that was not seen often enough."""
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(base, link))
        if parts.netloc or parts.scheme or not parts.path.startswith("/"):
            return
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        pattern = pattern_of(parts.path, self.patterns)
        if pattern is None:
            self.found.dead.add(parts.path)
            return
        # What an address asks for beside its path makes another kind of page of it.
        asked = sorted(dict(urllib.parse.parse_qsl(parts.query)))
        kind = self.kinds.setdefault((pattern.path, *asked), set())
        if path in kind or len(kind) >= self.examples:
            return
        kind.add(path)
        self.found.by_pattern.setdefault(pattern.path, []).append(path)
        self.waiting.append(path)

    def read(
        self, answer: Answer, may_search: bool = True, links: bool = True, is_inside: bool = False
    ) -> None:
        """Follows what a page offers."""
        if answer.status in (302, 303, 307, 308):
            self.consider(answer.headers.get("location", ""), answer.path)
        if not answer.is_page or answer.status != 200:
            return
        parts = answer.parts
        for link in (parts.main_links if is_inside else parts.links) if links else []:
            self.consider(link, answer.path)
        for form in parts.forms:
            if form.method == "get":
                self.consider(f"{form.action}?{urllib.parse.urlencode(form.values)}", answer.path)
            elif may_search and {"filters", "search"} & set(form.classes):
                for text in self.searched:
                    typed = {name: text for name in form.values if name.endswith("text")}
                    values = {**form.values, **typed}
                    sent = self.ask(form.action, values)
                    self.read(sent, may_search=False)
