"""Every field of every form, filled with what nobody types by mistake.

The forms are those of the pages that people come to, by role, with their tokens. One field after
the other gets payloads while the others hold what the form would take, so that as much as possible
is stored; then all fields of a form at once. Fields that nobody types into, hidden ones and lists,
are tampered with in the same way.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from hostile_http import (
    Client,
    Field,
    FormPage,
    Pairs,
    Reply,
    SentFile,
    asks_for_code,
    error_fields,
    forms_of,
    prove,
)
from hostile_looks import faults
from hostile_payloads import BY_KIND, IS_ALL, IS_WHOLE, PAYLOADS, Payload, sample, short
from http_pages import RoutePattern

# Each field gets so many in a normal run, and each form so many times all fields at once.
EACH = 2
AT_ONCE = 2
# A page of the same kind more often than this shows nothing new.
PAGES_EACH = 2
# How often a form is mended so that it is taken.
MENDED = 3
# Who has all the forms, between them; and somebody of whom nothing else is asked, who gives the
# wrong password again and again.
FORGETFUL = "auditor"
FINDERS = ["registrar", "securityAdministrator", "dataManager", "caseManager", FORGETFUL]
# Passwords are slow to look at, on purpose.
SLOW = {
    "/second-factor", "/second-factor/set-up", "/users/add", "/users/{user}/password",
    "/account/password", "/account/single-sign-on",
}  # fmt: skip
# All of a kind, where they come to a file of a spreadsheet with nothing beside them.
ALL_OF = {("/codes/add", "text"): "formula"}
# Those with the most texts.
WIDE = ["/students/{student}/edit", "/students/{student}/plans/new", "/plans/{plan}/courses/new"]
# So often everybody does something: a session without a request ends.
SENT_BETWEEN = 500
# Last, because nobody comes anywhere after them, or the district is another then.
LATE = [
    "/second-factor", "/users", "/permissions", "/alerts", "/settings", "/account", "/merge/apply",
]  # fmt: skip
# Fields without a form: what the site's script sends, and lists that offer no search.
SCRIPTED = {
    "/students/suggest": ["text"],
    "/session/stay": ["seconds"],
    "/missing": ["text", "sort", "size", "cause"],
    "/imports": ["text", "sort", "size"],
    "/ale/link": ["text", "sort", "size"],
    "/reports/show": ["text", "sort", "size", "report"],
    # There once somebody has made a report.
    "/reports/remove": ["report"],
    "/changes/{change}/undo": ["check", "take-student-1"],
    # On the page that shows what would happen.
    "/envelopes/{envelope}/apply": ["package-1", "other-1", "anyway"],
    "/envelopes/ask/send": ["district", "students", "purpose"],
    "/envelopes/requests/{request}/approve": ["person-1", "other-1", "years", "sections"],
}
# What an export is of, where its address has to say it.
EXPORT_OF = {
    # No category of columns, which a form can switch off.
    "/reports/show/export": "?report=plans-due",
    "/state/export": "?choice=ca-sprg/eoy&year=2026-2027",
}
# One plan is in force, another a draft: what one refuses the other takes.
OF_EACH_PLAN = {"/plans/{plan}/contacts/new", "/plans/{plan}/reviews/new", "/plans/{plan}/approve"}
TYPED = {"text", "textarea", "search", "password", "email", "tel", "number", "date", "url"}
# Days of the school year, and of that for which the plan is a draft.
DAYS = ["10/05/2026", "10/05/2027"]
PERIOD = {"start": "09/01/2026", "end": "06/15/2027"}
NUMBERED = re.compile(r"(?<=^state)-.*|-\d+$")
PASSWORD = "quartz lantern meadow thimble"


@dataclass
class Sent:
    """What became of a route's fields."""

    counts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def note(self, name: str, what: str, replies: list[Reply]) -> None:
        """Looks at the answers to one payload."""
        self.counts[name] += 1
        self.statuses[replies[0].status] += 1
        for reply in replies:
            self.faults += [f"{name} = {what}: {one}" for one in faults(reply)]
            if reply.headers.get("location", "").startswith("/sign-in"):
                self.faults.append(f"{name} = {what}: nobody was signed in")


def route_of(path: str, routes: list[RoutePattern]) -> RoutePattern | None:
    """The route that takes a form."""
    fitting = [one for one in routes if one.method == "POST" and one.expression.match(path)]
    return min(fitting, key=lambda one: one.path.count("{"), default=None)


def of_each_kind(names: list[str]) -> list[str]:
    """One field for each row of a table is one field: the first two stand for all."""
    kinds: Counter[str] = Counter()
    kept = []
    for name in names:
        kind = NUMBERED.sub("-", name)
        kinds[kind] += kind != name
        if kinds[kind] <= 2:
            kept.append(name)
    return kept


class FormWalk:
    """Finds the forms, and sends them."""

    def __init__(
        self, clients: dict[str, Client], routes: list[RoutePattern],
        pages: dict[str, dict[str, list[str]]],
    ) -> None:  # fmt: skip
        self.clients, self.routes, self.pages = clients, routes, pages
        # The forms of each route, and who finds them.
        self.forms: dict[str, list[tuple[str, FormPage]]] = {}
        self.sent: dict[str, Sent] = {}
        # How often something else was tried in a field, by the form's address.
        self.tried: dict[tuple[str, str], int] = {}
        self.exported: Counter[str] = Counter()
        self.used: set[Payload] = set()
        # Addresses of forms that were taken since they were read.
        self.taken: set[str] = set()
        self.number = 0

    # Finding

    def find(self) -> None:
        """The forms of all pages that were come to."""
        for role in FINDERS:
            by_pattern = self.pages[role]
            for pattern, paths in by_pattern.items():
                if pattern.endswith(("/progress", "/errors")):
                    continue
                for path in paths[:PAGES_EACH]:
                    self.read(role, self.clients[role].get(path))
        for path, query in EXPORT_OF.items():
            self.read("dataManager", self.clients["dataManager"].get(path + query))
        for path, names in SCRIPTED.items():
            self.script(path, names)

    def read(self, role: str, reply: Reply) -> None:
        """The forms of one page."""
        for form in forms_of(reply) if reply.is_page else []:
            route = route_of(form.path, self.routes)
            if form.method != "post" or route is None:
                continue
            known = self.forms.setdefault(route.path, [])
            is_new = all(
                one.names != form.names or route.path in OF_EACH_PLAN and one.path != form.path
                for _, one in known
            )
            if is_new and len(known) < PAGES_EACH:
                known.append((role, form))

    def script(self, path: str, names: list[str]) -> None:
        """What has no form on a page: as the script would send it."""
        route = next((one for one in self.routes if (one.method, one.path) == ("POST", path)), None)
        # Whoever may the most.
        order = ["securityAdministrator", *self.clients]
        role = next((one for one in order if route and route.may(one)), None)
        known = self.forms.get(path, [])
        if route is None or role is None or any(form.names for _, form in known):
            return
        home = self.clients[role].get("/")
        token = next((form.token() for form in forms_of(home) if form.token()), "")
        place = self.pages[role].get(path, [re.sub(r"\{\w+\}", "1", path)])[0].split("?")[0]
        fields = [Field("csrf", "hidden", token), *(Field(name, "text") for name in names)]
        self.forms[path] = [(role, FormPage("/", place, "post", False, fields))]

    def text(self, role: str, path: str) -> str:
        """A page as it is."""
        return self.clients[role].get(path).text

    def without_fields(self) -> list[str]:
        """Routes whose forms are a button and a token."""
        return [path for path, known in self.forms.items()
                if not any(form.names or form.files for _, form in known)]  # fmt: skip

    # Sending

    def send_all(self) -> None:
        """What disturbs others comes last."""

        def late(path: str) -> int:
            # What is linked to a user leaves a change of which few see anything; the newest
            # changes are looked at.
            if path.startswith("/users/{user}/identities"):
                return 0
            return next((at + 1 for at, one in enumerate(LATE) if path.startswith(one)), 0)

        for path in sorted(self.forms, key=late):
            if path not in self.sent:
                self.send(path)

    def send(self, path: str) -> None:
        """All fields of one route's forms."""
        sent = self.sent.setdefault(path, Sent())
        if path.endswith("/export"):
            return self.send_exports(sent, path)
        for role, form in self.forms[path]:
            # Each that is made is one of the ten files in an hour.
            slow = not IS_ALL and path in SLOW or path == "/envelopes/make"
            if IS_ALL:
                self.in_turn(sent, role, form, path)
            for name in of_each_kind(form.names):
                typed = any(one.name == name and one.kind in TYPED for one in form.fields)
                if IS_ALL and typed:
                    continue
                for payload in sample(f"{path} {name}", EACH if typed and not slow else 1):
                    self.one(sent, role, form, name, payload)
                for payload in BY_KIND[ALL_OF.get((path, name), "")]:
                    self.one(sent, role, form, name, payload)
            self.hostile_files(sent, role, form, path)
            self.at_once(sent, role, form, path)

    def exporter(self, path: str) -> str:
        """Whoever may take a list out and took the fewest: each has ten in an hour."""
        route = next(one for one in self.routes if one.path == path)
        # Whoever gave the wrong password and the wrong code again and again is asked for nothing.
        may = [role for role in self.clients if route.may(role) and role != FORGETFUL]
        role = min(may, key=lambda one: self.exported[one])
        self.exported[role] += 1
        return role

    def send_exports(self, sent: Sent, path: str) -> None:
        """One file for each field."""
        for name in self.forms[path][0][1].names:
            role = self.exporter(path)
            payload = short(f"{path} {name}")
            for form in forms_of(self.clients[role].get(path + EXPORT_OF.get(path, ""))):
                if form.path == path:
                    values = {**self.plain(form), name: [payload.bytes]}
                    if name == "format" or name == "query" and path != "/students/export":
                        # Without a reason, for each has ten files in an hour.
                        values["reason"] = [b""]
                    reply = self.post(role, form, values)
                    sent.note(name, repr(payload.text), self.with_next(role, reply))

    def one(self, sent: Sent, role: str, form: FormPage, name: str, payload: Payload) -> None:
        """One field hostile, the others as they have to be."""
        self.used.add(payload)
        form = self.fresh(role, form)
        for _ in range(MENDED):
            reply = self.post(role, form, {**self.plain(form), name: [payload.bytes]})
            sent.note(name, repr(payload.text[:60]), self.with_next(role, reply))
            if reply.status != 422 or not self.mend(form, reply, {name}):
                break

    def mend(self, form: FormPage, reply: Reply, hostile: set[str]) -> bool:
        """Remembers what else the form would take in the place of what it refused beside the
        hostile fields. Whether there is anything."""
        kinds = {one.name: one.kind for one in form.fields}
        wrong = [one for one in error_fields(reply) if kinds.get(one) in TYPED]
        for name in wrong:
            if name not in hostile:
                self.tried[form.path, name] = self.tried.get((form.path, name), -1) + 1
        return any(name not in hostile for name in wrong)

    def in_turn(self, sent: Sent, role: str, form: FormPage, path: str) -> None:
        """Each payload through each field into which somebody types, all fields at the same time,
        each with another payload."""
        names = of_each_kind(form.names)
        typed = [
            name for name in names
            if any(one.name == name and one.kind in TYPED for one in form.fields)
        ]  # fmt: skip
        payloads = sample(path, 0)
        for turn in range(len(payloads) if typed else 0):
            chosen = {
                name: payloads[(turn + place) % len(payloads)] for place, name in enumerate(typed)
            }
            sent.counts.update(typed)
            self.fill(sent, role, form, chosen)

    def at_once(self, sent: Sent, role: str, form: FormPage, path: str) -> None:
        """All that is typed hostile; what is refused, as it has to be."""
        typed = [one.name for one in form.fields if one.kind in TYPED]
        if not typed:
            return
        for turn in range(20 if IS_WHOLE else 1 if path in SLOW else AT_ONCE):
            # Whatever has room for a formula goes to a spreadsheet sooner or later.
            kind = "formula" if turn % 2 else None
            chosen = {
                name: short(f"{path} {name} all {turn}", kind) for name in dict.fromkeys(typed)
            }
            self.fill(sent, role, form, chosen)

    def fill(self, sent: Sent, role: str, form: FormPage, chosen: dict[str, Payload]) -> None:
        """Many fields; without those that were refused it is sent again."""
        self.used |= set(chosen.values())
        form = self.fresh(role, form)
        for _ in range(MENDED):
            hostile = {name: [payload.bytes] for name, payload in chosen.items()}
            reply = self.post(role, form, {**self.plain(form), **hostile})
            sent.note("all", "all at once", self.with_next(role, reply))
            wrong = [name for name in error_fields(reply) if name in chosen]
            mended = self.mend(form, reply, set(chosen))
            if reply.status != 422 or not (wrong or mended):
                break
            for name in wrong:
                del chosen[name]

    def send_rest(self) -> None:
        """Payloads that chance gave to no field, all at once in the forms with the most texts: so
        each is tried in every run."""
        rest = [one for one in PAYLOADS if one not in self.used]
        while rest:
            for path in WIDE:
                role, form = self.forms[path][0]
                typed = dict.fromkeys(one.name for one in form.fields if one.kind in TYPED)
                self.fill(self.sent[path], role, form, dict(zip(typed, rest, strict=False)))
                rest = rest[len(typed) :]

    def hostile_files(self, sent: Sent, role: str, form: FormPage, path: str) -> None:
        """A file's name and its text."""
        for name in form.files:
            for payload in sample(f"{path} {name}", 2 * EACH):
                self.used.add(payload)
                form = self.fresh(role, form)
                text = b"Invented.\n" * 20 + payload.bytes + b"\n"
                file = SentFile(name, payload.bytes + b".txt", text)
                reply = self.post(role, form, self.plain(form), [file])
                sent.note(name, repr(payload.text[:60]), self.with_next(role, reply))

    def fresh(self, role: str, form: FormPage) -> FormPage:
        """The form as it is now: its revision, its token. As it was, where it is gone."""
        # What was taken gave the record another revision.
        if form.page == "/" or IS_ALL and form.path not in self.taken and self.number % 20:
            return form
        self.taken.discard(form.path)
        reply = self.clients[role].get(form.page)
        for one in forms_of(reply):
            if one.path == form.path and one.names == form.names:
                return one
        return form

    def with_next(self, role: str, reply: Reply) -> list[Reply]:
        """The answer, and the page after it, which tells what was done."""
        if reply.status != 303 or reply.headers.get("location", "").startswith("/sign-in"):
            return [reply]
        return [reply, self.clients[role].follow(reply)]

    def post(
        self, role: str, form: FormPage, values: dict[str, list[bytes]],
        files: list[SentFile] | None = None,
    ) -> Reply:  # fmt: skip
        """Sends it as the browser would, whose token comes first."""
        pairs: Pairs = [("csrf", form.token().encode())]
        pairs += [(name, one) for name, all in values.items() if name != "csrf" for one in all]
        if form.is_multipart and files is None:
            files = [SentFile(name, b"note.txt", b"Invented.\n") for name in form.files]
        client = self.clients[role]
        reply = client.post(form.action, pairs, files=files)
        if asks_for_code(reply):
            # That page is looked at elsewhere; here what was typed shall be stored.
            prove(client)
            reply = client.post(form.action, pairs, files=files)
        if reply.status == 303:
            self.taken.add(form.path)
        return reply

    def plain(self, form: FormPage) -> dict[str, list[bytes]]:
        """What the form would take: what it holds, and something fitting where it is blank."""
        self.number += 1
        if self.number % SENT_BETWEEN == 0:
            self.stay()
        values: dict[str, list[str]] = {}
        for one in form.fields:
            tried = self.tried.get((form.path, one.name))
            if one.kind == "radio":
                if one.is_checked or one.name not in values:
                    values[one.name] = [one.value]
            elif one.kind == "checkbox":
                # What has to be confirmed is.
                if one.is_checked or one.name in ("confirm", "scopes"):
                    values.setdefault(one.name, []).append(one.value)
            elif one.kind == "select":
                filled = [option for option in one.options if option]
                values[one.name] = [one.value or (filled[0] if filled else "")]
            elif one.kind == "button":
                if one.name == "choice":
                    values[one.name] = [one.value]
            elif tried is not None:
                values[one.name] = [self.guess(one.name, tried)]
            elif one.kind != "file":
                is_blank = one.is_required and not one.value
                values[one.name] = [self.guess(one.name) if is_blank else one.value]
        return {name: [one.encode() for one in all] for name, all in values.items()}

    def stay(self) -> None:
        """Nobody's session ends while the forms of others are sent."""
        for role, client in self.clients.items():
            reply = client.get("/shortcuts")
            assert reply.status == 200 or role == FORGETFUL, f"{role} is not signed in any more."

    def guess(self, name: str, turn: int = 0) -> str:
        """Something that fits, other each time where it has to be."""
        last = name.lower()
        if last.endswith("date"):
            return DAYS[turn % len(DAYS)]
        if last in PERIOD:
            return PERIOD[last]
        if last == "password":
            return f"{PASSWORD} {self.number}"
        if last == "number":
            return f"77{self.number:08}"
        if last in ("name", "key"):
            return f"hostile.{self.number}"
        return f"Invented {self.number}"
