"""The time until an answer is painted, in a real browser."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evals.errors import BadInput
from evals.painting import BROWSERS, Painting, closing_line, measure_painting

ROOT = Path(__file__).resolve().parents[2]
NO_BROWSER = not any(map(shutil.which, BROWSERS))


def test_the_closing_line_holds_the_figures() -> None:
    """First page, first answer, median and longest in one line."""
    assert closing_line(Painting(1.94, (0.25, 0.1, 0.12))) == (
        "page: first page after 1.9 s; first answer painted after 250 ms, median 120 ms, longest 250 ms of 3"
    )


@pytest.mark.skipif(NO_BROWSER, reason="no Chromium on this machine")
def test_answers_are_timed_in_a_browser(bazhong_library: Path) -> None:
    """The command starts the chat, asks in a browser and times every answer."""
    pytest.importorskip("playwright")
    command = [sys.executable, "-m", "evals", "page", "--library", str(bazhong_library), "--count", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    line = done.stdout.splitlines()[-1]
    assert line.startswith("page: first page after ")
    assert line.endswith(" of 2")


def test_no_browser_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a browser the fault names what to install."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BadInput, match="Playwright"):
        measure_painting(tmp_path, [])
