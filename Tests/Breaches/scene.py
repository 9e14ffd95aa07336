"""An invented district of one's own: its commands, its server, and a clock that can be set."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from district import end_process, one_time_code

# The day on which each replay begins, so that the real date makes no difference. The invented
# district was made two weeks before.
FIRST_DAY = datetime(2026, 10, 20, 16, 0, tzinfo=UTC).timestamp()
DAY = 86_400
MINUTE = 60
# Seconds for which a code of an authenticator app is the one of now.
STEP = 30
SECONDS_TO_START = 60
# Commands end when this process ends, however that comes about.
BETWEEN = ["setpriv", "--pdeathsig", "KILL"]


def compiled_clock(folder: Path) -> Path:
    """The library that tells processes another time of day."""
    library = folder / "clock.so"
    subprocess.run(
        ["clang", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-o", library,
         Path(__file__).parent / "clock.c"], check=True)  # fmt: skip
    return library


class Clock:
    """The time of a district's processes. It goes on by itself, and can be moved ahead."""

    def __init__(self, file: Path, library: Path) -> None:
        self.file, self.library = file, library
        self.offset = round(FIRST_DAY - time.time())
        self._write()

    @property
    def now(self) -> float:
        """Seconds since 1970, for the district."""
        return time.time() + self.offset

    @property
    def environment(self) -> dict[str, str]:
        """What a process has to be told."""
        return {"LD_PRELOAD": str(self.library), "HOMEROOM_REPLAY_CLOCK": str(self.file)}

    def ahead(self, seconds: int) -> None:
        """Lets time pass, at once."""
        self.offset += seconds
        self._write()

    def _write(self) -> None:
        new = self.file.with_suffix(".new")
        new.write_text(f"{self.offset}\n")
        new.replace(self.file)


@dataclass
class Phone:
    """An authenticator app."""

    key: str
    clock: Clock
    step: int = 0

    def code(self) -> str:
        """The next code: each counts once."""
        now = int(self.clock.now) // STEP
        self.step = max(now, self.step + 1)
        # One step ahead of the clock still counts.
        if self.step > now + 1:
            self.clock.ahead((self.step - now - 1) * STEP)
        return one_time_code(self.key, self.step)

    def wrong_codes(self, count: int) -> list[str]:
        """What somebody guesses who is not lucky: the few right ones are left out."""
        now = int(self.clock.now) // STEP
        right = {one_time_code(self.key, step) for step in range(now - 5, now + 20)}
        guesses = (f"{17 + 4919 * number % 1_000_000:06d}" for number in range(count * 2))
        return [guess for guess in guesses if guess not in right][:count]


@dataclass
class Told:
    """What a command said."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> object:
        """Its report."""
        return json.loads(self.output)

    @property
    def code(self) -> str:
        """The code of a refusal, or how the command ended."""
        found = re.findall(r"^([a-z][a-z -]*\.[a-z-]+): ", self.errors, re.M)
        if found:
            return found[-1]
        return f"exit {self.status}"


@dataclass
class Scene:
    """A copy of the invented district, with its server and its watch."""

    binary: str
    folder: Path
    clock: Clock
    address: str = ""
    metrics: str = ""
    process: subprocess.Popen | None = None
    # Seconds (monotonic) at which alarms were seen first, by number; and what they say.
    seen: dict[int, tuple[float, dict]] = field(default_factory=dict)
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self, *words: str, folder: Path | None = None) -> Told:
        """A command on the district, or on a copy of it in another folder."""
        return self.run_alone(
            *words, "--data", str(folder or self.folder), "--district", "demo")

    def run_alone(self, *words: str) -> Told:
        """A command."""
        run = subprocess.run(
            [*BETWEEN, self.binary, *words], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, env={**os.environ, **self.clock.environment})  # fmt: skip
        return Told(run.returncode, run.stdout, run.stderr)

    def ask(self, *words: str) -> object:
        """The report of a command that has to succeed."""
        told = self.run(*words, "--json")
        if told.status != 0:
            raise RuntimeError(f"{' '.join(words[:2])}: {told.errors}")
        return told.json

    def phone(self, user: str) -> Phone:
        """That of an invented user."""
        report = self.ask("user", "code", user)
        assert isinstance(report, dict)
        return Phone(report["key"], self.clock)

    # The server

    def serve(self) -> Scene:
        """As anybody serves it: with all limits as they are without options."""
        with socket.socket() as probe, socket.socket() as other:
            probe.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            port, metrics = probe.getsockname()[1], other.getsockname()[1]
        self.address = f"127.0.0.1:{port}"
        self.metrics = f"http://127.0.0.1:{metrics}/metrics"
        command = [*BETWEEN, self.binary, "serve", "--data", str(self.folder), "--district", "demo",
                   "--port", str(port), "--metrics-address",
                   f"127.0.0.1:{metrics}"]  # fmt: skip
        with self.folder.with_suffix(".log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **self.clock.environment})  # fmt: skip
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"http://{self.address}/sign-in", timeout=5).close()
                threading.Thread(target=self._watch, daemon=True).start()
                return self
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"The server did not start; see {self.folder}.log")

    def stop(self) -> None:
        """Ends the server."""
        self.is_over.set()
        if self.process and self.process.poll() is None:
            end_process(self.process)

    # The watch: somebody who looks at the alarms every two seconds

    def _watch(self) -> None:
        while not self.is_over.is_set():
            told = self.run("alarm", "list", "--open", "--json")
            now = time.monotonic()
            for alarm in json.loads(told.output) if told.status == 0 else []:
                self.seen.setdefault(alarm["id"], (now, alarm))
            self.is_over.wait(2)

    def alarms(self, about: str, since: float) -> list[tuple[str, float]]:
        """Kinds of alarms about somebody, and the seconds until they were seen."""
        return [
            (alarm["kind"], at - since)
            for at, alarm in list(self.seen.values())
            if at >= since and about in {alarm["party"], *words(alarm["detail"])}
        ]

    def open_alarms(self) -> int:
        """How many there are by the metrics, where somebody's monitoring looks."""
        with urllib.request.urlopen(self.metrics, timeout=10) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith("homeroom_open_alarms "):
                    return int(float(line.split()[1]))
        return 0


def words(text: str) -> list[str]:
    """Names of users in a sentence."""
    return [word.rstrip(".") for word in re.findall(r"[\w.@+-]+", text)]


def make_demo(binary: str, files: Path) -> dict[str, str]:
    """Makes the invented district once; the passwords of its users, by name."""
    told = subprocess.run(
        [binary, "demo", "--no-serve", "--data", str(files / "demo")], check=True,
        capture_output=True, text=True)  # fmt: skip
    passwords: dict[str, str] = {}
    for line in (told.stdout + told.stderr).splitlines():
        name, slash, password = line.partition(": ")[2].partition(" / ")
        if slash and " " not in name + password:
            passwords[name] = password
    return passwords


def copy_of(binary: str, files: Path, name: str, library: Path) -> Scene:
    """A district of one's own."""
    shutil.copytree(files / "demo", files / name)
    return Scene(binary, files / name, Clock(files / f"{name}.clock", library))
