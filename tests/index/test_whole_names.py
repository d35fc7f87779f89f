"""A name that a question holds word for word counts by how few texts hold it; numbering, spaces and units do not matter."""

from __future__ import annotations

import numpy as np
import pytest

from index.whole_names import WholeNames, bare_name

DOCUMENTS = [["项目", "期末余额", "一、公务接待费"], ["项目", "期末余额", "会议费（万元）"], ["姓名", "职务"]]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("一、公务接待费", "公务接待费"), ("其中：会 议 费", "会议费"), ("会议费（万元）", "会议费"), ("增减比例%", "增减比例"), ("4.33", ""),
        ("2022", "2022"), ("费", ""),
    ],
)  # fmt: skip
def test_a_name_is_compared_without_numbering_spaces_and_unit(text: str, name: str) -> None:
    assert bare_name(text) == name


def test_a_name_of_one_text_tells_more_than_one_of_many() -> None:
    found = WholeNames(DOCUMENTS).match("会议费的期末余额是多少？")
    assert found.score[1] > found.score[0] > found.score[2] == 0.0
    assert found.rarest[1] == WholeNames(DOCUMENTS).rarity("会议费") > found.rarest[0] > 0


def test_a_name_inside_a_longer_one_is_not_counted_again() -> None:
    found = WholeNames([["公务接待费", "接待费"], ["接待费"]]).match("公务接待费")
    assert found.cover.tolist() == [1.0, 0.6]
    assert found.score[0] == WholeNames([["公务接待费", "接待费"], ["接待费"]]).rarity("公务接待费")


@pytest.mark.parametrize("documents", [[], [[]], [["", "1"]]])
def test_no_names_no_scores(documents: list[list[str]]) -> None:
    assert np.array_equal(WholeNames(documents).match("会议费").score, np.zeros(len(documents)))
