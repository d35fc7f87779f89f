"""Shares and averages: a printed one where the report prints it, else worked out from two cited figures."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.calculator import Quantity, convert, per_unit, share
from assistant.concept import Concept
from assistant.draft import Draft, quantity, shown, shown_fact, shown_money
from assistant.evidence import beside, found_in
from assistant.fold import fold
from assistant.plan import asks_money, count_units
from assistant.quantity import is_money
from assistant.question import YEAR, concepts_in
from assistant.solve.levels import OF_BUDGET
from assistant.solve.lookup import asks_unit, tell_all
from assistant.task import LEAST_COVERAGE, Task
from index.amounts import MONEY_UNITS
from index.types import Fact

# What an average is over, by the question's words: units of the count, and what its label may say where the unit is
# shared by several ("per head" is per person paid from the budget).
_DENOMINATORS: tuple[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]], ...] = (
    (
        re.compile(r"生均|每(?:一)?(?:个|名|位)?(?:学生|学员)|\bper (?:student|pupil)\b|\beach (?:student|pupil)\b", re.I),
        ("人", "名"),
        ("在校学生", "在校生", "学生"),
    ),
    (
        re.compile(r"\bper (?:trainee|participant)\b|每(?:个|名|位)?(?:参训|受训|培训)(?:人员|学员)?", re.I),
        ("人次", "人"),
        ("培训",),
    ),
    (
        re.compile(
            r"每(?:个)?批|批均|平均(?:下来)?一批|\bone (?:batch|group)\b|\bper (?:\w+ )?(?:group|batch|delegation)\b|\b(?:each|every) (?:\w+ ){0,3}group\b",
            re.I,
        ),
        ("批次", "批", "个批次"),
        ("接待",),
    ),
    (
        re.compile(r"每人次|人次|\bone guest\b|\bper (?:guest|visitor|person-time)|每位客人|每个客人", re.I),
        ("人次", "人"),
        ("接待",),
    ),
    (
        re.compile(
            r"车均|每辆|每台车|\bone (?:vehicle|car)\b|\bper (?:[\w-]+ )?(?:vehicle|car)\b|\beach (?:\w+ )?(?:vehicle|car)\b",
            re.I,
        ),
        ("辆", "台"),
        ("公务用车", "车辆", "保有"),
    ),
    (
        re.compile(
            r"人均|每人|每个人|一?个人头|每名|每位|每个?[^，,。？?的]{0,6}(?:人员|职工|员工)|一个人|\bper (?:[\w-]+ )?(?:head|capita|"
            r"person|employee|staff|member)\b",
            re.I,
        ),
        ("人", "名"),
        ("供给人员", "财政供养", "在职", "职工", "实有", "人员"),
    ),
)
# Words for the counted thing itself, beside an item of its own ("running cost per official vehicle").
_COUNTED_WORDS = frozenset(
    {"公务车", "车辆", "汽车", "official vehicle", "vehicle", "car", "official car", "公务用车", "公车", "车"}
)
_PEOPLE = frozenset({"实有人数", "在职人员", "人员"})
_ANY_UNIT = re.compile(r"每(?:办|印|举办|开|做|制作)?一?(期|次|份|件|条|家|户|个|项|场)")
_ENGLISH_UNITS = {
    "issue": "期",
    "episode": "期",
    "meeting": "次",
    "copy": "份",
    "unit": "个",
    "household": "户",
    "case": "件",
}
_ENGLISH_NAMES = {
    "人次": "guest",
    "人": "person",
    "名": "person",
    "辆": "vehicle",
    "批次": "group",
    "期": "issue",
    "次": "time",
    "份": "copy",
}


def solve_per_unit(task: Task) -> Draft | None:
    """An amount for each of the counted: reception cost per guest, running cost per vehicle, spending per head."""
    if not task.plan.asks("average") and not task.question.says(
        r"\bper \w+|\beach\b.*\bcost\b|\bcost\b.*\beach\b"
    ):
        return None
    if task.plan.asks("projects"):
        return None
    concepts = tuple(c for c in task.question.concepts if not c.units and c.weight >= 0.5)
    items = tuple(c for c in concepts if c.kind == "item")
    items = tuple(c for c in items if c.text not in _COUNTED_WORDS) or items
    chosen = [(units, labels) for pattern, units, labels in _DENOMINATORS if task.question.says(pattern.pattern)]
    if not chosen:
        return _per_any_unit(task)
    students = [(units, labels) for units, labels in chosen if "学生" in labels]
    chosen = students or chosen
    if any("接待" in (c.canonical or "") for c in task.question.concepts):
        chosen = list(dict.fromkeys((("人次",) if units[0] == "人" else units, ("接待",)) for units, _ in chosen))
    printed = _printed_average(task, items, chosen)
    items = tuple(c for c in items if not any(c.text in label or label in c.text for _, labels in chosen for label in labels)) or items
    other = [c for c in concepts if c.canonical not in _PEOPLE and not any(c.text in label or label in c.text for _, labels in chosen for label in labels)]
    amount = _amount(task, items) if items else _spent_in_all(task) if not other else None
    amount = amount or _amount(task, concepts) or _counted_over(task, chosen)
    if amount is None:
        return tell_all(task, [printed]) if printed is not None else None
    draft = task.draft()
    for units, labels in chosen:
        if amount.unit in units:
            continue
        count = _count(task, amount, units, labels)
        if count is None or not count.value:
            return tell_all(task, [printed]) if printed is not None else None
        if printed is not None and _bears_out(printed, amount, count):
            return tell_all(task, [printed])
        _tell_average(task, draft, amount, count)
    if draft.figures and printed is not None:
        draft.say("printed_otherwise", item=task.naming.fact(printed), value=shown_fact(draft, printed))
    return draft if draft.figures else None


def _spent_in_all(task: Task) -> Fact | None:
    """What the body spent in the year, where a question names nothing that money was spent on."""
    if any("接待" in (c.canonical or c.text) for c in task.question.concepts) or "人次" in task.question.plain:
        return None
    if not task.question.says(r"支出|花|\bspen[dt]|\bspending\b|\bexpenditure\b"):
        return None
    for name in ("本年支出合计", "支出总计"):
        own = [f for f in task.facts if f.measure == "amount" and f.value and task.canonical(f) == name and task.of_basis(f) and _of_own_year(task, f)]
        if len({f.value for f in own if f.unit == own[0].unit}) == 1:
            return min(own, key=lambda f: (f.table is not None, f.line))
    return None


def _of_own_year(task: Task, fact: Fact) -> bool:
    return fact.period is None or fact.period == str(task.report(fact).year)


def _bears_out(printed: Fact, amount: Fact, count: Fact) -> bool:
    """Whether a printed average follows from the amount and the count, within the rounding of both prints."""
    assert printed.value is not None
    working = per_unit(quantity(amount), Quantity(count.value or 1, count.unit), in_yuan=True)
    each = convert(quantity(printed), "元").result
    slack = Decimal("0.51").scaleb(-printed.decimals) * MONEY_UNITS.get(printed.unit, 1)
    slack += Decimal("0.5").scaleb(-amount.decimals) * MONEY_UNITS.get(amount.unit, 1) / (count.value or 1)
    return abs(working.result - each) <= slack


# What a page calls its own averages, by the unit they are over.
_AVERAGE_OF = {"人": "人均", "人次": "人均", "名": "人均", "辆": "车均", "台": "车均", "批次": "批均", "批": "批均"}


def _printed_average(task: Task, items: tuple[Concept, ...], chosen: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> Fact | None:
    """The average a page prints itself (人均接待费41.67元), of the item asked about."""
    if len(chosen) != 1 or len(items) != 1:
        return None
    name = _AVERAGE_OF.get(chosen[0][0][0])
    stem = (items[0].canonical or items[0].text).removesuffix("费")
    found = [
        f for f in task.facts
        if name and f.measure == "amount" and f.value is not None and f.item.startswith(name) and is_money(f.unit)
        and (shared := fold(f.item).removeprefix(name).removesuffix("费")) and (shared in stem or stem in shared)
    ]  # fmt: skip
    return found[0] if len({(f.value, f.unit) for f in found}) == 1 else None


def _amount(task: Task, concepts: tuple[Concept, ...]) -> Fact | None:
    if not concepts or not asks_money(task.question):
        return None
    match = task.best(
        lambda f: f.measure == "amount" and f.unit in MONEY_UNITS and f.basis in ("决算", "预算", None) and _of_own_year(task, f), concepts
    )
    return match.fact if match else None


def _counted_over(task: Task, chosen: list[tuple[tuple[str, ...], tuple[str, ...]]]) -> Fact | None:
    """A count spread over another count: guests for each group."""
    units = {unit for concept in task.question.concepts for unit in concept.units} | count_units(task.question)
    over = {unit for group, _ in chosen for unit in group}
    match = task.best(lambda f: f.measure == "count" and f.unit in units - over and f.table is None, least=0.4)
    if match:
        return match.fact
    base = task.best(lambda f: f.measure == "count" and f.unit in over and f.table is None)
    near = [f for f in task.facts if base and beside(f, base.fact) and f.item == base.fact.item and f.measure == "count" and f.unit in units - over]
    return near[0] if near else None


def _count(task: Task, amount: Fact, units: tuple[str, ...], labels: tuple[str, ...]) -> Fact | None:
    """The count that belongs to the amount: of the items meant, first those in the amount's own line or section."""
    counts = [
        f for f in task.facts if f.measure == "count" and f.unit in units and f.file == amount.file and f.table is None
    ]

    def order(fact: Fact) -> tuple[int, int, int]:
        named = next((n for n, label in enumerate(labels) if label in fact.item), len(labels))
        near = 0 if beside(fact, amount) else 1 if fact.section == amount.section else 2
        return named, near, fact.line

    own = [
        f for f in counts if any(label in f.item for label in labels) and "外事" not in f.item and "购置" not in f.item
    ]
    if not own:  # a count of the very thing the money was for (培训420人次), printed beside it
        stem = fold(amount.item).removesuffix("支出").removesuffix("费")
        own = [f for f in counts if len(stem) > 1 and (stem in fold(f.item) or beside(f, amount)) and f.section == amount.section]
        own = own if len({f.value for f in own}) == 1 else []
    return min(own, key=order) if own else None


def _per_any_unit(task: Task) -> Draft | None:
    """A form's spending over a number the same form prints (每期, per episode)."""
    match = _ANY_UNIT.search(task.question.plain)
    word = next((w for w in _ENGLISH_UNITS if re.search(rf"\bper {w}\b|\beach {w}\b", task.question.plain, re.I)), None)
    unit = match.group(1) if match else _ENGLISH_UNITS.get(word or "")
    if unit is None:
        return None
    ranked = task.search.rank(
        lambda f: f.measure == "amount" and f.basis == "决算" and f.item in ("总额", "合计") and f.table is not None
    )
    if not ranked or ranked[0].coverage < 0.3 or not any(c.weight >= 0.5 for c in ranked[0].found):
        return None
    amount = ranked[0].fact
    counts = [
        f
        for f in task.facts
        if f.table == amount.table and f.file == amount.file and f.unit == unit and f.measure == "value" and f.value
    ]
    if len(counts) != 1:
        return None
    draft = task.draft()
    _tell_average(task, draft, amount, counts[0])
    draft.cite_context([amount, counts[0]])
    return draft


def _tell_average(task: Task, draft: Draft, amount: Fact, count: Fact) -> None:
    assert count.value is not None
    working = draft.work(per_unit(quantity(amount), Quantity(count.value, count.unit), in_yuan=asks_unit(task, "元")))
    unit = working.unit.partition("/")[0]
    label = task.naming.fact(amount)
    draft.figure(working.result, unit, label, amount.period, [amount, count])
    shown_unit = count.unit if draft.language == "zh" else _ENGLISH_NAMES.get(count.unit, count.unit)
    value = shown_money(draft, working.result, unit)
    draft.say("per_unit", item=label, unit=shown_unit, value=value)
    operands = f"{shown_fact(draft, amount)} ÷ {shown_fact(draft, count)}"
    draft.say("working_short", expression=operands, value=shown(working.result, unit))


_SHARE_CUE = re.compile(r"\b(?:shares?|percent(?:age)?|proportion|fraction|part|how much) of\b|\bmake up of\b", re.I)
_LEFT_OUT = re.compile(
    r"(?:leaving out|excluding|without|not counting|apart from|不含|不包括|除去|扣除)[^,，?？]*|[^,，?？。]{1,10}(?:不算|不计|除外)", re.I
)


def solve_share(task: Task) -> Draft | None:
    """What part one item is of another, in percent."""
    if task.plan.want != "percent" or not task.plan.asks("share") or task.plan.asks("projects", "yearly"):
        return None
    if task.question.says(OF_BUDGET):
        return None
    left_out = _names_in(task, " ".join(_LEFT_OUT.findall(task.question.plain)))
    items = [c for c in task.question.concepts if c.kind in ("item", "fund", "indicator", "label") and c.weight >= 0.5]
    items = [c for c in items if c.canonical not in left_out]
    general = [c for c in task.question.concepts if c.kind == "general" and c.weight >= 0.5]
    whole = _whole(task, items)
    if len(items) == 1 and whole is not None and general:
        return _part_by_word(task, general, whole)
    if len(items) == 1:
        whole = None  # the only item named is the part; the report's own total above it is the whole
    parts = [c for c in items if c is not whole]
    if not parts and general:
        parts = general if whole is not None else general[:1]
    if len(parts) > 1 and not task.plan.asks("each"):
        parts = [c for c in parts if c.kind != "fund"][:1] or parts[:1]
    draft = task.draft()
    for part in parts:
        frame = (part, whole) if part.kind == "general" and whole is not None else (part,)
        if not _tell_share(task, draft, frame, whole, several=len(parts) > 1):
            return None
    return draft if parts else None


def _part_by_word(task: Task, general: list[Concept], whole: Concept) -> Draft | None:
    """A part that only a general word names ("what share of procurement was goods")."""
    draft = task.draft()
    for part in general:
        if _tell_share(task, draft, (part, whole), whole, several=False):
            return draft
    return None


def _names_in(task: Task, text: str) -> set[str | None]:
    """The canonical names of the terms in a piece of the question."""
    return {concept.canonical for concept in concepts_in(text, task.vocabulary)} if text.strip() else set()


def _whole(task: Task, items: list[Concept]) -> Concept | None:
    """The item the question takes a part of: first after "share of", before 中/里, after 占."""
    plain = task.question.bodies.rest
    within = re.search(
        r"(?:share|proportion|percentage|percent|fraction) of .{3,60}? (?:in|within|out of) (?!(?:19|20)\d\d)(?P<whole>.+)|"
        r"\b(?:within|out of) (?P<other>[^,?]+)",
        plain,
        re.I,
    )
    after = _SHARE_CUE.search(plain)
    inside = re.search(
        r"(?P<whole>[^，,。？?]+?)(?:里面?|中(?!心|国|小)|当中|内(?!设))(?:[，,]|的|(?=[\u4e00-\u9fff]))", plain
    )
    of = re.search(r"(?:占(?:了|到)?|相当于)(?P<whole>[^，,。？?]*?)(?:的|多[少大]|百分|几成|比|$)", plain)
    head = re.match(r"\s*(?:out )?of (?P<whole>[^,]+),", plain, re.I)
    texts = [head["whole"]] if head else []
    texts += [within.group("whole") or within.group("other")] if within else []
    texts += [plain[after.end() :]] if after else []
    texts += [match["whole"] for match in (of, inside) if match]
    for text in texts:
        bare = YEAR.sub(" ", _LEFT_OUT.sub(" ", text))
        names = [concept.canonical or concept.text for concept in concepts_in(bare, task.vocabulary)]
        if (inside and text == inside["whole"]) or (head and text == head["whole"]):
            names.reverse()  # the whole stands last, right before 中 or the comma
        for name in names:
            found = next((c for c in items if name in (c.canonical, c.text)), None)
            if found is not None:
                return found
    return None


def _tell_share(task: Task, draft: Draft, part: tuple[Concept, ...], whole: Concept | None, several: bool) -> bool:
    printed = task.best(
        lambda f: (
            f.measure == "share"
            and f.value is not None
            and task.is_of(f, part[0])
            and (whole is None or _same_whole(task, f, whole))
        ),
        part[:1],
        0.9,
    )
    level = _level(task, part)
    if level is not None and not _names(task, level, part[0]):
        return False
    if several and level is not None:
        draft.say("lookup_more", item=task.naming.fact(level), value=shown_fact(draft, level))
    if printed is not None:
        fact = printed.fact
        draft.state(fact, task.naming.fact(fact))
        whole_name = fact.against or (fact.path[-1] if fact.path else "")
        draft.say(
            "share" if whole_name else "share_alone",
            item=task.naming.fact(fact),
            whole=task.naming.item(whole_name),
            value=shown_fact(draft, fact),
        )
        if several and level is not None:
            draft.state(level, task.naming.fact(level))
        return True
    base = _whole_fact(task, level, whole)
    if level is None or base is None or not base.value or base.item == level.item or base.unit != level.unit:
        return False
    if task.search.covers([level, base]) < LEAST_COVERAGE:
        return False
    if abs(level.value or 0) > abs(base.value):
        return False  # a part is not more than its whole: the two are of different things
    working = draft.work(share(quantity(level), quantity(base)))
    label = task.naming.fact(level)
    if several:
        draft.state(level, label)
    draft.figure(working.result, "%", label, level.period, [level, base])
    draft.say("share", item=label, whole=task.naming.fact(base), value=shown(working.result, "%"))
    operands = f"{shown_fact(draft, level)} ÷ {shown_fact(draft, base)}"
    draft.say("working_short", expression=operands, value=shown(working.result, "%"))
    return True


def _names(task: Task, fact: Fact, part: Concept) -> bool:
    """Whether a figure's label or the labels it stands under name the part; standing in the same sentence is not enough."""
    return part.canonical == task.canonical(fact) or found_in(part, fold("|".join((*fact.path, fact.item)))) >= 0.5


def _is_level(fact: Fact) -> bool:
    return (
        fact.value is not None
        and fact.measure in ("amount", "count")
        and fact.basis in ("决算", "预算", None)
        and fact.table is None
    )


def _level(task: Task, concepts: tuple[Concept, ...]) -> Fact | None:
    match = task.best(_is_level, concepts, 0.85)
    return match.fact if match else None


def _same_whole(task: Task, fact: Fact, whole: Concept) -> bool:
    against = task.vocabulary.canonical_of(fact.against or "")
    return against == whole.canonical or any(
        form in against or against in form for form in whole.forms[: whole.own_forms] if against
    )


def _whole_fact(task: Task, part: Fact | None, whole: Concept | None) -> Fact | None:
    """The figure of the whole: the item the question names, else the total the part is printed under."""
    if part is None:
        return None
    parent = next(
        (f for f in task.facts if _is_level(f) and part.path and f.item == part.path[-1] and beside(f, part)), None
    )
    if whole is None:
        return parent
    if (
        parent is not None
        and max(found_in(whole, fold(parent.item)), 1.0 if whole.canonical == task.canonical(parent) else 0.0) >= 0.6
    ):
        return parent
    match = task.best(lambda f: _is_level(f) and f.unit == part.unit, (whole,), 0.85)
    return match.fact if match else None
