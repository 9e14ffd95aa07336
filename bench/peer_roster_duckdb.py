#!/usr/bin/env python3
"""DuckDB bringing a table of students up to date with a studemo.txt.

    peer_roster_duckdb.py DB FILE        one import; makes the table where it is missing

Prints one line of JSON. Only what changed is touched. It does less than Homeroom: a row is not
checked but for its dates, no student is found by name, and there is no change set and no undo.
"""

import json
import sys
import time
from pathlib import Path

import duckdb

# The columns of the layout that have a name, by their place in the file.
COLUMNS = {
    1: "student_id", 2: "state_id", 3: "last_name", 4: "first_name", 5: "middle_name",
    6: "birth_date", 7: "gender", 8: "ethnicity", 11: "is_hispanic", 12: "language",
    13: "correspondence", 14: "proficiency", 16: "disability", 20: "school_enter",
    21: "district_enter", 26: "plan_504", 27: "plan_504_review", 33: "academic_year", 34: "suffix",
}  # fmt: skip
DATES = {"birth_date", "school_enter", "district_enter", "plan_504_review"}
KEY = "student_id"
VALUES = [name for name in COLUMNS.values() if name != KEY]


def source(file: Path) -> str:
    """A query of the file's rows, dates as dates, an empty cell as null."""
    types = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(1, 65))
    cells = ", ".join(
        f"strptime(c{i}, '%m/%d/%Y')::DATE {name}" if name in DATES else f"c{i} {name}"
        for i, name in COLUMNS.items()
    )
    return f"""SELECT {cells} FROM read_csv('{file}', delim = '\t', quote = '', escape = '',
        header = true, auto_detect = false, nullstr = '', columns = {{{types}}})"""


def count(db: duckdb.DuckDBPyConnection) -> int:
    """How many students there are."""
    return db.execute("SELECT count(*) FROM students").fetchone()[0]


def run(path: Path, file: Path) -> dict[str, float]:
    """One import: the counts, and the seconds of each stage."""
    marks = [time.perf_counter()]

    def lap() -> float:
        marks.append(time.perf_counter())
        return round(marks[-1] - marks[-2], 3)

    with duckdb.connect(str(path), config={"threads": 2}) as db:
        db.execute("SET preserve_insertion_order = false")
        columns = ", ".join(f"{c} {'DATE' if c in DATES else 'VARCHAR'}" for c in VALUES)
        db.execute(f"CREATE TABLE IF NOT EXISTS students ({KEY} VARCHAR PRIMARY KEY, {columns})")
        open_s = lap()
        db.execute(f"CREATE TEMP TABLE stage AS {source(file)}")
        read_s = lap()
        before, rows = count(db), db.execute("SELECT count(*) FROM stage").fetchone()[0]
        changed = " OR ".join(f"s.{c} IS DISTINCT FROM e.{c}" for c in VALUES)
        merged = db.execute(f"""
            MERGE INTO students e USING stage s ON e.{KEY} = s.{KEY}
            WHEN MATCHED AND ({changed}) THEN UPDATE SET {", ".join(f"{c} = s.{c}" for c in VALUES)}
            WHEN NOT MATCHED THEN INSERT VALUES ({", ".join(f"s.{c}" for c in [KEY, *VALUES])})""")
        touched = merged.fetchone()[0]
        db.execute("CHECKPOINT")
        inserted = count(db) - before
        write_s = lap()
    close_s = lap()
    return {
        "inserted": inserted, "updated": touched - inserted, "unchanged": rows - touched,
        "open_s": open_s, "read_s": read_s, "write_s": write_s, "close_s": close_s,
    }  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]))))
