"""Two figures set against each other: initial and adjusted budget, target and outcome, one item and another."""

from __future__ import annotations

from assistant.calculator import Working, difference, percent_change, ratio
from assistant.concept import Concept
from assistant.draft import Draft, cite, quantity, shown, shown_fact, shown_money
from assistant.naming import is_statement_fact
from assistant.phrases import phrase
from assistant.quantity import is_money
from assistant.task import LEAST_COVERAGE, Task
from index.types import Fact


def _word(task: Task, key: str) -> str:
    return phrase(task.question.language, key)


def row_fact(task: Task, fact: Fact, measure: str, basis: str | None) -> Fact | None:
    """Another column of the same table row."""
    return next(
        (f for f in task.facts if f.file == fact.file and f.table == fact.table and f.row == fact.row and f.measure == measure
         and (basis is None or f.basis == basis) and f.value is not None and f.table is not None),
        None,
    )  # fmt: skip


# A pair must carry nearly all that the question names, else one of its sides is something else.
LEAST_FOR_PAIR = 0.75


def tell_pair(
    task: Task, left: Fact, right: Fact, left_name: str, right_name: str, label: str, years: bool = False
) -> Draft:
    """How much more or less `left` is than `right`: in the unit of the figures, or in percent of `right`.

    `years` tells that the two are one item in two years, so that the later rose or fell.
    """
    draft = task.draft()
    gap = difference(quantity(left), quantity(right))
    in_percent = task.plan.want == "percent" or (task.plan.asks("percent") and task.plan.want != "money")
    holes = {
        "left": left_name,
        "left_value": shown_fact(draft, left),
        "right": right_name,
        "right_value": shown_fact(draft, right),
    }
    if gap.result == 0:
        draft.figure(gap.result, gap.unit, label, left.period, [left, right])
        return draft.say("equal", left=left_name, right=right_name, value=f"{holes['left_value']}{cite(right)}")
    more = gap.result > 0
    steps = []
    if in_percent and right.value and right.value > 0:
        working = draft.work(percent_change(quantity(left), quantity(right)))
        draft.figure(abs(working.result), "%", label, left.period, [left, right])
        draft.say("percent_more" if more else "percent_less", value=shown(abs(working.result), "%"), **holes)
        steps.append(working)
    gap = draft.work(_positive(gap))
    draft.figure(gap.result, gap.unit, label, left.period, [left, right])
    if not in_percent:
        draft.say(
            ("more_year" if more else "less_year") if years else "more" if more else "less",
            value=shown_money(draft, gap.result, gap.unit),
            **holes,
        )
    steps.append(gap)
    draft.say("working_short", expression=steps[0].expression, value=shown(steps[0].result, steps[0].unit))
    draft.cite_context([left, right])
    return draft


def _positive(working: Working) -> Working:
    """A difference told as a distance: operands swapped where it came out negative."""
    if working.result >= 0:
        return working
    left, minus, right = working.expression.partition(" - ")
    if not minus or " " in right:
        return Working(f"-({working.expression})", -working.result, working.unit, working.exact)
    return Working(f"{right} - {left}", -working.result, working.unit, working.exact)


def solve_target(task: Task) -> Draft | None:
    """Whether and by how much an indicator's outcome met its target."""
    if not task.plan.asks("target") or not task.plan.asks("yesno", "difference", "multiple"):
        return None
    match = task.best(
        lambda f: (
            f.measure == "value"
            and f.basis == "完成"
            and f.table is not None
            and f.value is not None
            and _fits_unit(task, f)
        )
    )
    if match is None:
        return None
    done = match.fact
    target = row_fact(task, done, "target", "目标")
    if target is None or done.value is None or target.value is None:
        return None
    label = task.naming.item(done.item)
    if task.plan.asks("yesno") and not task.plan.asks("plain"):
        sign = _target_sign(task, target)
        met = done.value <= target.value if sign in ("≤", "≦", "<") else done.value >= target.value
        draft = task.draft()
        draft.state(done, label)
        limit = sign in ("≤", "≦", "<") and task.question.says(r"突破|超|exceed|over|within|above")
        draft.say(
            ("within_yes" if met else "within_no") if limit else "met_yes" if met else "met_no",
            item=done.item,
            target=f"{sign}{shown_fact(draft, target)}",
            value=shown_fact(draft, done),
        )
        draft.cite_context([done])
        return draft
    if task.plan.asks("multiple") and target.value:
        return tell_multiple(task, done, target, f"{label} {_word(task, 'label_done')}", _word(task, "label_target"))
    draft = tell_pair(task, done, target, f"{label} {_word(task, 'label_done')}", _word(task, "label_target"), label)
    return draft


def solve_deductions(task: Task) -> Draft | None:
    """On which indicators of a form points were lost: rows whose score is below their weight."""
    if not task.plan.asks("deducted") or task.plan.asks("projects"):
        return None
    ranked = task.search.rank(lambda f: f.measure == "score" and f.item == "合计")
    if not ranked or not any(c.weight >= 0.5 for c in ranked[0].found) or ranked[0].coverage < LEAST_COVERAGE:
        return None
    total = ranked[0].fact
    scores = [
        f
        for f in task.facts
        if f.file == total.file
        and f.table == total.table
        and f.measure == "score"
        and f.item not in ("合计", "总额")
        and f.value is not None
    ]
    lost = [
        (f, weight)
        for f in scores
        if (weight := row_fact(task, f, "weight", None)) is not None and f.value < weight.value
    ]  # type: ignore[operator]
    if not lost:
        return None
    draft = task.draft().say("deducted")
    for score, weight in lost:
        draft.state(score, task.naming.fact(score))
        draft.say("deducted_row", item=score.item, weight=shown_fact(draft, weight), score=shown_fact(draft, score))
        draft.cite_context([score])
    return draft


def _fits_unit(task: Task, fact: Fact) -> bool:
    """Whether a figure has the unit the question counts in, where it names one."""
    return task.plan.want != "count" or not task.plan.units or fact.unit in task.plan.units


def _target_sign(task: Task, target: Fact) -> str:
    """The sign printed before the target (≥, ≤, ＝), from the cell beside it."""
    for line in reversed(task.library.lines(target.file, target.line - 1, target.line)):
        for sign in "≥≤≧≦＝=<>":
            if sign in line.text:
                return {"≧": "≥", "≦": "≤", "＝": "="}.get(sign, sign)
    return ""


def _amount_row(task: Task, basis: str) -> Fact | None:
    """The cell of the form's total row, or of the row the question names, under a budget column."""
    ranked = task.search.rank(
        lambda f: f.measure == "amount" and f.basis == basis and f.table is not None and f.value is not None
    )
    if not ranked:
        return None
    top = ranked[0]
    if top.coverage < 0.5 or [c for c in top.missing if c.kind in ("item", "indicator")]:
        return None
    alike = [m.fact for m in ranked if m.score >= top.score - 0.004]
    return next((fact for fact in alike if fact.item in ("总额", "合计")), alike[0])


def solve_budget_pair(task: Task) -> Draft | None:
    """How far a form's budget was adjusted during the year."""
    if task.plan.asks("projects") or not (task.plan.asks("adjusted") or task.question.has("年初预算")):
        return None
    if not task.plan.asks("change", "difference", "percent", "yesno"):
        return None
    initial = _amount_row(task, "年初预算")
    if initial is not None and not is_money(initial.unit):
        return None  # no unit is declared for the form: what its figures are of is not printed
    spent = (
        task.question.says(r"实际|执行|花|spent|executed|outlay")
        and task.question.has("年初预算")
        and not task.question.has("调整后预算数")
    )
    adjusted = row_fact(task, initial, "amount", "决算" if spent else "调整预算") if initial else None
    if initial is None or adjusted is None:
        return None
    name = initial.path[0] if initial.path else initial.item
    label = task.naming.item(name)
    if task.plan.asks("yesno") and not task.plan.asks("plain"):
        draft = task.draft()
        same = initial.value == adjusted.value
        draft.state(adjusted, label)
        left, right = _word(task, "label_initial"), _word(task, "label_adjusted")
        if same:
            draft.say(
                "unchanged_yes",
                item=label,
                left=left,
                right=right,
                value=f"{shown_fact(draft, initial)}{cite(adjusted)}",
            )
        else:
            draft.say(
                "unchanged_no",
                item=label,
                left=left,
                right=right,
                left_value=shown_fact(draft, initial),
                right_value=shown_fact(draft, adjusted),
            )
        draft.cite_context([initial])
        return draft
    return tell_pair(
        task,
        adjusted,
        initial,
        f"{label} {_word(task, 'label_executed' if spent else 'label_adjusted')}",
        _word(task, "label_initial"),
        label,
    )


def solve_unspent(task: Task) -> Draft | None:
    """What of a form's adjusted budget was not spent."""
    if task.plan.asks("projects") or not task.plan.asks("unspent"):
        return None
    if task.question.says(r"\bafter the (?:[\w-]+ )?(?:adjustment|cut|revision)\b|调整后还?剩"):
        return None  # the budget that a cut left is the adjusted one, not what of it was not spent
    executed = _amount_row(task, "决算")
    adjusted = row_fact(task, executed, "amount", "调整预算") if executed else None
    if executed is None or adjusted is None:
        return None
    draft = task.draft()
    working = draft.work(difference(quantity(adjusted), quantity(executed)))
    label = task.naming.item(executed.path[0] if executed.path else executed.item)
    draft.figure(working.result, working.unit, label, executed.period, [adjusted, executed])
    draft.say("remaining", item=label, value=shown_money(draft, working.result, working.unit))
    operands = f"{shown_fact(draft, adjusted)} − {shown_fact(draft, executed)}"
    draft.say("working_short", expression=operands, value=shown(working.result, working.unit))
    draft.cite_context([executed])
    return draft


def _level_of(task: Task, concept: Concept, others: tuple[Concept, ...] = ()) -> Fact | None:
    match = task.best(
        lambda f: f.measure in ("amount", "count") and f.value is not None and f.basis in ("决算", "预算", None) and f.table is None,
        (concept, *others), 0.9,
    )  # fmt: skip
    if match is None:  # a page of tables only
        match = task.best(
            lambda f: f.measure == "amount" and f.value is not None and f.basis in ("决算", "预算", None) and is_statement_fact(f)
            and f.period in (None, str(task.report(f).year)), (concept, *others), 0.9,
        )  # fmt: skip
    return match.fact if match else None


# "How many times the first was the second": what is named first is what is divided by.
_BASE_FIRST = (
    r"\bhow many times (?:(?:larger|bigger|higher|greater|more) than |as (?:much|large|big|high|great)(?: as)? |the )"
    r"[^?]+?\b(?:was|were|is|are|did)\b"
)


def solve_item_pair(task: Task) -> Draft | None:
    """One item against another of the same report: difference, percentage, multiple."""
    if not task.plan.asks("difference", "multiple") or task.plan.asks("projects", "yearly") or task.plan.prior:
        return None
    items = [
        c for c in task.question.concepts if c.kind in ("item", "indicator", "fund", "general") and c.weight >= 0.5
    ]
    if sum(c.kind == "item" for c in items) >= 2:
        items = [c for c in items if c.kind == "item"]
    frame = tuple(c for c in items if c.kind == "item")
    found: list[Fact] = []
    for concept in items:
        fact = _level_of(task, concept, frame if concept.kind == "general" else ())
        if fact is not None and all(fact.item != other.item for other in found):
            found.append(fact)
    if len(found) > 2:
        found = _drop_parent(found)
    if len(found) > 2:
        lines = [fact.line for fact in found]
        found = [fact for fact in found if lines.count(fact.line) == 2]
    if len(found) != 2 or found[0].unit != found[1].unit or len(_drop_parent(found)) < 2:
        return None
    if task.search.covers(found) < LEAST_FOR_PAIR:
        return None
    left, right = found
    names = [task.naming.fact(fact) for fact in found]
    if task.plan.asks("multiple") and task.question.says(_BASE_FIRST):
        left, right, names = right, left, names[::-1]
    if task.plan.asks("multiple") and right.value:
        return tell_multiple(task, left, right, names[0], names[1])
    return tell_pair(task, left, right, names[0], names[1], names[0])


def tell_multiple(task: Task, left: Fact, right: Fact, left_name: str, right_name: str) -> Draft:
    """How many times `right` the figure `left` is."""
    draft = task.draft()
    working = draft.work(ratio(quantity(left), quantity(right)))
    draft.figure(working.result, "倍", left_name, left.period, [left, right])
    holes = {
        "left": left_name,
        "left_value": shown_fact(draft, left),
        "right": right_name,
        "right_value": shown_fact(draft, right),
    }
    draft.say("ratio", value=shown(working.result, ""), **holes)
    draft.cite_context([left, right])
    return draft


def _drop_parent(found: list[Fact]) -> list[Fact]:
    """Without the item that the others are parts of (货物比服务多多少 names 政府采购 only as their frame)."""
    parents = {name for fact in found for name in fact.path}
    return [fact for fact in found if fact.item not in parents]
