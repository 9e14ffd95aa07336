#!/usr/bin/env python3
"""Measures `homeroom import programs.txt` on PostgreSQL beside psql, on the same server.

As imports.py does it, with a database for each way that is prepared once and cloned for each round.
What is measured is the whole import as its user waits for it; user and system time and memory are
those of the client alone. A checkpoint, and the disk at rest, stand before each run.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from imports import HERE, Homeroom
from measure import (
    PHASES, Data, Results, Run, best, checked, make_data, measure, measurements, note, processor,
    stage_table, table, title, warm,
)  # fmt: skip

HOMEROOM, PSQL, SORTED = "Homeroom (PostgreSQL)", "psql", "psql, sorted"
DISTRICT = "main"
GOALS = {
    "first load": (1.0, "less than psql's"),
    "re-load, shuffled": (0.25, "a quarter of psql's"),
}
MEMORY_GOAL = 256


class Server:
    """The server, which ./script/bench starts."""

    def __init__(self, uri: str) -> None:
        self.uri = uri

    def database(self, name: str) -> str:
        """The connection string of one database."""
        parts = urlsplit(self.uri)
        return f"{parts.scheme}://{parts.netloc}/{name}?{parts.query}"

    def ask(self, *statements: str, database: str = "") -> str:
        """What psql prints for statements, which have to succeed."""
        command = ["psql", self.database(database) if database else self.uri, "--no-psqlrc",
                   "--quiet", "--tuples-only", "--no-align", "--set",
                   "ON_ERROR_STOP=1"]  # fmt: skip
        for statement in statements:
            command += ["--command", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def make(self, name: str, template: str = "template0") -> None:
        """Makes a database anew, empty or as a copy."""
        self.ask(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name} TEMPLATE {template}",
        )


class HomeroomPostgres(Homeroom):
    """Homeroom with a district in a database of its own."""

    def __init__(self, binary: Path, work: Path, server: Server) -> None:
        super().__init__(binary, work)
        self.name, self.server = HOMEROOM, server
        # The keys belong to this bench, not to the folder that it is started in.
        self.keys = work / "postgres-keys"
        self.keys.mkdir(parents=True, exist_ok=True)
        os.environ["HOMEROOM_KEYS"] = str(self.keys / "keys.json")
        self.prepared_place = ["--database", server.database("homeroom_prepared")]
        self.place = ["--database", server.database("homeroom_store")]

    def clear(self) -> None:
        """An empty district."""
        for file in self.keys.iterdir():
            file.unlink()
        self.server.make("homeroom_prepared")
        self.call("district", "create", DISTRICT)

    def prepare(self, data: Data) -> None:
        """As on SQLite, and what the server does by itself in a quiet minute."""
        super().prepare(data)
        self.server.ask("VACUUM ANALYZE", database="homeroom_prepared")

    def renew(self) -> None:
        """Puts a fresh copy of the prepared database in place."""
        self.server.make("homeroom_store", template="homeroom_prepared")

    def run(self, file: Path, check: bool = False) -> Run:
        """One timed import."""
        self.server.ask("CHECKPOINT")
        return super().run(file, check)


class Psql:
    """COPY and INSERT ... ON CONFLICT with psql, which checks nothing; or sorted before that."""

    def __init__(self, work: Path, server: Server, options: tuple[str, ...] = ()) -> None:
        self.name, self.work, self.server = SORTED if options else PSQL, work, server
        self.store = "_".join(["psql_store", *options])
        self.script, self.options = str(HERE / "peer_psql.sh"), options

    def prepare(self, data: Data) -> None:
        """An empty table."""
        self.server.make("psql_prepared")
        place = self.server.database("psql_prepared")
        subprocess.run([self.script, "setup", place], check=True)

    def renew(self) -> None:
        """Puts a fresh copy of the prepared database in place."""
        self.server.make(self.store, template="psql_prepared")

    def run(self, file: Path) -> Run:
        """One timed import. Counts the table's rows afterwards."""
        self.server.ask("CHECKPOINT")
        command = [self.script, self.server.database(self.store), str(file), *self.options]
        run = checked(measure(command, self.work), self.name)
        times = re.findall(r"^(COPY|INSERT) .*\nTime: ([\d.]+) ms", run.out, re.MULTILINE)
        run.stages = {name.lower(): float(time) / 1000 for name, time in times}
        counted = self.server.ask("SELECT count(*) FROM peer.program_enrollment",
                                  database=self.store)  # fmt: skip
        run.counts = {"rows": int(counted)}
        return run


Way = HomeroomPostgres | Psql


def run_rounds(ways: list[Way], data: Data, rounds: int) -> Results:
    """All runs by phase and way."""
    results: Results = {phase: {} for phase in PHASES}
    for number in range(1, rounds + 1):
        for way in ways:
            way.renew()
        for phase, found in results.items():
            warm(data.file(phase))
            for way in ways:
                run = way.run(data.file(phase))
                found.setdefault(way.name, []).append(run)
                note(f"round {number}, {phase}: {way.name} {run.wall:.2f} s")
    return results


def mismatches(results: Results) -> list[str]:
    """Where the ways disagree. psql takes the bad rows too, so that its table has a row for each
    of the file; in Homeroom a row is a record or it is rejected."""
    found = set()
    first, *later = results.items()
    counts = first[1][HOMEROOM][0].counts
    wanted = counts["inserted"] + counts["rejected"]
    for phase, by_way in results.items():
        for run in by_way[PSQL] + by_way[SORTED]:
            if run.counts["rows"] != wanted:
                found.add(f"{phase}: psql has {run.counts['rows']:,} rows, Homeroom {wanted:,}")
    for phase, by_way in later:
        for run in by_way[HOMEROOM]:
            if run.counts["inserted"]:
                found.add(f"{phase}: Homeroom inserted {run.counts['inserted']:,} rows again")
    for phase, by_way in results.items():
        if any(run.counts["held"] for run in by_way[HOMEROOM]):
            found.add(f"{phase}: Homeroom holds rows")
    return sorted(found)


def phase_table(by_way: dict[str, list[Run]], data: Data, phase: str) -> str:
    """The measurements of one phase."""
    counts = by_way[HOMEROOM][0].counts
    shown = ", ".join(
        f"{counts[key]:,} {key}" for key in ("inserted", "updated", "unchanged", "rejected")
    )
    return f"{title(data, phase)}; {shown}.\n\n{measurements(by_way, data, phase, PSQL)}"


def goal_table(results: Results) -> str:
    """What was aimed at, and what came out."""
    rows = []
    for phase, (limit, words) in GOALS.items():
        walls = {name: best(runs).wall for name, runs in results[phase].items()}
        ratio = walls[HOMEROOM] / walls[PSQL]
        is_met = ratio < limit if limit == 1 else ratio <= limit
        rows.append([f"{phase}: {words}", f"{ratio:.2f}×", "met" if is_met else "missed",
                     f"{walls[HOMEROOM] / walls[SORTED]:.2f}×"])  # fmt: skip
    peak = max(run.peak for by_way in results.values() for run in by_way[HOMEROOM])
    is_met = peak < MEMORY_GOAL
    rows.append([f"memory: less than {MEMORY_GOAL} MiB", f"{peak:.0f} MiB",
                 "met" if is_met else "missed", ""])  # fmt: skip
    return "### Goals\n\n" + table(["goal", "result", "", f"beside {SORTED}"], rows)


def compare(ways: list[Way], server: Server, data: Data, rounds: int) -> int:
    """Prepares, runs, verifies and prints. Returns the exit code."""
    for way in ways:
        note(f"preparing {way.name}")
        way.prepare(data)
    results = run_rounds(ways, data, rounds)
    version = server.ask("SELECT version()").split(" on ")[0]
    print(f"{processor()}; {version}. Best of {rounds}. CPU and memory are the client's.\n")
    for phase, by_way in results.items():
        print(phase_table(by_way, data, phase))
    print(stage_table(results))
    print(goal_table(results))
    wrong = mismatches(results)
    if wrong:
        print("**MISMATCH: THE COUNTS DO NOT AGREE. THE TIMES ABOVE MEAN NOTHING.**\n")
        print("\n".join(f"* {line}" for line in wrong))
        return 1
    print("The counts agree.")
    return 0


def main() -> int:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homeroom", type=Path, required=True, help="the release binary")
    parser.add_argument("--server", required=True, help="the connection string of a server")
    parser.add_argument("--dir", type=Path, default=Path(".bench/imports"), help="work files")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000)
    options = parser.parse_args()
    work = options.dir.resolve()
    work.mkdir(parents=True, exist_ok=True)
    server = Server(options.server)
    ways: list[Way] = [HomeroomPostgres(options.homeroom.resolve(), work, server)]
    ways += [Psql(work, server), Psql(work, server, ("sorted",))]
    data = make_data(work, options.rows, max(options.rows // 4, 1))
    return compare(ways, server, data, options.rounds)


if __name__ == "__main__":
    sys.exit(main())
