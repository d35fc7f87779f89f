"""Pick the printed figure that stands nearest to the words of a question. Knows nothing of what a figure means.

The best of ten such rules that were tried on 117 questions for a figure of the report that comes with the project
(this one gets 19 right; the first figure of the best passage gets 4, the one behind the longest common words 15): a figure
is a number with its unit, years are none, a unit that the question asks for goes first, and of the figures left that one
is taken whose neighbouring characters share most pairs of characters with the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.types import SourceLine

# Characters before and after a figure that count as its neighbours; 15, 20, 30, 40 and 60 before it do about the same.
BEFORE, AFTER = 20, 4
MONEY = frozenset({"元", "千元", "万元", "百万元", "亿元", "万亿元"})
_UNITS = "万亿元|百万元|亿元|万元|千元|元|个百分点|百分点|%|％|批次|人次|团组|平方米|公里|辆|台|套|批|次|人|户|个|项|件|名|天|分|倍"
_FIGURE = re.compile(
    rf"(?<![\d.A-Za-z-])(-?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?)(?![\d.]*\d)\s*({_UNITS})?(?!年|月|日)"
)
_DECLARED = re.compile(r"单位[：:]\s*(万元|亿元|千元|元)")
_YEAR = re.compile(r"(?:19|20)\d{2}\Z")
# Which units a question asks for, the first pattern that fits; any unit where none does.
_ASKED = tuple(
    (re.compile(pattern, re.IGNORECASE), frozenset(units.split()))
    for pattern, units in (
        (r"百分之|百分比|百分点|占比|比例|%|per ?cent|\bshare\b", "% 百分点 个百分点"),
        (r"[多几]\S{0,2}辆|how many (?:vehicles|cars)", "辆 台"),
        (r"批次|how many (?:groups|batches|receptions)", "批次 批"),
        (r"人次|how many (?:people|guests|visitors)", "人次 人"),
        (r"多少钱|多少[万亿]?元|金额|支出|收入|经费|how much|\bcost|\bspen", " ".join(sorted(MONEY))),
    )
)
_CHINESE_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """A number with its unit ("" where none is printed), from offset `start` to `end` of a line."""

    value: Decimal
    unit: str
    line: SourceLine
    start: int
    end: int


def find_figures(lines: Sequence[SourceLine]) -> tuple[PrintedFigure, ...]:
    """Every figure of some lines, in print order. A number without a unit takes the one declared before it (单位：万元)."""
    found, declared = [], ""
    for line in lines:
        if unit := _DECLARED.search(line.text):
            declared = unit[1]
        for match in _FIGURE.finditer(line.text):
            digits, unit_text = match[1].replace(",", ""), (match[2] or "").replace("％", "%")
            is_amount = "." in digits and not unit_text
            if not unit_text and (not is_amount or _YEAR.match(digits)):
                continue
            found.append(PrintedFigure(Decimal(digits), unit_text or declared, line, match.start(), match.end()))
    return tuple(found)


def pick_figure(question: str, figures: Sequence[PrintedFigure]) -> PrintedFigure | None:
    """The figure whose neighbourhood shares most with the question, the first of equals; None where there is none."""
    asked = next((units for pattern, units in _ASKED if pattern.search(question)), None)
    fitting = [figure for figure in figures if asked is None or figure.unit in asked] or list(figures)
    words = _pairs(question)
    return max(fitting, key=lambda figure: len(words & _pairs(_around(figure))), default=None)


def _around(figure: PrintedFigure) -> str:
    return figure.line.text[max(0, figure.start - BEFORE) : figure.end + AFTER]


def _pairs(text: str) -> frozenset[str]:
    return frozenset(_CHINESE_PAIR.findall("".join(text.split())))
