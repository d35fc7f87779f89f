"""Tables and cells beyond any report: refused with a message or ended within limits; others go on, nothing huge is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.readers.text import LONGEST_LINE
from index.workers import Limits
from tests.security.oversized import oversized
from tests.security.test_archive_bombs import read_all

SECONDS = 15
TOLD = {
    "columns.html": "400 columns",
    "deep.html": "too deeply",
    "deep-tables.html": "too deeply",
    "spans-zero.html": "400 columns",
    "long-cell.html": "characters",
    "long-cell.csv": "characters",
    "long-line.txt": "characters",
    "digits.txt": "characters",
    "blanks.txt": "characters",
    "long-cell.xlsx": "part xl/worksheets/sheet1.xml",
    "quotes.csv": "characters",
    "pipes.md": "characters",
    "open-tags.html": "no text",
}
"""What is refused at sight, and a word of its message."""
SMALL = {
    "spans.html": 900,
    "corners.xlsx": 999,
    "merged.xlsx": 2,
    "spans.docx": 90,
    "skipped.docx": 1,
    "columns.xlsx": 2,
}
"""What claims to be large and is not: the lines it gives at most."""
LATE = set(oversized()) - set(TOLD) - set(SMALL)


def test_what_is_beyond_any_report_is_refused_at_sight(tmp_path: Path) -> None:
    """Cells of 10 MB, 16,384 columns, depths of thousands: refused by what they are, with what to do."""
    outcomes = read_all(
        {name: oversized()[name] for name in TOLD}, tmp_path, Limits(jobs=2, seconds=60, megabytes=1024)
    )
    told = {name: (outcome.fault.what if outcome.fault else "read") for name, outcome in outcomes.items()}
    assert {name: what for name, what in told.items() if TOLD[name] not in what} == {}
    assert all(outcome.fault.next_step for outcome in outcomes.values())


def test_spans_and_merges_cost_what_is_there(tmp_path: Path) -> None:
    """A rowspan of 10^9, a merge over a whole sheet and cells in far corners are as small as what they hold."""
    outcomes = read_all(
        {name: oversized()[name] for name in SMALL}, tmp_path, Limits(jobs=2, seconds=60, megabytes=1024)
    )
    for name, outcome in outcomes.items():
        assert outcome.fault is None, (name, outcome.fault)
        assert len(outcome.value[0].lines) <= SMALL[name], name


@pytest.mark.parametrize("name", sorted(LATE))
def test_what_only_takes_long_is_ended(name: str, tmp_path: Path) -> None:
    """A million cells of a report that could be: read or refused within the time and memory allowed, and the next is read."""
    outcome = read_all({name: oversized()[name]}, tmp_path, Limits(jobs=1, seconds=SECONDS, megabytes=1024))[name]
    if outcome.fault is None:
        assert outcome.value[0].lines
    else:
        assert outcome.fault.next_step


def test_the_longest_line_that_is_read(tmp_path: Path) -> None:
    """A report that is one long line is read up to the limit that the message names, and refused beyond it."""
    text = "2023年度临川市水利局部门决算\n公务接待费支出1.50万元。"
    kept = {
        "below.txt": lambda: (text + "另有工作。" * (LONGEST_LINE // 5 - 50)).encode(),
        "beyond.txt": lambda: (text + "另" * LONGEST_LINE).encode(),
    }
    outcomes = read_all(kept, tmp_path, Limits(jobs=2, seconds=120, megabytes=1024))
    assert outcomes["below.txt"].fault is None
    assert f"{LONGEST_LINE:,} characters" in str(outcomes["beyond.txt"].fault)
    assert "line 2" in str(outcomes["beyond.txt"].fault)
