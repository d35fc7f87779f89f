"""The truth files of a synthetic library: what every report is, every figure in it, and where it contradicts itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.synthetic.contradictions import ALTERED
from evals.synthetic.writers import Placed

FOLDER = "truth"
REPORTS, FACTS, CHECKS = "reports.jsonl", "facts.jsonl", "checks.jsonl"


def fact_row(place: Placed, report: Mapping[str, Any]) -> dict[str, Any]:
    """The truth of one printed figure, as a row of facts.jsonl."""
    figure = place.figure
    return {
        "file": report["file"], "line": place.line, "page": place.page, "text": place.text, "entity": report["entity"],
        "year": report["year"], "kind": report["kind"], "scope": report["scope"], "item": figure.item, "code": figure.code,
        "path": list(figure.path), "column": figure.column, "measure": figure.measure, "basis": figure.basis,
        "fund_scope": figure.fund_scope, "period": figure.period, "against": figure.against,
        "value": f"{figure.value:f}", "unit": figure.unit, "printed": figure.printed, "key": figure.key.removesuffix(ALTERED),
    }  # fmt: skip


def as_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Rows as JSON lines, UTF-8."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a truth file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
