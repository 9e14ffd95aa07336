#!/usr/bin/env python3
"""Runs Homeroom as many processes at once on one district, kills them, and checks what is left.

Whatever ran at once and whenever it was killed, the district has to be one that did the same
commands one after the other. Run it with ./script/soak, which starts a PostgreSQL for it.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import defaultdict
from pathlib import Path

from commands import (
    Command, Outcome, Pool, SoakFailure, add_code_command, import_command, setting_command,
)  # fmt: skip
from files import PROGRAMS, Sender, program
from places import Place, PostgresPlace, arguments
from scenarios import Scenarios
from verify import Verifier
from workload import Workload

WORKERS = 4
KILLS_BETWEEN_CHECKS = 10
LAST_MOMENTS = 0.8, 1.3
"""In typical durations of a command: a third of the kills come then, some after the commit."""


class Soak:
    """The soak of one database."""

    def __init__(self, binary: Path, place: Place, work: Path, seed: int) -> None:
        self.binary, self.place, self.seed = binary, place, seed
        self.rng = random.Random(f"kills {seed}")
        self.pool = Pool(binary, place.arguments, work)
        self.sender = Sender(work / "files", seed)
        self.workload = Workload(self.sender, seed)
        self.verifier = Verifier(self.pool, place, self.workload)
        self.outcomes: list[Outcome] = []
        self.doing = "making the district"

    def run(self, kills: int) -> None:
        """Everything."""
        self._set_up()
        while self.verifier.killed < kills:
            self._stretch(min(KILLS_BETWEEN_CHECKS, kills - self.verifier.killed))
        self._scenarios(max(3, kills // 20))

    def note(self, text: str) -> None:
        """Progress."""
        self.doing = text
        print(f"{self.pool.now():7.1f} s  {self.place.name}: {text}", file=sys.stderr, flush=True)

    def _set_up(self) -> None:
        self.note(self.doing)
        self.place.make(self.binary)
        sites = self.sender.sites()
        commands = [
            Command("import sites", ("import", str(sites), "--json")),
            import_command(self.sender.roster()),
            *[add_code_command(program(place)) for place in range(PROGRAMS)],
            setting_command("limit-ends", "100"),
            import_command(self.sender.first()),
        ]
        self.outcomes = [self.pool.call(command) for command in commands]
        self._verify()

    def _verify(self) -> None:
        self.verifier.verify(self.outcomes)
        self.outcomes = []
        self.verifier.check_invariants()

    def _stretch(self, kills: int) -> None:
        """Keeps the workers busy until so many of them were killed, and looks at the district."""
        goal = self.verifier.killed + kills
        self.note(f"{self.verifier.killed} killed so far")
        while self.verifier.killed < goal:
            while len(self.pool.running) < WORKERS:
                self._start()
            self._take(self.pool.wait())
        self._take(self.pool.finish())
        self._verify()

    def _start(self) -> None:
        command = self.workload.next()
        kill_after = None
        if self.rng.random() < 0.5:
            earliest = self.rng.choice([0, 0, LAST_MOMENTS[0]])
            share = self.rng.uniform(earliest, LAST_MOMENTS[1] if earliest else 1)
            kill_after = share * self.pool.typical(command.kind)
        self.pool.start(command, kill_after)

    def _take(self, ended: list[Outcome]) -> None:
        self.outcomes += ended
        for outcome in ended:
            self.workload.learn(outcome)

    def _scenarios(self, times: int) -> None:
        scenarios = Scenarios(self.sender, self.verifier, self.seed)
        steps = [
            scenarios.same_file_twice, scenarios.edits_under_an_import,
            scenarios.undo_under_an_import,
        ]  # fmt: skip
        if isinstance(self.place, PostgresPlace):
            steps.append(scenarios.server_killed)
        for step in steps:
            for turn in range(times):
                self.note(f"{step.__name__.replace('_', ' ')}, {turn + 1} of {times}")
                step()
            self.verifier.check_invariants()


def table(soak: Soak, seconds: float) -> str:
    """What was run, and how it ended."""
    by_kind: dict[str, dict[str, int]] = defaultdict(dict)
    for (kind, state), count in sorted(soak.pool.tally.items()):
        if kind not in ("look", "check"):
            by_kind[kind][state] = count
    lines = [
        f"{soak.place.name}, seed {soak.seed}: {soak.verifier.killed} killed, "
        f"{soak.verifier.survived} of them after their change was made; {soak.pool.number} "
        f"commands; checked {soak.verifier.checks} times; {seconds:.0f} seconds"
    ]
    for kind, states in by_kind.items():
        shown = ", ".join(f"{count} {state}" for state, count in states.items())
        lines.append(f"  {kind:24}{sum(states.values()):5}   {shown}")
    return "\n".join(lines)


def failure(soak: Soak, error: Exception, work: Path) -> str:
    """What a person needs to look for the fault."""
    shown = "\n".join(one.describe() for one in soak.pool.recent)
    what = str(error) if isinstance(error, SoakFailure) else traceback.format_exc()
    return (
        f"\nSOAK FAILED\n{what}\n\nDatabase: {soak.place.name}. Seed: {soak.seed}. "
        f"While: {soak.doing}.\nThe last commands, each with {' '.join(soak.place.arguments)}:\n"
        f"{shown}\n\nAll commands: {work}/commands.txt, with the district and the files beside it."
    )


def main() -> int:
    """Reads the arguments, and soaks one database."""
    options = arguments(__doc__.splitlines()[0])
    begin = time.monotonic()
    soak = Soak(options.homeroom, options.place, options.work, options.seed)
    try:
        soak.run(options.kills)
    except Exception as error:
        print(failure(soak, error, options.work), file=sys.stderr)
        return 1
    finally:
        soak.pool.end_all()
    print(table(soak, time.monotonic() - begin))
    return 0


if __name__ == "__main__":
    sys.exit(main())
