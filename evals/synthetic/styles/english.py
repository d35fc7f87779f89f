"""An English summary of final accounts, in million yuan."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from evals.synthetic.accounts import GENERAL
from evals.synthetic.bodies import Body
from evals.synthetic.figures import Block, Figure, Line, Paragraph, join
from evals.synthetic.numbers import CENT, ratio
from evals.synthetic.styles.general import by_class
from evals.synthetic.styles.overall import totals
from evals.synthetic.voice import GENERAL_SCOPE, GRANTED_SCOPE, Of, Voice

# the unit as the product names it, whatever the language
MILLION = "百万元"
THREE = Of("three public expenses", "three", GRANTED_SCOPE)


def english_name(body: Body, words: dict[str, tuple[str, ...]]) -> str:
    """The name of a body in English, its place in pinyin."""
    def table(name: str) -> dict[str, str]:
        return dict(row.split(" ", 1) for row in words[name])

    sounds, levels, kinds = table("names.syllables"), table("names.levels"), table("names.kinds")
    place = "".join(sounds[character] for character in body.place[:-1]).capitalize()
    return f"{kinds[body.kind]} of {place} {levels[body.place[-1]]}"


def compose(voice: Voice, size: str = "full") -> list[Block]:
    """The blocks of one summary; it is short at any size."""
    name = f"{english_name(voice.subject.body, voice.words)} ({voice.subject.body.name})"
    title = voice.say("title.english", name=name)
    blocks: list[Block] = [Paragraph(Line(text), "title", 1) for text in title.text.split("\n")]
    blocks += [Paragraph(line) for line in (*_totals(voice), *_general(voice), *_three(voice), *_other(voice))]
    terms = [voice.put(text) for text in voice.words["english.terms"]] if size == "full" else []
    return [*blocks, *(Paragraph(line) for line in terms)]


def _millions(yuan: Decimal) -> Decimal:
    return (yuan / 1_000_000).quantize(CENT, ROUND_HALF_UP)


def _money(voice: Voice, yuan: Decimal, of: Of) -> Figure:
    value = _millions(yuan)
    return Figure(
        f"RMB {value:,f} million", value, MILLION, of.item, "amount", of.path, of.code, "决算", None, of.fund_scope,
        str(voice.subject.year), f"{of.key}.决算",
    )  # fmt: skip


def _count(voice: Voice, number: int, noun: str, unit: str, of: Of) -> Figure:
    return replace(voice.count(number, f" {noun}", of), unit=unit)


def _moved(voice: Voice, now: Decimal, before: Decimal, of: Of) -> Line:
    now, before = _millions(now), _millions(before)
    change, last = now - before, str(voice.subject.year - 1)
    if not change:
        return voice.say("english.flat")
    figure = Figure(
        f"RMB {abs(change):,f} million", change, MILLION, of.item, "change", of.path, of.code, None, last, of.fund_scope,
        str(voice.subject.year), f"{of.key}.change",
    )  # fmt: skip
    if not before:
        return voice.say("english.begun", change=figure)
    percent = voice.percent(ratio(change, before), of, "percent_change", last)
    return voice.say(f"english.{'up' if change > 0 else 'down'}", change=figure, percent=percent)


def _share(voice: Voice, part: Decimal, whole: Decimal, of: Of, against: str) -> Figure:
    return voice.percent(ratio(_millions(part), _millions(whole)), of, "share", against)


def _totals(voice: Voice) -> list[Line]:
    account, before = voice.subject.account, voice.subject.before
    now, last, purse = totals(account), totals(before), account.purse()
    total = Of("total revenue and expenditure", "total")
    whole, basic, project = account.spent(), account.spent(of="basic"), account.spent(of="project")
    of_basic, of_project = Of("basic expenditure", "spending.basic"), Of("project expenditure", "spending.project")
    return [
        voice.say("english.total", total=_money(voice, now, total), moved=_moved(voice, now, last, total)),
        voice.say(
            "english.income", revenue=_money(voice, purse.revenue, Of("revenue for the year", "revenue")),
            carried=_money(voice, purse.carried_in, Of("carried over from previous years", "in")),
        ),
        voice.say(
            "english.spending", spent=_money(voice, whole, Of("expenditure for the year", "spending")),
            basic=_money(voice, basic, of_basic), basic_share=_share(voice, basic, whole, of_basic, "expenditure for the year"),
            project=_money(voice, project, of_project),
            project_share=_share(voice, project, whole, of_project, "expenditure for the year"),
        ),
    ]  # fmt: skip


def _general(voice: Voice) -> list[Line]:
    now, last = voice.subject.account.spent(GENERAL), voice.subject.before.spent(GENERAL)
    of = Of("general public budget expenditure", "general", GENERAL_SCOPE)
    names = dict(row.split(" ", 1) for row in voice.words["names.classes"])
    parts = []
    for (code, _), amount in by_class(voice).items():
        part = Of(names[code], f"class.{code}", GENERAL_SCOPE, (of.item,), code)
        share = _share(voice, amount, now, part, of.item)
        parts.append(voice.say("english.class", name=names[code], amount=_money(voice, amount, part), share=share))
    return [
        voice.say("english.general", total=_money(voice, now, of), moved=_moved(voice, now, last, of)),
        voice.say("english.classes", parts=join(*parts, between="; ")),
    ]


def _three(voice: Voice) -> list[Line]:
    three, before = voice.subject.account.three, voice.subject.before.three
    line = voice.say(
        "english.three", total=_money(voice, three.total.final, THREE),
        moved=_moved(voice, three.total.final, before.total.final, THREE),
        abroad=_money(voice, three.abroad.final, Of("overseas official visits", "three.abroad", GRANTED_SCOPE)),
        vehicles=_money(voice, three.vehicles.final, Of("official vehicles", "three.vehicles", GRANTED_SCOPE)),
        reception=_money(voice, three.reception.final, Of("official receptions", "three.reception", GRANTED_SCOPE)),
    )  # fmt: skip
    counts = voice.say(
        "english.counts", cars=_count(voice, three.cars, "official vehicles", "辆", Of("official vehicles kept", "three.cars")),
        visits=_count(voice, three.visits, "groups", "批次", Of("official receptions", "three.visits")),
        guests=_count(voice, three.guests, "guests", "人次", Of("official receptions", "three.guests")),
    )  # fmt: skip
    return [line, counts]


def _other(voice: Voice) -> list[Line]:
    account, before = voice.subject.account, voice.subject.before
    lines = []
    if account.running_cost is not None and before.running_cost is not None:
        of = Of("operating expenses of administrative organs", "running_cost")
        moved = _moved(voice, account.running_cost, before.running_cost, of)
        lines.append(voice.say("english.running_cost", total=_money(voice, account.running_cost, of), moved=moved))
    bought = account.procurement
    if bought.total:
        lines.append(voice.say(
            "english.procurement", total=_money(voice, bought.total, Of("government procurement", "procurement")),
            goods=_money(voice, bought.goods, Of("goods", "procurement.goods")),
            works=_money(voice, bought.works, Of("works", "procurement.works")),
            services=_money(voice, bought.services, Of("services", "procurement.services")),
        ))  # fmt: skip
    return lines
