#!/usr/bin/env python3
"""Measures `homeroom import programs.txt` beside DuckDB and the sqlite3 command line, in one go.

Each way runs as a process of its own and is measured from outside: wall time, user and system
time, peak memory. A round is a first load into an empty store, the same rows in another order, and
the same rows with 5 % changed; the ways take turns within each. The best of the rounds counts.
Making the data, preparing the stores and copying them is not timed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
BAD_SHARE = 4_911 / 1_000_000
PHASES = {
    "first load": "programs.txt",
    "re-load, shuffled": "shuffled/programs.txt",
    "5 % changed": "changed/programs.txt",
}
HOMEROOM, PROFILED, SQLITE, DUCKDB = "Homeroom", "Homeroom, profiles present", "sqlite3", "DuckDB"
CHECK = " --check"
COUNTS = "inserted", "updated", "unchanged", "rejected"


@dataclass
class Run:
    """One process as seen from outside, and what it printed."""

    wall: float
    cpu: float
    peak: float
    code: int
    out: str
    err: str
    counts: dict[str, int] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)


def measure(command: list[str], work: Path) -> Run:
    """Runs a command after the disk has come to rest."""
    os.sync()
    time.sleep(0.5)
    outputs = work / "stdout", work / "stderr"
    with outputs[0].open("wb") as out, outputs[1].open("wb") as err:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(
        wall=wall,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss * unit / 2**20,
        code=process.returncode,
        out=outputs[0].read_text(errors="replace"),
        err=outputs[1].read_text(errors="replace"),
    )


def checked(run: Run, what: str) -> Run:
    """The run, or the end of everything when it did not succeed."""
    if run.code != 0:
        state = {3: "held the import", 4: "failed"}.get(run.code, f"ended with {run.code}")
        sys.exit(f"{what} {state}.\n{run.out[-2000:]}\n{run.err[-2000:]}")
    return run


def last_object(text: str) -> dict[str, float]:
    """The last line that is a JSON object, or an empty one."""
    for line in reversed(text.splitlines()):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            return value
    return {}


@dataclass
class Data:
    """A folder of generated files."""

    folder: Path
    rows: int

    def file(self, phase: str) -> Path:
        """The programs file of a phase; the format wants exactly this name."""
        return self.folder / PHASES[phase]


def make_data(work: Path, rows: int, students: int) -> Data:
    """Generates the files unless they are there and newer than their generator."""
    generator = HERE / "generate.py"
    folder = work / f"{rows}-rows-{students}-students"
    if not folder.exists() or folder.stat().st_mtime < generator.stat().st_mtime:
        partial = folder.with_suffix(".partial")
        for old in (folder, partial):
            shutil.rmtree(old, ignore_errors=True)
        options = {"--out": partial, "--rows": rows, "--students": students,
                   "--bad": round(rows * BAD_SHARE)}  # fmt: skip
        words = [str(word) for pair in options.items() for word in pair]
        subprocess.run([sys.executable, str(generator), *words], check=True)
        for name in ("shuffled", "changed"):
            (partial / name).mkdir()
            os.link(partial / f"programs_{name}.txt", partial / name / "programs.txt")
        partial.rename(folder)
    return Data(folder, rows)


class Homeroom:
    """The program itself. Its store is a folder; profiles are made from the roster on the way."""

    def __init__(self, binary: Path, work: Path, profiles: bool = False) -> None:
        self.name = PROFILED if profiles else HOMEROOM
        self.binary, self.work, self.profiles = binary, work, profiles
        self.prepared = work / f"homeroom{'-profiles' if profiles else ''}.prepared"
        self.store = work / f"homeroom{'-profiles' if profiles else ''}.store"

    def call(self, *words: str | Path) -> None:
        """An untimed command on the prepared store."""
        command = [self.binary, *words, "--data", self.prepared]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if run.returncode != 0:
            shown = " ".join(str(word) for word in command)
            sys.exit(f"{shown}\nended with {run.returncode}.\n{run.stdout}\n{run.stderr}")

    def prepare(self, data: Data) -> None:
        """Sites, roster and program codes; nothing of programs.txt."""
        shutil.rmtree(self.prepared, ignore_errors=True)
        self.call("import", data.folder / "sites.txt", data.folder / "studemo.txt")
        codes = (data.folder / "codes.tsv").read_text(encoding="utf-8").splitlines()
        for line in [*codes, "SEED\tBenchmark"] if self.profiles else codes:
            self.call("code", "add", "Student Programs", *line.split("\t"))
        if self.profiles:
            self.call("import", seed_file(data))

    def renew(self) -> None:
        """Puts a fresh copy of the prepared store in place."""
        shutil.rmtree(self.store, ignore_errors=True)
        shutil.copytree(self.prepared, self.store)

    def run(self, file: Path, check: bool = False) -> Run:
        """One timed import, or one check, which writes nothing."""
        errors = self.work / f"errors-{self.store.stem}.tsv"
        errors.unlink(missing_ok=True)
        command = [str(self.binary), "import", str(file), "--data", str(self.store), "--errors",
                   str(errors), "--json", "--timings"]  # fmt: skip
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


Results = dict[str, dict[str, list[Run]]]


def run_rounds(ways: list[Homeroom | Peer], data: Data, rounds: int) -> Results:
    """All runs by phase and way."""
    results: Results = {phase: {} for phase in PHASES}
    for number in range(1, rounds + 1):
        for way in ways:
            way.renew()
        for phase, found in results.items():
            warm(data.file(phase))
            for way in ways:
                if isinstance(way, Homeroom):
                    run = way.run(data.file(phase), check=True)
                    found.setdefault(way.name + CHECK, []).append(run)
                run = way.run(data.file(phase))
                found.setdefault(way.name, []).append(run)
                note(f"round {number}, {phase}: {way.name} {run.wall:.2f} s")
    return results


def warm(file: Path) -> None:
    """Reads a file once, so that nobody is the first to."""
    with file.open("rb", buffering=0) as source:
        while source.read(1 << 20):
            pass


def note(text: str) -> None:
    """Progress, apart from the tables."""
    print(text, file=sys.stderr, flush=True)


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


def best(runs: list[Run]) -> Run:
    """The run with the least wall time."""
    return min(runs, key=lambda run: run.wall)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A markdown table; all columns but the first are right-aligned."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def phase_table(by_way: dict[str, list[Run]], data: Data, phase: str) -> str:
    """The measurements of one phase. Peak memory is the highest of all rounds."""
    megabytes = data.file(phase).stat().st_size / 1e6
    reference = best(by_way[DUCKDB]).wall
    rows = []
    for name, runs in by_way.items():
        run, peak = best(runs), max(run.peak for run in runs)
        rows.append([
            name, f"{run.wall:.2f}", f"{run.cpu:.2f}", f"{data.rows / run.wall:,.0f}",
            f"{megabytes / run.wall:.0f}", f"{peak:.0f}", f"{run.wall / reference:.2f}×",
        ])  # fmt: skip
    head = ["way", "wall s (best)", "cpu s", "rows/s", "MB/s", "peak MiB", "vs DuckDB"]
    counts = by_way[DUCKDB][0].counts
    shown = ", ".join(f"{counts[key]:,} {key}" for key in COUNTS)
    title = f"### {phase[0].upper()}{phase[1:]}"
    return f"{title}\n\n{megabytes:.1f} MB; {shown}.\n\n{table(head, rows)}"


def stage_table(results: Results) -> str:
    """Where the best runs spent their time, in each program's own words."""
    rows = []
    for phase, by_way in results.items():
        for name, runs in by_way.items():
            stages = ", ".join(f"{k} {v:.2f}" for k, v in best(runs).stages.items())
            rows.append([name, phase, stages or "not reported"])
    return "### Stages\n\n" + table(["way", "work", "seconds"], rows)


def machine() -> str:
    """The processor, its cores, the system and the peers' versions."""
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    sqlite = subprocess.run(["sqlite3", "--version"], capture_output=True, text=True).stdout
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}; "
        f"DuckDB {version('duckdb')}, sqlite3 {sqlite.split()[0]}"
    )


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
