"""Files made to burst whoever opens them are refused with a message, within the limits of a reading process; others go on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import build_library
from index.workers import Limits, Outcome, Workers
from tests.conftest import BAZHONG
from tests.security.bombs import office_bombs, pdf_bombs

LIMITS = Limits(jobs=2, seconds=60, megabytes=1024)
READ = {"nested.docx": 1, "huge-page.pdf": 1}
"""What is read all the same, and the lines it gives: what is packed in an attachment is not opened, a large page is one page."""
HELD_BY_LIMITS = {"form-loop.pdf", "form-tree.pdf"}
"""PDFs whose drawings multiply: the memory limit ends the process that reads them."""
LEFT_TO_TIME = {"below-the-ratio.docx"}
"""What is small enough to be a report and only takes long: `test_a_slow_file_is_ended`."""
FORMS = {"PDF": pdf_bombs, "office": office_bombs}


def read_all(made: dict[str, Callable[[], bytes]], folder: Path, limits: Limits = LIMITS) -> dict[str, Outcome]:
    """What becomes of each file, read as a build reads them, with a good report behind them."""
    paths = []
    for name, make in made.items():
        (folder / name).write_bytes(make())
        paths.append(folder / name)
    with Workers([*paths, BAZHONG], limits) as workers:
        outcomes = {outcome.path.name: outcome for outcome in workers}
    good = outcomes.pop(BAZHONG.name)
    assert good.fault is None
    assert good.value[0].facts
    return outcomes


@pytest.mark.parametrize("form", FORMS)
def test_bombs_are_refused_by_what_they_are(form: str, tmp_path: Path) -> None:
    """Each is refused with what is wrong and what to do, none because it used up the time; the report after them is read."""
    outcomes = read_all({name: make for name, make in FORMS[form]().items() if name not in LEFT_TO_TIME}, tmp_path)
    for name, outcome in outcomes.items():
        if name in READ:
            assert outcome.fault is None, name
            assert len(outcome.value[0].lines) == READ[name]
            continue
        assert outcome.fault is not None, name
        told = outcome.fault
        assert told.what, name
        assert told.next_step, name
        assert name in str(told)
        assert "longer than" not in told.what, name
        if name not in HELD_BY_LIMITS:
            assert "died" not in told.what, name
            assert "needs more than" not in told.what, name


def test_a_slow_file_is_ended(tmp_path: Path) -> None:
    """What no look at the file can tell from a large report is given up after the time allowed."""
    outcomes = read_all(
        {name: office_bombs()[name] for name in LEFT_TO_TIME}, tmp_path, Limits(jobs=1, seconds=10, megabytes=1024)
    )
    assert [("longer than 10 s" in str(outcome.fault)) for outcome in outcomes.values()] == [True]


def test_a_folder_of_bombs_harms_no_library(tmp_path: Path) -> None:
    """Built into a library together with a report: the report is held, every bomb is told, nothing of them is kept."""
    folder = tmp_path / "reports"
    folder.mkdir()
    bombs = {
        name: make
        for name, make in office_bombs().items()
        if name.startswith(("laughs", "external", "gzip", "overlapping", "a-zip"))
    }
    for name, make in bombs.items():
        (folder / name).write_bytes(make())
    (folder / BAZHONG.name).write_bytes(BAZHONG.read_bytes())
    summary = build_library([folder], tmp_path / "library", limits=LIMITS)
    assert summary.added == [BAZHONG.name]
    assert {name for name, _ in summary.failed} == set(bombs)
    assert sorted(path.name for path in (tmp_path / "library" / "originals").iterdir()) == [BAZHONG.name]
