"""Part of a library, and two libraries as one: each answers just as a library of those reports would."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.ask import Assistant
from assistant.conversation import Conversation
from assistant.library_views import free_name, other_names
from assistant.types import Answer
from index.build import build_library
from index.errors import LibraryChanged, LibraryError

ROOT = Path(__file__).resolve().parents[2]
ACCOUNTS = """{year}年度{entity}部门决算
第二部分 {year}年度部门决算情况说明
一、收入支出决算总体情况说明
{year}年度收入总计{income}万元，支出总计{spending}万元。
二、“三公”经费支出决算情况说明
{year}年度“三公”经费支出决算为{three}万元，比上年减少1.50万元，主要原因是{reason}。
公务接待费支出决算{reception}万元。国内公务接待{batches}批次。
"""
ROWS = {
    "jy-2023.txt": ("临川市教育局", 2023, "800.00", "790.00", "10.00", "压减会议", "4.00", 40),
    "jy-2024.txt": ("临川市教育局", 2024, "900.00", "880.00", "8.50", "车辆报废", "3.00", 30),
    "sj-2024.txt": ("临川市审计局", 2024, "300.00", "290.00", "5.00", "厉行节约", "2.00", 25),
    "mz-2024.txt": ("临川市民政局", 2024, "410.00", "400.00", "6.00", "公务用车减少", "1.00", 12),
}
QUESTIONS = (
    "临川市教育局2024年公务接待费是多少？",
    "临川市教育局2024年三公经费比2023年变化多少？",
    "审计局2024年支出总计是多少？",
    "How much did the Linchuan Education Bureau spend on official receptions in 2024?",
    "2024年三公经费为什么减少？",
    "临川市民政局2024年国内公务接待多少批次？",
    "哪个部门2024年的支出最多？",
    "临川市农业局2024年支出是多少？",
    "临川市教育局2021年支出总计是多少？",
    "公务接待费一共多少？",
)


def write(folder: Path, file: str, name: str | None = None) -> Path:
    names = ("entity", "year", "income", "spending", "three", "reason", "reception", "batches")
    path = folder / (name or file)
    path.write_text(ACCOUNTS.format(**dict(zip(names, ROWS[file], strict=True))), encoding="utf-8")
    return path


def told(answer: Answer) -> Answer:
    return replace(answer, seconds=0.0)


@pytest.fixture(scope="module")
def open_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Assistant]]:
    """`open_library(*files)` builds a library of some of the small reports and opens it; "a.txt=b.txt" writes a as b."""
    opened: dict[tuple[str, ...], Assistant] = {}

    def open_of(*files: str) -> Assistant:
        if files not in opened:
            folder = tmp_path_factory.mktemp("views")
            parted = [file.partition("=") for file in files]
            summary = build_library([write(folder, file, name or None) for file, _, name in parted], folder / "library")
            assert not summary.failed
            opened[files] = Assistant.open(folder / "library")
        return opened[files]

    yield open_of
    for one in opened.values():
        one.close()


@pytest.mark.parametrize("files", [("jy-2023.txt", "jy-2024.txt"), ("sj-2024.txt",), ("jy-2024.txt", "mz-2024.txt", "sj-2024.txt")])
def test_narrowed_answers_as_a_library_of_those_reports(open_library, files: tuple[str, ...]) -> None:
    """Narrowed to some reports, every question is answered, declined or asked back as if only these were held."""
    view, alone = open_library(*ROWS).narrowed(files), open_library(*files)
    assert view.reports() == alone.reports()
    for question in QUESTIONS:
        assert told(view.ask(question)) == told(alone.ask(question)), question


def test_joined_answers_as_one_library(open_library) -> None:
    """Two libraries answer together as one that holds the reports of both, whichever of them a report is in."""
    whole = open_library(*ROWS)
    both = open_library("jy-2024.txt", "sj-2024.txt").joined(open_library("jy-2023.txt", "mz-2024.txt").library)
    assert both.reports() == whole.reports()
    for question in QUESTIONS:
        assert told(both.ask(question)) == told(whole.ask(question)), question


def test_joined_and_narrowed_again_is_the_library_itself(assistant: Assistant, open_library) -> None:
    """A library joined with another and narrowed to its own files answers a sample of the look-ups as before."""
    rows = [json.loads(line) for line in (ROOT / "evals/cases/lookup.jsonl").read_text(encoding="utf-8").splitlines()]
    view = assistant.joined(open_library(*ROWS).library).narrowed([report.file for report in assistant.reports()])
    assert view.reports() == assistant.reports()
    for row in rows[::6]:
        assert told(view.ask(row["question"])) == told(assistant.ask(row["question"])), row["id"]


def test_narrowed_to_all_is_the_assistant_itself(assistant: Assistant) -> None:
    """Choosing every report is choosing none: nothing is made anew."""
    assert assistant.narrowed([report.file for report in assistant.reports()]) is assistant


def test_a_talk_goes_on_in_a_view(open_library) -> None:
    """A follow-up is understood within the reports of the view."""
    view = open_library(*ROWS).narrowed(["jy-2023.txt", "jy-2024.txt"])
    answer = view.ask("2023年呢？", conversation=Conversation(("临川市教育局2024年公务接待费是多少？",)))
    assert Decimal(answer.figures[0].value) == 4
    assert {citation.file for citation in answer.citations} == {"jy-2023.txt"}


def test_a_file_of_a_taken_name_is_shown_under_another(open_library) -> None:
    """Two different reports of one file name are both held; each answer cites its own lines under its own name."""
    both = open_library("jy-2024.txt=a.txt").joined(open_library("sj-2024.txt=a.txt", "mz-2024.txt").library)
    assert [report.file for report in both.reports()] == ["a (2).txt", "a.txt", "mz-2024.txt"]
    audit, education = both.ask("审计局2024年公务接待费是多少？"), both.ask("教育局2024年公务接待费是多少？")
    assert {(c.file, "2.00" in c.text) for c in audit.citations} == {("a (2).txt", True)}
    assert {(c.file, "3.00" in c.text) for c in education.citations} == {("a.txt", True)}
    assert "2.00万元" in both.lines("a (2).txt", 7, 7)[0].text
    reason = both.narrowed(["a (2).txt"]).ask("三公经费为什么减少？")
    assert "厉行节约" in reason.text


def test_vectors_of_both_libraries_are_searched(open_library) -> None:
    """A search for meaning looks into both libraries and gives the nearest of all, each text once."""
    first, second = open_library("jy-2024.txt=a.txt"), open_library("sj-2024.txt=a.txt")
    view = first.joined(second.library).library
    texts = [sorted({text for one in part.library.evidence(part.library.reports) for text in one.passage_texts}) for part in (first, second)]
    assert set(texts[0]) != set(texts[1])
    vector = first.library.vectors.embed_query("三公经费减少的原因")
    found = view.vectors.search(vector, [*texts[0], *texts[1]], 99)
    assert {text for text, _ in found} == {*texts[0], *texts[1]}
    assert len(found) == len({*texts[0], *texts[1]})
    assert [near for _, near in found] == sorted((near for _, near in found), reverse=True)


def test_what_is_not_in_the_view_cannot_be_reached(open_library) -> None:
    """Neither lines, sections nor figures of a report outside the view are given out; asking for it says so."""
    whole = open_library(*ROWS)
    view = whole.narrowed(["sj-2024.txt"])
    outside = next(report for report in whole.reports() if report.file == "jy-2024.txt")
    assert view.lines("jy-2024.txt", 1, 5) == ()
    assert view.section("jy-2024.txt", 4) == ""
    with pytest.raises(LibraryError, match=r"jy-2024\.txt"):
        view.library.evidence([outside])
    assert view.narrowed(["jy-2024.txt"]).reports() == ()


@pytest.mark.parametrize("files", [["nobody.txt"], []])
@pytest.mark.parametrize(
    ("question", "told"),
    [("临川市教育局2024年公务接待费是多少？", "没有可以查找的报告"), ("How much was spent on receptions in 2024?", "no report")],
)
def test_narrowed_to_nothing_declines(open_library, files: list[str], question: str, told: str) -> None:
    """Where no chosen file is held, every question is declined, saying that there is no report to look into."""
    view = open_library(*ROWS).narrowed(files)
    answer = view.ask(question)
    assert view.reports() == ()
    assert answer.status == "declined"
    assert not answer.figures
    assert any(told in note for note in answer.notes)


def test_other_names() -> None:
    """A name is changed only where it is taken, keeps its ending, and meets no other name."""
    assert other_names(["a.pdf", "b.txt"], {"c.txt"}) == {}
    assert other_names(["a.pdf", "a (2).pdf"], {"a.pdf", "a (3).pdf"}) == {"a.pdf": "a (4).pdf"}
    assert free_name("决算", {"决算"}) == "决算 (2)"


def test_refreshed_knows_what_was_added_and_removed(tmp_path: Path) -> None:
    """A library opened once answers from new reports when it is refreshed, and keeps what did not change prepared."""
    from index.remove import remove_report

    library = tmp_path / "library"
    build_library([write(tmp_path, "jy-2024.txt")], library)
    opened = Assistant.open(library)
    before = opened.library.evidence(opened.reports())[0]
    build_library([write(tmp_path, "sj-2024.txt")], library)
    fresh = opened.library.refreshed()
    assert [report.file for report in fresh.reports] == ["jy-2024.txt", "sj-2024.txt"]
    assert fresh.evidence(fresh.reports[:1])[0] is before
    remove_report("jy-2024.txt", library)
    assert [report.file for report in fresh.refreshed().reports] == ["sj-2024.txt"]
    opened.close()


def test_a_retired_library_gives_out_nothing(tmp_path: Path) -> None:
    """What was opened before a change cannot be mixed with what is there after it: neither lines nor figures are given."""
    library = tmp_path / "library"
    build_library([write(tmp_path, "jy-2024.txt")], library)
    opened = Assistant.open(library)
    view = opened.narrowed(["jy-2024.txt"])
    assert view.ask("2024年公务接待费是多少？").figures
    opened.close()
    for use in (
        lambda: view.ask("2024年公务接待费是多少？"), lambda: view.lines("jy-2024.txt", 1, 2), lambda: view.section("jy-2024.txt", 4),
        lambda: view.page_lines("jy-2024.txt", 1), lambda: view.library.evidence(view.reports()),
    ):  # fmt: skip
        with pytest.raises(LibraryChanged, match="Ask again"):
            use()
