"""Captions of pictures: which lines announce one, and what kind their words tell."""

from __future__ import annotations

import pytest

from assistant.charts.announced import find_captions
from assistant.charts.types import BUDGET, CHANGE, COMPOSITION


class OneLine:
    """A book of one line."""

    def __init__(self, text: str) -> None:
        self.ledger = type("Lines", (), {"texts": {1: text}})()


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("（图1：收、支决算总计变动情况图）", CHANGE),
        ("[bookmark: _Toc1]（图3：支出决算结构图）（饼状图）", COMPOSITION),
        ("图二、收入决算构成图", COMPOSITION),
        ("图 4 财政拨款收支与上年对比", CHANGE),
        ("(图5: “三公”经费预决算对比图)", BUDGET),
        ("（图6：因公出国（境）费支出决算变动情况图）（柱状图）", CHANGE),
        ("图7：支出决算结构图（饼状图）（单位：万元）", COMPOSITION),
    ],
)
def test_a_caption_tells_its_kind(line: str, kind: str):
    """A line that begins with 图 and a number announces a picture; its words tell change, parts or budget against actual."""
    assert [caption.kind for caption in find_captions(OneLine(line))] == [kind]


@pytest.mark.parametrize("line", ["如图1所示，支出结构稳定。", "图书馆经费12万元", "见图2：变动情况", "（图9：单位全景）", "版图3变化"])
def test_other_lines_announce_nothing(line: str):
    """Sentences that speak of a picture, and pictures of no figures, are no captions of charts."""
    assert list(find_captions(OneLine(line))) == []
