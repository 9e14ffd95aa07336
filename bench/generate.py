#!/usr/bin/env python3
"""Writes an invented district's files for the import benchmark, the same for the same seed.

    generate.py --out DIR [--rows 1000000] [--students 250000] [--bad 4911] [--seed 1]

sites.txt, codes.tsv and studemo.txt are what a district has before its first programs.txt.
programs.txt comes in three forms: as sent, the same rows in another order, and with 5 % of the
good rows closed or given another eligibility code.

No two rows of a student share a program or a start date. So no row with an end date is nearly
another row, and a tool that holds near misses counts the same as one that does not.
"""

import argparse
import random
from datetime import date, timedelta
from math import gcd
from pathlib import Path

SITES = [str(1010 + 10 * i) for i in range(90)]

CODES = {
    "101": "504 accommodation plan",
    "108": "Opportunity program",
    "113": "Partnership academy",
    "120": "Advancement via individual determination",
    "122": "Title I targeted assistance",
    "127": "Gifted and talented education",
    "135": "Migrant education",
    "144": "Special education",
    "162": "Pregnant or parenting",
    "174": "Neglected or delinquent",
    "181": "Free meal program",
    "182": "Reduced-price meal program",
    "185": "Transitional kindergarten",
    "191": "Homeless program",
    "192": "Armed forces family",
    "300": "Language: two-way immersion",
    "301": "Language: structured English immersion",
    "302": "Language: transitional",
    "303": "Language: developmental",
    "305": "Language: newcomer",
    "307": "Language: other instruction",
    "504": "Section 504 plan",
    "L25M": "LAP mathematics",
    "L25R": "LAP reading",
    "L25W": "LAP writing",
    "L25B": "LAP behavior",
    "L25G": "LAP graduation support",
    "T1M": "Title I mathematics",
    "T1R": "Title I reading",
    "ALE1": "Alternative learning, remote",
    "ALE2": "Alternative learning, site based",
    "HICAP": "Highly capable",
    "EL1": "English learner, push-in",
    "EL2": "English learner, pull-out",
    "SUM1": "Summer school, elementary",
    "SUM2": "Summer school, secondary",
    "CTE": "Career and technical education",
    "RS": "Running start",
    "AB9": "After-school program",
    "TR3": "Truancy support",
}

SITE_LABELS = (
    "Site ID", "Site Name", "State Site ID", "Start Grade Level ID", "End Grade Level ID",
    "Site Type ID", "Address", "Address 2", "City", "State", "Zip", "Local Site Code",
    "Annual Hours", "Annual Weeks", "Parent Site ID",
)  # fmt: skip

STUDENT_LABELS = {
    1: "Import Student ID", 2: "State Student ID", 3: "Student Last Name",
    4: "Student First Name", 5: "Student Middle Name", 6: "Birth Date", 7: "Gender",
    8: "Primary Ethnicity", 11: "Is Hispanic", 12: "Primary Language",
    13: "Correspondence Language", 14: "English Proficiency", 16: "Primary Disability",
    20: "School Enter Date", 21: "District Enter Date", 26: "Plan 504 Accommodations",
    27: "Plan 504 Annual Review Date", 33: "Academic Year", 34: "Name Suffix",
}  # fmt: skip

PROGRAM_LABELS = (
    "Import Student ID", "State Student ID", "Student Last Name", "Student First Name",
    "Student Middle Name", "Birth Date", "Program ID", "Eligibility Start Date",
    "Eligibility End Date", "Program Start Date", "Program End Date", "Academic Year",
    "Program Eligibility Code", "Program Exit Code", "Site ID",
)  # fmt: skip
(ID, _, LAST, FIRST, _, BIRTH, PROGRAM, ELIGIBLE, ELIGIBLE_END, START, END, _, ELIGIBILITY, EXIT,
 SITE) = range(15)  # fmt: skip

FIRST_NAMES = (
    "Ada Alma Amara André Anton Aria Asa Ben Bianca Caleb Carla Chloé Cora Daniel Delia Diego "
    "Eda Elias Elena Emil Esme Ezra Faye Felix Fiona Gale Gideon Greta Hana Hugo Ida Imani Inés "
    "Iris Ivan Jada Joel Jonah José Jun Kai Kara Keziah Lara Leif Lena Leo Lila Luca Mae Malik "
    "Mara Marek Mei Mila Milo Nadia Naomi Nico Nina Noel Nora Odell Olga Omar Orla Otto Pavel "
    "Petra Quinn Rafi René Rhea Rosa Ruben Ruth Sami Sara Selma Silas Sofía Soren Tara Tess "
    "Theo Tomás Uma Una Vera Viggo Wanda Wes Xenia Yara Yusuf Zada Zane Zoë"
).split()
STARTS = "Al Bar Bel Cor Dal Del Fen Gar Hal Har Kel Lan Lin Mar Mor Nor Pel Quil Ros Sal".split()
MIDDLES = "a ber co den e fi gar i la man ne o ra ri son ta ti u ver wi".split()
ENDS = "beck by da dez ez field ford ham king ley lo man mond ner rick ros ski son ton ña".split()

FIRST_DAY = date(2019, 8, 1)
DAYS = 2100
DURATION = 300


def us(day: date) -> str:
    """A date as the files write it."""
    return day.strftime("%m/%d/%Y")


def academic_year(day: date) -> str:
    """The school year that holds a day, from July to June."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}-{first + 1}"


CALENDAR = [FIRST_DAY + timedelta(days=i) for i in range(DAYS + DURATION + 1)]
DATES = [us(day) for day in CALENDAR]
YEARS = [academic_year(day) for day in CALENDAR]


def scrambled(number: int, step: int, size: int) -> int:
    """Spreads 0, 1, 2... over 0..<size without repeating, so that IDs are in no order."""
    assert gcd(step, size) == 1
    return (number * step + step // 3) % size


def student_id(number: int) -> str:
    """Nine digits as text; a tenth of them begin with a zero."""
    return f"{scrambled(number, 387_420_489, 10**9):09d}"


def write(path: Path, header: tuple[str, ...] | None, lines: list[str]) -> None:
    """Writes the lines in joined chunks, which is several times faster than one by one."""
    with path.open("wb") as file:
        if header:
            file.write(("\t".join(header) + "\n").encode())
        for i in range(0, len(lines), 20_000):
            file.write(("\n".join(lines[i : i + 20_000]) + "\n").encode())


def site_lines() -> list[str]:
    """One line for each site: primary, middle and high schools in turn."""
    kinds = [("Elementary", 1, 6, 1), ("Middle School", 7, 9, 2), ("High School", 10, 13, 3)]
    lines = []
    for i, site in enumerate(SITES):
        kind, low, high, type_id = kinds[i % 3]
        name = f"{STARTS[i % 20]}{MIDDLES[i % 19]}{ENDS[i % 17]} {kind}"
        lines.append(
            f"{site}\t{name}\t{300000 + i}\t{low}\t{high}\t{type_id}\t{i + 1} School Road\t\t"
            f"{STARTS[i % 7]}{ENDS[i % 5]}\tWA\t{98001 + i}\t{i + 1:03d}\t1027\t36\t"
        )
    return lines


def make_students(count: int, seed: int) -> tuple[list[str], list[str]]:
    """The roster's lines, and of each its first six cells, with which program rows begin."""
    rng = random.Random(f"students {seed}")
    pick = rng.choice
    birthdays = [date(2006, 1, 1) + timedelta(days=i) for i in range(2800)]
    births = [(us(day), f"09/05/{day.year + 5}") for day in birthdays]
    lines, openings = [], []
    for i in range(count):
        last = pick(STARTS) + pick(MIDDLES) + pick(ENDS)
        middle = pick(FIRST_NAMES) if i % 4 else ""
        birth, entered = pick(births)
        state = 10**9 + scrambled(i, 1_220_703_131, 9 * 10**9)
        opening = f"{student_id(i)}\t{state}\t{last}\t{pick(FIRST_NAMES)}\t{middle}\t{birth}"
        language = "01" if i % 5 else "00"
        lines.append(
            f"{opening}\t{'MFX'[i % 41 % 3]}\t{600 + i % 7 * 100}\t\t\t{'NY'[i % 3 == 0]}"
            f"\t{language}\t{language}\t{i % 4 + 1}\t\t\t\t\t\t{entered}\t{entered}"
            f"{12 * chr(9)}2025-2026{31 * chr(9)}"
        )
        openings.append(opening)
    return lines, openings


def rows_per_student(rows: int, students: int, rng: random.Random) -> list[int]:
    """How many rows each student has: around the mean, adding up exactly."""
    mean, rest = divmod(rows, students)
    counts = [mean + (i < rest) for i in range(students)]
    spread = min(2, mean)
    for i in range(0, students - 1, 2):
        shift = rng.randint(-spread, spread)
        counts[i] += shift
        counts[i + 1] -= shift
    return counts


def make_rows(openings: list[str], rows: int, seed: int) -> list[str]:
    """Good program rows, student by student in the roster's order, each student's by date."""
    rng = random.Random(f"programs {seed}")
    draw = rng.random
    programs, lines = list(CODES), []
    for opening, count in zip(openings, rows_per_student(rows, len(openings), rng)):
        program, home, slot = int(draw() * 40), int(draw() * 90), DAYS // max(count, 1)
        for j in range(count):
            start = j * slot + int(draw() * slot)
            chance = draw()
            closed = chance < 0.7
            has_eligibility = draw() < 0.9
            first = DATES[max(start - 14, 0)] if has_eligibility else ""
            begin = DATES[start]
            if chance * 1000 % 100 < 2:  # The eligibility start takes the program start's place.
                first, begin = begin, ""
            end = DATES[start + 20 + int(draw() * (DURATION - 20))] if closed else ""
            site = SITES[home if chance * 100 % 10 < 9 else (home + j) % 90]
            lines.append(
                f"{opening}\t{programs[(program + 7 * j) % 40]}\t{first}\t"
                f"{end if has_eligibility else ''}\t{begin}\t{end}\t{YEARS[start]}\t"
                f"{'13'[chance * 50 % 1 < 0.8]}\t{'E' + str(10 + start % 9) if closed else ''}\t"
                f"{site if chance * 1000 % 1 > 0.01 else ''}"
            )
    return lines


def spoil(line: str, kind: int, turn: int, students: int) -> str:
    """Makes a good row bad. A spoiled row never has the key of a good one."""
    cells = line.split("\t")
    cells[START] = cells[START] or cells[ELIGIBLE]
    if kind == 0:
        cells[PROGRAM] = ("999", "L25X", "101A", "0")[turn % 4]
    elif kind == 1:
        day = f"{('02/30', '06/31', '13/05')[turn % 3]}/{cells[START][-4:]}"
        cells[(BIRTH, ELIGIBLE, START, END)[turn % 4]] = day
    elif kind == 2:
        missing = turn % 6
        cells[(ID, LAST, FIRST, BIRTH, PROGRAM, START)[missing]] = ""
        cells[ELIGIBLE] = "" if missing == 5 else cells[ELIGIBLE]
    elif kind == 3:
        cells[SITE] = ("12A", "Main", "10.5", "1O10")[turn % 4]
    elif kind == 4:
        pair = (ELIGIBLE, ELIGIBLE_END) if turn % 2 else (START, END)
        cells[pair[0]], cells[pair[1]] = cells[START], f"01/15/{2000 + turn % 19}"
    elif kind == 5:
        cells[ID] = student_id(students + turn)
    elif kind == 6:
        cells[LAST if turn % 2 else FIRST] *= 201
    else:
        cells[PROGRAM], cells[SITE], cells[BIRTH] = "ZZZ", "none", "02/30/2010"
    return "\t".join(cells)


def spoil_some(lines: list[str], bad: int, students: int, seed: int) -> set[int]:
    """Spoils so many rows in place, all kinds alike, and returns which."""
    chosen = random.Random(f"bad {seed}").sample(range(len(lines)), bad)
    for n, i in enumerate(chosen):
        lines[i] = spoil(lines[i], n % 8, n // 8, students)
    return set(chosen)


def change(line: str, rng: random.Random) -> str:
    """Closes an open row, or gives it the other eligibility code. The key stays."""
    cells = line.split("\t")
    if not cells[END] and rng.random() < 0.5:
        begin = DATES.index(cells[START] or cells[ELIGIBLE])
        cells[END], cells[EXIT] = DATES[begin + rng.randint(20, DURATION)], "E30"
    else:
        cells[ELIGIBILITY] = "1" if cells[ELIGIBILITY] == "3" else "3"
    return "\t".join(cells)


def change_some(lines: list[str], bad: set[int], seed: int) -> list[str]:
    """The same lines with 5 % of the good ones changed."""
    rng = random.Random(f"changes {seed}")
    good = [i for i in range(len(lines)) if i not in bad]
    changed = list(lines)
    for i in rng.sample(good, len(good) // 20):
        changed[i] = change(lines[i], rng)
    return changed


def generate(out: Path, rows: int, students: int, bad: int, seed: int) -> None:
    """Writes all files into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    write(out / "sites.txt", SITE_LABELS, site_lines())
    write(out / "codes.tsv", None, [f"{key}\t{text}" for key, text in CODES.items()])
    roster, openings = make_students(students, seed)
    labels = tuple(STUDENT_LABELS.get(i, f"Column {i}") for i in range(1, 65))
    write(out / "studemo.txt", labels, roster)
    del roster
    lines = make_rows(openings, rows, seed)
    spoiled = spoil_some(lines, bad, students, seed)
    write(out / "programs.txt", PROGRAM_LABELS, lines)
    write(out / "programs_changed.txt", PROGRAM_LABELS, change_some(lines, spoiled, seed))
    random.Random(f"order {seed}").shuffle(lines)
    write(out / "programs_shuffled.txt", PROGRAM_LABELS, lines)


def main() -> None:
    """Reads the arguments."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--students", type=int, default=250_000)
    parser.add_argument("--bad", type=int, default=4_911)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generate(options.out, options.rows, options.students, options.bad, options.seed)


if __name__ == "__main__":
    main()
