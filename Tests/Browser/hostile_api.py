"""Every field of the interface for programs, filled with what nobody types by mistake.

Which operations and fields there are says the document that the server gives: parameters in paths,
behind question marks and in headers, and every member of every body, at any depth, names of members
too. One field is hostile at a time while the others are as they have to be, so that as much as
possible is stored.
"""

from __future__ import annotations

import copy
import json
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from attached import CommandLine
from district import Server
from hostile_http import Client, Reply
from hostile_looks import header_faults
from hostile_payloads import IS_WHOLE, MARKER, PAYLOADS, Payload, percent, sample, short
from hostile_schema import (
    ANY_NAME,
    Place,
    body_of,
    example,
    named,
    operations,
    places,
    resolved,
    with_payload,
    without_others,
)

DOCUMENT = "/api/v1/openapi.json"
STUDENTS = "/api/v1/students"
# Fields that hold the number of a site.
SITES = {"site", "homeSchool", "serviceSchool"}
USER = "data"
# What one role has not, and the operations take.
RIGHTS = ["mergeStudents", "createStudents", "linkStudents"]
# Each field gets so many in a normal run.
EACH = 3
SECONDS_OF_A_JOB = 60
UNLINK = "POST /api/v1/students/{student}/unlink"
LINK = "POST /api/v1/students/{student}/link"
# What a body needs beside what its schema says, so that it is taken.
NEEDED = {
    f"POST {STUDENTS}": {"lastName": "Hollowell", "anyway": True, "cause": "addedManually"},
    "PATCH /api/v1/students/{student}": {"reason": "For a test", "fields": {"city": "Invented"}},
    "POST /api/v1/students/{student}/programs": {"program": "101", "start": "2026-09-02"},
    "POST /api/v1/changes/{change}/undo": {"check": True},
    LINK: {"confirm": [
        "link.name-differs", "link.birth-date-differs", "link.state-id-differs",
        "link.other-id-differs", "link.decided-against",
    ]},
}  # fmt: skip
# Students first: the others are about those whom these made. Undoing only looks.
ORDER = [
    f"POST {STUDENTS}", "PATCH /api/v1/students/{student}", "POST /api/v1/merges",
    "POST /api/v1/students/{student}/programs",
    "PATCH /api/v1/students/{student}/programs/{record}",
    UNLINK, LINK,
]  # fmt: skip
# What answers to programs have beside those of pages; where links lead has nothing that was typed,
# but as an address has it.
HEADERS = {"ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "www-authenticate", "link"}
LINKED = re.compile(r'(<(/(?![/\\])[\w/?&=%.~-]*)>; rel="[a-z]+"(, |\Z))+')


class Bearer(Client):
    """A program with a token."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__(address)
        self.token = token
        self.asked = 0

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        """With the token in its header, and a key of its own for what changes something."""
        self.asked += 1
        own = {"Authorization": f"Bearer {self.token}"}
        if method != "GET":
            own["Idempotency-Key"] = f"hostile-{self.asked:08}"
        return super().ask(method, path, body, own | headers)

    def send(self, method: str, path: str, body: object) -> Reply:
        """With a body of JSON."""
        content = json.dumps(body).encode()
        return self.ask(method, path, content, {"Content-Type": "application/json"})


def program(server: Server) -> Bearer:
    """One with a token of everything, whose user may do everything that the interface does."""
    homeroom = CommandLine(server.binary, server.folder)
    for right in RIGHTS:
        homeroom("permission", "set", right, "yes", "--user", USER)
    document = Client(server.address).get(DOCUMENT)
    assert document.status == 200, f"{DOCUMENT}: status {document.status}"
    scopes = sorted({
        scope for _, _, operation in operations(json.loads(document.body))
        for one in operation.get("security", []) for all in one.values() for scope in all
    } | {"confidential:read"})  # fmt: skip
    words = [word for scope in scopes for word in ("--scope", scope)]
    label = short("label of a token", "element").text
    made = homeroom("token", "create", "--user", USER, "--label", label, *words)
    return Bearer(server.address, made["secret"])


# What an answer may be


def json_faults(reply: Reply) -> list[str]:
    """What is wrong with an answer: it falls over, is no JSON, or is something that is run."""
    found = header_faults(reply, HEADERS)
    link = reply.headers.get("link")
    if link and not LINKED.fullmatch(link):
        found.append(f"a link {link[:200]!r}")
    kind = reply.headers.get("content-type", "")
    if reply.status >= 500:
        found.append(f"status {reply.status}")
    if reply.body and MARKER.search(reply.body.decode(errors="replace")):
        if not re.match(r"application/([\w.+-]+\+)?json\b", kind):
            found.append(f"a payload comes back as {kind!r}")
        if reply.headers.get("x-content-type-options") != "nosniff":
            found.append("a payload comes back without nosniff")
    if "json" in kind and reply.body:
        try:
            json.loads(reply.body)
        except ValueError:
            found.append("the answer is no JSON")
    return found


@dataclass
class Asked:
    """What became of an operation's fields."""

    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    # Payloads with which something was done.
    taken: int = 0

    def note(self, name: str, payload: Payload, reply: Reply) -> None:
        """Looks at the answer to one payload."""
        self.counts[name] += 1
        self.statuses[reply.status] += 1
        self.taken += reply.status < 300
        self.faults += [f"{name} = {payload.text[:60]!r}: {one}" for one in json_faults(reply)]


class APIWalk:
    """Asks for everything that the document says."""

    def __init__(self, client: Bearer, file: Path) -> None:
        self.client = client
        # A file for import that is hostile itself.
        self.file = file
        self.document = json.loads(client.get(DOCUMENT).body)
        self.asked: dict[str, Asked] = {}
        # References of students that were made here.
        self.students: list[str] = []
        self.kept_otherwise: list[str] = []
        self.jobs: list[dict] = []
        self.number = 0
        # What addresses are about, and the integration IDs of those who were unlinked.
        self.there = {"table": "Student%20Programs", "record": "1.1.1", "run": "1"}
        self.unlinked: list[str] = []

    def send_all(self) -> None:
        """Every operation."""
        for _ in range(2):
            self.students.append(self.new_student())
        found = [(f"{method} {path}", path, method, one)
                 for path, method, one in operations(self.document)]  # fmt: skip
        found.sort(key=lambda one: ORDER.index(one[0]) if one[0] in ORDER else len(ORDER))
        for name, path, method, operation in found:
            asked = self.asked.setdefault(name, Asked())
            self.there |= self.about(name)
            self.parameters(asked, path, method, operation)
            schema = body_of(operation, self.document)
            if schema is not None:
                self.bodies(asked, path, method, schema)
        self.searches()
        self.hand_in()

    def about(self, name: str) -> dict[str, str]:
        """Whom or what an operation needs, other than what was made here."""
        if name == UNLINK:
            return {"student": self.rows(f"{STUDENTS}?isLinked=true")[0]["ref"]}
        if name == LINK:
            return {"student": self.students[0]}
        if "{record}" in name:
            path = self.target("/api/v1/students/{student}/programs")
            body = NEEDED["POST /api/v1/students/{student}/programs"]
            made = json.loads(self.client.send("POST", path, body).body)
            # The same was made before, where what was tried was taken for a value.
            if "record" not in made:
                made = json.loads(self.client.get(path).body)["programs"][0]
            return {"record": made["record"]}
        return {"change": str(self.rows("/api/v1/changes")[0]["changeSet"])}

    def rows(self, path: str) -> list[dict]:
        """Those of a list."""
        return json.loads(self.client.get(path).body)["rows"]

    def new_student(self) -> str:
        """The reference of one who was made for this."""
        self.number += 1
        body = {"firstName": f"Invented {self.number}", **NEEDED[f"POST {STUDENTS}"]}
        reply = self.client.send("POST", STUDENTS, body)
        assert reply.status == 201, f"No student was made: {reply.status} {reply.body[:300]!r}"
        return json.loads(reply.body)["ref"]

    def target(self, path: str, name: str = "", payload: Payload | None = None) -> str:
        """An address of an operation: about something that is there, but for what is tried."""
        there = {"student": self.students[0], **self.there}

        def one(found: re.Match[str]) -> str:
            if payload is not None and found[1] == name:
                return percent(payload)
            return there.get(found[1], "1")

        return re.sub(r"\{(\w+)\}", one, path)

    def parameters(self, asked: Asked, path: str, method: str, operation: dict) -> None:
        """In paths, behind question marks, and in headers."""
        own = {"Content-Type": "application/json"}
        for parameter in operation["parameters"]:
            parameter = resolved(parameter, self.document)
            name, place = parameter["name"], parameter["in"]
            for payload in sample(f"{method} {path} {name}", EACH):
                target = self.target(path, name, payload if place == "path" else None)
                headers = dict(own)
                if place == "query":
                    target += f"?{percent_name(name)}={percent(payload)}"
                elif place == "header":
                    headers[name] = in_header(payload)
                body = b"" if method == "GET" else b"{}"
                asked.note(name, payload, self.client.ask(method, target, body, headers))

    def bodies(self, asked: Asked, path: str, method: str, schema: dict) -> None:
        """Each place of a body, and members that nobody asked for."""
        name = f"{method} {path}"
        for place in [*places(schema, self.document), (ANY_NAME,)]:
            where = f"{name} {named(place)}"
            for payload in [*sample(where, EACH), short(where, "element")]:
                # What has no Unicode cannot stand in JSON; in that place stands what says so.
                text = payload.text if payload.is_text else payload.text.encode(
                    "utf-8", "backslashreplace").decode()  # fmt: skip
                good = without_others(self.good(name, schema), place, schema)
                body = with_payload(good, place, text)
                reply = self.client.send(method, self.target(path), body)
                asked.note(named(place), payload, reply)
                self.look_again(name, place, text, reply)
        raw = [one for one in PAYLOADS if not one.is_text]
        for payload in raw:
            reply = self.client.ask(method, self.target(path), b'{"a":"' + payload.bytes + b'"}',
                                    {"Content-Type": "application/json"})  # fmt: skip
            asked.note("bytes", payload, reply)

    def good(self, name: str, schema: dict) -> object:
        """A body that would be taken."""
        body = example(schema, self.document) | copy.deepcopy(NEEDED.get(name, {}))
        if name == "POST /api/v1/merges":
            return self.previewed(body)
        if name == LINK and self.unlinked:
            body["sisStudent"] = self.unlinked[-1]
        if name == UNLINK:
            self.linked()
        if "sources" in body:
            body |= {"target": self.students[0], "sources": [self.students[1]]}
        return body

    def previewed(self, body: dict) -> dict:
        """A merge of two who are still there, as its preview showed it."""
        pair = {"target": self.students[0], "sources": [self.students[1]]}
        reply = self.client.send("POST", "/api/v1/merges/preview", pair)
        if reply.status != 200:
            # They were merged before.
            self.students[1] = self.new_student()
            return self.previewed(body)
        return body | pair | {"fingerprint": json.loads(reply.body)["fingerprint"]}

    def linked(self) -> None:
        """Somebody who can be unlinked."""
        student = json.loads(self.client.get(self.target("/api/v1/students/{student}")).body)
        if "integrationID" in student:
            self.unlinked = [student["integrationID"]]
        else:
            self.there |= self.about(UNLINK)
            self.linked()

    def look_again(self, name: str, place: Place, text: str, reply: Reply) -> None:
        """What was taken comes back exactly as it was sent, but for blanks around it."""
        if reply.status >= 300 or not name.startswith("PATCH") or place[0] != "fields":
            return
        student = json.loads(self.client.get(self.target("/api/v1/students/{student}")).body)
        kept = student["fields"].get(place[-1], "")
        # Site IDs are numbers, however many zeros stand before them.
        if place[-1] in SITES and text.strip().isdecimal() and int(text) == int(kept):
            return
        # A space without width is a blank too, at the ends.
        if " ".join(kept.split()) != " ".join(text.strip("\u200b").split()):
            self.kept_otherwise.append(f"{named(place)}: {text[:60]!r} is {kept[:60]!r}")

    def searches(self) -> None:
        """Every payload, in every run: a search takes any text."""
        asked = self.asked[f"POST {STUDENTS}/search"]
        for payload in PAYLOADS:
            if payload.is_text:
                reply = self.client.send("POST", STUDENTS + "/search", {"text": payload.text})
                asked.note("text", payload, reply)

    def hand_in(self) -> None:
        """Files: one that is hostile in every column, and payloads instead of a file."""
        asked = self.asked["POST /api/v1/imports"]
        kind = {"Content-Type": "application/octet-stream", "File-Name": "studemo.txt"}
        for payload in sample("a file", EACH):
            reply = self.client.ask("POST", "/api/v1/imports", payload.bytes, kind)
            asked.note("body", payload, reply)
            self.wait(asked, payload, reply)
        payload = short("a hostile file")
        for checks in ("?check=true", ""):
            target = f"/api/v1/imports{checks}"
            reply = self.client.ask("POST", target, self.file.read_bytes(), kind)
            asked.note("body", payload, reply)
            self.wait(asked, payload, reply)

    def wait(self, asked: Asked, payload: Payload, reply: Reply) -> None:
        """Until a file that was taken is done."""
        end = time.monotonic() + SECONDS_OF_A_JOB
        while reply.status in (200, 202) and time.monotonic() < end:
            job = json.loads(reply.body)
            if job["state"] != "running":
                self.jobs.append(job)
                return
            time.sleep(0.05)
            reply = self.client.get(f"/api/v1/imports/jobs/{job['job']}")
            asked.note("job", payload, reply)

    def lists(self) -> dict[str, Reply]:
        """Everything that is shown without a body, about what is there now."""
        found = {}
        tables = json.loads(self.client.get("/api/v1/codes").body)["tables"]
        runs = json.loads(self.client.get("/api/v1/imports?size=100").body)["rows"]
        changes = json.loads(self.client.get("/api/v1/changes?size=100").body)["rows"]
        more = [f"/api/v1/codes/{percent_name(one['name'])}?size=100" for one in tables]
        for run in runs:
            more += [f"/api/v1/imports/{run['run']}{rest}" for rest in ("", "/problems?size=100")]
        most = len(changes) if IS_WHOLE else 25
        more += [f"/api/v1/changes/{one['changeSet']}" for one in changes[:most]]
        for path, method, _ in operations(self.document):
            if method == "GET" and "{" not in path and path != DOCUMENT:
                more.append(path)
        more += [f"/api/v1/students?size=100&page={one}" for one in range(1, 6)]
        more += [self.target("/api/v1/students/{student}" + rest) for rest in ("", "/programs")]
        for path in more:
            found[path] = self.client.get(path)
        return found


def percent_name(name: str) -> str:
    """A name of ours in an address."""
    return percent(Payload("", name))


def in_header(payload: Payload) -> str:
    """As far as it can be sent as a header at all."""
    value = re.sub(rb"[\x00-\x1f\x7f]", b"", payload.bytes)[:4_000]
    return value.decode("latin-1")
