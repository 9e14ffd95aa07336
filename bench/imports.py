#!/usr/bin/env python3
"""Measures `homeroom import programs.txt` beside DuckDB and the sqlite3 command line, in one go.

imports_postgres.py does the same with a PostgreSQL server, beside psql.

Each way runs as a process of its own and is measured from outside: wall time, user and system
time, peak memory. A round is a first load into an empty store, the same rows in another order, and
the same rows with 5 % changed; the ways take turns within each. The best of the rounds counts.
Making the data, preparing the stores and copying them is not timed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from measure import (
    PHASES, Data, Results, Run, checked, last_object, make_data, measure, measurements, note,
    processor, stage_table, table, title, warm,
)  # fmt: skip

HERE = Path(__file__).resolve().parent
HOMEROOM, PROFILED, SQLITE, DUCKDB = "Homeroom", "Homeroom, profiles present", "sqlite3", "DuckDB"
CHECK = " --check"
COUNTS = "inserted", "updated", "unchanged", "rejected"


class Homeroom:
    """The program itself. Its store is a folder; profiles are made from the roster on the way."""

    def __init__(self, binary: Path, work: Path, profiles: bool = False) -> None:
        self.name = PROFILED if profiles else HOMEROOM
        self.binary, self.work, self.profiles = binary, work, profiles
        self.prepared = work / f"homeroom{'-profiles' if profiles else ''}.prepared"
        self.store = work / f"homeroom{'-profiles' if profiles else ''}.store"
        self.prepared_place = ["--data", str(self.prepared)]
        self.place = ["--data", str(self.store)]
        self.checks = True

    def call(self, *words: str | Path) -> None:
        """An untimed command on the prepared store."""
        command = [self.binary, *words, *self.prepared_place]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if run.returncode != 0:
            shown = " ".join(str(word) for word in command)
            sys.exit(f"{shown}\nended with {run.returncode}.\n{run.stdout}\n{run.stderr}")

    def prepare(self, data: Data) -> None:
        """Sites, roster and program codes; nothing of programs.txt."""
        self.clear()
        self.call("import", data.folder / "sites.txt", data.folder / "studemo.txt")
        codes = (data.folder / "codes.tsv").read_text(encoding="utf-8").splitlines()
        for line in [*codes, "SEED\tBenchmark"] if self.profiles else codes:
            self.call("code", "add", "Student Programs", *line.split("\t"))
        if self.profiles:
            self.call("import", seed_file(data))

    def clear(self) -> None:
        """Removes what was prepared before."""
        shutil.rmtree(self.prepared, ignore_errors=True)

    def renew(self) -> None:
        """Puts a fresh copy of the prepared store in place."""
        shutil.rmtree(self.store, ignore_errors=True)
        shutil.copytree(self.prepared, self.store)

    def run(self, file: Path, check: bool = False) -> Run:
        """One timed import, or one check, which writes nothing."""
        errors = self.work / f"errors-{self.store.stem}.tsv"
        errors.unlink(missing_ok=True)
        command = [str(self.binary), "import", str(file), *self.place, "--errors", str(errors),
                   "--json", "--timings"]  # fmt: skip
        run = checked(measure(command + ["--check"] * check, self.work), self.name)
        reports = json.loads(run.out)
        reports = [reports] if isinstance(reports, dict) else reports
        for report in reports:
            for key, value in report.items():
                if type(value) is int:
                    run.counts[key] = run.counts.get(key, 0) + value
        run.counts["updated"] = run.counts.get("updated", 0) + run.counts.pop("closed", 0)
        timings = last_object(run.err)
        run.stages = {k: v for k, v in timings.items() if isinstance(v, (int, float))}
        return run


def seed_file(data: Data) -> Path:
    """A programs.txt of one row for each student, so that all profiles exist beforehand."""
    file = data.folder / "seed" / "programs.txt"
    file.parent.mkdir(exist_ok=True)
    with (data.folder / "programs.txt").open(encoding="utf-8") as programs:
        header = programs.readline()
    with (data.folder / "studemo.txt").open(encoding="utf-8") as roster:
        roster.readline()
        with file.open("w", encoding="utf-8") as seed:
            seed.write(header)
            for line in roster:
                opening = "\t".join(line.split("\t", 6)[:6])
                seed.write(f"{opening}\tSEED\t\t\t01/02/2019\t\t2018-2019\t\t\t\n")
    return file


class Peer:
    """A peer script, which prints its counts and stages. Its store is one file."""

    def __init__(self, name: str, command: list[str], work: Path) -> None:
        self.name, self.command, self.work = name, command, work
        self.prepared = work / f"{name.lower()}.prepared"
        self.store = work / f"{name.lower()}.store"
        self.folder = work

    def prepare(self, data: Data) -> None:
        """Codes and students."""
        self.folder = data.folder
        subprocess.run(
            [*self.command, "setup", str(self.folder), str(self.prepared)], check=True
        )

    def renew(self) -> None:
        """Puts a fresh copy of the prepared store in place."""
        for old in self.work.glob(f"{self.store.name}*"):
            old.unlink()
        shutil.copyfile(self.prepared, self.store)

    def run(self, file: Path) -> Run:
        """One timed import."""
        errors = self.work / f"errors-{self.store.stem}.tsv"
        arguments = [str(path) for path in (self.folder, self.store, file, errors)]
        run = checked(measure([*self.command, *arguments], self.work), self.name)
        report = last_object(run.out)
        run.stages = {k[:-2]: v for k, v in report.items() if k.endswith("_s")}
        run.counts = {k: v for k, v in report.items() if type(v) is int}
        return run


def run_rounds(ways: list[Homeroom | Peer], data: Data, rounds: int) -> Results:
    """All runs by phase and way."""
    results: Results = {phase: {} for phase in PHASES}
    for number in range(1, rounds + 1):
        for way in ways:
            way.renew()
        for phase, found in results.items():
            warm(data.file(phase))
            for way in ways:
                if isinstance(way, Homeroom) and way.checks:
                    run = way.run(data.file(phase), check=True)
                    found.setdefault(way.name + CHECK, []).append(run)
                run = way.run(data.file(phase))
                found.setdefault(way.name, []).append(run)
                note(f"round {number}, {phase}: {way.name} {run.wall:.2f} s")
    return results


def mismatches(results: Results) -> list[str]:
    """Every run whose counts are not DuckDB's."""
    found = []
    for phase, by_way in results.items():
        wanted = by_way[DUCKDB][0].counts
        for name, runs in by_way.items():
            for run in runs:
                for key in COUNTS:
                    if run.counts.get(key, 0) != wanted[key]:
                        found.append(
                            f"{phase}: {name} counts {run.counts.get(key, 0):,} {key}, "
                            f"{DUCKDB} {wanted[key]:,}"
                        )
                if run.counts.get("held", 0):
                    found.append(f"{phase}: {name} holds {run.counts['held']:,} rows")
    return sorted(set(found))


def phase_table(by_way: dict[str, list[Run]], data: Data, phase: str) -> str:
    """The measurements of one phase."""
    counts = by_way[DUCKDB][0].counts
    shown = ", ".join(f"{counts[key]:,} {key}" for key in COUNTS)
    return f"{title(data, phase)}; {shown}.\n\n{measurements(by_way, data, phase, DUCKDB)}"


def machine() -> str:
    """The processor, its cores, the system and the peers' versions."""
    sqlite = subprocess.run(["sqlite3", "--version"], capture_output=True, text=True).stdout
    return f"{processor()}; DuckDB {version('duckdb')}, sqlite3 {sqlite.split()[0]}"


def report_memory(binary: Path, work: Path, rows: int, students: int) -> None:
    """Homeroom's peak memory for the file and for one of four times its rows."""
    way, lines = Homeroom(binary, work), []
    for count in (rows, 4 * rows):
        data = make_data(work, count, students)
        way.prepare(data)
        way.renew()
        for phase in PHASES:
            run = way.run(data.file(phase))
            size = data.file(phase).stat().st_size / 1e6
            lines.append(
                [phase, f"{count:,}", f"{size:.0f}", f"{run.wall:.2f}", f"{run.peak:.0f}"]
            )
            note(f"{count:,} rows, {phase}: {run.peak:.0f} MiB")
    order = list(PHASES)

    def by_phase(line: list[str]) -> int:
        return order.index(line[0])

    print("### Peak memory of Homeroom\n")
    print(table(["work", "rows", "MB", "wall s", "peak MiB"], sorted(lines, key=by_phase)))


def compare(ways: list[Homeroom | Peer], data: Data, rounds: int) -> int:
    """Prepares, runs, verifies and prints. Returns the exit code."""
    for way in ways:
        note(f"preparing {way.name}")
        way.prepare(data)
    results = run_rounds(ways, data, rounds)
    print(f"{machine()}. Best of {rounds}.\n")
    for phase, by_way in results.items():
        print(phase_table(by_way, data, phase))
    print(stage_table(results))
    wrong = mismatches(results)
    if wrong:
        print("**MISMATCH: THE COUNTS DO NOT AGREE. THE TIMES ABOVE MEAN NOTHING.**\n")
        print("\n".join(f"* {line}" for line in wrong))
        return 1
    print("The counts of all ways agree.")
    return 0


def main() -> int:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homeroom", type=Path, required=True, help="the release binary")
    parser.add_argument("--dir", type=Path, default=Path(".bench/imports"), help="work files")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000)
    flags = {
        "--profiles": "also load into a store that has all profiles",
        "--big": "only Homeroom's memory, with this file and one four times as long",
    }
    for flag, meaning in flags.items():
        parser.add_argument(flag, action="store_true", help=meaning)
    options = parser.parse_args()
    work = options.dir.resolve()
    work.mkdir(parents=True, exist_ok=True)
    binary, students = options.homeroom.resolve(), max(options.rows // 4, 1)
    if options.big:
        report_memory(binary, work, options.rows, students)
        return 0
    ways: list[Homeroom | Peer] = [Homeroom(binary, work)]
    if options.profiles:
        ways.append(Homeroom(binary, work, profiles=True))
    ways.append(Peer(SQLITE, [str(HERE / "peer_sqlite.sh")], work))
    ways.append(Peer(DUCKDB, [sys.executable, str(HERE / "peer_duckdb.py")], work))
    return compare(ways, make_data(work, options.rows, students), options.rounds)


if __name__ == "__main__":
    sys.exit(main())
