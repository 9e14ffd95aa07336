"""A district into which everything hostile was put, by every way in."""

from __future__ import annotations

import re
import time
import urllib.parse
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from attached import CommandLine
from district import Server
from hostile_api import APIWalk, program
from hostile_exports import REQUESTS
from hostile_forms import FORGETFUL, FormWalk
from hostile_http import FACTOR, Client, Reply, SentFile, forms_of, sign_in
from hostile_imports import Files, Imported, import_all
from hostile_looks import faults, read_page
from hostile_payloads import IS_ALL, IS_WHOLE, PREFIX, sample
from http_pages import Answer, Crawl, RoutePattern

# Whose users and passwords the forms change, so that nobody else's are.
TURN = "\u202e"
TARGET = "hostile.target"
SECONDS_OF_A_CHECK = 60
# Who looks at what was stored.
VIEWERS = ["securityAdministrator", "registrar", "teacher", "dataManager"]
# So many pages of each kind are looked at.
PAGES = 40 if IS_WHOLE else 10 if IS_ALL else 5
# Students of whom one has no profile yet.
MOST_TRIED = 100
PROFILES = 100 if IS_WHOLE else 25


@dataclass
class Stored:
    """What was put in, and what the pages show of it."""

    server: Server
    clients: dict[str, Client]
    imported: Imported
    walk: FormWalk
    files: Path
    # The newest change sets about students whose names turn the direction of the text.
    turned: list[int]
    api: APIWalk | None = None
    uploads: list[str] = field(default_factory=list)
    # Faults of pages by the pattern of their route, and the pages that show payloads, by role.
    faults: dict[str, list[str]] = field(default_factory=dict)
    shown: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    markers: dict[str, set[str]] = field(default_factory=dict)


class Looking(Crawl):
    """Looks at every page that it comes to."""

    def __init__(
        self, client: Client, routes: list[RoutePattern], note: Callable[[str, Reply], None]
    ) -> None:  # fmt: skip
        super().__init__(client.address, client.cookies, routes, PAGES)
        self.client, self.note = client, note

    def consider(self, link: str, base: str) -> None:
        """Files are looked at elsewhere, and a stream of events has no end."""
        if not link.split("?")[0].endswith(("/export", "/errors", "/progress")):
            super().consider(link, base)

    def ask(self, path: str, form: dict | None = None) -> Answer:
        """As somebody who keeps what the server says."""
        if form is None:
            reply = self.client.get(path)
        else:
            reply = self.client.post(path, [(name, text.encode()) for name, text in form.items()])
        self.note(path, reply)
        return reply


def sign_in_all(server: Server) -> dict[str, Client]:
    """One session for each role."""
    return {role: sign_in(server, role) for role in server.users}


def store(
    server: Server, routes: list[RoutePattern], pages: dict[str, dict[str, list[str]]]
) -> Stored:  # fmt: skip
    """Puts everything in: first by files, then by the forms of the pages.

    The server is not started yet, and runs afterwards.
    """
    folder = server.folder.parent / "hostile-files"
    files = Files(server.folder / "demo-files" / "first", folder)
    paths = files.write()
    imported = import_all(server.binary, server.folder, paths, folder)
    homeroom = CommandLine(server.binary, server.folder)
    homeroom("user", "add", TARGET, "--role", "auditor", "--generate")
    turned = turn(homeroom)
    # Nobody answers there: its forms are tried, and nobody signs in by it.
    homeroom("sso", "set", "--issuer", "http://127.0.0.1:9", "--client-id", "homeroom",
             "--label", "District account")  # fmt: skip
    homeroom("sso", "link", TARGET, "--subject", "subject-1")
    # Of the interface everything is asked, not only as much as a program may in a minute.
    server.options = ("--api-rate", "1000000")
    server.start()
    clients = sign_in_all(server)
    server.sessions.update(
        {role: browser_state(server, client) for role, client in clients.items()}
    )
    walk = FormWalk(clients, routes, {role: dict(pages.get(role, {})) for role in clients})
    for role, own in walk.pages.items():
        if role != FORGETFUL:
            own.pop("/account/password", None)
            own.pop("/account/single-sign-on", None)
    stored = Stored(server, clients, imported, walk, folder, turned)
    stored.uploads = hand_in_all(stored, paths[1], paths[2], files.write_unknown())
    import_profiles(clients["dataManager"])
    only_target(walk, clients["securityAdministrator"])
    asking = (FACTOR, f"{FACTOR}/set-up", "/account/single-sign-on")
    walk.pages[FORGETFUL] |= {path: [path] for path in asking}
    walk.find()
    behind_forms(stored)
    # Before the forms, so that they are about what programs brought, too.
    stored.api = APIWalk(program(server), paths[1])
    stored.api.send_all()
    walk.send_all()
    behind_forms(stored)
    walk.send_all()
    walk.send_rest()
    return stored


def turn(homeroom: CommandLine) -> list[int]:
    """A student who was entered twice and whose every text turns the direction, merged; and one
    who waits to be."""
    numbers = [
        str(homeroom("student", "create", "--first", f"{TURN}Zebulonia", "--last", "Quixbury",
                     "--cause", "addedManually", "--anyway")["studentID"])
        for _ in range(3)
    ]  # fmt: skip
    event = homeroom("event", "add", numbers[0], "--kind", f"{TURN}Call", "--date", "2026-10-01")
    edit = homeroom("student", "edit", numbers[0], "--set", f"caseManager={TURN}Casey", "--reason",
                    f"{TURN}because")  # fmt: skip
    merge = homeroom("merge", "apply", *numbers[:2], "--reason", f"{TURN}twice", "--confirm", "all")
    return [one["changeSet"] for one in (event, edit, merge)]


def browser_state(server: Server, client: Client) -> dict:
    """The session as a browser keeps it."""
    host = urllib.parse.urlsplit(server.address).hostname
    cookies = [
        {"name": name, "value": value, "domain": host, "path": "/", "expires": -1,
         "httpOnly": True, "secure": False, "sameSite": "Lax"}
        for name, value in client.cookies.items()
    ]  # fmt: skip
    return {"cookies": cookies, "origins": []}


def only_target(walk: FormWalk, client: Client) -> None:
    """Forms about users are about one whom nobody else needs."""
    text = client.get("/users").text
    lines = re.findall(r'href="(/users/(?!add)[^"/]+)"[^<]*>(.*?)<', text, re.S)
    target = next(path for path, words in lines if TARGET in words)
    own = walk.pages["securityAdministrator"]
    for rest in ("", "/edit", "/password", "/identities", "/sessions"):
        own["/users/{user}" + rest] = [target + rest]


def hand_in_all(stored: Stored, first: Path, second: Path, unknown: Path) -> list[str]:
    """By the browser's way; files of no known layout under names that are hostile too. One file is
    imported, another waits."""
    client = stored.clients["dataManager"]
    places = []
    for payload in sample("names of files", 4)[: 40 if IS_ALL else 4]:
        places.append(hand_in(client, payload.bytes + b".txt", unknown.read_bytes()))
    places.append(hand_in(client, second.name.encode(), second.read_bytes()))
    for place in places:
        wait(client, place)
        read_delivery(stored, place)
    applied = hand_in(client, first.name.encode(), first.read_bytes())
    wait(client, applied)
    form = next(one for one in forms_of(client.get(applied)) if one.path.endswith("/apply"))
    client.post(form.action, [("csrf", form.token().encode())])
    wait(client, applied)
    return [*places, applied]


def hand_in(client: Client, name: bytes, content: bytes) -> str:
    """One file; where it waits."""
    form = next(one for one in forms_of(client.get("/imports")) if one.files)
    reply = client.post(
        form.action, [("csrf", form.token().encode())],
        files=[SentFile(form.files[0], name, content)],
    )  # fmt: skip
    assert reply.status == 303, f"A file was not taken: status {reply.status}"
    return reply.headers["location"]


def wait(client: Client, place: str) -> None:
    """Until nothing is under way there."""
    end = time.monotonic() + SECONDS_OF_A_CHECK
    while time.monotonic() < end:
        if "/progress" not in client.get(place).text:
            return
        time.sleep(0.1)
    raise AssertionError("A check did not end.")


def read_delivery(stored: Stored, place: str) -> None:
    """The forms of what waits, and of the pages on which its columns are named."""
    client, walk = stored.clients["dataManager"], stored.walk
    reply = client.get(place)
    walk.read("dataManager", reply)
    for path in re.findall(rf'href="({re.escape(place)}/map/[^"]+)"', reply.text):
        page = client.get(path)
        walk.read("dataManager", page)
        for form in forms_of(page):
            if form.path.endswith("/layout"):
                values = {**walk.plain(form), "layout": [b"studemo"]}
                walk.read("dataManager", walk.post("dataManager", form, values))


def import_profiles(client: Client) -> None:
    """Makes profiles of the students whom the files brought."""
    found: list[str] = []
    for words in (PREFIX, "Hollowell"):
        token = next(form.token() for form in forms_of(client.get("/roster")) if form.token())
        values = {"csrf": token, "text": words, "size": "100", "imported": "no"}
        sent = [(name, value.encode()) for name, value in values.items()]
        reply = client.follow(client.post("/roster", sent))
        found += re.findall(r'name="sis"[^>]*value="([^"]+)"', reply.text)
        found += re.findall(r'value="([^"]+)"[^>]*name="sis"', reply.text)
    chosen = list(dict.fromkeys(found))[:PROFILES]
    assert chosen, "The General Student Table shows nobody of the hostile files."
    sent = [("csrf", token.encode()), *(("sis", one.encode()) for one in chosen)]
    reply = client.post("/roster/import/confirm", sent)
    assert reply.status == 303, f"No profile was made: status {reply.status}"


def behind_forms(stored: Stored) -> None:
    """Forms to which no link leads: a view's, once it is saved; a student's who may be there."""
    walk = stored.walk
    for role, form in walk.forms.get("/views", []):
        walk.read(role, stored.clients[role].get(form.page))
    missing = walk.text("registrar", "/missing")
    for path in re.findall(r'href="(/students/[^"/]+/resolve)"', missing):
        walk.read("registrar", stored.clients["registrar"].get(path))
    for run in stored.imported.runs:
        for rest in ("", "/codes"):
            path = f"/imports/runs/{run['run']}{rest}"
            walk.read("dataManager", stored.clients["dataManager"].get(path))
    for role in ("securityAdministrator", "dataManager"):
        for path in (REQUESTS, "/alarms", "/tokens", "/account/tokens"):
            walk.read(role, stored.clients[role].get(path))
    secretary = stored.clients["secretary"]
    form = next(one for one in forms_of(secretary.get("/ale/create")) if one.names)
    rows = (stored.server.folder / "demo-files/first/studemo.txt").read_text().splitlines()
    for line in rows[1:MOST_TRIED]:
        if "/ale/create/import" in walk.forms:
            return
        cells = line.split("\t")
        names = {"firstName": cells[3], "lastName": cells[2], "birthDate": cells[5]}
        typed = {name: [one.encode()] for name, one in names.items()}
        values = {**walk.plain(form), **typed}
        walk.read("secretary", walk.post("secretary", form, values))


def look(stored: Stored, routes: list[RoutePattern]) -> None:
    """Reads all pages that show what was stored, and notes what is wrong with them."""

    def read(role: str) -> None:
        shown = stored.shown.setdefault(role, {})

        def note(path: str, reply: Reply, shown: dict[str, list[str]] = shown) -> None:
            pattern = pattern_name(path, routes)
            stored.faults.setdefault(pattern, []).extend(faults(reply))
            markers = read_page(reply.text).markers if reply.is_page else set()
            stored.markers.setdefault(pattern, set()).update(markers)
            if markers:
                shown.setdefault(pattern, []).append(path)

        Looking(stored.clients[role], routes, note).run(PREFIX)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(read, VIEWERS))


def pattern_name(path: str, routes: list[RoutePattern]) -> str:
    """The route of a path, for a message."""
    bare = path.split("?")[0]
    found = [one for one in routes if one.expression.match(bare)]
    best = min(found, key=lambda one: one.path.count("{"), default=None)
    return best.path if best else "an address of no page"
