"""Texts are ranked by words, whole names, best line and meaning together; each evidence alone can decide."""

from __future__ import annotations

import numpy as np
import pytest

from index.fusion import TextFusion, ranked, split_lines

FAR = np.zeros(2)


def fusion(*texts: str) -> TextFusion:
    return TextFusion([split_lines(text) for text in texts])


@pytest.mark.parametrize("separator", [" | ", "|", "\t", "  ", " "])
def test_a_line_of_a_table_is_read_as_its_cells_whatever_parts_them(separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (("项目", "本年决算数"), ("会议费", "4.33")))
    assert split_lines(text) == [["项目", "本年决算数"], ["会议费", "4.33"]]


@pytest.mark.parametrize("text", ["The cost of meetings rose by 12 percent (4.33).", "In 2022 the office (of 6) met 4 times, 3 of them abroad"])
def test_a_sentence_in_letters_stays_whole(text: str) -> None:
    assert split_lines(text) == [[text]]


def test_long_prose_is_read_by_sentences() -> None:
    text = "本年度会议费支出比上年有所增加，主要原因是召开的会议增多。" * 3
    assert [len(line) for line in split_lines(text)] == [1, 1, 1]


def test_words_decide_between_texts_equally_near() -> None:
    found = fusion("项目|金额\n会议费|4.33", "项目|金额\n培训费|4.33")
    assert ranked(found.scores("培训费的金额是多少？", FAR)) == [1, 0]


def test_meaning_decides_between_texts_with_the_same_words() -> None:
    found = fusion("项目|金额", "项目|金额")
    assert ranked(found.scores("金额是多少？", np.array([0.80, 0.81]))) == [1, 0]


def test_a_figure_of_the_question_tells_texts_apart_that_differ_in_it() -> None:
    found = fusion("2020年会议费|4.33", "2021年会议费|4.33")
    assert ranked(found.scores("2021年会议费是多少？", FAR))[0] == 1


def test_words_in_one_line_count_more_than_scattered() -> None:
    found = fusion("项目|期末余额\n会议费|培训费\n印刷费|金额", "项目|期末余额\n会议费|金额\n印刷费|培训费")
    assert found.scores("会议费的金额", FAR).argmax() == 1


def test_texts_that_print_the_same_keep_their_order() -> None:
    found = fusion(*["项目|金额"] * 3)
    assert ranked(found.scores("金额", np.array([0.5, 0.5, 0.5]))) == [0, 1, 2]


@pytest.mark.parametrize("texts", [(), ("",), ("", "项目")])
def test_nothing_to_read_is_no_fault(texts: tuple[str, ...]) -> None:
    scores = fusion(*texts).scores("？", np.zeros(len(texts)))
    assert scores.shape == (len(texts),)
    assert np.isfinite(scores).all()
