"""What a district should hold: the changes one after the other, as if nothing ran beside them.

Every change set has a number, and the numbers say the order. So what four processes did at once
has to be what the model does in that order, count for count and record for record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from files import ProgramFile, RosterFile, Rows


@dataclass
class Counts:
    """What became of the rows of a file, as a report counts them."""

    inserted: int = 0
    updated: int = 0
    closed: int = 0
    unchanged: int = 0
    held: int = 0
    rejected: int = 0

    @classmethod
    def of(cls, report: dict[str, Any]) -> Counts:
        """The counts of a report."""
        return cls(**{key: report[key] for key in cls.__dataclass_fields__})

    @property
    def changed(self) -> int:
        """Rows that change the district."""
        return self.inserted + self.updated + self.closed

    def loosely(self) -> Counts:
        """With held rows among the unchanged, as nobody knows when they were decided about."""
        return Counts(
            self.inserted, self.updated, self.closed, self.unchanged + self.held, 0, self.rejected
        )


class Table:
    """Records by key, the change set that last wrote each, and what was there before."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[str, int]] = {}
        self.images: dict[int, dict[str, tuple[str, str, int]]] = {}
        self.sum = 0
        """The hashes of all records added up, by which two states are compared."""

    def _put(self, key: str, value: str, change: int) -> None:
        self._take(key)
        self.rows[key] = value, change
        self.sum += hash((key, value))

    def _take(self, key: str) -> None:
        old = self.rows.pop(key, None)
        if old:
            self.sum -= hash((key, old[0]))

    def _keep(self, key: str, operation: str, change: int) -> None:
        self.images.setdefault(change, {})[key] = (operation, *self.rows[key])

    def write(self, key: str, value: str, change: int) -> None:
        """Inserts or updates a record in a change set."""
        if key in self.rows:
            self._keep(key, "update", change)
        self._put(key, value, change)

    def undo(self, change: int, undo: int, undone: int | None) -> tuple[int, int]:
        """Takes a change set back in a new one. Returns how many were removed and restored.

        `undone` is what the change set undid itself, if it is an undo. What it gave back then has
        the older number that it had before that.
        """
        images = self.images.get(change, {})
        before = {} if undone is None else self.images.get(undone, {})

        def stands(key: str, operation: str) -> bool:
            """Whether a record is as the change set left it."""
            if key not in self.rows:
                return False
            by = self.rows[key][1]
            if undone is None:
                return by == change
            image = before.get(key)
            return image is not None and image[0] == operation and by == image[2] < undone

        inserted = [key for key in (self.rows if undone is None else before)
                    if key not in images and stands(key, "delete")]  # fmt: skip
        updated = [key for key, image in images.items()
                   if image[0] == "update" and stands(key, "update")]  # fmt: skip
        for key in inserted:
            self._keep(key, "delete", undo)
            self._take(key)
        for key in updated:
            self._keep(key, "update", undo)
            self._put(key, *images[key][1:])
        deleted = [key for key, image in images.items()
                   if image[0] == "delete" and key not in self.rows]  # fmt: skip
        for key in deleted:
            self._put(key, *images[key][1:])
        return len(inserted), len(updated) + len(deleted)

    def forget(self, before: int) -> None:
        """Drops what was there before old change sets, which nobody will undo any more."""
        self.images = {change: kept for change, kept in self.images.items() if change >= before}

    def plain(self) -> Rows:
        """The values by key."""
        return {key: value for key, (value, _) in self.rows.items()}


@dataclass
class District:
    """All that the soak looks at."""

    programs: Table = field(default_factory=Table)
    nears: Table = field(default_factory=Table)
    """Near misses that somebody inserted."""
    discarded: Table = field(default_factory=Table)
    roster: Table = field(default_factory=Table)
    codes: set[str] = field(default_factory=set)
    maybe_codes: set[str] = field(default_factory=set)
    """Codes that a killed command added, nobody knows when."""
    inserts_nears: bool = False
    undoes: dict[int, int] = field(default_factory=dict)

    def import_programs(self, file: ProgramFile, change: int | None, rejected: int) -> Counts:
        """Imports a file as a change set, or, without one, counts what an import would do.

        `rejected` is what the report says; it only counts for codes added at an unknown time.
        """
        counts = Counts(rejected=file.spoiled)
        self._merge(self.programs, file.rows, change, counts)
        known = file.code in self.codes
        if file.code in self.maybe_codes:
            known = rejected == file.spoiled
        if known:
            self._merge(self.programs, file.unknown, change, counts)
        else:
            counts.rejected += len(file.unknown)
        for key, value in file.near.items():
            if key in self.nears.rows or (self.inserts_nears and key not in self.discarded.rows):
                self._merge(self.nears, {key: value}, change, counts)
            elif key in self.discarded.rows:
                counts.unchanged += 1
            else:
                counts.held += 1
        return counts

    def import_roster(self, file: RosterFile, change: int | None) -> Counts:
        """Imports a roster as a change set, or, without one, counts what an import would do."""
        counts = Counts()
        self._merge(self.roster, file.rows, change, counts, closes=False)
        return counts

    @staticmethod
    def _merge(
        table: Table, rows: Rows, change: int | None, counts: Counts, closes: bool = True
    ) -> None:
        for key, value in rows.items():
            old = table.rows.get(key)
            if old is None:
                counts.inserted += 1
            elif old[0] == value:
                counts.unchanged += 1
                continue
            elif closes and not old[0].split("\t")[2] and value.split("\t")[2]:
                counts.closed += 1
            else:
                counts.updated += 1
            if change is not None:
                table.write(key, value, change)

    @property
    def tables(self) -> list[Table]:
        """What an undo takes back."""
        return [self.programs, self.nears, self.discarded, self.roster]

    def undo(self, change: int, undo: int) -> tuple[int, int]:
        """Takes a change set back. Returns how many were removed and restored."""
        done = [table.undo(change, undo, self.undoes.get(change)) for table in self.tables]
        self.undoes[undo] = change
        return sum(removed for removed, _ in done), sum(restored for _, restored in done)

    def forget(self, before: int) -> None:
        """Drops what only an undo of old change sets would need."""
        for table in self.tables:
            table.forget(before)


@dataclass
class Event:
    """A change set: what it did, and when the command ran that made it."""

    change: int
    started: float
    ended: float
    what: str
    apply: Callable[[District], str]
    """Does the same to the model. Returns what does not agree, or nothing."""
    is_of_killed: bool = False
    """Whether it was made by a command that was killed before it could say so."""


@dataclass
class Observation:
    """What a command saw that changed nothing: true of some moment while it ran."""

    started: float
    ended: float
    what: str
    holds: Callable[[District], bool]


def replay(
    district: District, events: Iterable[Event], observations: list[Observation]
) -> list[str]:
    """Does the events in order. Returns everything that no such order explains."""
    events = sorted(events, key=lambda event: event.change)
    wrong = out_of_order(events)
    open_ones = []
    for seen in observations:
        first = max((i + 1 for i, e in enumerate(events) if e.ended < seen.started), default=0)
        last = min((i for i, e in enumerate(events) if e.started > seen.ended),
                   default=len(events))  # fmt: skip
        open_ones.append((first, last, seen))
    for place in range(len(events) + 1):
        open_ones = [
            (first, last, seen) for first, last, seen in open_ones
            if not (first <= place <= last and seen.holds(district))
        ]  # fmt: skip
        if place < len(events):
            complaint = events[place].apply(district)
            if complaint:
                event = events[place]
                wrong.append(f"change set {event.change}, {event.what}: {complaint}")
    wrong += [
        f"{seen.what}: what it saw was true at no moment while it ran "
        f"(looked at the states after {last - first + 1} change sets)"
        for first, last, seen in open_ones
    ]
    return wrong


def out_of_order(events: list[Event]) -> list[str]:
    """Change sets whose command began after another had ended that has a higher number."""
    wrong = []
    latest = 0.0
    for before, event in pairwise(events):
        if before.change == event.change:
            wrong.append(f"two commands made change set {event.change}: "
                         f"{before.what} and {event.what}")  # fmt: skip
    for event in events:
        if event.ended < latest:
            wrong.append(f"change set {event.change}, {event.what}: it was there before an "
                         "older one was begun")  # fmt: skip
        latest = max(latest, event.started)
    return wrong
