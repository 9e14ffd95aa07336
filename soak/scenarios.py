"""What must hold when certain commands run at the same moment."""

from __future__ import annotations

import random
import time

from commands import (
    EXPORT, Command, Outcome, SoakFailure, add_code_command, create_command, find_command,
    import_command, setting_command, undo_command,
)  # fmt: skip
from files import LAST_NAME, ProgramFile, Sender
from places import PostgresPlace
from verify import Verifier

ROWS, DOUBTS = 20_000, 40


class Scenarios:
    """The scenarios of one district; the verifier looks at it after each."""

    def __init__(self, sender: Sender, verifier: Verifier, seed: int) -> None:
        self.sender, self.verifier = sender, verifier
        self.pool, self.workload = verifier.pool, verifier.workload
        self.rng = random.Random(f"scenarios {seed}")
        self.outcomes: list[Outcome] = []

    def _together(self, *commands: Command) -> list[Outcome]:
        """Starts commands at once and waits for all; in the order in which they were given."""
        for command in commands:
            self.pool.start(command)
        ended = self.pool.finish()
        self.outcomes += ended
        return sorted(ended, key=lambda one: one.started)

    def _verify(self) -> None:
        outcomes, self.outcomes = self.outcomes, []
        self.verifier.verify(outcomes)

    def same_file_twice(self) -> None:
        """Two imports of the same file at the same moment: one applies, the other says that it is
        there already."""
        file = self.rng.choice([self.sender.large, self.sender.small])()
        both = self._together(import_command(file), import_command(file))
        states = sorted(one.json()["state"] if one.code == 0 else one.state for one in both)
        if states != ["applied", "repeated"]:
            raise SoakFailure(f"two imports of {file.name} at once: {states}")
        self._verify()

    def edits_under_an_import(self) -> None:
        """Edits that change what the running import should do, and readers beside it. The import
        counts and writes as before them or as after them, and readers see all of it or nothing:
        that is what the verifier's model says."""
        file = self.sender.doubtful(ROWS, DOUBTS)
        edits = [setting_command("near-miss", "insert"), add_code_command(file.code)]
        others = [
            create_command("Newcomer" + self.workload.fresh()),
            self.workload.edit_code(),
            EXPORT,
            EXPORT,
            find_command(LAST_NAME),
        ]
        self.rng.shuffle(edits)
        self.rng.shuffle(others)
        # Behind another import it has read its rows long before it may write.
        ahead = [import_command(self.sender.large())] * self.rng.choice([0, 1, 1])
        self._during([*ahead, import_command(file)], edits + others)
        self._together(setting_command("near-miss", "hold"))
        self._verify()

    def _during(self, long: list[Command], others: list[Command]) -> None:
        """Starts commands one after the other while long ones run."""
        for command in long:
            self.pool.start(command)
        pause = self.pool.typical("import large programs") / len(others)
        for command in others:
            time.sleep(self.rng.uniform(0, pause))
            self.pool.start(command)
        self.outcomes += self.pool.finish()

    def undo_under_an_import(self) -> None:
        """The undo of a change set while an import runs that touches the same records."""
        first, second = self.sender.large(), self.sender.large()
        (done,) = self._together(import_command(first))
        change = done.json()["changeSet"]
        commands = [import_command(second), undo_command(change)]
        self.rng.shuffle(commands)
        self._during(commands[:1], [commands[1], EXPORT])
        self._verify()

    def server_killed(self) -> None:
        """The server is killed in the middle of an import: the import says so and fails, and the
        same import completes once the server is back."""
        place = self.verifier.place
        if not isinstance(place, PostgresPlace):
            return
        for _ in range(20):
            file = self.sender.large()
            outcome = self._killing_server(file, place)
            if outcome.code != 0:
                break
        else:
            raise SoakFailure("20 imports ended before the server could be killed")
        self._demand_clear(outcome, file)
        (again,) = self._together(import_command(file))
        if again.code != 0:
            raise SoakFailure(f"after a restart of the server: {again.describe()}")
        self._verify()

    def _killing_server(self, file: ProgramFile, place: PostgresPlace) -> Outcome:
        self.pool.start(import_command(file))
        time.sleep(self.rng.uniform(0.2, 0.9) * self.pool.typical("import large programs"))
        place.kill_server()
        # At once: an import that was just being saved asks the server that is back how it ended.
        place.restart_server()
        (outcome,) = self.pool.finish()
        outcome.may_have_failed = True
        self.outcomes.append(outcome)
        return outcome

    @staticmethod
    def _demand_clear(outcome: Outcome, file: ProgramFile) -> None:
        """It ends with 4 and a code of the store, and prints nothing of a row."""
        values = {cell for key in file.rows for cell in key.split("\t")[:1]} | {LAST_NAME}
        shown = [value for value in values if value in outcome.err]
        if outcome.code != 4 or not outcome.refusal.startswith("store.") or shown:
            raise SoakFailure(
                "the server was killed, and the import does not end with 4 and a clear message"
                f"{' without values of rows' if shown else ''}:\n{outcome.describe()}"
            )
