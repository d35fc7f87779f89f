"""Number the headings of a report in one of the ways that officials do: 一、 （一） 1. 第一部分, consistent or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from evals.synthetic.figures import Paragraph, Value, join

_DIGITS = "零一二三四五六七八九"
# by level; {n} is the number in Chinese, {d} in digits
SCHEMES: tuple[tuple[str, str, str, str], ...] = (
    ("第{n}部分 ", "{n}、", "（{n}）", "{d}."),
    ("第{n}部分  ", "{n}、", "(一)".replace("一", "{n}"), "{d}、"),
    ("第{d}部分 ", "{n}、", "（{n}）", "（{d}）"),
    ("第{n}部分：", "{n}、", "（{n}）", "{d}．"),
    ("{n}、", "（{n}）", "{d}.", "（{d}）"),
    ("第{n}部分", "{d}、", "（{n}）", "({d})"),
)


def chinese(number: int) -> str:
    """A number from 1 to 99 in Chinese characters."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _DIGITS[ones]
    return (_DIGITS[tens] if tens > 1 else "") + "十" + (_DIGITS[ones] if ones else "")


@dataclass
class Headings:
    """Counts the headings of one report. A slip now and then: a number of the wrong kind, as Word makes them."""

    random: Random
    scheme: Sequence[str]
    slips: bool = False
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def heading(self, level: int, title: Value) -> Paragraph:
        """The next heading of a level (1 the highest); those below start anew."""
        self.counts[level - 1] += 1
        self.counts[level:] = [0] * (len(self.counts) - level)
        return Paragraph(join(self._number(level), title), "heading", level)

    def _number(self, level: int) -> str:
        number = self.counts[level - 1]
        form = self.scheme[level - 1]
        if self.slips and level == 2 and self.random.randrange(7) == 0:
            form = "{d}、 "
        return form.format(n=chinese(number), d=number)
