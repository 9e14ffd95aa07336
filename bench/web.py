#!/usr/bin/env python3
"""Measures the web application in a district of 250,000 students while imports run beside it.

The district is that of merges.py, made once. A release build serves a copy of it; a second process
imports a programs.txt of 1,000,000 rows again and again, each time with 5 % of its rows changed.
wrk asks for pages from the same machine, with the cookie of a user who is signed in: so it takes
processor time away from both.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import html
import json
import re
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from imports import HERE
from imports_postgres import DISTRICT
from measure import Data, checked, last_object, make_data, measure, note, processor, table
from merges import ROWS, STUDENTS, District, make_district

USER = "bench.administrator"
# What that user chooses at the first sign-in.
OWN = "lantern gravel ferry mosaic"
MEMORY_LIMIT = 300
# Beginnings of names that are searched for, one after the other.
SEARCHES = ["ga", "mar", "lopez", "smi", "jo", "an", "wil", "bro", "ra", "ch"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Leaves redirects as they are."""

    def redirect_request(self, *_: object) -> None:
        """Follows none."""


OPENER = urllib.request.build_opener(NoRedirect)


class Site:
    """The server and a user who is signed in."""

    def __init__(
        self, binary: Path, store: Path, user: dict[str, str], district: str = DISTRICT,
        options: list[str] | None = None,
    ) -> None:  # fmt: skip
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"
        # wrk is one session that asks for more than any person does.
        command = [str(binary), "serve", "--data", str(store), "--district", district, "--port",
                   self.address.rsplit(":", 1)[1], *(options or [])]  # fmt: skip
        if options is None:
            command += ["--rate-limit", "0"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.cookies: dict[str, str] = {}
        self.csrf = ""
        self._wait()
        self._sign_in(user, [str(binary), "user", "code", user.get("name", ""), "--data",
                            str(store), "--district", district])  # fmt: skip

    def _wait(self) -> None:
        while True:
            if self.process.poll() is not None:
                sys.exit("The server ended.")
            try:
                self.ask("/sign-in")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)

    @property
    def cookie(self) -> str:
        """The header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """One request; keeps the cookies."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        request = urllib.request.Request(self.address + path, data=data)
        if self.cookies:
            request.add_header("Cookie", self.cookie)
        try:
            answer = OPENER.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.split(";", 1)[0].partition("=")
                self.cookies[name] = value
            return answer.status or 0, answer.read().decode(errors="replace")

    def _sign_in(self, user: dict[str, str], code: list[str]) -> None:
        if not user:
            self.cookies["session"] = "dev"
        else:
            self.ask("/sign-in")
            token = self._token(self.ask("/sign-in")[1])
            self.ask("/sign-in", {"csrf": token, **user})
            self._choose_password(user)
            self._set_up_second_factor()
            self._give_code(code)
        status, page = self.ask("/")
        if status != 200:
            sys.exit(f"The user cannot sign in: the home page has status {status}.")
        self.csrf = self._token(page)

    def _choose_password(self, user: dict[str, str]) -> None:
        """One that was made is replaced at the first sign-in; later ones take the new one."""
        _, page = self.ask("/account/password")
        if "Choose your own password" not in page:
            return
        form = {"csrf": self._token(page), "current": user["password"], "password": OWN}
        self.ask("/account/password", form)
        user["password"] = OWN

    def _set_up_second_factor(self) -> None:
        """A new user who sees the whole district has to have one."""
        address = "/second-factor/set-up"
        _, page = self.ask(address)
        key = re.search(r'<code class="key">([A-Z2-7 ]+)</code>', page)
        sealed = re.search(r'name="key" value="([^"]*)"', page)
        if not key or not sealed:
            return
        secret = base64.b32decode(key[1].replace(" ", ""))
        step = struct.pack(">Q", int(time.time()) // 30)
        digest = hmac.digest(secret, step, "sha1")
        (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
        code = f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
        self.ask(address, {"csrf": self._token(page), "key": sealed[1], "code": code})

    def _give_code(self, command: list[str]) -> None:
        """Those of an invented district have one already, whose codes are told; each counts once."""
        for _ in range(5):
            if self.ask("/")[0] == 200:
                return
            told = subprocess.run(command, check=False, capture_output=True, text=True)
            if told.returncode:
                return
            page = self.ask("/second-factor")[1]
            code = told.stdout.strip()
            self.ask("/second-factor", {"csrf": self._token(page), "code": code})
            if self.ask("/")[0] != 200:
                time.sleep(10)

    @staticmethod
    def _token(page: str) -> str:
        found = re.search(r'name="csrf" value="([^"]*)"', page)
        return html.unescape(found[1]) if found else ""

    def peak(self) -> float:
        """The most memory it ever had, in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else float("nan")

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Importing(threading.Thread):
    """Imports two forms of a file in turn until it is told to stop."""

    def __init__(self, way: District, data: Data) -> None:
        super().__init__()
        self.way, self.data = way, data
        self.ended = threading.Event()
        self.walls: list[float] = []
        self.failures: list[str] = []

    def run(self) -> None:
        """Until `ended`; an import that was begun is finished."""
        phases = ["5 % changed", "first load"]
        while not self.ended.is_set():
            file = self.data.file(phases[len(self.walls) % 2])
            command = [str(self.way.binary), "import", str(file), *self.way.place, "--json"]
            begin = time.perf_counter()
            run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
            self.walls.append(time.perf_counter() - begin)
            if run.returncode != 0:
                self.failures.append(f"{run.returncode}: {run.stderr[-500:]}")
                return


def new_user(way: District) -> dict[str, str]:
    """A user who may see and do all that is measured; none where there are no users yet."""
    command = [str(way.binary), "user", "add", USER, "--role", "dataManager", "--generate",
               "--json", *way.place]  # fmt: skip
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if run.returncode != 0:
        note("No user can be made; trying the cookie of development.")
        return {}
    return {"name": USER, "password": json.loads(run.stdout)["password"]}


@dataclass
class Page:
    """What is asked for: lines of bench/web.lua."""

    name: str
    lines: list[str]


def students(site: Site) -> list[str]:
    """Addresses of students that searches lead to."""
    found: list[str] = []
    for text in SEARCHES:
        status, page = site.ask("/students", {"csrf": site.csrf, "text": text, "fragment": "1"})
        if status == 200:
            found += re.findall(r'href="(/students/[^"/?]+)"', page)
    return sorted(set(found))


def pages(site: Site, binary: Path) -> list[Page]:
    """Those that there are."""
    text = subprocess.run(
        [str(binary), "routes", "--json"], check=True, capture_output=True, text=True
    ).stdout
    routes = {(one["method"], one["path"]) for one in json.loads(text)}
    forms = [
        urllib.parse.urlencode({"csrf": site.csrf, "text": text, "fragment": "1"})
        for text in SEARCHES
    ]
    wanted = [
        Page("student", students(site) if ("GET", "/students/{student}") in routes else []),
        Page("search", [f"/students\t{form}" for form in forms]),
        Page("missing integration", ["/missing"] * (("GET", "/missing") in routes)),
        Page("General Student Table", ["/roster"] * (("GET", "/roster") in routes)),
        Page("imports", ["/imports"] * (("GET", "/imports") in routes)),
    ]
    for page in wanted:
        if not page.lines:
            note(f"There is no page yet: {page.name}.")
    return [page for page in wanted if page.lines]


def require_answers(site: Site, page: Page) -> None:
    """Whoever is led to the sign-in page is quick; that must not be measured."""
    for line in page.lines[:3]:
        path, _, form = line.partition("\t")
        status, _ = site.ask(path, dict(urllib.parse.parse_qsl(form)) if form else None)
        if status != 200:
            sys.exit(f"{page.name} has status {status}.")


def ask_often(site: Site, page: Page, work: Path, seconds: int, connections: int) -> list[str]:
    """A row of the table."""
    require_answers(site, page)
    requests = work / "web-requests.txt"
    requests.write_text("\n".join(page.lines) + "\n")
    command = ["wrk", "--threads", "1", "--connections", str(connections), "--duration",
               f"{seconds}s", "--timeout", "30s", "--script", str(HERE / "web.lua"),
               site.address, "--", str(requests), site.cookie]  # fmt: skip
    found = last_object(checked(measure(command, work), "wrk").out)
    requests.unlink()
    require_answers(site, page)
    if found["failed"]:
        sys.exit(f"{page.name}: {found['failed']:.0f} requests failed.")
    return [page.name, f"{found['requests']:,.0f}",
            f"{found['requests'] / found['seconds']:,.0f}",
            *(f"{found[name]:.1f}" for name in ("p50", "p95", "p99", "most"))]  # fmt: skip


HEAD = ["page", "requests", "per second", "p50 ms", "p95 ms", "p99 ms", "most ms"]


def main() -> int:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homeroom", type=Path, required=True, help="the release binary")
    parser.add_argument("--dir", type=Path, default=Path(".bench/merges"), help="work files")
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--seconds", type=int, default=20, help="for each page")
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    work = options.dir.resolve()
    work.mkdir(parents=True, exist_ok=True)
    way = District(options.homeroom.resolve(), work)
    data = make_data(work, options.rows, options.students)
    kept = work / f"{options.students}-{options.rows}-{options.pairs}.store"
    if kept.exists():
        way.prepared = kept
    else:
        make_district(way, data, options.pairs)
        way.prepared = way.prepared.rename(kept)
    way.renew()
    site = Site(way.binary, way.store, new_user(way))
    try:
        print(f"Machine: {processor()}; {options.connections} connections, "
              f"{options.seconds} s each; {options.students:,} students.\n")  # fmt: skip
        found = pages(site, way.binary)
        alone = [ask_often(site, page, work, options.seconds, options.connections)
                 for page in found]  # fmt: skip
        print(f"### With nothing beside\n\n{table(HEAD, alone)}")
        importing = Importing(way, data)
        importing.start()
        try:
            beside = [ask_often(site, page, work, options.seconds, options.connections)
                      for page in found]  # fmt: skip
        finally:
            importing.ended.set()
            importing.join()
        if importing.failures:
            sys.exit(f"An import failed. {importing.failures[0]}")
        print(f"### While {options.rows:,} rows are imported\n\n{table(HEAD, beside)}")
        walls = ", ".join(f"{wall:.1f}" for wall in importing.walls)
        print(f"The imports beside took {walls} s.")
        peak = site.peak()
        print(f"The server's memory was {peak:.0f} MiB at most; the limit is {MEMORY_LIMIT}.")
        return 0 if peak <= MEMORY_LIMIT else 1
    finally:
        site.stop()


if __name__ == "__main__":
    sys.exit(main())
