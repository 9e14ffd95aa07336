"""Commands of homeroom as processes: started, killed, and what came out of them."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import statistics
import subprocess
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from files import ProgramFile, RosterFile

HANGS_AFTER = 45.0
"""Seconds. The longest command takes one or two, and a writer waits for three others at most."""


Report = dict[str, Any]
"""What a command prints as JSON."""


class SoakFailure(Exception):
    """Something that must not happen did."""


@dataclass(frozen=True)
class Command:
    """One call of homeroom, and what it is about."""

    kind: str
    words: tuple[str, ...]
    codes: frozenset[str] = frozenset()
    """With which it may be refused."""
    file: ProgramFile | RosterFile | None = None
    target: int = 0
    """The change set to undo, or the run to decide about."""
    name: str = ""
    value: str = ""

    def __str__(self) -> str:
        """As a person would type it."""
        return " ".join(f'"{word}"' if " " in word else word for word in self.words)


@dataclass
class Outcome:
    """A command that ended."""

    command: Command
    code: int
    out: str
    err: str
    started: float
    ended: float
    when_killed: float | None = None
    """Seconds after its start, where it was sent SIGKILL while it ran."""
    may_have_failed: bool = False
    """Not its own fault: the server was killed under it."""

    @property
    def was_killed(self) -> bool:
        """Whether nobody knows what it did: killed, or its server was."""
        return self.when_killed is not None or (self.may_have_failed and self.code == 4)

    @property
    def refusal(self) -> str:
        """The code of the error, such as `undo.already-undone`."""
        found = re.match(r"[a-z-]+(\.[a-z-]+)?(?=: )", self.err)
        return found[0] if found else ""

    def json(self) -> Any:
        """What it printed; of an import of one file, that file's report."""
        value = json.loads(self.out)
        is_import = self.command.kind.startswith("import")
        return value[0] if is_import and isinstance(value, list) else value

    @property
    def state(self) -> str:
        """How it ended, in a word or two, for the table."""
        if self.when_killed is not None:
            return "killed"
        if self.code == 0:
            return "repeated" if '"state" : "repeated"' in self.out else "done"
        return {3: "held"}.get(self.code, f"refused {self.refusal}")

    def fault(self) -> str:
        """What is wrong with how it ended, or nothing."""
        if self.was_killed or self.code == 0:
            return ""
        if self.code == 3 and '"held"' in self.out:
            return ""
        if self.code == 4 and self.refusal in self.command.codes:
            return ""
        return f"{self.command.kind} ended with {self.code}"

    def describe(self) -> str:
        """The command with how it ended, for a person who looks for a failure."""
        took = f"{self.ended - self.started:.2f} s"
        killed = "" if self.when_killed is None else f", killed after {self.when_killed:.3f} s"
        text = f"{self.started:8.2f}  homeroom {self.command}\n          ended with {self.code} " \
               f"after {took}{killed}"  # fmt: skip
        said = self.err.strip() or (self.out[-2000:] if self.code == 4 else "")
        for line in said.splitlines()[-40:]:
            text += f"\n          {line}"
        return text


@dataclass
class Running:
    """A process of homeroom."""

    command: Command
    process: subprocess.Popen[bytes]
    started: float
    kill_at: float | None
    out: Path
    err: Path
    was_sent_kill: bool = False


@dataclass
class Pool:
    """Runs commands at once on one district, and kills some."""

    binary: Path
    arguments: list[str]
    work: Path
    begun: float = field(default_factory=time.perf_counter)
    running: dict[int, Running] = field(default_factory=dict)
    tally: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    durations: dict[str, deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=15)))  # fmt: skip
    recent: deque[Outcome] = field(default_factory=lambda: deque(maxlen=12))
    number: int = 0

    def __post_init__(self) -> None:
        """Makes the folders that the processes write to."""
        (self.work / "out").mkdir()
        (self.work / "tmp").mkdir()
        self.selector = selectors.DefaultSelector()

    def now(self) -> float:
        """Seconds since the soak of this database began."""
        return time.perf_counter() - self.begun

    def typical(self, kind: str) -> float:
        """How long such a command takes when it is left alone."""
        known = self.durations.get(kind)
        return statistics.median(known) if known else 0.1

    def start(self, command: Command, kill_after: float | None = None) -> None:
        """Starts a command, and has it killed after so many seconds."""
        self.number += 1
        out, err = (self.work / "out" / f"{self.number}.{end}" for end in ("out", "err"))
        words = [str(self.binary), *command.words, *self.arguments]
        environment = {**os.environ, "TMPDIR": str(self.work / "tmp")}
        with out.open("wb") as out_file, err.open("wb") as err_file:
            started = self.now()
            process = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=out_file, stderr=err_file, env=environment
            )
        kill_at = None if kill_after is None else started + kill_after
        handle = os.pidfd_open(process.pid)
        self.running[handle] = Running(command, process, started, kill_at, out, err)
        self.selector.register(handle, selectors.EVENT_READ)

    def wait(self) -> list[Outcome]:
        """Waits until a command ends or one is to be killed. Returns those that ended."""
        times = [one.kill_at for one in self.running.values() if one.kill_at is not None]
        times.append(min(one.started for one in self.running.values()) + HANGS_AFTER)
        ready = self.selector.select(max(0.0, min(times) - self.now()))
        ended = [self._end(key.fd) for key, _ in ready]
        for one in self.running.values():
            if one.kill_at is not None and self.now() >= one.kill_at:
                one.process.send_signal(signal.SIGKILL)
                one.kill_at, one.was_sent_kill = None, True
            if self.now() > one.started + HANGS_AFTER:
                others = "".join(f"\nbeside it: homeroom {other.command}, for "
                                 f"{self.now() - other.started:.0f} s"
                                 for other in self.running.values() if other is not one)
                raise SoakFailure(f"takes longer than {HANGS_AFTER:.0f} s: "
                                  f"homeroom {one.command}{others}")  # fmt: skip
        return ended

    def _end(self, handle: int) -> Outcome:
        one = self.running.pop(handle)
        self.selector.unregister(handle)
        os.close(handle)
        code = one.process.wait()
        ended = self.now()
        killed = one.was_sent_kill and code == -signal.SIGKILL
        outcome = Outcome(
            one.command, code, one.out.read_text(errors="replace"),
            one.err.read_text(errors="replace"), one.started, ended,
            when_killed=ended - one.started if killed else None,
        )  # fmt: skip
        one.out.unlink()
        one.err.unlink()
        self._note(outcome)
        if code == 0:
            self.durations[one.command.kind].append(ended - one.started)
        return outcome

    def _note(self, outcome: Outcome) -> None:
        """Remembers a command for the table, and for a person who looks for a failure."""
        self.tally[outcome.command.kind, outcome.state] += 1
        self.recent.append(outcome)
        with (self.work / "commands.txt").open("a", encoding="utf-8") as log:
            log.write(outcome.describe() + "\n")

    def finish(self) -> list[Outcome]:
        """Waits for all that run."""
        ended = []
        while self.running:
            ended += self.wait()
        return ended

    def call(self, command: Command) -> Outcome:
        """Runs a command alone."""
        self.start(command)
        return self.finish()[0]

    def end_all(self) -> None:
        """Kills what still runs, when the soak ends."""
        for one in self.running.values():
            one.process.kill()
            one.process.wait()


def import_command(file: ProgramFile | RosterFile) -> Command:
    """The import of a file; its kind says what the table counts it under."""
    if isinstance(file, RosterFile):
        kind = "import studemo"
    else:
        kind = "import large programs" if len(file.rows) > 5_000 else "import small programs"
    return Command(kind, ("import", str(file.path), "--json"), file=file)


def undo_command(change: int) -> Command:
    """The undo of a change set."""
    return Command(
        "undo", ("undo", str(change), "--json"), target=change,
        codes=frozenset({"undo.already-undone", "undo.all-edited"}),
    )  # fmt: skip


def setting_command(name: str, value: str) -> Command:
    """A change of a setting."""
    return Command("setting set", ("setting", "set", name, value, "--json"), name=name, value=value)


def add_code_command(key: str) -> Command:
    """A new code of the table Student Programs."""
    return Command(
        "code add", ("code", "add", "Student Programs", key, f"Program {key}", "--json"),
        name=key, codes=frozenset({"code.exists"}),
    )  # fmt: skip


def edit_code_command(key: str, text: str) -> Command:
    """Another text for a code."""
    words = ("code", "edit", "Student Programs", key, text, "--json")
    return Command("code edit", words, name=key, value=text)


def create_command(last_name: str) -> Command:
    """A new student."""
    words = ("student", "create", "--first", "Nora", "--last", last_name, "--json")
    return Command("student create", words, name=last_name)


EXPORT = Command("export programs", ("export", "programs"))


def find_command(name: str) -> Command:
    """All students of a last name."""
    words = ("student", "find", name, "--limit", "100000", "--json")
    return Command("student find", words, name=name)


def resolve_command(run: int, row: int, decision: str, file: ProgramFile) -> Command:
    """A decision about a held row."""
    return Command(
        "import resolve", ("import", "resolve", str(run), str(row), f"--{decision}", "--json"),
        target=run, name=file.near_key(row), value=decision, file=file,
        codes=frozenset({"row.resolved", "record.exists"}),
    )  # fmt: skip


def review_command(verb: str, run: int, file: ProgramFile) -> Command:
    """Approves or discards a held run, or runs its rejected rows again."""
    codes = {
        "approve": {"run.not-held"},
        "discard": {"run.not-held"},
        "rerun": {"run.nothing-rejected", "run.rerun-held"},
    }[verb]
    return Command(
        f"import {verb}", ("import", verb, str(run), "--json"), target=run, file=file,
        codes=frozenset(codes),
    )  # fmt: skip
