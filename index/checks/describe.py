"""Put a trial into words: both places and both figures, neutral, in Chinese. It decides nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.checks.ledger import Ledger
from index.checks.types import LAST_YEAR, ROUNDING, SCOPES, UNIT, Finding, Trial
from index.types import Fact

FIGURES_NAMED = 4
_MEASURES = {
    "percent_change": "的增减比率", "change": "的增减额", "share": "的占比", "completion_rate": "的完成率",
}  # fmt: skip


def finding_of(ledger: Ledger, fact: Fact, trial: Trial, verdict: str, kind: str | None = None) -> Finding:
    """The finding about `fact` that a trial gives."""
    others = tuple(other for other in trial.facts if other.id != fact.id)
    recomputed = trial.expected.get(fact.id, "")
    kind = kind or trial.kind
    return Finding(
        file=ledger.reading.report.file,
        line=fact.line,
        page=ledger.page(fact.line),
        verdict=verdict,
        kind=kind,
        printed=trial.wording or _printed(fact),
        recomputed=recomputed,
        message=_message(ledger, fact, others, recomputed, trial, verdict, kind),
        other_line=others[0].line if others else None,
        other_file=trial.other_file,
    )


def _printed(fact: Fact) -> str:
    text = fact.printed.strip()
    return text if not fact.unit or text.endswith(fact.unit) or not text[-1:].isdigit() else f"{text}{fact.unit}"


def place_of(ledger: Ledger, line: int) -> str:
    """第4行, or 第21页（第310行） where the file has pages."""
    page = ledger.page(line)
    return f"第{page}页（第{line}行）" if page else f"第{line}行"


def _name(fact: Fact) -> str:
    column = f"（{fact.column}）" if fact.table is not None and fact.column and fact.column != fact.item else ""
    code = f"{fact.code} " if fact.code else ""
    opening, closing = "「」" if re.search(r"[“”\"]", fact.item) else "“”"
    return f"{opening}{code}{fact.item}{closing}{column}"


def _message(
    ledger: Ledger, fact: Fact, others: Sequence[Fact], recomputed: str, trial: Trial, verdict: str, kind: str
) -> str:
    here = f"{place_of(ledger, fact.line)}：{_name(fact)}{_MEASURES.get(fact.measure, '')}印作{_printed(fact)}"
    if kind == LAST_YEAR:
        then = others[0]
        return f"{here}；上年报告（{trial.other_file}）第{then.line}行{_name(then)}为{_printed(then)}，据此应为{recomputed}。两份报告不一致，未见重列说明。"
    if trial.wording:
        return f"{here}，文字作“{trial.wording}”；而{_figures(ledger, fact, others)}，按数字为{recomputed}，文字与数字不一致。"
    basis = _figures(ledger, fact, others)
    told = f"{here}；据{basis}，按{trial.method}推算为{recomputed}"
    if verdict == ROUNDING:
        return told + "，差额可由四舍五入解释。"
    if kind == SCOPES:
        return told + "；所印增减额等于各分项增减额之和，合计与增减额的口径可能不同。"
    if kind == UNIT:
        return told + "，单位可能有误。"
    return told + "，两者不一致。"


def _figures(ledger: Ledger, fact: Fact, others: Sequence[Fact]) -> str:
    if len(others) <= FIGURES_NAMED:
        return "、".join(_figure(ledger, fact, other) for other in others)
    first, last = others[0], others[-1]
    lines = sorted({other.line for other in others})
    span = place_of(ledger, lines[0]) + (f"至{place_of(ledger, lines[-1])}" if len(lines) > 1 else "")
    return f"{_figure(ledger, fact, first)}等{span}共{len(others)}个数（至{_name(last)}{_printed(last)}）"


def _figure(ledger: Ledger, fact: Fact, other: Fact) -> str:
    where = "同一行" if other.line == fact.line else place_of(ledger, other.line)
    same = other.item == fact.item and other.code == fact.code
    told = _MEASURES.get(other.measure, "").removeprefix("的")
    name = (f"（{other.column}）" if other.column else "") if same else _name(other)
    basis = other.basis if same and other.basis != fact.basis and not other.column and other.measure == "amount" else ""
    return f"{where}{name}{basis or ''}{told}{_printed(other)}"
