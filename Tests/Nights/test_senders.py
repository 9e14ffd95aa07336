"""What senders can do over SFTP, what they cannot, and what the check sees."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from machine import WORK, Machine, Sender

CONFIGURATION = Path("/etc/ssh/sshd_config.d/homeroom-senders.conf")


@pytest.fixture(scope="module")
def sender(machine: Machine) -> Sender:
    """Somebody who is let in."""
    return machine.add("walnut")


@pytest.fixture(scope="module")
def other(machine: Machine) -> Sender:
    """Somebody else."""
    return machine.add("river")


def test_set_up_again_changes_nothing(machine: Machine, sender: Sender) -> None:
    """What is done is not done twice, and a check needs nothing done."""
    for words in (["setup"], ["setup", "--check"]):
        assert json.loads(machine.as_root(*words, "--json"))["steps"] == []
    again = json.loads(
        machine.as_root("add-sender", sender.name, "--key", f"{sender.key}.pub", "--json"))
    assert again["steps"] == []
    assert set(machine.findings().values()) == {"ok"}


def test_what_a_check_says_is_what_a_shell_can_do(machine: Machine) -> None:
    """The commands of a check, carried out by a shell, leave nothing to do."""
    key = WORK / "shell.key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    words = ["add-sender", "byhand", "--key", f"{key}.pub", "--check", "--json"]
    steps = json.loads(machine.as_root(*words))["steps"]
    assert len(steps) == 8
    assert not Path("/srv/homeroom/byhand").exists(), "a check changes nothing"
    subprocess.run(["sh", "-ec", "\n".join(steps)], check=True)
    assert json.loads(machine.as_root(*words))["steps"] == []
    code, said = Sender("byhand", key, machine.port).send("pwd")
    assert code == 0 and "/inbox" in said


def test_a_sender_sends_and_reads_answers(sender: Sender, tmp_path: Path) -> None:
    """One word is enough to send, and what Homeroom writes can be read."""
    file = tmp_path / "programs.txt"
    file.write_text("x\n")
    code, said = sender.send(f"put {file}", "ls -l", "ls /accepted", "ls /rejected", "ls /reports")
    assert code == 0, said
    assert (sender.folder / "inbox/programs.txt").read_text() == "x\n"
    (sender.folder / "inbox/programs.txt").unlink()


@pytest.mark.parametrize("lines", [
    ["put {file} /programs.txt"], ["put {file} /accepted/x.txt"], ["put {file} /reports/x.txt"],
    ["put {file} /taken/x.txt"], ["ls /taken"], ["mkdir /new"], ["ls /etc"],
    ["get /etc/passwd {out}"], ["get ../../../etc/passwd {out}"],
    ["put {file} a.txt", "symlink a.txt b.txt"], ["put {file} a.txt", "ln a.txt b.txt"],
    ["put {file} a.txt", "rename a.txt /accepted/a.txt"], ["ls /srv/homeroom"],
])  # fmt: skip
def test_a_sender_does_nothing_else(sender: Sender, tmp_path: Path, lines: list[str]) -> None:
    """Nothing above the folder, nothing into what is not the inbox, no links."""
    file, out = tmp_path / "file.txt", tmp_path / "out"
    file.write_text("x\n")
    code, said = sender.send(*[line.format(file=file, out=out) for line in lines])
    assert code != 0, said
    assert not out.exists() or not out.read_text()
    for left in (sender.folder / "inbox").iterdir():
        assert left.name == "a.txt"
        left.unlink()


@pytest.mark.parametrize("options", [[], ["-tt"], ["-N", "-L", "{port}:127.0.0.1:{ssh}"]])
def test_a_sender_has_no_shell_and_forwards_nothing(sender: Sender, options: list[str]) -> None:
    """Not with a terminal, and not through this machine either."""
    words = [one.format(port=sender.port + 1, ssh=sender.port) for one in options]
    forwards = "-N" in words
    command = sender.words("ssh", "-o", "ExitOnForwardFailure=yes", *words)
    if not forwards:
        done = subprocess.run(
            [*command, "echo alive"], capture_output=True, text=True, timeout=20, check=False)  # fmt: skip
        assert done.returncode != 0 and "alive" not in done.stdout
        return
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", sender.port + 1)) == 0:
                    break
            time.sleep(0.05)
        else:
            raise AssertionError("The client never opened its end.")
        asked = subprocess.run(
            ["ssh-keyscan", "-T", "3", "-p", str(sender.port + 1), "127.0.0.1"],
            capture_output=True, text=True, timeout=20, check=False)  # fmt: skip
        assert "ssh-ed25519" not in asked.stdout, "nothing answers through it"
    finally:
        process.kill()
        process.wait()


def test_a_sender_is_let_in_by_its_own_key_alone(sender: Sender, other: Sender) -> None:
    """Nobody comes into the folder of another, and a password is not asked for."""
    stranger = Sender(other.name, sender.key, sender.port)
    assert stranger.send("pwd")[0] != 0
    asked = subprocess.run(
        [*sender.words("ssh", "-v", "-o", "PreferredAuthentications=none"), "true"],
        capture_output=True, text=True, check=False)  # fmt: skip
    offered = {line.split(": ")[-1] for line in (asked.stdout + asked.stderr).splitlines()
               if "Permission denied" in line}  # fmt: skip
    assert offered == {"Permission denied (publickey)."} or "(publickey)" in str(offered), asked


def test_whoever_is_removed_is_not_let_in(machine: Machine, tmp_path: Path) -> None:
    """And what was sent stays."""
    gone = machine.add("maple")
    file = tmp_path / "programs.txt"
    file.write_text("x\n")
    assert gone.send(f"put {file}")[0] == 0
    machine.as_root("remove-sender", "maple")
    assert gone.send("pwd")[0] != 0
    assert (gone.folder / "inbox/programs.txt").exists()
    assert "sender.not-found" in machine.as_root("remove-sender", "maple", status=4)


def test_accounts_of_the_machine_are_never_made_senders(machine: Machine, sender: Sender) -> None:
    """They could not sign in any more."""
    for name in ("root", "homeroom", "www-data"):
        said = machine.as_root("add-sender", name, "--key", f"{sender.key}.pub", status=4)
        assert "sender.name-taken" in said
    said = machine.as_root("add-sender", "../x", "--key", f"{sender.key}.pub", status=4)
    assert "sftp.invalid" in said


def test_what_is_not_root_changes_nothing(machine: Machine, sender: Sender) -> None:
    """And is told what to do."""
    words = ["add-sender", "birch", "--key", "/dev/stdin"]
    done = subprocess.run(
        ["setpriv", "--reuid", "homeroom", "--regid", "homeroom", "--clear-groups",
         machine.program, "sftp", *words], stdin=Path(f"{sender.key}.pub").open(),
        capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 4 and "sftp.not-root" in done.stderr
    assert not Path("/srv/homeroom/birch").exists()


def test_a_closed_file_is_opened_to_homeroom_alone(
    machine: Machine, sender: Sender, tmp_path: Path
) -> None:
    """OpenSSH makes it as private as it was; links and files of others are left alone."""
    file = tmp_path / "programs.txt"
    file.write_text("x\n")
    file.chmod(0o600)
    assert sender.send(f"put {file}")[0] == 0
    inbox = sender.folder / "inbox"
    sent = inbox / "programs.txt"
    assert sent.stat().st_mode & 0o777 == 0o600
    assert machine.findings()["sender.closed-files"] == "warning"
    secret = Path("/srv/secret")
    secret.write_text("root's")
    secret.chmod(0o600)
    (inbox / "link.txt").symlink_to(secret)
    os.link(secret, inbox / "hard.txt")
    shutil.chown(secret, sender.name, sender.name)
    machine.as_root("open")
    assert sent.stat().st_mode & 0o777 == 0o660
    assert secret.stat().st_mode & 0o777 == 0o600
    for left in inbox.iterdir():
        left.unlink()


def opened(path: str, mode: int) -> Callable[[], Callable[[], None]]:
    """Gives something another mode, and back."""

    def plant() -> Callable[[], None]:
        before = Path(path).stat().st_mode & 0o7777
        Path(path).chmod(mode)
        return lambda: Path(path).chmod(before)

    return plant


def owned(path: str, owner: str) -> Callable[[], Callable[[], None]]:
    """Gives something to somebody else, and back."""

    def plant() -> Callable[[], None]:
        before = Path(path).stat()
        os.chown(path, shutil._get_uid(owner), before.st_gid)  # noqa: SLF001

        def mend() -> None:
            os.chown(path, before.st_uid, before.st_gid)
            Path(path).chmod(before.st_mode & 0o7777)

        return mend

    return plant


def written(path: str, text: str) -> Callable[[], Callable[[], None]]:
    """Writes something into a file, and what was there back."""

    def plant() -> Callable[[], None]:
        file = Path(path)
        before = file.read_bytes() if file.exists() else None
        file.write_text(text)

        def mend() -> None:
            if before is None:
                file.unlink()
            else:
                file.write_bytes(before)

        return mend

    return plant


def command(do: list[str], back: list[str]) -> Callable[[], Callable[[], None]]:
    """Runs a command, and one that takes it back."""

    def plant() -> Callable[[], None]:
        subprocess.run(do, check=True)
        return lambda: subprocess.run(back, check=True) and None

    return plant


FOLDER = "/srv/homeroom/walnut"
EARLIER = "/etc/ssh/sshd_config.d/01-earlier.conf"


@pytest.mark.parametrize(("plant", "check"), [
    (opened("/srv/homeroom", 0o775), "sftp.setup"),
    (opened(str(CONFIGURATION), 0o666), "sftp.setup"),
    (written(str(CONFIGURATION), "# nothing\n"), "sftp.setup"),
    (written(str(CONFIGURATION), "# nothing\n"), "sender.confined"),
    (written(EARLIER, "Nonsense yes\n"), "sftp.syntax"),
    (written(EARLIER, "Match User walnut\n  ForceCommand /bin/sh\n"), "sender.confined"),
    (written(EARLIER, "Match User walnut\n  ChrootDirectory none\n"), "sender.confined"),
    (written(EARLIER, "Match User walnut\n  PasswordAuthentication yes\n"), "sender.confined"),
    (written(EARLIER, "Match User walnut\n  PermitTTY yes\n"), "sender.confined"),
    (owned(FOLDER, "walnut"), "sender.folders"),
    (opened(FOLDER, 0o777), "sender.folders"),
    (opened(f"{FOLDER}/inbox", 0o700), "sender.folders"),
    (opened(f"{FOLDER}/taken", 0o2770), "sender.folders"),
    (owned(f"{FOLDER}/accepted", "walnut"), "sender.folders"),
    (command(["rmdir", f"{FOLDER}/reports"],
             ["install", "-d", "-m", "2750", "-o", "homeroom", "-g", "walnut",
              f"{FOLDER}/reports"]), "sender.folders"),
    (opened("/etc/ssh/homeroom-senders/walnut", 0o666), "sender.keys"),
    (written("/etc/ssh/homeroom-senders/walnut", "ssh-ed25519 AAAA\n"), "sender.keys"),
    (command(["usermod", "-s", "/bin/sh", "walnut"],
             ["usermod", "-s", "/usr/sbin/nologin", "walnut"]), "sender.account"),
    (command(["gpasswd", "-d", "walnut", "homeroom-senders"],
             ["gpasswd", "-a", "walnut", "homeroom-senders"]), "sender.account"),
])  # fmt: skip
def test_the_check_finds_what_is_wrong(
    machine: Machine, sender: Sender, plant: Callable, check: str
) -> None:
    """One thing at a time is made wrong, and is found by name."""
    assert machine.findings()[check] == "ok"
    mend = plant()
    try:
        assert machine.findings()[check] == "fault"
    finally:
        mend()
    assert machine.findings()[check] == "ok"


def test_a_changed_configuration_that_was_not_read_is_found(machine: Machine) -> None:
    """OpenSSH reads it when it is told to."""
    later = Path("/run/sshd.pid").stat().st_mtime + 5
    before = CONFIGURATION.stat().st_mtime
    os.utime(CONFIGURATION, (later, later))
    assert machine.findings()["sftp.loaded"] == "fault"
    os.utime(CONFIGURATION, (before, before))
    machine.reload()
    assert machine.findings()["sftp.loaded"] == "ok"
