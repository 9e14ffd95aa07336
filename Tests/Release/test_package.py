"""The Debian package: what is in it, and that it runs without the toolchain."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/debug/homeroom"


def told(*words: str | Path) -> str:
    """What a command says."""
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


class PackageTests(unittest.TestCase):
    """One package, made of the program that the tests are made with, and unpacked."""

    @classmethod
    def setUpClass(cls) -> None:
        """Makes it and unpacks it."""
        cls.place = Path(tempfile.mkdtemp())
        made = told(
            ROOT / "script/package", "--homeroom", PROGRAM, "--out", cls.place, "--fast")
        cls.file = Path(made.strip())
        cls.tree = cls.place / "tree"
        subprocess.run(["dpkg-deb", "--raw-extract", cls.file, cls.tree], check=True)

    @classmethod
    def tearDownClass(cls) -> None:
        """Removes it."""
        shutil.rmtree(cls.place)

    def test_the_program_runs_with_its_own_libraries(self) -> None:
        """The toolchain is hidden, as on a machine without one."""
        hidden = self.place / "hidden"
        hidden.mkdir()
        program = self.tree / "usr/lib/homeroom/homeroom"
        toolchains = {
            path.parent for path in map(Path, re.findall(r"=> (/\S+/libswiftCore\.so)", told(
                "ldd", PROGRAM)))}  # fmt: skip
        self.assertEqual(len(toolchains), 1)
        words = ["unshare", "--mount", "sh", "-c",
                 'mount --bind "$1" "$2" && "$3" --version', "sh", hidden, *toolchains,
                 program]  # fmt: skip
        if os.geteuid() != 0:
            words[1:1] = ["--map-root-user"]
        self.assertEqual(told(*words), told(PROGRAM, "--version"))

    def test_units_start_the_program_that_is_installed(self) -> None:
        """None looks where nothing is."""
        units = sorted((self.tree / "usr/lib/systemd/system").iterdir())
        self.assertEqual(len(units), 5)
        for unit in units:
            for command in re.findall(r"^Exec\w+=[-+]*(\S+)", unit.read_text(), re.M):
                self.assertEqual(command, "/usr/bin/homeroom")
        link = self.tree / "usr/bin/homeroom"
        self.assertEqual((link.parent / os.readlink(link)).resolve(),
                         (self.tree / "usr/lib/homeroom/homeroom").resolve())  # fmt: skip

    def test_settings_are_kept_and_everything_is_roots(self) -> None:
        """An upgrade asks before it writes over settings; nobody else may change the program."""
        self.assertEqual(
            (self.tree / "DEBIAN/conffiles").read_text(), "/etc/homeroom/homeroom.env\n")
        for line in told("dpkg-deb", "--contents", self.file).splitlines():
            mode, owner = line.split()[:2]
            self.assertEqual(owner, "root/root", line)
            self.assertTrue(mode[0] == "l" or mode[8] == "-", line)
        settings = self.tree / "etc/homeroom/homeroom.env"
        self.assertEqual(settings.stat().st_mode & 0o777, 0o640)

    def test_what_it_needs_are_packages_of_the_system(self) -> None:
        """Libraries that no package brings are in it."""
        depends = told("dpkg-deb", "--field", self.file, "Depends").strip().split(", ")
        for name in ("libc6", "libpq5", "libsqlite3-0", "zlib1g"):
            self.assertIn(name, depends)
        for name in depends:
            told("dpkg", "--status", name)

    def test_scripts_can_be_read(self) -> None:
        """None ends with a slip."""
        for name in ("postinst", "prerm", "postrm"):
            told("sh", "-n", self.tree / "DEBIAN" / name)


if __name__ == "__main__":
    unittest.main()
