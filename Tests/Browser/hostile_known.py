"""Faults of the product that these tests found and that are not mended yet. Each belongs to tests
that are expected to fail because of it alone: once it is mended they pass, which is told as a
failure (strict), and its line goes."""

PROGRAMS = (
    "homeroom export programs writes cells as they are, formulas too; a spreadsheet that opens the "
    "file calculates them."
)
DIRECTIONS = "Direction marks in a text also turn what stands beside it in the same line."
