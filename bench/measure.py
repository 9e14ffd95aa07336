"""How a way of importing is measured from outside, for all import benchmarks."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
BAD_SHARE = 4_911 / 1_000_000
PHASES = {
    "first load": "programs.txt",
    "re-load, shuffled": "shuffled/programs.txt",
    "5 % changed": "changed/programs.txt",
}
Results = dict[str, dict[str, list["Run"]]]


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


def warm(file: Path) -> None:
    """Reads a file once, so that nobody is the first to."""
    with file.open("rb", buffering=0) as source:
        while source.read(1 << 20):
            pass


def note(text: str) -> None:
    """Progress, apart from the tables."""
    print(text, file=sys.stderr, flush=True)


def best(runs: list[Run]) -> Run:
    """The run with the least wall time."""
    return min(runs, key=lambda run: run.wall)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A markdown table; all columns but the first are right-aligned."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def title(data: Data, phase: str) -> str:
    """The heading of a phase, with the size of its file."""
    megabytes = data.file(phase).stat().st_size / 1e6
    return f"### {phase[0].upper()}{phase[1:]}\n\n{megabytes:.1f} MB"


def measurements(by_way: dict[str, list[Run]], data: Data, phase: str, peer: str) -> str:
    """The table of one phase, beside a peer. Peak memory is the highest of all rounds."""
    megabytes = data.file(phase).stat().st_size / 1e6
    reference = best(by_way[peer]).wall
    rows = []
    for name, runs in by_way.items():
        run, peak = best(runs), max(run.peak for run in runs)
        rows.append([
            name, f"{run.wall:.2f}", f"{run.cpu:.2f}", f"{data.rows / run.wall:,.0f}",
            f"{megabytes / run.wall:.0f}", f"{peak:.0f}", f"{run.wall / reference:.2f}×",
        ])  # fmt: skip
    head = ["way", "wall s (best)", "cpu s", "rows/s", "MB/s", "peak MiB", f"vs {peer}"]
    return table(head, rows)


def stage_table(results: Results) -> str:
    """Where the best runs spent their time, in each program's own words."""
    rows = []
    for phase, by_way in results.items():
        for name, runs in by_way.items():
            stages = ", ".join(f"{k} {v:.2f}" for k, v in best(runs).stages.items())
            rows.append([name, phase, stages or "not reported"])
    return "### Stages\n\n" + table(["way", "work", "seconds"], rows)


def processor() -> str:
    """The processor, its cores and the system."""
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        model = names[0] if names else model
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}"
