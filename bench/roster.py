#!/usr/bin/env python3
"""Measures `homeroom import studemo.txt` beside DuckDB and the sqlite3 command line, in one go.

What a district does each night: a whole roster arrives, and next to nothing in it is new. A round
is a first load into an empty store, the same students in another order, and the same with 1 % of
them changed; the ways take turns within each. Each way runs as a process of its own and is
measured from outside: wall time, user and system time, peak memory. The best of the rounds counts.
Making the data is not timed.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
from pathlib import Path

from generate import FIRST_NAMES, STUDENT_LABELS, make_students, write
from imports import DUCKDB, HOMEROOM, SQLITE, machine
from measure import (
    Data, Results, Run, checked, last_object, measure, measurements, note, stage_table, title, warm,
)  # fmt: skip

HERE = Path(__file__).resolve().parent
FILES = {
    "first load": "first/studemo.txt",
    "nothing changed, shuffled": "shuffled/studemo.txt",
    "1 % changed": "changed/studemo.txt",
}
COUNTS = "inserted", "updated", "unchanged"
FIRST, LANGUAGE, PROFICIENCY = 3, 11, 13


class Roster(Data):
    """A folder of generated rosters."""

    def file(self, phase: str) -> Path:
        """The file of a phase; the format wants exactly this name."""
        return self.folder / FILES[phase]


def change(line: str, rng: random.Random) -> str:
    """Another language for some, another English proficiency for some, a new name for a fifth."""
    cells = line.split("\t")
    chance = rng.random()
    if chance < 0.2:
        cells[FIRST] = rng.choice([name for name in FIRST_NAMES if name != cells[FIRST]])
    elif chance < 0.6:
        cells[LANGUAGE] = "02"
    else:
        cells[PROFICIENCY] = str(int(cells[PROFICIENCY]) % 4 + 1)
    return "\t".join(cells)


def make_rosters(work: Path, students: int, seed: int) -> Roster:
    """Generates the files unless they are there and newer than what generates them."""
    folder = work / f"{students}-students-{seed}"
    newest = max((HERE / name).stat().st_mtime for name in ("generate.py", "roster.py"))
    if not folder.exists() or folder.stat().st_mtime < newest:
        partial = folder.with_suffix(".partial")
        for old in (folder, partial):
            shutil.rmtree(old, ignore_errors=True)
        for name in FILES.values():
            (partial / name).parent.mkdir(parents=True)
        labels = tuple(STUDENT_LABELS.get(i, f"Column {i}") for i in range(1, 65))
        lines, _ = make_students(students, seed)
        first, shuffled, changed = (partial / name for name in FILES.values())
        write(first, labels, lines)
        rng = random.Random(f"roster {seed}")
        rng.shuffle(lines)
        write(shuffled, labels, lines)
        for i in rng.sample(range(students), students // 100):
            lines[i] = change(lines[i], rng)
        rng.shuffle(lines)
        write(changed, labels, lines)
        partial.rename(folder)
    return Roster(folder, students)


class Homeroom:
    """The program itself. Its store is a folder."""

    name = HOMEROOM

    def __init__(self, binary: Path, work: Path) -> None:
        self.binary, self.work, self.store = binary, work, work / "homeroom.store"

    def clear(self) -> None:
        """Begins with no store at all."""
        shutil.rmtree(self.store, ignore_errors=True)

    def run(self, file: Path) -> Run:
        """One timed import."""
        command = [str(self.binary), "import", str(file), "--data", str(self.store), "--json",
                   "--timings"]  # fmt: skip
        run = checked(measure(command, self.work), self.name)
        report = json.loads(run.out)
        report = report[0] if isinstance(report, list) else report
        run.counts = {key: report.get(key, 0) for key in COUNTS}
        timings = last_object(run.err)
        run.stages = {k: v for k, v in timings.items() if isinstance(v, (int, float))}
        return run


class Peer:
    """A peer script, which prints its counts and stages. Its store is one file."""

    def __init__(self, name: str, command: list[str], work: Path) -> None:
        self.name, self.command, self.work = name, command, work
        self.store = work / f"{name.lower()}.store"

    def clear(self) -> None:
        """Begins with no store at all."""
        for old in self.work.glob(f"{self.store.name}*"):
            old.unlink()

    def run(self, file: Path) -> Run:
        """One timed import."""
        run = checked(measure([*self.command, str(self.store), str(file)], self.work), self.name)
        report = last_object(run.out)
        run.stages = {k[:-2]: v for k, v in report.items() if k.endswith("_s")}
        run.counts = {key: int(report[key]) for key in COUNTS}
        return run


def run_rounds(ways: list[Homeroom | Peer], data: Roster, rounds: int) -> Results:
    """All runs by phase and way."""
    results: Results = {phase: {} for phase in FILES}
    for number in range(1, rounds + 1):
        for way in ways:
            way.clear()
        for phase, found in results.items():
            warm(data.file(phase))
            for way in ways:
                run = way.run(data.file(phase))
                found.setdefault(way.name, []).append(run)
                note(f"round {number}, {phase}: {way.name} {run.wall:.2f} s")
    return results


def mismatches(results: Results) -> list[str]:
    """Every run whose counts are not DuckDB's."""
    return sorted({
        f"{phase}: {name} counts {run.counts[key]:,} {key}, not {by_way[DUCKDB][0].counts[key]:,}"
        for phase, by_way in results.items()
        for name, runs in by_way.items()
        for run in runs
        for key in COUNTS
        if run.counts[key] != by_way[DUCKDB][0].counts[key]
    })  # fmt: skip


def main() -> int:
    """Reads the arguments, runs, verifies and prints. Returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homeroom", type=Path, required=True, help="the release binary")
    parser.add_argument("--dir", type=Path, default=Path(".bench/roster"), help="work files")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--students", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    work = options.dir.resolve()
    work.mkdir(parents=True, exist_ok=True)
    data = make_rosters(work, options.students, options.seed)
    ways: list[Homeroom | Peer] = [
        Homeroom(options.homeroom.resolve(), work),
        Peer(SQLITE, [str(HERE / "peer_roster_sqlite.sh")], work),
        Peer(DUCKDB, [sys.executable, str(HERE / "peer_roster_duckdb.py")], work),
    ]
    results = run_rounds(ways, data, options.rounds)
    print(f"{machine()}. Best of {options.rounds}.\n")
    for phase, by_way in results.items():
        counts = by_way[DUCKDB][0].counts
        shown = ", ".join(f"{counts[key]:,} {key}" for key in COUNTS)
        print(f"{title(data, phase)}; {shown}.\n\n{measurements(by_way, data, phase, DUCKDB)}")
    print(stage_table(results))
    wrong = mismatches(results)
    if wrong:
        print("**MISMATCH: THE COUNTS DO NOT AGREE. THE TIMES ABOVE MEAN NOTHING.**\n")
        print("\n".join(f"* {line}" for line in wrong))
        return 1
    print("The counts of all ways agree.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
