#!/usr/bin/env python3
"""DuckDB doing the work of `homeroom import programs.txt`, as fast as we know how.

    peer_duckdb.py setup DIR DB              codes and students from DIR into a new DB, not timed
    peer_duckdb.py DIR DB FILE ERRORS        one import; prints one line of JSON

Every row is validated, bad rows go to ERRORS with their row number and problems, and the good
ones are merged on the four-part key, touching only what changed. Tried and slower: INSERT ON
CONFLICT (by 0.3 s of 2.6), text keys (by 1.2 s), counting rows with row_number (by 0.3 s), enums
for the look-ups (by 7 s), sorting before the merge, an anti join with an UPDATE. There is no
change set, no undo, and no profile made from the roster.
"""

import json
import sys
import time
from itertools import islice
from pathlib import Path

import duckdb

COLUMNS = (
    "student_id", "state_id", "last_name", "first_name", "middle_name", "birth_date",
    "program_id", "eligible_start", "eligible_end", "program_start", "program_end",
    "academic_year", "eligibility_code", "exit_code", "site_id",
)  # fmt: skip
REQUIRED = ("student_id", "last_name", "first_name", "birth_date", "program_id")
LIMITS = {
    "student_id": 30, "state_id": 30, "last_name": 200, "first_name": 200, "middle_name": 200,
    "program_id": 30,
}  # fmt: skip
DATES = {
    "birth_date": "born", "eligible_start": "d1", "eligible_end": "d2", "program_start": "d3",
    "program_end": "d4",
}  # fmt: skip
KEY = ("student", "program", "start", "site")
VALUES = ("started", "eligible_start", "eligible_end", "program_end", "academic_year",
          "eligibility_code", "exit_code")  # fmt: skip
TAB = "delim = '\t', quote = '', escape = '', header = true, auto_detect = false"

# What can be wrong with a row, as SQL that is true when it is. Bytes (strlen) are counted first,
# because that costs nothing. Ten characters without a space that strptime accepts can only be
# MM/DD/YYYY.
PROBLEMS: list[tuple[str, str]] = [
    *((f"{c} is missing", f"r.{c} is null") for c in REQUIRED),
    *(
        (f"{c} is longer than {n}", f"strlen(r.{c}) > {n} and length(r.{c}) > {n}")
        for c, n in LIMITS.items()
    ),
    *(
        (
            f"{c} is not a date",
            f"r.{c} is not null and (r.{day} is null or strlen(r.{c}) <> 10 "
            f"or contains(r.{c}, ' '))",
        )
        for c, day in DATES.items()
    ),
    ("no start date", "r.program_start is null and r.eligible_start is null"),
    ("eligibility ends before it starts", "d2 < d1"),
    ("program ends before it starts", "d4 < coalesce(d3, d1)"),
    (
        "academic_year is not YYYY-YYYY",
        "not regexp_full_match(r.academic_year, '[0-9]{4}-[0-9]{4}')",
    ),
    ("site_id is not an integer", "not regexp_full_match(r.site_id, '[0-9]{1,9}')"),
]


def read(path: Path, columns: tuple[str, ...] = COLUMNS) -> str:
    """A tab-delimited file with a header, every cell as text, an empty one as null."""
    types = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
    return f"read_csv('{path}', {TAB}, nullstr = '', columns = {{{types}}})"


def set_up(folder: Path, path: Path) -> None:
    """Makes the database with its codes, its students and an empty table of enrollments."""
    path.unlink(missing_ok=True)
    roster = tuple(f"c{i}" for i in range(1, 65))
    codes = read(folder / "codes.tsv", ("key", "text")).replace("header = true", "header = false")
    with duckdb.connect(str(path), config={"threads": 2}) as db:
        db.execute(f"""
            CREATE TABLE codes AS SELECT (row_number() OVER ())::SMALLINT id, key FROM {codes};
            CREATE TABLE students AS
            SELECT (row_number() OVER ())::INTEGER id, c1 student_id
            FROM {read(folder / "studemo.txt", roster)};
            CREATE TABLE enrollments (
                student INTEGER, program SMALLINT, start DATE, site INTEGER,
                started DATE, eligible_start DATE, eligible_end DATE, program_end DATE,
                academic_year VARCHAR, eligibility_code VARCHAR, exit_code VARCHAR,
                PRIMARY KEY (student, program, start, site));
            CHECKPOINT""")


def stage(db: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Reads and validates the file, then looks up its students and programs.

    In two steps, because a join does not keep the order, while the rowid of a table made by a
    plain scan is the row's place in the file. Row 1 is the header. A site of -1 is a blank one.
    """
    wrong = " OR ".join(f"({sql})" for _, sql in PROBLEMS)
    problems = ", ".join(f"CASE WHEN {sql} THEN '{text}' END" for text, sql in PROBLEMS)
    days = ", ".join(f"try_strptime({c}, '%m/%d/%Y')::DATE {day}" for c, day in DATES.items())
    values = ", ".join(VALUES)
    db.execute(f"""
        CREATE TEMP TABLE typed AS
        SELECT r.student_id, r.program_id, coalesce(d3, d1) start,
            coalesce(try_cast(r.site_id AS INTEGER), -1) site, d3 started,
            d1 eligible_start, d2 eligible_end, d4 program_end, r.academic_year,
            r.eligibility_code, r.exit_code,
            CASE WHEN {wrong} THEN concat_ws('; ', {problems}) END problem
        FROM (SELECT *, {days} FROM {read(file)}) r;

        CREATE TEMP TABLE stage AS
        SELECT typed.rowid + 2 AS row, s.id student, c.id program, start, site, {values},
            problem IS NULL AND s.id IS NOT NULL AND c.id IS NOT NULL AS good,
            CASE WHEN NOT good THEN concat_ws('; ', problem,
                CASE WHEN program_id IS NOT NULL AND c.id IS NULL THEN 'program_id is unknown' END,
                CASE WHEN typed.student_id IS NOT NULL AND s.id IS NULL
                THEN 'student_id is unknown' END) END problem
        FROM typed
        LEFT JOIN students s ON s.student_id = typed.student_id
        LEFT JOIN codes c ON c.key = program_id;

        DROP TABLE typed""")


def reject_repeated_keys(db: duckdb.DuckDBPyConnection) -> None:
    """Turns all but the first row of a key into bad rows."""
    key = ", ".join(KEY)
    db.execute(f"""
        CREATE TEMP TABLE repeated AS SELECT {key}, min(row) first FROM stage WHERE good
        GROUP BY {key} HAVING count(*) > 1""")
    if db.execute("SELECT count(*) FROM repeated").fetchone() == (0,):
        return
    same = " AND ".join(f"stage.{c} = repeated.{c}" for c in KEY)
    db.execute(f"""
        UPDATE stage SET good = false, problem = 'key occurs before in the file'
        FROM repeated WHERE {same} AND good AND row > first""")


def write_errors(db: duckdb.DuckDBPyConnection, file: Path, errors: Path) -> int:
    """Writes the sender's line of each bad row with its row number and problems."""
    bad = db.execute("SELECT row, problem FROM stage WHERE NOT good ORDER BY row").fetchall()
    with file.open("rb") as source, errors.open("wb") as target:
        target.write("\t".join((*COLUMNS, "row", "problem\n")).encode())
        at = 0
        for row, problem in bad:
            line = next(islice(source, row - at - 1, None)).rstrip(b"\r\n")
            target.write(line + f"\t{row}\t{problem}\n".encode())
            at = row
    return len(bad)


def merge(db: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Merges the good rows durably; returns how many were inserted and how many updated."""
    before = count(db)
    columns = (*KEY, *VALUES)
    changed = " OR ".join(f"s.{c} IS DISTINCT FROM e.{c}" for c in VALUES)
    merged = db.execute(f"""
        MERGE INTO enrollments e USING (SELECT {", ".join(columns)} FROM stage WHERE good) s
        ON {" AND ".join(f"e.{c} = s.{c}" for c in KEY)}
        WHEN MATCHED AND ({changed}) THEN UPDATE SET {", ".join(f"{c} = s.{c}" for c in VALUES)}
        WHEN NOT MATCHED THEN INSERT VALUES ({", ".join(f"s.{c}" for c in columns)})""")
    touched = merged.fetchone()[0]
    db.execute("CHECKPOINT")
    inserted = count(db) - before
    return inserted, touched - inserted


def count(db: duckdb.DuckDBPyConnection) -> int:
    """How many enrollments there are."""
    return db.execute("SELECT count(*) FROM enrollments").fetchone()[0]


def run(path: Path, file: Path, errors: Path) -> dict[str, float]:
    """One import: the counts, and the seconds of each stage."""
    marks = [time.perf_counter()]

    def lap() -> float:
        marks.append(time.perf_counter())
        return round(marks[-1] - marks[-2], 3)

    with duckdb.connect(str(path), config={"threads": 2}) as db:
        db.execute("SET preserve_insertion_order = true")
        open_s = lap()
        stage(db, file)
        read_s = lap()
        reject_repeated_keys(db)
        rejected = write_errors(db, file, errors)
        errors_s = lap()
        db.execute("SET preserve_insertion_order = false")
        inserted, updated = merge(db)
        write_s = lap()
        good = db.execute("SELECT count(*) FROM stage WHERE good").fetchone()[0]
    close_s = lap()
    return {
        "inserted": inserted, "updated": updated, "unchanged": good - inserted - updated,
        "rejected": rejected, "seconds": round(marks[-1] - marks[0], 3), "open_s": open_s,
        "read_s": read_s, "errors_s": errors_s, "write_s": write_s, "close_s": close_s,
    }  # fmt: skip


def main() -> None:
    """Sets up, or imports."""
    arguments = sys.argv[1:]
    if len(arguments) == 3 and arguments[0] == "setup":
        set_up(Path(arguments[1]), Path(arguments[2]))
    elif len(arguments) == 4:
        _, database, file, errors = map(Path, arguments)
        print(json.dumps(run(database, file, errors)))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
