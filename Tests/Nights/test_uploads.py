"""Uploads with pauses, cuts and kills while Homeroom looks: each file is applied whole, and once.

HOMEROOM_UPLOADS says how many, 100 without it; HOMEROOM_SEED says which accidents.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from machine import DISTRICT, WORK, Machine, Sender

UPLOADS = int(os.environ.get("HOMEROOM_UPLOADS") or 100)
SEED = int(os.environ.get("HOMEROOM_SEED") or 17591787683096961340)
SENDERS = 10
STUDENTS = 400
HEADER = (
    "Import Student ID\tState Student ID\tStudent Last Name\tStudent First Name\t"
    "Student Middle Name\tBirth Date\tProgram ID\tEligibility Start Date\tEligibility End Date\t"
    "Program Start Date\tProgram End Date\tAcademic Year\tProgram Eligibility Code\t"
    "Program Exit Code\tSite ID\n"
)
# Each row is as long as this, in bytes, so that an upload of few rows takes its time.
ROW = 256
# How fast slow uploads are, in kilobits a second: two seconds for a file.
SLOW = 400
FIRST_DAY = date(2030, 1, 7)
# Two looks, as the timer makes them.
BETWEEN_LOOKS = 15 * 60


@dataclass
class Upload:
    """One file, and what is to happen to it."""

    number: int
    sender: Sender
    way: str
    # The day on which its records begin: no other file has it.
    start: date = field(init=False)
    bytes: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.start = date(1990, 1, 1) + timedelta(days=self.number)
        rows = []
        for student in range(STUDENTS):
            row = (
                f"{student:06}\t\tInvented{student}\tAda\t{{}}\t01/02/2015\t101\t\t\t"
                f"{self.start:%m/%d/%Y}\t\t\t\t\t1\n"
            )
            rows.append(row.format("x" * (ROW - len(row) + 2)))
        self.bytes = (HEADER + "".join(rows)).encode()

        # Where a transfer stands still in the middle is never the end of a row.
        assert len(HEADER) % ROW != 0 and 32_768 % ROW == 0

    @property
    def file(self) -> Path:
        """Where the sender has it."""
        return WORK / "sending" / f"{self.sender.name}-{self.number}.txt"


class Sending:
    """Carries uploads out, each in its own way."""

    def __init__(self, upload: Upload, chance: random.Random) -> None:
        self.upload, self.chance = upload, chance
        self.transfers = 0

    def run(self) -> None:
        """To the end: whatever happened, the sender sends it once more until it is there."""
        self.upload.file.write_bytes(self.upload.bytes)
        getattr(self, self.upload.way)()
        self.upload.file.unlink()

    def send(self, *lines: str) -> None:
        """What has to go well."""
        self.transfers += 1
        code, said = self.upload.sender.send(*lines)
        assert code == 0, (self.upload.way, said)

    def plain(self) -> None:
        """As it is."""
        self.send(f"put {self.upload.file} programs.txt")

    def renamed(self) -> None:
        """Under a name for files under way, as many programs do."""
        self.send(f"put {self.upload.file} programs.txt.filepart")
        time.sleep(self.chance.random() / 2)
        self.send("rename programs.txt.filepart programs.txt")

    def marked(self) -> None:
        """With a mark behind it."""
        mark = self.upload.file.with_suffix(".done")
        mark.write_text("")
        self.send(f"put {self.upload.file} programs.txt", f"put {mark} programs.txt.done")
        mark.unlink()

    def listed(self) -> None:
        """With a list of checksums before it."""
        self.send_list()
        self.send(f"put {self.upload.file} programs.txt")

    def send_list(self) -> None:
        """The list alone."""
        sums = self.upload.file.with_suffix(".sums")
        digest = hashlib.sha256(self.upload.bytes).hexdigest()
        sums.write_text(f"{digest}  programs.txt\n")
        self.send(f"put {sums} programs.txt.sha256")
        sums.unlink()

    def slowly(self, name: str = "programs.txt") -> object:
        """A transfer that is somewhere in the middle."""
        self.transfers += 1
        process = self.upload.sender.begin(f"put {self.upload.file} {name}", kilobits=SLOW)
        there = self.upload.sender.folder / "inbox" / name
        # What lay there before is taken away, or grows anew.
        while process.poll() is None and not (there.exists() and there.stat().st_size):
            time.sleep(0.02)
        time.sleep(self.chance.random())
        return process

    def paused(self) -> None:
        """It stands still in the middle, and goes on."""
        process = self.slowly()
        process.send_signal(signal.SIGSTOP)
        time.sleep(self.chance.random() * 2)
        process.send_signal(signal.SIGCONT)
        assert process.wait(timeout=60) == 0

    def cut(self) -> None:
        """The sender's program is killed, and sends it anew; with a list, because a cut between
        two lines cannot be told otherwise."""
        self.send_list()
        process = self.slowly()
        process.kill()
        process.wait()
        time.sleep(self.chance.random() * 2)
        self.plain()

    def cut_and_resumed(self) -> None:
        """Killed under a name for files under way, and taken up where it was."""
        process = self.slowly("programs.txt.part")
        process.kill()
        process.wait()
        time.sleep(self.chance.random())
        self.send(f"-reput {self.upload.file} programs.txt.part")
        self.send("rename programs.txt.part programs.txt")

    def server_killed(self) -> None:
        """OpenSSH's own process for the sender ends."""
        self.send_list()
        process = self.slowly()
        os.system(f"pkill -KILL -u {self.upload.sender.name}")  # noqa: S605
        process.wait(timeout=60)
        self.plain()

    def replaced(self) -> None:
        """Sent twice, one right after the other, the first without some rows at its end."""
        whole = self.upload.bytes
        self.upload.file.write_bytes(whole[: len(whole) - ROW // 2])
        self.send(f"put {self.upload.file} programs.txt")
        self.upload.file.write_bytes(whole)
        self.send(f"put {self.upload.file} programs.txt")


WAYS = [
    "plain", "renamed", "marked", "listed", "paused", "cut", "cut_and_resumed", "server_killed",
    "replaced",
]  # fmt: skip


class Office:
    """Homeroom, which looks again and again, and is killed now and then."""

    def __init__(self, machine: Machine, chance: random.Random) -> None:
        self.machine, self.chance = machine, chance
        self.looks = self.kills = 0

    def look(self, *, may_be_killed: bool) -> None:
        """As the timer does; its own time goes on meanwhile."""
        self.looks += 1
        self.machine.as_root("open")
        process = self.machine.start("nightly", "run", "--json")
        if may_be_killed and self.chance.random() < 0.3:
            time.sleep(self.chance.random())
            if process.poll() is None:
                process.kill()
                self.kills += 1
        out, errors = process.communicate(timeout=600)
        assert process.returncode in (0, -signal.SIGKILL), (out, errors)
        self.machine.at(self.machine.offset + BETWEEN_LOOKS)


def begin_day(machine: Machine, day: date) -> None:
    """It is five past two in the night."""
    then = datetime(day.year, day.month, day.day, 2, 5, tzinfo=datetime.now().astimezone().tzinfo)
    machine.at(then.timestamp() - time.time())


@pytest.fixture(scope="module")
def senders(machine: Machine) -> list[Sender]:
    """Each with a profile, in a district with its students."""
    (WORK / "sending").mkdir()
    begin_day(machine, FIRST_DAY - timedelta(days=1))
    roster = WORK / "studemo.txt"
    rows = [f"{n:06}\t\tInvented{n}\tAda\t\t01/02/2015\tF\n" for n in range(STUDENTS)]
    roster.write_text(
        "Import Student ID\tState Student ID\tLast Name\tFirst Name\tMiddle Name\tBirth Date\t"
        "Gender\n" + "".join(rows)
    )
    roster.chmod(0o644)
    sites = WORK / "sites.txt"
    sites.write_text("Site ID\tSite Name\n1\tCedar School\n")
    sites.chmod(0o644)
    machine.homeroom("import", str(sites), str(roster))
    machine.homeroom("code", "add", "Student Programs", "101", "Something")
    # Each student has a record of this program in each file.
    machine.homeroom("setting", "set", "near-miss", "insert")
    found = [machine.add(f"sender-{n}") for n in range(SENDERS)]
    for one in found:
        machine.homeroom(
            "nightly", "profile", "save", one.name, "--zone", "UTC", "--at", "02:00", "--folder",
            str(one.folder), "--file", "programs.txt")  # fmt: skip
    return found


def record_counts() -> Counter:
    """How many records begin on each day."""
    with sqlite3.connect(f"file:{WORK}/data/{DISTRICT}.sqlite?mode=ro", uri=True) as store:
        return Counter(dict(store.execute(
            "SELECT start, count(*) FROM program_enrollment GROUP BY start")))  # fmt: skip


def test_each_upload_is_applied_whole_and_once(machine: Machine, senders: list[Sender]) -> None:
    """Whatever happens to it on its way."""
    chance = random.Random(SEED)
    office = Office(machine, random.Random(SEED + 1))
    uploads: list[Upload] = []
    transfers = 0
    ways = Counter()
    day = FIRST_DAY
    while len(uploads) < UPLOADS:
        begin_day(machine, day)
        todays = [Upload(len(uploads) + n, one, chance.choice(WAYS))
                  for n, one in enumerate(senders)]  # fmt: skip
        uploads += todays
        ways.update(one.way for one in todays)
        sending = [Sending(one, random.Random(SEED ^ one.number)) for one in todays]
        done = threading.Event()

        def watch(done: threading.Event = done) -> None:
            while not done.is_set():
                office.look(may_be_killed=True)

        with ThreadPoolExecutor(3) as pool:
            watching = pool.submit(watch)
            ended = [pool.submit(one.run) for one in sending]
            wait(ended)
            done.set()
            watching.result()
            for one in ended:
                one.result()
        transfers += sum(one.transfers for one in sending)
        # What came too late for its date is taken on the next one.
        for _ in range(5):
            for _ in range(3):
                office.look(may_be_killed=False)
            if not any((one.folder / "inbox/programs.txt").exists() for one in senders):
                break
            day += timedelta(days=1)
            begin_day(machine, day)
        day += timedelta(days=1)

    print(f"{len(uploads)} uploads, {transfers} transfers, {office.looks} looks, "
          f"{office.kills} killed; {dict(ways)}")  # fmt: skip
    nights = machine.told("nightly", "status", "--limit", "1000")
    states = Counter(file["state"] for night in nights for file in night["files"])
    assert sum(record_counts().values()) == STUDENTS * len(uploads), states
    assert set(record_counts().values()) == {STUDENTS}, "each whole, and none twice"
    for one in senders:
        its = {hashlib.sha256(up.bytes).hexdigest() for up in uploads if up.sender is one}
        accepted = [hashlib.sha256(file.read_bytes()).hexdigest()
                    for file in (one.folder / "accepted").iterdir()]  # fmt: skip
        # What was whole when its sender was killed is sent once more, and changes nothing.
        assert set(accepted) == its, "each is in the archive, byte by byte"
        assert not list((one.folder / "rejected").iterdir())
        assert not list((one.folder / "taken").iterdir())
        left = {file.name for file in (one.folder / "inbox").iterdir()}
        assert left <= {"programs.txt.sha256"}, "nothing but lists waits"
