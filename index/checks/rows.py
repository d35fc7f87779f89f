"""Check a table down its columns: 项 add to 款, 款 to 类, the rows to 合计. Sums along a row are for `columns`.

A table whose sums mostly fail was not read right; then nothing is said about it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.checks.concepts import bare, is_total
from index.checks.intervals import same_measure
from index.checks.ledger import Ledger
from index.checks.parts import holds, sum_trial
from index.checks.types import BALANCE, DISAGREES, PARTS, Trial
from index.types import Fact

_TOTAL_ROW = re.compile(
    r"^(?:以上)?(?:本年)?(?:收入|支出)?(?:[一二三四五六七八九十]+项)?(?:合计?|总[计量]?|共计?|小计?)$"
)
_GRAND = re.compile(r"总[计量]?$")
_OTHERS = re.compile(r"^其[他它余]")
_OF_WHICH = re.compile(r"^其中")
_INCOME = re.compile(r"收入|拨款|资金|年初|结余弥补|使用|上年")
# More failures than this, and most of what was tried, are a table misread.
FAILURES_THAT_DOUBT = 3
Column = list[Fact]


def check_rows(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each total of a table's column whose parts stand in the same column."""
    for facts in ledger.tables.values():
        trials = [trial for column in _columns(facts) for trial in _check_column(column)]
        trials += _check_balance(facts)
        failed = sum(trial.outcome == DISAGREES for trial in trials)
        if failed < FAILURES_THAT_DOUBT or failed * 3 <= len(trials):
            yield from trials


def _columns(facts: Sequence[Fact]) -> list[Column]:
    """The figures of each column of each panel, top down."""
    coded = any(fact.code for fact in facts)
    panels = {fact.id: 0 for fact in facts} if coded else _panels(facts)
    found: dict[tuple[int, str], Column] = defaultdict(list)
    seen: set[tuple[int, int, str]] = set()
    for fact in facts:
        panel = panels[fact.id]
        key = (fact.row, panel, f"{fact.column}{fact.item if coded else ''}")
        if fact.measure not in ("amount", "count") or key in seen:
            continue
        seen.add(key)
        found[panel, fact.column or ""].append(fact)
    return [column for column in found.values() if len(column) >= 3]


def _panels(facts: Sequence[Fact]) -> dict[str, int]:
    """Which panel (0 left, 1 right) each figure stands in: a row of two panels has figures of two items."""
    rows: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        rows[fact.row].append(fact)
    if not any(len({f.item for f in row}) > 1 for row in rows.values()):
        return {fact.id: 0 for fact in facts}
    panels: dict[str, int] = {}
    sides: dict[str, int] = {}
    for row in rows.values():
        items = list(dict.fromkeys(fact.item for fact in row))
        if len(items) == 2:
            for fact in row:
                panels[fact.id] = items.index(fact.item)
                sides.setdefault(fact.column or "", panels[fact.id])
    shared = {f.column for row in rows.values() for f in row if len({g.item for g in row if g.column == f.column}) > 1}
    for fact in facts:
        if fact.id not in panels:
            own = sides.get(fact.column or "") if fact.column not in shared else None
            panels[fact.id] = own if own is not None else (0 if _INCOME.search(fact.item) else 1)
    return panels


def _check_column(column: Column) -> Iterator[Trial]:
    decimals = max(fact.decimals for fact in column)
    if any(fact.code for fact in column):
        yield from _roll_up(column, decimals)
    else:
        yield from _running_totals(column, decimals)


def _check_balance(facts: Sequence[Fact]) -> Iterator[Trial]:
    """The totals of both sides of a statement of income and spending, in one row, are one figure."""
    rows: dict[int, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.measure == "amount" and _GRAND.search(bare(fact.item)):
            rows[fact.row].append(fact)
    panels = _panels(facts)
    for row in rows.values():
        left = [fact for fact in row if panels[fact.id] == 0 and _side(fact) != "支出"]
        right = [fact for fact in row if panels[fact.id] == 1 or _side(fact) == "支出"]
        for one in left:
            paired = [
                other for other in right if (other.column or "").split("/")[-1] == (one.column or "").split("/")[-1]
            ]
            other = (paired or right if len(left) == 1 else paired)[:1]
            if other and same_measure(one, other[0]):
                yield replace(sum_trial(one, other), kind=BALANCE, method="收支两方总计")


def _side(fact: Fact) -> str:
    return "支出" if "支出" in bare(fact.item) or (fact.column or "").startswith("支出") else ""


def _roll_up(column: Column, decimals: int) -> Iterator[Trial]:
    """By code: a 类 is the sum of its 款, a 款 of its 项, and the total of the 类 (or of the finest rows printed)."""
    coded: dict[str, Fact] = {}
    for fact in column:
        if fact.code and fact.code in coded:
            return  # a code twice: the table is divided by something else
        if fact.code:
            coded[fact.code] = fact
    for code, total in coded.items():
        children = _children(code, coded)
        if children:
            yield sum_trial(total, children, PARTS, decimals)
    tops = [
        fact for code, fact in coded.items() if not any(code != other and code.startswith(other) for other in coded)
    ]
    totals = [fact for fact in column if fact.code is None and _TOTAL_ROW.match(bare(fact.item))]
    others = [fact for fact in column if fact.code is None and fact not in totals]
    if len(totals) == 1 and tops and not others:
        yield sum_trial(totals[0], tops, PARTS, decimals)


def _children(code: str, coded: dict[str, Fact]) -> list[Fact]:
    under = [other for other in coded if other != code and other.startswith(code)]
    return [coded[other] for other in under if not any(other != one and other.startswith(one) for one in under)]


def _running_totals(column: Column, decimals: int) -> Iterator[Trial]:
    """By place: rows without a parent in the column add to the total below them (or above, where it comes first)."""
    nested = [fact for fact in column if fact.path]
    column = _without_repeats(column)
    tops = [fact for fact in column if not _has_parent(fact, column)]
    tops = [fact for fact in tops if not holds([other for other in tops if other is not fact], fact)]
    yield from _under_parents(nested, tops, decimals)
    totals = [fact for fact in tops if _TOTAL_ROW.match(bare(fact.item)) and not _OF_WHICH.match(fact.item)]
    if not totals or any("小计" in fact.item for fact in tops) or any(not same_measure(f, tops[0]) for f in tops):
        return
    if tops[0] in totals and len(totals) == 1:
        if len(tops) > 2:
            yield sum_trial(tops[0], tops[1:], PARTS, decimals)
        return
    if tops[0] in totals:
        return
    parts: list[Fact] = []
    for fact in tops:
        if fact in totals:
            if len(parts) >= 2:
                yield sum_trial(fact, parts, PARTS, decimals)
            parts = [fact]
        else:
            parts.append(fact)


def _without_repeats(column: Column) -> Column:
    """A name told again further down is a part of the row before (年初结转: 一、一般公共预算财政拨款), not a new row."""
    seen: set[str] = set()
    kept: Column = []
    for fact in column:
        name = bare(fact.item)
        if name not in seen or _TOTAL_ROW.match(name):
            kept.append(fact)
        seen.add(name)
    return kept


def _has_parent(fact: Fact, column: Column) -> bool:
    names = {bare(other.item) for other in column if other is not fact}
    return any(bare(word) in names for word in fact.path)


def _under_parents(nested: Sequence[Fact], tops: Sequence[Fact], decimals: int) -> Iterator[Trial]:
    """Rows numbered under a row: they add to it when there are two or more and none of them says 其中."""
    for top in tops:
        children = [fact for fact in nested if bare(fact.path[-1]) == bare(top.item)]
        if len(children) >= 2 and not is_total(top.item) and _make_up(children):
            yield sum_trial(top, children, PARTS, decimals)


def _make_up(children: Sequence[Fact]) -> bool:
    """Whether rows under a row are kinds that make it up, by their names."""
    text = "|".join(bare(child.item) for child in children)
    if len(children) > 2 and _OTHERS.match(bare(children[-1].item)):
        return True
    return bool(re.search(r"税收收入.*非税收入|购置费?.*运行|基本支出.*项目支出|人员.*公用", text))
