"""What is done with copies: of backups, and of the database's file."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

from browser import Eyes
from scene import Scene
from told import WayIn

# Columns of studemo.txt.
DISABILITY, PLAN_504 = "Primary Disability", "Plan 504 Accommodations"
FINDINGS = 4


def canary(kind: str) -> str:
    """A text that stands nowhere else."""
    return f"{kind}-{secrets.token_hex(6)}"


@dataclass
class Canaries:
    """Texts that were put into the district through its own commands."""

    # What only some may see, by what it is.
    confidential: dict[str, str] = field(default_factory=dict)
    # What is kept as it is.
    readable: dict[str, str] = field(default_factory=dict)
    student: str = ""
    document: int = 0

    @property
    def all(self) -> dict[str, str]:
        """All of them."""
        return self.confidential | self.readable

    def found_in(self, content: bytes, kinds: dict[str, str]) -> list[str]:
        """Which kinds stand in bytes, also as UTF-16 and turned round."""
        return [
            kind for kind, text in kinds.items()
            if any(form in content for form in
                   (text.encode(), text.encode("utf-16-le"), text[::-1].encode()))
        ]  # fmt: skip


def plant(scene: Scene) -> Canaries:
    """Confidential values in each place where some are: fields, what was there before, documents,
    the roster, rows of a file that are kept."""
    planted = Canaries()
    hidden = planted.confidential
    name = "Tidewater" + secrets.token_hex(3)
    planted.readable["name"] = name
    made = scene.ask("student", "create", "--first", "Wilhelmina", "--last", name, "--birth-date",
                     "2014-05-06", "--cause", "addedManually", "--anyway")  # fmt: skip
    assert isinstance(made, dict)
    planted.student = made["studentID"]
    fields = {"healthNotes": "health notes", "primaryDisability": "disability",
              "plan504Accommodations": "504 accommodations"}  # fmt: skip
    for when in (" before", ""):
        words = []
        for column, kind in fields.items():
            hidden[kind + when] = canary("planted")
            words += ["--set", f"{column}={hidden[kind + when]}"]
        scene.ask("student", "edit", planted.student, *words)
    for when in (" removed", ""):
        hidden["document" + when] = canary("planted")
        paper = scene.folder.with_suffix(".txt")
        paper.write_text(f"Evaluation report. {hidden['document' + when]}\n")
        added = scene.ask("document", "add", planted.student, str(paper), "--title", "Evaluation",
                          "--category", "IEP")  # fmt: skip
        paper.unlink()
        assert isinstance(added, dict)
        planted.document = added["document"]
        if when:
            scene.ask("document", "remove", str(added["document"]))
    roster(scene, hidden)
    planted.readable["note of an event"] = canary("planted")
    scene.ask("event", "add", planted.student, "--kind", "Telephone call", "--note",
              planted.readable["note of an event"])  # fmt: skip
    return planted


def roster(scene: Scene, hidden: dict[str, str]) -> None:
    """The same by a file of the SIS: one student's row, and one that cannot be taken in."""
    lines = (scene.folder / "demo-files/night/studemo.txt").read_text().splitlines()
    labels = lines[0].split("\t")
    rows = []
    for line, kind in ((lines[2], "of the roster"), (lines[3], "of a row kept out")):
        cells = line.split("\t")
        for label, name in ((DISABILITY, "disability"), (PLAN_504, "504 accommodations")):
            hidden[f"{name} {kind}"] = canary("planted")
            cells[labels.index(label)] = hidden[f"{name} {kind}"]
        rows.append(cells)
    rows[1][labels.index("Birth Date")] = "02/30/2014"
    file = scene.folder.with_suffix(".studemo.txt")
    file.write_text("\n".join([lines[0]] + ["\t".join(cells) for cells in rows]) + "\n")
    told = scene.run("import", "run", str(file), "--json")
    file.unlink()
    if told.status not in (0, FINDINGS):
        raise RuntimeError(f"The roster is not taken in: {told.errors}")


# Backups


def backups(
    way: WayIn, scene: Scene, planted: Canaries, eyes: Eyes, has_key: bool = False
) -> None:  # fmt: skip
    """The leaver has the folder of backups. Their private key was never on the server."""
    safe = scene.folder.with_suffix(".safe")
    safe.mkdir(mode=0o700)
    own, other = safe / "district.key", safe / "thief.key"
    for key in (own, other):
        told = scene.run_alone("backup", "keygen", "--out", str(key))
        if told.status != 0:
            raise RuntimeError(told.errors)
    public = next(word for word in own.read_text().split() if "backup-public:" in word)
    folder = scene.folder.with_suffix(".backups")
    scene.ask("backup", "create", "--to", str(folder), "--public-key", public)
    stolen = scene.folder.with_suffix(".stolen-backups")
    shutil.copytree(folder, stolen)
    content = b"".join(file.read_bytes() for file in sorted(stolen.iterdir()))
    there = (scene.folder / "demo.sqlite").read_bytes()
    if eyes.see_in_bytes(there) < 1_000:
        raise RuntimeError("The eyes do not see the names in the database itself.")
    names, words = eyes.see_in_bytes(content), planted.found_in(content, planted.all)
    way.tried(f"Looks through {len(content):,} bytes: {names} of {len(eyes.long):,} names and "
              f"numbers, {len(words)} of {len(planted.all)} planted texts",
              not names and not words, "encryption", "no text")  # fmt: skip
    (file,) = stolen.glob("*.hrbackup")
    target = scene.folder.with_suffix(".restored")
    told = scene.run_alone("restore", str(file), "--data", str(target))
    way.tried("Restores it without a key", told.status != 0 and not target.exists(),
              "private key elsewhere", told.code)  # fmt: skip
    key = own if has_key else other
    told = scene.run_alone("restore", str(file), "--private-key", str(key), "--data", str(target))
    way.tried("Restores it with a key at hand", told.status != 0 and not
              (target / "demo.sqlite").exists(), "private key elsewhere", told.code)  # fmt: skip
    told = scene.run_alone("backup", "verify", str(file), "--private-key", str(key))
    way.tried("Verifies it with a key at hand", told.status != 0, "private key elsewhere",
              told.code)  # fmt: skip
    told = scene.run_alone("backup", "verify", str(file), "--json")
    way.known("Verifies it without a key: only the file's digest is compared", told.code
              if told.status else "tells name and time")  # fmt: skip
    if has_key:
        return
    broken = bytearray(file.read_bytes())
    broken[len(broken) // 2] ^= 1
    file.write_bytes(broken)
    told = scene.run_alone("restore", str(file), "--private-key", str(own), "--data", str(target))
    way.tried("Puts a changed backup back in its place", told.code == "backup.damaged",
              "encryption", told.code)  # fmt: skip
    (good,) = folder.glob("*.hrbackup")
    told = scene.run_alone("restore", str(good), "--private-key", str(own), "--data", str(target))
    if told.status != 0:
        raise RuntimeError(f"The district itself cannot restore it: {told.errors}")


# The database


def database(
    way: WayIn, scene: Scene, planted: Canaries, eyes: Eyes, has_keys: bool = False
) -> None:  # fmt: skip
    """The leaver has the database's file, and not the keys beside it."""
    stolen = scene.folder.with_suffix(".stolen")
    stolen.mkdir(mode=0o700)
    for file in scene.folder.glob("demo.sqlite*"):
        shutil.copy(file, stolen)
    if has_keys:
        shutil.copy(scene.folder / "demo-keys.json", stolen)
    content = b"".join(file.read_bytes() for file in sorted(stolen.iterdir()))
    words = planted.found_in(content, planted.confidential)
    way.tried(f"Looks through {len(content):,} bytes: {len(words)} of "
              f"{len(planted.confidential)} confidential texts", not words,
              "keys elsewhere", ", ".join(words) or "no text")  # fmt: skip
    told = scene.run("student", "show", planted.student, "--json", folder=stolen)
    words = planted.found_in((told.output + told.errors).encode(), planted.confidential)
    way.tried("Opens the student with the program itself", not words, "keys elsewhere",
              ", ".join(words) or told.code)  # fmt: skip
    out = stolen / "document"
    told = scene.run("document", "get", str(planted.document), "--purpose", "Audit", "--out",
                     str(out), folder=stolen)  # fmt: skip
    if told.status == 2:
        raise RuntimeError(told.errors)
    text = out.read_bytes() if out.exists() else b""
    words = planted.found_in(text, planted.confidential)
    way.tried("Takes the document out", told.status != 0 and not words, "keys elsewhere",
              told.code)  # fmt: skip
    told = scene.run("user", "code", "data", folder=stolen)
    way.tried("Has a user's code told", told.status != 0, "keys elsewhere", told.code)
    if has_keys:
        return
    names, open_words = eyes.see_in_bytes(content), planted.found_in(content, planted.readable)
    way.known(f"Reads names and numbers in it: {names} of {len(eyes.long):,} longer ones, and "
              f"{', '.join(open_words)}. File permissions and an encrypted disk guard these",
              "readable")  # fmt: skip
    tamper(way, scene, stolen)


def tamper(way: WayIn, scene: Scene, stolen: Path) -> None:
    """The leaver changes the log and puts the file back, beside the keys of its owner."""
    sound = scene.run("audit", "verify", "--json")
    if sound.status != 0:
        raise RuntimeError(f"The log was not sound before: {sound.output}")
    attacks = {
        "Renames who did a change": "UPDATE change_set SET actor = 'cli:somebody' WHERE id = 2",
        "Removes a change": "DELETE FROM change_set WHERE id = 3",
        "Cuts the newest changes off":
            "DELETE FROM change_set WHERE id > (SELECT max(id) - 3 FROM change_set)",
    }  # fmt: skip
    for number, (act, sql) in enumerate(attacks.items()):
        folder = scene.folder.with_suffix(f".returned-{number}")
        shutil.copytree(scene.folder, folder)
        for file in folder.glob("demo.sqlite*"):
            file.unlink()
        for file in stolen.glob("demo.sqlite*"):
            shutil.copy(file, folder)
        with sqlite3.connect(folder / "demo.sqlite") as base:
            base.execute("PRAGMA foreign_keys = OFF")
            triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (trigger,) in triggers.fetchall():
                base.execute(f'DROP TRIGGER "{trigger}"')
            base.execute(sql)
        base.close()
        told = scene.run("audit", "verify", "--json", folder=folder)
        codes = codes_of(told.json) if told.status == FINDINGS else []
        way.tried(f"{act}, and puts the file back", bool(codes), "audit verify",
                  codes[0] if codes else told.code)  # fmt: skip


def codes_of(report: object) -> list[str]:
    """What was found."""
    assert isinstance(report, dict)
    return [finding["code"] for finding in report["findings"]]
