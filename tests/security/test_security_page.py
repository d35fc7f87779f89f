"""SECURITY.md names a test for each promise, every test it names exists, and every test of this folder is named."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
HERE = Path(__file__).parent


def _named() -> list[Path]:
    return [ROOT / name if "/" in name else HERE / name for name in re.findall(r"`((?:[\w/]+/)?test_\w+\.py)`", PAGE)]


def test_every_named_test_exists() -> None:
    """A promise whose test is gone is a promise no more."""
    assert len(_named()) > 15
    assert [
        str(path) for path in _named() if not path.is_file() or "def test_" not in path.read_text(encoding="utf-8")
    ] == []


def test_every_promise_names_a_test() -> None:
    """Each paragraph of what is promised ends with the test that guards it."""
    promised = PAGE.partition("## What is promised")[2].partition("## What is not promised")[0]
    paragraphs = [text for text in promised.strip().split("\n\n") if text.startswith("**")]
    assert len(paragraphs) >= 12
    assert [text[:40] for text in paragraphs if not re.search(r"`[\w/]*test_\w+\.py`", text)] == []


def test_every_test_of_this_folder_is_told() -> None:
    """What is guarded is promised: no test here is missing on the page."""
    own = {path.name for path in HERE.glob("test_*.py")} - {Path(__file__).name}
    assert own - {path.name for path in _named()} == set()


def test_the_actors_and_the_report_are_told() -> None:
    """The page says who might do what, and how to tell of a fault without an address that nobody reads."""
    for actor in ("visitor", "publisher", "administrator", "provider", "network"):
        assert f"**{actor}" in PAGE or f"model's {actor}" in PAGE
    assert "private report to the maintainers" in PAGE
    assert "@" not in PAGE


def test_the_readme_leads_here() -> None:
    """The README's limits link the page."""
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8").partition("## Limits")[2]
