"""Spoiled files are read or refused with a message; one that hangs or kills its worker is counted and the rest go on."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from evals import fuzz
from evals.fuzz import CRASHED, FuzzSummary, run_fuzz, spoiled_file
from evals.fuzz_samples import samples
from index.errors import ReportError
from index.read import read_document


def test_spoiled_files_are_read_or_refused() -> None:
    """A few hundred spoiled files of every form end in lines or in a message, within time and memory."""
    summary = run_fuzz(300, seed=7)
    assert not summary.faults, summary.faults
    assert summary.closing_line() == "fuzz: 300 of 300 read or refused with a message (0 hung, 0 crashed)"
    assert {name for name, _ in summary.forms} == set(samples())
    assert 0 < summary.most_memory < fuzz.MEMORY_LIMIT


def test_a_file_of_a_seed_is_always_the_same() -> None:
    """A fault can be looked at again by seed and number; other seeds spoil otherwise."""
    assert spoiled_file(3, 1) == spoiled_file(3, 1)
    assert [spoiled_file(n, 1) for n in range(20)] != [spoiled_file(n, 2) for n in range(20)]


@pytest.mark.parametrize("name", sorted(samples()))
def test_samples_are_right_before_they_are_spoiled(tmp_path: Path, name: str) -> None:
    """Every sample is read as it is, so that what fails later was spoiled."""
    path = tmp_path / name
    path.write_bytes(samples()[name])
    assert len(read_document(path).lines) > 3


def test_message_without_file_or_next_step_counts_as_a_crash() -> None:
    """A refusal that a person cannot act on is no refusal."""

    def refuse(path: Path) -> None:
        raise ReportError("cannot", None, None)

    def refuse_well(path: Path) -> None:
        raise ReportError("cannot", str(path), "Try again.")

    assert fuzz._read(refuse, Path("a.txt"))[0] == CRASHED
    assert fuzz._read(refuse_well, Path("a.txt")) == ("refused", "")


def _die_or_sleep(results, first: int, count: int, seed: int, memory_limit: int) -> None:
    results.send(("ready", "", 0.0, 0))
    for number in range(first, count):
        if number == 2:
            os._exit(9)
        if number == 4:
            time.sleep(60)
        results.send(("read", "", 0.0, 0))


def test_worker_that_dies_or_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead worker is one crash, a sleeping one is one hang, and the files after them are read."""
    monkeypatch.setattr(fuzz, "_start", lambda context, *arguments: _forked(*arguments))
    summary = run_fuzz(6, seed=1, seconds_limit=1)
    assert dict(summary.outcomes) == {"read": 4, "crashed": 1, "hung": 1}
    assert [(fault.number, fault.outcome) for fault in summary.faults] == [(2, "crashed"), (4, "hung")]
    assert isinstance(summary, FuzzSummary)


def _forked(*arguments):
    import multiprocessing

    worker = multiprocessing.get_context("fork").Process(target=_die_or_sleep, args=arguments, daemon=True)
    worker.start()
    return worker
