"""Every page that the router has, as every role, in light and dark, wide and narrow.

Pages whose main part is the same for several roles, and whose frame was looked at elsewhere, are
looked at once: HOMEROOM_BROWSER_ALL=1 looks at all of them.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess

import pytest
from conftest import Addresses, OpenPage, Watch, cookies
from district import Demo, Server
from http_pages import Answer, RoutePattern, ask
from looks import look, told
from playwright.sync_api import Browser, Page

# Pages to which no link leads, and why.
NOT_LINKED: dict[str, str] = {
    "/sign-in": "who is signed in has no use for it; test_signing_in looks at it",
    "/second-factor": "asked for after the password; test_signing_in_by_keyboard looks at it",
    "/sign-in/sso/return": "a provider leads there, and it leads on at once",
    "/sign-in/sso/refused": "no link leads there; test_single_sign_on looks at it",
    "/account/single-sign-on": "linked where a provider is set; test_single_sign_on looks at it",
    "/state/export": "linked once a file was checked; test_state_files looks at it",
    "/.well-known/security.txt": "for programs and strangers, and no page of ours",
}

IS_WHOLE = os.environ.get("HOMEROOM_BROWSER_ALL") == "1"
looked_at: set[str] = set()


def shape(answer: Answer) -> tuple[str, str]:
    """What the main part says, and what stands around it, without what differs each time."""
    text = re.sub(r'(nonce|value|data-csrf|data-idle)="[^"]*"', "", answer.text)
    text = re.sub(r'<span class="who">.*?</span>', "", text, flags=re.S)
    main = re.search(r"<main.*</main>", text, flags=re.S)
    inside = main[0] if main else ""
    around = text.replace(inside, "")
    around = re.sub(r"<title>.*?</title>| aria-current=\"page\"", "", around, flags=re.S)
    return (
        hashlib.sha256(inside.encode()).hexdigest(),
        hashlib.sha256(around.encode()).hexdigest(),
    )


def is_new(answer: Answer) -> bool:
    """Whether a part of the page was not looked at."""
    parts = set(shape(answer))
    known = parts <= looked_at
    looked_at.update(parts)
    return IS_WHOLE or not known


def visit(page: Page, path: str, answer: Answer, watch: Watch) -> None:
    """Opens what was answered, and is patient with what was to be refused."""
    if answer.status >= 400:
        watch.refused.add(path.split("?")[0])
    page.goto(path)


def test_every_page_of_the_router(
    pattern: RoutePattern, browser: Browser, server: Server, addresses: Addresses,
    page_as: OpenPage, watch: Watch,
) -> None:  # fmt: skip
    """No violation, whoever looks at it; who may not see it gets a page that says so."""
    if all(addresses.of(pattern, role) is None for role in server.roles):
        reason = NOT_LINKED.get(pattern.path)
        if reason is None:
            pytest.fail(f"No link leads to {pattern.path}. If none has to, list it with a reason.")
        pytest.skip(reason)
    problems = []
    for role in server.roles:
        path = addresses.of(pattern, role)
        assert path is not None
        answer = ask(server.address, path, cookies(browser, server, role))
        watch.visited(server.address + path)
        if pattern.may(role):
            fine = {200, 302, 303} | (set() if addresses.came(pattern, role) else {403, 404})
        else:
            fine = {403, 404}
        if answer.status not in fine:
            problems.append(f"{path} as {role}: status {answer.status}")
        if not answer.is_page or not is_new(answer):
            continue
        page = page_as(role)
        visit(page, path, answer, watch)
        found = look(page)
        if found:
            problems.append(told(found, f"{pattern.path} as {role}"))
        page.context.close()
    assert not problems, "\n".join(problems)


def test_no_link_is_missing(addresses: Addresses) -> None:
    """A page that is not linked is listed only while that is so."""
    reached = {path for found in addresses.by_role.values() for path in found}
    assert not reached & set(NOT_LINKED), "These are linked now; take them from the list."


def test_no_link_leads_nowhere(addresses: Addresses) -> None:
    """Each link is answered by a route."""
    dead = {path for found in addresses.found.values() for path in found.dead}
    assert not dead, "No route answers these links."


@pytest.mark.parametrize("path", ["/nowhere", "/students/nobody", "/changes/999999999"])
def test_what_is_not_there(
    path: str, browser: Browser, server: Server, page_as: OpenPage, watch: Watch
) -> None:
    """A page for nothing is as good a page."""
    role = server.roles[0]
    answer = ask(server.address, path, cookies(browser, server, role))
    assert answer.status in (403, 404)
    page = page_as(role)
    visit(page, path, answer, watch)
    assert not look(page)


def test_single_sign_on(
    demo: Demo, own_server: Server, page_as: OpenPage, watch: Watch
) -> None:
    """The pages that are there only where a provider is set, and what they say without one."""
    subprocess.run(
        [demo.binary, "sso", "set", "--data", str(own_server.folder), "--district", "demo",
         "--issuer", "http://127.0.0.1:9", "--client-id", "homeroom",
         "--label", "District account"], check=True, capture_output=True)  # fmt: skip
    page = page_as("teacher", at=own_server)
    for path in ("/account", "/account/single-sign-on", "/sign-in"):
        page.goto(path)
        found = look(page)
        assert not found, told(found, path)
    # This server does not know its own address: the page says so, and who can help.
    page.get_by_role("button", name="Sign in with District account").click()
    page.wait_for_url("**/sign-in/sso/refused")
    page.get_by_text("sso.address").wait_for()
    found = look(page)
    assert not found, told(found, "/sign-in/sso/refused")


def test_state_files(page_as: OpenPage) -> None:
    """What a check of a state's file finds, and what its export asks."""
    page = page_as("dataManager")
    page.goto("/state")
    page.get_by_label("School year").fill("2026-2027")
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("GERR0005").first.wait_for()
    page.get_by_text("Which rows").first.click()
    found = look(page)
    assert not found, told(found, "/state")
    page.get_by_role("button", name="Write the file").click()
    page.wait_for_url("**/state/export**")
    found = look(page)
    assert not found, told(found, "/state/export")


def test_making_a_report(page_as: OpenPage) -> None:
    """The form of a report with what it shows, counts with a chart, and paper."""
    page = page_as("dataManager")
    page.goto("/reports")
    page.get_by_role("button", name="About Students: Students: Programs").click()
    page.get_by_label("How many rows there are").check()
    page.get_by_label("Count by").select_option("programName")
    page.get_by_label("And by").select_option("schoolYear")
    page.get_by_label("Chart", exact=True).select_option("bars")
    page.get_by_role("button", name="See what it shows").click()
    page.get_by_role("heading", name="What it shows", exact=True).wait_for()
    found = look(page)
    assert not found, told(found, "the form of a report")
    for path in ("/reports/show?report=programs-over-time", "/reports/print?report=504-list"):
        page.goto(path)
        found = look(page)
        assert not found, told(found, path)


def test_signing_in(nobodys_page: Page) -> None:
    """Nobody is signed in, so the page has no navigation."""
    nobodys_page.goto("/sign-in")
    found = look(nobodys_page)
    assert not found, told(found, "/sign-in")
