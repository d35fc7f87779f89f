"""Which of several is the largest or smallest: the rows of any one table column, or the members of a list in a sentence.

It answers where one list carries what the question names, and where all its members are of one kind and unit.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from assistant.concept import Concept
from assistant.draft import Draft, cite_lines, shown_fact
from assistant.evidence import found_in
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.solve.order import both_ends, how_many, lowest_first, place_asked
from assistant.task import Task
from index.chunks import sentences_of
from index.types import Fact

_TOTAL = re.compile(r"合计|总计|小计|共计|总额|^其中|^总分$|^全[市区县]")
_RATE_ASKED = re.compile(r"率(?:最|排)|率[^，。？]{0,4}(?:最高|最低)|\brates?\b", re.I)
_MOVED = re.compile(
    r"(?:增|减|降|升|涨|跌)[^，。？]{0,4}最|最[^，。？]{0,2}(?:增|减|降|升|涨|跌)|\b(?:fell|dropped|declined|decreased|rose|"
    r"grew|increased|fastest|growth)\b", re.I)
_FALLING = re.compile(r"降|减|跌|\b(?:fell|dropped|declined|decreased|fall|drop)\b", re.I)
# Members of a list that a question asks by a rank are of at least three.
LEAST_MEMBERS = 3
LEAST_NAMED = 0.6


def solve_list_rank(task: Task) -> Draft | None:
    """The first or last by size of the rows or members that the question speaks of."""
    if not task.plan.asks("rank") or task.plan.asks("instance") or task.plan.asks("projects") and task.question.says(r"自评|\bself-evaluation"):
        return None
    if task.plan.prior or len(task.plan.reports) != 1 or both_ends(task.question.plain):
        return None
    lists = [(score, members) for members in _lists(task) if (score := _named(task, members)) >= LEAST_NAMED]
    if not lists:
        return None
    best = max(score for score, _ in lists)
    top = [members for score, members in lists if score >= best - 0.05]
    measures = _measures(task)
    fitting = [members for members in top if members[0].measure in measures] if measures else top
    fitting = [m for m in fitting if m[0].measure in ("amount", "count") or measures]
    if len(fitting) != 1:
        return None  # several lists say something of it, and the question does not tell which
    return _tell(task, fitting[0])


def _measures(task: Task) -> tuple[str, ...]:
    if _MOVED.search(task.question.plain):
        return ("percent_change",) if task.plan.want == "percent" or task.question.says(r"%|percent|幅|百分") else ("change", "percent_change")
    if task.question.says(r"执行率|完成率|\bexecution rate\b|\bcompletion rate\b"):
        return ("completion_rate",)
    if _RATE_ASKED.search(task.question.plain):
        return ("completion_rate", "value", "share")
    if task.plan.want == "score" or task.question.says(r"得分|评分|\bscores?\b"):
        return ("score",)
    return ()


def _lists(task: Task) -> list[list[Fact]]:
    """The columns of tables without evaluation rows, and the figures of one kind in one sentence."""
    groups: dict[tuple, list[Fact]] = defaultdict(list)
    for fact in task.facts:
        if fact.value is None or fact.period not in (None, str(task.report(fact).year)) or _TOTAL.search(fold(fact.item)):
            continue
        if fact.code or fact.measure in ("target", "weight", "text") or not task.of_basis(fact) or not task.of_month(fact):
            continue
        place = (fact.table, fact.column, fact.path) if fact.table is not None else (fact.end_line, None, fact.path)
        groups[(fact.file, place, fact.measure, fact.unit, fact.basis)].append(fact)
    found = []
    for members in groups.values():
        if members[0].table is None and not members[0].path:
            members = _of_one_kind(members)
        names = [fold(f.item) for f in members]
        if len(members) >= LEAST_MEMBERS and len(set(names)) == len(names):
            found.append(members)
    return found


def _of_one_kind(members: list[Fact]) -> list[Fact]:
    """Of the figures of one sentence those whose names end alike (一标段, 二标段): others only stand beside them."""
    ends: dict[str, list[Fact]] = defaultdict(list)
    for fact in members:
        ends[fold(fact.item)[-2:]].append(fact)
    return max(ends.values(), key=len)


def _named(task: Task, members: Sequence[Fact]) -> float:
    """How much of what the question names a list carries: in its heading, its column, what it stands under, or any member."""
    wanted = [c for c in task.question.concepts if c.weight >= 0.4 and c.kind != "body" and not _superlative(c)]
    column = (members[0].column or "").rpartition("/")[2]
    head = fold("|".join((*members[0].section, *members[0].path, column)))
    items = fold("|".join(f.item for f in members))
    if not wanted:
        return LEAST_NAMED if re.search(r"项目", items) and task.question.says(r"项目|\bprojects?\b") else 0.0
    gained = sum(c.weight * max(found_in(c, head), 0.9 * _in_all(c, members)) for c in wanted)
    return gained / sum(c.weight for c in wanted)


def _in_all(concept: Concept, members: Sequence[Fact]) -> float:
    """How well a concept stands in every member's name (标段 in 一标段, 二标段 …)."""
    return min(found_in(concept, fold(f.item)) for f in members)


def _superlative(concept: Concept) -> bool:
    return bool(re.search(r"最|大小|expensive|highest|largest|most|cheap", concept.text))


def _tell(task: Task, members: Sequence[Fact]) -> Draft | None:
    plain = task.question.plain
    moved = members[0].measure in ("change", "percent_change")
    lowest = lowest_first(plain)
    if moved and _FALLING.search(plain):
        members = [f for f in members if f.value is not None and f.value < 0]
        lowest = not lowest_first(plain)  # the largest fall is the lowest figure
    if not members:
        return None
    order = sorted(members, key=lambda f: f.value or 0, reverse=not lowest)
    place, count = place_asked(plain) or 1, how_many(plain)
    chosen = order[place - 1 : place - 1 + count]
    if not chosen:
        return None
    draft = task.draft()
    language = task.question.language
    group = (members[0].column or "").rpartition("/")[2] or (members[0].section[-1] if members[0].section else "")
    for fact in chosen:
        draft.state(fact, task.naming.item(fact.item))
    if place == 1 and count == 1:
        key = "group_first_min" if lowest and not moved else "group_first_max"
        alike = [f for f in order if f.value == chosen[0].value]
        names = ("、" if language == "zh" else ", ").join(task.naming.item(f.item) for f in alike)
        draft.say(
            key, group=task.naming.item(members[0].section[-1] if members[0].section else group), measure=task.naming.item(group),
            names=names, value=shown_fact(draft, chosen[0], absolute=moved),
        )  # fmt: skip
    else:
        draft.say("group_rank", measure=task.naming.item(group), order=phrase(language, "order_up" if lowest else "order_down"))
        for number, fact in enumerate(chosen, start=place):
            draft.say_rank(number, task.naming.item(fact.item), shown_fact(draft, fact, absolute=moved))
    if task.plan.asks("reason"):
        _add_reason(task, draft, chosen[0])
    draft.cite_context(chosen)
    return draft


def _add_reason(task: Task, draft: Draft, fact: Fact) -> None:
    """The sentence of the report's text that says why, where it names the row."""
    name = re.sub(r"^项目[一二三四五六七八九十\d]+[、\s]*", "", fact.item)
    for evidence in task.evidence:
        for chunk in evidence.chunks.values():
            for sentence in sentences_of(chunk.text):
                if name in sentence and re.search(r"因|由于|滞后|晚|未|不足|问题", sentence) and len(sentence) < 160:
                    draft.say("reason", quote=f"“{sentence.strip()}”{cite_lines([(chunk.file, chunk.start)])}")
                    return
