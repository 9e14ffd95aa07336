#!/usr/bin/env bash
# The sqlite3 command line doing the work of `homeroom import programs.txt`.
#
#   peer_sqlite.sh setup DIR DB             codes and students from DIR into a new DB, not timed
#   peer_sqlite.sh DIR DB FILE ERRORS       one import; prints one line of JSON
#
# A row is checked in one pass over the staged file. Dates are looked up in a calendar table,
# which costs less than half of date(). The error table needs its primary key: without one the
# search for good rows is quadratic. Tried and slower: sorting before the upsert, an index to find
# repeated keys. There is no change set, no undo, and no profile made from the roster. .import
# takes a cell that begins with a double quote for a quoted one; its ascii mode, which does not,
# loses rows whose first cell is empty.
set -euo pipefail

columns=(student_id state_id last_name first_name middle_name birth_date program_id
    eligible_start eligible_end program_start program_end academic_year eligibility_code
    exit_code site_id)
year='[0-9][0-9][0-9][0-9]'

# What can be wrong with a row: a sentence, and the SQL that is true when it is.
problems=(
    "student_id is missing"             "r.student_id = ''"
    "last_name is missing"              "r.last_name = ''"
    "first_name is missing"             "r.first_name = ''"
    "birth_date is missing"             "r.birth_date = ''"
    "program_id is missing"             "r.program_id = ''"
    "student_id is longer than 30"      "length(r.student_id) > 30"
    "state_id is longer than 30"        "length(r.state_id) > 30"
    "last_name is longer than 200"      "length(r.last_name) > 200"
    "first_name is longer than 200"     "length(r.first_name) > 200"
    "middle_name is longer than 200"    "length(r.middle_name) > 200"
    "program_id is longer than 30"      "length(r.program_id) > 30"
    "birth_date is not a date"          "b.day IS NULL AND r.birth_date <> ''"
    "eligible_start is not a date"      "d1.day IS NULL AND r.eligible_start <> ''"
    "eligible_end is not a date"        "d2.day IS NULL AND r.eligible_end <> ''"
    "program_start is not a date"       "d3.day IS NULL AND r.program_start <> ''"
    "program_end is not a date"         "d4.day IS NULL AND r.program_end <> ''"
    "no start date"                     "r.program_start = '' AND r.eligible_start = ''"
    "eligibility ends before it starts" "d2.day < d1.day"
    "program ends before it starts"     "d4.day < coalesce(d3.day, d1.day)"
    "academic_year is not YYYY-YYYY"
    "r.academic_year NOT GLOB '$year-$year' AND r.academic_year <> ''"
    "site_id is not an integer"         "r.site_id GLOB '*[^0-9]*' OR length(r.site_id) > 9"
    "program_id is unknown"             "c.id IS NULL AND r.program_id <> ''"
    "student_id is unknown"             "s.id IS NULL AND r.student_id <> ''"
)

# Whether any of them holds, in fewer steps: what is in a table is neither missing nor too long.
wrong="s.id IS NULL OR c.id IS NULL OR b.day IS NULL OR coalesce(d3.day, d1.day) IS NULL
    OR r.last_name = '' OR r.first_name = '' OR length(r.last_name) > 200
    OR length(r.first_name) > 200 OR length(r.middle_name) > 200 OR length(r.state_id) > 30
    OR (d1.day IS NULL AND r.eligible_start <> '') OR (d2.day IS NULL AND r.eligible_end <> '')
    OR (d3.day IS NULL AND r.program_start <> '') OR (d4.day IS NULL AND r.program_end <> '')
    OR d2.day < d1.day OR d4.day < coalesce(d3.day, d1.day)
    OR r.site_id GLOB '*[^0-9]*' OR length(r.site_id) > 9
    OR (r.academic_year NOT GLOB '$year-$year' AND r.academic_year <> '')"

# Joins its arguments after the first with the first.
joined() {
    local separator=$1 result=$2
    shift 2
    for part in "$@"; do result+=$separator$part; done
    printf '%s' "$result"
}

setup() {
    local dir=$1 db=$2
    rm -f "$db" "$db-wal" "$db-shm"
    sqlite3 -bail "$db" <<SQL
PRAGMA journal_mode = WAL;
CREATE TABLE codes (key TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE students (student_id TEXT PRIMARY KEY, id INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE days (text TEXT PRIMARY KEY, day INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE enrollments (
    student INTEGER, program INTEGER, start INTEGER, site INTEGER,
    started INTEGER, eligible_start INTEGER, eligible_end INTEGER, program_end INTEGER,
    academic_year TEXT, eligibility_code TEXT, exit_code TEXT,
    PRIMARY KEY (student, program, start, site)) WITHOUT ROWID;
CREATE TEMP TABLE c (key TEXT, text TEXT);
.mode tabs
.import "$dir/codes.tsv" c --schema temp
.import "$dir/studemo.txt" s --schema temp
INSERT INTO codes SELECT key, rowid FROM c;
INSERT INTO students SELECT "Import Student ID", rowid FROM s;
WITH RECURSIVE d (x) AS (
    SELECT '1900-01-01' UNION ALL SELECT date(x, '+1 day') FROM d WHERE x < '2199-12-31')
INSERT INTO days SELECT strftime('%m/%d/%Y', x), CAST(strftime('%Y%m%d', x) AS INTEGER) FROM d;
SQL
}

import() {
    local db=$1 file=$2 errors=$3 i sentences=()
    for ((i = 0; i < ${#problems[@]}; i += 2)); do
        sentences+=("CASE WHEN ${problems[i + 1]} THEN '; ${problems[i]}' ELSE '' END")
    done
    local values=(started eligible_start eligible_end program_end academic_year
        eligibility_code exit_code)
    local value sets=() differs=()
    for value in "${values[@]}"; do
        sets+=("$value = excluded.$value")
        differs+=("$value IS NOT excluded.$value")
    done
    local row
    row="student, program, start, site, $(joined ', ' "${values[@]}")"

    sqlite3 -bail "$db" <<SQL
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -262144;
CREATE TEMP TABLE lap (name TEXT PRIMARY KEY, day REAL);
CREATE TEMP TABLE tally (name TEXT PRIMARY KEY, n INTEGER);
INSERT INTO lap VALUES ('begin', julianday('now'));
INSERT INTO tally SELECT 'before', count(*) FROM enrollments;

CREATE TEMP TABLE stage ($(joined ' TEXT, ' "${columns[@]}") TEXT);
.mode tabs
.import --skip 1 "$file" stage --schema temp
INSERT INTO lap VALUES ('read', julianday('now'));

-- A site of -1 is a blank one. Row 1 of the file is its header.
CREATE TEMP TABLE typed (row INTEGER PRIMARY KEY, $row, problem);
INSERT INTO typed
SELECT r.rowid, s.id, c.id, coalesce(d3.day, d1.day),
    CASE r.site_id WHEN '' THEN -1 ELSE CAST(r.site_id AS INTEGER) END,
    d3.day, d1.day, d2.day, d4.day, r.academic_year, r.eligibility_code, r.exit_code,
    CASE WHEN $wrong
    THEN substr($(joined ' || ' "${sentences[@]}"), 3) END
FROM stage r
LEFT JOIN students s ON s.student_id = r.student_id
LEFT JOIN codes c ON c.key = r.program_id
LEFT JOIN days b ON b.text = r.birth_date
LEFT JOIN days d1 ON d1.text = r.eligible_start
LEFT JOIN days d2 ON d2.text = r.eligible_end
LEFT JOIN days d3 ON d3.text = r.program_start
LEFT JOIN days d4 ON d4.text = r.program_end;
INSERT INTO lap VALUES ('check', julianday('now'));

CREATE TEMP TABLE errors (row INTEGER PRIMARY KEY, problem TEXT NOT NULL);
INSERT INTO errors SELECT row, problem FROM typed WHERE problem IS NOT NULL;
CREATE TEMP TABLE repeated AS
SELECT student, program, start, site, min(row) AS first FROM typed WHERE problem IS NULL
GROUP BY student, program, start, site HAVING count(*) > 1;
INSERT INTO errors
SELECT row, 'key occurs before in the file'
FROM repeated CROSS JOIN typed USING (student, program, start, site)
WHERE problem IS NULL AND row > first;
INSERT INTO tally SELECT 'rejected', count(*) FROM errors;
.headers on
.once "$errors"
SELECT stage.*, row + 1 AS row, problem FROM errors JOIN stage ON stage.rowid = row ORDER BY row;
.headers off
INSERT INTO lap VALUES ('errors', julianday('now'));

INSERT INTO enrollments SELECT $row FROM typed WHERE row NOT IN (SELECT row FROM errors)
ON CONFLICT DO UPDATE SET $(joined ', ' "${sets[@]}") WHERE $(joined ' OR ' "${differs[@]}");
INSERT INTO tally VALUES ('touched', changes());
INSERT INTO tally SELECT 'after', count(*) FROM enrollments;
INSERT INTO tally SELECT 'rows', count(*) FROM stage;
INSERT INTO lap VALUES ('write', julianday('now'));

WITH n AS (SELECT name, n FROM tally),
counts (inserted, touched, rejected, rows) AS (
    SELECT (SELECT n FROM n WHERE name = 'after') - (SELECT n FROM n WHERE name = 'before'),
        (SELECT n FROM n WHERE name = 'touched'), (SELECT n FROM n WHERE name = 'rejected'),
        (SELECT n FROM n WHERE name = 'rows')),
laps AS (
    SELECT name, round((day - lag(day) OVER (ORDER BY day)) * 86400, 3) AS s FROM lap)
SELECT json_object('inserted', inserted, 'updated', touched - inserted,
    'unchanged', rows - rejected - touched, 'rejected', rejected,
    'seconds', (SELECT round(sum(s), 3) FROM laps),
    'read_s', (SELECT s FROM laps WHERE name = 'read'),
    'check_s', (SELECT s FROM laps WHERE name = 'check'),
    'errors_s', (SELECT s FROM laps WHERE name = 'errors'),
    'write_s', (SELECT s FROM laps WHERE name = 'write'))
FROM counts;
SQL
}

case "$#-${1-}" in
    3-setup) setup "$2" "$3" >/dev/null ;;
    4-*) import "$2" "$3" "$4" ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
