"""What the workers do next: a random command on the one district."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from commands import (
    EXPORT, Command, Outcome, add_code_command, create_command, edit_code_command, find_command,
    import_command, resolve_command, review_command, setting_command, undo_command,
)  # fmt: skip
from files import LAST_NAME, PROGRAMS, ProgramFile, RosterFile, Sender, letters, program

RECENT = 12
"""So many of the newest change sets are undone at random."""
WEIGHTS = {
    "large": 16, "small": 22, "roster": 9, "again": 6, "setting": 6, "code": 6, "student": 6,
    "undo": 10, "review": 6, "resolve": 5, "rerun": 5, "find": 6, "export": 7,
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A change set that may be undone. Not every undo is taken back: the model does not know what
    hinders it where students, profiles or codes were made anew."""

    number: int
    is_undo: bool
    can_be_redone: bool


@dataclass
class Candidates:
    """What commands can be about, as far as the driver knows."""

    changes: deque[Change] = field(default_factory=lambda: deque(maxlen=RECENT))
    held_runs: dict[int, ProgramFile] = field(default_factory=dict)
    held_rows: dict[tuple[int, int], ProgramFile] = field(default_factory=dict)
    """By run and row the file that it stands in."""
    rejecting: dict[int, ProgramFile] = field(default_factory=dict)
    """Runs with rows of an unknown code."""
    codes: set[str] = field(default_factory=set)
    """Codes that are known to have been added."""


class Workload:
    """Chooses commands, the same for the same seed as far as chance allows."""

    def __init__(self, sender: Sender, seed: int) -> None:
        self.rng = random.Random(f"work {seed}")
        self.number = 0
        self.found = Candidates()
        self.large = [sender.large() for _ in range(4)]
        self.small: list[ProgramFile] = [sender.small() for _ in range(4)]
        self.small += [sender.small(near=3) for _ in range(3)]
        self.small += [sender.small(unknown=20) for _ in range(3)]
        self.small += [sender.arrival(turn) for turn in range(6)]
        self.small += [sender.bad() for _ in range(2)]
        self.rosters: list[RosterFile] = [sender.roster(new=n) for n in (0, 0, 5, 5)]
        self.newest: ProgramFile | RosterFile = self.large[0]

    def fresh(self) -> str:
        """Letters that no command used yet."""
        self.number += 1
        return letters(self.number)

    def next(self) -> Command:
        """A random command; an import where there is nothing to do of the kind that came up."""
        kinds = list(WEIGHTS)
        kind = self.rng.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0]
        make: dict[str, Callable[[], Command | None]] = {
            "large": lambda: self._import(self.large),
            "small": lambda: self._import(self.small),
            "roster": lambda: self._import(self.rosters),
            "again": lambda: import_command(self.newest),
            "setting": self._setting,
            "code": lambda: self.edit_code(),
            "student": lambda: create_command("Newcomer" + self.fresh()),
            "undo": self._undo,
            "review": self._review,
            "resolve": self._resolve,
            "rerun": self._rerun,
            "find": lambda: find_command(LAST_NAME),
            "export": lambda: EXPORT,
        }
        return make[kind]() or self._import(self.small)

    def _import(self, files: Sequence[ProgramFile | RosterFile]) -> Command:
        self.newest = self.rng.choice(files)
        return import_command(self.newest)

    def _setting(self) -> Command:
        # Of the files some are all good, and the others have more bad rows than any of these.
        return setting_command("limit-bad-rows", str(self.rng.randint(10, 40)))

    def edit_code(self) -> Command:
        """A new text for a program's code."""
        return edit_code_command(program(self.rng.randrange(PROGRAMS)), f"Text {self.fresh()}")

    def _undo(self) -> Command | None:
        choices = [c for c in self.found.changes if c.can_be_redone or not c.is_undo]
        undos = [c for c in choices if c.is_undo]
        if undos and self.rng.random() < 0.4:
            choices = undos
        return undo_command(self.rng.choice(choices).number) if choices else None

    def _review(self) -> Command | None:
        if not self.found.held_runs:
            return None
        run, file = self.rng.choice(list(self.found.held_runs.items()))
        return review_command("approve" if self.rng.random() < 0.7 else "discard", run, file)

    def _resolve(self) -> Command | None:
        if not self.found.held_rows:
            return None
        (run, row), file = self.rng.choice(list(self.found.held_rows.items()))
        return resolve_command(run, row, self.rng.choice(["insert", "insert", "discard"]), file)

    def _rerun(self) -> Command | None:
        if not self.found.rejecting:
            return None
        run, file = self.rng.choice(list(self.found.rejecting.items()))
        if file.code not in self.found.codes:
            return add_code_command(file.code)
        return review_command("rerun", run, file)

    def learn(self, outcome: Outcome) -> None:
        """Takes note of what a command that ended by itself made possible."""
        command = outcome.command
        if outcome.code != 0 or not command.words[-1] == "--json":
            return
        if command.kind == "code add":
            self.found.codes.add(command.name)
        if command.kind == "import resolve":
            self.found.held_rows.pop((command.target, int(command.words[3])), None)
        if command.kind in ("undo", "import resolve") or command.kind.startswith("import"):
            change = outcome.json().get("changeSet")
            if change:
                self.learn_change(command, change)

    def learn_change(self, command: Command, change: int) -> None:
        """Takes note of a change set that can be undone."""
        if command.kind == "undo":
            self.found.changes.append(self._undo_of(command.target, change))
        elif isinstance(command.file, RosterFile) or command.kind == "import resolve":
            self.found.changes.append(Change(change, is_undo=False, can_be_redone=False))
        elif command.file and command.file.can_be_undone:
            self.found.changes.append(Change(change, is_undo=False, can_be_redone=True))

    def _undo_of(self, target: int, change: int) -> Change:
        """An undo, which is taken back only where the first one undid an import of programs."""
        known = {c.number: c for c in self.found.changes}.get(target)
        return Change(change, is_undo=True, can_be_redone=bool(known and known.can_be_redone))
