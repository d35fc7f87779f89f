"""Reports kept in memory: as many as there is room for, prepared for as many as were asked about of late, never of another state."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.library import GLANCES, Library
from assistant.vocabulary import load_vocabulary
from assistant.warm_reports import WarmReports
from index.build import build_library
from index.errors import LibraryChanged

NAMES = ("甲", "乙", "丙")
TEXT = (
    "{name}市测试局2022年度部门决算\n第二部分 2022年度部门决算情况说明\n一、收入决算情况说明\n"
    "2022年度收入总计{total}万元。与2021年相比，收入总计减少10.10万元，下降9.13%。\n"
)


class OneReport:
    """As much of a prepared report as keeping it needs."""

    def __init__(self, facts: int) -> None:
        self.facts = (None,) * facts
        self.rested = 0

    def rest(self) -> None:
        self.rested += 1


def test_the_longest_unused_goes_first() -> None:
    """Beyond the facts there is room for, reports are forgotten in the order they were last used; what is asked about stays."""
    warm = WarmReports(facts=10)
    for name in "abc":
        warm.put(name, OneReport(4))
        warm.get("a")
        warm.trim(1)
    assert list(warm) == ["c", "a"]
    assert warm.get("b") is None
    warm.put("long", OneReport(50))
    warm.trim(1)
    assert list(warm) == ["long"]


def test_what_was_prepared_is_kept_of_few() -> None:
    """Reports not asked about of late give back what was prepared of them, and stay."""
    warm, held = WarmReports(facts=100, prepared=2), [OneReport(1) for _ in range(4)]
    for number, one in enumerate(held):
        warm.put(str(number), one)
        warm.trim(1)
    assert [one.rested for one in held] == [1, 1, 0, 0]
    assert len(warm) == 4
    warm.trim(4)
    warm.get("0")
    warm.trim(1)
    assert [one.rested for one in held] == [1, 1, 1, 0]


def test_full_before_another_would_drive_one_out() -> None:
    """Bringing reports in ahead of questions stops where the next would cost one that is there."""
    warm = WarmReports(facts=10)
    assert not warm.is_full
    warm.put("a", OneReport(4))
    assert not warm.is_full
    warm.put("b", OneReport(4))
    assert warm.is_full
    assert list(warm.only({"b"})) == ["b"]
    warm.clear()
    assert not warm.is_full
    assert len(warm) == 0


@pytest.fixture
def folder(tmp_path: Path, fake_embedder) -> Path:
    """A library of three bodies' reports."""
    for number, name in enumerate(NAMES):
        (tmp_path / f"{name}.txt").write_text(TEXT.format(name=name, total=f"{number + 1}00.50"), encoding="utf-8")
    build_library([tmp_path / f"{name}.txt" for name in NAMES], tmp_path / "library", fake_embedder)
    return tmp_path / "library"


def test_warmed_up_it_reads_no_facts_any_more(folder: Path, fake_embedder, monkeypatch) -> None:
    """Reports brought in ahead are asked about without a look into the database; stopped in between, the rest come when asked about."""
    library = Library(folder, fake_embedder, load_vocabulary())
    turns = iter((True, True, False))
    assert library.warm_up(lambda: next(turns)) == 2
    assert library.warm_up() == 3
    read: list[str] = []
    monkeypatch.setattr(library._store, "facts", read.append)
    assert all(one.facts for one in library.evidence(library.reports))
    assert read == []
    library.close()


def test_there_is_room_for_some_only(folder: Path, fake_embedder) -> None:
    """Warming up ends where there is no room, and drives out nothing."""
    library = Library(folder, fake_embedder, load_vocabulary(), warm=WarmReports(facts=8))
    count = library.warm_up()
    assert 0 < count < 3
    assert list(library._warm) == [report.file for report in library.reports[:count]]
    library.close()


def test_rested_reports_answer_as_before(folder: Path, fake_embedder) -> None:
    """What is prepared anew is what was prepared before."""
    library = Library(folder, fake_embedder, load_vocabulary())
    (one,) = library.evidence(library.reports[:1])

    def prepared() -> tuple:
        texts = [[getattr(one.texts(fact), name) for name in ("item", "path", "near", "before", "clause", "section")] for fact in one.facts]
        return texts, one.labels, one.label_of, one.passage_texts, one.chunk_texts, [one.paragraph(fact) for fact in one.facts]

    before = prepared()
    assert any(before[5])
    one.rest()
    assert not one._texts
    assert prepared() == before
    library.close()


def test_passages_of_another_state_are_refused(folder: Path, tmp_path: Path, fake_embedder) -> None:
    """Passages are read when they are first needed; of a report that was replaced in between they are not taken."""
    library = Library(folder, fake_embedder, load_vocabulary())
    held = {one.report.file: one for one in library.evidence(library.reports)}
    (tmp_path / "乙.txt").write_text(TEXT.format(name="乙", total="9.75"), encoding="utf-8")
    build_library([tmp_path / "乙.txt"], folder, fake_embedder)
    with pytest.raises(LibraryChanged):
        _ = held["乙.txt"].chunks
    assert held["甲.txt"].chunks
    library.close()


def test_few_lines_are_read_by_themselves(folder: Path, fake_embedder, monkeypatch) -> None:
    """A line cited once is read alone; a report that is looked at again and again is kept whole. The lines are the same."""
    library = Library(folder, fake_embedder, load_vocabulary())
    file = library.reports[0].file
    asked: list[tuple[int, int]] = []
    lines = library._store.lines

    def counted(name: str, first: int, last: int) -> tuple:
        asked.append((first, last))
        return lines(name, first, last)

    monkeypatch.setattr(library._store, "lines", counted)
    found = [library.lines(file, 4, 4) for _ in range(GLANCES + 3)]
    assert asked[:GLANCES] == [(4, 4)] * GLANCES
    assert len(asked) == GLANCES + 1
    assert len(set(found)) == 1
    assert found[0][0].number == 4
    assert library.lines(file, 99, 99) == ()
    library.close()

