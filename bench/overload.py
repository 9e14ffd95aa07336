#!/usr/bin/env python3
"""Ten times the load that a server is made for, and what becomes of it.

A server of the invented district lets in so many requests at once (`Traffic.Limits.atOnce`). wrk
keeps ten times as many under way, from the same machine, which takes processor time away. Then one
session asks for more than a person does. What must hold: every request is answered, with 200, 429
or 503, the latter two with Retry-After; the process says that it lives; memory is bounded; and a
moment later all is as before.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

from web import HERE, Site

AT_ONCE = 256
TIMES = 10
MEMORY_LIMIT = 300
LIVES_WITHIN = 5.0


class Probe(threading.Thread):
    """Asks again and again whether the process lives."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.ended = address, threading.Event()
        self.seconds: list[float] = []
        self.failures = 0

    def run(self) -> None:
        """Until `ended`."""
        while not self.ended.wait(0.2):
            begin = time.perf_counter()
            try:
                with urllib.request.urlopen(self.address + "/livez", timeout=30) as answer:
                    self.failures += answer.status != 200
            except OSError:
                self.failures += 1
            self.seconds.append(time.perf_counter() - begin)


def flood(site: Site, addresses: list[str], connections: int, seconds: int) -> dict:
    """What wrk counts."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(addresses) + "\n")
        file.flush()
        command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
                   "--latency", "-s", str(HERE / "overload.lua"), site.address, "--", file.name,
                   site.cookie]  # fmt: skip
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"^RESULT (.*)$", text, re.M)
    if not found:
        sys.exit(text)
    return json.loads(found[1])


def quiet(site: Site, addresses: list[str]) -> float:
    """Median of one request after the other, in milliseconds."""
    times = []
    for number in range(40):
        begin = time.perf_counter()
        status, _ = site.ask(addresses[number % len(addresses)])
        if status != 200:
            sys.exit(f"A page has status {status} without load.")
        times.append((time.perf_counter() - begin) * 1_000)
    return sorted(times)[len(times) // 2]


def main() -> int:
    """Prints a table; 1 where something did not hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--homeroom", type=Path, required=True)
    parser.add_argument("--seconds", type=int, default=20)
    options = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 16_384)), hard))
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder)
        made = subprocess.run(
            [options.homeroom, "demo", "--no-serve", "--data", store],
            check=True, capture_output=True, text=True)  # fmt: skip
        found = re.search(r"dataManager: (\S+) / (\S+)", made.stdout)
        assert found
        user = {"name": found[1], "password": found[2]}
        print("| load | connections | answered per second | 200 | 429 | 503 | p50 ms | p99 ms |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        for name, connections, more in [
            ("as made for", AT_ONCE // 16, ["--rate-limit", "0"]),
            ("ten times", AT_ONCE * TIMES, ["--rate-limit", "0"]),
            ("one session, ten times", AT_ONCE * TIMES, []),
        ]:
            site = Site(options.homeroom, store, user, "demo", more)
            try:
                problems += measure(site, name, connections, options.seconds)
            finally:
                site.stop()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


def measure(site: Site, name: str, connections: int, seconds: int) -> list[str]:
    """One row of the table, and what did not hold."""
    addresses = ["/", "/students", "/roster", "/imports", "/missing"]
    before = quiet(site, addresses)
    probe = Probe(site.address)
    probe.start()
    result = flood(site, addresses, connections, seconds)
    probe.ended.set()
    probe.join()
    time.sleep(7)
    after = quiet(site, addresses)
    statuses = {int(status): count for status, count in result["statuses"].items()}
    cells = [f"{statuses.get(status, 0):,}" for status in (200, 429, 503)]
    print(f"| {name} | {connections:,} | {sum(statuses.values()) / result['seconds']:,.0f} | "
          f"{' | '.join(cells)} | {result['p50']} | {result['p99']} |")  # fmt: skip
    lives = max(probe.seconds, default=0)
    print(f"{name}: memory at most {site.peak():.0f} MiB; /livez within {lives * 1_000:.0f} ms; "
          f"a page alone {before:.1f} ms before, {after:.1f} ms after", file=sys.stderr)  # fmt: skip
    problems = []
    if set(statuses) - {200, 429, 503}:
        problems.append(f"{name}: other answers: {statuses}")
    for kind in ("connect", "read", "write", "timeout", "without_retry_after"):
        if result[kind]:
            problems.append(f"{name}: {kind}: {result[kind]}")
    if probe.failures or lives > LIVES_WITHIN:
        problems.append(f"{name}: /livez failed {probe.failures} times, or took {lives:.1f} s")
    if site.peak() > MEMORY_LIMIT:
        problems.append(f"{name}: memory {site.peak():.0f} MiB")
    if after > 10 * before + 20:
        problems.append(f"{name}: a page takes {after:.1f} ms afterwards, {before:.1f} ms before")
    return problems


if __name__ == "__main__":
    sys.exit(main())
