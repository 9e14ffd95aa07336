"""A night from end to end: a sender uploads over a real OpenSSH, Homeroom imports into a real
PostgreSQL, the sender reads what became of it, and people see it in a real browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.server
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from district import one_time_code, sign_ins
from machine import WORK, Machine, Sender
from playwright.sync_api import Browser, Page, sync_playwright

REPOSITORY = Path(__file__).parent.parent.parent
CHROMIUM = os.environ.get("HOMEROOM_CHROMIUM", "/usr/bin/chromium")
PROFILE = "Cedar sender"
PLAN_504 = "101"
PORT = 8437
STEP = 30


class Receiver:
    """A server of somebody else, to which nights are posted."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        kept = self.posts

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # noqa: N802
                body = self.rfile.read(int(self.headers["content-length"]))
                kept.append((dict(self.headers.items()), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where to post to."""
        return f"http://127.0.0.1:{self.server.server_port}/nights"


class District:
    """The invented district in PostgreSQL, with a sender and a server of pages."""

    def __init__(self, machine: Machine, sender: Sender, receiver: Receiver) -> None:
        self.machine, self.sender, self.receiver = machine, sender, receiver
        self.day = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        self.folder = WORK / "data/demo-files/first"
        self.keys: dict[str, str] = {}
        self.steps: dict[str, int] = {}
        self.serving: subprocess.Popen | None = None
        if datetime.now(timezone.utc).hour < 12:
            # What is made before the time of its first date has that date to serve as well.
            self.clock(12, 0)

    def rows(self, name: str) -> list[list[str]]:
        """The rows of a file that was imported, its header first."""
        text = (self.folder / name).read_text(encoding="utf-8")
        return [line.split("\t") for line in text.splitlines()]

    def clock(self, hour: int, minute: int) -> None:
        """Sets the time of the night."""
        then = self.day + timedelta(hours=hour, minutes=minute)
        self.machine.at(then.timestamp() - time.time())

    def begin_next(self) -> None:
        """The evening before the next date."""
        self.day += timedelta(days=1)
        self.clock(1, 40)

    def send(self, rows: list[list[str]], *, cut: bool = False) -> None:
        """The sender uploads a programs.txt."""
        file = WORK / "programs.txt"
        text = "\n".join("\t".join(row) for row in rows) + "\n"
        file.write_text(text[:-9] if cut else text, encoding="utf-8")
        code, said = self.sender.send(f"put {file}")
        assert code == 0, said

    def serve_night(self) -> dict:
        """What the timer does, from before the time of the profile until its patience is over."""
        reports = []
        for hour, minute in [(1, 45), (2, 5), (2, 20), (3, 10)]:
            self.clock(hour, minute)
            self.machine.as_root("open")
            told = self.machine.told("nightly", "run")
            reports += [one["report"] for one in told if one.get("report")]
        assert len(reports) == 1, "each date is served once"
        return reports[0]

    def fetched(self, name: str) -> str:
        """What the sender reads, by its own way in."""
        got = WORK / "got"
        got.unlink(missing_ok=True)
        code, said = self.sender.send(f"get {name} {got}")
        assert code == 0, said
        return got.read_text(encoding="utf-8")

    # People.

    def start_pages(self) -> None:
        """The server of pages, with the clock of the nights."""
        self.serving = self.machine.start(
            "serve", "--port", str(PORT), "--senders", "/srv/homeroom", "--rate-limit", "0")  # fmt: skip
        for line in self.serving.stdout:
            if line.startswith("Serving"):
                return
        raise AssertionError(self.serving.stderr.read())

    def page(self, browser: Browser, role: str) -> Page:
        """The first page of somebody who signed in."""
        users = sign_ins((WORK / "demo.txt").read_text(encoding="utf-8"))
        user = users[role]
        if role not in self.keys:
            self.keys[role] = self.machine.told("user", "code", user.user)["key"]
        context = browser.new_context()
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{PORT}/sign-in")
        page.get_by_label("User name", exact=True).fill(user.user)
        page.get_by_label("Password", exact=True).fill(user.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        # Each code counts once; one step ahead of the clock counts too.
        step = max(int(self.machine.now) // STEP, self.steps.get(role, 0) + 1)
        self.steps[role] = step
        page.get_by_label("Code", exact=True).fill(one_time_code(self.keys[role], step))
        page.get_by_role("button", name="Continue", exact=True).click()
        page.wait_for_url(f"http://127.0.0.1:{PORT}/")
        return page


@pytest.fixture(scope="module")
def district(machine: Machine) -> Iterator[District]:
    """In a PostgreSQL of its own."""
    place = subprocess.run(["mktemp", "-d", "/tmp/homeroom-pg.XXXXXX"], check=True,
                           capture_output=True, text=True).stdout.strip()  # fmt: skip
    address = subprocess.run(
        [REPOSITORY / "script/postgres", "start", place], check=True, capture_output=True,
        text=True).stdout.strip()  # fmt: skip
    # Homeroom's account comes to the socket; what it may do there, PostgreSQL decides.
    subprocess.run(["chmod", "a+x", place, f"{place}/sock"], check=True)
    before = (machine.place, dict(machine.around))
    machine.place = ("--database", address)
    mailbox = WORK / "mailbox"
    mailbox.mkdir(mode=0o777)
    mailbox.chmod(0o777)
    sendmail = WORK / "sendmail"
    sendmail.write_text(f'#!/bin/sh\ncat > "{mailbox}/$(date +%s%N)"\n')
    sendmail.chmod(0o755)
    machine.around = {"HOMEROOM_SENDMAIL": str(sendmail)}
    machine.at(0)
    (WORK / "demo.txt").write_text(machine.homeroom("demo", "--no-serve"))
    machine.place = ("--database", address, "--district", "demo")
    sender, receiver = machine.add("cedar"), Receiver()
    one = District(machine, sender, receiver)
    # Only what senders send is about these nights.
    machine.homeroom("nightly", "profile", "remove", "Cedar County")
    machine.homeroom(
        "nightly", "profile", "save", PROFILE, "--zone", "UTC", "--at", "02:00", "--patience", "60",
        "--folder", str(sender.folder), "--file", "programs.txt", "--mail", "data@example.org",
        "--webhook", receiver.address)  # fmt: skip
    one.begin_next()
    one.start_pages()
    yield one
    one.serving.terminate()
    one.serving.wait(timeout=60)
    subprocess.run([REPOSITORY / "script/postgres", "stop", place], check=True)
    machine.place, machine.around = before
    receiver.server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real one."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--disable-dev-shm-usage"])
        yield running
        running.close()


def newcomer(district: District) -> list[str]:
    """A row that begins a 504 plan for somebody who never had one."""
    programs = district.rows("programs.txt")
    known = {row[0] for row in programs[1:] if row[6] == PLAN_504}
    for row in district.rows("enrollment.txt")[1:]:
        if row[0] not in known and not row[8]:
            start = f"{district.day:%m/%d/%Y}"
            return [*row[:6], PLAN_504, "", "", start, "", "2026-2027", "3", "", row[6]]
    raise AssertionError("Everybody has a plan.")


def test_a_file_dropped_at_night(district: District, browser: Browser) -> None:
    """Program records, a report in the sender's folder, an alert in the ribbon, a line on Home."""
    header, row = district.rows("programs.txt")[0], newcomer(district)
    district.send([header, row])
    report = district.serve_night()
    assert [file["state"] for file in report["files"]] == ["imported"]
    assert report["files"][0]["counts"]["inserted"] == 1

    stamp = f"{district.day:%Y%m%d}"
    told = district.fetched(f"/reports/{stamp}-night.txt")
    assert "programs.txt: imported" in told and "1 rows: 1 new" in told
    assert row[2] not in told and row[0] not in told, "it names no student"
    assert district.fetched(f"/accepted/{stamp}-programs.txt").count("\n") == 2

    file = WORK / "programs.txt"
    for words in (f"put {file}", "chmod 666"):
        code, _ = district.sender.send(f"{words} /accepted/{stamp}-programs.txt")
        assert code != 0, "what was taken is not the sender's any more"

    headers, body = district.receiver.posts[-1]
    posted = {name.lower(): value for name, value in headers.items()}
    key = base64.b64decode(district.machine.told("nightly", "webhook-key")["key"][6:])
    signed = f"{posted['webhook-id']}.{posted['webhook-timestamp']}.".encode() + body
    code = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert posted["webhook-signature"] == f"v1,{code}"
    assert json.loads(body)["data"]["files"][0]["state"] == "imported"
    mails = sorted((WORK / "mailbox").iterdir())
    assert "programs.txt: imported" in mails[-1].read_text(encoding="utf-8")

    page = district.page(browser, "dataManager")
    nights = page.get_by_role("region", name="Last nights")
    assert "programs.txt: imported" in nights.inner_text()
    page.get_by_role("link", name="Files by night").first.click()
    page.wait_for_url("**/nights")
    assert PROFILE in page.get_by_role("region", name="Profiles").inner_text()
    assert "All is well" in page.get_by_role("region", name="Last nights").inner_text()

    page = district.page(browser, "registrar")
    page.goto(f"http://127.0.0.1:{PORT}/students")
    page.locator("[name=text]").first.fill(row[0])
    page.keyboard.press("Enter")
    page.get_by_role("link", name=row[2]).first.click()
    assert "504" in page.locator(".ribbon").inner_text()
    page.get_by_role("link", name="Programs").last.click()
    page.get_by_text("Section 504 plan").first.wait_for()


def records(district: District) -> dict[str, int]:
    """How many open records each program has."""
    text = district.machine.homeroom("export", "programs")
    found: dict[str, int] = {}
    for line in text.splitlines()[1:]:
        cells = line.split("\t")
        if not cells[10]:
            found[cells[6]] = found.get(cells[6], 0) + 1
    return found


def last_night(district: District, browser: Browser) -> str:
    """The newest line of the page."""
    page = district.page(browser, "dataManager")
    page.goto(f"http://127.0.0.1:{PORT}/nights")
    region = page.get_by_role("region", name="Last nights")
    return region.locator("tbody tr").first.inner_text()


def test_a_file_cut_in_half_waits(district: District, browser: Browser) -> None:
    """Nothing of it is applied; whole, it is on the next date."""
    district.begin_next()
    before = records(district)
    header, row = district.rows("programs.txt")[0], newcomer(district)
    row[9] = f"{district.day:%m/%d/%Y}"
    district.send([header, row], cut=True)
    report = district.serve_night()
    assert [file["state"] for file in report["files"]] == ["late"]
    assert records(district) == before
    assert "late" in last_night(district, browser)
    assert "cut" in district.fetched(f"/reports/{district.day:%Y%m%d}-night.txt")
    district.begin_next()
    other = list(row)
    other[6] = "127"
    district.send([header, other])
    assert [file["state"] for file in district.serve_night()["files"]] == ["imported"]
    assert records(district)["127"] == before["127"] + 1


def test_a_file_that_nobody_refreshed_is_told(district: District, browser: Browser) -> None:
    """The same bytes as the night before."""
    header = district.rows("programs.txt")[0]
    row = newcomer(district)
    row[6], row[9] = "135", f"{district.day:%m/%d/%Y}"
    for state in ("imported", "stale"):
        district.begin_next()
        before = records(district)
        district.send([header, row])
        assert [file["state"] for file in district.serve_night()["files"]] == [state]
    assert records(district) == before
    assert "the same as before" in last_night(district, browser)


def test_a_file_that_would_end_forty_percent_is_held(
    district: District, browser: Browser
) -> None:
    """Nothing is changed, the numbers are told, and a person can approve it."""
    district.begin_next()
    text = district.machine.homeroom("export", "programs")
    rows = [line.split("\t") for line in text.splitlines()]
    mine = [row for row in rows[1:] if row[6] == "122" and not row[10]]
    ended = [list(row) for row in mine[: len(mine) * 2 // 5]]
    for row in ended:
        row[10] = f"{district.day - timedelta(days=2):%m/%d/%Y}"
    before = records(district)
    district.send([rows[0], *ended])
    report = district.serve_night()
    (file,) = report["files"]
    assert file["state"] == "held"
    assert "Would end" in file["why"] and "Held. Nothing was changed." in file["why"]
    assert records(district) == before
    line = last_night(district, browser)
    assert "held, nothing was changed" in line and "Needs somebody" in line
    assert "Would end" in district.fetched(f"/reports/{district.day:%Y%m%d}-night.txt")
    run = file["runs"][0]
    page = district.page(browser, "dataManager")
    page.goto(f"http://127.0.0.1:{PORT}/imports/runs/{run}")
    page.get_by_text("Would end").first.wait_for()
    district.machine.homeroom("import", "approve", str(run))
    assert records(district)["122"] == before["122"] - len(ended)
