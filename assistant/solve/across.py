"""Figures of several reports set against each other: the years of one body, several bodies in one year.

The same item, measure and basis is taken from each report; where one of them does not print it, nothing is answered.
A change that the later report prints itself goes before one worked out from two reports.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.calculator import Quantity, Working, difference, total, work_out
from assistant.draft import Draft, quantity, shown, shown_fact, shown_money
from assistant.evidence import GENERIC_LABELS, Match, beside
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.plan import FIRST_PUBLISHED, change_printed_first
from assistant.quantity import is_money, plain
from assistant.solve.change import against_last_year, tell_change
from assistant.solve.order import lowest_first, place_asked
from assistant.solve.pairs import tell_multiple, tell_pair
from assistant.solve.sides import Side, find_sides
from assistant.spans import tells_each
from assistant.task import LEAST_COVERAGE, Task, acceptable
from index.amounts import MONEY_UNITS
from index.types import Fact, Report

NEAR_THE_BEST = 0.12
MOST_TRIED = 12
ALL_BUT_SAID = 0.94
AVERAGE_DECIMALS = 2
_BY_HOW_MUCH = re.compile(r"[高低多少差](?:出|了)?(?:多少|几)|\bby how (?:much|many)\b|\bhow (?:much|many) (?:more|less|higher|lower|fewer)\b", re.I)
# An average over years or bodies, and not one per head of each.
_OVER_SIDES = re.compile(
    r"年均|平均(?:每年|一年|每个(?:部门|单位))|年[^，,。？?]{0,12}平均|(?:部门|单位|[两二三四五]家)[^，,。？?]{0,16}平均|"
    r"\b(?:average|mean)\b(?![^?]*\bper (?!year|annum|department|body|bureau))",
    re.I,
)
_PER_HEAD = re.compile(r"[人车]均|每(?:人|辆|批|个人|名|次)|\bper (?:head|person|capita|employee|staff|vehicle|group|guest|visit)\b", re.I)
_SUMMED = re.compile(
    r"合计|一共|总共|共计|累计|总和|总额|总计|加起来|加在?一起|相加|\b(?:total|combined|together|altogether|sum|add(?:ed)? up|in all|cumulative\w*)\b", re.I
)


def sets_reports_apart(task: Task) -> bool:
    """Whether the question sets several reports against each other: one of them alone cannot answer it."""
    return (task.plan.asks("restated", "subordinates") or len(find_sides(task)) > 1) and not (
        task.plan.asks("reason", "definition") or _averages_each(task)
    )


def _averages_each(task: Task) -> bool:
    """Whether an average within each report is asked for, not one over them."""
    text = task.question.plain
    return bool(_PER_HEAD.search(text)) or (task.plan.asks("average") and not _OVER_SIDES.search(text))


def solve_across(task: Task) -> Draft | None:
    """Compare, add up or rank the same item over several reports."""
    if task.plan.asks("restated"):
        return _restated(task)
    if task.plan.asks("subordinates"):
        return _subordinates(task)
    sides = find_sides(task)
    if len(sides) < 2 or task.plan.asks("reason", "definition") or _averages_each(task):
        return None
    found = same_figure(task, sides)
    if len(found) < 2 or (len(found) < len(sides) and not task.question.bodies.every):
        return None
    lacking = [side.name for side in sides if side not in found]
    sides, facts = list(found), list(found.values())
    draft = _answer(task, sides, facts)
    if draft is not None and task.question.bodies.every:
        draft.notes.append(phrase(task.question.language, "held_bodies_only"))
        if lacking:
            draft.notes.append(phrase(task.question.language, "bodies_lacking").format(bodies="; ".join(lacking)))
    return draft


def _answer(task: Task, sides: list[Side], facts: list[Fact]) -> Draft | None:
    """What the wording asks of figures side by side."""
    item = task.naming.fact(facts[0])
    whole = _covers_all(task, sides)
    if task.plan.asks("average") or _OVER_SIDES.search(task.question.plain):
        return _average(task, sides, facts, item) if whole else None
    if task.plan.asks("rank") or task.question.says(r"哪[家个一]|\bwhich\b"):
        return _ranked(task, sides, facts, item) if whole else None
    against = task.plan.asks("change", "difference", "percent", "multiple", "yesno")
    if len(sides) == 2 and (against or not task.plan.asks("total")):
        return _pair(task, sides, facts, item)
    if tells_each(task.question.plain):
        return _series(task, sides, facts, item)
    if against and not task.plan.asks("total"):
        return _series(task, sides, facts, item)
    if task.plan.asks("total", "plain", "count"):
        if not _SUMMED.search(task.question.plain) and len({side.report.year for side in sides}) == len(sides):
            return _series(task, sides, facts, item)
        return _total(task, sides, facts, item) if whole else None
    # nothing but the item is named: what it was in each
    return _series(task, sides, facts, item) if task.plan.cues <= {"yearly"} else None


def _covers_all(task: Task, sides: Sequence[Side]) -> bool:
    """Whether each year asked for is among the sides: a sum, an average or the highest of some years is none of all."""
    if len(task.question.bodies.groups) > 1:
        return True
    return set(task.question.years) <= {side.report.year for side in sides}


def _restated(task: Task) -> Draft | None:
    """A year's figure as first published against the one the next report gives for it."""
    first, later = task.plan.reports
    year = str(first.year)
    concepts = [c for c in task.question.concepts if c.canonical not in ("重列",)]
    ranked = [m for m in task.search.rank(_fits(task, first), concepts) if acceptable(m, LEAST_COVERAGE)]
    for match in ranked[:MOST_TRIED]:
        anew = [
            f for f in task.facts
            if f.file == later.file and f.period == year and f.value is not None and f.measure == match.fact.measure
            and is_money(f.unit) == is_money(match.fact.unit) and task.canonical(f) == task.canonical(match.fact)
            and {f.basis, match.fact.basis} <= {"决算", None}
        ]  # fmt: skip
        if len({(f.value, f.unit) for f in anew}) == 1:
            language = task.question.language
            names = [phrase(language, key).format(year=year) for key in ("label_first", "label_restated")]
            item = task.naming.fact(match.fact)
            return tell_pair(task, match.fact, anew[0], _glued(task, item, names[0]), names[1], item)
    return None


def _subordinates(task: Task) -> Draft | None:
    """What belongs to the units below a department: its figure with them less the body's own."""
    own = next(report for report in task.plan.reports if report.scope in ("本级", "单位"))
    whole = next(report for report in task.plan.reports if report.file != own.file)
    concepts = [c for c in task.question.concepts if c.kind != "body"]
    ranked = [m for m in task.search.rank(_fits(task, whole), concepts) if acceptable(m, LEAST_COVERAGE)]
    for match in _exactly_named(task, ranked)[:MOST_TRIED]:
        mirrored = _mirror(task, match, own)
        if mirrored is None:
            continue
        draft = task.draft()
        working = draft.work(difference(quantity(match.fact), quantity(mirrored)))
        item = task.naming.fact(match.fact)
        draft.figure(working.result, working.unit, item, match.fact.period, [match.fact, mirrored])
        value = shown_money(draft, working.result, working.unit)
        draft.say("subordinates", item=item, value=value)
        operands = f"{shown_fact(draft, match.fact)} − {shown_fact(draft, mirrored)}"
        draft.say("working_short", expression=operands, value=shown(working.result, working.unit))
        draft.cite_context([match.fact, mirrored])
        return draft
    return None


def _glued(task: Task, item: str, told: str) -> str:
    return f"{item}{told}" if task.question.language == "zh" else f"{item}, {told}"


def same_figure(task: Task, sides: Sequence[Side]) -> dict[Side, Fact]:
    """The same figure in each report that has it. The best candidates of the first sides are tried in turn."""
    best: dict[Side, Fact] = {}
    for first in sides if task.question.bodies.every else sides[:1]:
        ranked = [m for m in task.search.rank(_fits(task, first.report)) if acceptable(m, LEAST_COVERAGE)]
        ranked = _exactly_named(task, ranked)
        for match in [m for m in ranked[:MOST_TRIED] if m.score >= ranked[0].score - NEAR_THE_BEST]:
            found = {side: match.fact if side is first else _mirror(task, match, side.report) for side in sides}
            held = {side: fact for side, fact in found.items() if fact is not None}
            if len(held) == len(sides):
                return held
            if len(held) > len(best):
                best = held
        if best and task.question.bodies.every:
            return best
    return best


def _exactly_named(task: Task, ranked: Sequence[Match]) -> list[Match]:
    """Figures of just the item the question names, where there are any; a part of it is not set against a whole."""
    items = {c.canonical for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5}
    exact = [m for m in ranked if task.canonical(m.fact) in items]
    return exact if len(items) == 1 and exact else list(ranked)


def _fits(task: Task, report: Report) -> Callable[[Fact], bool]:
    """Figures of a report's own year and of the kind asked for."""
    count = task.plan.want == "count"
    score = task.plan.want == "score"

    def fits(fact: Fact) -> bool:
        if fact.file != report.file or fact.value is None or fact.period not in (None, str(report.year)):
            return False
        if count:
            return fact.measure == "count" and (not task.plan.units or fact.unit in task.plan.units)
        if score:
            return fact.measure == "score"
        if task.plan.want in ("number", "any", "text") and fact.measure == "count":
            return True
        return fact.measure == "amount" and is_money(fact.unit) and task.of_basis(fact)

    return fits


def _mirror(task: Task, match: Match, report: Report) -> Fact | None:
    """The figure of another report that says the same: one code or name, one column, one basis."""
    fact = match.fact
    best: tuple[tuple, Fact] | None = None
    for other in task.facts:
        if not _fits(task, report)(other) or is_money(other.unit) != is_money(fact.unit):
            continue
        if not is_money(fact.unit) and _counted(other.unit) != _counted(fact.unit):
            continue
        same_code = fact.code is not None and fact.code == other.code
        # 合计 is of what its table is of: two of them are one item only where that is the same
        same_name = fold(fact.item) == fold(other.item) and fact.item not in GENERIC_LABELS
        same_item = same_name or task.canonical(fact) == task.canonical(other)
        if not (same_code or same_item) or not _of_one_basis(fact, other):
            continue
        key = (
            same_code, fold(fact.item) == fold(other.item), fact.basis == other.basis, fact.column == other.column,
            fact.unit == other.unit, fact.path == other.path, fact.section[-1:] == other.section[-1:], -other.line,
        )  # fmt: skip
        if best is None or key > best[0]:
            best = (key, other)
    return best[1] if best else _named_alike(task, match, report)


_BUDGETS = frozenset({"预算", "年初预算"})


def _of_one_basis(fact: Fact, other: Fact) -> bool:
    """What was spent is never set against a budget; a budget is the one of the beginning of the year where no other is said."""
    return fact.basis == other.basis or None in (fact.basis, other.basis) or {fact.basis, other.basis} <= _BUDGETS


def _named_alike(task: Task, match: Match, report: Report) -> Fact | None:
    """The other report's best figure where it prints the item under another name that carries as much of the question."""
    ranked = task.search.rank(_fits(task, report))
    top = ranked[0] if ranked else None
    if top is None or not acceptable(top, LEAST_COVERAGE) or top.missing or top.score < match.score - NEAR_THE_BEST:
        return None
    fact, other = match.fact, top.fact
    same_kind = is_money(fact.unit) == is_money(other.unit) and (is_money(fact.unit) or _counted(fact.unit) == _counted(other.unit))
    whole = fold(fact.item) in fold(other.item) or fold(other.item) in fold(fact.item) or fact.measure == "count"
    whole = whole or min(match.score, top.score) >= ALL_BUT_SAID  # hardly a word of either name is not the question's
    return other if same_kind and whole and fact.basis == other.basis else None


def _counted(unit: str) -> str:
    """Units that count one thing are one: 批, 批次 and 个批次."""
    return {"批": "批次", "个批次": "批次", "个团组": "团组", "名": "人", "台": "辆"}.get(unit, unit)


def _pair(task: Task, sides: Sequence[Side], facts: Sequence[Fact], item: str) -> Draft | None:
    """Two reports: the change the later one prints, else the difference, the rate or the multiple."""
    years = len({side.report.year for side in sides}) == 2
    left, right = facts
    names = [_named(task, side, item) for side in sides]
    if task.plan.asks("multiple"):
        return tell_multiple(task, left, right, names[0], names[1])
    if not task.plan.asks("difference", "change", "percent", "yesno"):
        return _each(task, names, facts, item)
    anew = FIRST_PUBLISHED.search(task.question.plain)  # the later report's change is against what it restates
    printed = _printed_change(task, left, sides) if years and not anew else None
    if printed is not None:
        draft = task.draft()
        tell_change(task, draft, printed)
        return draft
    return tell_pair(task, left, right, names[0], names[1], item, years)


def _named(task: Task, side: Side, item: str) -> str:
    return f"{side.name}{item}" if task.question.language == "zh" else f"{side.name} {item}"


def _printed_change(task: Task, current: Fact, sides: Sequence[Side]) -> Fact | None:
    """The change against the year before that the later report prints for this very item."""
    later, earlier = sides[0].report, sides[1].report
    if not later.year or later.year - 1 != earlier.year or not change_printed_first(task.plan):
        return None
    wanted = "percent_change" if task.plan.want == "percent" else "change"
    return next(
        (
            fact for fact in task.facts
            if fact.file == later.file and fact.measure == wanted and fact.value is not None and against_last_year(fact)
            and fold(fact.item) == fold(current.item) and fact.path == current.path and beside(fact, current)
        ),
        None,
    )  # fmt: skip


def _each(task: Task, names: Sequence[str], facts: Sequence[Fact], item: str) -> Draft:
    draft = task.draft()
    for name, fact in zip(names, facts, strict=True):
        draft.state(fact, item)
        draft.say("lookup_more", item=name, value=shown_fact(draft, fact))
    draft.cite_context(facts)
    return draft


def _series(task: Task, sides: Sequence[Side], facts: Sequence[Fact], item: str) -> Draft:
    """Each by itself: years as they followed one another, bodies as they were named; over years, the first against the last."""
    pairs = list(zip(sides, facts, strict=True))
    yearly = len({side.report.year for side in sides}) == len(sides)
    if yearly:
        pairs.sort(key=lambda pair: pair[0].report.year or 0)
    draft = task.draft()
    for side, fact in pairs:
        draft.state(fact, _named(task, side, item))
        draft.say("lookup_more", item=_named(task, side, item), value=shown_fact(draft, fact))
    first, last = pairs[0], pairs[-1]
    if yearly and task.plan.asks("change", "difference", "percent", "yesno"):
        working = draft.work(difference(quantity(last[1]), quantity(first[1])))
        size = abs(working.result)
        draft.figure(size, working.unit, item, last[1].period, [last[1], first[1]])
        key = "series_up" if working.result > 0 else "series_down" if working.result < 0 else "series_even"
        draft.say(key, first=first[0].name, last=last[0].name, value=_value(draft, size, working.unit))
        draft.say("working_short", expression=working.expression, value=shown(working.result, working.unit))
    if yearly and (missing := sorted(set(task.question.years) - {side.report.year for side in sides})):
        draft.notes.append(phrase(task.question.language, "years_lacking").format(years=", ".join(map(str, missing))))
    draft.cite_context([fact for _, fact in pairs])
    return draft


def _average(task: Task, sides: Sequence[Side], facts: Sequence[Fact], item: str) -> Draft:
    """The sum over the reports by their number, each part told."""
    draft = task.draft()
    whole = draft.work(total(_alike(facts)))
    worked = work_out(f"{plain(whole.result)} / {len(facts)}", decimals=AVERAGE_DECIMALS)
    working = draft.work(Working(worked.expression, worked.result, whole.unit, worked.exact))
    draft.figure(working.result, working.unit, item, None, facts)
    draft.say("average", item=item, value=_value(draft, working.result, working.unit))
    _tell_parts(draft, sides, facts)
    draft.say("working_short", expression=whole.expression, value=shown(whole.result, whole.unit))
    draft.say("working_short", expression=working.expression, value=shown(working.result, working.unit))
    draft.cite_context(facts)
    return draft


def _alike(facts: Sequence[Fact]) -> list[Quantity]:
    return [quantity(f) if is_money(f.unit) else Quantity(quantity(f).value, _counted(f.unit)) for f in facts]


def _value(draft: Draft, value: Decimal, unit: str) -> str:
    return shown_money(draft, value, unit) if is_money(unit) else shown(value, unit)


def _tell_parts(draft: Draft, sides: Sequence[Side], facts: Sequence[Fact]) -> None:
    for side, fact in zip(sides, facts, strict=True):
        draft.say("lookup_more", item=side.name, value=shown_fact(draft, fact))


def _total(task: Task, sides: Sequence[Side], facts: Sequence[Fact], item: str) -> Draft:
    """The sum over the reports, each part told."""
    draft = task.draft()
    working = draft.work(total(_alike(facts)))
    draft.figure(working.result, working.unit, item, None, facts)
    draft.say("total", item=item, value=_value(draft, working.result, working.unit))
    _tell_parts(draft, sides, facts)
    draft.say("working_short", expression=working.expression, value=shown(working.result, working.unit))
    draft.cite_context(facts)
    return draft


def _ranked(task: Task, sides: Sequence[Side], facts: Sequence[Fact], item: str) -> Draft:
    """The highest or lowest, or the one at the place asked for, and the whole order."""
    lowest = lowest_first(task.question.plain)
    order = sorted(
        zip(sides, facts, strict=True), key=lambda pair: _comparable(pair[1]), reverse=not lowest
    )
    draft = task.draft()
    place = place_asked(task.question.plain) or 1
    side, fact = order[min(place, len(order)) - 1]
    draft.state(fact, item)
    language = task.question.language
    if place == 1:
        key = "side_min" if lowest else "side_max"
        if len(order) > 1 and _comparable(order[0][1]) == _comparable(order[1][1]):
            key = "side_equal"
        draft.say(key, measure=item, name=side.name, value=shown_fact(draft, fact))
    draft.say("group_rank", measure=item, order=phrase(language, "order_up" if lowest else "order_down"))
    for number, (side, fact) in enumerate(order, start=1):
        draft.say_rank(number, side.name, shown_fact(draft, fact))
    if len(order) == 2 and _BY_HOW_MUCH.search(task.question.plain):
        ends = sorted(facts, key=_comparable, reverse=True)
        working = draft.work(difference(*(quantity(fact) for fact in ends)))
        draft.figure(working.result, working.unit, item, fact.period, ends)
        draft.text += "\n"
        draft.say("gap", value=_value(draft, working.result, working.unit))
        draft.say("working_short", expression=working.expression, value=shown(working.result, working.unit))
    draft.cite_context(facts)
    return draft


def _comparable(fact: Fact) -> Decimal:
    """The value, in 元 where it is money, so that 万元 and 元 compare."""
    assert fact.value is not None
    return fact.value * MONEY_UNITS.get(fact.unit, 1)
