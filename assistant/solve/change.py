"""Changes against the year before, and what follows from them: the earlier figure, an implied budget, a supposition."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from assistant.calculator import Quantity, Working, derive_prior, difference, implied_budget, percent_change, work_out
from assistant.concept import Concept
from assistant.draft import Draft, cite, quantity, shown, shown_fact, shown_money
from assistant.evidence import BALANCED, beside
from assistant.fold import fold
from assistant.phrases import phrase
from assistant.plan import AGAINST_BUDGET
from assistant.quantity import round_half_up
from assistant.solve.pairs import tell_pair
from assistant.solve.reasons import reason_of
from assistant.solve.recompute import Recomputed, recompute_rate, tell_recomputed, told_rate
from assistant.task import Task, acceptable
from index.amounts import MONEY_UNITS
from index.types import BUDGET_BASES, Fact

# In final accounts the outturn is meant; in a budget all figures are budgets.
BUDGET_BASES_OF_OUTTURN = frozenset({"年初预算", "调整预算"})
_YEAR_BEFORE = re.compile(r"^(?:(?:19|20)\d{2}年?|上年|去年|上一年|上年同期)")


def against_last_year(fact: Fact) -> bool:
    """Whether a change compares with the year before and not with a budget."""
    return fact.against is None or bool(_YEAR_BEFORE.match(fact.against)) and "预算" not in fact.against


def related(task: Task, fact: Fact, measure: str) -> Fact | None:
    """The fact of another measure about the same item in the same line, nearest first."""
    same = [
        other for other in task.facts
        if other.measure == measure and beside(other, fact) and other.value is not None
        and other.item == fact.item and other.id != fact.id
    ]  # fmt: skip
    if measure == "amount":
        own = [other for other in same if fact.unit in MONEY_UNITS or fact.unit == "%"]
        own = [other for other in own if other.period == fact.period]  # not last year's, told beside it
        budget = task.report(fact).kind == "预算"
        same = [other for other in own if budget or other.basis not in BUDGET_BASES]
    if measure in ("change", "percent_change"):
        same = [other for other in same if against_last_year(other)]
    return min(same, key=lambda other: abs(_order(other) - _order(fact))) if same else None


def _order(fact: Fact) -> int:
    """The place of a fact among those of its report: its id ends with it."""
    return int(fact.id.rpartition("#")[2])


def _change_fact(task: Task, concepts: tuple[Concept, ...] | None = None) -> Fact | None:
    wants_count = task.plan.want == "count"

    items = [c for c in (concepts or task.question.concepts) if c.kind == "item" and c.weight >= 0.9]

    def own(fact: Fact) -> bool:
        """A wider item's change is not the named item's (购置及运行维护费 is more than 购置费)."""
        name, printed = task.canonical(fact), fold(fact.item)
        known = name in task.vocabulary.terms
        return not items or any(
            c.canonical == name or name in BALANCED.get(c.canonical or "", ()) or (not known and any(form in printed for form in c.forms[: c.own_forms]))
            for c in items
        )

    def fits(fact: Fact) -> bool:
        if fact.measure not in ("change", "percent_change") or not against_last_year(fact) or not own(fact):
            return False
        if fact.against is None and fact.table is None and _NAMES_BASE.search(task.question.plain):
            return False  # the print does not say what the change is against, the question does
        return wants_count or fact.unit in MONEY_UNITS or fact.unit == "%" or fact.value is None

    match = task.best(fits, concepts)
    return match.fact if match and not _told_of_several(task, match.fact, fits, concepts) else None


_NAMES_BASE = re.compile(r"(?:比|较|与|跟|同)\s*(?:19|20)\d{2}|\b(?:from|than|against|over|since|on) (?:in )?(?:19|20)\d{2}")


def _told_of_several(task: Task, fact: Fact, fits: Callable[[Fact], bool], concepts: Sequence[Concept] | None) -> bool:
    """Whether the page tells such a change of several things under one bare name ("拨款增加", once a programme)."""
    ranked = task.search.rank(lambda f: fits(f) and task.of_basis(f) and f.measure == fact.measure and f.unit == fact.unit, concepts)
    best = ranked[0].score if ranked else 0.0
    alike = [m.fact for m in ranked if m.score >= best - 0.004 and m.fact.item == fact.item and m.fact.table is None]
    return task.canonical(fact) not in task.vocabulary.terms and len({f.value for f in alike}) > 2


def solve_change(task: Task) -> Draft | None:
    """How much an item rose or fell, in money and percent, from what to what, and the reason the report gives."""
    if not task.plan.asks("change", "yearly") or task.plan.asks("projects", "target", "rank"):
        return None
    if task.question.says(r"除了|不含|不包括|不算|剔除|扣除|\bleaving out\b|\bapart from\b|\bwithout\b|\bexcluding\b|\bnot counting\b|\bother than\b"):
        return None  # what is left when a part is taken out is printed nowhere
    if _AGAINST_EXECUTED.search(task.question.plain) or (AGAINST_BUDGET.search(task.question.plain) and not task.plan.asks("yearly")):
        return None  # against another base: the change against the year before is no answer to that
    targets = [c for c in task.question.concepts if c.kind in ("item", "indicator") and c.weight >= 0.5]
    facts = []
    if len(targets) > 1:
        facts = [fact for c in targets if (fact := _change_fact(task, (c,))) is not None]
    if len(facts) > 1 and task.question.says(r"加(?![强快大])|合计|之和|\btogether\b|\bcombined\b|\bsum\b|\bplus\b"):
        return None  # the change of a sum is not the changes of its parts
    single = facts or [_change_fact(task)]
    found = list(dict.fromkeys(fact for fact in single if fact is not None))
    if not found:
        return _between_periods(task) if not task.plan.asks("reason") else None
    if task.plan.asks("reason") and not any(reason_of(task, fact) or _contradicts(task, fact) for fact in found):
        return None  # "why" is not answered by how much
    draft = task.draft()
    for fact in found:
        tell_change(task, draft, fact, brief=len(found) > 1)
    return draft if draft.text else None


def _between_periods(task: Task) -> Draft | None:
    """The change between this year's figure and last year's, both printed, where the report prints no change itself."""
    if len(task.plan.reports) != 1 or not task.plan.reports[0].year:
        return None
    year = task.plan.reports[0].year
    kinds = ("count",) if task.plan.want == "count" else ("amount",)
    match = task.best(
        lambda f: f.measure in kinds and f.value is not None and f.period == str(year) and f.basis not in BUDGET_BASES_OF_OUTTURN,
    )
    if match is None:
        return None
    fact = match.fact
    before = [
        f for f in task.facts
        if f.file == fact.file and f.period == str(year - 1) and f.measure == fact.measure and f.value is not None
        and task.canonical(f) == task.canonical(fact) and f.unit == fact.unit and f.path == fact.path
        and (f.basis == fact.basis or {f.basis, fact.basis} == {"决算", None})
    ]  # fmt: skip
    if len({f.value for f in before}) != 1 or before[0].id == fact.id:
        return None
    item = task.naming.fact(fact)
    glue = " " if task.question.language == "en" else ""
    names = [f"{task.naming.period(f.period).strip(' ,')}{glue}{item}" for f in (fact, before[0])]
    return tell_pair(task, fact, before[0], names[0], names[1], item, years=True)


def _contradicts(task: Task, fact: Fact) -> bool:
    """Whether the question supposes a rise where the figure fell, or the reverse."""
    return bool(task.plan.direction and fact.value and (task.plan.direction < 0) != (fact.value < 0))


def tell_change(task: Task, draft: Draft, fact: Fact, brief: bool = False) -> None:
    if fact.value is None:
        draft.say("flat", value=shown_fact(draft, fact), **task.about(fact))
        return
    change = fact if fact.measure == "change" else related(task, fact, "change")
    rate = fact if fact.measure == "percent_change" else related(task, fact, "percent_change")
    current = related(task, fact, "amount")
    first = change or rate
    assert first is not None
    assert first.value is not None
    fell = first.value < 0
    label = task.naming.fact(fact)
    for part in (rate, change) if task.plan.want == "percent" else (change, rate):
        if part is not None:
            draft.state(part, label)
    if (
        task.plan.direction
        and (task.plan.direction < 0) != fell
        and not brief
        and task.plan.asks("reason", "yesno", "plain")
    ):
        draft.say("premise_fall" if fell else "premise_rise")
    against = _named_base(task, first)
    draft.say(
        "change_fall" if fell else "change_rise",
        value=shown_fact(draft, first, absolute=True),
        against=against,
        **task.about(fact),
    )
    found = recompute_rate(current, change, rate) if change is not None and rate is not None and current is not None else None
    if change is not None and rate is not None:
        draft.say("change_rate_fall" if fell else "change_rate_rise", value=told_rate(draft, rate, found))
    if change is not None and current is not None and not brief:
        working = draft.work(derive_prior(quantity(current), quantity(change)))
        draft.say("from_to", prior=shown_money(draft, working.result, working.unit), current=shown_fact(draft, current))
        draft.figure(working.result, working.unit, label, _year_before(task, fact), [current, change])
    else:
        draft.say("stop")
    if rate is not None:
        tell_recomputed(task, draft, rate, found, label)
    if change is not None and current is not None:
        _recheck_change(task, draft, current, change, label)
    if not brief:
        reason = reason_of(task, fact)
        if reason:
            draft.say("reason", quote=f"{reason}{cite(fact)}")


def _recheck_change(task: Task, draft: Draft, current: Fact, change: Fact, label: str) -> None:
    """Say so where this year's figure less last year's printed one is not the printed change."""
    if current.period is None or not current.period.isdigit() or current.value is None or change.value is None:
        return
    before = str(int(current.period) - 1)
    prior = next(
        (
            f for f in task.facts
            if f.measure == "amount" and beside(f, current) and f.item == current.item and f.period == before
            and f.unit == current.unit and f.value is not None and f.basis == current.basis
        ),
        None,
    )  # fmt: skip
    if prior is None or prior.value is None or current.unit != change.unit:
        return
    gap = current.value - prior.value
    slack = 2 * Decimal(1).scaleb(-min(current.decimals, prior.decimals, change.decimals))
    if abs(gap - change.value) <= slack:
        return
    working = draft.work(difference(quantity(current), quantity(prior)) if gap >= 0 else difference(quantity(prior), quantity(current)))
    draft.figure(working.result, working.unit, label, current.period, [current, prior])
    draft.say("change_differs", printed=shown_fact(draft, change, absolute=True), value=f"{shown(working.result, working.unit)}{cite(prior)}")
    if task.question.says(r"实际|应当?|到底|真正|\breally\b|\bactual"):
        draft.figures.insert(0, draft.figures.pop())


def _named_base(task: Task, fact: Fact) -> str:
    against = fact.against or ("上年" if task.question.language == "zh" else "the year before")
    if task.question.language == "zh":
        return against
    year = re.match(r"((?:19|20)\d{2})", against)
    return year.group(1) if year else "the year before"


def _year_before(task: Task, fact: Fact) -> str | None:
    report = task.report(fact)
    return str(report.year - 1) if report.year else None


def solve_prior(task: Task) -> Draft | None:
    """The figure of the year before, derived from this year's figure and the printed change."""
    if not task.plan.prior or task.plan.want in ("percent", "score"):
        return None
    fact = _change_fact(task)
    if fact is None or fact.period in {str(year) for year in task.plan.prior_years}:
        return None
    if (task.plan.want == "count") != (fact.unit not in MONEY_UNITS and fact.unit not in ("%", "")):
        return None
    if fact.value is None:
        level = task.best(lambda f: f.measure == "amount" and beside(f, fact))
        if level is None:
            return None
        draft = task.draft()
        draft.figure(
            level.fact.value,
            level.fact.unit,
            task.naming.fact(level.fact),
            _year_before(task, fact),
            [level.fact, fact],
        )  # type: ignore[arg-type]
        return draft.say("flat", value=shown_fact(draft, fact), **task.about(fact)).say(
            "lookup_more", item=task.naming.fact(level.fact), value=shown_fact(draft, level.fact)
        )
    change = fact if fact.measure == "change" else related(task, fact, "change")
    current = related(task, fact, "amount")
    if current is None or (change is None and fact.measure != "percent_change"):
        return None
    draft = task.draft()
    working = draft.work(derive_prior(quantity(current), quantity(change)) if change else _before_rate(current, fact))
    change = change or fact
    year = _year_before(task, fact) or ""
    about = task.about(fact)
    draft.figure(working.result, working.unit, about["item"], year, [current, change])
    draft.say(
        "prior",
        who=about["who"],
        period=about["period"],
        item=about["item"],
        year=year,
        value=shown_money(draft, working.result, working.unit),
    )
    draft.say(
        "working", expression=working.expression, value=f"{shown(working.result, working.unit)}{cite(current, change)}"
    )
    return draft


def _before_rate(current: Fact, rate: Fact) -> Working:
    """The figure before a change of which only the percentage is printed: current ÷ (1 + rate), in the printed decimals."""
    assert current.value is not None
    assert rate.value is not None
    sign = "-" if rate.value < 0 else "+"
    found = work_out(f"{current.value} / (1 {sign} {abs(rate.value)}%)", decimals=max(2, current.decimals))
    return _rounded(found, current.unit, max(2, current.decimals))


def solve_hypothetical(task: Task) -> Draft | None:
    """What an item would be after the percentage change the question supposes. Labelled as a calculation."""
    percents = [value for value, unit in task.question.numbers if unit == "%"]
    if not task.plan.asks("hypothetical") or not percents:
        return None
    match = task.best(lambda f: f.measure == "amount" and f.value is not None)
    if match is None:
        return None
    fact, percent = match.fact, percents[0]
    down = not task.question.says(r"增|涨|升|多[花支]|rise|rose|increas|grow|more")
    factor = f"(1 {'-' if down else '+'} {percent}%)"
    draft = task.draft()
    assert fact.value is not None
    working = draft.work(
        _rounded(work_out(f"{fact.value} * {factor}", decimals=max(2, fact.decimals)), fact.unit, max(2, fact.decimals))
    )
    draft.figure(working.result, fact.unit, task.naming.fact(fact), None, [fact])
    step = _step(task, percent, down)
    draft.say(
        "hypothetical",
        current=shown_fact(draft, fact),
        step=step,
        value=shown_money(draft, working.result, fact.unit),
        **task.about(fact),
    )
    return draft.say("working_short", expression=working.expression, value=shown(working.result, fact.unit))


def _asks_budget(task: Task) -> bool:
    """Whether the budget itself is asked for, and not how much of it was met."""
    if task.plan.want in ("money", "number", "any"):
        return True
    return task.plan.want == "percent" and task.question.says(
        r"预算数?(?:大概|大约|应该|是|为)*多少|预算数?[^，。？]{0,10}(?:倒算|倒推|反推|推算)|what (?:\w+ )?budget"
    )


def _rounded(working: Working, unit: str, decimals: int) -> Working:
    return Working(working.expression, round_half_up(working.result, decimals), unit, working.exact)


def _step(task: Task, percent: Decimal, down: bool) -> str:
    return phrase(task.question.language, "cut_by" if down else "raised_by").format(percent=f"{percent}%")


# The final figure against the one reported before it: 决算数比执行数.
_AGAINST_EXECUTED = re.compile(r"(?:比|较|与)[^，,。？?]{0,10}执行数|\b(?:than|exceed\w*|above|over|below|under)\b[^,?]{0,20}\bexecuted figure", re.I)
_ENGLISH_BASES = (
    (r"执行数", "the executed figure reported before"),
    (r"年初|原", "the original budget"),
    (r"修正|调整|全年", "the revised budget"),
    (r"", "the budget"),
)


def solve_against_budget(task: Task) -> Draft | None:
    """How far an item's outturn lies over or under its budget, where the report prints that change."""
    executed = bool(_AGAINST_EXECUTED.search(task.question.plain))
    if not (executed or AGAINST_BUDGET.search(task.question.plain)) or not task.plan.asks("change", "difference", "percent"):
        return None
    base = "执行数" if executed else "预算"
    if task.plan.asks("projects", "rank", "reason", "share"):
        return None
    measure = "percent_change" if task.plan.want == "percent" else "change"
    own = {str(report.year) for report in task.plan.reports}
    match = task.best(
        lambda f: f.measure == measure and f.value is not None and base in (f.against or "") and f.period in own
        and (executed or _of_own_budget(f)) and _is_base(task, f.against or "")
    )  # fmt: skip
    if match is None:
        return None
    draft = task.draft()
    fact = match.fact
    assert fact.value is not None
    draft.state(fact, task.naming.fact(fact))
    fell = fact.value < 0
    against = fact.against or ""
    if task.question.language == "en":
        against = _ENGLISH_BASES[next((n for n, (zh, _) in enumerate(_ENGLISH_BASES) if re.search(zh, against)))][1]
    other = related_to_base(task, fact, "change" if measure == "percent_change" else "percent_change")
    change, rate = (fact, other) if measure == "change" else (other, fact)
    found = _recomputed_to_base(task, change, rate)
    value = told_rate(draft, fact, found) if fact is rate else shown_fact(draft, fact, absolute=True)
    draft.say("change_fall" if fell else "change_rise", value=value, against=against, **task.about(fact))
    if other is not None and measure == "change":
        draft.state(other, task.naming.fact(fact))
        draft.say("change_rate_fall" if fell else "change_rate_rise", value=told_rate(draft, other, found))
    draft.say("stop")
    if rate is not None:
        tell_recomputed(task, draft, rate, found, task.naming.fact(fact))
    return draft


def _recomputed_to_base(task: Task, change: Fact | None, rate: Fact | None) -> Recomputed | None:
    """The rate over or under the budget, from the outturn and its printed distance from the budget."""
    current = related(task, change, "amount") if change is not None and rate is not None else None
    return recompute_rate(current, change, rate) if current is not None and change is not None and rate is not None else None


def _is_base(task: Task, against: str) -> bool:
    """Whether a change is against the very budget the question names: the first one, or the one as changed in the year."""
    if re.search(r"年初|原(?:来|來)?(?:定)?预算|\b(?:opening|initial|original)\b", task.question.plain, re.I):
        return bool(re.search(r"年初|原", against)) or not re.search(r"修正|调整|全年", against)
    if re.search(r"修正|调整|全年预算|\b(?:revised|adjusted|full[- ]year)\b", task.question.plain, re.I):
        return bool(re.search(r"修正|调整|全年", against))
    return True


def _of_own_budget(fact: Fact) -> bool:
    """Whether a change is against the budget of the figure's own year, and not of the year before."""
    against = fact.against or ""
    named = re.search(r"((?:19|20)\d{2})", against)
    return not re.search(r"上年|去年|上一年", against) and (named is None or named.group(1) == fact.period)


def related_to_base(task: Task, fact: Fact, measure: str) -> Fact | None:
    """The other form of a change: of the same item, in the same place, against the same base."""
    return next(
        (f for f in task.facts if f.measure == measure and beside(f, fact) and f.item == fact.item and f.against == fact.against), None
    )


def _budget_from_change(task: Task) -> Draft | None:
    """The budget that follows from the outturn and the printed change against it."""
    match = task.best(
        lambda f: f.measure == "change" and f.value is not None and "预算" in (f.against or "")
        and _of_own_budget(f) and _is_base(task, f.against or ""), least=0.7,
    )  # fmt: skip
    current = related(task, match.fact, "amount") if match else None
    if match is None or current is None or current.basis in BUDGET_BASES:
        return None
    draft = task.draft()
    about = task.about(match.fact)
    working = draft.work(derive_prior(quantity(current), quantity(match.fact)))
    draft.figure(working.result, working.unit, about["item"], current.period, [current, match.fact])
    draft.say("budget_change", value=shown_money(draft, working.result, working.unit), **about)
    return draft.say(
        "working", expression=working.expression, value=f"{shown(working.result, working.unit)}{cite(current, match.fact)}"
    )


def solve_implied_budget(task: Task) -> Draft | None:
    """The budget behind a printed completion rate, or how far the outcome fell short of it."""
    wants_gap = task.plan.asks("deviation")
    if task.plan.asks("unspent"):
        return None
    if not (wants_gap or (task.plan.asks("budget") and task.question.has("预算数", "完成率", "年初预算"))) or (
        not wants_gap and not _asks_budget(task)
    ):
        return None
    if task.question.says(r"budget-(?:supported|funded|paid)|paid from the budget|预算供给|供养"):
        return None
    # not `task.best`: a rate is no budget, yet here it is what the budget follows from
    rates = task.search.rank(lambda f: f.measure == "completion_rate" and f.table is None and f.value is not None)[:1]
    if not rates or not acceptable(rates[0], 0.7):
        return None if wants_gap else _budget_from_change(task)
    fact = rates[0].fact
    assert fact.value is not None
    draft = task.draft()
    about = task.about(fact)
    if wants_gap:
        working = draft.work(percent_change(Quantity(fact.value, ""), Quantity(Decimal(100), "")))
        draft.figure(abs(working.result), "%", about["item"], fact.period, [fact])
        draft.say("lookup", basis="", value=shown_fact(draft, fact), **about)
        return draft.say("working_short", expression=working.expression, value=shown(working.result, "%"))
    amount = related(task, fact, "amount")
    if amount is None:
        return None
    about["item"] = task.naming.item(fact.item)
    budget = draft.work(implied_budget(quantity(amount), quantity(fact)))
    draft.figure(budget.result, budget.unit, about["item"], fact.period, [amount, fact])
    draft.say("budget", value=shown_money(draft, budget.result, budget.unit), **about)
    return draft.say(
        "working", expression=budget.expression, value=f"{shown(budget.result, budget.unit)}{cite(amount, fact)}"
    )
