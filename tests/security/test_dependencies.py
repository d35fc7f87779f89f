"""What is installed may be used: every licence is permissive or reviewed, and the list of those reviewed is true."""

from __future__ import annotations

import re
import subprocess
from email.message import Message
from pathlib import Path

import pytest

from evals import audit
from evals.audit import Licence, installed_licences, main, read_reviewed, unreviewed

ROOT = Path(__file__).resolve().parents[2]
BUILD_TOOLS = {"pip", "setuptools", "wheel", "uv"}


def _pinned() -> set[str]:
    names = re.findall(r"^([A-Za-z0-9_.-]+)==", (ROOT / "constraints.txt").read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


def test_every_pinned_package_may_be_used() -> None:
    """Of what this project installs nothing is under a licence that nobody looked at: no AGPL, no GPL, none unknown."""
    ours = [one for one in installed_licences() if one.package in _pinned()]
    assert len(ours) > 80
    assert unreviewed(ours, read_reviewed()) == []


def test_the_reviewed_list_is_true() -> None:
    """Each reviewed package, where it is installed, says the licence that was reviewed; each has a reason, none is permissive anyway."""
    held = {one.package: one for one in installed_licences()}
    for name, review in read_reviewed().items():
        assert set(review) == {"licence", "why"}, name
        assert review["why"], name
        if name in held:
            assert held[name].told == review["licence"], name
            assert not held[name].is_permissive, name


@pytest.mark.parametrize(
    ("told", "fine"),
    [
        ("MIT", True),
        ("Apache-2.0 AND MIT", True),
        ("GPL-3.0-only OR MIT", True),
        ("MPL-2.0 AND (Apache-2.0 OR MIT)", False),
        ("AGPL-3.0-or-later", False),
        ("GNU General Public License v3 (GPLv3)", False),
        ("MIT; GNU Affero General Public License v3", False),
        ("", False),
        ("Proprietary", False),
        ("BSD License", True),
    ],
)
def test_a_licence_is_judged(told: str, fine: bool) -> None:
    """Several at once must all be permissive, of a choice one; what is not known is not permissive."""
    assert Licence("x", "1", told).is_permissive is fine
    assert bool(unreviewed([Licence("x", "1", told)], {"x": {"licence": "another", "why": "x"}})) is not fine


class _Installed:
    """A package with this metadata."""

    version = "1.0"

    def __init__(self, licence: str) -> None:
        self.metadata = Message()
        self.metadata["Name"] = "A_Package"
        self.metadata["License-Expression"] = licence


def test_the_command_fails_on_what_nobody_reviewed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A package under AGPL ends the audit with exit code 1 and its name; a reviewed one with 0."""
    monkeypatch.setattr(audit, "distributions", lambda: [_Installed("AGPL-3.0-only")])
    assert main([]) == 1
    assert "not reviewed: a-package 1.0: AGPL-3.0-only" in capsys.readouterr().err
    monkeypatch.setattr(audit, "read_reviewed", lambda: {"a-package": {"licence": "AGPL-3.0-only", "why": "a test"}})
    assert main([]) == 0


@pytest.mark.parametrize(
    ("said", "code", "exit_code", "word"),
    [
        ("requests.exceptions.ConnectionError: Max retries exceeded", 1, 0, "cannot be reached"),
        ("No module named pip_audit", 1, 0, "not installed"),
        ("Found 1 known vulnerability in 1 package", 1, 1, "Found 1"),
        ("No known vulnerabilities found", 0, 0, "No known"),
        ("No known vulnerabilities found\nx Dependency not found on PyPI and could not be audited: x (1)", 0, 0, "1 packages were not looked up"),
    ],
)
def test_advisories(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], said: str, code: int, exit_code: int, word: str
) -> None:
    """A known fault fails the audit; a service that cannot be reached is told and fails nothing."""
    monkeypatch.setattr(audit.subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, code, said, ""))
    assert audit.check_advisories() == exit_code
    assert word in capsys.readouterr().out
