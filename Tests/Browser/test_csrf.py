"""Requests that change something and that nobody meant to send: without the token of one's own
session, from another site, or by following a link. All are refused, and nothing changes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from attached import Known
from conftest import ROUTES
from district import Demo, Server
from hostile_http import (
    Client,
    Pairs,
    Reply,
    SentFile,
    asks_for_code,
    forms_of,
    owed,
    pairs_of,
    sign_in,
)
from hostile_schema import operations
from http_pages import RoutePattern

# No row has this name: the request is let in, and finds nothing.
NOBODY = "nobody"
NOTHING = "987654321"
# In these a form sends files; their token is looked at by another piece of code.
WITH_FILES = re.compile(r"/imports/upload$|/envelopes/open$|/documents/(add|[^/]+/edit)$")
ELSEWHERE = "https://elsewhere.invalid"


@dataclass
class Asked:
    """Somebody who may do it, and others who could send it."""

    server: Server
    client: Client
    token: str
    # Of another session of the same user, and of another user.
    second: str
    other: str


def token_of(client: Client) -> str:
    """That of the session."""
    return next(form.token() for form in forms_of(client.get("/shortcuts")) if form.token())


class Sessions:
    """Those of one server, made once."""

    def __init__(self, server: Server, number: str) -> None:
        self.server, self.number = server, number
        self.made: dict[tuple[str, int], tuple[Client, str]] = {}

    def of(self, role: str, number: int = 0) -> tuple[Client, str]:
        """A session of a role's user."""
        if (role, number) not in self.made:
            client = sign_in(self.server, role)
            self.made[role, number] = client, token_of(client)
        return self.made[role, number]

    def asked(self, route: RoutePattern) -> Asked:
        """Who may do it. As few different people as can be: signing in takes long on purpose."""
        order = ["securityAdministrator", "dataManager", "secretary", *self.server.users]
        role = next(one for one in order if route.may(one))
        other = next(one for one in order if one != role)
        client, token = self.of(role)
        return Asked(self.server, client, token, self.of(role, 1)[1], self.of(other)[1])


@pytest.fixture(scope="module")
def sessions(demo: Demo, known: Known) -> Iterator[Sessions]:
    """A district of their own."""
    running = demo.copy("csrf").start()
    yield Sessions(running, known.number)
    running.stop()


def newest(sessions: Sessions) -> int:
    """The number of the newest change set, as its page tells."""
    reply = sessions.of("securityAdministrator")[0].get("/changes")
    return max(int(one) for one in re.findall(r'href="/changes/(\d+)"', reply.text))


def newest_told(server: Server) -> int:
    """The same by the command line."""
    command = [server.binary, "changes", "list", "--json", "--size", "25", "--data",
               str(server.folder), "--district", "demo"]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True)
    return max(row["changeSet"] for row in json.loads(done.stdout)["rows"])


def send(
    client: Client, path: str, token: str | None, headers: dict[str, str] | None = None
) -> Reply:
    """The request, with a token or without."""
    pairs: Pairs = [] if token is None else [("csrf", token.encode())]
    files = [SentFile("file", b"a.txt", b"Invented.\n")] if WITH_FILES.search(path) else None
    return client.post(path, pairs, headers=headers, files=files)


def own_headers(address: str) -> dict[str, str]:
    """What a browser says of a form of the site itself."""
    return {"Origin": address, "Sec-Fetch-Site": "same-origin"}


# Each way is refused, whatever else is right.
def ways(asked: Asked) -> dict[str, Callable[[str], Reply]]:
    """Requests that nobody meant to send, by what is wrong with them."""
    client, token = asked.client, asked.token
    own = own_headers(asked.server.address)

    def with_token(token: str | None) -> Callable[[str], Reply]:
        return lambda path: send(client, path, token, own)

    def with_headers(**changed: str) -> Callable[[str], Reply]:
        headers = {**own, **{name.replace("_", "-"): value for name, value in changed.items()}}
        return lambda path: send(client, path, token, headers)

    def in_address(path: str) -> Reply:
        return client.post(f"{path}?csrf={token}", [], headers=own)

    def in_header(path: str) -> Reply:
        return send(client, path, None, {**own, "X-CSRF-Token": token, "X-Requested-With": "x"})

    def other_kind(path: str) -> Reply:
        kind = {**own, "Content-Type": "text/plain"}
        return client.ask("POST", path, b'{"csrf":"' + token.encode() + b'"}', kind)

    port = asked.server.address.rpartition(":")[2]
    return {
        "no token": with_token(None),
        "a blank token": with_token(""),
        "half a token": with_token(token[: len(token) // 2]),
        "more than the token": with_token(token + "A"),
        "the token of another session": with_token(asked.second),
        "the token of another user": with_token(asked.other),
        "the token in the address": in_address,
        "the token in a header": in_header,
        "no form": other_kind,
        "from another site": with_headers(Sec_Fetch_Site="cross-site"),
        "from another host of the site": with_headers(Sec_Fetch_Site="same-site"),
        "from nowhere, as an address typed": with_headers(Sec_Fetch_Site="none"),
        "of another origin": with_headers(Origin=ELSEWHERE),
        "of another port": with_headers(Origin="http://127.0.0.1:1"),
        "of another scheme": with_headers(Origin=f"https://127.0.0.1:{port}"),
        "of an origin that begins like ours": with_headers(
            Origin=f"http://127.0.0.1:{port}.invalid"
        ),
        "of no origin": with_headers(Origin="null"),
        "of another origin, and silent about the site": lambda path: send(
            client, path, token, {"Origin": ELSEWHERE}
        ),
    }


def let_in(asked: Asked, path: str) -> list[str]:
    """The ways that were not refused."""
    found = []
    for name, way in ways(asked).items():
        reply = way(path)
        # What is no form with files is refused as that.
        wanted = (403, 415) if WITH_FILES.search(path) else (403,)
        if reply.status not in wanted:
            found.append(f"{name}: status {reply.status}")
    return found


def address(route: RoutePattern, sessions: Sessions, number: str = "1") -> str:
    """One of its addresses, about the first change set or run, or another. Of a form with files it
    is one that is there: whose files it takes is looked for before anything is read. Elsewhere the
    token is looked at first."""
    numbers = re.sub(r"\{(change|run|row|file)\}", number, route.path)
    if "/documents/" not in route.path or not WITH_FILES.search(route.path):
        return re.sub(r"\{\w+\}", NOBODY, numbers)
    client, token = sessions.asked(route).client, sessions.asked(route).token
    sent = [("csrf", token.encode()), ("text", sessions.number.encode())]
    found = client.follow(client.post("/students", sent))
    student = next(iter(re.findall(r'href="(/students/[^"/?]+)"', found.text)))
    listed = client.get(f"{student}/documents").text
    document = next(iter(re.findall(r'/documents/(?!add)([^"/]+)/edit"', listed)), NOBODY)
    return numbers.replace("/students/{student}", student).replace("{document}", document)


def test_nobody_else_changes_anything(changing: RoutePattern, sessions: Sessions) -> None:
    """Every route that changes something, in every wrong way; and, by a link, with everything."""
    if changing.access == "anybody":
        pytest.skip("signing in: below")
    asked = sessions.asked(changing)
    path = address(changing, sessions)
    before = newest(sessions)
    found = let_in(asked, path)
    stranger = send(Client(sessions.server.address), path, asked.token)
    if stranger.status != 303 or not stranger.headers["location"].startswith("/sign-in"):
        found.append(f"without a session: status {stranger.status}")
    assert not found, "\n".join(found)
    assert newest(sessions) == before


def test_a_link_changes_nothing(changing: RoutePattern, sessions: Sessions) -> None:
    """By GET the address is not there, or only shows something."""
    asked = sessions.asked(changing)
    path = address(changing, sessions)
    before = newest(sessions)
    form = f"csrf={asked.token}&choice=insert&confirm=all&step=create&save=yes&value=no"
    shows = [one for one in ROUTES if one.method == "GET" and one.expression.match(path)]
    for headers in ({}, {"X-HTTP-Method-Override": "POST"}):
        reply = asked.client.get(f"{path}?{form}&_method=POST", headers)
        wanted = (200, 303, 403, 404, 422) if shows else (404, 405)
        assert reply.status in wanted, f"{path}: status {reply.status}"
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "INVENTED"):
        reply = asked.client.ask(method, path, form.encode(), {})
        assert reply.status in (400, 404, 405, 501), f"{method} {path}: status {reply.status}"
        asked.client.close()
    assert newest(sessions) == before


def opened_by_session(document: dict, client: Client, token: str, address: str) -> list[str]:
    """Operations for programs that a browser's session opens, or that another site may ask for."""
    found = []
    other = {"Origin": ELSEWHERE, "Sec-Fetch-Site": "cross-site"}
    kinds = ("application/json", "application/x-www-form-urlencoded", "text/plain",
             "multipart/form-data; boundary=x", "application/octet-stream")  # fmt: skip
    key = 0
    for path, method, operation in operations(document):
        if not operation.get("security"):
            continue
        target = re.sub(r"\{\w+\}", "1", path)
        for kind in kinds:
            for headers in (own_headers(address), other, {}):
                key += 1
                told = {**headers, "Content-Type": kind, "X-CSRF-Token": token,
                        "Idempotency-Key": f"csrf-{key:06}"}  # fmt: skip
                body = b"" if method == "GET" else f'{{"csrf":"{token}"}}'.encode()
                reply = client.ask(method, target, body, told)
                if reply.status != 401:
                    found.append(f"{method} {path} as {kind}: status {reply.status}")
                allowed = [name for name in reply.headers if name.startswith("access-control-")]
                found += [f"{method} {path}: {name}" for name in allowed]
        wish = {**other, "Access-Control-Request-Method": method}
        asked = client.ask("OPTIONS", target, b"", wish)
        if asked.status < 400 or any(one.startswith("access-control-") for one in asked.headers):
            found.append(f"OPTIONS {path}: status {asked.status}")
    return found


def document_of(binary: str) -> dict:
    """What programs can ask for."""
    command = [binary, "routes", "--openapi"]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_programs_take_no_session(sessions: Sessions, demo: Demo) -> None:
    """A browser's session, with its token, opens nothing of the interface for programs: whatever a
    page of another site sends there has no token of a program."""
    document = document_of(demo.binary)
    client, token = sessions.of("dataManager")
    before = newest(sessions)
    assert sum(bool(one.get("security")) for _, _, one in operations(document)) > 20
    found = opened_by_session(document, client, token, sessions.server.address)
    assert not found, "\n".join(found[:40])
    assert newest(sessions) == before


def test_nothing_changed(sessions: Sessions, demo: Demo) -> None:
    """Of all that was refused above: the command line says so, too."""
    assert newest_told(sessions.server) == newest_told(Server(demo.binary, demo.files / "demo", {}))


def test_the_right_token_is_let_in(changing: RoutePattern, sessions: Sessions) -> None:
    """The refusals above are about what was wrong: with the same headers and its own token the
    request comes to whoever answers it."""
    if changing.access == "anybody":
        pytest.skip("signing in: below")
    asked = sessions.asked(changing)
    # What the first change set brought is not to be undone: it made the district.
    path = address(changing, sessions, NOTHING)
    client, token = asked.client, asked.token
    if changing.path == "/sign-out":
        # This one ends the session.
        client = sign_in(sessions.server, "caseManager")
        token = token_of(client)
    for headers in (own_headers(sessions.server.address), {}):
        if changing.path == "/sign-out" and not headers:
            continue
        reply = send(client, path, token, headers)
        assert reply.status != 403 or asks_for_code(reply), path
        assert reply.status < 500, path
        if client is asked.client:
            assert not reply.headers.get("location", "").startswith("/sign-in"), path


def test_signing_in_for_somebody_else(sessions: Sessions) -> None:
    """Nobody is signed in as somebody else by a form of another site."""
    server = sessions.server
    user = server.users["teacher"]
    typed = [("name", user.user.encode()), ("password", user.password.encode())]
    other = forms_of(Client(server.address).get("/sign-in"))[0].token()
    own = own_headers(server.address)
    wrong: dict[str, tuple[str | None, dict[str, str], bool]] = {
        "no token": (None, own, True),
        "the token of another browser": (other, own, True),
        "the token of a session": (sessions.of("teacher")[1], own, True),
        "without its cookie": ("own", own, False),
        "from another site": ("own", {**own, "Sec-Fetch-Site": "cross-site"}, True),
        "from another host of the site": ("own", {**own, "Sec-Fetch-Site": "same-site"}, True),
        "of another origin": ("own", {**own, "Origin": ELSEWHERE}, True),
        "of no origin": ("own", {**own, "Origin": "null"}, True),
    }
    found = []
    for name, (token, headers, keeps) in wrong.items():
        client = Client(server.address)
        form = forms_of(client.get("/sign-in"))[0]
        if not keeps:
            client.cookies = {}
        used = form.token() if token == "own" else token
        pairs = typed if used is None else [("csrf", used.encode()), *typed]
        reply = client.post("/sign-in", pairs, headers=headers)
        if reply.status != 403 or "session" in client.cookies:
            found.append(f"{name}: status {reply.status}")
    assert not found, "\n".join(found)
    client = Client(server.address)
    form = forms_of(client.get("/sign-in"))[0]
    assert client.post("/sign-in", [("csrf", form.token().encode()), *typed]).status == 303
    assert "session" in client.cookies


def test_a_link_signs_nobody_in_or_out(sessions: Sessions) -> None:
    """By GET, with name and password in the address; and out again."""
    user = sessions.server.users["teacher"]
    client = Client(sessions.server.address)
    reply = client.get(f"/sign-in?name={user.user}&password={user.password}")
    assert reply.status == 200
    assert "session" not in client.cookies
    asked, _ = sessions.of("auditor")
    assert asked.get("/sign-out").status in (404, 405)
    assert asked.get("/account").status == 200


@pytest.mark.parametrize(
    ("place", "role"),
    [("//students/1", "teacher"), ("//students", "registrar"), ("///students/1/edit", "auditor")],
)
def test_signing_in_leads_nowhere_else(place: str, role: str, sessions: Sessions) -> None:
    """After signing in, people come to where they wanted to go: in this site."""
    server = sessions.server
    client = Client(server.address)
    user = server.users[role]
    asked = client.get(place)
    if asked.status == 404:
        return
    form = forms_of(client.get(asked.headers["location"]))[0]
    typed = {one.name: one.value for one in form.fields}
    typed |= {"name": user.user, "password": user.password}
    client.code = lambda: server.code(user.user)
    done = owed(client, client.post("/sign-in", pairs_of(list(typed.items()))))
    assert done.status == 303
    assert re.match(r"/(?![/\\])", done.headers["location"]), done.headers["location"]
