"""One item on two bases: the outturn against the budget it had, a year's budget against the year before's outturn.

Both figures are printed; the distance, the rate or the unspent part is worked out.
"""

from __future__ import annotations

import re

from assistant.calculator import difference, share
from assistant.draft import Draft, quantity, shown, shown_fact
from assistant.fold import fold
from assistant.naming import is_statement_fact
from assistant.phrases import phrase
from assistant.plan import AGAINST_BUDGET
from assistant.quantity import is_money
from assistant.solve.pairs import tell_pair
from assistant.task import LEAST_COVERAGE, Task, acceptable
from index.types import BUDGET_BASES, Fact

# What a question calls the figure, the basis the fact has.
_WORDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("年初预算", re.compile(r"年初(?:批复)?预算|原(?:来|來)?预算|\b(?:initial|opening|original) (?:budget|estimate)", re.I)),
    ("调整预算", re.compile(r"全年预算|调整后?(?:的)?预算|预算调整数|修正预算|\b(?:full[- ]year|adjusted|revised)(?: (?:19|20)\d\d)? budget", re.I)),
    ("预算", re.compile(r"预算|\bbudget\b", re.I)),
    ("执行", re.compile(r"执行数|\bexecuted figure\b", re.I)),
    ("决算", re.compile(r"决算|实际(?:支出|花|用|开支)?|支出数|\b(?:actual(?:ly)?|spen[dt]|outturn|final accounts?)\b", re.I)),
)
_BEYOND = re.compile(r"超|比[^，。？]{0,10}(?:多|少|高|低|增|减)|\b(?:over|under|above|below|exceed\w*|more|less)\b", re.I)
_RATE = re.compile(r"百分之几|占.*(?:预算|比)|完成率|执行率|\bshare\b|\bpercent|\bproportion\b|\bwhat part\b", re.I)


def solve_bases(task: Task) -> Draft | None:
    """How an item's figures on two bases named in the question stand to each other."""
    bases = _bases_asked(task)
    against = task.plan.asks("difference", "change", "percent", "share", "unspent") or AGAINST_BUDGET.search(task.question.plain)
    if task.plan.asks("projects") or len(bases) != 2 or not against:
        return None
    pair = _printed_pair(task, bases)
    if pair is None:
        return None
    left, right = pair  # the outturn, the budget
    item = task.naming.fact(left)
    language = task.question.language
    if task.plan.want == "percent" and _RATE.search(task.question.plain) and not _BEYOND.search(task.question.plain):
        draft = task.draft()
        working = draft.work(share(quantity(left), quantity(right)))
        draft.figure(working.result, "%", item, left.period, [left, right])
        draft.say(
            "share", item=f"{item}（{shown_fact(draft, left)}）", whole=f"{_basis_name(language, right)}（{shown_fact(draft, right)}）",
            value=shown(working.result, "%"),
        )  # fmt: skip
        return draft.say("working_short", expression=working.expression, value=shown(working.result, "%"))
    glue = " " if language == "en" else ""
    if task.plan.asks("yesno") and _OVER.search(task.question.plain) and left.value is not None and right.value is not None:
        draft = tell_pair(task, left, right, f"{item}{glue}{_basis_name(language, left)}", _basis_name(language, right), item)
        over = quantity_above(left, right)
        draft.text = phrase(language, "over_yes" if over else "over_no") + draft.text
        return draft
    return tell_pair(task, left, right, f"{item}{glue}{_basis_name(language, left)}", _basis_name(language, right), item)


_OVER = re.compile(r"超(?:了|出|过)?(?:年初|全年|调整后?的?)?预算|\b(?:over|exceed\w*|overspen[dt]|above)\b", re.I)


def quantity_above(left: Fact, right: Fact) -> bool:
    """Whether a printed amount is above another, whatever their units."""
    return difference(quantity(left), quantity(right)).result > 0


def _basis_name(language: str, fact: Fact) -> str:
    executed = "label_executed" if fact.table is not None and not is_statement_fact(fact) else "label_outturn"
    keys = {"年初预算": "label_initial", "调整预算": "label_adjusted", "预算": "label_budget", "决算": executed}
    key = keys.get(fact.basis or "")
    return phrase(language, key) if key else fact.basis or ""


def _bases_asked(task: Task) -> list[str]:
    """The bases a question names, outturn first; a plain 预算 beside a named one is none of its own."""
    text = task.question.plain
    found = []
    for basis, pattern in _WORDS:
        if pattern.search(text):
            found.append(basis)
            text = pattern.sub(" ", text)
    if len(found) == 1 and found[0] != "决算" and AGAINST_BUDGET.search(task.question.plain):
        found.append("决算")  # over or under the budget: what was spent is meant
    return [basis for basis in ("决算", "执行", "预算", "调整预算", "年初预算") if basis in found]


def _printed_pair(task: Task, bases: list[str]) -> tuple[Fact, Fact] | None:
    """Figures of one item on both bases, those printed beside each other first."""
    first = task.search.rank(lambda f: _is_amount(f) and f.basis == bases[0])
    good = [m for m in first if acceptable(m, LEAST_COVERAGE)]
    if not good:
        return None
    best = good[0].score
    for match in [m for m in good[:20] if m.score >= best - 0.1]:
        fact = match.fact
        others = [
            f for f in task.facts
            if f.file == fact.file and _is_amount(f) and (f.basis == bases[1] or (bases[1] == "预算" and f.basis in BUDGET_BASES))
            and f.period == fact.period
            and (fold(f.item) == fold(fact.item) or (f.code is not None and f.code == fact.code))
            and f.path[-1:] == fact.path[-1:]
        ]  # fmt: skip
        if len({f.basis for f in others}) > 1:
            others = [f for f in others if f.basis == bases[1]] or others
        if len({(f.value, f.unit) for f in others}) > 1 and len({f.basis for f in others}) > 1:
            return None  # budgets of two kinds are printed, and the question does not say which
        if others:
            near = min(others, key=lambda f: (abs(f.line - fact.line), f.unit != fact.unit))
            if abs(near.line - fact.line) <= 3 or len({f.value for f in others}) == 1:
                return fact, near
    return None


def _is_amount(fact: Fact) -> bool:
    return fact.measure == "amount" and fact.value is not None and is_money(fact.unit)
