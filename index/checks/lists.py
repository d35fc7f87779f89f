"""Check totals told after a list: 以上六项合计, or a closing 合计 at the end of the sentence that lists the parts.

A total told before its parts is for `parts`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.checks.concepts import bare, is_total
from index.checks.intervals import same_measure
from index.checks.ledger import Ledger
from index.checks.parts import sum_trial
from index.checks.types import Trial
from index.types import Fact

_NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_ABOVE = re.compile(r"^(?:以上|上述)(?:(?P<count>[一二三四五六七八九十])[项類类个大]+)?.{0,4}?(?:合|总|共)计?$")
_CLOSING = re.compile(r"[，,、；;]\s*(?:以上|上述)?(?:合|总|共)计(?:为|支出|收入)?\s*$")


def check_lists(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each total that stands after the figures it is the total of."""
    for total in ledger.facts:
        if total.measure != "amount" or total.approximate:
            continue
        told = _ABOVE.match(bare(total.item))
        parts = _above(ledger, total, told["count"]) if told else _before(ledger, total)
        if len(parts) >= 2 and len({part.item for part in parts}) == len(parts):
            yield sum_trial(total, parts)


def _above(ledger: Ledger, total: Fact, count: str | None) -> list[Fact]:
    """The figures listed above: as many as are told, else all since the list's heading. Empty where fewer are found."""
    wanted = _NUMERALS.index(count) + 1 if count else None
    parts: list[Fact] = []
    for other in reversed(ledger.facts[: ledger.place[total.id]]):
        ended = not wanted and not _under_one_heading(other, total)
        if ended or len(parts) == wanted or _ABOVE.match(bare(other.item)):
            break
        if other.measure == "amount" and same_measure(other, total) and other.basis == total.basis:
            parts.append(other)
    return parts[::-1] if wanted in (None, len(parts)) else []


def _under_one_heading(one: Fact, other: Fact) -> bool:
    short, long = sorted((tuple(filter(None, one.section)), tuple(filter(None, other.section))), key=len)
    return long[: len(short)] == short


def _before(ledger: Ledger, total: Fact) -> list[Fact]:
    """The figures told before a closing 合计 in its sentence, under the label that it is told under."""
    text = ledger.texts.get(total.line, "")
    at = text.find(total.printed)
    named = is_total(total.item) or (total.path and bare(total.item) == bare(total.path[-1]))
    if total.table is not None or at < 0 or not named or not _CLOSING.search(text[:at]):
        return []
    parts: list[Fact] = []
    for other in ledger.nearby(total, 24):
        if other.measure != "amount":
            continue
        if other.path != total.path or not same_measure(other, total) or other.period != total.period:
            break
        parts.append(other)
    return parts[::-1]
