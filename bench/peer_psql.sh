#!/usr/bin/env bash
# psql loading a programs.txt into a table, as people do it: COPY into a staging table, then one
# INSERT ... ON CONFLICT DO UPDATE, which writes every row that is there already once more.
#
#   peer_psql.sh setup URI           an empty table in a schema of its own, not timed
#   peer_psql.sh URI FILE            one import; prints how many rows each statement took
#   peer_psql.sh URI FILE sorted     the same, with the rows brought into the order of the key first
#
# It does much less than Homeroom: no row is checked, nothing is looked up, nothing can be undone,
# and nobody learns what changed. Dates stay text. The generated files have no key twice, which
# ON CONFLICT would refuse. Sorting is a step more, and pays: the index is then written in its own
# order.
set -euo pipefail

columns=(student_id state_id last_name first_name middle_name birth_date program_id
    eligible_start eligible_end program_start program_end academic_year eligibility_code
    exit_code site_id)
key=(student program start site)
values=(eligible_start eligible_end program_end academic_year eligibility_code exit_code)

# Joins its arguments after the first with the first.
joined() {
    local separator=$1 result=$2
    shift 2
    for part in "$@"; do result+=$separator$part; done
    printf '%s' "$result"
}

query() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }

setup() {
    query "$1" <<SQL
CREATE SCHEMA peer;
CREATE TABLE peer.program_enrollment (
    $(joined ' TEXT COLLATE "C" NOT NULL, ' "${key[@]}") TEXT COLLATE "C" NOT NULL,
    $(joined ' TEXT COLLATE "C", ' "${values[@]}") TEXT COLLATE "C",
    PRIMARY KEY ($(joined ', ' "${key[@]}")));
SQL
}

# The statements print their tags and times, COPY and INSERT with their counts.
import() {
    local value sets=() keys order=
    [ -z "${3-}" ] || order='ORDER BY student, program, start, site'
    keys=$(joined ', ' "${key[@]}")
    for value in "${values[@]}"; do sets+=("$value = excluded.$value"); done
    query --set QUIET=off "$1" <<SQL
\timing on
CREATE TEMP TABLE stage ($(joined ' TEXT COLLATE "C", ' "${columns[@]}") TEXT COLLATE "C");
\copy stage FROM '$2' WITH (FORMAT text, HEADER)
INSERT INTO peer.program_enrollment ($keys, $(joined ', ' "${values[@]}"))
SELECT student_id AS student, program_id AS program,
    CASE program_start WHEN '' THEN eligible_start ELSE program_start END AS start,
    site_id AS site, $(joined ', ' "${values[@]}")
FROM stage $order
ON CONFLICT ($keys) DO UPDATE SET $(joined ', ' "${sets[@]}");
SQL
}

case "$#-${1-}-${3-}" in
    2-setup-) setup "$2" ;;
    2-* | 3-*-sorted) import "$@" ;;
    *) sed -n '5,7p' "$0" >&2; exit 2 ;;
esac
