"""Totals that no line prints, from the printed parts; and a part or a total as the other figures of its line imply it.

The parts are those a report prints under one figure, those the mandated template divides an item into, or the rows of
one table that bear one name. What comes out is worked out, and said to be.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.calculator import Working, difference, total
from assistant.concept import Concept
from assistant.draft import Draft, quantity, shown, shown_fact, shown_money
from assistant.evidence import beside, found_in
from assistant.fold import fold
from assistant.naming import is_statement_fact
from assistant.quantity import is_money
from assistant.solve.levels import level_filter
from assistant.solve.lookup import tell_one
from assistant.subjects import TEMPLATE_PARTS
from assistant.task import LEAST_COVERAGE, Task, acceptable
from index.types import Fact

# What a figure ought to be by the others, whatever is printed for it.
_IMPLIED = re.compile(
    r"推算|加总|按(?:合计|总计|分项|各部分|各项)|(?:各部分|各项|分项)[^，。？]{0,4}(?:加|合)|应(?:该|当)?(?:是|为)多少|"
    r"\bshould\b.{0,20}\bbe\b|\bimpl(?:y|ied)\b|\bparts? (?:add|sum)",
    re.I,
)
_FEE = "费"
_TOTAL = re.compile(r"(?:合计|总计|共计)$")


def solve_totals(task: Task) -> Draft | None:
    """A total or a part that has to be worked out from what is printed beside it."""
    plan = task.plan
    if plan.want not in ("money", "count", "number", "any") or len(plan.reports) != 1 or plan.prior:
        return None
    if plan.asks("yearly", "share", "percent", "average", "rank", "projects", "multiple", "reason", "definition"):
        return None
    if _IMPLIED.search(task.question.plain):
        return _implied(task)
    if plan.asks("change", "unspent", "target"):
        return None
    return _template_sum(task) or _fees(task) or _spread(task) or _repeated(task) or _same_named(task) or _table_total(task)


def _items(task: Task) -> list[Concept]:
    return [c for c in task.question.concepts if c.kind in ("item", "indicator", "fund", "label") and c.weight >= 0.5]


def _level(fact: Fact) -> bool:
    return fact.value is not None and fact.measure in ("amount", "count")


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two figures of a line can be added up: money with money, a count with its like."""
    same = (is_money(one.unit) and is_money(other.unit)) or one.unit == other.unit
    return same and beside(one, other) and one.period == other.period and one.measure == other.measure and one.id != other.id


def _children(task: Task, whole: Fact) -> list[Fact]:
    """The parts printed under a figure in its own line."""
    return [f for f in task.facts if _level(f) and f.path[-1:] == (whole.item,) and _alike(f, whole)]


def _whole_and_others(task: Task, part: Fact) -> tuple[Fact | None, list[Fact]]:
    """The total a figure is a part of, and its other parts: the label it stands under, or a total in its own row of names."""
    over = next((f for f in task.facts if _level(f) and part.path[-1:] == (f.item,) and _alike(f, part)), None)
    if over is not None:
        return over, [f for f in _children(task, over) if f.id != part.id]
    row = [f for f in task.facts if _level(f) and f.path == part.path and _alike(f, part) and f.basis == part.basis]
    totals = [f for f in row if _TOTAL.search(f.item)]
    if len(totals) != 1 or len(row) < 2:
        return None, []
    return totals[0], [f for f in row if f.id != totals[0].id]


def _implied(task: Task) -> Draft | None:
    """A figure as the others of its line imply it: a total by its parts, a part by the total and the other parts."""
    fits = level_filter(task)
    for match in task.search.rank(lambda f: fits(f) and _level(f))[:4]:
        if not acceptable(match, LEAST_COVERAGE):
            continue
        fact = match.fact
        parts = _children(task, fact)
        if len(parts) > 1:
            return _tell_sum(task, parts, task.naming.fact(fact), printed=fact)
        whole, others = _whole_and_others(task, fact)
        if whole is not None and others:
            return _tell_rest(task, whole, others, task.naming.fact(fact), printed=fact)
    return _template_sum(task, implied=True)


def _template_sum(task: Task, implied: bool = False) -> Draft | None:
    """An item of the template that the page prints only in its parts, or whose parts are to be added up."""
    items = _items(task)
    whole = next((c for c in items if c.canonical in TEMPLATE_PARTS), None)
    if whole is None or len(items) != 1 or task.plan.asks("each", "kinds", "compose"):
        return None
    fits = level_filter(task)
    amounts = [f for f in task.facts if fits(f) and f.measure == "amount"]
    printed = next((f for f in amounts if task.is_of(f, whole)), None)
    if printed is not None and not implied:
        return None
    parts = _template_parts(task, whole.canonical or "", amounts)
    if parts is None or len({f.unit for f in parts}) != 1:
        return None
    name = task.naming.item(whole.canonical or "")
    return _tell_sum(task, parts, name, printed=printed)


def _template_parts(task: Task, whole: str, amounts: Sequence[Fact]) -> list[Fact] | None:
    """One figure for each part, all of one line or table and of one basis; a part of three may be given by its own parts."""
    places: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in amounts:
        key = (fact.file, "table", fact.table, fact.column) if fact.table is not None else (fact.file, "line", fact.line, "")
        places[(*key, fact.basis, fact.period)].append(fact)
    for facts in places.values():
        parts = _parts_among(task, whole, facts)
        if parts is not None:
            return parts
    return None


def _parts_among(task: Task, whole: str, facts: Sequence[Fact]) -> list[Fact] | None:
    parts: list[Fact] = []
    for name in TEMPLATE_PARTS[whole]:
        own = next((f for f in facts if task.canonical(f) == name), None)
        if own is None and name in TEMPLATE_PARTS:
            inner = _parts_among(task, name, facts)
            if inner is None:
                return None
            parts += inner
            continue
        if own is None and any(task.canonical(f) in TEMPLATE_PARTS[whole] for f in facts):
            # beside its neighbour a part is named in short (公务用车购置…、运行维护…)
            own = next((f for f in facts if len(f.item) > 1 and fold(f.item) in name and f not in parts), None)
        if own is None:
            return None
        parts.append(own)
    return parts


def _fees(task: Task) -> Draft | None:
    """Two fees named in one word (水电费) where the page prints each of them and not the two together."""
    items = _items(task)
    if len(items) != 1 or task.plan.asks("each"):
        return None
    fits = level_filter(task)
    named = {fold(_bare(f.item)): f for f in reversed([f for f in task.facts if fits(f) and f.measure == "amount"])}
    for form in items[0].forms[: items[0].own_forms]:
        if form in named or not form.endswith(_FEE) or len(form) < 3:
            continue
        stem = form[: -len(_FEE)]
        for cut in range(1, len(stem)):
            pair = [named.get(f"{part}{_FEE}") for part in (stem[:cut], stem[cut:])]
            found = [fact for fact in pair if fact is not None]
            if len(found) == 2 and len({(f.file, f.unit, f.basis) for f in found}) == 1:
                return _tell_sum(task, found, " + ".join(task.naming.fact(f) for f in found))
    return None


def _bare(item: str) -> str:
    """A label without the number of its list (3. 水费)."""
    return re.sub(r"^\s*(?:[-—•]|[（(]?[\d一二三四五六七八九十]{1,3}[)）.、．])\s*", "", item)


def _spread(task: Task) -> Draft | None:
    """A number told only by how it is spread (购置车辆分布：公安局5辆、法院1辆…), added up."""
    if not task.plan.asks("total") or not _items(task):
        return None
    fits = level_filter(task)
    lists: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in task.facts:
        if fact.table is None and fact.path and fits(fact) and _level(fact):
            lists[(fact.file, fact.end_line, fact.path, fact.unit, fact.basis, fact.period)].append(fact)
    named = [
        facts for facts in lists.values()
        if len(facts) > 2 and all(found_in(c, fold(facts[0].path[-1])) >= 0.6 for c in _items(task))
        and not any(_level(f) and f.item == facts[0].path[-1] and f.unit == facts[0].unit for f in task.facts)
    ]  # fmt: skip
    if len(named) != 1 or any(_TOTAL.search(f.item) for f in named[0]):
        return None
    return _tell_sum(task, named[0], task.naming.item(named[0][0].path[-1]))


_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}


def _repeated(task: Task) -> Draft | None:
    """Figures that one line prints under one name (four quarters of a payment plan), as many as the question says."""
    told = re.search(r"\b(two|three|four|five|six)\b|([两三四五六])(?=个|期|笔|次|季)", task.question.plain, re.I)
    if not told:
        return None
    count = _NUMBERS[(told.group(1) or told.group(2)).lower()]
    groups: dict[tuple, list[Fact]] = defaultdict(list)
    for match in task.search.rank(lambda f: f.value is not None and f.measure == "amount" and is_money(f.unit))[:40]:
        if acceptable(match, LEAST_COVERAGE):
            fact = match.fact
            groups[(fact.file, fact.line, fact.item, fact.unit, fact.basis, fact.period)].append(fact)
    alike = [facts for facts in groups.values() if len(facts) == count]
    return _tell_sum(task, alike[0], task.naming.fact(alike[0][0])) if len(alike) == 1 else None


def _table_total(task: Task) -> Draft | None:
    """The total of a table the question names by its title."""
    named = re.search(r"([\u4e00-\u9fff]{4,24}表)(?:中|里|内)?的?(?:总计|合计|总计数|合计数)", task.question.plain)
    if not named:
        return None
    title = fold(named.group(1))
    rows = [
        f for f in task.facts
        if f.table is not None and f.value is not None and f.measure == "amount" and re.match(r"^(?:总计|合计)$", fold(f.item)) and f.section
        and fold(f.section[-1]) and title.endswith(fold(re.sub(r"^.*?[、.：:]", "", f.section[-1])))
    ]  # fmt: skip
    if not rows or len({(f.value, f.unit) for f in rows if _is_total_column(f) or "总计" in f.item}) != 1:
        return None
    return tell_one(task, rows[0])


def solve_named_rows(task: Task) -> Draft | None:
    """Rows of one name that stand under several codes of one class, added up."""
    return _same_named(task) if len(task.plan.reports) == 1 and not task.plan.prior else None


def _same_named(task: Task) -> Draft | None:
    """Rows of one name under one class of the classification, which the question adds up."""
    if not task.plan.asks("total") and not task.question.says(r"\badd up\b|加起来|合计|共"):
        return None
    classes = set(re.findall(r"(?<!\d)(2\d{2})(?!\d)", task.question.plain.replace(",", "")))
    classes = {c for c in classes if not re.search(rf"{c}\d|\d{c}", task.question.plain)}
    items = [c for c in _items(task) if c.kind == "item"]
    if not classes or not items:
        return None
    columns: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in task.facts:
        own = is_statement_fact(fact) and fact.code and len(fact.code) > 3 and fact.code[:3] in classes and fact.value is not None
        if own and is_money(fact.unit) and any(c.canonical == task.canonical(fact) or fold(fact.item) in c.forms[: c.own_forms] for c in items):
            columns[(fact.file, fact.table, fact.column)].append(fact)
    whole = [facts for facts in columns.values() if len({f.code for f in facts}) == len(facts) > 1]
    sums = {(sum(f.value or 0 for f in facts), facts[0].unit) for facts in whole if _is_total_column(facts[0])}
    if len(sums) != 1:
        return None  # tables of several scopes print several sums, and the question does not say which
    facts = next(facts for facts in whole if _is_total_column(facts[0]))
    return _tell_sum(task, facts, task.naming.fact(facts[0]))


def _is_total_column(fact: Fact) -> bool:
    return not fact.column or bool(re.search(r"合\s*计|总\s*计|小\s*计", fact.column))


def _tell_sum(task: Task, parts: Sequence[Fact], name: str, printed: Fact | None = None) -> Draft:
    draft = task.draft()
    return _told(task, draft, draft.work(total(quantity(f) for f in parts)), parts, name, " + ", printed)


def _tell_rest(task: Task, whole: Fact, others: Sequence[Fact], name: str, printed: Fact | None = None) -> Draft:
    draft = task.draft()
    rest = difference(quantity(whole), quantity(others[0]))
    for other in others[1:]:
        step = difference(rest.quantity, quantity(other))
        rest = Working(f"{rest.expression} - {other.value}", step.result, step.unit, rest.exact and step.exact)
    return _told(task, draft, draft.work(rest), (whole, *others), name, " − ", printed)


def _told(task: Task, draft: Draft, working: Working, facts: Sequence[Fact], name: str, sign: str, printed: Fact | None) -> Draft:
    draft.figure(working.result, working.unit, name, facts[0].period, facts)
    value = shown_money(draft, working.result, working.unit)
    draft.say("derived", who=task.who(facts[0]), period=task.naming.period(facts[0].period), item=name, value=value)
    operands = sign.join(shown_fact(draft, fact) for fact in facts)
    draft.say("working_short", expression=operands, value=shown(working.result, working.unit))
    if printed is not None and (printed.value, printed.unit) != (working.result, working.unit):
        draft.say("printed_otherwise", item=name, value=shown_fact(draft, printed))
    draft.cite_context(facts)
    return draft
