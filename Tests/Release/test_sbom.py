"""What script/sbom writes, and what it refuses, with packages that are invented."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "sbom"
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy\n"
APACHE = "    Apache License\n    Version 2.0, January 2004\n"
EXCEPTION = "## Runtime Library Exception to the Apache 2.0 License: ##\n"


class Place:
    """A folder that looks like this one, as far as the script goes."""

    def __init__(self, folder: str) -> None:
        self.root = Path(folder)
        self.pins: list[dict] = []
        self.write("Sources/Command/Homeroom.swift", 'static let version = "9.8.7"\n')
        self.write("Tests/Tools/requirements.txt", "# Of tests.\nSome_Tool==1.2\n")
        self.add("acme/Widgets", "1.0.0", MIT)
        self.add("acme/gadgets", "2.0.0", APACHE + EXCEPTION)
        needed = '.package(url: "https://github.com/acme/gadgets", from: "2.0.0")'
        self.write("Package.swift", needed)

    def write(self, path: str, text: str) -> None:
        """A file, and the folders that it is in."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def add(self, name: str, version: str | None, text: str) -> None:
        """A package that was resolved, with its license."""
        state = {"revision": "0" * 40, **({"version": version} if version else {})}
        self.pins.insert(0, {
            "identity": name.rpartition("/")[2].lower(), "kind": "remoteSourceControl",
            "location": f"https://github.com/{name}.git", "state": state,
        })  # fmt: skip
        self.write("Package.resolved", json.dumps({"pins": self.pins, "version": 3}))
        self.write(f".build/checkouts/{name.rpartition('/')[2]}/LICENSE.txt", text)

    def run(self, *arguments: str, epoch: str | None = None) -> subprocess.CompletedProcess[str]:
        """The script, in this folder."""
        others = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        if epoch:
            others["SOURCE_DATE_EPOCH"] = epoch
        command = [str(SCRIPT), "--root", str(self.root), *arguments]
        return subprocess.run(command, capture_output=True, text=True, env=others, check=False)


    def commit(self, name: str, time: int) -> None:
        """Makes the checkout of a package a repository, whose newest version is of that time."""
        folder = self.root / ".build/checkouts" / name
        when = {"GIT_COMMITTER_DATE": f"{time} +0000", "GIT_AUTHOR_DATE": f"{time} +0000"}
        person = ["-c", "user.name=Test", "-c", "user.email=test@example.org"]

        def git(*words: str) -> str:
            command = ["git", "-C", str(folder), *person, *words]
            done = subprocess.run(
                command, check=True, capture_output=True, text=True, env={**os.environ, **when})
            return done.stdout.strip()

        git("init", "--quiet")
        git("add", ".")
        git("commit", "--quiet", "--message", "A version")
        for pin in self.pins:
            if pin["identity"] == name.lower():
                pin["state"]["revision"] = git("rev-parse", "HEAD")
        self.write("Package.resolved", json.dumps({"pins": self.pins, "version": 3}))


class BillOfMaterials(unittest.TestCase):
    """One folder for each test."""

    def setUp(self) -> None:
        """Makes the folder."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.place = Place(folder.name)

    def test_each_package_has_version_license_and_address(self) -> None:
        """Of Swift, of the system, of tests; in order."""
        made = json.loads(self.place.run().stdout)
        found = {one["purl"]: one for one in made["components"]}
        self.assertEqual(list(found), sorted(found))
        widgets = found["pkg:swift/github.com/acme/Widgets@1.0.0"]
        self.assertEqual(widgets["licenses"], [{"license": {"id": "MIT"}}])
        self.assertEqual(widgets["pedigree"]["commits"][0]["uid"], "0" * 40)
        gadgets = found["pkg:swift/github.com/acme/gadgets@2.0.0"]
        self.assertEqual(gadgets["licenses"], [{"expression": "Apache-2.0 WITH Swift-exception"}])
        self.assertEqual(found["pkg:pypi/some-tool@1.2"]["scope"], "excluded")
        self.assertTrue(any(purl.startswith("pkg:generic/sqlite") for purl in found))
        self.assertEqual(made["metadata"]["component"]["version"], "9.8.7")
        self.assertIn(gadgets["bom-ref"], made["dependencies"][0]["dependsOn"])
        self.assertNotIn(widgets["bom-ref"], made["dependencies"][0]["dependsOn"])

    def test_the_same_packages_give_the_same_bytes(self) -> None:
        """Whatever their order, and with no time of its own."""
        before = self.place.run().stdout
        self.place.pins.reverse()
        self.place.write("Package.resolved", json.dumps({"pins": self.place.pins, "version": 3}))
        self.assertEqual(self.place.run().stdout, before)
        self.assertNotIn("timestamp", before)
        self.assertIn('"timestamp": "1970-01-02T', self.place.run(epoch="100000").stdout)

    def test_another_version_is_another_document(self) -> None:
        """Its number too."""
        before = json.loads(self.place.run().stdout)["serialNumber"]
        self.place.pins.clear()
        self.place.add("acme/gadgets", "2.0.1", APACHE)
        self.assertNotEqual(json.loads(self.place.run().stdout)["serialNumber"], before)

    def test_what_is_not_known_is_refused(self) -> None:
        """A license, a version, a package that was not resolved, a tool without version."""
        for spoil, words in [
            (lambda: self.place.add("acme/odd", "1.0.0", "All rights reserved."), "no license"),
            (lambda: self.place.add("acme/branch", None, MIT), "not to a version"),
            (lambda: self.place.write("Tests/Tools/requirements.txt", "tool>=1\n"), "no version"),
            (lambda: self.place.write("Package.resolved", '{"pins":[]}'), "acme/gadgets"),
        ]:
            with self.subTest(words):
                self.setUp()
                spoil()
                done = self.place.run("--check")
                self.assertEqual(done.returncode, 4)
                self.assertIn(words, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_what_is_too_old_is_told(self) -> None:
        """The age of each version, by its checkout; an older one than asked for fails."""
        now, day = 1_800_000_000, 86_400
        self.place.commit("Widgets", now - 200 * day)
        self.place.commit("gadgets", now - 20 * day)
        young = self.place.run("--age", "200", epoch=str(now))
        self.assertEqual(young.returncode, 0, young.stderr)
        self.assertEqual(
            young.stdout.splitlines(), ["widgets 1.0.0: 200 days", "gadgets 2.0.0: 20 days"])
        old = self.place.run("--age", "199", epoch=str(now))
        self.assertEqual(old.returncode, 5)
        self.assertIn("older than 199 days: widgets", old.stderr)
        self.place.pins[0]["state"]["revision"] = "0" * 40
        self.place.write("Package.resolved", json.dumps({"pins": self.place.pins, "version": 3}))
        self.assertEqual(self.place.run("--age", "199", epoch=str(now)).returncode, 4)


if __name__ == "__main__":
    unittest.main()
