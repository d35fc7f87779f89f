"""Several figures asked for side by side, each with its own best fact, or their sum."""

from __future__ import annotations

import re

from assistant.calculator import total
from assistant.concept import Concept
from assistant.draft import Draft, quantity, shown, shown_fact, shown_money
from assistant.evidence import Match, found_in
from assistant.fold import fold
from assistant.solve.levels import prefer
from assistant.solve.lookup import tell_all
from assistant.solve.missing import tell_unlisted, unlisted
from assistant.task import Task
from index.amounts import MONEY_UNITS
from index.types import Fact

# The wording names several things side by side …
_SIDE_BY_SIDE = (
    r"几[个家].*[、，,和].*几[个家]|\bhow many \w+ and (?:how many )?\w+|\bwhat (?:were|are)\b.*\band\b|\bhow many\b.*\band\b.*\bhow many\b|分别|(?:多少|"
    r"几).*[?？,，].*(?:多少|几)|(?:和|与|及|跟|、|加)[^，。？?]{1,20}(?:一共|合计|加起来|加在?一起|两项|三项|总共|各|分别|"
    r"相加|之和)|\bplus\b|\+|\bhow much\b.*\band\b.*\bhow much\b|\bboth\b|\btotal\s*\?|\btogether\b|\bcombined\b|- .*,.*\band\b"
)


# … or asks for their sum.
_SUM = r"加在?一起|加起来|相加|之和|总和|合起来|加在一起|合计|一共|总共|\bplus\b|\bsum\b|\btogether\b|\bcombined\b|\badd(?:ed|ing)? up\b|\btotal\s*\?|\+"


_SUM_ASKED = r"加在?一起|加起来|相加|之和|总和|合起来|\bplus\b|\bsum\b|\bcombined\b|\badd(?:ed|ing)? up\b"


def solve_several(task: Task) -> Draft | None:
    """Several figures asked for in one question: each item it names, each with its own best fact."""
    if task.plan.prior or task.plan.want not in ("money", "count", "number", "any") or task.plan.asks("average"):
        return None
    if not task.plan.asks("each", "kinds") and not task.question.says(_SIDE_BY_SIDE):
        return None
    targets = _targets(task)
    if len(targets) < 2:
        return None
    found: list[tuple[Concept, Match]] = []
    counts_only = task.plan.want == "count" and not task.question.says(r"\bcosts?\b|\bspen[dt]|花|多少钱|费用")

    if task.question.says(_SUM) and task.plan.asks("yearly"):
        return None  # what a sum was against another year
    years = {str(report.year) for report in task.plan.reports} | {str(year) for year in task.question.years}

    def fits(fact: Fact) -> bool:
        told = fact.period is None or fact.period in years
        return told and (_any_count if counts_only else _any_level)(fact) and task.of_basis(fact)

    for concept in targets:
        matches = task.search.rank(fits, _with_frame(task, concept, targets), meaning=False)
        own = [m for m in matches if m.coverage >= 0.95 and m.score >= 0.7 and m.fact.measure in ("amount", "count")]
        if own:
            match = prefer(task, [m for m in own if m.score >= own[0].score - 0.004])[0]
            if concept.kind != "general" or any(found_in(concept, fold(text)) >= 0.9 for text in (match.fact.item,)):
                found.append((concept, match))
    facts = list(dict.fromkeys(match.fact for _, match in found))
    parents = {name for fact in facts for name in fact.path} if task.question.says(_SUM) else set()
    kept = [
        fact
        for fact in facts
        if fact.item not in parents and task.canonical(fact) not in {task.vocabulary.canonical_of(p) for p in parents}
    ]
    facts = kept if len(kept) > 1 else facts
    needed = [concept for concept in targets if concept.kind != "general" or concept.weight >= 0.7]
    lacking = [c for c in needed if all(c is not other for other, _ in found)]
    if len(facts) > 2 and lacking and not set(lacking) - set(unlisted(task, facts)) and not task.question.says(_SUM_ASKED):
        return _tell_listed(task, facts)
    if len(facts) < 2 or len(found) < len(needed):
        return None
    if task.question.says(_SUM) and len({fact.unit for fact in facts}) == 1:
        return _tell_sum(task, facts)
    return _tell_listed(task, facts)


def _tell_listed(task: Task, facts: list[Fact]) -> Draft:
    draft = tell_all(task, facts)
    tell_unlisted(task, draft, facts)
    return draft


def _targets(task: Task) -> list[Concept]:
    """The items the question names side by side, without the whole they are parts of."""
    kinds = ("item", "indicator", "fund")
    named = [c for c in task.question.concepts if c.weight >= 0.5 and c.kind in kinds]
    if not named:  # fees that no vocabulary lists (油料费和养护费)
        named = [c for c in task.question.concepts if c.weight >= 0.5 and c.kind in ("fragment", "label")]
    general = [
        c for c in task.question.concepts if c.weight >= 0.4 and c.kind in ("general", "body") and len(named) < 2
    ]
    if any(c.kind != "fund" for c in named):
        named = [c for c in named if c.kind != "fund"]
    inside = [
        c
        for c in named
        if task.question.says(
            rf"{re.escape(c.text)}[”\"]?(?:支出)?(?:里面?|中|当中|内|下面?|项下|之下)|\b(?:with)?in (?:the )?(?:\d{{4}} )?{re.escape(c.text)}"
        )
    ]
    return [c for c in named if c not in inside] + general


def _with_frame(task: Task, concept: Concept, targets: list[Concept]) -> tuple[Concept, ...]:
    """A general word (货物) is looked for under the item it belongs to (政府采购)."""
    if concept.kind != "general":
        return (concept,)
    return (concept, *[c for c in targets if c.kind in ("item", "indicator")][:1])


def _tell_sum(task: Task, facts: list[Fact]) -> Draft:
    """The sum of items the question names."""
    draft = task.draft()
    working = draft.work(total(quantity(fact) for fact in facts))
    names = ("、" if draft.language == "zh" else " + ").join(task.naming.fact(fact) for fact in facts)
    draft.figure(working.result, working.unit, names, facts[0].period, facts)
    draft.say("total", item=names, value=shown_money(draft, working.result, working.unit))
    operands = " + ".join(shown_fact(draft, fact) for fact in facts)
    return draft.say("working_short", expression=operands, value=shown(working.result, working.unit))


def _any_count(fact: Fact) -> bool:
    return _any_level(fact) and fact.unit not in MONEY_UNITS


def _any_level(fact: Fact) -> bool:
    return fact.value is not None and fact.measure in ("amount", "count")
