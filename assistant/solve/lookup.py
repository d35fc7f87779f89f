"""Quote one printed figure, or several that the question names side by side."""

from __future__ import annotations

from collections.abc import Callable

from assistant.calculator import convert
from assistant.draft import Draft, cite, quantity, shown, shown_fact
from assistant.evidence import Match
from assistant.question import Concept
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
LEVELS = frozenset({"amount", "count", "value", "score", "completion_rate", "share", "target", "weight"})
# Measures that answer only when the question names them.
NAMED_ONLY = frozenset({"target", "weight", "share", "completion_rate"})


def level_filter(task: Task) -> Callable[[Fact], bool]:
    """Facts that may answer a plain look-up: of the wanted unit, and of the basis or measure the question names."""
    plan, question = task.plan, task.question
    named = _named_measures(task)
    bases = [(kind, value) for mark, kind, value in BASIS_MARKS if question.has(mark)]

    def fits(fact: Fact) -> bool:
        if fact.value is None or fact.measure not in LEVELS:
            return False
        if fact.measure in NAMED_ONLY and fact.measure not in named:
            return False
        if named and fact.measure not in named:
            return False
        if plan.units and fact.unit not in plan.units:
            return False
        if any(kind == "basis" and fact.basis not in (value, None) for kind, value in bases) and fact.table is not None:
            return False
        return not (fact.table is None and any(v == "年初预算" for _, v in bases) and fact.basis != "年初预算")

    return fits


def _named_measures(task: Task) -> set[str]:
    question = task.question
    named = set()
    if question.has("预算执行率", "完成率") or question.says(r"完成率|执行率|完成预算|完成了?(?:百分之|多少)|completion rate|execution rate|at what rate"):
        named.add("completion_rate")
    if question.says(r"目标|指标值|\btargets?\b|\bminimum\b|supposed to|at least how"):
        named |= {"target"} if not question.says(r"完成值|实际|actual|report(?:ed)?\b.*against") else {"value"}
    if question.says(r"权重|分值|\bweights?\b"):
        named.add("weight")
    if task.plan.want == "score" and not named:
        named.add("score")
    if task.plan.asks("share") and task.plan.want == "percent" and not named:
        named.add("share")
    return named


def choose(task: Task, concepts: tuple[Concept, ...] | None = None, least: float | None = None) -> list[Match]:
    """The best fitting look-up facts: one, or several that fit alike and say different things."""
    ranked = task.search.rank(level_filter(task), concepts)
    if not ranked:
        return []
    top = ranked[0]
    if not (acceptable(top) if least is None else acceptable(top, least)):
        return []
    alike = [match for match in ranked if match.score >= top.score - 0.004]
    return _prefer(task, alike)


def _prefer(task: Task, alike: list[Match]) -> list[Match]:
    """Of facts that fit alike: the executed or final figure, the total row, the first line that says it."""
    for key in (_basis_rank, _row_rank, _measure_rank):
        least = min(key(match.fact) for match in alike)
        alike = [match for match in alike if key(match.fact) == least]
    seen: dict[tuple[object, str], Match] = {}
    for match in alike:
        seen.setdefault((match.fact.value, match.fact.unit), match)
    return list(seen.values())


def _basis_rank(fact: Fact) -> int:
    return {"决算": 0, "完成": 0, None: 0, "调整预算": 1, "预算": 1, "年初预算": 2, "目标": 2}.get(fact.basis, 1)


def _row_rank(fact: Fact) -> int:
    return 0 if fact.item in ("总额", "合计") else 1 if fact.table is None else 2


def _measure_rank(fact: Fact) -> int:
    return {"amount": 0, "value": 0, "count": 1, "score": 1}.get(fact.measure, 2)


def solve_lookup(task: Task) -> Draft | None:
    """One figure as printed, in the unit asked for."""
    if not task.question.concepts or task.plan.prior or (task.plan.asks("text") and not task.plan.asks("plain")):
        return None
    matches = choose(task)
    if not matches:
        return None
    if len(matches) > 1:
        totals = [m for m in matches if "共计" in m.fact.clause or "合计" in m.fact.clause]
        if task.plan.want == "count" and totals:
            matches = [max(totals, key=lambda m: m.fact.value or 0)]
        else:
            return _ask_which(task, matches) if len({m.fact.item for m in matches}) > 1 else None
    fact = matches[0].fact
    draft = task.draft()
    value = _in_unit(task, draft, fact)
    draft.say("lookup", basis="", value=value, **task.about(fact))
    draft.cite_context([fact])
    if task.question.says(r"吗|^did|^was|^were|^is") and fact.value == 0:
        draft.text = ""
        draft.say("yes_none", item=task.about(fact)["item"], value=value)
    return draft


def _in_unit(task: Task, draft: Draft, fact: Fact) -> str:
    """The figure in the unit the question names, where it names another than printed; the conversion is shown."""
    wanted = next((unit for unit in ("亿元", "万元", "元") if _asks_unit(task, unit)), None)
    if wanted and fact.unit in MONEY_UNITS and wanted != fact.unit and fact.value is not None:
        working = draft.work(convert(quantity(fact), wanted))
        draft.figure(working.result, wanted, task.naming.fact(fact), fact.period, [fact])
        if draft.language == "en" and wanted == "元":
            return f"{shown(working.result, '')} yuan ({shown_fact_bare(fact)}){cite(fact)}"
        return f"{shown(working.result, wanted)}（{shown_fact_bare(fact)}）{cite(fact)}"
    draft.state(fact, task.naming.fact(fact))
    return shown_fact(draft, fact)


def shown_fact_bare(fact: Fact) -> str:
    """A fact's figure as text without its citation."""
    assert fact.value is not None
    return shown(fact.value, fact.unit)


def _asks_unit(task: Task, unit: str) -> bool:
    patterns = {"亿元": r"多少亿|亿元", "万元": r"多少万|万元", "元": r"多少元|几元|是多少块|plain yuan|in yuan|(?<!million )\byuan\b.*not"}
    return task.question.says(patterns[unit]) and not task.question.says(r"\d\s*(?:亿|万)元")


def _ask_which(task: Task, matches: list[Match]) -> Draft | None:
    items = list(dict.fromkeys(task.naming.fact(match.fact) for match in matches))[:6]
    draft = task.draft().say("unclear_item", items="; ".join(items))
    draft.status = "unclear"
    return draft


def solve_several(task: Task) -> Draft | None:
    """Several figures asked for in one question: each item it names, each with its own best fact."""
    targets = [c for c in task.question.concepts if c.kind in ("item", "indicator", "fund") and c.weight >= 0.5]
    if len(targets) < 2 or task.plan.prior:
        return None
    others = tuple(c for c in task.question.concepts if c not in targets)
    found: list[tuple[Concept, Match]] = []
    fits = level_filter(task) if task.plan.want not in ("count", "money", "any") else _any_level
    for concept in targets:
        matches = task.search.rank(fits, (concept, *[c for c in others if c.kind == "unknown"][:0]), meaning=False)
        own = [m for m in matches if m.coverage >= 0.95 and m.score >= 0.7 and m.fact.measure in ("amount", "count")]
        if own:
            found.append((concept, _prefer(task, [m for m in own if m.score >= own[0].score - 0.004])[0]))
    facts = list(dict.fromkeys(match.fact for _, match in found))
    if len(facts) < 2 or len(found) < len(targets):
        return None
    draft = task.draft()
    for position, fact in enumerate(facts):
        draft.state(fact, task.naming.fact(fact))
        key = "lookup" if position == 0 else "lookup_more"
        about = task.about(fact)
        value = shown_fact(draft, fact)
        draft.say(key, basis="", value=value, **about) if position == 0 else draft.say(key, item=about["item"], value=value)
    return draft


def _any_level(fact: Fact) -> bool:
    return fact.value is not None and fact.measure in ("amount", "count")
