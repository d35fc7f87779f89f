"""Choose the printed figure a look-up means: of the wanted unit, year, basis and measure, and clearly ahead of the next.

It chooses facts and words nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from assistant.concept import Concept
from assistant.evidence import Match, beside, found_in, own_part
from assistant.fold import fold
from assistant.plan import Plan
from assistant.task import Task, acceptable
from index.amounts import MONEY_UNITS
from index.types import Fact

# Marks of a question that choose a column of a form, with the basis or measure of the facts under it.
BASIS_MARKS: tuple[tuple[str, str, str], ...] = (
    ("年初预算", "basis", "年初预算"),
    ("调整后预算数", "basis", "调整预算"),
    ("全年预算数", "basis", "调整预算"),
    ("预算执行率", "measure", "completion_rate"),
    ("完成率", "measure", "completion_rate"),
    ("预算执行数", "basis", "决算"),
    ("决算数", "basis", "决算"),
)


# A fact that carries less than this of the question must lead the next one of another item by `LEAST_LEAD`.
SURE_COVERAGE = 0.75


LEAST_LEAD = 0.025


LEVELS = frozenset({"amount", "count", "value", "score", "completion_rate", "share", "target", "weight"})


# Measures that answer only when the question names them.
NAMED_ONLY = frozenset({"target", "weight", "share", "completion_rate"})


TIME_UNITS = frozenset({"年", "个月", "月", "日", "天", "个工作日", "工作日", "小时", "分钟", "周"})
_ASKS_TIME = (
    r"[几多]少?(?:个)?(?:工作日|月|年|天|日|小时|分钟|周)|多久|多长时间|时长|期限|时效|响应|时间|"
    r"\bhow many (?:\w+ ){0,3}(?:days?|months?|years?|minutes?|weeks?)\b|"
    r"\b(?:hours?|how long|time|deadline)\b|\b(?:days|months|minutes|weeks)\b"
)


# What the sentence of a figure must say where the question asks what was not spent or paid.
NOT_SPENT = re.compile(r"剩|未|没|结余|结转|不支付")


def level_filter(task: Task) -> Callable[[Fact], bool]:
    """Facts that may answer a plain look-up: of the wanted unit, and of the basis or measure the question names."""
    plan, question = task.plan, task.question
    given = {number for number in question.numbers if number[1]}
    named = _named_measures(task)
    times = question.says(_ASKS_TIME)
    bases = [(kind, value) for mark, kind, value in BASIS_MARKS if question.has(mark)]

    of_period = _of_period(plan)
    codes = codes_asked(task)
    unspent = plan.asks("unspent") and plan.want == "money"
    costs = plan.want in ("number", "any") and question.has("“三公”经费")  # the three are sums of money, whatever is counted beside them
    bought = question.says(r"购置|购买|新购|买了|\bb(?:uy|ought)\b|\bpurchase")

    def fits(fact: Fact) -> bool:
        if unspent and not NOT_SPENT.search(f"{fact.item}{fact.column or ''}{own_part(fact)}"):
            return False
        if unspent and _is_part_of_rest(task, fact):
            return False
        if fact.value is None or fact.measure not in LEVELS or not of_period(fact):
            return False
        if costs and fact.measure == "count":
            return False
        if codes and fact.code not in codes:
            return False
        if not task.of_basis(fact) or not task.of_month(fact):
            return False
        if bought and fact.measure == "count" and task.canonical(fact) == "公务用车保有量":
            return False  # vehicles bought are not vehicles held
        if (fact.value, fact.unit) in given:
            return False  # the question itself names this figure; it asks for another
        if fact.measure in NAMED_ONLY and fact.measure not in named:
            return False
        planned = named == {"target"} and fact.basis == "目标"  # money set as a goal is an amount
        if named and fact.measure not in named and not planned:
            return False
        cells = (
            bool(named & {"value", "target"}) and plan.want == "money"
        )  # an indicator's own unit, whatever the form is called
        if plan.units and fact.unit not in plan.units and not cells:
            return False
        if plan.want in ("count", "number") and fact.unit in TIME_UNITS and not times:
            return False  # "how many companies" is not answered by 20个工作日
        if plan.want == "count" and (fact.unit in MONEY_UNITS or fact.unit in ("%", "", "分")) and not plan.units:
            return False
        if (
            fact.table is not None
            and not named
            and any(kind == "basis" and fact.basis != value for kind, value in bases)
        ):
            return False
        return not (fact.table is None and any(v == "年初预算" for _, v in bases) and fact.basis != "年初预算")

    return fits


_REST = re.compile(r"^(?:剩余|尚余|余款|结余)")


def _is_part_of_rest(task: Task, fact: Fact) -> bool:
    """Whether a paragraph prints all that is left, and the figure is only some of it."""
    return not _REST.match(fact.item) and any(
        beside(f, fact) and _REST.match(f.item) and f.unit == fact.unit and f.measure == "amount" and (f.value or 0) > (fact.value or 0)
        for f in task.facts
    )


_CODE = re.compile(r"(?<!\d)([2-5]\d{2})[-‐–— ]?(\d{2})(?:[-‐–— ]?(\d{2}))?(?![\d年.])")


def codes_asked(task: Task) -> frozenset[str]:
    """Codes of the budget classification that the question names (208-05, 2080501) and a report prints."""
    asked = {"".join(filter(None, match.groups())) for match in _CODE.finditer(task.question.plain)}
    return frozenset(asked & {fact.code for fact in task.facts if fact.code}) if asked else frozenset()


def _of_period(plan: Plan) -> Callable[[Fact], bool]:
    """Whether a fact is of the year asked about: the report's own, or the earlier one the question names."""
    own = {report.file: str(report.year) for report in plan.reports}
    years = {str(year) for year in (plan.prior_years if plan.prior else plan.question.years)}

    def fits(fact: Fact) -> bool:
        its_own = fact.period == own.get(fact.file)
        if plan.prior:
            return fact.period in years and not its_own
        return fact.period is None or its_own or fact.period in years

    return fits


# Spending as a part of the budget is the printed execution rate.
OF_BUDGET = (
    r"(?:实际|用掉|花掉|花了|执行).{0,16}占.{0,8}预算(?!支出|收入|财政)|(?:share|percent|percentage|proportion) of (?:its|the|"
    r"their) (?!general public )(?:[\w“”\"']+[- ]){0,3}budget(?![- ](?:funded|paid|supported|spending|expenditure|revenue|income))"
)


def _named_measures(task: Task) -> set[str]:
    question = task.question
    named = set()

    def says(pattern: str) -> bool:
        return re.search(pattern, task.question.wording, re.I) is not None

    if says(r"指标值|目标值"):
        return {"target"}
    if question.has("预算执行率", "完成率") or says(
        r"完成率|执行率|完成预算|完成(?:率|比率|比例)|完成了?(?:百分之|多少)|completion rate|execution rate|at what rate"
    ):
        named.add("completion_rate")
    if question.has("完成值") or says(
        r"完成值|实际完成|actually (?:achieved|reached)|completion figure|(?:was|were|is) (?:achieved|reached|attained)"
    ):
        named.add("value")
    elif says(r"上限|\bupper limit\b|\bceiling\b|\bcap\b|目标|指标值|\btargets?\b|\bminimum\b|supposed to|at least how"):
        named |= (
            {"target"}
            if not says(r"实际|完成|actual|achieved|completed|recorded|reached|report(?:ed)?\b.*against")
            else {"value"}
        )
    if says(r"满分(?!(?:是|为|的)?\s*\d)|full marks?|maximum score|权重|分值|\bweights?\b"):
        named.add("weight")
    if task.question.says(OF_BUDGET):
        named.add("completion_rate")
    if task.plan.want == "score" and not named:
        named.add("score")
    if task.plan.asks("share") and task.plan.want == "percent" and not named:
        named.add("share")
    return named


def choose(task: Task, concepts: tuple[Concept, ...] | None = None, least: float | None = None) -> list[Match]:
    """The best fitting look-up facts: one, or several that fit alike and say different things."""
    if task.plan.want == "score" and not task.question.concepts:
        return _own_score(task)
    ranked = task.search.rank(level_filter(task), concepts)
    if task.plan.want == "score" and not any(_names_form(task, match) for match in ranked[:1]):
        ranked = [match for match in ranked if match.fact.table is None]  # no project is named: the body's own score
    if not ranked:
        return []
    top = _total_score(task, ranked)
    if not acceptable(top):  # the same figure may be printed where more of the question stands
        same = [m for m in ranked[:6] if (m.fact.value, m.fact.unit) == (top.fact.value, top.fact.unit)]
        top = next((m for m in same if acceptable(m) and not m.missing), top)
    if not (acceptable(top) if least is None else acceptable(top, least)):
        return []
    part = _part_of(top, ranked)
    if part is not None:
        return [part]
    total = _total_of(task, top, ranked)
    if total is not None:
        return [total]
    rival = next(
        (
            m
            for m in ranked
            if (m.fact.value, m.fact.unit) != (top.fact.value, top.fact.unit) and m.fact.item != top.fact.item
        ),
        None,
    )
    if rival is not None and top.coverage < SURE_COVERAGE and top.score - rival.score < LEAST_LEAD:
        return []
    if top is not ranked[0]:
        return [top]
    alike = [match for match in ranked if match.score >= top.score - 0.004]
    return prefer(task, alike)


def _own_score(task: Task) -> list[Match]:
    """The score of the body as a whole, where no project or indicator is named and prose prints but one."""
    scores = task.search.rank(lambda f: f.measure == "score" and f.table is None and f.value is not None and "自评" in f.item)
    return scores[:1] if len({match.fact.value for match in scores}) == 1 else []


def _total_score(task: Task, ranked: list[Match]) -> Match:
    """The best fit; where a form's score is asked and no indicator of it is named, the form's total score."""
    top = ranked[0]
    if task.plan.want != "score" or top.fact.table is None or top.fact.item in ("合计", "总分"):
        return top
    subject = fold(top.fact.path[0]) if top.fact.path else ""
    own = [c for c in top.found if c.weight >= 0.5 and found_in(c, subject) < 0.5]
    total = next(
        (
            m
            for m in ranked
            if m.fact.table == top.fact.table and m.fact.item in ("合计", "总分") and m.score >= top.score - 0.1
        ),
        None,
    )
    return total if total is not None and not own else top


def _names_form(task: Task, match: Match) -> bool:
    """Whether the question names the form a fact stands in."""
    return match.fact.table is not None and any(
        c.weight >= 0.5 and found_in(c, fold(match.fact.path[0] if match.fact.path else "")) > 0.5 for c in match.found
    )


def _part_of(top: Match, ranked: list[Match]) -> Match | None:
    """The part printed under the best fit that carries more of the question ("how much of procurement was for goods")."""
    under = [
        m
        for m in ranked
        if m.fact.path[-1:] == (top.fact.item,) and beside(m.fact, top.fact) and m.coverage > top.coverage
    ]
    return under[0] if under and under[0].score >= top.score - 0.08 else None


def _total_of(task: Task, top: Match, ranked: list[Match]) -> Match | None:
    """The printed total where the best fit is only one of its parts and the question names none ("共计42个单位").

    The parts of one line that add up to another figure of it are its parts, whatever the wording.
    """
    line = [
        m
        for m in ranked
        if beside(m.fact, top.fact) and m.fact.unit == top.fact.unit and m.fact.item == top.fact.item
    ]
    values = [m.fact.value for m in line if m.fact.value is not None]
    if len(values) < 3 or task.search.covers_text(" ".join(top.fact.path)) >= 0.3:
        return None
    return next(
        (
            m
            for m in line
            if m.fact.value is not None and m.coverage >= top.coverage - 0.15 and sum(values) == 2 * m.fact.value
        ),
        None,
    )


def prefer(task: Task, alike: list[Match]) -> list[Match]:
    """Of facts that fit alike: the executed or final figure, the total row, the first line that says it."""

    def seldom(fact: Fact) -> int:
        """A figure the report repeats goes before one it prints once under the same name."""
        name = task.canonical(fact)
        return -len({f.line for f in task.facts if task.canonical(f) == name and f.period == fact.period and _same_print(f, fact)})

    for key in (_basis_rank, _row_rank, _measure_rank, seldom):
        least = min(key(match.fact) for match in alike)
        alike = [match for match in alike if key(match.fact) == least]
    seen: dict[tuple[object, str], Match] = {}
    for match in alike:
        seen.setdefault((match.fact.value, match.fact.unit), match)
    return list(seen.values())


def _same_print(one: Fact, other: Fact) -> bool:
    """Whether two prints are of one figure: equal, or equal within the rounding of the coarser (3,503,499元, 350.35万元)."""
    if one.value is None or other.value is None:
        return False
    if one.unit == other.unit:
        return one.value == other.value
    if one.unit not in MONEY_UNITS or other.unit not in MONEY_UNITS:
        return False
    ulp = max(MONEY_UNITS[f.unit] * Decimal(1).scaleb(-f.decimals) for f in (one, other))
    return abs(one.value * MONEY_UNITS[one.unit] - other.value * MONEY_UNITS[other.unit]) <= ulp / 2


def _basis_rank(fact: Fact) -> int:
    return {"决算": 0, "完成": 0, None: 0, "调整预算": 1, "预算": 1, "年初预算": 2, "目标": 2}.get(fact.basis, 1)


def _row_rank(fact: Fact) -> int:
    return 0 if fact.item in ("总额", "合计") else 1 if fact.table is None else 2


def _measure_rank(fact: Fact) -> int:
    return {"amount": 0, "value": 0, "count": 1, "score": 1}.get(fact.measure, 2)
