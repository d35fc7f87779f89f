"""The years a question spans: "2021 to 2023", 近三年, each year. It says which are asked, not which are held."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.cues import load_cues

_NUMBERS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_SOME = r"([两二三四五六]|[2-6]|two|three|four|five|six)"
_LAST = re.compile(
    rf"(?:近|最近|过去|这|连续){_SOME}(?:个)?年(?!前)|(?<!\d){_SOME}年[来间里]|"
    rf"\b(?:last|past|recent|latest|over the|of the|in the|the|all) {_SOME} (?:financial |fiscal )?years\b|\b{_SOME}-year\b",
    re.I,
)
_ALL = re.compile(
    r"历年|[各每]年|逐年|[这近]几年|年年|哪一?年|哪个年[度份]|\b(?:which|what) year\b|\b(?:each|every|all) years?\b|\byear by year\b|\bover the years\b|"
    r"\brecent years\b|\bannually\b",
    re.I,
)
_TO = r"\s*年?度?\s*(?:到|至|—+|-|–|~|～|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\band\b)\s*(?:the (?:year|end of) )?"
# Each year by itself, and not the first against the last.
_EACH = re.compile(
    r"[各每逐历]年|分别|各自?是|各(?:多少|花)|走势|趋势|变化情况|怎么变|如何变|怎样变|年均|平均|"
    r"\bhow (?:did|has|have)\b[^?]*\b(?:move|develop|change|evolve)\w*\b|\b(?:each|every) year\b|\byear by year\b|\brespectively\b|"
    r"\btrend\b|\bover the years\b|\baverage\b|\bannually\b",
    re.I,
)
MOST_YEARS = 12


def spanned(text: str, years: Sequence[int], held: Collection[int]) -> tuple[int, ...]:
    """All years a text spans, rising; () where it spans none. Without named years it counts back from the latest one held."""
    if len(set(years)) == 2:
        first, last = sorted(set(years))
        ranged = re.search(rf"{first}{_TO}{last}", text, re.I) or re.search(rf"{last}{_TO}{first}", text, re.I)
        joined = ranged and re.search(r"\band\b", ranged.group(), re.I)
        if not ranged or last - first >= MOST_YEARS or (joined and not re.search(r"\bbetween\b", text, re.I)):
            return ()
        return tuple(range(first, last + 1))
    if years or not held:
        return ()
    if match := _LAST.search(text):
        word = next(group for group in match.groups() if group).lower()
        count = int(word) if word.isdigit() else _NUMBERS[word]
        return tuple(range(max(held) - count + 1, max(held) + 1))
    return tuple(sorted(held)) if _ALL.search(text) else ()


def sets_ends_apart(text: str, cues: Collection[str]) -> bool:
    """Whether the last year of a span is set against its first, and the years between are passed over."""
    moved = {"change", "difference", "percent", "multiple", "yesno", "reason"} & set(cues)
    moved_words = load_cues().rise.search(text) or load_cues().fall.search(text)
    return bool(moved or moved_words) and not _EACH.search(text) and "rank" not in cues and "total" not in cues


def tells_each(text: str) -> bool:
    """Whether each year is to be told by itself."""
    return bool(_EACH.search(text))
