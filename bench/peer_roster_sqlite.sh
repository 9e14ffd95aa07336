#!/usr/bin/env bash
# The sqlite3 command line bringing a table of students up to date with a studemo.txt.
#
#   peer_roster_sqlite.sh DB FILE        one import; prints one line of JSON
#
# Only rows that differ are written. It does less than Homeroom: no row is checked, dates stay text,
# no index but the key is kept, and there is no change set and no undo.
set -euo pipefail

[ $# = 2 ] || { sed -n '2,4p' "$0" >&2; exit 2; }

# The columns of the layout that have a name, by their place in the file.
declare -A names=([1]=student_id [2]=state_id [3]=last_name [4]=first_name [5]=middle_name
    [6]=birth_date [7]=gender [8]=ethnicity [11]=is_hispanic [12]=language [13]=correspondence
    [14]=proficiency [16]=disability [20]=school_enter [21]=district_enter [26]=plan_504
    [27]=plan_504_review [33]=academic_year [34]=suffix)

cells= columns= selected= sets= differs=
for i in {1..64}; do
    cells+="${cells:+, }c$i TEXT"
    name=${names[$i]-}
    [ -n "$name" ] || continue
    columns+="${columns:+, }$name"
    selected+="${selected:+, }c$i"
    [ "$i" != 1 ] || continue
    sets+="${sets:+, }$name = excluded.$name"
    differs+="${differs:+ OR }$name IS NOT excluded.$name"
done

sqlite3 -bail "$1" <<SQL | tail -n 1
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -262144;
CREATE TABLE IF NOT EXISTS students (${columns//,/ TEXT,} TEXT, PRIMARY KEY (student_id))
    WITHOUT ROWID;
CREATE TEMP TABLE lap (name TEXT PRIMARY KEY, day REAL);
CREATE TEMP TABLE tally (name TEXT PRIMARY KEY, n INTEGER);
INSERT INTO lap VALUES ('begin', julianday('now'));
INSERT INTO tally SELECT 'before', count(*) FROM students;

CREATE TEMP TABLE stage ($cells);
.mode tabs
.import --skip 1 "$2" stage --schema temp
INSERT INTO tally SELECT 'rows', count(*) FROM stage;
INSERT INTO lap VALUES ('read', julianday('now'));

INSERT INTO students SELECT $selected FROM stage WHERE true
ON CONFLICT DO UPDATE SET $sets WHERE $differs;
INSERT INTO tally VALUES ('touched', changes());
INSERT INTO tally SELECT 'after', count(*) FROM students;
INSERT INTO lap VALUES ('write', julianday('now'));

WITH counts (inserted, touched, rows) AS (
    SELECT (SELECT n FROM tally WHERE name = 'after') - (SELECT n FROM tally WHERE name = 'before'),
        (SELECT n FROM tally WHERE name = 'touched'), (SELECT n FROM tally WHERE name = 'rows')),
laps AS (
    SELECT name, round((day - lag(day) OVER (ORDER BY day)) * 86400, 3) AS s FROM lap)
SELECT json_object('inserted', inserted, 'updated', touched - inserted,
    'unchanged', rows - touched, 'read_s', (SELECT s FROM laps WHERE name = 'read'),
    'write_s', (SELECT s FROM laps WHERE name = 'write'))
FROM counts;
SQL
