"""What is left: of a limit after the balance, of a budget after the outturn, of a count after the kinds named.

Both figures are printed; the distance is worked out, unless the report prints it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.calculator import difference, total
from assistant.concept import Concept
from assistant.draft import Draft, quantity, shown, shown_fact, shown_money
from assistant.evidence import beside
from assistant.fold import fold
from assistant.question import concepts_in
from assistant.solve.levels import level_filter
from assistant.solve.lookup import tell_all, tell_one
from assistant.solve.pairs import row_fact, tell_pair
from assistant.task import LEAST_COVERAGE, Task, acceptable
from index.types import BUDGET_BASES, Fact

_TO_LIMIT = re.compile(
    r"限额[^，。？]{0,6}(?:还有|还剩|余地|空间|差)|(?:离|距离?|低于|比|较)[^，。？]{0,6}限额|"
    r"\b(?:below|under|short of|from|within|against)\b[^,?]{0,20}\b(?:limit|ceiling|cap)\b|\b(?:headroom|room)\b",
    re.I,
)
_TO_BUDGET = re.compile(
    r"(?:离|距离?)[^，。？]{0,8}预算[^，。？]{0,6}(?:还|差)|还差多少|"
    r"\bshort of\b[^,?]{0,20}\bbudget|\bstill (?:missing|to be collected)\b",
    re.I,
)
_OTHER_THAN = re.compile(
    r"不是(?P<zh>[^，。？?的]{1,14})的|除了?(?P<but>[^，。？?]{1,14}?)(?:以外|之外|外)|(?:不含|不包括)(?P<less>[^，。？?)）]{2,14})|"
    r"(?P<before>[a-z][a-z -]{2,40}?),? excluded\b|\b(?:other than|not counting|apart from|excluding|"
    r"without)\b (?:the |those for )?(?P<en>[^,?]+)",
    re.I,
)
_OVERALL = re.compile(r"^(?:年度)?(?:资金)?(?:总额|合计|总计)$|^年度资金总额|^资金总额|^支出合计|^总额")


def solve_margin(task: Task) -> Draft | None:
    """How far a balance lies below its limit, or what has come in below the year's budget."""
    if task.plan.want not in ("money", "number", "any") or task.plan.asks("projects", "average", "reason", "rank"):
        return None
    if task.question.says(r"哪[个一家]|最|各[区县市]|\bwhich\b|\beach\b"):
        return None  # one of several is asked for, not the whole
    if _TO_OPENING.search(task.question.plain):
        return _to_opening(task)
    if _TO_LIMIT.search(task.question.plain):
        return _to_limit(task)
    if _TO_BUDGET.search(task.question.plain):
        return _to_budget(task)
    return None


_TO_OPENING = re.compile(
    r"年末[^，。？]{0,12}(?:比|较|与)年初|(?:than|against|compared with) (?:at )?the (?:start|beginning|opening)|\bopening\b.*\bclosing\b", re.I
)


def _to_opening(task: Task) -> Draft | None:
    """What is left at the end of a year against what was there at its beginning: two rows of one statement."""
    closing = [f for f in task.facts if f.measure == "amount" and f.value is not None and task.canonical(f) == "年末结转和结余"]
    for end in closing:
        start = next(
            (f for f in task.facts if f.file == end.file and f.table == end.table and f.measure == "amount" and f.value is not None
             and task.canonical(f) == "年初结转和结余" and f.unit == end.unit and f.period == end.period and f.basis == end.basis), None,
        )  # fmt: skip
        if start is not None:
            names = [task.naming.item(f.item) for f in (end, start)]
            return tell_pair(task, end, start, names[0], names[1], names[0])
    return None


def _to_limit(task: Task) -> Draft | None:
    limits = task.search.rank(lambda f: f.measure == "amount" and f.value is not None and "限额" in f.item)
    for match in limits[:3]:
        if not any(c.weight >= 0.5 for c in match.found):
            continue
        limit = match.fact
        special = {word for word in ("一般", "专项") if word in task.question.plain}
        balances = [
            f for f in task.facts
            if f.file == limit.file and f.measure == "amount" and f.value is not None and f.unit == limit.unit and f.period == limit.period
            and "限额" not in f.item and ("余额" in f.item or (special and "余额" in "".join(f.path)))
            and all(word in f.item for word in special) and (special or not re.search(r"一般|专项", f.item))
            and abs(f.line - limit.line) <= 3
        ]  # fmt: skip
        if special and not all(word in limit.item for word in special):
            continue
        if balances:
            balance = min(balances, key=lambda f: (not beside(f, limit), len(f.path), f.line))
            names = [task.naming.fact(fact) for fact in (limit, balance)]
            return tell_pair(task, limit, balance, names[0], names[1], names[1])
    return None


def _to_budget(task: Task) -> Draft | None:
    """The budget of the year less what has come in so far, both of one line."""
    fits = level_filter(task)
    for match in task.search.rank(lambda f: f.measure == "amount" and f.value is not None and f.basis not in BUDGET_BASES and fits(f))[:4]:
        if not acceptable(match, LEAST_COVERAGE):
            continue
        fact = match.fact
        budget = next(
            (f for f in task.facts if beside(f, fact) and f.item == fact.item and f.basis in BUDGET_BASES and f.unit == fact.unit
             and f.measure == "amount" and f.value is not None), None,
        )  # fmt: skip
        budget = budget or next((b for basis in BUDGET_BASES if (b := row_fact(task, fact, "amount", basis)) is not None), None)
        if budget is not None:
            item = task.naming.fact(fact)
            return tell_pair(task, budget, fact, task.naming.fact(budget), item, item)
    return None


def solve_rest(task: Task) -> Draft | None:
    """All of a figure but the part that the question leaves out ("不是执法执勤用的", "without vehicle purchase")."""
    named = _OTHER_THAN.search(task.question.wording)
    if not named or task.plan.want not in ("money", "count", "number", "any") or task.plan.asks("reason", "yearly", "change", "rank", "share"):
        return None
    left = next(text for text in named.groups() if text)
    out = [c for c in concepts_in(left, task.vocabulary) if c.weight >= 0.5]
    items = [c for c in task.question.concepts if c.canonical not in {o.canonical for o in out} or not c.canonical]
    items = [c for c in items if c.text not in {o.text for o in out}]
    if not out or not items:
        return None
    fits = level_filter(task)
    ranked = task.search.rank(lambda f: fits(f) and f.measure in ("amount", "count"), items)
    for match in ranked[:4]:
        if not acceptable(match, LEAST_COVERAGE):
            continue
        whole = match.fact
        parts = [
            f for f in task.facts
            if f.path[-1:] == (whole.item,) and beside(f, whole) and f.unit == whole.unit and f.value is not None and f.measure == whole.measure
        ]  # fmt: skip
        apart = _printed_apart(task, whole, out)
        if apart is not None and not parts:
            draft = tell_all(task, [whole])
            return draft.say("lookup_more", item=task.naming.fact(apart), value=shown_fact(draft, apart))
        left_out = [f for f in parts if any(task.is_of(f, c) for c in out)]
        if not parts:
            parts = _listed_beside(task, whole)
            left_out = [f for f in parts if any(c.canonical == task.canonical(f) or _is_stem(c, f) for c in out)]
        if not left_out or len(left_out) == len(parts):
            continue
        draft = task.draft()
        gone = total(quantity(f) for f in left_out) if len(left_out) > 1 else None
        working = draft.work(difference(quantity(whole), gone.quantity if gone else quantity(left_out[0])))
        rest = [f for f in parts if f not in left_out]
        draft.figure(working.result, working.unit, task.naming.fact(whole), whole.period, [whole, *left_out])
        value = shown_money(draft, working.result, working.unit) if task.plan.want == "money" else shown(working.result, working.unit)
        names = ("、" if draft.language == "zh" else ", ").join(task.naming.fact(f) for f in left_out)
        draft.say("rest", item=task.naming.fact(whole), out=names, value=value)
        draft.say("working_short", expression=" − ".join(shown_fact(draft, f) for f in (whole, *left_out)), value=shown(working.result, working.unit))
        for fact in rest[:4]:
            draft.say("lookup_more", item=task.naming.fact(fact), value=shown_fact(draft, fact))
        return draft
    return None


def _listed_beside(task: Task, whole: Fact) -> list[Fact]:
    """The items of a page that add up to the total: each told in a line of its own, and together just the total."""
    own: dict[str, Fact] = {}
    for fact in task.facts:
        alike = fact.file == whole.file and fact.unit == whole.unit and fact.basis == whole.basis and fact.period == whole.period
        if alike and fact.measure == "amount" and fact.value and not fact.path and fact.id != whole.id and fact.table == whole.table:
            own.setdefault(task.canonical(fact), fact)
    fees = [fact for name, fact in own.items() if name.endswith("费")]
    assert whole.value is not None
    slack = len(fees) * Decimal("0.5").scaleb(-whole.decimals)
    return fees if len(fees) > 2 and abs(sum(f.value or 0 for f in fees) - whole.value) <= slack else []


def _is_stem(concept: Concept, fact: Fact) -> bool:
    """Whether a general word is the thing a fee is for (会议, 会议费)."""
    return any(f"{form}费" == fold(fact.item) for form in (*concept.forms, concept.canonical or ""))


def _printed_apart(task: Task, whole: Fact, out: list[Concept]) -> Fact | None:
    """What the question leaves out, where the line prints it beside the figure and not as a part of it."""
    return next(
        (f for f in task.facts if beside(f, whole) and f.id != whole.id and f.path == whole.path and f.unit == whole.unit
         and any(task.is_of(f, c) for c in out)), None,
    )  # fmt: skip


def solve_overall(task: Task) -> Draft | None:
    """The budget, the outturn, the rate or the rest of a performance report as a whole, where the question names no item."""
    if [c for c in task.question.concepts if c.weight >= 0.5 and c.canonical not in ("整体支出绩效",)] or task.plan.prior:
        return None
    if len(task.plan.reports) != 1 or task.plan.reports[0].kind != "绩效" or task.plan.asks("projects", "rank", "reason", "share"):
        return None
    if task.plan.want == "score":
        return _total_score(task)
    rows = [f for f in task.facts if f.table is not None and f.value is not None and _OVERALL.search(f.item) and not _below(f)]
    executed = next((f for f in rows if f.basis == "决算"), None)
    if executed is None:
        return None
    cells = {basis: row_fact(task, executed, "amount", basis) for basis in BUDGET_BASES}
    full = cells.get("调整预算") or cells.get("预算")
    question = task.question
    if task.plan.asks("unspent") and full is not None:
        item = task.naming.fact(executed)
        draft = task.draft()
        working = draft.work(difference(quantity(full), quantity(executed)))
        draft.figure(working.result, working.unit, item, executed.period, [full, executed])
        draft.say("remaining", item=item, value=shown_money(draft, working.result, working.unit))
        draft.say("working_short", expression=f"{shown_fact(draft, full)} − {shown_fact(draft, executed)}", value=shown(working.result, working.unit))
        draft.cite_context([full, executed])
        return draft
    if task.plan.asks("difference", "change", "multiple", "percent", "unspent"):
        return None
    wanted = None
    if question.says(r"年初预算|\b(?:initial|opening|original)\b"):
        wanted = cells.get("年初预算")
    elif question.says(r"全年预算|调整后|预算数|\b(?:full[- ]year|adjusted|revised|annual) budget\b"):
        wanted = full
    elif question.says(r"执行数|实际支出|实际(?:花|用)|\bactually (?:spen[dt]|spend)\b|\bexecuted\b"):
        wanted = executed
    if wanted is None:
        return None
    return tell_one(task, wanted)


def _total_score(task: Task) -> Draft | None:
    """The one total score of a report that is an evaluation itself."""
    if task.plan.asks("deducted", "difference") or task.question.says(r"满分|权重|\bout of\b.*\bmaximum"):
        return None
    totals = [
        f for f in task.facts
        if f.measure == "score" and f.value is not None
        and (re.search(r"^(?:总分|合计|总得分|总计)$|(?:自评|评价|绩效)(?:总)?得分$|^(?:自评|评价)?得分$", fold(f.item)))
    ]  # fmt: skip
    if len({f.value for f in totals}) != 1:
        return None
    return tell_one(task, min(totals, key=lambda f: (f.table is None, f.line)))


def _below(fact: Fact) -> bool:
    """Whether a row stands under a project: it is then not the report's own total."""
    return any("项目" in name for name in fact.path)
