#!/usr/bin/env python3
"""Serves night after night while its processes are killed, and checks what each came to.

Two processes serve each date at once, as two servers of one district would, and are killed at
random moments until the date is served. Whatever was killed, each file is applied whole and once,
archived once, and each date has one report. Run it with ./script/soak --nights.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from commands import SoakFailure
from files import ProgramFile, Sender, exported, program, value
from places import Place, arguments

PROFILE = "Soak"
ROWS = 400
"""Records of the first night."""
CHANGED = 12
NEW = 8
"""In each night's file."""
STALE_EVERY = 7
"""On every seventh night the file of the night before lies there again."""


class Nights:
    """The nights of one district."""

    def __init__(self, binary: Path, place: Place, work: Path, seed: int) -> None:
        self.binary, self.place, self.work = binary, place, work
        self.rng = random.Random(f"nights {seed}")
        self.sender = Sender(work / "files", seed)
        self.folder = work / "sender"
        self.folder.mkdir()
        self.library = work / "clock.so"
        self.offsets = work / "clock"
        self.day = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        self.rows: dict[str, str] = {}
        self.rest = list(self.sender.base)
        self.killed = self.runs = self.nights = self.stale = 0
        self.typical = 0.3

    # The clock, and what runs by it.

    def at(self, hour: int, minute: int) -> None:
        """Sets Homeroom's clock to a time of the date."""
        then = self.day + timedelta(hours=hour, minutes=minute)
        beside = self.offsets.with_suffix(".new")
        beside.write_text(str(round(then.timestamp() - time.time())))
        beside.rename(self.offsets)

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Homeroom, under way."""
        around = {
            **os.environ, "LD_PRELOAD": str(self.library),
            "HOMEROOM_REPLAY_CLOCK": str(self.offsets),
        }  # fmt: skip
        return subprocess.Popen(
            [str(self.binary), *words, *self.place.arguments], env=around, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip

    def homeroom(self, *words: str) -> str:
        """What a command prints that nobody kills."""
        process = self.start(*words)
        out, errors = process.communicate(timeout=120)
        if process.returncode != 0:
            raise SoakFailure(f"homeroom {' '.join(words)} ended with {process.returncode}.\n"
                              f"{out[-2000:]}{errors[-2000:]}")  # fmt: skip
        return out

    # The nights.

    def set_up(self) -> None:
        """The district, with the profile of a sender."""
        clock = Path(__file__).parent.parent / "Tests/Breaches/clock.c"
        subprocess.run(
            ["clang", "-O2", "-shared", "-fPIC", "-o", self.library, clock], check=True)
        self.at(0, 30)
        self.place.make(self.binary)
        self.homeroom("import", str(self.sender.sites()), str(self.sender.roster().path))
        for place in range(24):
            self.homeroom("code", "add", "Student Programs", program(place), program(place))
        for limit in ("limit-ends", "limit-changes"):
            self.homeroom("setting", "set", limit, "100")
        self.homeroom(
            "nightly", "profile", "save", PROFILE, "--zone", "UTC", "--at", "02:00", "--folder",
            str(self.folder), "--file", "programs.txt", "--patience", "30")  # fmt: skip

    def send(self) -> bool:
        """Puts the file of the date into the inbox; says whether it is the one of the last."""
        is_stale = self.nights % STALE_EVERY == STALE_EVERY - 1
        if not is_stale:
            for key in self.rng.sample(sorted(self.rows), min(CHANGED, len(self.rows))):
                self.rows[key] = value(self.rng, self.place_of(key))
            new = NEW if self.rows else ROWS
            for _ in range(min(new, len(self.rest))):
                key = self.rest.pop()
                self.rows[key] = value(self.rng, self.place_of(key))
            ProgramFile(self.work / "programs.txt", dict(self.rows)).write()
        beside = self.folder / "inbox" / ".programs.part"
        beside.write_bytes((self.work / "programs.txt").read_bytes())
        beside.rename(self.folder / "inbox" / "programs.txt")
        return is_stale

    @staticmethod
    def place_of(key: str) -> int:
        """The place of a program in the grid."""
        return int(key.split("\t")[1][1:])

    def serve(self, kills: int) -> None:
        """One date: two processes at once, of which some are killed, until it is served."""
        self.day += timedelta(days=1)
        is_stale = self.send()
        self.at(1, 45)
        self.homeroom("nightly", "run")
        self.at(2, 5)
        left = self.rng.randint(0, min(3, kills))
        # A process that was killed holds the date for half an hour; then another takes it over.
        for attempt in range(12):
            minute = 5 + 35 * attempt
            self.at(2 + minute // 60, minute % 60)
            left -= self.look(left)
            if left <= 0 and self.reports_of_date():
                break
        else:
            raise SoakFailure(f"{self.day:%Y-%m-%d} was not served in 12 looks")
        self.nights += 1
        self.check(is_stale)

    def look(self, left: int) -> int:
        """Two processes at once; says how many of them were killed."""
        begun = time.monotonic()
        both = [self.start("nightly", "run") for _ in range(2)]
        killed = 0
        if left > 0:
            time.sleep(self.rng.uniform(0, self.typical * 1.2))
            for process in self.rng.sample(both, self.rng.randint(1, min(2, left))):
                process.send_signal(signal.SIGKILL)
        for process in both:
            out, errors = process.communicate(timeout=120)
            self.runs += 1
            if process.returncode == -signal.SIGKILL:
                killed += 1
            elif process.returncode != 0:
                raise SoakFailure(f"nightly run ended with {process.returncode}.\n{out}{errors}")
        if killed == 0:
            self.typical = 0.7 * self.typical + 0.3 * (time.monotonic() - begun)
        self.killed += killed
        return killed

    # What a night came to.

    def reports_of_date(self) -> list[dict]:
        """The reports of the date."""
        told = json.loads(self.homeroom("nightly", "status", "--limit", "1000", "--json"))
        return [one for one in told if one["date"] == f"{self.day:%Y-%m-%d}"
                and one["endedAt"]]  # fmt: skip

    def check(self, is_stale: bool) -> None:
        """Nothing is lost, doubled or left half done."""
        reports = self.reports_of_date()
        self.expect(len(reports) == 1, f"{len(reports)} reports of a date")
        states = [file["state"] for file in reports[0]["files"]]
        wanted = "stale" if is_stale else "imported"
        self.stale += is_stale
        # What was applied and archived by a process that was killed is told by its run alone.
        self.expect(states in ([wanted], ["imported"], []), f"the file is {states}")
        plain, near = exported(self.homeroom("export", "programs"))
        self.expect(plain == self.rows and not near, "the records are not those of the file")
        inbox = [path.name for path in (self.folder / "inbox").iterdir()]
        self.expect(not inbox, f"{inbox} stays in the inbox")
        archived = [path.name for path in (self.folder / "accepted").iterdir()]
        self.expect(
            len(archived) == self.nights and len(set(archived)) == self.nights,
            f"{len(archived)} files are archived after {self.nights} nights: {archived[-3:]}")
        self.expect(
            not list((self.folder / "rejected").iterdir()), "a file was rejected")
        self.homeroom("check")

    def expect(self, holds: bool, what: str) -> None:
        """Ends the soak where something does not hold."""
        if not holds:
            raise SoakFailure(f"{self.day:%Y-%m-%d}, night {self.nights}: {what}")


def main() -> int:
    """Reads the arguments, and soaks one database."""
    options = arguments(__doc__.splitlines()[0])
    name = options.place.name
    nights = Nights(options.homeroom, options.place, options.work, options.seed)
    begin = time.monotonic()
    try:
        nights.set_up()
        while nights.killed < options.kills:
            nights.serve(options.kills - nights.killed)
    except (SoakFailure, subprocess.TimeoutExpired) as error:
        print(f"\nSOAK OF NIGHTS FAILED\n{error}\n\nDatabase: {name}. Seed: {options.seed}. "
              f"Everything is in {options.work}.", file=sys.stderr)  # fmt: skip
        return 1
    print(f"{name}: {nights.nights} nights, {nights.stale} of them with a stale file, "
          f"{nights.runs} runs, {nights.killed} killed, in {time.monotonic() - begin:.0f} s. "
          f"Each file was applied and archived once.")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
