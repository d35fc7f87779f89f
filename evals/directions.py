"""Find what an answer says rose that its cited line says fell, or the reverse. Works from the two texts alone.

A figure is looked at where it stands right behind a word of direction (减少49.04万元, "fell by 49.04") in the answer, and so in
a cited line. Where a line prints the figure behind words of both directions, nothing is said. It shares no code with the
assistant and knows no gold answer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from evals.tokens import half_width
from evals.types import ANSWERED, AnswerJson, Finding

_NUMBER = r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?)"
_FALL = "减少|減少|下降|降低|缩减|縮減|压减|壓減|回落|少支|(?:fell|fall|dropp?(?:ed)?|decreas\\w+|declin\\w+|reduc\\w+|down|lower)"
_RISE = "增加|增长|增長|上升|提高|上涨|上漲|攀升|多支|(?:rose|rise|increas\\w+|grew|grow\\w*|up|higher)"
_MOVE = re.compile(rf"(?:(?P<fall>{_FALL})|(?P<rise>{_RISE}))(?:了|约|約|額|额|率|幅度?|为|為|达|達| by| of| about|\s|[:：])*{_NUMBER}", re.I)
# 未增加, 没有减少: what is denied says nothing.
_DENIED = re.compile(r"(?:未|没有|沒有|不|并未|not|no)\s?$", re.I)


def find_turned(answer: AnswerJson) -> tuple[Finding, ...]:
    """A finding for each figure of the text whose direction is the opposite of that in every cited line that moves it."""
    if answer["status"] != ANSWERED:
        return ()
    printed: dict[Decimal, set[int]] = defaultdict(set)
    for citation in answer["citations"]:
        for value, direction, _ in _moves(str(citation["text"])):
            printed[value].add(direction)
    return tuple(
        Finding("text", said, "the cited line says the opposite")
        for value, direction, said in _moves(str(answer["text"]))
        if printed.get(value) == {-direction}
    )


def _moves(text: str) -> Iterator[tuple[Decimal, int, str]]:
    """(size, 1 for a rise and -1 for a fall, the words) of every figure right behind a word of direction."""
    text = half_width(text)
    for match in _MOVE.finditer(text):
        if not _DENIED.search(text[max(0, match.start() - 4) : match.start()]):
            yield Decimal(match["number"].replace(",", "")), 1 if match["rise"] else -1, match[0]
