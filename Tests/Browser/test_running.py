"""A server that is told to stop, with work under way."""

from __future__ import annotations

import http.cookiejar
import json
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from district import Demo, Server

# What is promised, in seconds.
LONGEST_STOP = 30
BOUNDARY = "a-boundary-of-the-test"


class Person:
    """Somebody at work, without a browser."""

    def __init__(self, server: Server, role: str) -> None:
        self.server = server
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        token = self.token(self.ask("/sign-in"))
        user = server.users[role]
        self.ask("/sign-in", {"csrf": token, "name": user.user, "password": user.password})
        page = self.ask("/second-factor")
        self.ask("/second-factor", {"csrf": self.token(page), "code": server.code(user.user)})
        self.csrf = self.token(self.ask("/imports"))

    def ask(self, path: str, form: dict[str, str] | None = None) -> str:
        """A page, after redirects."""
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        with self.opener.open(self.server.address + path, data=data, timeout=30) as answer:
            return answer.read().decode()

    @staticmethod
    def token(page: str) -> str:
        """That of the forms of a page."""
        found = re.search(r'name="csrf" value="([^"]*)"', page)
        assert found
        return found[1]

    @property
    def cookies(self) -> str:
        """The header."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar)


class Uploading:
    """A form with a file that is sent in two parts."""

    def __init__(self, person: Person, name: str, content: bytes) -> None:
        host, port = person.server.address.removeprefix("http://").split(":")
        body = self._part(b'name="csrf"', person.csrf.encode())
        body += self._part(f'name="files"; filename="{name}"'.encode(), content)
        body += f"--{BOUNDARY}--\r\n".encode()
        head = (
            f"POST /imports/upload HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {person.cookies}\r\n"
            f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        self.socket = socket.create_connection((host, int(port)), timeout=60)
        middle = len(body) // 2
        self.socket.sendall(head.encode() + body[:middle])
        self.rest = body[middle:]

    @staticmethod
    def _part(disposition: bytes, content: bytes) -> bytes:
        line = b"Content-Disposition: form-data; " + disposition
        return f"--{BOUNDARY}\r\n".encode() + line + b"\r\n\r\n" + content + b"\r\n"

    def finish(self) -> int:
        """Sends the rest. The status of the answer."""
        self.socket.sendall(self.rest)
        answer = self.socket.makefile("rb").readline().split()
        return int(answer[1]) if len(answer) > 1 else 0


def status(address: str) -> tuple[int, str]:
    """Of a page for machines."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def until(condition: object, seconds: float = 20) -> None:
    """Waits until something holds."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "It did not come to hold."
        time.sleep(0.02)


@pytest.fixture
def server(demo: Demo, request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of the test's own, stopped by the test."""
    running = demo.copy(re.sub(r"\W+", "-", request.node.name)).start()
    yield running
    running.stop()


@pytest.fixture
def programs(demo: Demo) -> Path:
    """A file of program enrollments that were not imported yet."""
    return demo.files / "demo" / "demo-files" / "night" / "programs.txt"


def stop(server: Server) -> float:
    """Tells it to stop; returns when."""
    assert server.process
    server.process.send_signal(signal.SIGTERM)
    return time.monotonic()


def ended(server: Server, told: float) -> None:
    """It ends in time, and well."""
    assert server.process
    assert server.process.wait(LONGEST_STOP + 5) == 0
    assert time.monotonic() - told <= LONGEST_STOP


def test_an_upload_under_way_is_finished(server: Server, programs: Path) -> None:
    """Not ready at once; the upload is taken in; then it ends."""
    person = Person(server, "dataManager")
    upload = Uploading(person, "programs.txt", programs.read_bytes())
    until(lambda: "homeroom_requests_in_flight 1\n" in status(server.metrics + "/metrics")[1])
    assert status(server.metrics + "/readyz")[0] == 200
    told = stop(server)
    until(lambda: status(server.metrics + "/readyz")[0] == 503, 2)
    assert json.loads(status(server.metrics + "/readyz")[1])["reasons"] == ["stopping"]
    assert status(server.metrics + "/livez")[0] == 200
    assert upload.finish() == 303
    ended(server, told)
    again = server.start()
    assert "programs.txt" in Person(again, "dataManager").ask("/imports")


def test_an_import_under_way_is_done_or_taken_back(server: Server, programs: Path) -> None:
    """Whole, or not there; and the district is as it has to be."""
    person = Person(server, "dataManager")
    assert Uploading(person, "programs.txt", programs.read_bytes()).finish() == 303
    page = person.ask("/imports")
    found = re.search(r"/imports/delivery/([\w-]+)", page)
    assert found
    place = f"/imports/delivery/{found[1]}"
    until(lambda: f"{place}/apply" in person.ask(place))
    runs = len(imported(server))
    person.ask(f"{place}/apply", {"csrf": person.csrf, "reason": "test"})
    ended(server, stop(server))
    assert len(imported(server)) in (runs, runs + 1)
    check = [server.binary, "check", "--data", str(server.folder), "--district", "demo"]
    assert subprocess.run(check, capture_output=True).returncode == 0


def imported(server: Server) -> list:
    """The runs of the district."""
    command = [server.binary, "import", "list", "--json", "--data", str(server.folder),
               "--district", "demo"]  # fmt: skip
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_whoever_never_ends_does_not_hold_it_up(server: Server, programs: Path) -> None:
    """An upload that stands still is cut off in time."""
    person = Person(server, "dataManager")
    upload = Uploading(person, "programs.txt", programs.read_bytes())
    until(lambda: "homeroom_requests_in_flight 1\n" in status(server.metrics + "/metrics")[1])
    ended(server, stop(server))
    assert upload.rest
