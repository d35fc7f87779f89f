"""Hand-made facts and short texts for the checks. No report is read from disk but the texts that a test writes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from index.checks import check_report
from index.checks.ledger import Ledger
from index.reading import Reading, read_report
from index.types import Fact, Report, SourceLine

FILE = "report.txt"
TITLE = "白云县水利局2023年度部门决算\n第三部分 2023年度部门决算情况说明\n"


def make_fact(item: str, value: str, unit: str = "万元", **changes: Any) -> Fact:
    """A figure told in prose on line 1; `value` as printed, so that it carries its decimals."""
    number = Decimal(value)
    fields: dict[str, Any] = {
        "id": "", "file": FILE, "item": item, "path": (), "code": None, "period": "2023", "measure": "amount",
        "basis": None, "against": None, "fund_scope": None, "value": number, "unit": unit,
        "decimals": max(0, -number.as_tuple().exponent), "approximate": False, "printed": f"{abs(number)}{unit}",
        "line": 1, "end_line": 1, "context_lines": (), "clause": "", "section": ("三、支出",),
    }  # fmt: skip
    fields = {**fields, **changes}
    if fields["measure"] == "amount" and fields["basis"] is None:
        fields["basis"] = "决算"
    return Fact(**fields)


def make_reading(*facts: Fact, texts: dict[int, str] | None = None, **changes: Any) -> Reading:
    """A reading of these facts in this order; `changes` are fields of its report."""
    numbered = tuple(replace_id(fact, f"{fact.file}#{number}") for number, fact in enumerate(facts, start=1))
    last = max([fact.line for fact in facts] + list(texts or {}), default=1)
    lines = tuple(SourceLine(number, (texts or {}).get(number, "")) for number in range(1, last + 1))
    fields: dict[str, Any] = {
        "file": FILE, "sha256": "", "title": None, "entity": "白云县水利局", "short_names": (), "year": 2023,
        "kind": "决算", "scope": "部门", "identity_lines": (), "line_count": len(lines),
    }  # fmt: skip
    return Reading(Report(**{**fields, **changes}), lines, (), numbered, ())


def replace_id(fact: Fact, key: str) -> Fact:
    """The same fact under another id."""
    from dataclasses import replace

    return fact if fact.id else replace(fact, id=key)


@pytest.fixture
def fact():
    """Builds a figure."""
    return make_fact


@pytest.fixture
def reading():
    """Builds a reading."""
    return make_reading


@pytest.fixture
def ledger():
    """Builds the ledger of a reading of these facts."""
    return lambda *facts, **changes: Ledger(make_reading(*facts, **changes))


@pytest.fixture
def findings(tmp_path):
    """Writes a text under the title of a report of 2023 (two lines), reads and checks it; gives what disagrees."""

    def check(text: str, title: str = TITLE) -> list:
        path = tmp_path / FILE
        path.write_text(title + text, encoding="utf-8")
        return [finding for finding in check_report(read_report(path)) if finding.verdict == "disagrees"]

    return check
