"""决算 as a set of tables without any prose, as bodies publish a workbook and no more."""

from __future__ import annotations

from evals.synthetic.accounts import CAPITAL, FUND, FUNDS, GENERAL
from evals.synthetic.figures import Block, Line, Paragraph
from evals.synthetic.styles import tables
from evals.synthetic.voice import GENERAL_SCOPE, Voice


def compose(voice: Voice, size: str = "full") -> list[Block]:
    """The blocks: a cover, then the tables; `size` "short" leaves out those of the other funds."""
    account, subject = voice.subject.account, voice.subject
    cover = f"{subject.body.name}{subject.year}年度{subject.scope}决算公开表"
    blocks: list[Block] = [
        Paragraph(Line(cover), "title", 1),
        *tables.overall_table(voice),
        *tables.spending_table(voice, "支出决算表", account.of_funds(*FUNDS), None, "table.spending"),
        *tables.spending_table(voice, "一般公共预算财政拨款支出决算表", account.of_funds(GENERAL), GENERAL_SCOPE, "table.general"),
        *tables.economic_table(voice),
        *tables.three_table(voice),
    ]
    return blocks if size == "short" else [*blocks, *tables.fund_table(voice, FUND), *tables.fund_table(voice, CAPITAL)]
