"""Shares and averages: a printed one where the report prints it, else worked out from two cited figures."""

from __future__ import annotations

import re

from assistant.calculator import Quantity, per_unit, share
from assistant.draft import Draft, quantity, shown, shown_fact, shown_money
from assistant.question import Concept
from assistant.task import LEAST_COVERAGE, Task
from index.amounts import MONEY_UNITS
from index.types import Fact

# What an average is over, by the question's words: units of the count, and the items that are meant where the unit is
# shared by several ("per head" is per person paid from the budget).
_DENOMINATORS: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (re.compile(r"每批|批次|per (?:reception )?group|per batch", re.I), ("批次", "批", "个批次"), ("接待",)),
    (re.compile(r"每人次|人次|per (?:guest|visitor|person-time)|每位客人", re.I), ("人次", "人"), ("接待",)),
    (re.compile(r"车均|每辆|每台车|per (?:vehicle|car)|each (?:vehicle|car)", re.I), ("辆", "台"), ("公务用车", "车辆", "保有")),
    (re.compile(r"人均|每人|每个人|一个人|per (?:head|capita|person|employee|staff|member)", re.I), ("人", "名"), ("供给人员", "财政供养", "在职", "职工", "实有", "人员")),
)


def solve_per_unit(task: Task) -> Draft | None:
    """An amount for each of the counted: reception cost per guest, running cost per vehicle, spending per head."""
    if not task.plan.asks("average") or task.plan.asks("projects"):
        return None
    chosen = [(units, items) for pattern, units, items in _DENOMINATORS if task.question.says(pattern.pattern)]
    concepts = tuple(c for c in task.question.concepts if not c.units and c.weight >= 0.5 and c.canonical not in ("职工", "退休人员"))
    concepts = tuple(c for c in concepts if c.kind == "item") or concepts
    if not chosen or not concepts:
        return None
    if any("接待" in (c.canonical or "") for c in concepts):
        chosen = [(("人次",), items) if units[0] == "人" else (units, items) for units, items in chosen]
        chosen = list(dict.fromkeys((units, ("接待",)) for units, _ in chosen))
    amount = _amount(task, concepts)
    if amount is None:
        return None
    draft = task.draft()
    for units, items in chosen:
        count = _count(task, amount, units, items)
        if count is None or not count.value:
            return None
        _tell_average(task, draft, amount, count)
    return draft


def _amount(task: Task, concepts: tuple[Concept, ...]) -> Fact | None:
    match = task.best(lambda f: f.measure == "amount" and f.unit in MONEY_UNITS and f.basis in ("决算", "预算", None), concepts)
    return match.fact if match else None


def _count(task: Task, amount: Fact, units: tuple[str, ...], items: tuple[str, ...]) -> Fact | None:
    """The count that belongs to the amount: of the items meant, first those in the amount's own line or section."""
    counts = [f for f in task.facts if f.measure == "count" and f.unit in units and f.file == amount.file and f.table is None]

    def order(fact: Fact) -> tuple[int, int, int]:
        named = next((n for n, item in enumerate(items) if item in fact.item), len(items))
        near = 0 if fact.line == amount.line else 1 if fact.section == amount.section else 2
        return named, near, fact.line

    counts = [fact for fact in counts if any(item in fact.item for item in items) and "外事" not in fact.item and "购置" not in fact.item]
    return min(counts, key=order) if counts else None


def _tell_average(task: Task, draft: Draft, amount: Fact, count: Fact) -> None:
    assert count.value is not None
    working = draft.work(per_unit(quantity(amount), Quantity(count.value, count.unit)))
    unit = working.unit.partition("/")[0]
    label = task.naming.fact(amount)
    draft.figure(working.result, unit, label, amount.period, [amount, count])
    shown_unit = count.unit if draft.language == "zh" else {"人次": "guest", "人": "person", "名": "person", "辆": "vehicle", "批次": "group"}.get(count.unit, count.unit)
    draft.say("per_unit", item=label, unit=shown_unit, value=shown_money(draft, working.result, unit))
    operands = f"{shown_fact(draft, amount)} ÷ {shown_fact(draft, count)}"
    draft.say("working_short", expression=operands, value=shown(working.result, unit))


def solve_share(task: Task) -> Draft | None:
    """What part one item is of another, in percent."""
    if not task.plan.asks("share") or task.plan.want not in ("percent", "any", "money") or task.plan.asks("projects"):
        return None
    if not task.plan.asks("percent") and not task.question.says(r"占|比重|比例|share|proportion|fraction"):
        return None
    items = [c for c in task.question.concepts if c.kind in ("item", "fund", "indicator") and c.weight >= 0.5]
    wholes = [c for c in items if _is_whole(task, c)]
    parts = [c for c in items if c not in wholes] or items
    draft = task.draft()
    for part in parts:
        if not _tell_share(task, draft, part, wholes[0] if wholes else None, several=len(parts) > 1):
            return None
    return draft if parts else None


def _is_whole(task: Task, concept: Concept) -> bool:
    """Whether the question names this as the whole: "占…的", "share of …", "within …", "of the …"."""
    text = re.escape(concept.text)
    return task.question.says(
        rf"占(?:了)?[^，。？?]{{0,8}}{text}|{text}[”\"]?(?:支出|总额)?(?:里|中|当中|内)|(?:share|percent|percentage|proportion|part) of (?:the |its |total |\w+ ){{0,4}}{text}|(?:within|of|in) (?:the |its |total |\w+ ){{0,3}}{text}"
    ) or (concept.text in task.question.bodies.rest and task.question.says(rf"占[^，。？?]{{0,6}}{text}"))


def _tell_share(task: Task, draft: Draft, part: Concept, whole: Concept | None, several: bool) -> bool:
    named = (part,)
    printed = task.best(lambda f: f.measure == "share" and f.value is not None and (whole is None or _same_whole(task, f, whole)), named, 0.9)
    amount = task.best(lambda f: f.measure == "amount" and f.unit in MONEY_UNITS and f.basis in ("决算", "预算", None), named, 0.9)
    if several and amount is not None:
        draft.say("lookup_more", item=task.naming.fact(amount.fact), value=shown_fact(draft, amount.fact))
    if printed is not None:
        fact = printed.fact
        draft.state(fact, task.naming.fact(fact))
        draft.say("share", item=task.naming.fact(fact), whole=task.naming.item(fact.against or ""), value=shown_fact(draft, fact))
        if several and amount is not None:
            draft.state(amount.fact, task.naming.fact(amount.fact))
        return True
    base = _whole_fact(task, amount.fact if amount else None, whole)
    if amount is None or base is None or not base.value or base.item == amount.fact.item:
        return False
    if task.search.covers([amount.fact, base]) < LEAST_COVERAGE:
        return False
    working = draft.work(share(quantity(amount.fact), quantity(base)))
    label = task.naming.fact(amount.fact)
    draft.figure(working.result, "%", label, amount.fact.period, [amount.fact, base])
    draft.say("share", item=label, whole=task.naming.fact(base), value=shown(working.result, "%"))
    operands = f"{shown_fact(draft, amount.fact)} ÷ {shown_fact(draft, base)}"
    draft.say("working_short", expression=operands, value=shown(working.result, "%"))
    return True


def _same_whole(task: Task, fact: Fact, whole: Concept) -> bool:
    against = task.vocabulary.canonical_of(fact.against or "")
    return against == whole.canonical or any(form in against or against in form for form in whole.forms[: whole.own_forms])


def _whole_fact(task: Task, part: Fact | None, whole: Concept | None) -> Fact | None:
    """The figure of the whole: the item the question names, else the total the part is printed under."""
    if whole is not None:
        match = task.best(lambda f: f.measure == "amount" and f.unit in MONEY_UNITS and f.basis in ("决算", "预算", None), (whole,), 0.9)
        if match:
            return match.fact
    if part is None or not part.path:
        return None
    return next((f for f in task.facts if f.measure == "amount" and f.item == part.path[-1] and f.line == part.line), None)
