"""The invented district and the servers that show it."""

from __future__ import annotations

import base64
import hmac
import json
import os
import re
import shutil
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

ROLES = ["registrar", "secretary", "securityAdministrator", "dataManager", "caseManager",
         "teacher", "auditor"]  # fmt: skip
# While users cannot sign in yet, debug builds take this one for everybody.
EVERYBODY = "everybody"
SECONDS_TO_START = 60
# Seconds for which a code of an authenticator app is the one of now.
STEP = 30


@dataclass(frozen=True)
class SignIn:
    """What somebody types to sign in."""

    user: str
    password: str


def one_time_code(key: str, step: int) -> str:
    """The code of a time step: RFC 6238, with HMAC-SHA-1 and six digits."""
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", step), "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 15)
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"


def sign_ins(demo_output: str) -> dict[str, SignIn]:
    """The demo's users by role, from its lines `role: user / password`."""
    found = re.findall(rf"^\s*({'|'.join(ROLES)}):\s+(\S+) / (\S+)\s*$", demo_output, re.M)
    return {role: SignIn(user, password) for role, user, password in found}


def end_process(process: subprocess.Popen) -> None:
    """Ends a process that runs, by force where it does not go by itself."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass
class Server:
    """A process that serves a copy of the invented district."""

    binary: str
    folder: Path
    users: dict[str, SignIn]
    # More words for `homeroom serve`.
    options: tuple[str, ...] = ()
    address: str = ""
    # Where what is for operators is.
    metrics: str = ""
    process: subprocess.Popen | None = None
    sessions: dict[str, dict] = field(default_factory=dict)
    # Keys of authenticator apps by user, and the time step of the last code given.
    keys: dict[str, str] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def roles(self) -> list[str]:
        """Those that somebody can sign in as."""
        return [role for role in ROLES if role in self.users] or [EVERYBODY]

    def code(self, user: str) -> str:
        """The next code of a user that was not given yet: each counts once."""
        if user not in self.keys:
            told = subprocess.run(
                [self.binary, "user", "code", user, "--data", str(self.folder), "--district",
                 "demo", "--json"], check=True, capture_output=True, text=True)  # fmt: skip
            self.keys[user] = json.loads(told.stdout)["key"]
        step = max(int(time.time()) // STEP, self.steps.get(user, 0) + 1)
        # One step ahead of the clock still counts; for others there is time to pass.
        while step > int(time.time()) // STEP + 1:
            time.sleep(0.2)
        self.steps[user] = step
        return one_time_code(self.keys[user], step)

    @property
    def log(self) -> Path:
        """What the process wrote."""
        return self.folder.with_suffix(".log")

    def start(self) -> Server:
        """Serves at a port that is free, and waits until it answers."""
        for _ in range(3):
            if self._start_once():
                return self
        raise AssertionError(f"The server did not start.\n{self.tail()}")

    def _start_once(self) -> bool:
        with socket.socket() as probe, socket.socket() as other:
            probe.bind(("127.0.0.1", 0))
            other.bind(("127.0.0.1", 0))
            port, metrics = probe.getsockname()[1], other.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self.metrics = f"http://127.0.0.1:{metrics}"
        # A crawl asks for more than any person does.
        command = [self.binary, "serve", "--data", str(self.folder), "--district", "demo",
                   "--port", str(port), "--metrics-address", f"127.0.0.1:{metrics}",
                   "--rate-limit", "0", *self.options]  # fmt: skip
        with self.log.open("ab") as log:
            # It ends when this process ends, however that comes about.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *command], stdin=subprocess.DEVNULL,
                stdout=log, stderr=log)  # fmt: skip
        end = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.address + "/sign-in", timeout=5):
                    return True
            except urllib.error.HTTPError:
                return True
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        self.stop()
        return False

    def stop(self) -> None:
        """Ends the process."""
        if self.process and self.process.poll() is None:
            self.keep_metrics()
            end_process(self.process)

    def keep_metrics(self) -> None:
        """Writes what it counted to a file."""
        try:
            with urllib.request.urlopen(self.metrics + "/metrics", timeout=5) as answer:
                self.folder.with_suffix(".metrics").write_bytes(answer.read())
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return

    def tail(self, lines: int = 60) -> str:
        """The end of what the process wrote."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


@dataclass(frozen=True)
class Demo:
    """The invented district as it was made, of which servers get copies."""

    binary: str
    files: Path

    @staticmethod
    def from_environment() -> Demo | None:
        """What ./script/browser made."""
        files = os.environ.get("HOMEROOM_BROWSER_FILES")
        binary = os.environ.get("HOMEROOM_BINARY")
        return Demo(str(Path(binary).resolve()), Path(files)) if files and binary else None

    def copy(self, name: str) -> Server:
        """A server, not started, with a district of its own."""
        folder = self.files / name
        shutil.copytree(self.files / "demo", folder)
        users = sign_ins((self.files / "demo.txt").read_text())
        return Server(self.binary, folder, users)

    def students(self) -> tuple[set[str], set[str]]:
        """Names, in lower case, and numbers of all students in the files that were imported."""
        names: set[str] = set()
        numbers: set[str] = set()
        for file in sorted(self.files.glob("demo/demo-files/*/studemo.txt")):
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines()[1:]:
                cells = line.split("\t")
                numbers.update(cell for cell in cells[:2] if len(cell) >= 4)
                for cell in cells[2:5]:
                    names.update(word.lower() for word in re.findall(r"\w+", cell))
        return {name for name in names if len(name) >= 3}, numbers
