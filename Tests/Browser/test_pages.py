"""What holds for every answer beside accessibility: headers, markup, addresses, and silence."""

from __future__ import annotations

import pytest
from conftest import Addresses, OpenPage, Watch, cookies
from district import Server
from http_pages import Answer, Parts, RoutePattern, ask
from playwright.sync_api import Browser

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'",
    "frame-ancestors 'none'",
}  # fmt: skip


def wrong_headers(answer: Answer) -> list[str]:
    """What an answer fails to tell the browser."""
    found = [name for name, value in HEADERS.items() if answer.headers.get(name) != value]
    policy = {part.strip() for part in answer.headers.get("content-security-policy", "").split(";")}
    found += [f"policy: {part}" for part in POLICY - policy]
    if "unsafe" in " ".join(policy):
        found.append("policy: unsafe")
    if "server" in answer.headers:
        found.append("server")
    is_asset = answer.path.startswith("/assets/")
    kept = answer.headers.get("cache-control", "")
    if not is_asset and kept != "no-store":
        found.append("cache-control")
    for cookie in [answer.headers.get("set-cookie", "")]:
        if cookie and ("HttpOnly" not in cookie or "SameSite" not in cookie):
            found.append("set-cookie")
    return found


def wrong_markup(answer: Answer) -> list[str]:
    """What a page's markup may not have, as the server sent it."""
    parts = Parts.of(answer.text)
    found = [f"inline {one}" for one in parts.inline]
    if parts.headings != 1:
        found.append(f"{parts.headings} main headings")
    if not parts.title.strip():
        found.append("no title")
    found += [f"the ID {one} twice" for one in set(parts.ids) if parts.ids.count(one) > 1]
    return found


def test_every_answer(
    pattern: RoutePattern, browser: Browser, server: Server, addresses: Addresses, watch: Watch
) -> None:
    """Headers, markup and addresses, for everybody who comes there and one who does not."""
    problems = []
    for role in server.roles:
        path = addresses.of(pattern, role) or pattern.path
        for used in (cookies(browser, server, role), {}):
            answer = ask(server.address, path, used)
            watch.visited(server.address + path)
            problems += [f"{pattern.path}: {one}" for one in wrong_headers(answer)]
            if answer.is_page:
                problems += [f"{pattern.path}: {one}" for one in wrong_markup(answer)]
            if not used and pattern.access != "anybody" and answer.status != 303:
                problems.append(f"{pattern.path} without a session: status {answer.status}")
    assert not problems, "\n".join(sorted(set(problems)))


# The sweeps can fail


@pytest.mark.parametrize(
    ("markup", "problem"),
    [
        ("<h1>A</h1><p style='color: red'>B</p>", "inline <p style>"),
        ("<h1>A</h1><script>1</script>", "inline <script>"),
        ("<h1>A</h1><a href='javascript:x()'>B</a>", "inline <a href=javascript:>"),
        ("<h1>A</h1><p onclick='x()'>B</p>", "inline <p onclick>"),
        ("<h1>A</h1><h1>B</h1>", "2 main headings"),
        ("<p>A</p>", "0 main headings"),
        ("<h1 id='a'>A</h1><p id='a'>B</p>", "the ID a twice"),
    ],
)
def test_planted_markup_is_wrong(markup: str, problem: str) -> None:
    """Each defect is found."""
    text = f"<title>T</title><body>{markup}</body>"
    assert wrong_markup(Answer("/", 200, {}, text)) == [problem]


def test_a_missing_title_is_wrong() -> None:
    """A title of a drawing is not that of the page."""
    text = "<body><h1>A</h1><svg><title>T</title></svg></body>"
    assert wrong_markup(Answer("/", 200, {}, text)) == ["no title"]


def test_missing_headers_are_wrong() -> None:
    """An answer without any."""
    found = wrong_headers(Answer("/", 200, {"server": "x", "set-cookie": "a=b"}, ""))
    assert {*HEADERS, "server", "set-cookie", "cache-control"} <= set(found)


def test_a_student_in_an_address_is_found(students: tuple[set[str], set[str]]) -> None:
    """Names and numbers of the invented district, in paths and in what follows them."""
    names, numbers = students
    assert len(names) > 100
    assert len(numbers) > 1000
    watching = Watch(students, {"students"})
    number, name = sorted(numbers)[0], sorted(names)[0]
    for path in (f"/students/{number}", f"/students?text={name.title()}", f"/x/{name}%20b"):
        assert watching.told_by("http://127.0.0.1:1" + path)
    assert not watching.told_by("http://127.0.0.1:1/students/s4Ze_19?page=2")


def test_a_violation_of_the_policy_is_found(page_as: OpenPage, watch: Watch) -> None:
    """A script that a page tries to run is stopped, and told."""
    page = page_as("registrar")
    page.goto("/")
    with page.expect_console_message(lambda message: "policy:" in message.text):
        page.evaluate(
            "() => { const one = document.createElement('script');"
            " one.textContent = 'window.planted = 1'; document.body.append(one); }"
        )
    assert page.evaluate("window.planted") is None
    assert any("policy:" in problem for problem in watch.problems)
    watch.problems.clear()
