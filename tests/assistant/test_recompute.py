"""Printed rates against recomputed ones: silent where they agree, told where they do not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.ask import Assistant
from index.build import build_library

REPORT = """2023年度临川市园林局部门决算
一、“三公”经费支出决算情况说明
2023年“三公”经费支出决算为50万元，较上年减少10万元，下降16.67%。
公务接待费支出决算为21.4万元，较上年增加11.4万元，增长1.14%。
会议费支出决算为30万元，较上年减少10万元，下降20%。
培训费支出决算为20万元，较上年减少5万元，增长20%。
差旅费支出决算为1.00万元，较上年增加0.03万元，增长3.2%。
"""


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A library that holds one report whose rates follow from its amounts in part only."""
    folder = tmp_path_factory.mktemp("recompute")
    (folder / "ylj-2023.txt").write_text(REPORT, encoding="utf-8")
    build_library([folder / "ylj-2023.txt"], folder / "library")
    assistant = Assistant.open(folder / "library")
    yield assistant
    assistant.close()


def test_what_agrees_is_not_mentioned(bureau: Assistant) -> None:
    """60 to 50 is a fall of 16.67 %: nothing is said of the recomputation."""
    text = bureau.ask("2023年“三公”经费比上年变化多少？").text
    assert "16.67%" in text
    assert "按原文" not in text
    assert "不符" not in text


def test_a_slipped_rate_is_not_the_answer(bureau: Assistant) -> None:
    """10 to 21.4 is a rise of 114 %, printed as 1.14 %: the recomputed rate goes first, the printed one is named as differing."""
    answer = bureau.ask("2023年公务接待费比上年增长百分之几？")
    assert str(answer.figures[0].value) == "114"
    assert answer.text.index("114%") < answer.text.index("1.14%")
    assert "不符" in answer.text
    plain = bureau.ask("2023年公务接待费比上年变化多少？")
    assert "1.14" not in [str(figure.value) for figure in plain.figures]


def test_another_rate_is_told_beside_the_printed(bureau: Assistant) -> None:
    """40 to 30 is a fall of 25 %, printed as 20 %: the printed rate stays, both are told with their lines."""
    answer = bureau.ask("2023年会议费比上年下降百分之几？")
    assert str(answer.figures[0].value) == "20"
    assert "25%" in answer.text
    assert "不符" in answer.text
    assert [citation.line for citation in answer.citations] == [5]


def test_a_rate_in_the_other_direction_is_told(bureau: Assistant) -> None:
    """A fall printed as a rise: the direction is what differs, not the number."""
    answer = bureau.ask("2023年培训费比上年变化多少？")
    assert "方向不一致" in answer.text
    assert "推算是下降" in answer.text


def test_rounding_is_mentioned_as_such(bureau: Assistant) -> None:
    """0.97 to 1.00 gives 3.09 %, printed as 3.2 %: within what a rounded 0.03 may stand for, so no disagreement."""
    text = bureau.ask("2023年差旅费比上年变化多少？").text
    assert "四舍五入" in text
    assert "不符" not in text


def test_english_names_a_slipped_rate(bureau: Assistant) -> None:
    """The same in English."""
    answer = bureau.ask("By what percent did official receptions rise in 2023 over the year before?")
    assert str(answer.figures[0].value) == "114"
    assert "differs from the printed 1.14%" in answer.text
