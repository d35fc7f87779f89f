"""Whether printed parts add up to a printed total: told with the sum, in neutral words."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from assistant.calculator import difference, share, total
from assistant.draft import Draft, quantity, shown, shown_fact
from assistant.evidence import beside
from assistant.fold import fold
from assistant.task import Task
from index.amounts import MONEY_UNITS
from index.types import Fact

# "What do they add up to?" asks for the sum, not whether it agrees.
LEAST_NAMED = 0.4
_ASKS_SUM = r"\bwhat (?:do|does|did|would)\b.*\badd(?:ed)? up to\b|加起来(?:一共|总共)?(?:是|有|等于)?多少"


def solve_check(task: Task) -> Draft | None:
    """Do the parts agree with the whole? Two figures agree within the rounding of their printed decimals."""
    if not task.plan.asks("check") or task.question.says(_ASKS_SUM):
        return None
    group = None if _names_share(task) else _group(task)
    if group is None:
        return None
    parts, whole = group
    draft = task.draft()
    working = draft.work(total(quantity(part) for part in parts))
    assert whole.value is not None
    gap = abs(working.result - whole.value)
    tolerance = (
        Decimal(len(parts) + 1) / 2 * Decimal(1).scaleb(-max(whole.decimals, *(part.decimals for part in parts)))
    )
    key = "agree_yes" if gap == 0 else "agree_rounding" if gap <= tolerance else "agree_no"
    if gap and task.plan.asks("difference"):
        apart = draft.work(difference(*sorted((working.quantity, quantity(whole)), key=lambda q: -q.value)))
        draft.figure(apart.result, apart.unit, task.naming.fact(whole), whole.period, [*parts, whole])
    draft.figure(working.result, working.unit, task.naming.fact(whole), whole.period, [*parts, whole])
    draft.say(
        key, expression=working.expression, value=shown(working.result, working.unit), printed=shown_fact(draft, whole)
    )
    if gap and task.plan.asks("difference"):
        draft.say("gap", value=shown(draft.figures[0].value, draft.figures[0].unit))
    return draft


def _names_share(task: Task) -> bool:
    return any(unit == "%" for _, unit in task.question.numbers)


def solve_share_check(task: Task) -> Draft | None:
    """Whether a printed share that the question quotes follows from its amount and the whole."""
    percents = {value for value, unit in task.question.numbers if unit == "%"}
    if not percents or not task.question.says(r"对吗|对不对|正确|错|准确|\b(?:right|correct|wrong|accurate)\b"):
        return None
    for match in task.search.rank(lambda f: f.measure == "share" and f.value in percents)[:3]:
        printed = match.fact
        own = next((f for f in task.facts if f.measure == "amount" and beside(f, printed) and f.item == printed.item and f.value), None)
        if own is None:
            continue
        named = {fold(name) for name in (printed.against or "", *printed.path[-1:]) if name}
        whole = next((f for f in task.facts if f.measure == "amount" and beside(f, own) and f.unit == own.unit and fold(f.item) in named and f.value), None)
        if whole is None:
            continue
        draft = task.draft()
        working = draft.work(share(quantity(own), quantity(whole)))
        assert printed.value is not None
        agree = abs(working.result - printed.value) <= Decimal("0.51").scaleb(-printed.decimals)
        draft.figure(working.result, "%", task.naming.fact(own), own.period, [own, whole, printed])
        operands = f"{shown_fact(draft, own)} ÷ {shown_fact(draft, whole)}"
        return draft.say("agree_yes" if agree else "agree_no", expression=operands, value=shown(working.result, "%"), printed=shown_fact(draft, printed))
    return None


def _group(task: Task) -> tuple[list[Fact], Fact] | None:
    """The parts and total of the list that carries most of what the question names."""
    groups: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in task.facts:
        if fact.measure == "amount" and fact.unit in MONEY_UNITS and fact.table is None and fact.value is not None:
            groups[(fact.file, fact.end_line)].append(fact)
    concepts = [c for c in task.question.concepts if c.weight >= 0.5]
    best: tuple[float, list[Fact], Fact] | None = None
    for facts in groups.values():
        whole, parts = (
            facts[0],
            [fact for fact in facts[1:] if fact.item != facts[0].item and fact.unit == facts[0].unit],
        )
        under = [fact for fact in parts if fact.path[-1:] == (whole.item,)]
        parts = under if len(under) >= 2 else parts
        if len(parts) < 2:
            continue
        each = [task.search.rank(lambda f, fs=facts: f in fs, (c,), meaning=False)[0].coverage for c in concepts]
        named = sum(each)
        # a list that lacks more than one in three of the things asked about is another list
        lacking = sum(one < LEAST_NAMED for one in each)
        if concepts and lacking * 3 <= len(concepts) and (best is None or named > best[0]):
            best = (named, parts, whole)
    if best is None:
        return None
    return best[1], best[2]
