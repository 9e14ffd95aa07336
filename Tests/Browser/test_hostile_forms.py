"""Hostile input through every field of every form: nothing comes back alive, nothing breaks."""

from __future__ import annotations

import re
import sqlite3

import pytest
from attached import Known
from conftest import ROUTES
from district import Demo
from hostile_forms import FORGETFUL, FormWalk, Sent, of_each_kind
from hostile_http import Client, FormPage, asks_for_code, forms_of, sign_in
from hostile_looks import faults
from hostile_payloads import IS_ALL, KINDS, PAYLOADS, sample
from hostile_store import Stored
from http_pages import RoutePattern

# Only a button and the token; a page has it in a state to which the district is not brought here.
BUTTONS = {
    # For these somebody has to be signed in a second time.
    "/account/sessions/end", "/account/sessions/end-others", "/users/{user}/sessions/end",
    "/users/{user}/sessions/end-all",
    "/imports/delivery/{delivery}/check", "/imports/runs/{run}/approve",
    "/imports/runs/{run}/discard", "/users/{user}/enable", "/sign-in/sso",
    "/nights/profile/check", "/nights/profile/read", "/students/{student}/ask-sis",
    "/envelopes/{envelope}/discard",
}  # fmt: skip
# Each takes as long as a password takes to be looked at.
TRIES = 2
MOST_TRIES = 20 if IS_ALL else TRIES
TRIES_OF_A_NAME = 12
# Beside the form of a page with other means, whose fields the other forms have too.
ELSEWHERE = {
    "/sign-in": "test_signing_in",
    "/students/{student}/resolve/confirm": "below",
    # A second button of the form of /duplicates/{kind}/{one}/{other}/apart.
    "/duplicates/{kind}/{one}/{other}/later": "it reads no field",
}


def test_there_are_enough_payloads() -> None:
    """Of all kinds, each with a marker of its own."""
    marked = [one for one in PAYLOADS if one.marker]
    assert len(marked) >= 200
    assert len({one.marker for one in marked}) == len(marked)
    assert all(one.marker in one.text for one in marked)
    assert {one.kind for one in PAYLOADS} == {*KINDS, "naughty"}


def test_every_field(changing: RoutePattern, hostile: Stored) -> None:
    """Each field of the route's forms was sent payloads, and no answer had anything alive."""
    path = changing.path
    if path in BUTTONS or path in ELSEWHERE:
        pytest.skip("it has no field, or is tried elsewhere")
    if path not in hostile.walk.forms:
        pytest.fail(f"No page has a form for {path}.")
    sent = hostile.walk.sent[path]
    fields = {
        name for _, form in hostile.walk.forms[path]
        for name in (*of_each_kind(form.names), *form.files)
    }  # fmt: skip
    assert fields <= set(sent.counts), f"Not tried: {fields - set(sent.counts)}"
    found = list(dict.fromkeys(sent.faults))
    assert not found, f"{len(found)} faults\n" + "\n".join(found[:40])


def test_every_payload(hostile: Stored) -> None:
    """Each was in some field, also where a run is only a sample."""
    missing = [one for one in PAYLOADS if one not in hostile.walk.used]
    assert not missing, missing[:20]


def test_much_is_taken(hostile: Stored) -> None:
    """Refusals alone would prove little: most forms took something hostile."""
    with_fields = {path: sent for path, sent in hostile.walk.sent.items() if sent.counts}
    taken = [path for path, sent in with_fields.items() if sent.statuses[303]]
    assert len(with_fields) > 50
    assert len(taken) > len(with_fields) // 2


def test_signing_in(demo: Demo, known: Known) -> None:
    """Nobody is signed in; what was typed comes back in the form. An address has thirty tries,
    and is refused from then on; that answer is looked at as well."""
    server = demo.copy("hostile-sign-in").start()
    try:
        client = Client(server.address)
        found = []
        for name in ("name", "password", "next"):
            for payload in sample(f"/sign-in {name}", TRIES)[:MOST_TRIES]:
                form = forms_of(client.get("/sign-in"))[0]
                values = {"csrf": form.token().encode(), "name": b"nobody", "password": b"x" * 20,
                          "next": b"", name: payload.bytes}  # fmt: skip
                reply = client.post("/sign-in", list(values.items()))
                assert reply.status in (422, 429), payload
                found += [f"{name} = {payload.text[:60]!r}: {one}" for one in faults(reply)]
        assert not found, "\n".join(found)
    finally:
        server.stop()


def has_one_line(text: str) -> bool:
    """Whether a form sends it exactly as it is."""
    return not re.search(r"[\x00-\x1f\x7f]", text)


def test_the_page_that_asks_for_a_code(demo: Demo, known: Known) -> None:
    """What takes a fresh code keeps everything that was sent, names of fields too, until there is
    one."""
    server = demo.copy("hostile-step-up").start()
    try:
        client = sign_in(server, "securityAdministrator")
        token = next(form.token() for form in forms_of(client.get("/")) if form.token())
        # The code was given an hour ago.
        with sqlite3.connect(server.folder / "demo.sqlite") as district:
            district.execute("UPDATE session SET proven_at = proven_at - 3600")
        district.close()
        found = []
        for path in ("/users/add", "/permissions", "/merge/apply", "/students/export"):
            for payload in sample(f"step-up {path}", 30):
                pairs = [("csrf", token.encode()), ("displayName", payload.bytes)]
                names = payload.text.encode("utf-8", "replace").decode()
                reply = client.post(path, [*pairs, (names, b"1"), ("name", payload.bytes)])
                assert asks_for_code(reply), f"{path}: status {reply.status}"
                # Names are kept as they were sent: here alone they may be anything.
                wrong = [one for one in faults(reply) if not one.endswith("is in <input name>")]
                asked = next(one for one in forms_of(reply) if "code" in one.names)
                if has_one_line(names) and names not in [one.name for one in asked.fields]:
                    wrong.append("the name of a field is not there")
                found += [f"{path} {payload.text[:60]!r}: {one}" for one in wrong]
        assert not found, "\n".join(found[:20])
    finally:
        server.stop()


def test_linking(hostile: Stored, known: Known) -> None:
    """The form that links a student whom somebody found: its reason is a text."""
    path = "/students/{student}/resolve/confirm"
    if path in hostile.walk.forms:
        test_every_field(next(one for one in ROUTES if one.path == path), hostile)
        return
    role = "securityAdministrator"
    client = hostile.clients[role]
    place = hostile.walk.pages[role]["/students/{student}/resolve"][0].split("?")[0]
    token = next(form.token() for form in forms_of(client.get("/")) if form.token())
    walk = FormWalk(hostile.clients, ROUTES, {})
    form = FormPage("/", f"{place}/confirm", "post", False)
    sent = Sent()
    for name in ("sis", "reason", "confirm"):
        for payload in sample(f"{path} {name}", 10):
            pairs = [("csrf", token.encode()), (name, payload.bytes)]
            sent.note(name, payload.text[:60], [client.post(form.action, pairs)])
    assert walk.number == 0
    assert not sent.faults, "\n".join(sent.faults)


def test_a_password_is_tried_too_often(hostile: Stored) -> None:
    """Too many wrong passwords are refused in words, as when signing in."""
    client = hostile.clients[FORGETFUL]
    form = next(one for one in forms_of(client.get("/account/password")) if one.names)
    typed = {"csrf": form.token(), "current": "wrong", "password": "quartz lantern meadow"}
    for _ in range(TRIES_OF_A_NAME):
        reply = client.post(form.action, [(name, one.encode()) for name, one in typed.items()])
        if reply.status != 422:
            break
    assert reply.status == 429, reply.status
