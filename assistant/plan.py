"""Decide what a question asks: which reports, which period, which kind of answer, which kind of figure.

Body, year and kind are filters, not hints: what the library does not hold is declined here, before any search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.concept import Concept
from assistant.cues import load_cues
from assistant.draft import Draft
from assistant.phrases import phrase
from assistant.question import Question
from assistant.spans import sets_ends_apart, spanned
from index.amounts import MONEY_UNITS
from index.types import Report


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

    @property
    def is_numeric(self) -> bool:
        """Whether a figure of a known kind is asked for, and not words or whatever there is."""
        return self.want in ("money", "count", "percent", "number", "score")

    def asks(self, *cues: str) -> bool:
        """Whether the wording asks for any of these."""
        return any(cue in self.cues for cue in cues)


# Which files print figures of a year, for the reports given: Library.printed_years.
PrintedYears = Callable[[Sequence[Report]], Mapping[int, frozenset[str]]]
# Reports looked into for a year that none of them is of.
MOST_LOOKED_INTO = 12


def decline_unknown(question: Question, reports: Sequence[Report], printed: PrintedYears) -> Draft | None:
    """A decline where the question is about another body, another year, or more than one body's figures."""
    language = question.language
    draft = Draft(language, status="declined")
    own = _of_bodies(question, reports)  # once: a library may hold thousands
    if question.bodies.beyond and not question.says(r"满意|认可|网站|单位(?:OA|系统)"):
        draft.say("declined_beyond", scope=question.bodies.beyond.strip())
    elif question.bodies.foreign:
        draft.say("declined_body", body=question.bodies.foreign.strip())
    elif other := _other_organ(question):
        draft.say("declined_body", body=other)
    else:
        unknown = _unknown_year(question, own, printed)
        month = _other_month(question, own) if unknown is None else None
        if month:
            draft.say("declined_month", month=month)
            return tell_holdings(draft, own or reports)
        if unknown is None and not _only_budgets(question, own):
            return None
        if unknown is None:
            draft.say("declined_outturn")
        else:
            draft.say("declined_year", year=str(unknown))
    return tell_holdings(draft, own or reports)


_ORGAN = re.compile(r"(?:局|厅|委员会|法院|检察院|署)$")
_SET_AGAINST = re.compile(r"\b(?:or|and|with|than|versus|vs\.?)\b[^,?]*", re.I)


def _other_organ(question: Question) -> str | None:
    """An organ that the body asked about is set against, and whose reports are not held ("or that of the Finance Bureau")."""
    if question.language != "en" or not question.bodies.entities or not re.search(r"\bwhich\b|\bthan\b|\bcompare", question.plain, re.I):
        return None
    against = _SET_AGAINST.search(question.bodies.rest)
    organs = [c for c in question.concepts if c.kind == "body" and _ORGAN.search(c.canonical or "")]
    held = "|".join(question.bodies.entities)
    return next(
        (c.canonical for c in organs if against and c.text in against.group().lower() and (c.canonical or "") not in held), None
    )


_MONTHS = "January February March April May June July August September October November December".split()


def _other_month(question: Question, reports: Sequence[Report]) -> str | None:
    """The month asked about, where only monthly reports of other months are held."""
    own = [r for r in _of_bodies(question, reports) if not question.years or r.year in question.years]
    if not own or any(report.kind != "月报" or not report.title for report in own):
        return None
    asked = {int(m) for m in re.findall(r"(?<!\d)(\d{1,2})\s*月", question.plain)}
    asked |= {number for number, name in enumerate(_MONTHS, start=1) if re.search(rf"\b{name}\b", question.plain)}
    held = {int(m) for report in own for m in re.findall(r"(?<!\d)(\d{1,2})\s*月", report.title or "")}
    beyond = sorted(month for month in asked if held and month > max(held))
    return str(beyond[0]) if beyond else None


def _only_budgets(question: Question, reports: Sequence[Report]) -> bool:
    """Whether the outturn of a year is asked for of which only the budget is held."""
    if not _OUTTURN.search(question.plain) or not question.bodies.entities or not question.years:
        return False
    own = [report for report in _of_bodies(question, reports) if report.year in question.years]
    return bool(own) and all(report.kind == "预算" for report in own) and not _BUDGET.search(question.plain)


def tell_holdings(draft: Draft, reports: Sequence[Report]) -> Draft:
    """Say what the library does hold, in a note."""
    if not reports:
        draft.notes.append(phrase(draft.language, "holds_none"))
        return draft
    shown = [f"{r.entity or r.file} {r.year or ''} {r.kind or ''}".strip() for r in reports[:6]]
    draft.notes.append(
        phrase(draft.language, "holds").format(reports="; ".join(shown) + (" …" if len(reports) > 6 else ""))
    )
    return draft


def _of_bodies(question: Question, reports: Sequence[Report]) -> list[Report]:
    named = question.bodies.entities
    return [report for report in reports if not named or report.entity in named]


def _beyond(question: Question, reports: Sequence[Report], printed: PrintedYears) -> Mapping[int, frozenset[str]]:
    """Years asked for that no report of the body is of, but that one of them prints figures of: year → files."""
    own = _of_bodies(question, reports)
    held = {report.year for report in own if report.year}
    beyond = [year for year in question.years if held and year not in held and year + 1 not in held]
    if not beyond or len(own) > MOST_LOOKED_INTO:
        return {}
    found = printed(own)
    return {year: found[year] for year in beyond if year in found}


def _unknown_year(question: Question, reports: Sequence[Report], printed: PrintedYears) -> int | None:
    """The first year asked for that no report of the body covers: as its own, as its year before, or in a figure."""
    held = {report.year for report in _of_bodies(question, reports) if report.year}
    if not held:
        return None
    known = held | {year - 1 for year in held} | set(_beyond(question, reports, printed))
    years = question.years
    if len(years) == 2 and re.search(rf"{years[0]}\D{{0,3}}(?:到|至|-|—|to)\D{{0,3}}{years[1]}", question.plain):
        years = tuple(range(min(years), max(years) + 1))
    return next((year for year in years if year not in known), None)


_OWN_SCOPE = re.compile(
    r"本级|本部|机关本身|单位(?:预算|决算)|不含(?:下属|所属)|\b(?:own|itself|headquarters|without (?:its )?(?:subordinate|"
    r"affiliated))\b", re.I)
# What belongs to the units below a department: the department's figure less the body's own.
_SUBORDINATES = re.compile(
    r"(?:下属|所属|直属)(?:的)?(?:[两二三四五六七八九十\d]?[家个])?(?:预算|事业)?单位(?!名单|有哪些|是哪|包括|数)|"
    r"\b(?:subordinate|affiliated) (?:units?|bodies)\b", re.I)
_OUTTURN = re.compile(r"决算|实际(?:支出|花|用了?|执行|完成)|执行数|\bactual(?:ly)?\b|\bfinal accounts?\b|\bout-?turn\b", re.I)
# Setting what was spent against its budget: 比预算少, 超预算, under the budget.
AGAINST_BUDGET = re.compile(
    r"(?:比|较|与|超|低于|高于|少于|多于)[^，,。？?]{0,8}预算|在[^，,。？?]{0,8}预算[之以]?内|预算[^，,。？?]{0,4}(?:没用完|没花完)|"
    r"\b(?:under|over|below|above|against|than|exceed\w*|within)\b[^,?]{0,24}\bbudget",
    re.I,
)
# the general public budget, the funds and the state capital budget are kinds of money, spent or not
_BUDGET = re.compile(r"(?<!公共)(?<!基金)(?<!经营)预算|安排|(?<!public )(?<!fund )(?<!capital )\bbudget|\ballocat|\bplan(?:s|ned)?\b", re.I)


def _means_budget(question: Question) -> bool:
    """Whether a question asks for what was budgeted, and not for what was spent, be it against the budget."""
    text = question.plain
    if _OUTTURN.search(text):
        return False
    rest = AGAINST_BUDGET.sub(" ", text)  # "the 2024 budget against that of 2023" is of budgets alone
    return bool(_BUDGET.search(rest)) and (rest == text or len(question.years) > 1)


def change_printed_first(plan: Plan) -> bool:
    """Whether a change that a report prints answers the question: one in money or percent, and no multiple."""
    return plan.asks("change", "difference", "percent", "yesno") and not plan.asks("multiple", "total")


def _of_scope(question: Question, reports: list[Report]) -> list[Report]:
    """Of two reports of one body, year and kind, the department's with its units, unless the body alone is asked for."""
    own = bool(_OWN_SCOPE.search(question.plain))
    if _SUBORDINATES.search(question.plain):
        return reports
    kept = []
    for report in reports:
        group = next((g for g in question.bodies.groups if report.entity in g), (report.entity,))
        beside = [
            r for r in reports
            if (r.year, r.kind) == (report.year, report.kind) and r.file != report.file and r.entity in group
        ]  # fmt: skip
        if not beside or (report.scope in ("本级", "单位")) == own or all(r.scope == report.scope for r in beside):
            kept.append(report)
    return kept or reports


def _of_kind(question: Question, reports: list[Report]) -> list[Report]:
    """Of a budget and the final accounts of one body and year, the one the question speaks of; the accounts where unsure."""
    kept = []
    for report in reports:
        kinds = {r.kind for r in reports if r.year == report.year}
        wanted = "预算" if _means_budget(question) else "决算"
        if not {"预算", "决算"} <= kinds or report.kind == wanted or report.kind not in ("预算", "决算"):
            kept.append(report)
    return kept or reports


# A notice of one matter, which the accounts of the same body and year tell as well.
_OF_ONE_MATTER = re.compile(r"三公")


def notices_beside(question: Question, reports: Sequence[Report]) -> list[Report]:
    """The notices of the question's bodies that are passed over as their accounts are there: what those lack may stand in them."""
    own = _fitting(question, reports)
    kept = _whole(own)
    return [report for report in own if report not in kept]


def fitting_reports(question: Question, reports: Sequence[Report]) -> list[Report]:
    """The reports that can tell what a question asks, of all years: of its bodies, its scope and its kind."""
    return _whole(_fitting(question, reports))


def _fitting(question: Question, reports: Sequence[Report]) -> list[Report]:
    """The reports of the bodies, the scope and the kind that a question speaks of, of all years."""
    return _of_kind(question, _of_scope(question, _of_bodies(question, reports)))


def _whole(reports: list[Report]) -> list[Report]:
    """Without a notice of the “三公” expenses where the accounts of its body, year and scope are there: they print the same."""
    whole = {(r.entity, r.year, r.scope) for r in reports if r.kind == "决算" and not _OF_ONE_MATTER.search(r.title or "")}
    bodies = {(entity, year) for entity, year, _ in whole}
    return [
        report for report in reports
        if not _OF_ONE_MATTER.search(report.title or "")
        or (report.entity, report.year) not in bodies
        or (report.scope is not None and (report.entity, report.year, report.scope) not in whole)
    ]  # fmt: skip


_REGION = re.compile(r"[省市区區县縣州旗盟]$")


def _with_total(question: Question, reports: Sequence[Report], cues: set[str]) -> Question:
    """The question with the item it means where it says only 收入, 支出 or 预算: the total of that; a government's own is
    its general public budget (一般公共预算), which is what its reports mean by 收入 and 支出."""
    strong = [c for c in question.concepts if c.weight >= 0.5]
    # over months, 当月, 累计 and the like say when, not what
    if strong or not reports or len({report.entity for report in reports}) != 1:
        return question
    names = {c.canonical for c in question.concepts} & {"收入", "支出"}
    region = bool(_REGION.search(reports[0].entity or ""))
    others = {c.canonical for c in question.concepts} - names - {"政府"}
    if len(names) == 1 and not others and not cues & {"reason", "definition", "rank", "compose", "sources"}:
        side = names.pop()
        if side == "收入" or region or len(reports) > 1 or AGAINST_BUDGET.search(question.plain):
            name = f"一般公共预算{side}" if region else f"{side}总计"
            forms = (name, f"{side}总计", f"本年{side}合计", f"本年{side}") if not region else (name,)
            canonical = name if region else side
            return replace(question, concepts=(Concept(name, forms, "item", 1.0, canonical, len(forms)), *question.concepts))
    if not question.concepts and not question.says(r"哪|\bwhich\b") and all(report.kind == "预算" for report in reports) and _BUDGET.search(question.plain):
        return replace(question, concepts=(Concept("收支总计", ("收支总计",), "item", 1.0, "收支总计"),))
    return question


def _none_printed(reports: Sequence[Report]) -> Mapping[int, frozenset[str]]:
    return {}


def make_plan(question: Question, reports: Sequence[Report], printed: PrintedYears = _none_printed) -> Plan:
    """The plan of a question about bodies and years the library holds."""
    fitting = fitting_reports(question, reports)
    held = {report.year for report in fitting if report.year}
    cues = {name for name, pattern in load_cues().kinds.items() if pattern.search(question.wording)}
    question = _over_years(question, held, cues)
    restated = _restated(question, fitting)
    asked = [year for year in question.years if year in held and not restated]
    earlier = [year for year in question.years if year not in held and year + 1 in held]
    if restated:
        fitting, earlier = restated, list(question.years)
    elif asked:
        fitting = [report for report in fitting if report.year in asked]
    elif earlier:
        fitting = [report for report in fitting if report.year and report.year - 1 in earlier]
    elif beyond := _beyond(question, reports, printed):
        earlier = list(beyond)
        fitting = [report for report in fitting if any(report.file in files for files in beyond.values())] or fitting
    elif len(held) > 1 and len({report.entity for report in fitting}) > 0 and not question.years:
        fitting = _latest(question, fitting)
    yearly = bool(load_cues().yearly.search(question.plain)) or (bool(asked) and bool(earlier))
    comparing = bool(cues & {"change", "difference", "reason", "percent"})
    if yearly and (comparing or asked):
        cues.add("yearly")
    if _SUBORDINATES.search(question.plain) and _whole_and_own(fitting):
        cues.add("subordinates")
    if restated and len(restated) > 1:
        cues.add("restated")
    named = "|".join(map(str, earlier)) or "-"
    against = re.search(
        rf"(?:比|较|与|跟|和|同|自|从|对)\s*(?:{named})|\b(?:from|than|against|since|over|with|to|versus|vs\.?|between|on) (?:in |the year )?(?:{named})|"
        rf"(?:{named})\D{{0,6}}(?:到|至|and|to|与|和|、)\D{{0,4}}(?:19|20)\d\d", question.plain, re.I)
    # "2021年比上年": a change within a year that is held only as the year before
    prior = bool(earlier) and not (comparing and against)
    if question.relative_year and not comparing:
        prior = True
    want, units = _wanted(question, cues)
    rises, falls = (bool(pattern.search(question.plain)) for pattern in (load_cues().rise, load_cues().fall))
    direction = int(rises) - int(falls)  # 0 where neither is said, or both
    prior_years = tuple(earlier) or tuple(sorted({r.year - 1 for r in fitting if r.year})) if prior else ()
    return Plan(_with_total(question, fitting, cues), tuple(fitting), prior, prior_years, frozenset(cues), want, units, direction)


# A year's figure as the next report gives it anew, and as it was first published.
RESTATED = re.compile(r"重列|重新列示|重述|调整口径后|\brestate[ds]?\b|\bre-?stated\b", re.I)
FIRST_PUBLISHED = re.compile(
    r"当时(?:公开|公布|发布)?|最初(?:公开|公布)|原(?:先|来)?(?:公开|公布)|首次(?:公开|公布)|\b(?:first|originally|initially) published\b|"
    r"\bat (?:first|the time)\b", re.I)


def _over_years(question: Question, held: Collection[int], cues: Collection[str]) -> Question:
    """The question with all the years it spans, of which the first and the last alone count where they are set apart."""
    years = spanned(question.plain, question.years, held) if len(held) > 1 else ()
    if not years:
        return question
    if sets_ends_apart(question.plain, cues):
        years = (min(years), max(years))
    return replace(question, years=years)


def _whole_and_own(reports: Sequence[Report]) -> bool:
    """Whether two reports are a department's with its units and the body's own, of one year and kind."""
    own = [report.scope in ("本级", "单位") for report in reports]
    return len(reports) == 2 and sum(own) == 1 and len({(report.year, report.kind) for report in reports}) == 1


def _restated(question: Question, reports: Sequence[Report]) -> list[Report]:
    """The report of the year after, where its restated figure is asked for; with that of the year itself before it, where
    the two are set against each other. Empty where no restated figure is asked for or none can be held."""
    if len(question.years) != 1 or not RESTATED.search(question.plain):
        return []
    year = question.years[0]
    later = [report for report in reports if report.year == year + 1]
    own = [report for report in reports if report.year == year]
    if len(later) != 1:
        return []
    return [*own, *later] if FIRST_PUBLISHED.search(question.plain) and len(own) == 1 else later


def _latest(question: Question, reports: list[Report]) -> list[Report]:
    """Of each body the latest report: a question that names no year means the newest figures.

    They are those of the newest final accounts, unless it speaks of a budget or no accounts are held.
    """
    groups = question.bodies.groups or tuple((report.entity,) for report in reports)
    newest: list[Report] = []
    for group in dict.fromkeys(groups):
        own = [report for report in reports if report.entity in group]
        if not _means_budget(question):
            own = [report for report in own if report.kind != "预算"] or own
        last = max((report.year or 0 for report in own), default=0)
        newest += [report for report in own if (report.year or 0) == last and report not in newest]
    return newest or reports


def count_units(question: Question) -> set[str]:
    """The units of every count the wording names."""
    return {unit for pattern, units in load_cues().counts if pattern.search(question.plain) for unit in units}


def asks_money(question: Question) -> bool:
    """Whether the wording speaks of spending, cost or a sum of money."""
    return bool(load_cues().money.search(question.plain))


def _names_a_figure(question: Question, cues: set[str]) -> bool:
    """"What was its carry-over?": an item of the classification asked for by its name alone is asked for its figure."""
    if question.language != "en" or cues & {"reason", "definition", "compose", "target", "rank", "kinds"}:
        return False
    items = [c for c in question.concepts if c.weight >= 0.5]
    alone = re.search(r"\bwhat (?:was|were|is|are) (?:(?:its|the|their|'s|[\w ]{1,30}'s)(?= )|the [^,?]{3,60} of\s*\??$)", question.wording, re.I)
    counted = len(items) == 1 and items[0].canonical == "编制数"
    return bool(alone) and len(items) == 1 and (items[0].kind == "item" or counted) and not question.says(r"\bfor\?*$|\bused for\b|\bspent on\b")


# "How many yuan" asks for money.
_COUNTS_MONEY = re.compile(
    r"\bhow many (?:million |thousand |billion )?(?:yuan|rmb|patacas|dollars|hk\$|[十百千万亿]*元)|多少\s*[百千]?[万亿]?元", re.I
)


# What is counted with a classifier of its own: 多少套, 几亩.
_CLASSIFIED = re.compile(
    r"(?:多少|几)\s*(?P<unit>套|台|架|艘|栋|座|间|亩|吨|公里|千米|把|只|头|株|棵|盏|箱|户|所|处|张|场|宗|平方米|公顷|立方米)(?![钱元次])|"
    r"\bhow many (?P<sets>sets)\b", re.I
)


def _wanted(question: Question, cues: set[str]) -> tuple[str, tuple[str, ...]]:
    plain = question.wording
    if (question.has("得分", "扣分") and "点位" not in plain) or re.search(r"几分|多少分|\bpoints\b(?!\s*[（(“\"]*点位)|\bscored?\b", plain, re.I):
        return "score", ("分",)
    counted = next((units for pattern, units in load_cues().counts if pattern.search(plain)), ())
    money = bool(load_cues().money.search(plain)) or any(unit in question.marks for unit in MONEY_UNITS)
    numeric = bool(load_cues().numeric.search(plain)) and not re.search(
        r"\bwhat\b.*\b(?:spent on|used for|go on|went on|for)\?*$", plain, re.I
    )
    if not numeric and load_cues().percentage.search(plain) and not cues & {"reason", "definition"}:
        return "percent", ("%",)
    if not numeric and _names_a_figure(question, cues):
        return ("number" if "编制数" in question.marks else "any"), ()
    if not numeric and load_cues().textual.search(plain):
        return "text", ()
    if "multiple" in cues:
        return "number", ()
    if numeric and _COUNTS_MONEY.search(plain):
        return "money", tuple(MONEY_UNITS)
    if counted and not re.search(r"多少[钱元]|\bhow much\b", plain, re.I):
        return "count", counted
    if (thing := _CLASSIFIED.search(plain)) and not re.search(r"多少[钱元]|\bhow much\b", plain, re.I):
        unit = thing["unit"] or "套"
        return "count", (unit, f"台{unit}", f"{unit}次")
    if (
        re.search(r"[几多]少?(?:个|项)|几(?=[个项])|\bhow many\b|\bnumber of\b", plain, re.I)
        and not re.search(r"多少[钱元]", plain)
        and not re.search(r"\bhow much\b|\bcost\b", plain, re.I)
    ):
        return "count", ()
    if load_cues().percentage.search(plain):
        return "percent", ("%",)
    if numeric and (money or re.search(r"\bhow much\b", plain, re.I)):
        return "money", tuple(MONEY_UNITS)
    return ("number" if numeric else "any"), ()
