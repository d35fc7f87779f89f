"""The administrator's password is kept as a hash that only the password fits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.admin.passwords import SETTING, hash_password, read_hash
from index.errors import MingzhangError

ROOT = Path(__file__).resolve().parents[3]
PASSWORD = "三公 correct horse"


def test_only_the_password_fits() -> None:
    """A hash fits its password and no other; the same password gives another hash each time."""
    text = hash_password(PASSWORD)
    kept = read_hash({SETTING: text})
    assert kept.fits(PASSWORD)
    assert not kept.fits(PASSWORD + " ")
    assert not kept.fits("")
    assert PASSWORD not in text
    assert hash_password(PASSWORD) != text


@pytest.mark.parametrize("password", ["", "short", "x" * 2000])
def test_unfit_passwords_are_refused(password: str) -> None:
    """A password that is too short to keep anybody out is not hashed."""
    with pytest.raises(MingzhangError, match="10 to"):
        hash_password(password)


@pytest.mark.parametrize("text", ["secret", "scrypt:1:2", "scrypt:15:8:1:AAAAAAAAAAAAAAAA:AAAA", "md5:32768:8:1:AAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "scrypt:1073741824:8:1:AAAAAAAAAAAAAAAAAAAAAA==:AAAAAAAAAAAAAAAAAAAAAAAAAAAA"])  # fmt: skip
def test_a_broken_setting_is_told(text: str) -> None:
    """A setting that is no hash, or one that would eat the memory, stops the start and says how to make one."""
    with pytest.raises(MingzhangError, match="--hash-password"):
        read_hash({SETTING: text})


def test_off_without_a_password() -> None:
    """Where nothing is set nobody can log in."""
    assert read_hash({}) is None
    assert read_hash({SETTING: "  "}) is None


def test_the_command_makes_the_setting() -> None:
    """`python app.py --hash-password` reads the password from stdin and prints the line to set; a short one is told."""
    run = [sys.executable, "app.py", "--hash-password"]
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(run, cwd=ROOT, input=PASSWORD + "\n", capture_output=True, encoding="utf-8", timeout=120, env=environment)
    name, _, text = done.stdout.strip().partition("=")
    assert (done.returncode, name) == (0, SETTING)
    assert read_hash({SETTING: text}).fits(PASSWORD)
    done = subprocess.run(run, cwd=ROOT, input="short\n", capture_output=True, encoding="utf-8", timeout=120, env=environment)
    assert done.returncode == 2
    assert "10 to" in done.stderr
    assert done.stdout == ""
