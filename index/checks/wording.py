"""Check words that tell a direction or none: 决算数小于预算数, 与上年持平. The figures they are about must bear them out.

Words without two printed figures are left alone, and so are 基本持平 and 略.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from index.checks.comparisons import base_of
from index.checks.concepts import bare
from index.checks.intervals import as_printed, interval_of, is_money, same_measure, value_of
from index.checks.ledger import BUDGETS, Ledger
from index.checks.types import AGREES, DIRECTION, DISAGREES, Trial
from index.types import Fact

_AGAINST_BUDGET = re.compile(
    r"(?:支出|收入)?决算数?\s*(?P<word>大于|高于|超过|小于|低于|少于|等于|与)\s*(?:年初|全年|调整)?预算数?(?P<flat>\s*(?:完全)?持平)?"
)
_FLAT = re.compile(
    r"(?<!基本)(?:与|同|较|比)(?P<against>(?:20\d\d年(?:度)?|上年|去年)(?:度)?(?:决算|执行|支出)?数?|年初预算数?)(?:相比)?，?(?:持平|无增减|无变化|相同|一致)"
)
_UP, _DOWN = ("大于", "高于", "超过"), ("小于", "低于", "少于")
LINES_BACK = 4


def check_wording(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each such wording that stands after the two figures it compares."""
    numbers = sorted({fact.line for fact in ledger.prose})
    told = {number + step for number in numbers for step in range(LINES_BACK + 1)}
    for line in sorted(told & ledger.texts.keys()):
        text = ledger.texts[line] + ledger.texts.get(line + 1, "")[:12]
        for match in _AGAINST_BUDGET.finditer(text):
            if match.start() < len(ledger.texts[line]):
                yield from _against_budget(ledger, line, match)
        for match in _FLAT.finditer(ledger.texts[line]):
            yield from _flat(ledger, line, match)


def _before(ledger: Ledger, line: int, start: int) -> list[Fact]:
    """The amounts told before an offset of a line in the same stretch of text, nearest first."""
    text = ledger.texts[line]
    found = [
        fact
        for fact in ledger.prose
        if fact.measure == "amount" and is_money(fact.unit)
        and (line - LINES_BACK <= fact.line < line or (fact.line == line and text.rfind(fact.printed, 0, start) >= 0))
    ]  # fmt: skip
    return found[::-1]


def _against_budget(ledger: Ledger, line: int, match: re.Match[str]) -> Iterator[Trial]:
    amounts = _before(ledger, line, match.start())
    done = next((fact for fact in amounts[:1] if fact.basis not in BUDGETS), None)
    planned = next((fact for fact in amounts[1:2] if fact.basis in BUDGETS), None)
    if done is None or planned is None or not same_measure(done, planned) or line - planned.line > LINES_BACK:
        return
    if _speaks_between(ledger, done, line, match.start()):
        return
    if (match["word"] == "与" and not match["flat"]) or "基本" in ledger.texts[line][match.start() : match.end() + 4]:
        return
    high, low = interval_of(done), interval_of(planned)
    if match["word"] in _UP:
        fits = high.high >= low.low and value_of(done) != value_of(planned)
    elif match["word"] in _DOWN:
        fits = high.low <= low.high and value_of(done) != value_of(planned)
    else:
        fits = high.gap(low) == 0
    if value_of(done) == value_of(planned):
        right = "等于"
    else:
        right = "大于" if value_of(done) > value_of(planned) else "小于"
    yield _trial(done, planned, fits, match.group(), f"决算数{right}预算数")


def _speaks_between(ledger: Ledger, fact: Fact, line: int, start: int) -> bool:
    """Whether the words compare something else: a sentence without figures of its own stands between."""
    if fact.line == line:
        at = ledger.texts[line].rfind(fact.printed, 0, start)
        between = ledger.texts[line][at + len(fact.printed) : start]
    else:
        at = ledger.texts[fact.line].rfind(fact.printed)
        between = (
            ledger.texts[fact.line][at + len(fact.printed) :]
            + "".join(ledger.texts.get(number, "") for number in range(fact.line + 1, line))
            + ledger.texts[line][:start]
        )
    return between.count("。") > 1 or bool(re.search(r"其中|[一二三四五六七八九十]、|\d、", between))


def _flat(ledger: Ledger, line: int, match: re.Match[str]) -> Iterator[Trial]:
    """X万元，与上年持平: last year's figure, where it is printed, is the same."""
    amounts = _before(ledger, line, match.start())
    if not amounts or amounts[0].line != line or amounts[0].basis == "目标":
        return
    current = amounts[0]
    between = ledger.texts[line][
        ledger.texts[line].rfind(current.printed, 0, match.start()) + len(current.printed) : match.start()
    ]
    if re.search(r"[。；;]", between):
        return
    base = base_of(ledger, replace(current, against=match["against"]))
    if base is not None and same_measure(base, current) and bare(base.item) and base.id != current.id:
        yield _trial(current, base, interval_of(current).gap(interval_of(base)) == 0, match.group())


def _trial(told: Fact, other: Fact, fits: bool, words: str, right: str = "") -> Trial:
    expected = {told.id: right or as_printed(value_of(other), told)}
    outcome = AGREES if fits else DISAGREES
    return Trial(DIRECTION, outcome, told, (told, other), expected, "文字", wording=words.strip())
