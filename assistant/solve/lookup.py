"""Quote one printed figure, or several that the question names side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.calculator import convert, total
from assistant.draft import Draft, cite, quantity, shown, shown_fact, shown_money
from assistant.evidence import Match, _found_in
from assistant.fold import fold
from assistant.plan import Plan
from assistant.question import Concept, concepts_in
from assistant.task import Task, acceptable
from index.amounts import MONEY_UNITS
from index.read import clean_text
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
# The wording names several things side by side …
_SIDE_BY_SIDE = r"几[个家].*[、，,和].*几[个家]|\bwhat (?:were|are)\b.*\band\b|\bhow many\b.*\band\b.*\bhow many\b|分别|(?:多少|几).*[?？,，].*(?:多少|几)|(?:和|与|及|跟|、|加)[^，。？?]{1,20}(?:一共|合计|加起来|加在?一起|两项|三项|总共|各|分别|相加|之和)|\bplus\b|\+|\bhow much\b.*\band\b.*\bhow much\b|\bboth\b|\btogether\b|\bcombined\b|- .*,.*\band\b"
# … or asks for their sum.
_SUM = r"加在?一起|加起来|相加|之和|总和|合起来|加在一起|合计|一共|总共|\bplus\b|\bsum\b|\btogether\b|\bcombined\b|\badd(?:ed|ing)? up\b|\+"
# A fact that carries less than this of the question must lead the next one of another item by `LEAST_LEAD`.
SURE_COVERAGE = 0.75
LEAST_LEAD = 0.025
LEVELS = frozenset({"amount", "count", "value", "score", "completion_rate", "share", "target", "weight"})
# Measures that answer only when the question names them.
NAMED_ONLY = frozenset({"target", "weight", "share", "completion_rate"})


def level_filter(task: Task) -> Callable[[Fact], bool]:
    """Facts that may answer a plain look-up: of the wanted unit, and of the basis or measure the question names."""
    plan, question = task.plan, task.question
    given = {number for number in question.numbers if number[1]}
    named = _named_measures(task)
    bases = [(kind, value) for mark, kind, value in BASIS_MARKS if question.has(mark)]

    def fits(fact: Fact) -> bool:
        if fact.value is None or fact.measure not in LEVELS or not _of_period(plan, fact):
            return False
        if (fact.value, fact.unit) in given:
            return False  # the question itself names this figure; it asks for another
        if fact.measure in NAMED_ONLY and fact.measure not in named:
            return False
        if named and fact.measure not in named:
            return False
        cells = (
            bool(named & {"value", "target"}) and plan.want == "money"
        )  # an indicator's own unit, whatever the form is called
        if plan.units and fact.unit not in plan.units and not cells:
            return False
        if plan.want == "count" and (fact.unit in MONEY_UNITS or fact.unit in ("%", "")) and not plan.units:
            return False
        if (
            fact.table is not None
            and not named
            and any(kind == "basis" and fact.basis != value for kind, value in bases)
        ):
            return False
        return not (fact.table is None and any(v == "年初预算" for _, v in bases) and fact.basis != "年初预算")

    return fits


def _of_period(plan: Plan, fact: Fact) -> bool:
    """Whether a fact is of the year asked about: the report's own, or the earlier one the question names."""
    own = {str(report.year) for report in plan.reports if report.file == fact.file}
    if plan.prior:
        return fact.period in {str(year) for year in plan.prior_years} and fact.period not in own
    asked = {str(year) for year in plan.question.years}
    return fact.period is None or fact.period in own or fact.period in asked


# Spending as a part of the budget is the printed execution rate.
OF_BUDGET = r"(?:实际|用掉|花掉|花了|执行).{0,16}占.{0,8}预算(?!支出|收入|财政)|(?:share|percent|percentage|proportion) of (?:its|the|their) (?:\w+[- ]){0,3}budget"


def _named_measures(task: Task) -> set[str]:
    question = task.question
    named = set()

    def says(pattern: str) -> bool:
        return re.search(pattern, task.question.wording, re.I) is not None

    if says(r"指标值|目标值"):
        return {"target"}
    if question.has("预算执行率", "完成率") or says(
        r"完成率|执行率|完成预算|完成了?(?:百分之|多少)|completion rate|execution rate|at what rate"
    ):
        named.add("completion_rate")
    if question.has("完成值") or says(
        r"完成值|实际完成|actually (?:achieved|reached)|completion figure|(?:was|were|is) (?:achieved|reached|attained)"
    ):
        named.add("value")
    elif says(r"上限|\bceiling\b|\bcap\b|目标|指标值|\btargets?\b|\bminimum\b|supposed to|at least how"):
        named |= (
            {"target"}
            if not says(r"实际|完成|actual|achieved|completed|recorded|reached|report(?:ed)?\b.*against")
            else {"value"}
        )
    if says(r"权重|分值|\bweights?\b"):
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
    ranked = task.search.rank(level_filter(task), concepts)
    if task.plan.want == "score" and not any(_names_form(task, match) for match in ranked[:1]):
        ranked = [match for match in ranked if match.fact.table is None]  # no project is named: the body's own score
    if not ranked:
        return []
    top = _total_score(task, ranked)
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
    alike = [match for match in ranked if match.score >= top.score - 0.004]
    return _prefer(task, alike)


def _total_score(task: Task, ranked: list[Match]) -> Match:
    """The best fit; where a form's score is asked and no indicator of it is named, the form's total score."""
    top = ranked[0]
    if task.plan.want != "score" or top.fact.table is None or top.fact.item in ("合计", "总分"):
        return top
    subject = fold(top.fact.path[0]) if top.fact.path else ""
    own = [c for c in top.found if c.weight >= 0.5 and _found_in(c, subject) < 0.5]
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
        c.weight >= 0.5 and _found_in(c, fold(match.fact.path[0] if match.fact.path else "")) > 0.5 for c in match.found
    )


def _part_of(top: Match, ranked: list[Match]) -> Match | None:
    """The part printed under the best fit that carries more of the question ("how much of procurement was for goods")."""
    under = [
        m
        for m in ranked
        if m.fact.path[-1:] == (top.fact.item,) and m.fact.line == top.fact.line and m.coverage > top.coverage
    ]
    return under[0] if under and under[0].score >= top.score - 0.08 else None


def _total_of(task: Task, top: Match, ranked: list[Match]) -> Match | None:
    """The printed total where the best fit is only one of its parts and the question names none ("共计42个单位").

    The parts of one line that add up to another figure of it are its parts, whatever the wording.
    """
    line = [
        m
        for m in ranked
        if m.fact.line == top.fact.line and m.fact.unit == top.fact.unit and m.fact.item == top.fact.item
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


def _prefer(task: Task, alike: list[Match]) -> list[Match]:
    """Of facts that fit alike: the executed or final figure, the total row, the first line that says it."""

    def seldom(fact: Fact) -> int:
        """A figure the report repeats goes before one it prints once under the same name."""
        name = task.canonical(fact)
        return -len(
            {f.line for f in task.facts if f.value == fact.value and f.unit == fact.unit and task.canonical(f) == name}
        )

    for key in (_basis_rank, _row_rank, _measure_rank, seldom):
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
    """One figure as printed, in the unit asked for, with the counts or parts printed beside it where they are asked."""
    plan = task.plan
    if not task.question.concepts or plan.want == "text" or plan.asks("instance") or _sets_against(task):
        return None
    matches = choose(task)
    if not matches:
        return None if plan.prior else _tell_zero(task)
    if plan.asks("average") and not any("均" in match.fact.item for match in matches):
        return None
    if len(matches) > 1:
        if plan.asks("each") and len({m.fact.line for m in matches}) == 1:
            return _tell_all(task, [m.fact for m in matches])
        return _ask_which(task, matches) if len({m.fact.item for m in matches}) > 1 else None
    if matches[0].fact.measure == "share" and not plan.asks("each"):
        return None  # which whole is meant decides a share; that is `solve_share`'s to say
    if not _carries_part(task, matches[0]) or not answers_kind(task, matches[0].fact):
        return None
    fact = _with_parts(task, matches[0].fact) if plan.asks("kinds") else matches[0].fact
    if plan.asks("each"):
        alike = [
            f
            for f in task.facts
            if f.line == fact.line and f.measure == fact.measure and f.unit == fact.unit and f.table is None
        ]
        if fact.measure == "share" and len(alike) > 1:
            return _tell_all(task, alike)
    draft = task.draft()
    value = _in_unit(task, draft, fact)
    if plan.asks("yesno") and fact.value == 0 and plan.want != "money":
        draft.say("yes_none", item=task.about(fact)["item"], value=value)
    else:
        draft.say("lookup", basis="", value=value, **task.about(fact))
    _add_counts(task, draft, fact)
    _add_parts(task, draft, fact)
    if plan.asks("deducted"):
        _add_deductions(task, draft, fact)
    draft.cite_context([fact])
    return draft


def answers_kind(task: Task, fact: Fact) -> bool:
    """Whether a figure is an answer to the kind of question: not to "who", nor to yes or no, nor a whole to "what is left"."""
    if task.question.says(
        r"代码|编码|编号|\bcode\b|谁|名字|叫什么|哪一?年|哪一?[天月日]|什么时候|何时|\bwhen\b|\b(?:which|what) (?:year|month|date)\b|\bwho\b|\bwhose\b|\bnames? of\b"
    ):
        return False
    if task.plan.asks("yesno") and task.plan.want in ("any", "text") and fact.value != 0:
        return any(c.kind == "item" and c.canonical == task.canonical(fact) for c in task.question.concepts)
    return not task.plan.asks("unspent") or bool(re.search(r"剩|未|没|结余|结转|不支付", f"{fact.item}{fact.clause}"))


def _sets_against(task: Task) -> bool:
    """Whether two things are set against each other: one printed figure alone is no answer to that."""
    if task.plan.asks("multiple"):
        return True
    against = r"比[^，。？]{1,40}[多少高低]|\b(?:more|less|fewer|higher|lower) than\b|\bexceed|\bminus\b|\bcheaper\b|\bby what percent"
    return task.plan.asks("difference", "change") and not task.plan.asks("yearly") and task.question.says(against)


_PART_ASKED = re.compile(
    r"how much of .+?\b(?:went (?:on|to|into)|was|were|is) (?:for |spent on |due to )?(?P<part>.+)|(?:里面?|中|当中)(?:有多少|用于|花在)(?P<zh>.+?)(?:的)?(?:是多少|有多少|多少|$)",
    re.I,
)


def _carries_part(task: Task, match: Match) -> bool:
    """Where a part of something is asked for, whether the fact is of that part and not of the whole."""
    asked = _PART_ASKED.search(task.question.plain)
    if not asked:
        return True
    concepts = [c for c in concepts_in(asked["part"] or asked["zh"] or "", task.vocabulary) if c.weight >= 0.5]
    text = fold("|".join((match.fact.item, *match.fact.path)))
    return all(
        _found_in(c, text) >= 0.5 or c.canonical == task.canonical(match.fact) for c in concepts if c.kind != "unknown"
    )


def _tell_zero(task: Task) -> Draft | None:
    """What the question supposes of an item on which nothing was spent falls away: the printed zero is the answer."""
    items = {c.canonical for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5}
    zeros = [f for f in task.facts if f.measure == "amount" and f.value is not None and task.canonical(f) in items]
    if len(items) != 1 or not zeros or any(f.value != 0 for f in zeros) or task.plan.want == "percent":
        return None
    draft = task.draft()
    draft.state(zeros[-1], task.naming.fact(zeros[-1]))
    return draft.say("yes_none", item=task.about(zeros[-1])["item"], value=shown_fact(draft, zeros[-1]))


def _tell_all(task: Task, facts: list[Fact]) -> Draft:
    """Figures of one kind that one line prints side by side."""
    draft = task.draft()
    for position, fact in enumerate(facts):
        draft.state(fact, task.naming.fact(fact))
        about = task.about(fact)
        value = shown_fact(draft, fact)
        draft.say("lookup", basis="", value=value, **about) if position == 0 else draft.say(
            "lookup_more", item=about["item"], value=value
        )
    return draft


def _add_counts(task: Task, draft: Draft, fact: Fact) -> None:
    """The counts printed with an amount of the same item in the same line (25批次, 270人次; 1辆)."""
    if fact.unit not in MONEY_UNITS or fact.table is not None or task.plan.want == "percent":
        return
    name = task.vocabulary.canonical_of(fact.item)
    counts = [
        f for f in task.facts
        if f.file == fact.file and f.line == fact.line and f.measure == "count" and f.value is not None
        and (f.item == fact.item or task.vocabulary.canonical_of(f.item) == name or f.item in name or ("购置" in f.item and "购置" in fact.item))
        and f.item != "公务用车"
    ]  # fmt: skip
    for count in counts[:3]:
        draft.state(count, task.naming.fact(count))
        draft.say("lookup_more", item=task.naming.fact(count), value=shown_fact(draft, count))


def _with_parts(task: Task, fact: Fact) -> Fact:
    """The fact, or another that prints the same figure together with its parts."""

    def parts(whole: Fact) -> bool:
        return any(f.line == whole.line and f.path[-1:] == (whole.item,) and f.unit == whole.unit for f in task.facts)

    if parts(fact):
        return fact
    same = [
        f
        for f in task.facts
        if f.value == fact.value and f.unit == fact.unit and f.file == fact.file and f.table is None
    ]
    return next((f for f in same if parts(f)), fact)


def _add_parts(task: Task, draft: Draft, fact: Fact) -> None:
    """The parts printed under a figure, where the question asks of what kinds it is."""
    if not task.plan.asks("kinds"):
        return
    parts = [
        f
        for f in task.facts
        if f.line == fact.line and f.file == fact.file and f.path[-1:] == (fact.item,) and f.unit == fact.unit
    ]
    for part in parts:
        draft.state(part, task.naming.fact(part))
        draft.say("lookup_more", item=task.naming.fact(part), value=shown_fact(draft, part))


def _add_deductions(task: Task, draft: Draft, fact: Fact) -> None:
    """The sentence of the line that says where points were lost."""
    text = "".join(clean_text(line.text) for line in task.library.lines(fact.file, fact.line, fact.end_line))
    match = re.search(r"[^，。；]*扣分[^。；]*", text)
    if match:
        draft.say("quote", quote=f"“{match.group()}”{cite(fact)}")


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
    patterns = {
        "亿元": r"多少亿|亿元",
        "万元": r"多少万|万元",
        "元": r"多少元|几元|是多少块|plain yuan|in yuan|(?<!million )\byuan\b.*not",
    }
    return task.question.says(patterns[unit]) and not task.question.says(r"\d\s*(?:亿|万)元")


def _ask_which(task: Task, matches: list[Match]) -> Draft | None:
    items = list(dict.fromkeys(task.naming.fact(match.fact) for match in matches))[:6]
    draft = task.draft().say("unclear_item", items="; ".join(items))
    draft.status = "unclear"
    return draft


def solve_several(task: Task) -> Draft | None:
    """Several figures asked for in one question: each item it names, each with its own best fact."""
    if task.plan.prior or task.plan.want not in ("money", "count", "number", "any") or task.plan.asks("average"):
        return None
    if not task.plan.asks("each", "kinds") and not task.question.says(_SIDE_BY_SIDE):
        return None
    targets = _targets(task)
    if len(targets) < 2:
        return None
    found: list[tuple[Concept, Match]] = []
    fits = _any_level
    for concept in targets:
        matches = task.search.rank(fits, _with_frame(task, concept, targets), meaning=False)
        own = [m for m in matches if m.coverage >= 0.95 and m.score >= 0.7 and m.fact.measure in ("amount", "count")]
        if own:
            match = _prefer(task, [m for m in own if m.score >= own[0].score - 0.004])[0]
            if concept.kind != "general" or any(_found_in(concept, fold(text)) >= 0.9 for text in (match.fact.item,)):
                found.append((concept, match))
    facts = list(dict.fromkeys(match.fact for _, match in found))
    parents = {name for fact in facts for name in fact.path} if task.question.says(_SUM) else set()
    kept = [
        fact
        for fact in facts
        if fact.item not in parents and task.canonical(fact) not in {task.vocabulary.canonical_of(p) for p in parents}
    ]
    facts = kept if len(kept) > 1 else facts
    needed = [concept for concept in targets if concept.kind != "general" or concept.weight >= 0.7]
    if len(facts) < 2 or len(found) < len(needed):
        return None
    if task.question.says(_SUM) and len({fact.unit for fact in facts}) == 1:
        return _tell_sum(task, facts)
    return _tell_all(task, facts)


def _targets(task: Task) -> list[Concept]:
    """The items the question names side by side, without the whole they are parts of."""
    named = [c for c in task.question.concepts if c.weight >= 0.5 and c.kind in ("item", "indicator", "fund")]
    general = [
        c for c in task.question.concepts if c.weight >= 0.4 and c.kind in ("general", "body") and len(named) < 2
    ]
    if any(c.kind != "fund" for c in named):
        named = [c for c in named if c.kind != "fund"]
    inside = [
        c
        for c in named
        if task.question.says(
            rf"{re.escape(c.text)}[”\"]?(?:支出)?(?:里面?|中|当中|内|下面?|项下|之下)|within (?:the )?{re.escape(c.text)}"
        )
    ]
    return [c for c in named if c not in inside] + general


def _with_frame(task: Task, concept: Concept, targets: list[Concept]) -> tuple[Concept, ...]:
    """A general word (货物) is looked for under the item it belongs to (政府采购)."""
    if concept.kind != "general":
        return (concept,)
    return (concept, *[c for c in targets if c.kind in ("item", "indicator")][:1])


def _tell_sum(task: Task, facts: list[Fact]) -> Draft:
    """The sum of items the question names."""
    draft = task.draft()
    working = draft.work(total(quantity(fact) for fact in facts))
    names = ("、" if draft.language == "zh" else " + ").join(task.naming.fact(fact) for fact in facts)
    draft.figure(working.result, working.unit, names, facts[0].period, facts)
    draft.say("total", item=names, value=shown_money(draft, working.result, working.unit))
    operands = " + ".join(shown_fact(draft, fact) for fact in facts)
    return draft.say("working_short", expression=operands, value=shown(working.result, working.unit))


def _any_level(fact: Fact) -> bool:
    return fact.value is not None and fact.measure in ("amount", "count")
