"""Lists that a report prints in prose: rank their members, name what an item is made up of, add them up."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from assistant.calculator import Working, total
from assistant.draft import Draft, cite, quantity, shown, shown_fact, shown_money
from assistant.evidence import beside, found_in
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.solve.lookup import tell_all
from assistant.solve.order import both_ends, lowest_first, place_asked
from assistant.subjects import TEMPLATE_PARTS
from assistant.task import LEAST_COVERAGE, Task
from index.amounts import MONEY_UNITS
from index.types import Fact


def _amounts(task: Task) -> list[Fact]:
    return [
        fact for fact in task.facts
        if fact.measure == "amount" and fact.table is None and fact.unit in MONEY_UNITS and fact.value is not None
        and fact.basis in ("决算", "预算", None)
    ]  # fmt: skip


def _printed_lists(task: Task) -> list[list[Fact]]:
    """Amounts of one line that each have a share: the parts of a printed composition."""
    shares = {(fact.file, fact.line, fact.item) for fact in task.facts if fact.measure == "share"}
    lists: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in _amounts(task):
        if (fact.file, fact.line, fact.item) in shares:
            lists[(fact.file, fact.line)].append(fact)
    return [facts for facts in lists.values() if len(facts) > 1]


def _subject_items(task: Task) -> list[Fact]:
    """Amounts printed under a full 类/款/项 path."""
    return [fact for fact in _amounts(task) if len(fact.path) == 2]


# "What do the two items under X add up to?"
_ADDED_UP = r"项加总|[两二三四五六七八九几\d]项.{0,4}(?:合|加|一共|总共)|\bitems\b.*\b(?:add(?:ed)? up to|together|in all|in total)\b"


def solve_ranking(task: Task) -> Draft | None:
    """The members of a printed list, by size."""
    if not task.plan.asks("rank") or task.plan.asks("projects") or not task.plan.asks("text", "plain", "rank"):
        return None
    if not task.question.says(r"支出|科目|项|类|花|钱|spen[dt]|spending|expenditure|item|class|categor|line"):
        return None
    items = task.question.says(r"项级|科目|哪一?项|哪项|[“”\"]项[“”\"]|\d个[^，。？]{0,8}项|\bitems?\b|\blines?\b")
    facts = _subject_items(task) if items else max(_printed_lists(task), key=len, default=[])
    concepts = [c for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5]
    if concepts and items:
        under = [f for f in facts if any(found_in(c, fold(f.path[0])) >= 0.6 for c in concepts)]
        facts = under or facts
    if len(facts) < 2 or task.search.covers(facts) < LEAST_COVERAGE:
        return None
    plain = task.question.plain
    both, lowest = both_ends(plain), lowest_first(plain)
    facts = sorted(facts, key=lambda fact: fact.value or Decimal(0), reverse=not lowest)
    draft = task.draft()
    place = place_asked(plain)
    if place is not None and place <= len(facts):
        fact = facts[place - 1]
        draft.state(fact, task.naming.fact(fact))
        return draft.say("lookup_more", item=task.naming.fact(fact), value=shown_fact(draft, fact))
    if (
        both
        or task.question.says(r"最|largest|biggest|highest|smallest|lowest|least|most")
        and not task.question.says(r"排|rank")
    ):
        for key, fact in (
            (("group_first_max", facts[0]), ("group_first_min", facts[-1]))
            if both
            else (("group_first_min" if lowest else "group_first_max", facts[0]),)
        ):
            draft.state(fact, task.naming.fact(fact))
            draft.say(
                key,
                group=phrase(draft.language, "items"),
                measure="支出" if draft.language == "zh" else "spending",
                names=task.naming.fact(fact),
                value=shown_fact(draft, fact),
            )
            _tell_share_beside(task, draft, fact)
        return draft
    draft.say(
        "group_rank",
        measure="金额" if draft.language == "zh" else "amount",
        order=phrase(draft.language, "order_up" if lowest else "order_down"),
    )
    for number, fact in enumerate(facts, start=1):
        draft.state(fact, task.naming.fact(fact))
        draft.say_rank(number, task.naming.fact(fact), shown_fact(draft, fact))
    return draft


def _tell_share_beside(task: Task, draft: Draft, fact: Fact) -> None:
    """The share printed beside a figure, where the question asks for it too (占多少, what share)."""
    if not task.question.says(r"占(?:了|比)?(?:多少|几|比)|比重|百分之|\bshares?\b|\bper ?cent\w*\b|\bproportion\b"):
        return
    share = next((f for f in task.facts if f.measure == "share" and f.value is not None and f.item == fact.item and beside(f, fact)), None)
    if share is not None:
        draft.state(share, task.naming.fact(share))
        draft.say("share_alone", item=task.naming.fact(fact), value=shown_fact(draft, share))


def solve_composition(task: Task) -> Draft | None:
    """The item-level lines under a functional class, with their sum; the sources of income."""
    if task.plan.asks("sources"):
        return _tell_sources(task)
    counting = task.plan.want == "count" and not task.question.says(_ADDED_UP) and task.question.says(r"科目|项级|\bitems?\b|\blines?\b|\bsubjects?\b")
    if not task.plan.asks("compose", "kinds") and not counting and not task.question.says(_ADDED_UP):
        return None
    concepts = [c for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5]
    facts = [
        f for f in _subject_items(task) if any(task.vocabulary.canonical_of(f.path[1]) == c.canonical for c in concepts)
    ]
    facts = (
        facts
        if len(facts) > 1
        else [f for f in _subject_items(task) if any(found_in(c, fold(f.path[0])) >= 0.6 for c in concepts)]
    )
    if len(facts) < 2:
        return _tell_template_parts(task) if task.plan.asks("compose", "kinds") or counting else None
    draft = task.draft()
    if counting:
        return _tell_count(task, facts)
    working = draft.work(total(quantity(fact) for fact in facts))
    name = task.naming.item(facts[0].path[0])
    draft.figure(working.result, working.unit, name, facts[0].period, facts)
    draft.say("total", item=name, value=shown_money(draft, working.result, working.unit))
    rows = [f"{task.naming.fact(fact)} {shown(fact.value or Decimal(0), fact.unit)}{cite(fact)}" for fact in facts]
    draft.text += (
        ("；" if draft.language == "zh" else " ")
        + ("；" if draft.language == "zh" else "; ").join(rows)
        + ("。" if draft.language == "zh" else ".")
    )
    draft.say("working_short", expression=working.expression, value=shown(working.result, working.unit))
    return draft


def _tell_count(task: Task, facts: list[Fact]) -> Draft:
    """How many item-level lines stand under a class, each named."""
    draft = task.draft()
    counted = draft.work(Working(" + ".join("1" for _ in facts), Decimal(len(facts)), "个", True))
    name = task.naming.item(facts[0].path[0])
    draft.figure(counted.result, "个", name, facts[0].period, facts)
    draft.say("lookup_more", item=name, value=f"{len(facts)}个" if draft.language == "zh" else str(len(facts)))
    rows = [f"{task.naming.fact(fact)} {shown(fact.value or Decimal(0), fact.unit)}{cite(fact)}" for fact in facts]
    draft.text += (
        ("" if draft.language == "zh" else " ")
        + ("；" if draft.language == "zh" else "; ").join(rows)
        + ("。" if draft.language == "zh" else ".")
    )
    return draft


def _tell_template_parts(task: Task) -> Draft | None:
    """The parts of an item that the mandated template prints in lines of their own."""
    whole = next((c.canonical for c in task.question.concepts if c.canonical in TEMPLATE_PARTS), None)
    if whole is None or task.plan.want == "count":
        return None
    facts = []
    for name in TEMPLATE_PARTS[whole]:
        same = [fact for fact in _amounts(task) if task.canonical(fact) == name]
        if not same:
            return None
        facts.append(same[-1])
    return tell_all(task, facts)


def _tell_sources(task: Task) -> Draft | None:
    """Where the year's income came from: the parts printed under its total, zeros included."""
    wholes = [
        fact
        for fact in _amounts(task)
        if "收入" in fact.item and any(f.path and f.path[-1] == fact.item and beside(f, fact) for f in task.facts)
    ]
    if not wholes:
        return None
    whole = max(
        wholes, key=lambda fact: sum(f.path[-1:] == (fact.item,) and beside(f, fact) for f in _amounts(task))
    )
    parts = [fact for fact in _amounts(task) if fact.path[-1:] == (whole.item,) and beside(fact, whole)]
    draft = task.draft()
    draft.state(whole, task.naming.fact(whole))
    draft.say("lookup", basis="", value=shown_fact(draft, whole), **task.about(whole))
    carried = next(
        (f for f in _amounts(task) if f.path and task.canonical(f) == "年初结转和结余" and "收入" in f.path[-1] and f.value), None
    )
    if carried is not None and carried not in parts:
        parts.append(carried)  # the year's income is not all there was to spend
    for part in parts:
        draft.state(part, task.naming.fact(part))
        draft.say(
            "yes_none" if part.value == 0 else "lookup_more", item=task.naming.fact(part), value=shown_fact(draft, part)
        )
    return draft
