"""Hand-made cases and answers. The report behind them is three lines long and never read from disk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from evals.types import Case, EvidenceGroup, Gold

FILE = "office-2022.txt"
LINES = {
    5: "公务用车购置及运行维护费支出111.99万元,完成预算100%。比2021年减少49.04万元，下降30.45%。",
    6: "国内公务接待支出4.33万元，接待270人次。",
    7: "截至2022年12月31日，共有车辆6辆。",
}


@pytest.fixture
def read_line():
    """The library's lines, as the solver re-reads them."""
    return lambda file, number: LINES.get(number) if file == FILE else None


@pytest.fixture
def make_case():
    """A case: by default "how much did vehicle costs fall", 49.04 万元, line 5."""

    def make(**changes: Any) -> Case:
        fields: dict[str, Any] = {
            "id": "q1",
            "language": "zh",
            "question": "公车费用降了多少？",
            "kind": "value",
            "type": "lookup",
            "golds": (Gold(Decimal("49.04"), "万元"),),
            "keywords": (),
            "evidence": (EvidenceGroup(FILE, "line", frozenset({5})),),
            "note": "",
            "source": "q.jsonl:1",
        }
        return Case(**{**fields, **changes})

    return make


@pytest.fixture
def cite():
    """A verbatim citation of one of the report's lines."""

    def make(mark: int = 1, line: int = 5, file: str = FILE, text: str | None = None, page: int | None = None) -> dict:
        return {
            "mark": mark,
            "file": file,
            "line": line,
            "page": page,
            "section": "三公经费",
            "text": LINES[line] if text is None else text,
        }

    return make


@pytest.fixture
def make_answer(cite):
    """An answer that keeps the contract: by default right, cited and grounded."""

    def make(**changes: Any) -> dict[str, Any]:
        answer: dict[str, Any] = {
            "id": None,
            "question": "公车费用降了多少？",
            "language": "zh",
            "status": "answered",
            "text": "公务用车费用减少49.04万元，下降30.45%，由161.03万元降至111.99万元。[1]",
            "figures": [{"value": "49.04", "unit": "万元", "label": "减少", "period": "2022", "citations": [1]}],
            "citations": [cite()],
            "calculations": [{"expression": "111.99 + 49.04", "result": "161.03", "unit": "万元"}],
            "notes": [],
            "seconds": 0.01,
        }
        return {**answer, **changes}

    return make


@pytest.fixture
def figure():
    """One figure of an answer."""

    def make(value: str, unit: str = "万元") -> dict:
        return {"value": value, "unit": unit, "label": "", "period": None, "citations": [1]}

    return make
