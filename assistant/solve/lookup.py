"""Quote one printed figure, with the counts or parts printed beside it where they are asked."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.calculator import convert, share
from assistant.draft import Draft, cite, quantity, shown, shown_fact
from assistant.evidence import Match, beside, found_in, own_part
from assistant.fold import fold
from assistant.question import concepts_in
from assistant.solve.levels import NOT_SPENT, choose
from assistant.solve.missing import tell_unlisted
from assistant.solve.recompute import slipped
from assistant.task import Task
from index.amounts import MONEY_UNITS
from index.meant import meant_text
from index.types import BUDGET_BASES, Fact

_ASKS_AMOUNT = re.compile(r"多少|几|\bhow (?:much|many)\b|\bwhat (?:was|were|is|are)\b", re.I)


def solve_lookup(task: Task) -> Draft | None:
    """One figure as printed, in the unit asked for, with the counts or parts printed beside it where they are asked."""
    plan = task.plan
    if (not task.question.concepts and plan.want != "score") or plan.want == "text" or plan.asks("instance") or _sets_against(task):
        return None
    if plan.asks("reason") and not _ASKS_AMOUNT.search(task.question.plain):
        return None  # why it is so is not answered by how much it is
    matches = choose(task)
    if not matches:
        return None if plan.prior else tell_zero(task)
    if plan.asks("average") and not any("均" in match.fact.item for match in matches):
        return None
    if len(matches) > 1:
        if plan.asks("each") and len({m.fact.line for m in matches}) == 1:
            return tell_all(task, [m.fact for m in matches])
        return _ask_which(task, matches) if len({m.fact.item for m in matches}) > 1 else None
    if matches[0].fact.measure == "share" and not plan.asks("each"):
        return None  # which whole is meant decides a share; that is `solve_share`'s to say
    if not _carries_part(task, matches[0]) or not answers_kind(task, matches[0].fact):
        return None
    if plan.asks("rank") and not _says_rank(matches[0].fact):
        return None  # which is the largest is decided by setting all side by side, not by one of them
    fact = _with_parts(task, matches[0].fact) if plan.asks("kinds") else matches[0].fact
    if plan.asks("each"):
        alike = [
            f
            for f in task.facts
            if beside(f, fact) and f.measure == fact.measure and f.unit == fact.unit and f.table is None
        ]
        if fact.measure == "share" and len(alike) > 1:
            return tell_all(task, alike)
    draft = task.draft()
    value = _in_unit(task, draft, fact)
    recomputed = recheck_rate(task, draft, fact) if fact.measure == "completion_rate" else None
    if plan.asks("yesno") and fact.value == 0 and plan.want != "money":
        draft.say("yes_none", item=task.about(fact)["item"], value=value)
    else:
        draft.say("lookup", basis="", value=value, **task.about(fact))
    if recomputed is not None:
        draft.say("rate_differs", printed=value, value=recomputed)
    _add_counts(task, draft, fact)
    _add_parts(task, draft, fact)
    if plan.asks("deducted"):
        _add_deductions(task, draft, fact)
    draft.cite_context([fact])
    return draft


def recheck_rate(task: Task, draft: Draft, rate: Fact) -> str | None:
    """The completion rate that the printed outturn and budget give, where it is not the printed one; else None.

    It goes before the printed one where the question asks what was really met.
    """
    own = [f for f in task.facts if beside(f, rate) and f.item == rate.item and f.measure == "amount" and f.value]
    done = next((f for f in own if f.basis == "决算"), None)
    budgets = [f for f in own if f.basis in BUDGET_BASES]
    if done is None or not budgets or rate.value is None:
        return None
    workings = [share(quantity(done), quantity(budget)) for budget in budgets if budget.unit == done.unit]
    slack = Decimal("0.5").scaleb(-rate.decimals) + Decimal("0.6")
    if not workings or any(abs(working.result - rate.value) <= slack for working in workings):
        return None
    working = draft.work(workings[0])
    draft.figure(working.result, "%", task.naming.fact(rate), rate.period, [done, budgets[0]])
    moved = slipped(working.result, rate.value, rate.decimals)
    if moved or task.question.says(r"实际|应当?|到底|真正|\breally\b|\bactual"):
        draft.figures.insert(0, draft.figures.pop())
    return shown(working.result, "%")


def answers_kind(task: Task, fact: Fact) -> bool:
    """Whether a figure is an answer to the kind of question: not to "who", nor to yes or no, nor a whole to "what is left"."""
    if task.question.says(
        r"(?:代码|编码|编号)(?:是|为|多少)|什么(?:代码|编码)|\b(?:which|what)(?: \w+){0,3} code\b|谁|名字|叫什么|哪一?年|"
        r"哪一?[天月日]|什么时候|何时|\bwhen\b|\b(?:which|what) (?:year|month|date)\b|\bwho\b|\bwhose\b|\bnames? of\b"
    ):
        return False
    told = fold(f"{fact.item}{'|'.join(fact.path)}{fact.clause}{'|'.join(fact.section)}")
    if not _of_level(task, fact):
        return False
    if fact.unit not in ("%", "‰", "倍") and task.question.says(_ASKS_RATE) and task.plan.want != "count":
        return False  # the ratio of a thing is not the thing (债务率, 债务余额)
    done = _DONE_TO_IT.search(task.question.wording)
    if done and not re.search(_SAME_DEED.get(done.group(), done.group()), fold(f"{fact.item}{own_part(fact)}")):
        return False  # what was taken back of a sum is not the sum
    if any(re.search(asked, task.question.wording, re.I) and not re.search(printed, told) for asked, printed in _SCOPES):
        return False
    if task.plan.asks("yesno") and fact.unit != "%" and any(unit == "%" for _, unit in task.question.numbers):
        return False  # a percentage is put to the test, and this is none
    if task.plan.asks("yesno") and task.plan.want in ("any", "text") and fact.value != 0:
        return any(c.kind == "item" and c.canonical == task.canonical(fact) for c in task.question.concepts)
    return not task.plan.asks("unspent") or bool(NOT_SPENT.search(f"{fact.item}{fact.clause}"))


# A government's accounts tell the whole area's figures and those of its own level: neither stands for the other.
_WHOLE_AREA = re.compile(r"全[省市州县縣区區旗盟](?!人大|级)|\b(?:city|county|district|province)-?wide\b|\bwhole (?:city|county|district)\b", re.I)
_OWN_LEVEL = re.compile(r"[省市州县縣区區旗盟][级級](?!预算单位|部门)|本[级級]|\b(?:municipal|city|county|district|own)[- ]level\b", re.I)


def _of_level(task: Task, fact: Fact) -> bool:
    """Whether a figure is of the level the question names: the whole area, or the government's own level."""
    told = f"{fact.item}{'|'.join(fact.path)}{fact.section[-1] if fact.section else ''}"
    asked = task.question.plain
    whole, own = bool(_WHOLE_AREA.search(asked)), bool(_OWN_LEVEL.search(asked))
    if whole == own:
        return True
    return not (_OWN_LEVEL.search(told) and not _WHOLE_AREA.search(told)) if whole else not (
        _WHOLE_AREA.search(told) and not _OWN_LEVEL.search(told)
    )


_ASKS_RATE = r"[\u4e00-\u9fff]{2}率(?:是|为|有)?(?:多少|几|多高)|\b(?:debt|savings|liability) (?:ratio|rate)\b"
_DONE_TO_IT = re.compile(r"(?:收回|退回|追加|核减|动支|上缴|调剂|没收)(?![以之]?后)")
_SAME_DEED = {"追加": "追加|调增|增加", "核减": "核减|调减|压减|减少", "收回": "收回|调减|减少"}
# A part of the body that a question speaks of: a figure of the whole is no answer.
_SCOPES = (
    (r"下属|所属|直属|\bsubordinate\b|\baffiliated\b", r"下属|所属|直属|单位"),
    (r"[各县区]县|区县|县区|乡镇|\bcount(?:y|ies) and district|\btownships\b", r"县|乡镇|区"),
)


def _says_rank(fact: Fact) -> bool:
    """Whether the report itself says of a figure that it is the largest or smallest."""
    return bool(re.search(r"最[高低大小多少]|第[一二三四五]|首位", f"{fact.item}{fact.clause}"))


def _sets_against(task: Task) -> bool:
    """Whether two things are set against each other: one printed figure alone is no answer to that."""
    if task.plan.asks("multiple") or (task.plan.asks("yearly") and task.plan.asks("change") and not task.plan.prior):
        return True
    against = (
        r"比[^，。？]{1,40}[多少高低]|\b(?:more|less|fewer|higher|lower|larger|bigger|smaller|greater)\b.{0,60}\bthan\b|\bexceed|"
        r"\bminus\b|\bcheaper\b|\bby what percent"
    )
    if task.question.says(
        r"(?:离|距离?)[^，。？?]{1,14}还|不是[^，。？?]{1,16}的|除了|不含(?!税)|\bexcluded\b|"
        r"\bother than\b|\bnot counting\b|\bexcluding\b|\bwithout\b"
    ):
        return True  # what is left of a limit, or all but one: no single printed figure
    if task.question.says(
        r"推算|加总|加起来|按(?:合计|总计|分项|各部分)|应(?:该)?(?:是|为)多少|加上|\bplus\b|\bhow far\b|\badd(?:ing|ed)? up\b|"
        r"\bshould\b.{0,20}\bbe\b"):
        return True  # what a figure ought to be is worked out, not looked up
    return task.plan.asks("difference", "change") and not task.plan.asks("yearly") and task.question.says(against)


_PART_ASKED = re.compile(
    r"how much of .+?\b(?:went (?:on|to|into)|was|were|is) (?:for |spent on |due to )?(?!(?:actually |really )?(?:executed|spent|used|paid|"
    r"implemented|left|unspent)\b)(?P<part>.+)|(?:里面?|中|当中)(?:有多少|"
    r"用于|花在)(?P<zh>.+?)(?:的)?(?:是多少|有多少|多少|$)",
    re.I,
)


def _carries_part(task: Task, match: Match) -> bool:
    """Where a part of something is asked for, whether the fact is of that part and not of the whole."""
    asked = _PART_ASKED.search(task.question.plain)
    if not asked:
        return True
    concepts = [c for c in concepts_in(asked["part"] or asked["zh"] or "", task.vocabulary) if c.weight >= 0.5]
    if asked["part"] and not [c for c in concepts if c.kind != "unknown"]:
        return False  # a part whose name no vocabulary holds
    text = fold("|".join((match.fact.item, *match.fact.path)))
    return all(
        found_in(c, text) > (0.9 if c.kind == "general" else 0.5) or c.canonical == task.canonical(match.fact)
        for c in concepts
        if c.kind != "unknown"
    )


def tell_zero(task: Task) -> Draft | None:
    """What the question supposes of an item on which nothing was spent falls away: the printed zero is the answer."""
    items = {c.canonical for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5}
    zeros = [f for f in task.facts if f.measure == "amount" and f.value is not None and task.canonical(f) in items]
    if len(items) != 1 or not zeros or any(f.value != 0 for f in zeros) or task.plan.want == "percent":
        return None
    zeros = [f for f in zeros if task.of_basis(f)]
    if not zeros:
        return None
    draft = task.draft()
    draft.state(zeros[-1], task.naming.fact(zeros[-1]))
    return draft.say("yes_none", item=task.about(zeros[-1])["item"], value=shown_fact(draft, zeros[-1]))


def tell_all(task: Task, facts: list[Fact]) -> Draft:
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


def tell_one(task: Task, fact: Fact) -> Draft:
    """One figure as printed, with the lines that give its cell its meaning."""
    draft = tell_all(task, [fact])
    draft.cite_context([fact])
    return draft


def _add_counts(task: Task, draft: Draft, fact: Fact) -> None:
    """The counts printed with an amount of the same item in the same line (25批次, 270人次; 1辆)."""
    if fact.unit not in MONEY_UNITS or fact.table is not None or task.plan.want == "percent":
        return
    name = task.vocabulary.canonical_of(fact.item)
    counts = [
        f for f in task.facts
        if beside(f, fact) and f.measure == "count" and f.value is not None
        and (f.item == fact.item or task.vocabulary.canonical_of(f.item) == name or f.item in name or ("购置" in f.item and "购置" in fact.item))
        and f.item != "公务用车"
    ]  # fmt: skip
    for count in counts[:3]:
        draft.state(count, task.naming.fact(count))
        draft.say("lookup_more", item=task.naming.fact(count), value=shown_fact(draft, count))


def _with_parts(task: Task, fact: Fact) -> Fact:
    """The fact, or another that prints the same figure together with its parts."""

    def parts(whole: Fact) -> bool:
        return any(beside(f, whole) and f.path[-1:] == (whole.item,) and f.unit == whole.unit for f in task.facts)

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
        if beside(f, fact) and f.path[-1:] == (fact.item,) and f.unit == fact.unit
    ]
    for part in parts:
        draft.state(part, task.naming.fact(part))
        draft.say("lookup_more", item=task.naming.fact(part), value=shown_fact(draft, part))
    tell_unlisted(task, draft, parts)


def _add_deductions(task: Task, draft: Draft, fact: Fact) -> None:
    """The sentence of the line that says where points were lost."""
    text = meant_text(task.library.lines(fact.file, fact.line, fact.end_line))
    match = re.search(r"[^，。；]*扣分[^。；]*", text)
    if match:
        draft.say("quote", quote=f"“{match.group()}”{cite(fact)}")


def _in_unit(task: Task, draft: Draft, fact: Fact) -> str:
    """The figure in the unit the question names, where it names another than printed; the conversion is shown."""
    wanted = next((unit for unit in ("亿元", "万元", "元") if asks_unit(task, unit)), None)
    if wanted and fact.unit in MONEY_UNITS and wanted != fact.unit and fact.value is not None:
        finer = _printed_finer(task, fact, wanted)
        if finer is not None:
            draft.state(finer, task.naming.fact(fact))
            draft.cite_context([finer])
            return f"{shown_fact(draft, finer)}（{shown_fact_bare(fact)}{cite(fact)}）"
        working = draft.work(convert(quantity(fact), wanted))
        draft.figure(working.result, wanted, task.naming.fact(fact), fact.period, [fact])
        if draft.language == "en" and wanted == "元":
            return f"{shown(working.result, '')} yuan ({shown_fact_bare(fact)}){cite(fact)}"
        return f"{shown(working.result, wanted)}（{shown_fact_bare(fact)}）{cite(fact)}"
    draft.state(fact, task.naming.fact(fact))
    return shown_fact(draft, fact)


def _printed_finer(task: Task, fact: Fact, unit: str) -> Fact | None:
    """The same figure as the report prints it elsewhere in the unit asked for, to more places: one alone within its rounding."""
    assert fact.value is not None
    scale = MONEY_UNITS[fact.unit] / MONEY_UNITS[unit]
    value, slack = fact.value * scale, Decimal("0.5").scaleb(-fact.decimals) * scale
    side = next((word for word in ("收入", "支出") if word in fact.item), "")
    same = [
        f for f in task.facts
        if f.file == fact.file and f.unit == unit and f.measure == "amount" and f.value is not None and f.period == fact.period
        and f.basis == fact.basis and abs(f.value - value) <= slack and f.value != value and (side in f.item)
    ]  # fmt: skip
    return same[0] if side and len({f.value for f in same}) == 1 else None


def shown_fact_bare(fact: Fact) -> str:
    """A fact's figure as text without its citation."""
    assert fact.value is not None
    return shown(fact.value, fact.unit)


def asks_unit(task: Task, unit: str) -> bool:
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
