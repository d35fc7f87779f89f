"""Questions over all forms of a report (one form a project): rank, filter, count, sum, average, share.

Every form is one row: its name and its figures by column. A condition and a measure are read from the question; where
either cannot be read the question is left to other solvers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from assistant.calculator import Quantity, Working, difference, percent_change, share, total, work_out
from assistant.draft import Draft, cite, quantity, shown, shown_money
from assistant.evidence import _found_in
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.quantity import converted, is_money
from assistant.solve.order import both_ends, how_many, lowest_first, place_asked
from assistant.solve.pairs import tell_multiple, tell_pair
from assistant.task import Task
from index.types import Fact


@dataclass(frozen=True)
class Form:
    """One project's form: its printed name and its facts."""

    file: str
    name: str
    facts: tuple[Fact, ...]

    def cell(self, measure: str, basis: str | None = None) -> Fact | None:
        """The form's own figure of a column: its total row's."""
        for item in ("合计", "总分", "总额") if measure == "score" else ("总额", "合计"):
            for fact in self.facts:
                if (
                    fact.item == item
                    and fact.measure == measure
                    and fact.value is not None
                    and basis in (None, fact.basis)
                ):
                    return fact
        return None


@dataclass(frozen=True)
class Row:
    """A form's value of the measure asked for, with the facts it stands on and the calculation behind it."""

    form: Form
    value: Decimal
    unit: str
    facts: tuple[Fact, ...]
    working: Working | None = None


Reader = Callable[[Form], Row | None]


def forms_of(task: Task) -> list[Form]:
    """The forms of the plan's reports: tables that have a subject and a total row."""
    by_table: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in task.facts:
        if fact.table is not None and fact.path:
            by_table[(fact.file, fact.table)].append(fact)
    forms = [Form(file, facts[0].path[0], tuple(facts)) for (file, _), facts in by_table.items()]
    return [form for form in forms if form.cell("amount") or form.cell("score")]


def solve_projects(task: Task) -> Draft | None:
    """Rank, filter, count or add up over all projects."""
    if not task.plan.asks("projects") and not (
        task.plan.asks("rank") and task.question.says(r"项目|自评|project|self-evaluation")
    ):
        return None
    forms = _named_forms(task, forms_of(task))
    if len(forms) < 2:
        return None
    alone = len(_uniquely_named(task, forms)) == 1 and not task.question.says(
        r"所有|全部|\d+\s*[个张]|哪个|哪些|\ball\b|\bthirteen\b|\b13\b|\bwhich\b"
    )
    if alone and not task.plan.asks("share"):
        return None
    condition = _condition(task)
    if condition is not None:
        return _tell_filtered(task, forms, *condition)
    measure = _measure(task)
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
    forms = _uniquely_named(task, forms_of(task))
    measure = _measure(task)
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


def _uniquely_named(task: Task, forms: list[Form]) -> list[Form]:
    """The forms that some concept of the question names and no other form, in the question's order."""
    found: list[Form] = []
    for concept in task.question.concepts:
        if concept.weight < 0.35 or not concept.forms:
            continue
        scores = [(_found_in(concept, fold(form.name)), form) for form in forms]
        hits = [form for score, form in scores if score >= 0.6]
        if len(hits) == 1 and hits[0] not in found:
            found.append(hits[0])
    return found


def _named_forms(task: Task, forms: list[Form]) -> list[Form]:
    """Two or more projects that the question itself names, else all of them."""
    named = _uniquely_named(task, forms)
    if len(named) >= 2 and task.question.says(r"和|与|、|两个| and | or |both"):
        return named
    return forms


def _names_something_else(task: Task, forms: list[Form]) -> bool:
    """Whether the question names an item that stands in no form: then it compares other things than projects."""
    texts = [fold("|".join((form.name, *(fact.item for fact in form.facts)))) for form in forms]
    items = [c for c in task.question.concepts if c.kind == "item" and c.weight >= 0.9]
    return any(all(_found_in(c, text) < 0.5 for text in texts) for c in items)


def _measure(task: Task) -> tuple[str, Reader] | None:
    """(phrase key, reader) of the figure the question compares projects by."""
    question = task.question
    if task.plan.want == "score" or question.has("得分") or any(unit == "分" for _, unit in question.numbers):
        return "label_score", _column("score", None)
    if question.says(
        r"(?:按比例|幅度|百分之|%|percent|proportion).*(?:调减|压减|cut|reduc)|(?:调减|压减|cut|reduc).*(?:按比例|幅度|百分之|%|percent|proportion)"
    ):
        return "label_cut_rate", _cut_rate
    if question.says(r"调减|压减|缩减|减得|砍|\bcut\b|\blost\b.*(?:budget|money)|trimmed|reduced") and not question.has(
        "预算执行数"
    ):
        return "label_cut", _cut
    if task.plan.asks("unspent"):
        return "label_unspent", _unspent
    if question.has("预算执行率", "完成率"):
        return "label_rate", _column("completion_rate", None)
    spent = question.has("预算执行数") and not question.has("调整后预算数")
    for mark, basis, key in (
        () if spent else (("年初预算", "年初预算", "label_initial"), ("调整后预算数", "调整预算", "label_adjusted"))
    ):
        if question.has(mark):
            return key, _column("amount", basis)
    if question.has("预算执行数") or question.says(
        r"outlay|执行|花|支出|用了|spent|spend|spending|money|expenditure|cost"
    ):
        return "label_executed", _column("amount", "决算")
    return None


def _column(measure: str, basis: str | None) -> Reader:
    def read(form: Form) -> Row | None:
        fact = form.cell(measure, basis)
        return Row(form, fact.value, fact.unit, (fact,)) if fact and fact.value is not None else None

    return read


def _gap(first: tuple[str, str], second: tuple[str, str]) -> Reader:
    def read(form: Form) -> Row | None:
        left, right = form.cell(*first), form.cell(*second)
        if left is None or right is None:
            return None
        working = difference(quantity(left), quantity(right))
        return Row(form, working.result, working.unit, (left, right), working)

    return read


def _cut_rate(form: Form) -> Row | None:
    """The cut from the initial to the adjusted budget in percent of the initial one."""
    left, right = form.cell("amount", "年初预算"), form.cell("amount", "调整预算")
    if left is None or right is None or not left.value:
        return None
    working = percent_change(quantity(right), quantity(left))
    shown_as = Working(f"-({working.expression})", -working.result, "%", working.exact)
    return Row(form, shown_as.result, "%", (left, right), shown_as)


_cut = _gap(("amount", "年初预算"), ("amount", "调整预算"))
_unspent = _gap(("amount", "调整预算"), ("amount", "决算"))

Condition = tuple[str, Callable[[Form], tuple[Fact, ...] | None], Reader | None]


def _condition(task: Task) -> Condition | None:
    """(words, test, what is added up) of the condition the question sets; the test gives the facts that prove it."""
    question = task.question
    asks = task.plan.asks
    for pattern, words, test in _COMPARISONS:
        if (
            question.says(pattern)
            and not asks("rank")
            and not question.says(r"更|哪个.{0,12}多|\bmore\b.*\bthan\b|which .*\bmore\b")
        ):
            return words[task.question.language], test, (_cut if test is _is_cut else None)
    number = _number_condition(task)
    if number is not None:
        return number
    return _text_condition(task)


def _pair_test(first: tuple[str, str], second: tuple[str, str], holds: Callable[[Decimal, Decimal], bool]):  # noqa: ANN202
    def test(form: Form) -> tuple[Fact, ...] | None:
        left, right = form.cell(*first), form.cell(*second)
        if left is None or right is None or left.value is None or right.value is None:
            return None
        return (left, right) if holds(left.value, right.value) else None

    return test


_INITIAL, _ADJUSTED, _EXECUTED = ("amount", "年初预算"), ("amount", "调整预算"), ("amount", "决算")
_is_new = _pair_test(_INITIAL, _ADJUSTED, lambda a, b: a == 0 and b > 0)
_is_same = _pair_test(_INITIAL, _ADJUSTED, lambda a, b: a == b)
_is_cut = _pair_test(_INITIAL, _ADJUSTED, lambda a, b: b < a)
_is_raised = _pair_test(_INITIAL, _ADJUSTED, lambda a, b: b > a)
_less_spent = _pair_test(_ADJUSTED, _EXECUTED, lambda a, b: b < a)


def _is_underspent(form: Form) -> tuple[Fact, ...] | None:
    """Less spent than the adjusted budget, shown with the printed execution rate."""
    facts = _less_spent(form)
    rate = form.cell("completion_rate")
    return (*facts, rate) if facts and rate else facts


_COMPARISONS: tuple[tuple[str, dict[str, str], Callable[[Form], tuple[Fact, ...] | None]], ...] = (
    (r"年初(?:没有|没|未|无|为零|为0|是0).{0,10}(?:预算|安排)?|(?:no|zero|without an?) (?:initial|opening|original) (?:budget|allocation)|started (?:the year )?(?:with no|without)|not (?:in|part of) the (?:initial|opening)|only (?:got|received) (?:money|a budget) (?:mid|during)",
     {"zh": "年初预算为零、年中安排预算", "en": "no initial budget, a budget during the year"}, _is_new),
    (r"(?:年初|调整|预算).{0,16}(?:相同|一致|一样|没有?变|没变|未变|相等|等于(?!0))|(?:adjusted|initial|budget).{0,40}(?:identical|same|unchanged|equal)|(?:identical|unchanged|same).{0,30}budget",
     {"zh": "调整后预算与年初预算相同", "en": "adjusted budget equal to the initial one"}, _is_same),
    (r"没有?(?:把)?.{0,6}(?:花|用)完|未(?:花|用)完|执行率.{0,6}(?:低于|不到|没到|没有?[到达]|未[到达]|不足).{0,4}(?:100|百分之百)|not use up|did not spend all|underspen[dt]|not fully (?:spent|executed)|below 100",
     {"zh": "执行数小于调整后预算", "en": "less spent than the adjusted budget"}, _is_underspent),
    (r"调减|压减|被减|减少|(?:调整后?).{0,12}(?:比|少于|低于|小于).{0,6}年初.{0,10}[少低]?|adjusted.{0,30}(?:less|lower|smaller|below)|(?:budget|money) (?:was |were )?(?:cut|reduced|trimmed)|had (?:its|their) budgets? (?:cut|reduced|trimmed)",
     {"zh": "调整后预算小于年初预算", "en": "adjusted budget below the initial one"}, _is_cut),
    (r"调增|追加|(?:调整后?).{0,12}(?:比|多于|高于|大于).{0,6}年初.{0,10}[多高]?|adjusted.{0,30}(?:more|higher|larger|above)|(?:budget|money) (?:was |were )?(?:raised|increased)",
     {"zh": "调整后预算大于年初预算", "en": "adjusted budget above the initial one"}, _is_raised),
)  # fmt: skip
_BOUNDS: tuple[tuple[str, str, Callable[[Decimal, Decimal], bool]], ...] = (
    (r"超过|高于|大于|多于|以上|\b(?:more than|over|above|exceed\w*|greater than|at least)\b", ">", lambda a, b: a > b),
    (r"低于|小于|不足|不到|少于|以下|\b(?:less than|under|below|fewer than)\b", "<", lambda a, b: a < b),
    (r"", "=", lambda a, b: a == b),
)


def _number_condition(task: Task) -> Condition | None:
    """A value the question gives for the measure: 得99分, 超过50万元."""
    measure = _measure(task)
    if measure is None or task.plan.asks("rank"):
        return None
    score = measure[0] == "label_score"
    numbers = [(v, u) for v, u in task.question.numbers if (u == "分" if score else bool(u) and is_money(u))]
    if len(numbers) != 1 or not task.plan.asks("count", "text", "projects"):
        return None
    value, unit = numbers[0]
    pattern, sign, holds = next(bound for bound in _BOUNDS if task.question.says(bound[0]))
    reader = measure[1]

    def test(form: Form) -> tuple[Fact, ...] | None:
        row = reader(form)
        if row is None:
            return None
        limit = value if not unit or unit == row.unit else converted(Quantity(value, unit), row.unit).value
        return row.facts if holds(row.value, limit) else None

    words = phrase(task.question.language, measure[0]) + phrase(
        task.question.language, {">": "above", "<": "below", "=": "exactly"}[sign]
    )
    return words, test, None


def _text_condition(task: Task) -> Condition | None:
    """A printed word in a named cell (改进措施 is “无”), or a name that stands in the form (a person in charge)."""
    quoted = re.search(r"[“\"「]([^”\"」]{1,20})[”\"」]", task.question.text)
    cell = next(
        (
            c
            for c in task.question.concepts
            for item in ("存在问题", "改进措施")
            if item in c.forms or item == c.canonical
        ),
        None,
    )
    empty = task.question.says(
        r"没有?(?:写|填|列)?(?:存在)?(?:问题|改进)|(?:listed?|report(?:ed)?|gave|named?) no (?:problem|improvement)|\"?none\"?|无"
    )
    inverted = task.question.says(
        r"没有?[写填]|不是|并非|除了|真正[写填]|other than|rather than|instead of|not \"|did (?:list|report|name|admit)"
    )
    if cell is not None and (quoted or empty):
        wanted = quoted.group(1) if quoted and quoted.group(1) not in ("存在问题", "改进措施") else "无"

        def test(form: Form) -> tuple[Fact, ...] | None:
            cells = tuple(
                f for f in form.facts if f.value is None and f.column is None and _found_in(cell, fold(f.item)) > 0.5
            )
            hits = tuple(f for f in cells if (f.printed == wanted) != inverted)
            return hits or None

        sign = "≠" if inverted else "="
        return f"{cell.canonical or cell.text} {sign} “{wanted}”", test, None
    names = [c for c in task.question.concepts if c.kind == "fragment"]
    if len(names) == 1 and task.question.says(r"负责|in charge|leader|responsible"):

        def named(form: Form) -> tuple[Fact, ...] | None:
            hits = tuple(f for f in form.facts if names[0].forms[0] in fold(f.printed) and "项目负责" in f.item)
            return hits[:1] or None

        return names[0].text, named, None
    return None


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
        marks = [m for m in re.findall(r"[\u4e00-\u9fffA-Za-z]{2,}", form.name)]
        for evidence in task.evidence:
            for chunk in evidence.chunks.values():
                text = fold("|".join((*chunk.section, chunk.text)))
                near = any(fold(mark)[:6] in text or any(part in text for part in _parts(mark)) for mark in marks)
                if near and re.search(r"原因[:：一是]|未支付原因|暂不支付|未完成原因", chunk.text):
                    from assistant.draft import cite_lines

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
    return f" ({', '.join(words[:4])})" if words else ""


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
            draft.text += "\n" + phrase(draft.language, "group_rank_row").format(
                rank=number, name=_form_name(task, row.form), value=_value_text(task, draft, row)
            )
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
