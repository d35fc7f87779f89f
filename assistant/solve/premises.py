"""What a question takes for granted and the report says otherwise: told with the figures the report does print."""

from __future__ import annotations

import re

from assistant.draft import Draft, shown_fact
from assistant.evidence import beside, found_in
from assistant.fold import fold
from assistant.quantity import is_money
from assistant.solve.levels import level_filter
from assistant.task import Task
from index.types import Fact

# Kinds of vehicle that the template tells apart.
_KINDS = frozenset({"轿车", "越野车", "商务车", "大客车", "中型客车", "摩托车"})
_BOUGHT = r"买|购置|购买|\bb(?:uy|ought)\b|\bpurchase"


def solve_bought_otherwise(task: Task) -> Draft | None:
    """What was bought instead, where the question asks for the price of a kind of vehicle that was not."""
    kinds = [c for c in task.question.concepts if c.canonical in _KINDS]
    if task.plan.want not in ("money", "count") or len(kinds) != 1 or not task.question.says(_BOUGHT):
        return None
    if task.plan.asks("average", "share", "change", "difference"):
        return None
    fits = level_filter(task)
    bought = [f for f in task.facts if re.search(r"购置|购买", f.item) and f.value and f.table is None]
    named = [f for f in bought if any(found_in(c, fold(f.item)) > 0.9 for c in [*kinds])]
    prices = [f for f in bought if f.measure == "amount" and is_money(f.unit) and any(_is_kind(task, f, kind) for kind in _KINDS)]
    if named or not prices or not any(fits(f) for f in prices):
        return None
    price = prices[0]
    counts = [f for f in bought if f.measure == "count" and beside(f, price) and f.item == price.item]
    draft = task.draft()
    draft.say("bought_otherwise", item=task.naming.item(kinds[0].canonical or kinds[0].text))
    for fact in (price, *counts):
        draft.state(fact, task.naming.fact(fact))
        draft.say("lookup_more", item=task.naming.fact(fact), value=shown_fact(draft, fact))
    return draft


def _is_kind(task: Task, fact: Fact, kind: str) -> bool:
    return kind in fold(fact.item) and task.canonical(fact) != kind
