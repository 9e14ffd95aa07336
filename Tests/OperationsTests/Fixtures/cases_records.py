"""What a row does to the records: update, close, repeat, near misses, limits."""

from district import (
    BASE_ROWS, CLOSED_GIFTED, OPEN_504, OPEN_ASSISTANCE, OPEN_WITHOUT_SITE, Case, but, case,
    program,
)  # fmt: skip

NEW = program("100206")
CLOSING = but(OPEN_504, end="06/12/2026")


def cases() -> list[Case]:
    """All cases of this file."""
    return [*changes(), *repeats(), *near_misses(), *not_near(), *limits()]


def changes() -> list[Case]:
    return [
        case("again", "All records again, in another order: nothing changes.", BASE_ROWS[::-1],
             unchanged=5),
        case("update", "An eligibility code changed.", [but(OPEN_504, eligibility="3")],
             updated=1),
        case("update-year", "The academic year changed.", [but(OPEN_504, year="2026-2027")],
             updated=1),
        case("close", "An end date on a full match closes the record.", [CLOSING], closed=1),
        case("close-with-exit", "An end date and a known exit code close the record.",
             [but(CLOSING, exit="10")], closed=1),
        case("end-moved", "The end date of a closed record changed.",
             [but(CLOSED_GIFTED, end="06/13/2025")], updated=1),
        case("reopen", "A blank end date opens a closed record again.",
             [but(CLOSED_GIFTED, end="")], {"program.reopened": 1}, updated=1),
        case("all-at-once", "One row closes, one changes, one is new, one is as it was.",
             [NEW, CLOSING, but(OPEN_ASSISTANCE, eligibility="1"), OPEN_WITHOUT_SITE],
             inserted=1, updated=1, closed=1, unchanged=1),
    ]  # fmt: skip


def repeats() -> list[Case]:
    return [
        case("duplicate", "A new row stands there twice; it counts once.", [NEW, OPEN_504, NEW],
             {"program.duplicate-row": 1}, inserted=1, unchanged=2),
        case("duplicate-thrice", "A row that closes a record stands there three times.",
             [CLOSING, CLOSING, CLOSING], {"program.duplicate-row": 2}, closed=1, unchanged=2),
        case("conflict", "Two rows with one key have different end dates; neither is taken.",
             [but(NEW, end="01/30/2026"), OPEN_504, but(NEW, end="06/12/2026")],
             {"program.conflicting-rows": 2}, unchanged=1, rejected=2),
        case("conflict-of-three", "Of three rows with one key two agree; none is taken.",
             [CLOSING, but(CLOSING, end="06/15/2026"), CLOSING],
             {"program.conflicting-rows": 3}, rejected=3),
    ]  # fmt: skip


def near(name: str, why: str, *rows: list[str]) -> Case:
    """Rows of which each is held, and one that is new."""
    return case(name, why, [*rows, NEW], {"program.near-miss": len(rows)}, inserted=1,
                held=len(rows))  # fmt: skip


def near_misses() -> list[Case]:
    return [
        near("near-start", "The start date is one day off.", but(OPEN_504, start="09/03/2025")),
        near("near-start-closing", "A row that is to close a record has its start one day off.",
             but(CLOSING, start="09/03/2025")),
        near("near-start-next-year", "The record is open, and a second one would begin.",
             but(OPEN_504, start="09/01/2026", eligible="", year="2026-2027")),
        near("near-site", "The site is another.", but(OPEN_504, site="1020")),
        near("near-site-closing", "A row that is to close a record has another site.",
             but(CLOSING, site="1030")),
        near("near-site-lost", "The site was left blank.", but(OPEN_504, site="")),
        near("near-site-gained", "The record has no site, the row has one.",
             but(OPEN_WITHOUT_SITE, site="1010")),
        near("near-program", "The program is another.", but(OPEN_504, code="120")),
        near("near-program-closed", "The program is another than that of a closed record.",
             but(CLOSED_GIFTED, code="120")),
        near("near-open",
             "Start and site are others, but the row has an end date and a record is open.",
             but(OPEN_504, start="01/05/2026", eligible="", end="06/12/2026", site="1020")),
        near("near-open-earlier", "A span of last year, while this year's record is open.",
             but(OPEN_ASSISTANCE, start="09/03/2024", end="06/12/2025", year="2024-2025",
                 site="1020")),
        near("near-overlap", "The record is closed, but the two spans overlap.",
             but(CLOSED_GIFTED, start="09/16/2024", exit="")),
        near("near-touching", "The row begins on the day on which the closed record ends.",
             but(CLOSED_GIFTED, start="06/12/2025", end="06/20/2025", exit="")),
        near("near-two", "Two rows are near misses of two records.",
             but(OPEN_504, start="09/03/2025"), but(OPEN_ASSISTANCE, site="1020")),
        case("near-site-of-matched",
             "One row matches the record exactly, a second differs from it in the site alone.",
             [OPEN_504, but(OPEN_504, site="1020")], {"program.near-miss": 1},
             unchanged=1, held=1),
    ]  # fmt: skip


def not_near() -> list[Case]:
    return [
        case("enrolled-again", "The closed record ended in June; the next begins in September.",
             [but(CLOSED_GIFTED, start="09/02/2025", end="", exit="", year="2025-2026")],
             inserted=1),
        case("enrolled-again-next-day", "The next record begins the day after the closed one.",
             [but(CLOSED_GIFTED, start="06/13/2025", end="06/20/2025", exit="")], inserted=1),
        case("enrolled-before", "The row's span ended before the closed record began.",
             [but(CLOSED_GIFTED, start="09/05/2023", end="06/14/2024", year="2023-2024")],
             inserted=1),
        case("second-program-same-day",
             "Another program from the same day at the same site, with the record it resembles.",
             [OPEN_504, but(OPEN_504, code="120")], inserted=1, unchanged=1),
        case("second-program-other-day", "Another program at the same site from another day.",
             [but(OPEN_504, code="120", start="10/01/2025", eligible="")], inserted=1),
        case("two-parts-differ", "Start and site are others, and the row has no end date.",
             [but(OPEN_504, start="01/05/2026", eligible="", site="1020")], inserted=1),
        case("close-then-elsewhere",
             "The second row closes the record, so the first, with an end date, is not near it.",
             [but(OPEN_504, start="02/02/2026", eligible="", end="06/12/2026", site="1020"),
              but(OPEN_504, end="01/30/2026")], inserted=1, closed=1),
        case("close-then-again",
             "One row closes the record, the next begins at the same site after that.",
             [but(OPEN_504, end="01/30/2026"),
              but(OPEN_504, start="02/02/2026", eligible="")], inserted=1, closed=1),
        case("two-new-spans", "Two spans of one program, both new, are not near each other.",
             [program("100205", start="09/03/2024", end="06/12/2025", year="2024-2025"),
              program("100205", start="09/02/2025")], inserted=2),
    ]  # fmt: skip


def limits() -> list[Case]:
    students = ("000100123 100203 100204 100205 100206 100207 100208 100209 100210 100211").split()
    rows = [program(number) for number in students]
    for row in rows[:2]:
        row[6] = "101"
    return [
        case("share-at-limit", "One bad row of ten is 10 %, which is not over the limit.",
             [*rows[:9], but(rows[9], birth="")], {"cell.missing": 1}, inserted=9, rejected=1),
        case("share-over-limit",
             "Two bad rows of ten are 20 %: the run is held, and nothing changes. The counts say "
             "what it would do.",
             [*rows[:8], but(rows[8], birth=""), but(rows[9], birth="")],
             {"cell.missing": 2, "limit.bad-rows": 1}, state="held", inserted=8, rejected=2),
        case("share-of-few", "Two bad rows of three: shares are looked at from ten rows on.",
             [rows[0], but(rows[8], birth=""), but(rows[9], birth="")], {"cell.missing": 2},
             inserted=1, rejected=2),
    ]  # fmt: skip
