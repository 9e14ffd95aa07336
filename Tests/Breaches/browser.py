"""Whoever asks a server over HTTP, and what can be seen in the answers."""

from __future__ import annotations

import html
import http.client
import json
import re
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from http_pages import Form, Parts
from scene import Phone

SECONDS = 60
# Most of an answer that is read: a stream has no end.
MOST_BYTES = 8 * 1024 * 1024


@dataclass
class Answer:
    """An answer as it came; redirects are not followed."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        """Where it leads, without what stands behind the question mark."""
        return self.headers.get("location", "").partition("?")[0]

    @property
    def code(self) -> str:
        """The error code of an answer of the API."""
        try:
            return str(json.loads(self.body)["code"])
        except (ValueError, KeyError, TypeError):
            return f"HTTP {self.status}"

    def __str__(self) -> str:
        """For a line of the report."""
        return f"HTTP {self.status}" + (f" to {self.location}" if self.location else "")


@dataclass
class Browser:
    """A browser, or a program, at an address of its own."""

    server: str
    source: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, token: str = "") -> Answer:
        """A page, or with a token an answer of the API."""
        return self._ask("GET", path, token=token)

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """A form."""
        return self._ask("POST", path, urllib.parse.urlencode(form))

    def _ask(self, method: str, path: str, body: str | None = None, token: str = "") -> Answer:
        connection = http.client.HTTPConnection(
            self.server, timeout=SECONDS, source_address=(self.source, 0))
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        elif self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name.strip()] = value.strip()
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, told, answer.read(MOST_BYTES))
        finally:
            connection.close()

    def form(self, path: str, action: str) -> dict[str, str]:
        """The hidden values of a page's form; empty where there is none."""
        forms: list[Form] = Parts.of(self.get(path).text).forms
        return next((one.values for one in forms if one.action == action), {})

    def submit(self, page: str, action: str, **values: str) -> Answer:
        """Fills a page's form in and sends it."""
        return self.post(action, self.form(page, action) | values)

    # Signing in

    def sign_in(self, name: str, password: str) -> Answer:
        """With name and password."""
        return self.submit("/sign-in", "/sign-in", name=name, password=password)

    def choose(self, given: str, own: str) -> Answer:
        """A password of one's own, in the place of one that was handed out."""
        page = "/account/password"
        return self.submit(page, page, current=given, password=own)

    def prove(self, code: str) -> Answer:
        """With a code."""
        return self.submit("/second-factor", "/second-factor", code=code)

    def set_up(self, phone: Phone) -> Answer:
        """A second factor, the first time: the page has the key for the telephone."""
        page = self.get("/second-factor/set-up")
        found = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page.text)
        if not found:
            return page
        phone.key = found[1].replace(" ", "")
        forms = Parts.of(page.text).forms
        values = next(one.values for one in forms if one.action == "/second-factor/set-up")
        return self.post("/second-factor/set-up", values | {"code": phone.code()})


@dataclass(frozen=True)
class Eyes:
    """Knows all invented students, and sees them where an answer shows one."""

    pairs: frozenset[tuple[str, str]]
    numbers: frozenset[str]
    # Names and numbers that do not come about in random bytes.
    long: frozenset[bytes]

    @staticmethod
    def of(demo: Path) -> Eyes:
        """Those of the files that the demo imported."""
        pairs: set[tuple[str, str]] = set()
        numbers: set[str] = set()
        words: set[str] = set()
        for file in sorted(demo.glob("demo-files/*/studemo.txt")):
            for line in file.read_text(encoding="utf-8").splitlines()[1:]:
                cells = line.split("\t")
                numbers.update(cell for cell in cells[:2] if len(cell) >= 6)
                last, first = (re.findall(r"\w+", cell) for cell in cells[2:4])
                words.update(last + first)
                if last and first:
                    pairs.add((last[-1].lower(), first[0].lower()))
                    pairs.add((first[-1].lower(), last[0].lower()))
        long = {word.encode() for word in words | numbers if len(word.encode()) >= 6}
        return Eyes(frozenset(pairs), frozenset(numbers), frozenset(long))

    def see(self, text: str) -> int:
        """How many students' names and numbers a text tells."""
        # Li Li is a name, and no list in HTML.
        shown = html.unescape(re.sub(r"</?[A-Za-z][\w-]*", " ", text))
        words = [word.lower() for word in re.findall(r"\w+", shown)]
        told = {pair for pair in zip(words, words[1:], strict=False) if pair in self.pairs}
        return len(told) + len(self.numbers.intersection(words))

    def see_in_bytes(self, content: bytes) -> int:
        """How many of the longer names and numbers stand anywhere in bytes."""
        return sum(one in content for one in self.long)
