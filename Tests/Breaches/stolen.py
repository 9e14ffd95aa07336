"""What is done with what was stolen from somebody: a password, a session, a token."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

from browser import Answer, Browser, Eyes
from scene import MINUTE, Phone, Scene
from told import WayIn

# Pages that somebody sees who still owes a code; and what ends the session.
BEFORE_PROOF = {"/second-factor", "/second-factor/set-up", "/sign-out"}
WRONG_CODES = 20
# More students than anybody needs in an hour, by docs/access.md.
MANY = 300
# Requests of the API: it takes 60 at once, and ten more each second.
REQUESTS, AT_ONCE = 250, 8
PAGE = 100
# Names of rows in addresses: of a student, and of a row of the whole table.
STUDENT = re.compile(r"/students/(s[0-9a-hjkmnp-tv-z]{13})")
ROW = re.compile(r"/roster/(g[0-9a-hjkmnp-tv-z]{13})")
WHOLE_TABLE = "/roster/export"


def signed_in(scene: Scene, name: str, password: str, phone: Phone) -> Browser:
    """Whoever is who they say they are."""
    browser = Browser(scene.address)
    browser.sign_in(name, password)
    answer = browser.prove(phone.code())
    if answer.status != 303 or answer.location != "/":
        raise RuntimeError(f"{name} cannot sign in: {answer}")
    return browser


def some_student(rightful: Browser, eyes: Eyes) -> str:
    """The name of a student in addresses. It also shows that the eyes see."""
    page = rightful.get("/programs").text
    found = STUDENT.search(page)
    if not found or eyes.see(page) < 10:
        raise RuntimeError("Nobody is seen on a page of students: the replay proves nothing.")
    return found[1]


def password(
    way: WayIn, scene: Scene, name: str, word: str, routes: list[dict], student: str, eyes: Eyes,
    has_phone: bool = False,
) -> None:  # fmt: skip
    """Name and password are known, the telephone is not."""
    phone = scene.phone(name)
    thief = Browser(scene.address)
    since = time.monotonic()
    answer = thief.sign_in(name, word)
    if answer.status != 303 or "session" not in thief.cookies:
        raise RuntimeError(f"The password of {name} is not right: {answer}")
    if has_phone:
        thief.prove(phone.code())
    answer = thief.get("/")
    way.tried("Signs in with the right password", answer.location == "/second-factor",
              "second factor", answer)  # fmt: skip
    every_page(way, thief, routes, student, eyes)
    values = {"csrf": thief.form("/second-factor", "/second-factor").get("csrf", "")}
    answer = thief.get("/second-factor/set-up")
    way.tried("Sets up a telephone of their own", answer.location == "/second-factor",
              "second factor", answer)  # fmt: skip
    answer = thief.post("/second-factor/set-up", values | {"key": "A" * 43, "code": "123456"})
    way.tried("Sends that page's form anyway", answer.location == "/second-factor",
              "second factor", answer)  # fmt: skip
    answer = thief.post("/account/password", values | {"password": "a new one that is long"})
    way.tried("Sets a new password", answer.location == "/second-factor", "second factor", answer)
    page = Browser(scene.address).get("/sign-in").text
    has_reset = re.search(r'(href|action)="[^"]*(reset|forgot|recover)', page) is not None
    way.tried("Looks for a way to reset it", not has_reset, "no reset",
              "a link" if has_reset else "none on the page")  # fmt: skip
    if has_phone:
        return
    answers = [thief.prove(code).status for code in phone.wrong_codes(WRONG_CODES)]
    limited = answers.index(429) if 429 in answers else WRONG_CODES
    is_limited = all(one in (422, 429) for one in answers) and limited <= 10
    way.tried(f"Tries {WRONG_CODES} codes: {limited} are looked at", is_limited,
              "limit of tries", f"HTTP {answers[-1]}")  # fmt: skip
    way.wait_for_alarm(lambda: scene.alarms(name, since))


def every_page(
    way: WayIn, thief: Browser, routes: list[dict], student: str, eyes: Eyes
) -> None:  # fmt: skip
    """Asks for everything that the router has, and sends every form."""
    csrf = thief.form("/second-factor", "/second-factor").get("csrf", "")
    asked, elsewhere, seen, exports = 0, [], 0, 0
    for route in routes:
        template = route["path"]
        if template == "/sign-out":
            continue
        path = re.sub(r"\{[^}]+\}", "1", template.replace("{student}", student))
        if route["method"] == "GET":
            answer = thief.get(path)
        else:
            answer = thief.post(path, {"csrf": csrf, "query": "", "reason": "State audit"})
        asked += 1
        exports += template.endswith("/export")
        seen += eyes.see(answer.text)
        is_open = route["access"] == "anybody" or template in BEFORE_PROOF
        if not is_open and answer.location != "/second-factor":
            elsewhere.append(f"{route['method']} {template}: {answer}")
        if is_open and answer.status >= 500:
            elsewhere.append(f"{route['method']} {template}: {answer}")
    words = f"Tries all {asked} addresses, {exports} of them exports; sees {seen} students"
    way.tried(words, not elsewhere and not seen, "second factor",
              elsewhere[0] if elsewhere else "HTTP 303")  # fmt: skip


def read_pages(thief: Browser, eyes: Eyes) -> int:
    """Turns pages until more students were seen than anybody needs to see."""
    seen = 0
    for page in range(1, MANY // PAGE + 3):
        answer = thief.get(f"/roster?size={PAGE}&page={page}")
        if answer.status == 200 and eyes.see(answer.text):
            seen += len(set(ROW.findall(answer.text)))
    return seen


def export(thief: Browser, query: str = "", **more: str) -> Answer:
    """Asks for the General Student Table as a file."""
    page = f"{WHOLE_TABLE}?{query}" if query else WHOLE_TABLE
    return thief.submit(page, WHOLE_TABLE, reason="State audit", **more)


def fresh_session(way: WayIn, scene: Scene, thief: Browser, name: str, eyes: Eyes) -> None:
    """A session is stolen within ten minutes of a code: what asks for a fresh one lets it by."""
    since = time.monotonic()
    answer = export(thief)
    way.tried("Exports the whole table", answer.location == "/exports" and not
              eyes.see(answer.text), "second person", answer)  # fmt: skip
    listed = thief.get("/exports")
    found = re.search(r">E(\d+)<", listed.text) or re.search(r"E(\d+)", listed.text)
    number = found[1] if found else "1"
    csrf = thief.form(WHOLE_TABLE, WHOLE_TABLE).get("csrf", "")
    answer = thief.post(f"/exports/{number}", {"csrf": csrf, "decision": "yes"})
    way.tried("Approves it in the same session", answer.status in (403, 422), "second person",
              answer)  # fmt: skip
    answer = export(thief, request=number)
    is_refused = answer.status == 422 and not eyes.see(answer.text.partition("<main")[2])
    way.tried("Takes the file all the same", is_refused, "second person", answer)
    way.wait_for_alarm(lambda: scene.alarms(name, since))


def old_session(way: WayIn, scene: Scene, thief: Browser, name: str, eyes: Eyes) -> None:
    """The same, later: the code was given eleven minutes ago."""
    since = time.monotonic()
    answer = export(thief)
    is_asked = answer.status == 403 and 'name="code"' in answer.text
    way.tried("Exports the whole table", is_asked and not eyes.see(answer.text), "step-up", answer)
    csrf = thief.form(WHOLE_TABLE, WHOLE_TABLE).get("csrf", "")
    answer = thief.get("/second-factor/set-up")
    way.tried("Sets up a telephone of their own", answer.location == "/second-factor", "step-up",
              answer)  # fmt: skip
    answers = [
        thief.post(WHOLE_TABLE, {"csrf": csrf, "query": "", "reason": "Audit", "code": code})
        for code in scene.phone(name).wrong_codes(WRONG_CODES)
    ]
    is_limited = all(one.status in (403, 422, 429) for one in answers)
    way.tried(f"Tries {WRONG_CODES} codes", is_limited and answers[-1].status == 429,
              "limit of tries", answers[-1])  # fmt: skip
    seen = read_pages(thief, eyes)
    way.watched(f"Turns pages: {seen} students are seen", "HTTP 200")
    way.wait_for_alarm(
        lambda: [one for one in scene.alarms(name, since) if one[0] == "reading-many"])


def token(scene: Scene, user: str, *more: str) -> str:
    """One that reads what programs read."""
    scopes = ("students:read", "programs:read", "changes:read", "codes:read")
    words = [word for scope in scopes for word in ("--scope", scope)]
    report = scene.ask("token", "create", "--user", user, "--label", "Sync", *words, *more)
    assert isinstance(report, dict)
    return report["secret"]


def token_elsewhere(way: WayIn, scene: Scene, secret: str, name: str, eyes: Eyes) -> None:
    """A token that counts for one address, in other hands."""
    own = Browser(scene.address, source="127.0.0.2").get("/api/v1/students", secret)
    if own.status != 200 or not eyes.see(own.text):
        raise RuntimeError(f"The token does not work where it should: {own}")
    thief = Browser(scene.address)
    since = time.monotonic()
    for path in ("/students?size=100", "/programs?size=100", "/students/unlinked", "/changes"):
        answer = thief.get(f"/api/v1{path}", secret)
        is_refused = answer.status == 403 and answer.code == "api.token-address"
        way.tried(f"GET {path}", is_refused and not eyes.see(answer.text), "address list",
                  answer.code)  # fmt: skip
    answer = thief.get("/roster", secret)
    way.tried("Opens a page with it", answer.location == "/sign-in", "no session", answer)
    way.wait_for_alarm(lambda: scene.alarms(name, since))


def token_without_list(way: WayIn, scene: Scene, secret: str, name: str, eyes: Eyes) -> None:
    """A token that counts from everywhere."""
    thief = Browser(scene.address)
    since = time.monotonic()
    rows = pages = 0
    while True:
        answer = thief.get(f"/api/v1/students?size={PAGE}&page={pages + 1}", secret)
        pages += 1
        if answer.status != 200 or not eyes.see(answer.text):
            break
        rows += answer.text.count('"ref"')
    way.watched(f"Reads {rows} students in {pages} requests", f"HTTP {answer.status}")
    # At once, for on a slow machine one after the other is within the limit.
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: thief.get("/api/v1/codes", secret), range(REQUESTS)))
    limited = [one.code for one in answers if one.status == 429]
    way.tried(f"Goes on: {len(limited)} of {len(answers)} requests are refused", bool(limited),
              "limit of requests", limited[0] if limited else "HTTP 200")  # fmt: skip
    way.wait_for_alarm(
        lambda: [one for one in scene.alarms(name, since) if one[0] == "reading-many"])


def later(scene: Scene) -> None:
    """Until a code is not fresh any more."""
    scene.clock.ahead(11 * MINUTE)
