"""Cutting plain text: short passages, each with the whole lines that it has a part of."""

from __future__ import annotations

from evals.baselines.passages import OVERLAP, PASSAGE_CHARACTERS, split_lines
from index.types import SourceLine


def test_passages_keep_to_their_size_and_know_their_lines() -> None:
    """No passage is longer than 500 characters; every character of a passage stands on one of its lines."""
    lines = [SourceLine(10 + number, f"第{number}行，" + "收入支出预算决算，" * 30 + "完。") for number in range(6)]
    passages = split_lines(lines)
    assert len(passages) > 3
    for passage in passages:
        assert len(passage.text) <= PASSAGE_CHARACTERS
        assert passage.text in "\n".join(line.text for line in passage.lines)
    assert {line.number for passage in passages for line in passage.lines} == {line.number for line in lines}


def test_a_short_report_is_one_passage() -> None:
    """What fits into one passage is not cut, and lines keep number and page."""
    (passage,) = split_lines([SourceLine(3, "甲", page=1), SourceLine(7, "乙", page=2)])
    assert passage.text == "甲\n乙"
    assert [(line.number, line.page) for line in passage.lines] == [(3, 1), (7, 2)]


def test_neighbours_overlap() -> None:
    """A passage begins with at most 50 characters of the one before it."""
    text = "".join(f"{number:04}，" for number in range(300))
    first, second, *_ = split_lines([SourceLine(1, text)])
    shared = next(size for size in range(OVERLAP + 1, -1, -1) if first.text.endswith(second.text[:size]))
    assert 0 < shared <= OVERLAP
