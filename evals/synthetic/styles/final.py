"""部门决算 in the official template: all parts, or few of them where a library has to be large. Tables first or last."""

from __future__ import annotations

from evals.synthetic.accounts import CAPITAL, FUND, FUNDS, GENERAL
from evals.synthetic.figures import Block, Line, Paragraph
from evals.synthetic.headings import SCHEMES, Headings
from evals.synthetic.styles import general, matters, more_tables, overall, tables, three
from evals.synthetic.voice import GENERAL_SCOPE, Voice


def compose(voice: Voice, size: str = "full") -> list[Block]:
    """The blocks of one report. `size` "short" leaves out the duties, the items, the terms and most tables."""
    dice = voice.random
    headings = Headings(dice, dice.choice(SCHEMES), slips=dice.randrange(4) == 0)
    blocks = _cover(voice)
    if size == "short":
        blocks += _short(voice, headings)
        return blocks
    parts = [_overview, _explained, _terms, _tables]
    if dice.randrange(3) == 0:
        parts = [_overview, _tables, _explained, _terms]
    for part in parts:
        blocks += part(voice, headings)
    return blocks


def _cover(voice: Voice) -> list[Block]:
    title = voice.say("title.main").text.split("\n")
    blocks: list[Block] = [Paragraph(Line(text), "title", 1) for text in title]
    if voice.random.randrange(2):
        blocks.append(Paragraph(voice.say("title.published")))
    return blocks


def _overview(voice: Voice, headings: Headings) -> list[Block]:
    return [
        headings.heading(1, voice.say("head.part_overview")), headings.heading(2, voice.say("head.duties")),
        *overall.duties(voice, 7), headings.heading(2, voice.say("head.organisation")), *overall.organisation(voice),
    ]  # fmt: skip


def _explained(voice: Voice, headings: Headings) -> list[Block]:
    def head(level: int, name: str) -> Paragraph:
        return headings.heading(level, voice.say(f"head.{name}"))

    return [
        head(1, "part_explained"),
        head(2, "total"), *overall.total(voice),
        head(2, "revenue"), *overall.revenue(voice),
        head(2, "expenditure"), *overall.expenditure(voice),
        head(2, "granted"), *overall.granted(voice),
        head(2, "general"),
        head(3, "general_total"), *general.general_total(voice),
        head(3, "general_structure"), *general.structure(voice),
        head(3, "general_items"), *general.items(voice),
        head(2, "basic"), *general.basic(voice),
        head(2, "three"),
        head(3, "three_total"), *three.three_total(voice),
        head(3, "three_parts"), *(three.three_parts(voice, headings) or [Paragraph(voice.say("three.nothing"))]),
        head(2, "fund"), *matters.fund(voice),
        head(2, "capital"), *matters.capital(voice),
        head(2, "other"),
        head(3, "running_cost"), *matters.running_cost(voice),
        head(3, "procurement"), *matters.procurement(voice),
        head(3, "assets"), *matters.assets(voice),
        head(3, "performance"), *matters.performance(voice),
    ]  # fmt: skip


def _terms(voice: Voice, headings: Headings) -> list[Block]:
    return [headings.heading(1, voice.say("head.part_terms")), *matters.terms(voice, 7)]


def _tables(voice: Voice, headings: Headings) -> list[Block]:
    account = voice.subject.account
    every = account.of_funds(*FUNDS)
    income = more_tables.income_table(voice) if voice.wide and voice.random.randrange(2) else []
    granted = more_tables.granted_table(voice) if voice.wide and voice.random.randrange(2) else []
    return [
        headings.heading(1, voice.say("head.part_tables")),
        *tables.overall_table(voice),
        *income,
        *tables.spending_table(voice, "支出决算表", every, None, "table.spending"),
        *granted,
        *tables.spending_table(voice, "一般公共预算财政拨款支出决算表", account.of_funds(GENERAL), GENERAL_SCOPE, "table.general"),
        *tables.economic_table(voice),
        *tables.three_table(voice),
        *tables.fund_table(voice, FUND),
        *tables.fund_table(voice, CAPITAL),
    ]  # fmt: skip


def _short(voice: Voice, headings: Headings) -> list[Block]:
    blocks: list[Block] = []
    for name, part in (
        ("total", overall.total), ("expenditure", overall.expenditure), ("general_structure", general.structure),
        ("basic", general.basic), ("three_total", three.three_total), ("three_parts", three.three_parts),
        ("running_cost", matters.running_cost), ("procurement", matters.procurement),
    ):  # fmt: skip
        blocks += [headings.heading(2, voice.say(f"head.{name}")), *part(voice)]
    return [*blocks, *tables.three_table(voice)]
