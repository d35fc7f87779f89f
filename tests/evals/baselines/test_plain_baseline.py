"""The plain baseline end to end on two small reports, with real Chroma: contract, narrowing, follow-ups, declining."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evals.baselines.plain import plain_solver
from evals.baselines.plain_library import PlainLibrary
from evals.contract import contract_fault
from evals.errors import BadInput


def test_a_figure_is_answered_with_its_line(plain_library: PlainLibrary) -> None:
    """The answer keeps the contract: the figure first, standing on the line that prints it, verbatim."""
    answer = plain_solver(plain_library).answer("公务接待费支出决算多少万元？", files=("jia-2022.txt",))
    assert contract_fault(answer) is None
    assert answer["status"] == "answered"
    assert (answer["figures"][0]["value"], answer["figures"][0]["unit"]) == ("4.33", "万元")
    (citation,) = answer["citations"]
    assert (citation["file"], citation["line"]) == ("jia-2022.txt", 3)
    assert citation["text"].startswith("公务接待费支出决算4.33万元")


def test_files_narrow_what_is_searched(plain_library: PlainLibrary) -> None:
    """Kept to one report, the other's figure is never given; kept to none that is held, nothing is found."""
    ask = plain_solver(plain_library).answer
    assert ask("公务接待费支出多少？", files=("yi-2022.txt",))["figures"][0]["value"] == "7.50"
    assert ask("公务接待费支出多少？", files=("jia-2022.txt", "yi-2022.txt"))["status"] == "answered"
    assert ask("公务接待费支出多少？", files=("none.txt",))["status"] == "declined"


def test_a_reason_is_answered_with_the_passage(plain_library: PlainLibrary) -> None:
    """A question for no figure is answered with the best passage, all of its lines cited."""
    answer = plain_solver(plain_library).answer("公务用车费用减少的主要原因", files=("jia-2022.txt",))
    assert contract_fault(answer) is None
    assert "少购置车辆" in answer["text"]
    assert [citation["line"] for citation in answer["citations"]] == [1, 2, 3, 4]


def test_a_follow_up_is_asked_with_the_question_before_it(plain_library: PlainLibrary) -> None:
    """Of the talk, the last question is put in front and no other."""
    ask = plain_solver(plain_library).answer
    alone = ask("多少？", files=("jia-2022.txt",))
    after = ask("多少？", ("far away", "公务用车购置及运行维护费支出"), files=("jia-2022.txt",))
    assert alone["figures"][0]["value"] != after["figures"][0]["value"] == "111.99"
    assert after["question"] == "多少？"


def test_what_is_near_nothing_is_declined(plain_library: PlainLibrary) -> None:
    """Below the threshold there is no answer."""
    answer = plain_solver(plain_library).answer("far off")
    assert contract_fault(answer) is None
    assert (answer["status"], answer["figures"], answer["citations"]) == ("declined", [], [])


def test_reports_are_added_once(plain_library: PlainLibrary, write_reports: Callable[[], list[Path]]) -> None:
    """A second build embeds nothing; a library grows by what is new and tells what cannot be read."""
    first, second = write_reports()
    assert plain_library.add([first, second]) == ([], [])
    empty = first.with_name("empty.txt")
    empty.write_text("", encoding="utf-8")
    third = first.with_name("bing-2022.txt")
    third.write_text("丙县教育局", encoding="utf-8")
    added, faults = plain_library.add([first, third, empty])
    assert added == ["bing-2022.txt"]
    assert len(faults) == 1
    assert "empty.txt" in faults[0]
    assert plain_library.files == ("bing-2022.txt", "jia-2022.txt", "yi-2022.txt")


def test_a_changed_report_and_another_model_are_refused(
    plain_library: PlainLibrary, tmp_path: Path, write_reports: Callable[[], list[Path]]
) -> None:
    """A library is never part old, part new, nor of two embedding models."""
    first, _ = write_reports()
    first.write_text("别的内容", encoding="utf-8")
    with pytest.raises(BadInput, match="is not the one"):
        plain_library.add([first])

    class Other:
        name = "fake:other"

    with pytest.raises(BadInput, match="another make"):
        PlainLibrary(tmp_path / "plain", Other())
