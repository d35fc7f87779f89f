"""Questions over all forms of a report (one form a project): rank, filter, count, sum, average, share.

Every form is one row: its name and its figures by column. A condition and a measure are read from the question; where
either cannot be read the question is left to other solvers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from assistant.calculator import Quantity, Working, share, total, work_out
from assistant.draft import Draft, cite, cite_lines, shown, shown_money
from assistant.evidence import found_in
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.quantity import is_money
from assistant.solve.conditions import read_condition
from assistant.solve.forms import Form, Reader, Row, forms_of, named_forms, read_measure, uniquely_named
from assistant.solve.order import both_ends, how_many, lowest_first, place_asked
from assistant.solve.pairs import tell_multiple, tell_pair
from assistant.task import Task
from index.types import Fact


def solve_projects(task: Task) -> Draft | None:
    """Rank, filter, count or add up over all projects."""
    if not task.plan.asks("projects") and not (
        task.plan.asks("rank") and task.question.says(r"项目|自评|project|self-evaluation")
    ):
        return None
    forms = named_forms(task, forms_of(task))
    if len(forms) < 2:
        return None
    alone = len(uniquely_named(task, forms)) == 1 and not task.question.says(
        r"所有|全部|\d+\s*[个张]|哪个|哪些|\ball\b|\bthirteen\b|\b13\b|\bwhich\b"
    )
    if alone and not task.plan.asks("share"):
        return None
    condition = read_condition(task)
    if condition is not None:
        return _tell_filtered(task, forms, *condition)
    measure = read_measure(task)
    if measure is None or _names_something_else(task, forms):
        return None
    key, reader = measure
    rows = [row for form in forms if (row := reader(form)) is not None]
    if len(rows) < 2:
        return None
    if task.plan.asks("rank") or task.question.says(_WHICH_MORE):
        return _tell_ranked(task, key, rows)
    if task.plan.asks("average"):
        return _tell_average(task, key, rows)
    if task.plan.asks("share"):
        return _tell_share_of_all(task, key, rows, forms)
    if task.plan.asks("total") or task.question.says(r"一共|actually spent"):
        return _tell_total(task, key, rows)
    return None


def solve_two_projects(task: Task) -> Draft | None:
    """Two projects the question names, set against each other: difference, multiple, which is larger, both together."""
    if not task.plan.asks("difference", "multiple", "total", "rank", "projects") and not task.question.says(
        _WHICH_MORE
    ):
        return None
    forms = uniquely_named(task, forms_of(task))
    measure = read_measure(task)
    if len(forms) < 2 or measure is None:
        return None
    rows = [row for form in forms if (row := measure[1](form)) is not None]
    if len(rows) > 2 and task.plan.asks("total") and not task.plan.asks("difference", "multiple"):
        return _tell_total(task, measure[0], rows)
    if len(rows) != 2:
        return None
    left, right = rows
    if task.plan.asks("total") and not task.plan.asks("difference", "multiple"):
        return _tell_total(task, measure[0], rows)
    if left.working is not None:
        return _tell_ranked(task, measure[0], rows)
    if task.question.says(_WHICH_MORE) or task.plan.asks("rank"):
        left, right = sorted(rows, key=lambda row: row.value, reverse=True)
    names = [f"{_form_name(task, row.form)}{phrase(task.question.language, measure[0])}" for row in (left, right)]
    if task.plan.asks("multiple"):
        return tell_multiple(task, left.facts[0], right.facts[0], *names)
    return tell_pair(task, left.facts[0], right.facts[0], *names, names[0])


_WHICH_MORE = r"哪个.{0,16}[更多少高低]|which .*\b(?:more|less|larger|smaller|higher|lower|bigger)\b"


def _names_something_else(task: Task, forms: list[Form]) -> bool:
    """Whether the question names an item that stands in no form: then it compares other things than projects."""
    texts = [fold("|".join((form.name, *(fact.item for fact in form.facts)))) for form in forms]
    items = [c for c in task.question.concepts if c.kind == "item" and c.weight >= 0.9]
    return any(all(found_in(c, text) < 0.5 for text in texts) for c in items)


def _tell_filtered(task: Task, forms: list[Form], words: str, test: Callable, sums: Reader | None) -> Draft:
    draft = task.draft()
    kept = [(form, facts) for form in forms if (facts := test(form)) is not None]
    if not kept:
        draft.figure(Decimal(0), "个", words, None, [f for form in forms for f in form.facts[:1]][:1])
        return draft.say("group_none", group=_group_word(task), condition=words)
    proofs = [fact for _, facts in kept for fact in facts]
    rows = [row for form, _ in kept if sums and (row := sums(form)) is not None]
    if rows and task.plan.asks("total") and task.plan.want in ("money", "any"):
        _add_up(task, draft, rows, "label_cut")
    else:
        counted = draft.work(Working(" + ".join("1" for _ in kept), Decimal(len(kept)), "个", True))
        if task.plan.asks("count"):
            draft.figure(counted.result, "个", words, kept[0][1][0].period, proofs)
        else:
            for _, facts in kept:
                draft.state(facts[-1], task.naming.fact(facts[-1]))
    if task.plan.asks("count"):
        draft.say(
            "group_count",
            group=_group_word(task),
            condition=words,
            value=f"{len(kept)}" + ("个" if draft.language == "zh" else ""),
        )
    else:
        draft.say("group_list", group=_group_word(task), condition=words)
    listed = [
        f"{_form_name(task, form)} ({', '.join(_cell_text(f) for f in facts)}){cite(*facts)}" for form, facts in kept
    ]
    draft.text += ("；" if draft.language == "zh" else "; ").join(listed) + ("。" if draft.language == "zh" else ".")
    draft.cite_context(proofs)
    if task.plan.asks("reason"):
        _add_reasons(task, draft, [form for form, _ in kept])
    return draft


def _add_reasons(task: Task, draft: Draft, forms: list[Form]) -> None:
    """The passages of the report that give reasons about the projects found."""
    for form in forms[:3]:
        marks = re.findall(r"[\u4e00-\u9fffA-Za-z]{2,}", form.name)
        for evidence in task.evidence:
            for chunk in evidence.chunks.values():
                text = fold("|".join((*chunk.section, chunk.text)))
                near = any(fold(mark)[:6] in text or any(part in text for part in _parts(mark)) for mark in marks)
                if near and re.search(r"原因[:：一是]|未支付原因|暂不支付|未完成原因", chunk.text):
                    draft.say("reason", quote=f"“{chunk.text[:300]}”{cite_lines([(chunk.file, chunk.start)])}")
                    return


def _parts(mark: str) -> list[str]:
    """Four neighbouring characters of a name: enough to know it by, few enough to stand in a shortened form."""
    folded = fold(mark)
    return [folded[i : i + 4] for i in range(len(folded) - 3)]


def _cell_text(fact: Fact) -> str:
    if fact.value is None:
        return f"“{fact.printed}”"
    return f"{fact.column} {shown(fact.value, fact.unit)}"


def _group_word(task: Task) -> str:
    return "项目" if task.question.language == "zh" else "projects"


def _form_name(task: Task, form: Form) -> str:
    return form.name if task.question.language == "zh" else f"“{form.name}”{_english(task, form.name)}"


def _english(task: Task, name: str) -> str:
    """The English words the vocabulary has for the parts of a project's name, in brackets, as a reading aid."""
    found = [task.vocabulary.english_name(term.canonical) for _, _, term in task.vocabulary.find_chinese(fold(name))]
    words = [word for word in dict.fromkeys(found) if word]
    return f" (about: {', '.join(words[:3])})" if words else ""


def _value_text(task: Task, draft: Draft, row: Row) -> str:
    if row.working is not None:
        draft.work(row.working)
    return f"{shown_money(draft, row.value, row.unit) if is_money(row.unit) else shown(row.value, row.unit)}{cite(*row.facts)}"


def _tell_ranked(task: Task, key: str, rows: list[Row]) -> Draft:
    draft = task.draft()
    plain = task.question.plain
    both, lowest = both_ends(plain), lowest_first(plain)
    if key in ("label_cut", "label_cut_rate"):
        rows = [row for row in rows if row.value > 0] or rows
    rows = sorted(rows, key=lambda row: row.value, reverse=not lowest)
    place = place_asked(plain)
    if place is not None and place <= len(rows):
        return _tell_place(task, draft, rows[place - 1], measure_key=key)
    wanted = how_many(plain)
    measure = phrase(draft.language, key)
    if wanted > 1 or task.question.says(r"排(?:一排|序|名|列)|\brank(?:ed)?\b"):
        chosen = rows[:wanted] if wanted > 1 else rows
        draft.say("group_rank", measure=measure, order=phrase(draft.language, "order_up" if lowest else "order_down"))
        for number, row in enumerate(chosen, start=1):
            draft.figure(row.value, row.unit, row.form.name, row.facts[0].period, row.facts)
            draft.say_rank(number, _form_name(task, row.form), _value_text(task, draft, row))
        return draft
    for direction in (
        ("group_first_max", "group_first_min") if both else (("group_first_min",) if lowest else ("group_first_max",))
    ):
        edge = max(rows, key=lambda r: r.value) if direction.endswith("max") else min(rows, key=lambda r: r.value)
        tied = [row for row in rows if row.value == edge.value]
        for row in tied:
            draft.figure(row.value, row.unit, row.form.name, row.facts[0].period, row.facts)
        names = ("、" if draft.language == "zh" else " and ").join(
            _form_name(task, row.form) + (cite(*row.facts) if row is not edge else "") for row in tied
        )
        draft.say(
            direction, group=_group_word(task), measure=measure, names=names, value=_value_text(task, draft, edge)
        )
        draft.cite_context([fact for row in tied for fact in row.facts])
    return draft


def _tell_place(task: Task, draft: Draft, row: Row, measure_key: str) -> Draft:
    """One place of the ranking."""
    draft.figure(row.value, row.unit, row.form.name, row.facts[0].period, row.facts)
    item = (
        f"{_form_name(task, row.form)} {phrase(draft.language, measure_key)}"
        if draft.language == "en"
        else f"{row.form.name}的{phrase(draft.language, measure_key)}"
    )
    draft.say("lookup_more", item=item, value=_value_text(task, draft, row))
    draft.cite_context(row.facts)
    return draft


def _add_up(task: Task, draft: Draft, rows: list[Row], key: str) -> Working:
    for row in rows:
        if row.working is not None:
            draft.work(row.working)
    working = draft.work(total(Quantity(row.value, row.unit) for row in rows))
    facts = [fact for row in rows for fact in row.facts]
    draft.figure(working.result, working.unit, phrase(draft.language, key), facts[0].period, facts)
    draft.say("total", item=_all_projects(draft, key), value=shown_money(draft, working.result, working.unit))
    draft.say(
        "working_short", expression=working.expression, value=f"{shown(working.result, working.unit)}{cite(*facts)}"
    )
    return working


def _all_projects(draft: Draft, key: str) -> str:
    return (
        f"{phrase(draft.language, 'projects')}{'的' if draft.language == 'zh' else ', '}{phrase(draft.language, key)}"
    )


def _tell_total(task: Task, key: str, rows: list[Row]) -> Draft:
    draft = task.draft()
    _add_up(task, draft, rows, key)
    return draft


def _tell_average(task: Task, key: str, rows: list[Row]) -> Draft:
    draft = task.draft()
    expression = f"({' + '.join(str(row.value) for row in rows)}) / {len(rows)}"
    worked = work_out(expression, decimals=2)
    working = draft.work(Working(expression, worked.result, rows[0].unit, worked.exact))
    facts = [fact for row in rows for fact in row.facts]
    draft.figure(working.result, working.unit, phrase(draft.language, key), facts[0].period, facts)
    draft.say("average", item=_all_projects(draft, key), value=f"{shown(working.result, working.unit)}{cite(*facts)}")
    return draft.say("working_short", expression=expression, value=shown(working.result, working.unit))


def _tell_share_of_all(task: Task, key: str, rows: list[Row], forms: list[Form]) -> Draft | None:
    """One project's part of the sum over all."""
    ranked = task.search.rank(lambda f: f.table is not None and f.item in ("总额", "合计"))
    part = next((row for row in rows if ranked and row.form.name == ranked[0].fact.path[0]), None)
    if part is None or ranked[0].coverage < 0.4:
        return None
    draft = task.draft()
    whole = draft.work(total(Quantity(row.value, row.unit) for row in rows))
    working = draft.work(share(Quantity(part.value, part.unit), whole.quantity))
    facts = [fact for row in rows for fact in row.facts]
    draft.figure(working.result, "%", part.form.name, facts[0].period, facts)
    item = f"{_form_name(task, part.form)}（{_value_text(task, draft, part)}）"
    draft.say(
        "share",
        item=item,
        whole=f"{phrase(draft.language, 'projects')} ({shown_money(draft, whole.result, whole.unit)})",
        value=shown(working.result, "%"),
    )
    return draft.say(
        "working_short", expression=working.expression, value=f"{shown(working.result, '%')}{cite(*facts)}"
    )
