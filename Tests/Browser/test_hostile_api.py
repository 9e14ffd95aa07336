"""Hostile input through every field of the interface for programs. Its own document says which
there are."""

from __future__ import annotations

import pytest
from hostile_api import DOCUMENT, json_faults
from hostile_http import Client, Reply
from hostile_payloads import BY_MARKER, MARKER, PAYLOADS
from hostile_schema import body_of, example, named, operations, places, with_payload
from hostile_store import Stored


def test_every_field_of_every_request(hostile: Stored) -> None:
    """Each parameter and each place of a body was sent payloads, and no answer was anything but
    JSON."""
    api = hostile.api
    found, missing = [], []
    for path, method, operation in operations(api.document):
        name = f"{method} {path}"
        asked = api.asked[name]
        fields = {one["name"] for one in operation["parameters"]}
        schema = body_of(operation, api.document)
        if schema is not None:
            fields |= {named(one) for one in places(schema, api.document)}
        missing += [f"{name} {one}" for one in fields - set(asked.counts)]
        found += [f"{name} {one}" for one in asked.faults]
    assert not missing, "\n".join(missing)
    assert not found, f"{len(found)} faults\n" + "\n".join(list(dict.fromkeys(found))[:40])


def test_much_is_taken(hostile: Stored) -> None:
    """Refusals alone would prove little: students, edits, merges, links, searches, files."""
    asked = hostile.api.asked
    texts = [one for one in PAYLOADS if one.is_text]
    assert asked["POST /api/v1/students/search"].counts["text"] >= len(texts)
    for name, least in (
        ("POST /api/v1/students", 10), ("PATCH /api/v1/students/{student}", 60),
        ("POST /api/v1/merges", 1), ("POST /api/v1/students/{student}/unlink", 1),
        ("POST /api/v1/imports", 3), ("POST /api/v1/students/search", len(texts) // 2),
    ):  # fmt: skip
        assert asked[name].taken >= least, (name, asked[name].statuses)


def test_files_are_done(hostile: Stored) -> None:
    """A file that was handed in ends as checked, imported or refused, never halfway."""
    states = [one["state"] for one in hostile.api.jobs]
    assert {"checked", "imported"} <= set(states) <= {"checked", "imported", "failed"}
    assert any(report["rejected"] for job in hostile.api.jobs for report in job["reports"])


def test_what_was_stored_comes_back_as_text(hostile: Stored) -> None:
    """Lists and records that show what files, forms and programs brought: JSON, exactly what was
    typed."""
    api = hostile.api
    found, shown = list(api.kept_otherwise), set()
    for path, reply in api.lists().items():
        found += [f"{path}: {one}" for one in json_faults(reply)]
        if reply.status != 200:
            found.append(f"{path}: status {reply.status}")
        shown |= set(MARKER.findall(reply.body.decode(errors="replace"))) & BY_MARKER.keys()
    assert not found, "\n".join(found)
    assert len(shown) > 60


@pytest.mark.parametrize("header", ["Authorization", "Cookie"])
def test_who_asks_is_no_text(header: str, hostile: Stored) -> None:
    """Payloads instead of a token: refused, in JSON."""
    client = Client(hostile.server.address)
    found = []
    for payload in PAYLOADS:
        value = payload.bytes.translate(None, bytes([*range(32), 127])).decode("latin-1")[:2_000]
        sent = f"Bearer {value}" if header == "Authorization" else f"session={value}"
        reply = client.get("/api/v1/students", {header: sent})
        if reply.status != 401:
            found.append(f"{payload.text[:60]!r}: status {reply.status}")
        found += [f"{payload.text[:60]!r}: {one}" for one in json_faults(reply)]
    assert not found, "\n".join(found[:40])


def test_the_document_has_nothing_of_the_district(hostile: Stored) -> None:
    """Anybody reads it."""
    reply = Client(hostile.server.address).get(DOCUMENT)
    assert reply.status == 200
    assert not set(MARKER.findall(reply.body.decode())) & BY_MARKER.keys()
    assert not json_faults(reply)


# The walker can fail, and finds the fields.

SMALL = {
    "paths": {"/things/{id}": {
        "parameters": [{"name": "id", "in": "path"}],
        "post": {"requestBody": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/Thing"}}}}},
    }},
    "components": {"schemas": {"Thing": {"type": "object", "required": ["name"], "properties": {
        "name": {"type": "string"}, "count": {"type": "integer"},
        "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
        "choices": {"type": "object", "additionalProperties": {"type": "string"}}}},
        "Part": {"allOf": [{"properties": {"note": {"type": ["string", "null"]}}}]}}},
}  # fmt: skip


def test_the_walker_finds_every_text() -> None:
    """In objects, lists, and what refers to others."""
    ((path, method, operation),) = operations(SMALL)
    assert (path, method) == ("/things/{id}", "POST")
    assert operation["parameters"] == [{"name": "id", "in": "path"}]
    body = body_of(operation, SMALL)
    assert body is not None
    good = example(body, SMALL)
    assert good == {"name": "Invented"}
    found = {named(one): with_payload(good, one, "x") for one in places(body, SMALL)}
    assert found == {
        "name": {"name": "x"},
        "count": {"name": "Invented", "count": "x"},
        "parts.0.note": {"name": "Invented", "parts": [{"note": "x"}]},
        "choices.*": {"name": "Invented", "choices": {"x": "source"}},
        "choices.*.value": {"name": "Invented", "choices": {"caseManager": "x"}},
    }


@pytest.mark.parametrize(
    ("kind", "status", "body"),
    [
        ("text/html", 400, b"qzvaaaa"), ("application/json", 500, b"{}"),
        ("application/json", 200, b"{"), ("application/json", 200, b'{"a":"qzvaaaa"}'),
    ],
)  # fmt: skip
def test_faults_of_answers_are_found(kind: str, status: int, body: bytes) -> None:
    """HTML, an error of the server, what is no JSON, and what could be taken for a page."""
    headers = [("content-type", kind)]
    assert json_faults(Reply("/", status, dict(headers), "", body, headers))


@pytest.mark.parametrize(
    "link", ['<//qzvaaaa.invalid>; rel="next"', '</api/v1/students?q="x">; rel="next"', "/a", "<b>"]
)
def test_a_link_that_leads_elsewhere_is_found(link: str) -> None:
    """Or that has something as it was typed."""
    headers = [("content-type", "application/json"), ("link", link)]
    assert json_faults(Reply("/", 200, dict(headers), "", b"{}", headers))
    good = ("link", '</api/v1/students?page=2&q=%22>; rel="next", </api/v1/students>; rel="first"')
    assert not json_faults(Reply("/", 200, dict([good]), "", b"", [headers[0], good]))
