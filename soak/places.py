"""Where a district is kept: a SQLite file, or a schema of a PostgreSQL server."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Protocol

from commands import SoakFailure

DISTRICT = "main"


class Place(Protocol):
    """Where the district of a soak is kept."""

    name: str
    arguments: list[str]
    """What every command is told."""

    def make(self, binary: Path) -> None:
        """Makes the district, where the first import does not."""

    def leftovers(self) -> list[str]:
        """What ended commands left behind, and should not have."""


class SQLitePlace:
    """A folder with a file for each district."""

    name = "SQLite"

    def __init__(self, work: Path) -> None:
        self.folder = work / "data"
        self.arguments = ["--data", str(self.folder), "--district", DISTRICT]

    def make(self, binary: Path) -> None:
        """Nothing: the first command that writes makes it."""

    def leftovers(self) -> list[str]:
        """Files that are neither the district's nor its write-ahead log's."""
        known = {f"{DISTRICT}.sqlite{end}" for end in ("", "-wal", "-shm")}
        # The keys and what tells of the change log. The head is written beside its place first.
        known |= {f"{DISTRICT}-{end}" for end in ("keys.json", "anchors.jsonl")}
        known |= {f"{DISTRICT}-chain.head{end}" for end in ("", ".part")}
        return sorted(str(path) for path in self.folder.iterdir() if path.name not in known)


class PostgresPlace:
    """A district in a server of its own."""

    name = "PostgreSQL"

    def __init__(self, uri: str, folder: Path) -> None:
        self.uri, self.folder = uri, folder
        # The keys belong beside this run, not where it was started.
        keys = str(folder / f"{DISTRICT}-keys.json")
        self.arguments = ["--database", uri, "--district", DISTRICT, "--keys", keys]

    def make(self, binary: Path) -> None:
        """Makes the district's schema."""
        words = [str(binary), "district", "create", DISTRICT, "--database", self.uri]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode == 2:
            raise SoakFailure(
                "THIS HOMEROOM CANNOT USE POSTGRESQL: it does not know `district create NAME "
                f"--database URI`.\n{done.stderr}"
            )
        if done.returncode != 0:
            raise SoakFailure(f"district create ended with {done.returncode}.\n{done.stderr}")

    def sessions(self) -> int:
        """How many programs are connected, beside the one that asks."""
        asked = subprocess.run(
            ["psql", self.uri, "--no-psqlrc", "--tuples-only", "--no-align", "--command",
             "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
             "AND pid <> pg_backend_pid()"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return int(asked.stdout)

    def leftovers(self) -> list[str]:
        """Sessions of processes that are gone, once the server had time to see it."""
        patience = time.monotonic() + 5
        while (count := self.sessions()) and time.monotonic() < patience:
            time.sleep(0.1)
        return [f"{count} sessions of processes that have ended"] if count else []

    def kill_server(self) -> None:
        """Kills the server and its sessions, as a failing machine would, and waits for the end."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        own = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        processes = [postmaster, *map(int, own)]
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        # A server that nobody has reaped yet still keeps its successor from starting.
        patience = time.monotonic() + 30
        while any(Path(f"/proc/{process}").exists() for process in processes):
            if time.monotonic() > patience:
                raise SoakFailure("the killed PostgreSQL does not end")
            time.sleep(0.02)

    def restart_server(self) -> None:
        """Starts the server again."""
        script = Path(__file__).resolve().parent.parent / "script" / "postgres"
        # Its output goes to a file: the server keeps what it inherits open.
        with (self.folder.parent / "restart.log").open("wb") as log:
            done = subprocess.run([script, "restart", self.folder], stdout=log, stderr=log)
        if done.returncode != 0:
            raise SoakFailure(f"PostgreSQL does not start again: {log.name}")


def arguments(description: str) -> argparse.Namespace:
    """What every soak is told; makes its folder, and adds the `place` of its district."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--homeroom", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True, help="a new folder for everything")
    parser.add_argument("--kills", type=int, required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--database", help="of a PostgreSQL server; without it SQLite")
    parser.add_argument("--server", type=Path, help="the folder of that server")
    options = parser.parse_args()
    options.homeroom = options.homeroom.resolve()
    options.work = options.work.resolve()
    options.work.mkdir()
    options.place = SQLitePlace(options.work)
    if options.database:
        options.place = PostgresPlace(options.database, options.server)
    return options
