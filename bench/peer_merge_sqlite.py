#!/usr/bin/env python3
"""Moves the rows of pairs of students, as a script would: UPDATE ... SET student = target.

    peer_merge_sqlite.py DB     a district with the pairs of `homeroom bench merges --prepare`

Each pair is a durable transaction. It does much less than a merge: nobody sees beforehand what
will be; no guard looks whether they are one child; where both have a row of the same key the
source's goes unread; no field is compared or taken; nothing is kept of what was, so that there is
no undo; and nobody can tell later who did it and why.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import time
from pathlib import Path

TABLES = "document", "event", "enrollment", "learning_plan"
KEY = "program", "start", "site"


def merge(db: sqlite3.Connection, source: int, target: int) -> None:
    """One pair, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    for table in TABLES:
        db.execute(f"UPDATE {table} SET student = ? WHERE student = ?", (target, source))
    db.execute(
        "UPDATE OR IGNORE program_enrollment SET student = ? WHERE student = ?", (target, source)
    )
    db.execute("DELETE FROM program_enrollment WHERE student = ?", (source,))
    db.execute(
        "UPDATE student SET status = 'retired', merged_into = ?, sis_student = NULL WHERE id = ?",
        (target, source),
    )
    db.execute("COMMIT")


def move(file: Path) -> str:
    """Merges all pairs and tells how long it took."""
    db = sqlite3.connect(file, isolation_level=None)
    db.executescript(
        "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -32768;"
    )
    pairs = [row[0].split() for row in db.execute(
        "SELECT reason FROM change_set WHERE kind = 'benchmark' ORDER BY id")]  # fmt: skip
    numbers = "SELECT id FROM student WHERE student_id = ?"
    times = []
    for pair in pairs:
        source, target = (db.execute(numbers, (one,)).fetchone()[0] for one in pair)
        begin = time.perf_counter()
        merge(db, source, target)
        times.append((time.perf_counter() - begin) * 1000)
    db.close()
    times.sort()
    last = times[min(len(times) - 1, int(len(times) * 0.99))]
    return (
        f"Beside it, a script on {sqlite3.sqlite_version} that moves the same rows of "
        f"{len(times)} pairs, without preview, guards, fields, report or undo: least "
        f"{times[0]:.2f}, median {statistics.median(times):.2f}, p99 {last:.2f}, most "
        f"{times[-1]:.2f} ms."
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(move(Path(sys.argv[1])))
