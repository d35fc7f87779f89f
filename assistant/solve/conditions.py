"""Conditions a question sets on forms: budgets that were cut or new, values above a bound, words in a named cell.

A condition that cannot be read is None, and the question is left to other solvers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from assistant.calculator import Quantity
from assistant.evidence import found_in
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.quantity import converted, is_money
from assistant.solve.forms import Form, Reader, cut_amount, read_measure
from assistant.task import Task
from index.types import Fact

Condition = tuple[str, Callable[[Form], tuple[Fact, ...] | None], Reader | None]


def read_condition(task: Task) -> Condition | None:
    """(words, test, what is added up) of the condition the question sets; the test gives the facts that prove it."""
    question = task.question
    asks = task.plan.asks
    for pattern, words, test in _COMPARISONS:
        if (
            question.says(pattern)
            and not asks("rank")
            and not question.says(r"更|哪个.{0,12}多|\bmore\b.*\bthan\b|which .*\bmore\b")
        ):
            return words[task.question.language], test, (cut_amount if test is _is_cut else None)
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
    (
        r"年初(?:没有|没|未|无|为零|为0|是0).{0,10}(?:预算|安排)?|(?:no|zero|without an?) (?:initial|opening|original) (?:budget|"
        r"allocation)|started (?:the year )?(?:with no|without)|not (?:in|part of) the (?:initial|opening)|only (?:got|"
        r"received) (?:money|a budget) (?:mid|during)",
     {"zh": "年初预算为零、年中安排预算", "en": "no initial budget, a budget during the year"}, _is_new),
    (r"(?:年初|调整|预算).{0,16}(?:相同|一致|一样|没有?变|没变|未变|相等|等于(?!0))|(?:adjusted|initial|budget).{0,40}(?:identical|same|unchanged|equal)|(?:identical|unchanged|same).{0,30}budget",
     {"zh": "调整后预算与年初预算相同", "en": "adjusted budget equal to the initial one"}, _is_same),
    (
        r"没有?(?:把)?.{0,6}(?:花|用)完|未(?:花|用)完|执行率.{0,6}(?:低于|不到|没到|没有?[到达]|未[到达]|不足).{0,4}(?:100|"
        r"百分之百)|not use up|did not spend all|underspen[dt]|not fully (?:spent|executed)|below 100",
     {"zh": "执行数小于调整后预算", "en": "less spent than the adjusted budget"}, _is_underspent),
    (
        r"调减|压减|被减|减少|(?:调整后?).{0,12}(?:比|少于|低于|小于).{0,6}年初.{0,10}[少低]?|adjusted.{0,30}(?:less|lower|"
        r"smaller|below)|(?:budget|money) (?:was |were )?(?:cut|reduced|trimmed)|had (?:its|their) budgets? (?:cut|reduced|"
        r"trimmed)",
     {"zh": "调整后预算小于年初预算", "en": "adjusted budget below the initial one"}, _is_cut),
    (
        r"调增|追加|(?:调整后?).{0,12}(?:比|多于|高于|大于).{0,6}年初.{0,10}[多高]?|adjusted.{0,30}(?:more|higher|larger|above)|"
        r"(?:budget|money) (?:was |were )?(?:raised|increased)",
     {"zh": "调整后预算大于年初预算", "en": "adjusted budget above the initial one"}, _is_raised),
)  # fmt: skip


_BOUNDS: tuple[tuple[str, str, Callable[[Decimal, Decimal], bool]], ...] = (
    (r"超过|高于|大于|多于|以上|\b(?:more than|over|above|exceed\w*|greater than|at least)\b", ">", lambda a, b: a > b),
    (r"低于|小于|不足|不到|少于|以下|\b(?:less than|under|below|fewer than)\b", "<", lambda a, b: a < b),
    (r"", "=", lambda a, b: a == b),
)


def _number_condition(task: Task) -> Condition | None:
    """A value the question gives for the measure: 得99分, 超过50万元."""
    measure = read_measure(task)
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
                f for f in form.facts if f.value is None and f.column is None and found_in(cell, fold(f.item)) > 0.5
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
