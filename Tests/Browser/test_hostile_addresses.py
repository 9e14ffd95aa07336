"""Hostile input where nobody types: in addresses, behind question marks, in headers and cookies."""

from __future__ import annotations

import re

import pytest
from conftest import PAGES, Addresses, cookies
from district import Server
from hostile_http import Client
from hostile_looks import faults
from hostile_payloads import IS_WHOLE, percent, sample
from http_pages import RoutePattern
from playwright.sync_api import Browser

EACH = 2
# What addresses of ours have behind their question mark.
ASKED = ["q", "sort", "page", "size", "next", "table", "year", "grade", "site", "program", "kind",
         "actor", "from", "to", "activeOn", "target", "source", "choices", "key", "cause",
         "request"]  # fmt: skip
# Headers that somebody's program may send, and cookies of ours.
HEADERS = ["User-Agent", "Referer", "Accept", "Accept-Language", "X-Forwarded-For", "Forwarded",
           "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Range",
           "If-None-Match"]  # fmt: skip
COOKIES = ["visit", "notice", "shortcuts", "other"]
ROLE = "securityAdministrator"


@pytest.fixture(scope="module")
def client(browser: Browser, server: Server) -> Client:
    """Somebody signed in."""
    return Client(server.address, cookies(browser, server, ROLE))


def test_addresses(pattern: RoutePattern, client: Client, addresses: Addresses) -> None:
    """In each part of the path that is a name, and behind the question mark."""
    found = []
    names = re.findall(r"\{\w+\}", pattern.path)
    known = (addresses.of(pattern, ROLE) or pattern.path).split("?")[0]
    for name in names:
        for payload in sample(f"{pattern.path} {name}", EACH):
            path = re.sub(r"\{\w+\}", "1", pattern.path.replace(name, percent(payload)))
            reply = client.get(path)
            found += [f"{name} = {payload.text[:60]!r}: {one}" for one in faults(reply)]
    if not pattern.path.endswith("/progress") and not pattern.path.startswith("/assets/"):
        for number in range(30 if IS_WHOLE else 2):
            pairs = [f"{one}={percent(sample(f'{pattern.path} {one} {number}', 1)[0])}"
                     for one in ASKED]  # fmt: skip
            reply = client.get(f"{known}?{'&'.join(pairs)}")
            found += [f"asked {pairs}: {one}" for one in faults(reply)]
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("name", HEADERS)
def test_headers(name: str, client: Client) -> None:
    """A program's own; what is no header at all does not come this far."""
    found = []
    for payload in sample(f"header {name}", 8):
        value = re.sub(rb"[\x00-\x1f\x7f]", b"", payload.bytes).decode("latin-1")[:4_000]
        for path in ("/", "/nothing-here"):
            reply = client.get(path, {name: value})
            found += [f"{payload.text[:60]!r}: {one}" for one in faults(reply)]
    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("name", COOKIES)
def test_cookies(name: str, client: Client) -> None:
    """Of whoever is signed in, and of nobody."""
    found = []
    for payload in sample(f"cookie {name}", 8):
        value = re.sub(rb"[\x00-\x20\x7f;,]", b"", payload.bytes).decode("latin-1")[:3_000]
        session = client.cookies.get("session", "")
        for sent in (f"session={session}; {name}={value}", f"{name}={value}", f"session={value}"):
            for path in ("/", "/sign-in"):
                reply = client.get(path, {"Cookie": sent})
                found += [f"{payload.text[:60]!r}: {one}" for one in faults(reply)]
    assert not found, "\n".join(found[:20])
