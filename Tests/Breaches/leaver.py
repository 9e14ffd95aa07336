"""What somebody does who has left, with what they still have."""

from __future__ import annotations

import time
from dataclasses import dataclass

from browser import Browser, Eyes
from scene import DAY, Phone, Scene
from stolen import export, read_pages
from told import WayIn

# Days for which the leaver of January 2022 was not seen.
UNSEEN = 13
# Days without signing in after which a user is locked, by docs/access.md, and one more.
LOCKED = 91
# Seconds after which the server looks for the first time, and some to spare.
FIRST_LOOK = 90
# The password that somebody chooses at the first sign-in.
OWN = "lantern gravel ferry mosaic"


@dataclass
class Leaver:
    """An account with all that its owner has: password, telephone, session, token."""

    name: str
    password: str
    phone: Phone
    session: Browser
    token: str


def hired(scene: Scene, name: str) -> Leaver:
    """Somebody who works with the data of the whole district."""
    made = scene.ask("user", "add", name, "--role", "dataManager", "--generate")
    assert isinstance(made, dict)
    phone = Phone("", scene.clock)
    session = Browser(scene.address)
    session.sign_in(name, made["password"])
    if session.choose(made["password"], OWN).location != "/":
        raise RuntimeError(f"{name} cannot choose a password.")
    answer = session.set_up(phone)
    if answer.status != 200:
        raise RuntimeError(f"{name} cannot set up a second factor: {answer}")
    report = scene.ask("token", "create", "--user", name, "--label", "Nightly",
                       "--scope", "students:read")  # fmt: skip
    assert isinstance(report, dict)
    return Leaver(name, OWN, phone, session, report["secret"])


def disabled(
    way: WayIn, scene: Scene, leaver: Leaver, eyes: Eyes, is_forgotten: bool = False
) -> None:  # fmt: skip
    """The personnel office told, and the account was disabled."""
    works = leaver.session.get("/roster").text
    if not eyes.see(works):
        raise RuntimeError("The leaver never saw anybody: the replay proves nothing.")
    if not is_forgotten:
        scene.ask("user", "disable", leaver.name)
    since = time.monotonic()
    everything(way, scene, leaver, eyes)
    if not is_forgotten:
        way.wait_for_alarm(lambda: scene.alarms(leaver.name, since))


def everything(way: WayIn, scene: Scene, leaver: Leaver, eyes: Eyes) -> None:
    """Tries session, password, token."""
    answer = leaver.session.get("/roster")
    way.tried("Uses the session that was open", answer.location == "/sign-in"
              and not eyes.see(answer.text), "session ended", answer)  # fmt: skip
    browser = Browser(scene.address)
    answer = browser.sign_in(leaver.name, leaver.password)
    is_refused = answer.status == 422 and browser.get("/").location == "/sign-in"
    way.tried("Signs in with the password", is_refused, "account disabled", answer)
    answer = browser.prove(leaver.phone.code())
    way.tried("Gives a code of the telephone", answer.location in ("", "/sign-in")
              and not eyes.see(browser.get("/roster").text), "account disabled",
              answer)  # fmt: skip
    answer = Browser(scene.address).get("/api/v1/students?size=100", leaver.token)
    way.tried("Uses the token", answer.status == 401 and not eyes.see(answer.text),
              "owner of the token", answer.code)  # fmt: skip


def unseen(way: WayIn, scene: Scene, leaver: Leaver, eyes: Eyes) -> None:
    """Nobody disabled the account, and the leaver has it all: 13 days later."""
    scene.clock.ahead(UNSEEN * DAY)
    since = time.monotonic()
    thief = leaver.session = Browser(scene.address)
    thief.sign_in(leaver.name, leaver.password)
    answer = thief.prove(leaver.phone.code())
    way.known("Signs in with password and telephone: lets in", answer)
    answer = export(thief)
    way.tried("Exports the whole table", answer.location == "/exports", "second person", answer)
    seen = read_pages(thief, eyes)
    way.watched(f"Turns pages: {seen} students are seen", "HTTP 200")
    way.wait_for_alarm(lambda: two_kinds(scene.alarms(leaver.name, since)))


def two_kinds(found: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Export and reading have to be told both."""
    kinds = {kind for kind, _ in found}
    return found if {"large-export", "reading-many"} <= kinds else []


def locked(way: WayIn, scene: Scene, leaver: Leaver, eyes: Eyes) -> None:
    """Nobody disabled the account, and nobody used it: 91 days later. The server looks by itself,
    a minute after it was started, then every half hour."""
    scene.clock.ahead(LOCKED * DAY)
    since = time.monotonic()
    end = since + FIRST_LOOK
    while not scene.alarms(leaver.name, since) and time.monotonic() < end:
        time.sleep(0.5)
    everything(way, scene, leaver, eyes)
    way.wait_for_alarm(lambda: scene.alarms(leaver.name, since))


def never_came(way: WayIn, scene: Scene, name: str, word: str) -> None:
    """A password that was handed out, and that its owner never used: the finder is too late."""
    thief = Browser(scene.address)
    since = time.monotonic()
    answer = thief.sign_in(name, word)
    way.tried("Signs in with a password of 15 days ago, never used", answer.status == 422
              and "session" not in thief.cookies, "14 days are over", answer)  # fmt: skip
    answer = thief.get("/roster")
    way.tried("Opens the list of students", answer.location == "/sign-in",
              "no session", answer)  # fmt: skip
    answer = thief.set_up(Phone("", scene.clock))
    way.tried("Sets up a telephone of their own", answer.location == "/sign-in", "no session",
              answer)  # fmt: skip
    way.wait_for_alarm(lambda: scene.alarms(name, since))
