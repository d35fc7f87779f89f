"""The forms of a report (one form a project) as rows of a comparison: which are meant, and what they are compared by.

It reads the question for the measure and gives a reader of it; it words nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from assistant.calculator import Working, difference, percent_change
from assistant.draft import quantity
from assistant.evidence import found_in
from assistant.fold import fold
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
    """The forms of the plan's reports."""
    return forms_in(task.facts)


def forms_in(facts: Iterable[Fact]) -> list[Form]:
    """The forms among facts: tables that have a subject and a total row."""
    by_table: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.table is not None and fact.path:
            by_table[(fact.file, fact.table)].append(fact)
    forms = [Form(file, facts[0].path[0], tuple(facts)) for (file, _), facts in by_table.items()]
    return [form for form in forms if form.cell("amount") or form.cell("score")]


def uniquely_named(task: Task, forms: list[Form]) -> list[Form]:
    """The forms that some concept of the question names and no other form, in the question's order."""
    found: list[Form] = []
    for concept in task.question.concepts:
        if concept.weight < 0.35 or not concept.forms:
            continue
        scores = [(found_in(concept, fold(form.name)), form) for form in forms]
        hits = [form for score, form in scores if score >= 0.6]
        if len(hits) == 1 and hits[0] not in found:
            found.append(hits[0])
    return found


def named_forms(task: Task, forms: list[Form]) -> list[Form]:
    """Two or more projects that the question itself names, else all of them."""
    named = uniquely_named(task, forms)
    if len(named) >= 2 and task.question.says(r"和|与|、|两个| and | or |both"):
        return named
    return forms


def read_measure(task: Task) -> tuple[str, Reader] | None:
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
        return "label_cut", cut_amount
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


cut_amount = _gap(("amount", "年初预算"), ("amount", "调整预算"))


_unspent = _gap(("amount", "调整预算"), ("amount", "决算"))
