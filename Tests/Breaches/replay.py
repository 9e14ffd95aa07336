"""Replays two breaches of student information systems on an invented district.

Exit code 1 where something was not blocked, or nobody was told within five minutes. With
`--planted` one thing at a time is weakened, and the replay has to see it; exit code 1 where it does
not. docs/security/breaches.md tells what happened, and what each step is.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "Browser"))

import copies
import leaver
import stolen
from browser import Eyes
from scene import DAY, Scene, compiled_clock, copy_of, make_demo
from told import BLOCKED, LATEST_ALARM, WayIn, table

# The users of the demo that are taken here.
MANAGER, SUPPORT, REGISTRAR, SECURITY = "data", "auditor", "registrar", "security"


class Replay:
    """All that the ways in need."""

    def __init__(self, binary: str, files: Path) -> None:
        self.binary, self.files = binary, files
        self.passwords = make_demo(binary, files)
        self.eyes = Eyes.of(files / "demo")
        self.library = compiled_clock(files)
        self.ways: list[WayIn] = []
        self.weakened: list[WayIn] = []

    def scene(self, name: str) -> Scene:
        """A district of one's own."""
        return copy_of(self.binary, self.files, name, self.library)

    def way(
        self, title: str, act: Callable[[WayIn], None], *, has_alarm: bool = True,
        is_weakened: bool = False,
    ) -> None:  # fmt: skip
        """Goes one way in; what cannot be done to the end has not shown anything."""
        way = WayIn(title, has_alarm, is_weakened)
        (self.weakened if is_weakened else self.ways).append(way)
        try:
            act(way)
        except Exception as error:
            way.failure = f"could not be played: {error}"
            traceback.print_exc()

    def settle(self, title: str) -> None:
        """Waits for the alarms of all ways in whose title begins so."""
        for way in list(self.ways):
            if way.title.startswith(title):
                way.settle()

    # December 2024

    def december(self) -> None:
        """A stolen password, and what is stolen beside passwords."""
        scene = self.scene("december").serve()
        try:
            self._december(scene)
            self.settle("A")
        finally:
            scene.stop()

    def _december(self, scene: Scene) -> None:
        routes = self.routes(scene)
        eyes, words = self.eyes, self.passwords
        at_work = stolen.signed_in(scene, REGISTRAR, words[REGISTRAR], scene.phone(REGISTRAR))
        student = stolen.some_student(at_work, eyes)
        # Ways in that are about the same user would take each other's alarms for their own.
        fresh = leaver.hired(scene, "works.now")
        sync = leaver.hired(scene, "runs.sync")
        listed = stolen.token(scene, sync.name, "--address", "127.0.0.2/32")
        unlisted = stolen.token(scene, SECURITY)
        self.way("A1 data manager's password", lambda way: stolen.password(
            way, scene, MANAGER, words[MANAGER], routes, student, eyes))  # fmt: skip
        self.way("A2 support's password", lambda way: stolen.password(
            way, scene, SUPPORT, words[SUPPORT], routes, student, eyes))  # fmt: skip
        self.way("A3 session, code just given", lambda way: stolen.fresh_session(
            way, scene, fresh.session, fresh.name, eyes))  # fmt: skip
        stolen.later(scene)
        self.way("A4 session, code long ago", lambda way: stolen.old_session(
            way, scene, at_work, REGISTRAR, eyes))  # fmt: skip
        self.way("A5 token with addresses", lambda way: stolen.token_elsewhere(
            way, scene, listed, sync.name, eyes))  # fmt: skip
        self.way("A6 token without", lambda way: stolen.token_without_list(
            way, scene, unlisted, SECURITY, eyes))  # fmt: skip

    def routes(self, scene: Scene) -> list[dict]:
        """What the router answers."""
        report = scene.run_alone("routes", "--json").json
        assert isinstance(report, list)
        return report

    # January 2022

    def january(self) -> None:
        """A leaver's account."""
        scene = self.scene("january").serve()
        try:
            eyes = self.eyes
            gone, back = (leaver.hired(scene, name) for name in ("left.told", "left.unseen"))
            made = scene.ask("user", "add", "never.came", "--role", "auditor", "--generate")
            assert isinstance(made, dict)
            self.way("B1 leaver, disabled", lambda way: leaver.disabled(way, scene, gone, eyes))
            self.way("B2 leaver, day 13", lambda way: leaver.unseen(way, scene, back, eyes))
            # What was read has to be told before the clock goes on.
            self.settle("B2")
            scene.clock.ahead(2 * DAY)
            self.way("B3 account never used", lambda way: leaver.never_came(
                way, scene, "never.came", made["password"]))  # fmt: skip
            for title in ("B1", "B3"):
                self.settle(title)
        finally:
            scene.stop()

    def idle(self) -> None:
        """A leaver's account that nobody uses: the server looks a minute after it was started."""
        scene = self.scene("idle").serve()
        try:
            kept = leaver.hired(scene, "left.idle")
            self.way("B4 leaver, day 91", lambda way: leaver.locked(way, scene, kept, self.eyes))
            self.settle("B4")
        finally:
            scene.stop()

    def copies(self) -> None:
        """A leaver's copies."""
        scene = self.scene("copies")
        planted = copies.plant(scene)
        self.way("B5 backups", lambda way: copies.backups(way, scene, planted, self.eyes),
                 has_alarm=False)  # fmt: skip
        self.way("B6 database without keys", lambda way: copies.database(
            way, scene, planted, self.eyes), has_alarm=False)  # fmt: skip

    # What has to be found

    def planted(self) -> None:
        """Weakens one thing at a time."""
        scene = self.scene("planted").serve()
        eyes, words = self.eyes, self.passwords
        try:
            rightful = stolen.signed_in(scene, REGISTRAR, words[REGISTRAR],
                                        scene.phone(REGISTRAR))  # fmt: skip
            student = stolen.some_student(rightful, eyes)
            self.weak("the thief has the telephone", lambda way: stolen.password(
                way, scene, MANAGER, words[MANAGER], self.routes(scene), student, eyes,
                has_phone=True))  # fmt: skip
            kept = leaver.hired(scene, "left.kept")
            self.weak("nobody disables the leaver", lambda way: leaver.disabled(
                way, scene, kept, eyes, is_forgotten=True))  # fmt: skip
        finally:
            scene.stop()
        planted = copies.plant(scene)
        self.weak("the private key is beside it", lambda way: copies.backups(
            way, scene, planted, eyes, has_key=True), has_alarm=False)  # fmt: skip
        self.weak("the keys are beside it", lambda way: copies.database(
            way, scene, planted, eyes, has_keys=True), has_alarm=False)  # fmt: skip
        self.weak("nobody is told", silent)

    def weak(
        self, title: str, act: Callable[[WayIn], None], *, has_alarm: bool = True
    ) -> None:  # fmt: skip
        """One weakness."""
        self.way(title, act, has_alarm=has_alarm, is_weakened=True)


def silent(way: WayIn) -> None:
    """Everything is refused, and no alarm comes in time."""
    way.tried("Is refused", True, "second factor", "HTTP 303")
    way.alarms = [("reading-many", LATEST_ALARM + 1.0)]


def found(way: WayIn) -> bool:
    """Whether a weakness was seen for what it is, and not because something else went wrong."""
    return not way.failure and not way.is_held and any(
        step.outcome != BLOCKED for step in way.steps) or way.title == "nobody is told" \
        and not way.is_held  # fmt: skip


def main() -> int:
    """Plays, and says what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--homeroom", required=True, help="the program")
    parser.add_argument("--work", required=True, type=Path, help="an empty folder")
    parser.add_argument("--planted", action="store_true", help="only the weaknesses")
    given = parser.parse_args()
    began = time.monotonic()
    replay = Replay(given.homeroom, given.work)
    parts = [replay.planted]
    if not given.planted:
        parts += [replay.idle, replay.january, replay.december, replay.copies]
    with ThreadPoolExecutor(len(parts)) as pool:
        for done in [pool.submit(part) for part in parts]:
            done.result()
    is_good = all(way.is_held for way in replay.ways)
    if replay.ways:
        replay.ways.sort(key=lambda way: way.title)
        print("\n" + table(replay.ways))
    missed = [way for way in replay.weakened if not found(way)]
    print("\nWeakened on purpose, and seen as not held: "
          f"{len(replay.weakened) - len(missed)} of {len(replay.weakened)}")  # fmt: skip
    for way in missed:
        print(f"  NOT SEEN: {way.title} {way.failure}")
    print(f"{time.monotonic() - began:.0f} seconds")
    return 0 if is_good and not missed else 1


if __name__ == "__main__":
    sys.exit(main())
