"""What was tried, and what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

# Seconds within which somebody has to be told.
LATEST_ALARM = 300
# Seconds that are waited for an alarm after the last act. They are raised within seconds or never.
PATIENCE = 15

BLOCKED = "blocked"
NOT_BLOCKED = "NOT BLOCKED"
# What is not refused, and is meant to be seen: it counts where the alarm comes.
WATCHED = "watched"
# What is said for whoever reads the table; nothing is required of it.
KNOWN = "known"

_PRINTING = threading.Lock()


@dataclass(frozen=True)
class Step:
    """One thing that an attacker did."""

    act: str
    outcome: str
    # The named step at which it ended.
    at: str
    # HTTP status or error code.
    answer: str


@dataclass
class WayIn:
    """One way in, from the first act to the last."""

    title: str
    # Who has to be told of it: nobody can see what is done to copies elsewhere.
    has_alarm: bool = True
    is_quiet: bool = False
    steps: list[Step] = field(default_factory=list)
    alarms: list[tuple[str, float]] = field(default_factory=list)
    failure: str = ""
    look: Callable[[], list[tuple[str, float]]] | None = None
    last_act: float = 0

    def tried(self, act: str, is_blocked: bool, at: str, answer: object) -> bool:
        """Something that has to be refused."""
        self._add(Step(act, BLOCKED if is_blocked else NOT_BLOCKED, at, str(answer)))
        return is_blocked

    def watched(self, act: str, answer: object) -> None:
        """Something that is let through, and has to raise an alarm."""
        self._add(Step(act, WATCHED, "alarm", str(answer)))

    def known(self, act: str, answer: object) -> None:
        """Something that is as it is."""
        self._add(Step(act, KNOWN, "-", str(answer)))

    def _add(self, step: Step) -> None:
        self.steps.append(step)
        self._say(f"{step.outcome:<11}  {step.at:<24} {step.answer:<26} {step.act}")

    def _say(self, line: str) -> None:
        if self.is_quiet:
            return
        with _PRINTING:
            print(f"{self.title:<28} {line}", flush=True)

    def wait_for_alarm(self, look: Callable[[], list[tuple[str, float]]]) -> None:
        """The last act is over; `look` gives kinds and seconds of alarms once there are any."""
        self.look, self.last_act = look, time.monotonic()

    def settle(self) -> None:
        """Waits for the alarm, where one is to come."""
        if self.look is None:
            return
        while not (found := self.look()) and time.monotonic() < self.last_act + PATIENCE:
            time.sleep(0.3)
        self.alarms = sorted(found, key=lambda one: one[1])
        words = ", ".join(f"{kind} after {seconds:.1f} s" for kind, seconds in self.alarms)
        self._say(f"{'alarm':<11}  {words or f'NONE within {PATIENCE} s of the last act'}")

    # What came of it

    @property
    def open_steps(self) -> list[Step]:
        """What was not blocked, and had to be."""
        return [step for step in self.steps if step.outcome == NOT_BLOCKED]

    @property
    def is_blocked(self) -> bool:
        """Whether what had to be refused was; nothing tried is no proof."""
        return any(step.outcome == BLOCKED for step in self.steps) and not self.open_steps

    @property
    def is_told(self) -> bool:
        """Whether somebody was told in time, where somebody could be."""
        return not self.has_alarm or any(after < LATEST_ALARM for _, after in self.alarms)

    @property
    def is_held(self) -> bool:
        """Whether all of it is as it has to be."""
        return not self.failure and self.is_blocked and self.is_told


def table(scenes: list[WayIn]) -> str:
    """What came of all of them."""
    rows = [("Way in", "Blocked", "First blocked at", "Alarm", "")]
    for scene in scenes:
        first = next((step.at for step in scene.steps if step.outcome == BLOCKED), "-")
        alarm = "none possible" if not scene.has_alarm else "NONE"
        if scene.alarms:
            alarm = f"{scene.alarms[0][0]}, {scene.alarms[0][1]:.1f} s"
        is_blocked = "yes" if scene.is_blocked else "NO"
        rows.append((scene.title, is_blocked, first, alarm, "" if scene.is_held else "<-"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths).rstrip())
    lines += [f"{scene.title}: {scene.failure}" for scene in scenes if scene.failure]
    return "\n".join(lines)
