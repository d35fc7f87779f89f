"""What the official tables say as wholes: the part a column is of its row's total, the largest rows of a column."""

from __future__ import annotations

import re
from collections import defaultdict

from assistant.calculator import share
from assistant.draft import Draft, quantity, shown, shown_fact
from assistant.evidence import found_in
from assistant.fold import fold
from assistant.naming import is_statement_fact
from assistant.phrases import phrase
from assistant.quantity import is_money
from assistant.solve.order import how_many, lowest_first, place_asked
from assistant.task import LEAST_COVERAGE, Task
from index.types import Fact

_TOTAL = re.compile(r"^(?:合计|总计|支出总计|收入总计|本年支出合计|本年收入合计|支出合计|收入合计)$")


def _leaf(fact: Fact) -> str:
    return (fact.column or "").rpartition("/")[2]


def solve_row_share(task: Task) -> Draft | None:
    """What part of all spending a column's total is ("项目支出占支出预算的比重"), from the total row of one table."""
    if task.plan.want != "percent" or not task.plan.asks("share") or task.plan.asks("projects", "yearly"):
        return None
    named = [c for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5]
    items = [c for c in named if not _TOTAL.match(c.text)]
    if len(items) != 1:
        return None
    least = LEAST_COVERAGE / len(named)  # the row is to carry the part; the whole is its neighbour
    for match in task.search.rank(lambda f: is_statement_fact(f) and f.measure == "amount" and bool(_TOTAL.match(f.item)))[:6]:
        part = match.fact
        loose = [c for c in match.missing if c.weight >= 0.5 and (c not in named or c in items)]
        if match.coverage < least or loose or found_in(items[0], fold(_leaf(part))) < 0.9:
            continue
        whole = next(
            (f for f in task.facts if (f.file, f.table, f.row) == (part.file, part.table, part.row) and _TOTAL.match(_leaf(f))), None
        )
        if whole is None or not whole.value:
            continue
        draft = task.draft()
        working = draft.work(share(quantity(part), quantity(whole)))
        name = task.naming.fact(part)
        draft.figure(working.result, "%", name, part.period, [part, whole])
        total = task.naming.item(f"{whole.section[-1] if whole.section else ''}{_leaf(whole)}")
        draft.say(
            "share", item=f"{name}（{shown_fact(draft, part)}）", whole=f"{total}（{shown_fact(draft, whole)}）",
            value=shown(working.result, "%"),
        )  # fmt: skip
        return draft.say("working_short", expression=working.expression, value=shown(working.result, "%"))
    return None


def solve_rows(task: Task) -> Draft | None:
    """The largest or smallest rows of one column of a statement, at the level of detail the question names."""
    if not task.plan.asks("rank") or task.plan.asks("projects") or len(task.plan.reports) != 1:
        return None
    columns = _columns(task)
    if not columns:
        return None
    level = 3 if task.question.says(r"[哪几]一?类|大类|\bclass(?:es)?\b|\bcategor") else None
    rows = _at_level(columns, level)
    if len(rows) < 2:
        return None
    lowest = lowest_first(task.question.plain)
    rows.sort(key=lambda f: (f.value if lowest else -f.value, f.line))  # type: ignore[operator]
    place, count = place_asked(task.question.plain) or 1, how_many(task.question.plain)
    chosen = rows[place - 1 : place - 1 + count]
    if place == 1 and count == 1:
        chosen = [fact for fact in rows if fact.value == rows[0].value]  # all that share the place
    if not chosen:
        return None
    language = task.question.language
    draft = task.draft()
    for fact in chosen:
        draft.state(fact, task.naming.item(fact.item))
    group = task.naming.item(_leaf(rows[0]) or (rows[0].section[-1] if rows[0].section else ""))
    measure = phrase(language, "label_outturn") if rows[0].basis == "决算" else (rows[0].basis or "")
    if place == 1 and count == 1:
        key = "group_first_min" if lowest else "group_first_max"
        names = ("、" if language == "zh" else ", ").join(task.naming.item(fact.item) for fact in chosen)
        draft.say(key, group=group, measure=measure, names=names, value=shown_fact(draft, chosen[0]))
        draft.cite_context(chosen)
        return draft
    draft.say("group_rank", measure=group, order=phrase(language, "order_up" if lowest else "order_down"))
    for number, fact in enumerate(chosen, start=place):
        draft.say_rank(number, task.naming.item(fact.item), shown_fact(draft, fact))
    return draft


def _columns(task: Task) -> list[Fact]:
    """The cells of the one column that the question's items name best: by its head, its table or the rows' parent."""
    items = [c for c in task.question.concepts if c.kind in ("item", "fund") and c.weight >= 0.5]
    if not items:
        return _plain_list(task)
    groups: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in task.facts:
        if is_statement_fact(fact) and fact.code and fact.measure == "amount" and is_money(fact.unit) and fact.value:
            groups[(fact.file, fact.table, fact.column)].append(fact)
    best: tuple[float, list[Fact]] = (0.0, [])
    for facts in groups.values():
        leaf, title = fold(_leaf(facts[0])), fold("".join(facts[0].section[-1:]))
        for narrowed in (facts, *_under(facts, items)):
            parents = {fold(name) for fact in narrowed for name in fact.path} if narrowed is not facts else set()
            score = sum(
                max([found_in(c, leaf), 0.8 * found_in(c, title), *(0.9 * found_in(c, parent) for parent in parents)]) for c in items
            ) / len(items)
            if score > best[0] and len(narrowed) > 1:
                best = (score, narrowed)
    return best[1] if best[0] >= 0.75 else []


def _plain_list(task: Task) -> list[Fact]:
    """A list of names and amounts without codes, of spending or of income as the question says."""
    side = "收入" if task.question.says(r"收入|\bincome\b|\brevenue\b") else "支出"
    lists: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in task.facts:
        told = f"{'|'.join(fact.section)}"
        own = fact.table is not None and not fact.column and fact.measure == "amount" and is_money(fact.unit)
        if own and fact.value and side in told and not re.search(r"自评|绩效|合计|总计|共计", f"{told}{fact.item}"):
            lists[(fact.file, fact.table)].append(fact)
    return max(lists.values(), key=len, default=[])


def _under(facts: list[Fact], items: list) -> list[list[Fact]]:
    """Rows that stand under an item the question names (社会保障和就业支出里最大的一项)."""
    found = []
    for concept in items:
        own = [f for f in facts if any(found_in(concept, fold(name)) >= 0.9 for name in f.path)]
        if own:
            found.append(own)
    return found


def _at_level(facts: list[Fact], level: int | None) -> list[Fact]:
    """Rows of one level of the classification: the named one, else the rows that no other row is a part of."""
    if level is not None:
        return [fact for fact in facts if fact.code and len(fact.code) == level]
    codes = {fact.code for fact in facts if fact.code}
    return [fact for fact in facts if not any(other != fact.code and other.startswith(fact.code or "") for other in codes)]
