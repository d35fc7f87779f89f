"""Check a table along its rows: totals over several columns, differences, rates. Sums down a column are for `rows`.

What a column is made of is tried on all rows first, of all tables with the same header: a row is doubted only if most
others bear the relation out, or if the columns' names leave no doubt. So a misread header gives no finding.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from index.checks.concepts import is_total
from index.checks.intervals import (
    HUNDRED,
    Interval,
    as_printed,
    interval_of,
    judge,
    judge_rate,
    last_place,
    same_measure,
    value_of,
)
from index.checks.ledger import BUDGETS, Ledger
from index.checks.parts import sum_trial
from index.checks.types import (
    AGREES,
    AMOUNT_AS_RATE,
    CHANGE,
    COMPLETION,
    DISAGREES,
    RATE,
    ROUNDING,
    ROW_PARTS,
    SHARE,
    UNSPENT,
    Trial,
)
from index.types import Fact

Row = dict[str, Fact]
_KNOWN_PARTS = (
    frozenset(("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")),
    frozenset(("人员经费", "公用经费")),
    frozenset(("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")),
    frozenset(("财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")),
)
_ROW_TOTAL = re.compile(r"^(?:本年)?(?:收入|支出)?(?:合计|总计|小计)$")
DERIVED = ("change", "percent_change", "completion_rate")


def check_columns(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each cell of a table that the other cells of its row, or its column's total, determine."""
    pooled: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for facts in ledger.tables.values():
        rows = _rows_of(facts)
        yield from _check_totals(rows)
        yield from _check_shares(rows)
        header = tuple(sorted({column for row in rows for column in row}))
        pooled[header] += rows
    for rows in pooled.values():
        yield from _check_derived(rows)


def _rows_of(facts: Sequence[Fact]) -> list[Row]:
    """Rows of one panel as column → figure, or label → figure where the form has a label before each figure."""
    labelled = not any(fact.column for fact in facts)
    rows: dict[tuple[int, str], dict[str, Fact | None]] = defaultdict(dict)
    for fact in facts:
        column = fact.item if labelled else fact.column
        if not column:
            continue
        row = rows[fact.row, "" if labelled else fact.item]
        # two figures under one heading: which is meant is not known
        row[column] = None if column in row else fact
    return [{column: fact for column, fact in row.items() if fact is not None} for row in rows.values()]


def _measures(rows: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        for column, fact in row.items():
            found.setdefault(column, fact.measure)
    return found


def _check_totals(rows: Sequence[Row]) -> Iterator[Trial]:
    columns = [column for column, measure in _measures(rows).items() if measure == "amount"]
    for total in columns:
        if not _ROW_TOTAL.match(total.split("/")[-1]):
            continue
        members = _members(columns, total, total.rpartition("/")[0])
        if len(members) >= 2:
            trials = [trial for row in rows if (trial := _row_total(row, total, members))]
            yield from _if_borne_out(trials, known=_is_known(members))


def _members(columns: Sequence[str], total: str, prefix: str) -> list[str]:
    """The columns that a total column is over: its neighbours under the same heading; of a group, its own total."""
    members: list[str] = []
    groups: dict[str, list[str]] = defaultdict(list)
    for column in columns:
        if column == total or (prefix and not column.startswith(prefix + "/")):
            continue
        rest = column[len(prefix) + 1 :] if prefix else column
        head, _, tail = rest.partition("/")
        if tail:
            groups[head].append(column)
        elif not is_total(rest):
            members.append(column)
    for inside in groups.values():
        own = [column for column in inside if _ROW_TOTAL.match(column.split("/")[-1])]
        members += own[:1] or inside
    return members


def _is_known(members: Sequence[str]) -> bool:
    leaves = [column.split("/")[-1] for column in members]
    return any(all(leaf in known for leaf in leaves) for known in _KNOWN_PARTS)


def _row_total(row: Row, total: str, members: Sequence[str]) -> Trial | None:
    parts = [row[column] for column in members if column in row]
    if total not in row or not parts or any(not same_measure(part, row[total]) for part in parts):
        return None
    return sum_trial(row[total], parts, ROW_PARTS, max(fact.decimals for fact in (row[total], *parts)))


def _if_borne_out(trials: Sequence[Trial], known: bool) -> Iterator[Trial]:
    """The trials, if the relation they try is one: borne out by two thirds of them, or sure from the names."""
    held, failed = _fitting(trials), sum(trial.outcome == DISAGREES for trial in trials)
    if not failed or (held >= 2 and held >= 2 * failed) or (known and failed <= max(1, held)):
        yield from trials


def _fitting(trials: Sequence[Trial]) -> int:
    return sum(trial.outcome != DISAGREES and bool(trial.target.value) for trial in trials)


def _check_shares(rows: Sequence[Row]) -> Iterator[Trial]:
    """A column of shares: of another column's figure in its total row."""
    totals = [row for row in rows if any(is_total(fact.item) for fact in row.values())]
    if len(totals) != 1:
        return
    measures = _measures(rows)
    amounts = [column for column, measure in measures.items() if measure == "amount"]
    for column in [column for column, measure in measures.items() if measure == "share"]:
        tried = [[trial for row in rows if (trial := _share(row, totals[0], column, amount))] for amount in amounts]
        if tried:
            yield from _if_borne_out(max(tried, key=_fitting), known=len(amounts) == 1)


def _share(row: Row, total: Row, column: str, amount: str) -> Trial | None:
    if column not in row or amount not in row or amount not in total or row[column].unit != "%":
        return None
    cell, part, whole = row[column], row[amount], total[amount]
    quotient = interval_of(part).over(interval_of(whole))
    if quotient is None or not same_measure(part, whole):
        return None
    point = value_of(part) / value_of(whole)
    outcome = judge_rate(cell, quotient, point) or AGREES
    facts = (cell, part, whole) if part is not whole else (cell, part)
    return Trial(SHARE, outcome, cell, facts, {cell.id: as_printed(point * HUNDRED, cell)}, "部分除以合计")


def _check_derived(rows: Sequence[Row]) -> Iterator[Trial]:
    """Columns of differences and rates: made of two columns of amounts of the same row."""
    measures = _measures(rows)
    amounts = [column for column, measure in measures.items() if measure == "amount"]
    for column, measure in measures.items():
        if measure not in DERIVED or not 2 <= len(amounts) <= 6:
            continue
        if measure == "completion_rate":
            yield from _check_completion(rows, column, amounts)
            continue
        tried = [
            [trial for row in rows if (trial := _derived(row, column, *pair, measure))]
            for pair in permutations(amounts, 2)
        ]
        # of two columns of amounts and one of differences it is known what is the difference of what
        yield from _if_borne_out(
            max(tried, key=_fitting), known=len(amounts) == 2 and _fitting(max(tried, key=_fitting)) > 0
        )


def _check_completion(rows: Sequence[Row], column: str, amounts: Sequence[str]) -> Iterator[Trial]:
    """A column of completion rates: outturn over a budget; where there are several budgets, over the one that fits."""
    pairs = [pair for pair in permutations(amounts, 2) if _may_be_rate(rows, pair)]
    tried = [[trial for row in rows if (trial := _derived(row, column, *pair, "completion_rate"))] for pair in pairs]
    if not tried:
        return
    best = max(tried, key=_fitting)
    known = len({pair[0] for pair in pairs}) == 1 and (len(pairs) == 1 or _fitting(best) > 0)
    for trial in _if_borne_out(best, known):
        others = [one for trials in tried for one in trials if one.target.id == trial.target.id]
        yield next((one for one in others if trial.outcome == DISAGREES and one.outcome != DISAGREES), trial)


def _may_be_rate(rows: Sequence[Row], pair: tuple[str, str]) -> bool:
    """Whether a completion rate can be the first column over the second: outturn over a budget."""
    bases = [{row[column].basis for row in rows if column in row} for column in pair]
    return not bases[0] & set(BUDGETS) and bool(bases[1] & set(BUDGETS))


def _derived(row: Row, column: str, one: str, other: str, measure: str) -> Trial | None:
    if any(name not in row for name in (column, one, other)) or not same_measure(row[one], row[other]):
        return None
    cell, now, before = row[column], row[one], row[other]
    if measure == "change":
        return _difference(cell, now, before) if same_measure(cell, now) else None
    if cell.unit != "%" or value_of(before) <= 0:
        return None
    whole = measure == "completion_rate"
    top = interval_of(now) if whole else interval_of(now) - interval_of(before)
    point = (value_of(now) - (0 if whole else value_of(before))) / value_of(before)
    quotient = top.over(interval_of(before))
    outcome = judge_rate(cell, quotient, point)
    if outcome is None or quotient is None:
        return None
    kind = (_completion_kind(cell, now, quotient, point) if outcome == DISAGREES else COMPLETION) if whole else RATE
    expected = {cell.id: as_printed(point * HUNDRED, cell)}
    if whole:
        share = cell.value / HUNDRED
        expected[now.id] = as_printed(value_of(before) * share, now)
        if share:
            expected[before.id] = as_printed(value_of(now) / share, before)
    return Trial(kind, outcome, cell, (cell, now, before), expected, "两列之比")


def _difference(cell: Fact, now: Fact, before: Fact) -> Trial:
    point = value_of(now) - value_of(before)
    place = max(last_place(fact) for fact in (cell, now, before))
    computed = interval_of(now) - interval_of(before)
    outcome = judge(interval_of(cell), value_of(cell), computed, point, place, Decimal(0))
    expected = {
        cell.id: as_printed(point, cell),
        now.id: as_printed(value_of(before) + value_of(cell), now),
        before.id: as_printed(value_of(now) - value_of(cell), before),
    }
    return Trial(CHANGE, outcome, cell, (cell, now, before), expected, "两列之差")


def _completion_kind(cell: Fact, now: Fact, quotient: Interval, point: Decimal) -> str:
    unspent = Interval(Decimal(1), Decimal(1)) - quotient
    if judge_rate(cell, unspent, 1 - point) in (AGREES, ROUNDING):
        return UNSPENT
    return AMOUNT_AS_RATE if cell.value == now.value and cell.value else COMPLETION
