"""Which place of a ranking a question asks for, read from its words."""

from __future__ import annotations

import re

_CHINESE = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "十": 10}
_ENGLISH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_PLACE = re.compile(
    r"第([一二三四五六])(?:位|名|大|高|多)?|\b(second|third|fourth|fifth)[- ](?:largest|biggest|highest|smallest|lowest|most)|"
    r"\branked? (first|second|third|fourth|fifth)\b",
    re.I,
)
_LOWEST = re.compile(r"最[低少小差]|倒数|\b(?:lowest|smallest|least|fewest|worst|bottom)\b", re.I)
_HIGHEST = re.compile(r"最[高多大好]|\b(?:highest|largest|biggest|most|best|top)\b", re.I)


def place_asked(text: str) -> int | None:
    """The one place asked for (排第二 → 2), None where none is named."""
    match = _PLACE.search(text)
    if not match:
        return None
    word = next(group for group in match.groups() if group)
    return _CHINESE.get(word) or _ENGLISH.get(word.lower())


def lowest_first(text: str) -> bool:
    """Whether the smallest is asked for and not the largest."""
    return bool(_LOWEST.search(text)) and not _HIGHEST.search(text)


def both_ends(text: str) -> bool:
    """Whether the largest and the smallest are both asked for."""
    return bool(_LOWEST.search(text)) and bool(_HIGHEST.search(text))


def how_many(text: str) -> int:
    """How many places are asked for (前三, top three); 1 where none is named."""
    match = re.search(
        r"前\s*([一二三四五六十两]|\d+)\s*(?:个|名|位|大|项)?|\b(?:top|the) (two|three|four|five|ten|\d+)\b", text, re.I
    )
    if not match:
        return 1
    word = next(group for group in match.groups() if group).lower()
    return int(word) if word.isdigit() else _CHINESE.get(word) or _COUNTS.get(word, 1)
