"""A machine that senders send to: OpenSSH, accounts, Homeroom with an account of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Breaches"))
sys.path.insert(0, str(Path(__file__).parent.parent / "Browser"))

from scene import compiled_clock

WORK = Path(os.environ.get("HOMEROOM_NIGHTS", "/nonexistent"))
ROOT = Path("/srv/homeroom")
DISTRICT = "fernton"
# Seconds after which a transfer hangs.
PATIENCE = 60


@dataclass(frozen=True)
class Sender:
    """Somebody who has a key."""

    name: str
    key: Path
    port: int

    @property
    def folder(self) -> Path:
        """As it is on the machine."""
        return ROOT / self.name

    def words(self, program: str, *options: str) -> list[str]:
        """A command that signs in as this sender and nobody else."""
        port = "-P" if program == "sftp" else "-p"
        return [
            program, "-q", port, str(self.port), "-i", str(self.key), "-F", "none",
            "-o", "IdentitiesOnly=yes", "-o", "StrictHostKeyChecking=no", "-o",
            "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", *options,
            f"{self.name}@127.0.0.1",
        ]  # fmt: skip

    def begin(self, *lines: str, kilobits: int | None = None) -> subprocess.Popen:
        """A session of the sftp client that carries out lines; slowly, where a speed is given."""
        speed = ["-l", str(kilobits)] if kilobits else []
        process = subprocess.Popen(
            self.words("sftp", "-b", "-", *speed), stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # fmt: skip
        process.stdin.write("\n".join(lines) + "\n")
        process.stdin.close()
        return process

    def send(self, *lines: str) -> tuple[int, str]:
        """Carries out lines, and gives the exit code and what was said."""
        process = self.begin(*lines)
        said = process.stdout.read()
        return process.wait(timeout=PATIENCE), said


class Machine:
    """This machine, as ./script/nights lays it over the real one."""

    def __init__(self) -> None:
        self.program = WORK / "homeroom"
        self.library = compiled_clock(WORK)
        self.library.chmod(0o755)
        self.offsets = WORK / "clock"
        self.offset = 0
        self.at(0)
        # Where the district is, as commands name it, and what else is around them.
        self.place = ("--district", DISTRICT)
        self.around: dict[str, str] = {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        Path("/run/sshd").mkdir(mode=0o755)
        Path("/etc/ssh/sshd_config.d/00-tests.conf").write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nMaxStartups 100:30:200\n"
            "PerSourceMaxStartups none\nUsePAM no\n"
        )
        self.sshd: subprocess.Popen | None = None

    # The time of day.

    def at(self, offset: float) -> None:
        """Sets Homeroom's clock so many seconds ahead of the real one."""
        self.offset = round(offset)
        beside = self.offsets.with_suffix(".new")
        beside.write_text(str(self.offset))
        beside.chmod(0o644)
        beside.rename(self.offsets)

    @property
    def now(self) -> float:
        """What Homeroom's clock shows."""
        return time.time() + self.offset

    # Programs.

    def words(self, *words: str) -> tuple[list[str], dict[str, str]]:
        """How Homeroom is run by its own account, and with what around it."""
        around = {
            "PATH": os.environ["PATH"], "HOME": "/var/lib/homeroom",
            "LD_PRELOAD": str(self.library), "HOMEROOM_REPLAY_CLOCK": str(self.offsets),
            "HOMEROOM_DATA": str(WORK / "data"), "LC_ALL": "C.UTF-8", **self.around,
        }  # fmt: skip
        # What lies about is not this account's to see.
        account = ["setpriv", "--reuid", "homeroom", "--regid", "homeroom", "--clear-groups"]
        return [*account, str(self.program), *words, *self.place], around

    def start(self, *words: str) -> subprocess.Popen:
        """Homeroom, under way."""
        command, around = self.words(*words)
        return subprocess.Popen(
            command, env=around, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            cwd="/")  # fmt: skip

    def homeroom(self, *words: str, status: int | None = 0) -> str:
        """What Homeroom prints; with a certain exit code, or any for None."""
        process = self.start(*words)
        out, errors = process.communicate(timeout=600)
        assert status is None or process.returncode == status, (words, out, errors)
        return out

    def told(self, *words: str) -> object:
        """What it prints as JSON."""
        return json.loads(self.homeroom(*words, "--json"))

    def as_root(self, *words: str, status: int | None = 0) -> str:
        """What an administrator of the machine sees."""
        done = subprocess.run(
            [self.program, "sftp", *words], capture_output=True, text=True, check=False)  # fmt: skip
        assert status is None or done.returncode == status, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    def findings(self) -> dict[str, str]:
        """What `sftp check` says of each check, the worst of all senders."""
        order = ["ok", "warning", "fault"]
        found: dict[str, str] = {}
        for one in json.loads(self.as_root("check", "--json", status=None)):
            worst = max(found.get(one["id"], "ok"), one["state"], key=order.index)
            found[one["id"]] = worst
        return found

    # Senders.

    def set_up(self) -> None:
        """Sets OpenSSH up and starts it."""
        self.as_root("setup")
        (WORK / "data").mkdir(mode=0o700)
        subprocess.run(["chown", "homeroom:homeroom", WORK / "data"], check=True)
        self.start_server()

    def start_server(self) -> None:
        """Starts OpenSSH, as the system would."""
        self.sshd = subprocess.Popen(["/usr/sbin/sshd", "-D", "-E", WORK / "sshd.log"])
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("OpenSSH did not start: " + (WORK / "sshd.log").read_text())

    def reload(self) -> None:
        """Has OpenSSH read its configuration."""
        before = Path("/run/sshd.pid").stat().st_mtime_ns
        self.sshd.send_signal(signal.SIGHUP)
        for _ in range(200):
            if (now := Path("/run/sshd.pid")).exists() and now.stat().st_mtime_ns != before:
                time.sleep(0.1)
                return
            time.sleep(0.05)
        raise AssertionError("OpenSSH did not read its configuration.")

    def stop(self) -> None:
        """Ends OpenSSH."""
        if self.sshd:
            self.sshd.terminate()
            self.sshd.wait(timeout=20)

    def add(self, name: str) -> Sender:
        """Lets a sender in, with a key of its own."""
        key = WORK / f"{name}.key"
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", key], check=True)  # fmt: skip
        self.as_root("add-sender", name, "--key", f"{key}.pub")
        return Sender(name, key, self.port)
