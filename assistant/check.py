"""The last look before an answer is shown: every number in it stands in a cited line or in its calculations.

This check knows nothing of how the answer was made. What fails is not shown.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.types import Answer
from index.amounts import to_half_width

_MARK = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# The number of a place in a list the answer itself lays out, one item a line.
_ORDINAL = re.compile(r"^\d{1,2}\. ", re.M)
_SPACED = re.compile(r"(?<=\d,)\s(?=\d{3})")


def numbers_in(text: str) -> set[Decimal]:
    """The numbers of a text as values: 1,234.50 and 1234.5 are one."""
    plain = _SPACED.sub("", to_half_width(_MARK.sub(" ", text)))
    return {Decimal(match.replace(",", "")).normalize() for match in _NUMBER.findall(plain)}


def ungrounded_numbers(answer: Answer, allowed: str = "") -> list[str]:
    """Numbers of the answer that stand in no cited line and in no calculation, as printed.

    `allowed` is text the answer may repeat besides: the report's own identity (its year).
    """
    grounds = numbers_in(" ".join([allowed, *(citation.text for citation in answer.citations)]))
    for calculation in answer.calculations:
        grounds |= numbers_in(f"{calculation.expression} {calculation.result}")
    stated = _SPACED.sub("", to_half_width(_ORDINAL.sub("", _MARK.sub(" ", answer.text))))
    loose = [n for n in _NUMBER.findall(stated) if Decimal(n.replace(",", "")).normalize() not in grounds]
    for figure in answer.figures:
        if Decimal(figure.value).copy_abs().normalize() not in grounds:
            loose.append(figure.value)
    return loose


def broken_citations(answer: Answer) -> list[str]:
    """Marks in the text or in figures that no citation carries."""
    known = {citation.mark for citation in answer.citations}
    used = {int(mark[1:-1]) for mark in _MARK.findall(answer.text)} | {m for f in answer.figures for m in f.citations}
    return [f"[{mark}]" for mark in sorted(used - known)]
