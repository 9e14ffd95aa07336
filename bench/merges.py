#!/usr/bin/env python3
"""Measures previews, merges and undos of merges in a district of 250,000 students.

The district and the pairs of students are made once; each run works on a copy of it. Homeroom
measures itself, in one process, on a store that is opened as always. Beside it on SQLite: a plain
script that moves the same rows in one transaction, as durable.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from pathlib import Path

from imports import HERE, Homeroom
from imports_postgres import DISTRICT, HomeroomPostgres, Server
from measure import Data, checked, make_data, measure, note, processor
from peer_merge_sqlite import move

STUDENTS, ROWS = 250_000, 1_000_000


class District(Homeroom):
    """A district in a file."""

    def clear(self) -> None:
        """An empty folder."""
        shutil.rmtree(self.prepared, ignore_errors=True)

    def file(self) -> Path:
        """The copy that is measured."""
        return self.store / f"{DISTRICT}.sqlite"

    def place_of(self, prepared: bool) -> list[str]:
        """How a command finds the district."""
        return ["--data", str(self.prepared if prepared else self.store)]


class PostgresDistrict(HomeroomPostgres):
    """A district in a database."""

    def place_of(self, prepared: bool) -> list[str]:
        """How a command finds the district."""
        return self.prepared_place if prepared else self.place


def make_district(way: District | PostgresDistrict, data: Data, pairs: int) -> None:
    """Roster, codes, program rows, and the pairs."""
    note("Making the district.")
    way.prepare(data)
    way.call("import", data.file("first load"))
    way.call("bench", "merges", "--prepare", str(pairs))


def show(way: District | PostgresDistrict, work: Path) -> None:
    """What Homeroom measures of itself."""
    way.renew()
    command = [str(way.binary), "bench", "merges", *way.place_of(prepared=False)]
    print(checked(measure(command, work), "The benchmark").out)


def main() -> int:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--homeroom", type=Path, required=True, help="the release binary")
    parser.add_argument("--server", help="a PostgreSQL to use in place of SQLite")
    parser.add_argument("--dir", type=Path, default=Path(".bench/merges"), help="work files")
    parser.add_argument("--pairs", type=int, default=300)
    parser.add_argument("--students", type=int, default=STUDENTS)
    parser.add_argument("--rows", type=int, default=ROWS)
    options = parser.parse_args()
    work = options.dir.resolve()
    work.mkdir(parents=True, exist_ok=True)
    binary = options.homeroom.resolve()
    data = make_data(work, options.rows, options.students)
    if options.server:
        way = PostgresDistrict(binary, work, Server(options.server))
        make_district(way, data, options.pairs)
        print(f"Machine: {processor()}; PostgreSQL {way.server.ask('SHOW server_version')}")
        show(way, work)
        return 0
    way = District(binary, work)
    kept = work / f"{options.students}-{options.rows}-{options.pairs}.store"
    if kept.exists():
        way.prepared = kept
    else:
        make_district(way, data, options.pairs)
        way.prepared = way.prepared.rename(kept)
    print(f"Machine: {processor()}")
    show(way, work)
    size = way.file().stat().st_size / 1e6
    print(f"The district's file has {size:.0f} MB.\n")
    way.renew()
    time.sleep(0.5)
    print(move(way.file()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
