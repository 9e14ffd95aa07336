"""What servers wrote and counted while all other tests ran: nothing of a student. Runs last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROUTES
from district import Demo, Server
from http_pages import ask

LEAST_LETTERS = 4
# Fields of a line whose values are made at random, or of the clock; each has a form of its own.
FORMS = {
    "request": r"[\w-]{24}",
    "time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z",
    "ms": r"\d+(\.\d+)?",
    "from": r"[0-9a-f.:]*",
    "unknown": r"[0-9a-f]{6}",
}


def ordinary() -> set[str]:
    """Words that are the log's own: of the router, and of its fields and events."""
    own = "time level event request method route status user error reason seconds info notice"
    own += " sign in factor password provider code outcome accepted refused limited busy"
    own += " account unknown from control permission scope csrf origin second initial attempts"
    own += " rate load token session list no of breached passwords scanner documents insecure"
    own += " warning library source stopping stopped late failed serving http homeroom process"
    words = {word.lower() for one in ROUTES for word in re.findall(r"[A-Za-z]+", one.path)}
    return words | set(own.split())


def told(text: str, names: set[str], numbers: set[str]) -> Iterator[str]:
    """Names and numbers of students in a text, but for the log's own words."""
    known = ordinary()
    for word in re.findall(r"\w+", text):
        low = word.lower()
        if low in names and len(low) >= LEAST_LETTERS and low not in known:
            yield f"a name: {low[0]}..."
        if word in numbers or word.lstrip("0") in numbers:
            yield f"a number of {len(word)} digits"


def checked(line: str) -> str:
    """A line without what has a form of its own, which is held against it."""
    if not line.startswith("{"):
        return re.sub(r"^Serving http://127\.0\.0\.1:\d+$", "Serving", line)
    values = json.loads(line)
    for name, form in FORMS.items():
        if name in values:
            assert re.fullmatch(form, str(values[name])), f"{name} is not what it should be"
            del values[name]
    return json.dumps(values)


def samples(text: str) -> str:
    """Labels of samples: the values count and measure, and what explains them is plain English."""
    return "\n".join(
        line.rpartition(" ")[0] for line in text.splitlines() if not line.startswith("#")
    )


def found_in(logs: list[Path], names: set[str], numbers: set[str]) -> list[str]:
    """What is told in files of logs, and where."""
    problems = []
    for log in logs:
        for number, line in enumerate(log.read_text(errors="replace").splitlines(), 1):
            problems += [f"{log.name}:{number}: {one}" for one in told(checked(line), names, numbers)]
    return problems


@pytest.mark.last
def test_no_log_tells_of_a_student(
    demo: Demo, server: Server, students: tuple[set[str], set[str]]
) -> None:
    """Every line that any server wrote."""
    # Also of what comes in as an address, where a name may stand.
    name = max(students[0], key=len)
    number = max(students[1])
    for path in [f"/students/{name}", f"/{name}/{number}?q={name}", f"/students?text={number}"]:
        ask(server.address, path, {})
    ask(server.address, "/sign-in", {}, {"name": name, "password": number, "csrf": "x"})
    logs = sorted(demo.files.glob("*.log"))
    lines = [line for log in logs for line in log.read_text().splitlines()]
    assert sum(line.startswith("{") for line in lines) > 4
    assert any('"route":"none"' in line for line in lines)
    assert found_in(logs, *students) == []


@pytest.mark.last
def test_no_metric_tells_of_a_student(
    demo: Demo, server: Server, students: tuple[set[str], set[str]]
) -> None:
    """Of every server, as it was when it was stopped; and of the one that runs."""
    server.keep_metrics()
    files = sorted(demo.files.glob("*.metrics"))
    assert files
    for file in files:
        text = file.read_text()
        assert "homeroom_requests_total{" in text
        assert list(told(samples(text), *students)) == [], file.name


@pytest.mark.last
def test_what_is_planted_is_found(demo: Demo, students: tuple[set[str], set[str]]) -> None:
    """A name or a number, wherever a line has it."""
    names, numbers = students
    name = max((one for one in names if one not in ordinary()), key=len)
    number = max(numbers)
    line = {
        "time": "2026-11-22T06:00:00.000Z", "level": "info", "event": "request",
        "request": "a" * 24, "method": "GET", "route": "/students/{student}", "status": 200,
        "ms": 1.5, "user": 7,
    }  # fmt: skip
    log = demo.files / "planted.txt"
    plants = [
        {"route": f"/students/{name}"}, {"route": f"/students/{number}"},
        {"error": f"Error({name.title()})"}, {"user": int(number)}, {"name": name.upper()},
    ]  # fmt: skip
    for plant in [{}, *plants]:
        log.write_text(json.dumps({**line, **plant}) + "\n")
        assert len(found_in([log], names, numbers)) == len(plant), plant
    for text in [f"[{name}]", f"Serving {number}"]:
        log.write_text(text + "\n")
        assert len(found_in([log], names, numbers)) == 1
    log.write_text(json.dumps({**line, "request": f"{name}"}) + "\n")
    with pytest.raises(AssertionError):
        found_in([log], names, numbers)
    metric = f'homeroom_requests_total{{route="/students/{name}"}} 1\n'
    assert len(list(told(samples(metric), names, numbers))) == 1
    log.unlink()
