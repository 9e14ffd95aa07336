"""Finds out what happened, and whether a district that did one thing after the other agrees."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from commands import (
    EXPORT, Command, Outcome, Pool, Report, SoakFailure, find_command, import_command,
    setting_command,
)  # fmt: skip
from events import Runs, change_events, decide, observations, undo_event
from files import LAST_NAME, ProgramFile, exported
from model import District, Event, replay
from places import Place
from workload import Workload

PROMPT = 5.0
"""Seconds within which a small write has to be done when nothing else runs."""
FORGOTTEN_AFTER = 400
"""Change sets after which the model no longer knows what was there before."""
OVERWRITTEN = {"setting set": ("setting", "list"), "code edit": ("code", "list")}


@dataclass
class Findings:
    """What was found out about the commands that were killed."""

    events: list[Event] = field(default_factory=list)
    certain: int = 0
    """Change sets that are there, of which nobody knows the number."""
    possible: int = 0
    """Change sets that may be there: a later command may have overwritten what they wrote."""


class Verifier:
    """Looks at a district while nothing runs."""

    def __init__(self, pool: Pool, place: Place, workload: Workload) -> None:
        self.pool, self.place, self.workload = pool, place, workload
        self.model = District()
        self.runs = Runs()
        self.newest = 0
        self.checks = 0
        self.survived = 0
        """Changes of commands that were killed after they had made them."""
        self.students: set[str] = set()
        """The last names of students who are there for certain."""

    def ask(self, *words: str) -> Any:
        """What a command says as JSON, which has to succeed."""
        outcome = self.pool.call(Command("look", (*words, "--json")))
        self._demand(outcome.code == 0, outcome.describe())
        return json.loads(outcome.out)

    def _demand(self, holds: bool, what: str) -> None:
        if not holds:
            raise SoakFailure(what)

    def verify(self, outcomes: list[Outcome]) -> None:
        """Everything that must hold after these commands, which are all that ran since the last
        time. Adds what it does itself to them."""
        faults = [one.fault() + "\n" + one.describe() for one in outcomes if one.fault()]
        self._demand(not faults, "\n".join(faults))
        last = self._small_write()
        outcomes.append(last)
        self._import_killed_again(outcomes)
        self._replay(outcomes, last)
        self._compare()
        self._leftovers()
        self.checks += 1

    def _small_write(self) -> Outcome:
        last = self.pool.call(setting_command("limit-changes", "100"))
        self._demand(not last.fault(), last.describe())
        self._demand(
            last.ended - last.started < PROMPT,
            f"a lock is left behind: a small write took {last.ended - last.started:.1f} s",
        )
        return last

    def check_invariants(self) -> None:
        """`homeroom check` finds nothing."""
        outcome = self.pool.call(Command("check", ("check", "--json")))
        self._demand(
            outcome.code != 2,
            "THIS HOMEROOM HAS NO COMMAND `check`, so that nothing can be said about its "
            f"invariants.\n{outcome.err}",
        )
        self._demand(outcome.code == 0, f"{outcome.describe()}\n{outcome.out[-4000:]}")

    def _import_killed_again(self, outcomes: list[Outcome]) -> None:
        """A killed import is wholly there or not at all: what the same file comes to now has to be
        what the model says."""
        files = {
            one.command.file.name: one.command.file
            for one in outcomes
            if one.was_killed and one.command.file and "import" in one.command.words[:1]
            and len(one.command.words) == 3
        }  # fmt: skip
        for file in files.values():
            again = self.pool.call(import_command(file))
            outcomes.append(again)
            self._demand(not again.fault(), again.describe())
            self.workload.learn(again)

    def _replay(self, outcomes: list[Outcome], last: Outcome) -> None:
        """Orders the change sets by their numbers and does the same to the model."""
        listed = self.ask("import", "list")
        run_events, seen = self.runs.explain(listed, outcomes)
        found = self._killed(outcomes)
        events = [*run_events, *change_events(outcomes), *found.events]
        newest = max(event.change for event in events)
        numbered = {event.change for event in events}
        gaps = [n for n in range(self.newest + 1, newest + 1) if n not in numbered]
        self._demand(
            found.certain <= len(gaps) <= found.certain + found.possible,
            f"change sets {gaps} are there, and {found.certain} to "
            f"{found.certain + found.possible} killed commands can have made them",
        )
        self.survived += found.certain + sum(event.is_of_killed for event in events)
        self.runs.is_loose = any(
            o.was_killed and o.command.kind == "import resolve" for o in outcomes
        )
        wrong = replay(self.model, events, seen + observations(outcomes))
        self._demand(not wrong, "\n".join(wrong))
        self.model.codes |= self.model.maybe_codes
        self.workload.found.codes |= self.model.maybe_codes
        self.model.maybe_codes.clear()
        self.newest = newest
        self.model.forget(newest - FORGOTTEN_AFTER)
        self._offer(listed)

    # MARK: What the killed ones did

    def _killed(self, outcomes: list[Outcome]) -> Findings:
        found = Findings()
        killed = [one for one in outcomes if one.was_killed]
        self._killed_undos(killed, outcomes, found)
        self._killed_resolves(killed, outcomes, found)
        self._killed_codes(killed, outcomes, found)
        self._students(outcomes, found)
        for kind in OVERWRITTEN:
            self._overwritten(kind, outcomes, found)
        return found

    def _killed_undos(
        self, killed: list[Outcome], outcomes: list[Outcome], found: Findings
    ) -> None:
        reported = {
            one.json()["changeSet"] for one in outcomes
            if one.command.kind == "undo" and one.code == 0
        }  # fmt: skip
        for target in {one.command.target for one in killed if one.command.kind == "undo"}:
            words = ("undo", str(target), "--check", "--json")
            asked = self.pool.call(Command("look", words))
            by = re.search(r"by change set (\d+)", asked.err)
            if asked.code == 0 or asked.refusal != "undo.already-undone" or not by:
                self._demand(asked.code == 0, asked.describe())
                continue
            change = int(by[1])
            if change > self.newest and change not in reported:
                same = [one for one in killed if one.command.kind == "undo"
                        and one.command.target == target]  # fmt: skip
                found.events.append(undo_event(same, change, None))
                self.workload.learn_change(same[0].command, change)

    def _killed_resolves(
        self, killed: list[Outcome], outcomes: list[Outcome], found: Findings
    ) -> None:
        rows = {one.command.words[2:4]: one.command for one in killed
                if one.command.kind == "import resolve"}  # fmt: skip
        for one in outcomes:
            if one.command.kind == "import resolve" and one.code == 0:
                rows.pop(one.command.words[2:4], None)
        for (run, row), command in rows.items():
            shown = self.ask("import", "show", run)
            state = next(held for held in shown["heldRows"] if held["row"] == int(row))
            if state["state"] == "resolved":
                found.certain += 1
                # Its number is not known, and no undo will ask for it.
                decide(self.model, state["resolution"], command.name, command.file,
                       -found.certain)  # fmt: skip

    def _killed_codes(
        self, killed: list[Outcome], outcomes: list[Outcome], found: Findings
    ) -> None:
        names = {one.command.name for one in killed if one.command.kind == "code add"}
        names -= {one.command.name for one in outcomes
                  if one.command.kind == "code add" and one.code == 0}  # fmt: skip
        names -= self.model.codes
        if not names:
            return
        there = {code["key"] for code in self.ask("code", "list", "Student Programs")}
        self.model.maybe_codes |= names & there
        found.certain += len(names & there)

    def _students(self, outcomes: list[Outcome], found: Findings) -> None:
        made = [one for one in outcomes if one.command.kind == "student create"]
        done = {one.command.name for one in made if not one.was_killed}
        killed = {one.command.name for one in made if one.was_killed}
        there = [one["lastName"] for one in self.ask(*find_command("Newcomer").words[:-1])]
        self._demand(len(there) == len(set(there)), "a student was created twice")
        names = set(there)
        self._demand(
            self.students | done <= names <= self.students | done | killed,
            f"students created and not there: {sorted((self.students | done) - names)}; "
            f"there and not created: {sorted(names - self.students - done - killed)}",
        )
        found.certain += len(names & killed)
        self.students = names

    def _overwritten(self, kind: str, outcomes: list[Outcome], found: Findings) -> None:
        """The newest value has to be there, or that of a killed command."""
        last: dict[str, tuple[int, str]] = {}
        killed: dict[str, set[str]] = {}
        for one in (one for one in outcomes if one.command.kind == kind):
            name, value = one.command.name, one.command.value
            if one.was_killed:
                killed.setdefault(name, set()).add(value)
                found.possible += 1
            else:
                last[name] = max(last.get(name, (0, "")), (one.json()["changeSet"], value))
        if not last:
            return
        there = {one.get("name") or one["key"]: one.get("value", one.get("text"))
                 for one in self.ask(*OVERWRITTEN[kind])}  # fmt: skip
        for name, (_, value) in last.items():
            self._demand(
                there[name] in {value} | killed.get(name, set()),
                f"{kind} {name}: it says {there[name]}, and the last one to be set was {value}",
            )

    # MARK: What is there now

    def _compare(self) -> None:
        """The export and the roster are exactly the model's."""
        plain, near = exported(self.pool.call(EXPORT).out)
        for what, there, wanted in (
            ("records", plain, self.model.programs.plain()),
            ("inserted near misses", near, self.model.nears.plain()),
            ("students of the roster", self.roster(), self.model.roster.plain()),
        ):
            different = [key for key in there.keys() & wanted.keys() if there[key] != wanted[key]]
            missing, extra = wanted.keys() - there.keys(), there.keys() - wanted.keys()
            shown = [repr(key) for key in [*missing, *extra, *different][:5]]
            self._demand(
                there == wanted,
                f"{what}: {len(missing)} missing, {len(extra)} too many, {len(different)} "
                f"different; such as {', '.join(shown)}",
            )

    def roster(self) -> dict[str, str]:
        """The middle names of the roster's students."""
        return roster_of(self.ask(*find_command(LAST_NAME).words[:-1]))

    def _leftovers(self) -> None:
        left = self.place.leftovers()
        temporary = [str(path) for path in (self.pool.work / "tmp").iterdir()]
        # A process may be killed between making a temporary file and taking its name away.
        if len(temporary) > 2 + self.killed // 50:
            left += temporary
        self._demand(not left, f"left behind: {', '.join(left)}")

    @property
    def killed(self) -> int:
        """How many running processes were killed so far."""
        return sum(n for (_, state), n in self.pool.tally.items() if state == "killed")

    def _offer(self, listed: list[Report]) -> None:
        """Tells the workload what can be decided about now."""
        files = {
            number: file for number, file in self.runs.files.items()
            if isinstance(file, ProgramFile)
        }  # fmt: skip
        listed = [run for run in listed if run["run"] in files]
        applied = [run for run in listed if run["state"] == "applied"][:30]
        found = self.workload.found
        found.held_runs = {
            run["run"]: files[run["run"]] for run in listed if run["state"] == "held"
        }
        found.rejecting = {
            run["run"]: files[run["run"]] for run in applied
            if files[run["run"]].unknown and run["report"]["rejected"]
        }  # fmt: skip
        found.held_rows = {
            (run["run"], held["row"]): files[run["run"]]
            for run in [run for run in applied if run["waiting"]][:2]
            for held in self.ask("import", "show", str(run["run"]))["heldRows"]
            if held["state"] == "held"
        }


def roster_of(found: list[Report]) -> dict[str, str]:
    """The middle names of found students by their ID in the roster."""
    return {one["integrationID"]: one["name"].rsplit(" ", 1)[1] for one in found
            if one["lastName"] == LAST_NAME}  # fmt: skip
