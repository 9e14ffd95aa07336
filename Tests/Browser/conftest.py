"""Servers, a browser, and whoever is signed in. ./script/browser runs these tests."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import http_pages
import pytest
from attached import Known, attach
from district import EVERYBODY, ROLES, Demo, Server
from hostile_payloads import IS_ALL
from hostile_store import Stored, look, store
from http_pages import Crawl, Found, RoutePattern
from looks import NARROW, WIDE
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

http_pages.ALL_ROLES.update(ROLES)
CHROMIUM = os.environ.get("HOMEROOM_CHROMIUM", "/usr/bin/chromium")
# Long enough for a machine that does other things besides; nothing waits when it need not.
PATIENCE = 15_000
LONGEST_STORING = 4 * 60 * 60 if IS_ALL else 900
LONGEST_TEST = 4 * 60 * 60 if IS_ALL else 240


def route_patterns() -> list[RoutePattern]:
    """The router's own list."""
    binary = os.environ.get("HOMEROOM_BINARY")
    if not binary:
        return []
    text = subprocess.run(
        [binary, "routes", "--json"], check=True, capture_output=True, text=True
    ).stdout
    return [
        RoutePattern(one["method"], one["path"], one["access"], tuple(one["roles"]))
        for one in json.loads(text)
    ]


ROUTES = route_patterns()
PAGES = [one for one in ROUTES if one.method == "GET"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for a `pattern` runs once for each address of the router, one that asks for
    `changing` once for each that changes something."""
    if "changing" in metafunc.fixturenames:
        changing = [one for one in ROUTES if one.method != "GET"]
        metafunc.parametrize("changing", changing, ids=[one.path for one in changing])
    if "pattern" in metafunc.fixturenames:
        metafunc.parametrize("pattern", PAGES, ids=[one.path for one in PAGES])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without ./script/browser there is nothing to look at."""
    if Demo.from_environment() is None and items:
        pytest.exit("Run ./script/browser: it makes the district for these tests.", 2)
    # What looks at what all others left behind comes after them.
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


def pytest_configure(config: pytest.Config) -> None:
    """Our own marks."""
    config.addinivalue_line("markers", "last: runs after all tests without this mark")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> object:
    """Nothing waits for ever: a script in a page has no time limit of its own."""

    def end(*_: object) -> None:
        raise TimeoutError(f"The test took more than {LONGEST_TEST} seconds.")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(LONGEST_TEST)
    try:
        return (yield)
    finally:
        signal.alarm(0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> object:
    """The server's log belongs to a failure."""
    report = yield
    server = item.funcargs.get("own_server") or item.funcargs.get("server")
    if report.failed and isinstance(server, Server):
        report.sections.append(("the server's log", server.tail()))
    return report


# Servers


@pytest.fixture(scope="session")
def demo() -> Demo:
    """The invented district as it was made."""
    made = Demo.from_environment()
    assert made is not None
    return made


@pytest.fixture(scope="session")
def known(demo: Demo) -> Known:
    """A student who has something of everything; in all districts that are copied from here on."""
    made = attach(demo.binary, demo.files / "demo")
    # The key by which addresses name rows is made when a district is served for the first time:
    # so all copies have the same addresses.
    Server(demo.binary, demo.files / "demo", {}).start().stop()
    return made


@pytest.fixture(scope="session")
def server(demo: Demo, known: Known) -> Iterator[Server]:
    """A server for tests that change nothing."""
    running = demo.copy("shared").start()
    yield running
    running.stop()


@pytest.fixture
def own_server(demo: Demo, known: Known, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of the test's own, with the district as it was made."""
    name = re.sub(r"\W+", "-", request.node.name)
    running = demo.copy(name).start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def students(demo: Demo) -> tuple[set[str], set[str]]:
    """Names and numbers of all invented students."""
    return demo.students()


# The browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all tests; each has a context of its own."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--disable-dev-shm-usage", "--force-color-profile=srgb",
                  "--font-render-hinting=none", "--hide-scrollbars"],
        )  # fmt: skip
        yield running
        running.close()


REPORT_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


@dataclass
class Watch:
    """What pages did that none of ours may do."""

    students: tuple[set[str], set[str]]
    routes: set[str]
    problems: list[str] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    # Addresses at which somebody is meant to be refused.
    refused: set[str] = field(default_factory=set)

    def follow(self, context: BrowserContext) -> None:
        """Looks at all that happens in the context."""
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("request", lambda request: self.visited(request.url))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        # A page that is refused is told as an error, too.
        refusal = re.search(r"status of (401|403|404|422)\b", message.text)
        url = message.location.get("url", "")
        if refusal and (refusal[1] == "422" or urllib.parse.urlsplit(url).path in self.refused):
            return
        self.problems.append(f"console: {message.text}")

    def visited(self, url: str) -> None:
        """An address must tell nobody who was looked at."""
        self.urls.append(url)
        self.problems += [f"address: {found}" for found in self.told_by(url)]

    def told_by(self, url: str) -> list[str]:
        """Which student's name or number stands in an address; only where, not what."""
        parts = urllib.parse.urlsplit(url)
        text = urllib.parse.unquote_plus(parts.path + "?" + parts.query)
        names, numbers = self.students
        found = []
        for word in re.findall(r"\w+", text):
            if word in numbers or word.lstrip("0") in numbers:
                found.append(f"a number of a student in {mask(parts.path)}")
            elif word.lower() in names and word.lower() not in self.routes:
                found.append(f"a name of a student in {mask(parts.path)}")
        return found


def mask(path: str) -> str:
    """Only what every address of the kind has."""
    pattern = http_pages.pattern_of(path, PAGES)
    return pattern.path if pattern else "an address of no page"


@pytest.fixture
def watch(students: tuple[set[str], set[str]]) -> Iterator[Watch]:
    """Fails the test at its end where a page did what it may not."""
    words = {word.lower() for one in ROUTES for word in re.findall(r"\w+", one.path)}
    watching = Watch(students, words | {"assets"})
    yield watching
    assert not watching.problems, "\n".join(sorted(set(watching.problems)))


# Whoever is signed in


def sign_in(page: Page, server: Server, role: str) -> None:
    """Through the real page."""
    user = server.users[role]
    page.goto(server.address + "/sign-in")
    page.get_by_label("User name", exact=True).fill(user.user)
    page.get_by_label("Password", exact=True).fill(user.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code", exact=True).fill(server.code(user.user))
    page.get_by_role("button", name="Continue", exact=True).click()
    page.wait_for_url(server.address + "/")


def session(browser: Browser, server: Server, role: str) -> dict:
    """What the browser keeps of a signed-in user; signed in once per server and role."""
    if role not in server.sessions:
        if role == EVERYBODY:
            cookie = {"name": "session", "value": "dev", "url": server.address}
            with browser.new_context() as context:
                context.add_cookies([cookie])
                server.sessions[role] = context.storage_state()
        else:
            with browser.new_context() as context:
                context.set_default_timeout(PATIENCE)
                sign_in(context.new_page(), server, role)
                server.sessions[role] = context.storage_state()
    return server.sessions[role]


def cookies(browser: Browser, server: Server, role: str) -> dict[str, str]:
    """The session's cookies, for requests without a browser."""
    kept = session(browser, server, role)["cookies"]
    return {one["name"]: one["value"] for one in kept if one["name"] != "notice"}


OpenPage = Callable[..., Page]


@pytest.fixture
def page_as(browser: Browser, server: Server, watch: Watch) -> Iterator[OpenPage]:
    """Opens a page as somebody in a role: `page_as("registrar", script=False, scheme="dark",
    narrow=True, at=own_server)`."""
    contexts = []

    def open_page(
        role: str, *, script: bool = True, scheme: str = "light", narrow: bool = False,
        at: Server | None = None,
    ) -> Page:  # fmt: skip
        used = at or server
        # As long as users cannot sign in, there is one for all roles.
        known = role if role in used.roles or not used.users else used.roles[0]
        known = known if used.users else EVERYBODY
        context = browser.new_context(
            base_url=used.address, storage_state=session(browser, used, known),
            java_script_enabled=script, color_scheme=scheme, locale="en-US",
            timezone_id="America/Los_Angeles", reduced_motion="reduce",
            viewport=NARROW if narrow else WIDE,
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def nobodys_page(browser: Browser, server: Server, watch: Watch) -> Iterator[Page]:
    """A page of a browser in which nobody is signed in."""
    with browser.new_context(base_url=server.address, viewport=WIDE) as context:
        context.set_default_timeout(PATIENCE)
        watch.follow(context)
        yield context.new_page()


# Addresses


@dataclass
class Addresses:
    """Which addresses each role comes to by links, by pattern."""

    found: dict[str, Found]

    @property
    def by_role(self) -> dict[str, dict[str, list[str]]]:
        """Addresses by role and pattern."""
        return {role: found.by_pattern for role, found in self.found.items()}

    def of(self, pattern: RoutePattern, role: str) -> str | None:
        """One that the role came to; else one that anybody came to."""
        own = self.by_role[role].get(pattern.path)
        if own:
            return own[0]
        return next(
            (one[pattern.path][0] for one in self.by_role.values() if pattern.path in one),
            None,
        )

    def came(self, pattern: RoutePattern, role: str) -> bool:
        """Whether a link led the role there."""
        return pattern.path in self.by_role[role]


def hand_in(browser: Browser, server: Server, demo: Demo) -> None:
    """A file that waits for its import: no link uploads one."""
    files = demo.files / "demo" / "demo-files"
    with browser.new_context(
        base_url=server.address, storage_state=session(browser, server, "dataManager")
    ) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto("/imports")
        page.locator("input[type=file]").set_input_files(files / "night" / "programs.txt")
        page.get_by_role("button", name="Check").click()
        page.get_by_role("button", name="Import", exact=True).wait_for()


def complete(found: Found, known: Known) -> None:
    """Adds the pages to which forms lead: their addresses are made of what links lead to."""

    def one(pattern: str, part: int) -> str | None:
        there = found.by_pattern.get(pattern)
        return there[0].split("?")[0].split("/")[part] if there else None

    waiting = one("/ale/link/{student}/search", 3)
    other = one("/students/{student}", 2)
    delivery = one("/imports/delivery/{delivery}", 3)
    if waiting:
        found.by_pattern["/ale/created/{student}"] = [f"/ale/created/{waiting}"]
        merge = f"/ale/link/{waiting}/merge/{other}"
        found.by_pattern["/ale/link/{student}/merge/{other}"] = [merge]
    if delivery:
        progress = f"/imports/delivery/{delivery}/progress"
        found.by_pattern["/imports/delivery/{delivery}/progress"] = [progress]
    if "/merge" in found.by_pattern:
        for page in ("done", "report"):
            found.by_pattern[f"/merge/{page}/{{change}}"] = [f"/merge/{page}/{known.merge}"]


@pytest.fixture(scope="session")
def addresses(browser: Browser, server: Server, known: Known, demo: Demo) -> Addresses:
    """What a crawl of the site finds, as each role."""
    hand_in(browser, server, demo)
    sessions = {role: cookies(browser, server, role) for role in server.roles}
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(
            lambda role: Crawl(server.address, sessions[role], ROUTES).run(known.number), sessions
        )
        addresses = Addresses(dict(zip(sessions, found, strict=True)))
    for one in addresses.found.values():
        complete(one, known)
    return addresses


@pytest.fixture(scope="session")
def hostile(demo: Demo, addresses: Addresses) -> Iterator[Stored]:
    """A district into which everything hostile was put, and what its pages show of it."""
    # Much is done before the first test that asks for it.
    signal.alarm(LONGEST_STORING)
    running = demo.copy("hostile")
    stored = store(running, ROUTES, addresses.by_role)
    look(stored, ROUTES)
    signal.alarm(LONGEST_TEST)
    yield stored
    running.stop()
