"""Which command made which change set, and what it must have done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import inf

from commands import EXPORT, Outcome, Report, SoakFailure
from files import ProgramFile, RosterFile, exported
from model import Counts, District, Event, Observation

File = ProgramFile | RosterFile | None
RERUN_NOTE = "The rows are numbered anew"
FINAL = ("applied", "held", "discarded")


class Runs:
    """The import runs of the district, each with the command that made it."""

    def __init__(self) -> None:
        self.states: dict[int, str] = {}
        self.files: dict[int, File] = {}
        self.is_loose = False
        """Whether a decision about a held row came at a time that nobody knows."""

    def explain(
        self, listed: list[Report], outcomes: list[Outcome]
    ) -> tuple[list[Event], list[Observation]]:
        """What the imports did, of those that reported it and of those that were killed."""
        events: list[Event] = []
        seen: list[Observation] = []
        reported: set[tuple[int, str]] = set()
        for one in outcomes:
            if is_import(one) and not one.was_killed and one.code in (0, 3):
                report = one.json()
                if report["state"] in FINAL:
                    reported.add((report["run"], report["state"]))
                self._note(report, [one], events, seen)
        self._demand_listed(reported, listed)
        killed = [one for one in outcomes if one.was_killed and is_import(one)]
        used: Counter[tuple[str, ...]] = Counter()
        for run in listed:
            if (run["run"], run["state"]) not in reported and self._is_new(run):
                makers = self._makers(run, killed)
                used[makers[0].command.words] += 1
                if used[makers[0].command.words] > len(makers):
                    raise SoakFailure(f"run {run['run']} of {run['file']}: {len(makers)} killed "
                                      "commands cannot have made so many runs")  # fmt: skip
                self._note({**run["report"], "state": run["state"]}, makers, events, seen)
            self.states[run["run"]] = run["state"]
        return events, seen

    def _is_new(self, run: Report) -> bool:
        state: str = run["state"]
        return self.states.get(run["run"]) != state

    def _demand_listed(self, reported: set[tuple[int, str]], listed: list[Report]) -> None:
        numbers = {run["run"] for run in listed}
        if listed[-1]["run"] > max(self.states, default=0) + 1:
            raise SoakFailure("more runs than `import list` shows: verify more often")
        for run, state in reported:
            if run >= listed[-1]["run"] and run not in numbers:
                raise SoakFailure(f"run {run} was reported as {state}, and is not there")

    def _makers(self, run: Report, killed: list[Outcome]) -> list[Outcome]:
        """The killed commands of which one made this run, or decided about it."""
        number: int = run["run"]

        def can_have_made(one: Outcome) -> bool:
            command, decisions = one.command, ("import approve", "import discard")
            if number in self.states:
                return command.target == number and command.kind in decisions
            is_rerun = any(note.startswith(RERUN_NOTE) for note in run["report"]["notes"])
            return bool(
                command.file and command.file.name == run["file"]
                and command.kind not in decisions
                and (command.kind == "import rerun") == is_rerun
            )  # fmt: skip

        makers = [one for one in killed if can_have_made(one)]
        if not makers:
            raise SoakFailure(f"run {run['run']} of {run['file']} is {run['state']}, and no "
                              "command can have done that")  # fmt: skip
        return makers

    def _note(
        self, report: Report, makers: list[Outcome], events: list[Event], seen: list[Observation]
    ) -> None:
        """Adds what a report says that happened."""
        file, what = makers[0].command.file, str(makers[0].command)
        if makers[0].command.kind == "import rerun" and isinstance(file, ProgramFile):
            file = file.rejected_part()
        started, ended = span(makers)
        if report["run"] and report["state"] != "repeated":
            self.files[report["run"]] = file
        if file is None or report["state"] == "discarded":
            if report["changeSet"]:
                events.append(Event(report["changeSet"], started, ended, what, lambda _: ""))
        elif report["state"] == "held":
            if isinstance(file, RosterFile) or not file.spoiled:
                raise SoakFailure(f"{what}: held, and nothing is wrong with the file")
        elif report["changeSet"]:
            events.append(Event(report["changeSet"], started, ended, what,
                                lambda d: self._compare(d, file, report),
                                makers[0].was_killed))  # fmt: skip
        else:
            seen.append(Observation(started, ended, f"{what}: {report['state']}",
                                    lambda d: self._changes_nothing(d, file, report)))  # fmt: skip

    def _compare(self, district: District, file: File, report: Report) -> str:
        wanted = imported(district, file, report["changeSet"], report)
        there = Counts.of(report)
        if self.is_loose:
            wanted, there = wanted.loosely(), there.loosely()
        return "" if wanted == there else f"it reports {there}, and should have done {wanted}"

    def _changes_nothing(self, district: District, file: File, report: Report) -> bool:
        wanted = imported(district, file, None, report)
        there = Counts.of(report)
        if self.is_loose or report["state"] == "repeated":
            wanted, there = wanted.loosely(), there.loosely()
        return wanted.changed == 0 and wanted == there


def span(makers: list[Outcome]) -> tuple[float, float]:
    """When the command ran that is one of these. One that was killed may have been carried out by
    its server only afterwards."""
    ended = inf if makers[0].was_killed else makers[0].ended
    return min(one.started for one in makers), ended


def is_import(outcome: Outcome) -> bool:
    """Whether a command imports, or decides about a whole run."""
    kind = outcome.command.kind
    return kind.startswith("import") and kind != "import resolve"


def imported(district: District, file: File, change: int | None, report: Report) -> Counts:
    """What the import of a file does to the model, or would do."""
    if isinstance(file, RosterFile):
        return district.import_roster(file, change)
    return district.import_programs(file, change, report["rejected"]) if file else Counts()


def change_events(outcomes: list[Outcome]) -> list[Event]:
    """What the commands did that are no imports and reported a change set."""
    events = []
    for one in outcomes:
        command = one.command
        if one.code != 0 or is_import(one) or command.kind in ("look", "check"):
            continue
        if command.kind in ("export programs", "student find"):
            continue
        change = one.json()["changeSet"]
        if command.kind == "undo":
            events.append(undo_event([one], change, one.json()))
        else:
            events.append(Event(change, one.started, one.ended, str(command), edit(one, change)))
    return events


def edit(outcome: Outcome, change: int) -> Callable[[District], str]:
    """What an edit does to the model."""
    command = outcome.command

    def apply(district: District) -> str:
        if command.kind == "code add":
            district.codes.add(command.name)
        elif command.kind == "import resolve":
            decide(district, command.value, command.name, command.file, change)
        elif command.kind == "setting set" and command.name == "near-miss":
            district.inserts_nears = command.value == "insert"
        return ""

    return apply


def decide(district: District, decision: str, key: str, file: File, change: int) -> None:
    """What a decision about a held row does to the model."""
    table = district.nears if decision == "insert" else district.discarded
    if isinstance(file, ProgramFile):
        table.write(key, file.near[key], change)


def undo_event(makers: list[Outcome], change: int, report: Report | None) -> Event:
    """An undo, with what it reported unless it was killed."""
    target = makers[0].command.target

    def apply(district: District) -> str:
        wanted = district.undo(target, change)
        if report is None or wanted == (report["removed"], report["restored"]):
            return ""
        return (
            f"it reports {report['removed']} removed and {report['restored']} restored, and "
            f"should have done {wanted[0]} and {wanted[1]}"
        )

    started, ended = span(makers)
    return Event(change, started, ended, str(makers[0].command), apply, report is None)


def observations(outcomes: list[Outcome]) -> list[Observation]:
    """What readers saw: all of each change set or nothing of it."""
    seen = []
    for one in outcomes:
        if one.code != 0:
            continue
        if one.command == EXPORT:
            plain, _ = exported(one.out)
            seen.append(observation(one, plain, "programs"))
        elif one.command.kind == "student find":
            names = {found["integrationID"]: found["name"].rsplit(" ", 1)[1]
                     for found in one.json()}  # fmt: skip
            seen.append(observation(one, names, "roster"))
    return seen


def observation(outcome: Outcome, rows: dict[str, str], table: str) -> Observation:
    """That a table was what a reader saw of it."""
    seen = sum(hash(row) for row in rows.items())
    what = f"{outcome.command}, {len(rows)} rows"
    return Observation(outcome.started, outcome.ended, what,
                       lambda district: getattr(district, table).sum == seen)  # fmt: skip

