"""Requests as somebody hostile makes them: any bytes, any method, any header; and the forms of a
page with all their fields."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from district import Server
from http_pages import Answer

SECONDS = 120
BOUNDARY = "homeroom-hostile-boundary"
# What a server of ours may be slow to close.
TRIES = 3
# Where a code of the second factor is given.
FACTOR = "/second-factor"

Pairs = list[tuple[str, bytes]]


@dataclass
class Reply(Answer):
    """An answer with its bytes and every header as it came."""

    body: bytes = b""
    all_headers: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class SentFile:
    """A file in a form; its name is hostile too."""

    field: str
    name: bytes
    content: bytes


class Client:
    """Somebody's browser, as far as cookies go."""

    def __init__(self, address: str, cookies: dict[str, str] | None = None) -> None:
        self.address = address
        self.cookies = dict(cookies or {})
        self.connection: http.client.HTTPConnection | None = None
        # The next code of the second factor, for whoever has one.
        self.code: Callable[[], str] | None = None

    def get(self, path: str, headers: dict[str, str] | None = None) -> Reply:
        """A page or a file."""
        return self.ask("GET", path, b"", headers or {})

    def post(
        self, path: str, pairs: Pairs, *, headers: dict[str, str] | None = None,
        files: list[SentFile] | None = None,
    ) -> Reply:  # fmt: skip
        """A form."""
        if files is None:
            body, kind = encoded(pairs), "application/x-www-form-urlencoded"
        else:
            body, kind = multipart(pairs, files), f"multipart/form-data; boundary={BOUNDARY}"
        return self.ask("POST", path, body, {"Content-Type": kind, **(headers or {})})

    def follow(self, reply: Reply) -> Reply:
        """Where a redirect leads: there it is told what was done."""
        while reply.status in (302, 303):
            reply = self.get(reply.headers.get("location", "/"))
        return reply

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """One request; once more where the connection had been closed meanwhile."""
        for attempt in range(TRIES):
            try:
                return self._ask(method, path, body, headers)
            except (http.client.HTTPException, ConnectionError):
                self.close()
                if attempt == TRIES - 1:
                    raise
        raise AssertionError("unreachable")

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        if self.connection is None:
            place = urllib.parse.urlsplit(self.address).netloc
            self.connection = http.client.HTTPConnection(place, timeout=SECONDS)
        sent = dict(headers)
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        path = path.split("#")[0]
        self.connection.request(method, path, body or None, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        told = [(name.lower(), value) for name, value in answer.getheaders()]
        if answer.will_close:
            self.close()
        for name, value in told:
            if name == "set-cookie":
                self._keep(value)
        headers_by_name = dict(told)
        is_page = headers_by_name.get("content-type", "").startswith("text/html")
        text = content.decode(errors="replace") if is_page else ""
        return Reply(path, answer.status, headers_by_name, text, content, told)

    def _keep(self, cookie: str) -> None:
        name, _, value = cookie.split(";")[0].partition("=")
        if "max-age=0" in cookie.lower():
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value

    def close(self) -> None:
        """Lets go of the connection."""
        if self.connection:
            self.connection.close()
        self.connection = None


def encoded(pairs: Pairs) -> bytes:
    """As a browser writes a form, whatever its bytes."""
    quoted = [f"{urllib.parse.quote(name)}={urllib.parse.quote(value)}" for name, value in pairs]
    return "&".join(quoted).encode()


def multipart(pairs: Pairs, files: list[SentFile]) -> bytes:
    """As a browser writes a form with files; the names of these are as hostile as they come."""
    parts = []
    for name, value in pairs:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        parts.append(head.encode() + value + b"\r\n")
    for one in files:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{one.field}"; filename="'
        # Browsers write these three so; a line end as it is would end the part's header.
        name = one.name.replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A")
        parts.append(head.encode() + name + b'"\r\nContent-Type: text/plain\r\n\r\n'
                     + one.content + b"\r\n")  # fmt: skip
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


# Forms


@dataclass
class Field:
    """One name that a form sends, and what it can be."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    is_checked: bool = False
    is_required: bool = False


@dataclass
class FormPage:
    """A form where it stands, with every field."""

    page: str
    action: str
    method: str
    is_multipart: bool
    fields: list[Field] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Where it is sent, without what follows."""
        return self.action.split("?")[0]

    @property
    def names(self) -> list[str]:
        """What can be typed, chosen or tampered with; but the token, and files."""
        found = dict.fromkeys(one.name for one in self.fields if one.kind != "file")
        return [name for name in found if name != "csrf"]

    @property
    def files(self) -> list[str]:
        """The fields for files."""
        return [one.name for one in self.fields if one.kind == "file"]

    def token(self) -> str:
        """Its own."""
        return next((one.value for one in self.fields if one.name == "csrf"), "")


class FormReader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms = page, []
        self.inside: FormPage | None = None
        self.area: Field | None = None
        self.select: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes forms and what is in them."""
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urllib.parse.urljoin(self.page, has.get("action", "") or self.page)
            self.inside = FormPage(self.page, action, has.get("method", "get").lower(),
                                   "multipart" in has.get("enctype", ""))  # fmt: skip
            self.forms.append(self.inside)
        elif tag == "option" and self.select is not None:
            self.select.options.append(has.get("value", ""))
            if "selected" in has:
                self.select.value = has.get("value", "")
        elif self.inside is not None and has.get("name"):
            if tag not in ("input", "select", "textarea", "button"):
                return
            kind = has.get("type", "text") if tag in ("input", "button") else tag
            made = Field(has["name"], "button" if tag == "button" else kind, has.get("value", ""),
                         is_checked="checked" in has, is_required="required" in has)  # fmt: skip
            self.inside.fields.append(made)
            if tag == "select":
                self.select = made
            if tag == "textarea":
                self.area = made

    def handle_data(self, data: str) -> None:
        """What stands in a field of several lines; a browser drops the first line end."""
        if self.area is not None:
            self.area.value += data if self.area.value else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        """Leaves a form or a field."""
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None


def forms_of(reply: Answer) -> list[FormPage]:
    """All forms of a page."""
    reader = FormReader(reply.path)
    reader.feed(reply.text)
    reader.close()
    return reader.forms


def sign_in(server: Server, role: str) -> Client:
    """Somebody in a role, through the forms for the password and for the code."""
    user = server.users[role]
    client = Client(server.address)
    form = forms_of(client.get("/sign-in"))[0]
    typed = [("csrf", form.token()), ("name", user.user), ("password", user.password)]
    reply = client.post("/sign-in", pairs_of(typed))
    assert reply.status == 303, f"Signing in as {role}: status {reply.status}"
    client.code = lambda: server.code(user.user)
    owed(client, reply)
    return client


def owed(client: Client, reply: Reply) -> Reply:
    """The answer after signing in; whoever owes a code gives it first."""
    while reply.status == 303 and not reply.headers["location"].startswith(FACTOR):
        place = reply.headers["location"]
        following = client.get(place)
        if following.status != 303:
            return reply
        reply = following
    return prove(client, reply.headers["location"]) if reply.status == 303 else reply


def prove(client: Client, path: str = FACTOR) -> Reply:
    """Gives a fresh code."""
    assert client.code is not None
    form = next(one for one in forms_of(client.get(path)) if one.path == FACTOR)
    values = {one.name: one.value for one in form.fields if one.name} | {"code": client.code()}
    reply = client.post(FACTOR, pairs_of(list(values.items())))
    assert reply.status == 303, f"A code was not taken: status {reply.status}"
    return reply


def asks_for_code(reply: Answer) -> bool:
    """Whether a form was kept back until there is a fresh code."""
    return reply.status == 403 and 'name="code"' in reply.text


def pairs_of(typed: list[tuple[str, str]]) -> Pairs:
    """As they are sent."""
    return [(name, value.encode()) for name, value in typed]


def error_fields(reply: Answer) -> list[str]:
    """The fields that a page says are wrong: its summary of errors links to them."""
    summary = re.search(r'id="error-summary".*?</ul>', reply.text, re.S)
    return re.findall(r'href="#([^"]+)"', summary[0]) if summary else []
