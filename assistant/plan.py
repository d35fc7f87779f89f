"""Decide what a question asks: which reports, which period, which kind of answer, which kind of figure.

Body, year and kind are filters, not hints: what the library does not hold is declined here, before any search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.draft import Draft
from assistant.phrases import phrase
from assistant.question import Question
from index.amounts import MONEY_UNITS
from index.types import Report

# What the wording asks for, tried in this order; one question may ask for several. Chinese | English.
_CUES: dict[str, re.Pattern[str]] = {
    key: re.compile(pattern, re.I)
    for key, pattern in {
        "definition": r"\bexplain\b|什么意思|指的?是?什么|指什么|是指|含义|定义|怎么解释|什么叫|什么是|何谓|名词解释|用来(?:做|干)什么|是哪(?:三|几)样|按什么"
        r"|\bmean(?:s|t|ing)?\b|\bdefin(?:e|es|ed|ition)\b|\bglossary\b|\bstands? for\b|\bwhat is (?:an? |the )?\"",
        "reason": r"缘由|理由|因素|怎么(?!样|算|看).{0,10}[降涨增减少多]|\bexplanation\b|\bexplained?\b|为什么|为何|为啥|原因|缘故|怎么会|何以|\bwhy\b|\breasons?\b|\bcaused?\b|\bhow come\b",
        "hypothetical": r"假如|假设|如果.{0,30}(?:会|将|是多少)|要是|\bsuppose\b|\bassum(?:e|ing)\b|\bif (?:it|they|the).{0,40}\b(?:fell|rose|cut|were)\b",
        "check": r"对得上|加起来.{0,12}(?:等于|一致|相等)|相符|吻合|\badd up to\b|\bagree with\b|\bmatch\b|\btally\b|\breconcile\b|\bconsistent with\b",
        "rank": r"排在?第[一二三四五六]|第[一二三四五六][位名大高]|\b(?:second|third|fourth)[- ](?:largest|biggest|highest|smallest|lowest)\b|\branked? (?:second|third|first)\b|最[大小高低多少好差]|排(?:一排|序|名|列|一下)|从[高多大]到|前[三五十二两]|\b(?:largest|biggest|highest|lowest|smallest|fewest|least|most|best|worst|top|rank(?:ed|ing)?)\b",
        "projects": r"(?:哪个|哪些|哪几个?|几个|多少个?|所有|全部|每个|各|这些|凡是|\d+\s*[个张份]|十三[个张]|两个).{0,16}?(?:项目|自评表)|项目.{0,20}?(?:几个|多少个|哪些|哪个|哪几)|(?:项目|自评).{0,6}(?:合计|平均|最)|哪个.{0,14}(?:更|最)"
        r"|\b(?:combined|together|total|both|sum)\b.*\bprojects\b|\bprojects\b.*\b(?:combined|together|in total|both)\b|\b(?:which|how many|any|all|each|every|across|among|thirteen|13|three|two|five)\b(?: \S+){0,4}? (?:projects?|self-evaluations?|forms?|tables?)\b",
        "count": r"几个|多少个|几项|多少项|几家|\bhow many\b|\bnumber of\b",
        "total": r"合计|总共|一共|加起来|相加|总和|总额|之和|合起来|\btotal\b|\bsum\b|\badding up\b|\badd(?:ed)? up\b|\baltogether\b|\bcombined\b|\btogether\b|\bplus\b",
        "average": r"平均|人均|车均|每(?:辆|人|批|个|名|次|位)|\baverage\b|\bper (?:head|person|guest|vehicle|car|group|capita|employee|staff)\b|\bmean\b",
        "target": r"底线|定的指标|完成.{0,8}指标|成本指标|\bcost indicator\b|目标|指标值|达标|上限|\bceiling\b|\bcap\b|\btargets?\b|\bgoals?\b",
        "adjusted": r"调整后?|收回|核减|\btaken (?:away|back)\b|\bclawed back\b|\bwithdrawn\b|年中|调减|调增|压减|砍|追加|\badjust(?:ed|ment)\b|\bmid-?year\b|\bduring (?:the year|\d{4}|20)\b|\bfirst approved\b|\boriginal (?:allocation|budget)\b|\btrim(?:med)?\b|\brevised\b",
        "unspent": r"还欠|没付|未付|没有?支付|\bnot (?:yet )?(?:been )?paid\b|没(?:有)?(?:花|用)完|未(?:花|用)完|没花掉|剩(?:下|余)?|没有支出完|\bunspent\b|\bnot use up\b|\bunused\b|\bleft over\b|\bunderspent\b|\bremaining\b",
        "share": r"\bpercent(?:age)? (?:was|were|is|are|went|came|goes|made)\b|占|比重|比例|份额|几成|\bshare\b|\bproportion\b|\bfraction\b|\bpercent(?:age)? of\b",
        "percent": r"幅度|百分之|%|％|幅度|\bpercent(?:age)?\b|\brate\b",
        "change": r"\btaken (?:away|back)\b|收回|增加|减少|增长|下降|降了|降低|涨|跌|升(?!级)|变化|变动|增减|少了|多了|比(?:上年|去年|\d{4}年)|压减|砍掉|调减|省了"
        r"|\b(?:fall|fell|fallen|rise|rose|risen|drop(?:ped)?|decreas\w*|increas\w*|chang\w*|cut|declin\w*|grow|grew|grown|growth|(?:went|go|gone|going|come|came) (?:up|down)|up or down|higher|lower|reduc\w*|saved|gr[eo]w|move)\b",
        "difference": r"\bhow many (?:more|fewer)\b|超出|\bstay(?:ed)? (?:under|below|within)\b|\bcame in (?:under|below)\b|\bover-?shoot|\bovershot|\bundershoot|\bsurpass|\bout(?:strip|did|run)|\bshort of\b|差|多多少|少多少|多了多少|少了多少|高出|超出|超过|多出|高多少|低多少|比.{1,24}[多少高低]|\bexceed(?:s|ed)?\b|\bmore than\b|\bless than\b|\bdifference\b|\bminus\b|\bbeat\b|\bhow (?:much|far) (?:more|less|below|above)\b|\bcheaper\b|\bhigher than\b|\blower than\b|\bfewer\b",
        "multiple": r"几倍|多少倍|的?倍数|\bhow many times (?:larger|bigger|as|the|higher|more|greater)|\bmultiple\b|\bratio\b",
        "yesno": r"吗|是否|有没有|有无|是不是|没有[？?]?$|^(?:did|does|do|is|are|was|were|has|have|can)\b|\bany\b",
        "compose": r"\badd together\b.*\bitems\b|由哪些|包括哪些|包含哪些|哪些项|有哪些|组成|构成|\bmake up\b|\bmade up\b|\bconsist\b|\bcomponents?\b|\bcomposition\b",
        "plain": r"多少|几|\bhow (?:much|many)\b|\bamount\b|\bfigure\b|\bwhat (?:was|were|is|did)\b|\bcost\b|\bspen[dt]\b",
        "instance": r"\beach issue\b|\bper issue\b|单次|某次|那次|这次|哪一次|一顿|\ba single\b|\bone (?:dinner|meal|meeting|trip|reception)\b|\bindividual\b|最大一[起次笔]|\bas opposed to\b|\brather than\b",
        "kinds": r"什么车|哪些类型|哪几种|什么类型|分别是|其中|\bwhat kinds?\b|\bwhich kinds?\b|\bwhat types?\b|\bsplit\b|\bbreak ?down\b|\bof which\b",
        "each": r"各|分别|\beach\b|\brespectively\b|\bboth\b",
        "deducted": r"扣(?:了|分|在)|丢分|失分|\b(?:lost?|lose|dropp?(?:ed)?|miss(?:ed)?) (?:\w+ ){0,2}(?:points?|marks?)\b|\b(?:points?|marks?) (?:were |was )?(?:lost|deducted)|\bdeduct",
        "sources": r"从哪(?!一?[年天月个])|哪儿来|来自哪|钱从|收入来源|\bcome from\b|\bsources? of (?:income|revenue|money|fund)",
        "text": r"什么|哪些|哪里|哪儿|哪几|怎么|怎样|如何|谁|何时|什么时候|哪家|\bwhat\b|\bwhich\b|\bwho\b|\bwhere\b|\bwhen\b|\bhow\b",
        "budget": r"预算(?:数|是多少|大概|为)|\bbudget\b",
        "deviation": r"预决算差异|决算比预算|比预算[少多]",
    }.items()
}
# A comparison with another year, whichever side the year stands on.
_YEARLY = re.compile(
    r"比\s*(?:上年|上一年|去年|(?:19|20)\d{2})|(?:19|20)\d{2}\s*年?度?\s*相?比|(?:与|跟|和|同|较)\s*(?:上年|去年|上一年|(?:19|20)\d{2}\s*年?)|同比|较(?:上年|去年)"
    r"|\b(?:from|against|than in|over|since|versus|vs\.?|compared (?:with|to)|relative to|on) (?:\d{4}|last year|the (?:previous|prior) year|the year before)|\bthan (?:in )?(?:\d{4}|last year|the year before)|year[- ]on[- ]year|\bdid .* (?:rise|fall|go up|go down|increase|decrease)",
    re.I,
)
_RISE = re.compile(r"增加|增长|上升|上涨|涨|多了|变多|\b(?:rise|rose|increas\w*|grow|grew|went up|go up|gone up|higher)\b", re.I)
_FALL = re.compile(r"减少|下降|降|跌|少了|变少|\b(?:fall|fell|decreas\w*|drop(?:ped)?|declin\w*|went down|go down|lower|cut)\b", re.I)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked. `cues` name the kinds of answer the wording asks for; `want` the kind of figure: money, percent,
    score, a count (with `units`), or any. `prior` asks for the year before the report's own."""

    question: Question
    reports: tuple[Report, ...]
    prior: bool
    prior_years: tuple[int, ...]
    cues: frozenset[str]
    want: str
    units: tuple[str, ...]
    direction: int

    def asks(self, *cues: str) -> bool:
        """Whether the wording asks for any of these."""
        return any(cue in self.cues for cue in cues)


def decline_unknown(question: Question, reports: Sequence[Report]) -> Draft | None:
    """A decline where the question is about another body, another year, or more than one body's figures."""
    language = question.language
    draft = Draft(language, status="declined")
    if question.bodies.beyond and not question.says(r"满意|认可|网站|单位(?:OA|系统)"):
        draft.say("declined_beyond", scope=question.bodies.beyond.strip())
    elif question.bodies.foreign:
        draft.say("declined_body", body=question.bodies.foreign.strip())
    else:
        unknown = _unknown_year(question, reports)
        if unknown is None:
            return None
        draft.say("declined_year", year=str(unknown))
    return tell_holdings(draft, _of_bodies(question, reports) or reports)


def tell_holdings(draft: Draft, reports: Sequence[Report]) -> Draft:
    """Say what the library does hold, in a note."""
    shown = [f"{r.entity or r.file} {r.year or ''} {r.kind or ''}".strip() for r in reports[:6]]
    draft.notes.append(phrase(draft.language, "holds").format(reports="; ".join(shown) + (" …" if len(reports) > 6 else "")))
    return draft


def _of_bodies(question: Question, reports: Sequence[Report]) -> list[Report]:
    named = question.bodies.entities
    return [report for report in reports if not named or report.entity in named]


def _unknown_year(question: Question, reports: Sequence[Report]) -> int | None:
    """The first year asked for that no report of the body covers, itself or as its year before."""
    held = {report.year for report in _of_bodies(question, reports) if report.year}
    if not held:
        return None
    known = held | {year - 1 for year in held}
    years = question.years
    if len(years) == 2 and re.search(rf"{years[0]}\D{{0,3}}(?:到|至|-|—|to)\D{{0,3}}{years[1]}", question.plain):
        years = tuple(range(min(years), max(years) + 1))
    return next((year for year in years if year not in known), None)


def make_plan(question: Question, reports: Sequence[Report]) -> Plan:
    """The plan of a question about bodies and years the library holds."""
    fitting = _of_bodies(question, reports)
    held = {report.year for report in fitting if report.year}
    asked = [year for year in question.years if year in held]
    earlier = [year for year in question.years if year not in held and year + 1 in held]
    if asked:
        fitting = [report for report in fitting if report.year in asked]
    elif earlier:
        fitting = [report for report in fitting if report.year and report.year - 1 in earlier]
    wording = question.wording
    cues = {name for name, pattern in _CUES.items() if pattern.search(wording)}
    yearly = bool(_YEARLY.search(question.plain)) or (bool(asked) and bool(earlier))
    comparing = bool(cues & {"change", "difference", "reason", "percent"})
    if yearly and (comparing or asked):
        cues.add("yearly")
    prior = bool(earlier) and not ("yearly" in cues and comparing)
    if question.relative_year and not comparing:
        prior = True
    want, units = _wanted(question, cues)
    direction = 1 if _RISE.search(question.plain) and not _FALL.search(question.plain) else -1 if _FALL.search(question.plain) and not _RISE.search(question.plain) else 0
    prior_years = tuple(earlier) or tuple(sorted({r.year - 1 for r in fitting if r.year})) if prior else ()
    return Plan(question, tuple(fitting), prior, prior_years, frozenset(cues), want, units, direction)


_COUNT_UNITS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.I), units)
    for pattern, units in (
        (r"(?:几|多少)\s*(?:辆|台)|\bhow many (?:\w+ ){0,3}(?:vehicles?|cars?)\b|\bvehicles? (?:were|was) (?:bought|purchased)\b", ("辆", "台")),
        (r"(?:几|多少)(?:个)?批|\b(?:groups?|batches)\b", ("批次", "批", "个批次")),
        (r"(?:几|多少)人次|\bguests?\b|\bperson-times?\b|\bvisitors?\b", ("人次", "人", "人/次")),
        (r"(?:几|多少)(?:个|名|位)?人(?!均)|几名|\bhow many (?:\w+ ){0,4}(?:people|staff|employees|persons|workers|servants?|retirees)\b", ("人", "名", "人次")),
        (r"(?:几|多少)份|\bcopies\b", ("份",)),
        (r"(?:几|多少)期|\b(?:issues?|episodes?)\b", ("期",)),
        (r"(?:几|多少)条|\bhow many (?:\w+ ){0,3}(?:leads?|items?|pieces?|messages?)\b", ("条", "件")),
        (r"(?:几|多少)次(?!要)|\bhow many times\b(?! (?:larger|bigger|as|the|higher|more|greater))|\bhow many (?:\w+ ){0,4}meetings?\b", ("次", "场", "场次")),
        (r"多少家|几家|\bhow many (?:\w+ ){0,4}(?:units?|departments?|institutions?|offices?|divisions?)\b", ("个", "家", "项")),
    )
)
_MONEY = re.compile(r"费[^，。？?]{0,4}多少|[付给拨投需][入要了给]?多少|多少[钱元万亿]|多少\s*(?:萬|億)|几个钱|花了?多少|用(?:了|掉)多少|费用|经费|金额|支出(?!占)|\bhow much money\b|\byuan\b|\bcosts?\b|\bspen[dt]\b|\bspending\b|\bexpens\w+\b|\bexpenditure\b|\bpa(?:y|id)\b|\bbudget\b", re.I)


# The wording asks for a figure …
_NUMERIC = re.compile(
    r"几成|幅度|多大|多少|[几多]少?[钱元]|几(?=[个辆台名位人批次期份条件项家分倍成年月天])|百分之几|\bhow (?:much|many|far|large|big|high)\b|\bat what rate\b|\bby what\b|\bwhat (?:\w+ )?(?:figure|weight|budget|target|level|percentage)\b|what (?:percent|share|proportion|rate|amount|number|total|sum|minimum|maximum|overall score|score)"
    r"|\bwhat (?:was|were|is|are|did|does)\b.*\b(?:budget|cost|spend|spending|spent|expens\w+|expenditure|amount|score|rate|share|total|number|figure|average|income|revenue|weight|fund|bill|fee|charge|price|salary|wage|age|pay|paid|come to|balance|difference)\b|\b(?:average|total|amount|number) of\b|\bgive me\b|\bwhat (?:must|would|should|had|could)\b.*\b(?:be|been)\b|\bto what\b",
    re.I,
)
# … or for words.
_TEXTUAL = r"哪年|哪一年|哪月|几月|哪天|什么|哪些|哪里|哪儿|哪几|哪家|怎么|怎样|如何|谁|何时|\bwhat\b|\bwhich\b|\bwho\b|\bwhere\b|\bwhen\b|\bhow (?!much|many|far)"


def count_units(question: Question) -> set[str]:
    """The units of every count the wording names."""
    return {unit for pattern, units in _COUNT_UNITS if pattern.search(question.plain) for unit in units}


def asks_money(question: Question) -> bool:
    """Whether the wording speaks of spending, cost or a sum of money."""
    return bool(_MONEY.search(question.plain))


def _wanted(question: Question, cues: set[str]) -> tuple[str, tuple[str, ...]]:
    plain = question.wording
    if question.has("得分", "扣分", "满分") or re.search(r"几分|多少分|\bpoints\b|\bscored?\b", plain, re.I):
        return "score", ("分",)
    counted = next((units for pattern, units in _COUNT_UNITS if pattern.search(plain)), ())
    money = bool(_MONEY.search(plain)) or any(unit in question.marks for unit in MONEY_UNITS)
    numeric = bool(_NUMERIC.search(plain)) and not re.search(r"\bwhat\b.*\b(?:spent on|used for|go on|went on|for)\?*$", plain, re.I)
    if not numeric and re.search(_TEXTUAL, plain, re.I):
        return "text", ()
    if "multiple" in cues:
        return "number", ()
    if counted and not re.search(r"多少[钱元]|\bhow much\b", plain, re.I):
        return "count", counted
    if re.search(r"[几多]少?(?:个|项)|几(?=[个项])|\bhow many\b|\bnumber of\b", plain, re.I) and not re.search(r"多少[钱元]", plain) and not re.search(r"\bhow much\b|\bcost\b", plain, re.I):
        return "count", ()
    if re.search(r"百分之几|百分之多少|几成|占(?:了|到)?多少|占几|幅度|多大比|比例|比重|占比|完成率|执行率|(?:what|which|by what) percent|percentage|proportion|fraction|\brate\b|\bshare\b", plain, re.I):
        return "percent", ("%",)
    if numeric and (money or re.search(r"\bhow much\b", plain, re.I)):
        return "money", tuple(MONEY_UNITS)
    return ("number" if numeric else "any"), ()
