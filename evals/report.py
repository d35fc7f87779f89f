"""Write a run down: `run.json` for machines, `run.html` for people, and a table for the terminal. Scores nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from evals.difference import Difference
from evals.errors import BadInput
from evals.page import Beside, render_page
from evals.scorers import shown_gold, shown_group
from evals.summary import Summary, Tally, closing_line
from evals.types import DECLINED, OUTCOMES, RIGHT, RIGHTLY_DECLINED, UNSCORED, WRONG, Row

JSON_NAME = "run.json"
PAGE_NAME = "run.html"
_COLUMNS = {"n": None, "right": RIGHT, "wrong": WRONG, "declined": DECLINED, "rightly": RIGHTLY_DECLINED,
            "unscored": UNSCORED}


def prepare_folder(folder: Path) -> None:
    """Make the folder for results before anything is asked. Raises BadInput where that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".{JSON_NAME}.probe"
        probe.touch()
        probe.unlink()
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        what = f"results cannot be written there: {reason}"
        raise BadInput(what, where=str(folder), next_step="give another --out") from fault


def write_results(
    folder: Path, rows: Sequence[Row], summary: Summary, difference: Difference | None = None, beside: Sequence[Beside] = ()
) -> tuple[Path, Path]:
    """Write both files, replacing those of an earlier run; gives their paths. `difference` is the one to the accepted run,
    `beside` are other solvers asked the same. Raises BadInput."""
    prepare_folder(folder)
    results: dict[str, Any] = {"summary": summary_json(summary), "rows": [row_json(row) for row in rows]}
    results |= {"difference": asdict(difference)} if difference else {}
    results |= {"beside": [{"name": one.name, "summary": summary_json(one.summary)} for one in beside]} if beside else {}
    texts = {
        folder / JSON_NAME: json.dumps(results, ensure_ascii=False, indent=1) + "\n",
        folder / PAGE_NAME: render_page(rows, summary, difference, beside),
    }
    for path, text in texts.items():
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as fault:
            what = f"cannot be written: {fault.strerror}"
            raise BadInput(what, where=str(path), next_step="free the path") from fault
    return folder / JSON_NAME, folder / PAGE_NAME


def summary_json(summary: Summary) -> dict[str, Any]:
    """The summary as JSON: `line` is the closing line, the counts follow."""
    return {"line": closing_line(summary), **asdict(summary)}


def row_json(row: Row) -> dict[str, Any]:
    """One row as JSON, the gold answer and the whole answer with it."""
    case = row.case
    return {
        "id": case.id, "source": case.source, "language": case.language, "type": case.type, "kind": case.kind,
        "question": case.question,
        "gold": [shown_gold(gold) for gold in case.golds] or [list(group) for group in case.keywords],
        "evidence": [shown_group(group) for group in case.evidence],
        "outcome": row.outcome, "miss": row.miss, "explanation": row.explanation,
        "cited": row.cited, "cited_explanation": row.cited_explanation, "held": list(row.held),
        "ungrounded": [asdict(finding) for finding in row.ungrounded],
        "warnings": [asdict(finding) for finding in row.warnings],
        "seconds": round(row.seconds, 6), "answer": row.answer,
    }


def terminal_report(rows: Sequence[Row], summary: Summary) -> str:
    """Every miss in a line, then the scores by type and language. The closing line is not part of it."""
    lines = [miss_line(row) for row in rows if row.miss]
    lines += [f"{row.case.id}  warning  {f.where}: {f.printed} {f.reason}" for row in rows for f in row.warnings]
    lines += _table("type", summary.by_type) + _table("language", summary.by_language)
    if summary.misses:
        lines.append("misses: " + ", ".join(f"{count} {name}" for name, count in summary.misses.items()))
    if summary.median_seconds is not None and summary.seconds_95 is not None:
        lines.append(f"seconds: median {summary.median_seconds:.3f}, 95th percentile {summary.seconds_95:.3f}")
    return "\n".join(lines)


def miss_line(row: Row) -> str:
    """A miss in one line: id, outcome, kind of miss, what each scorer said."""
    said = [row.explanation] if row.outcome in (DECLINED, WRONG, UNSCORED) else []
    if row.cited is False:
        said.append(row.cited_explanation)
    said += [f"ungrounded {finding.printed} in {finding.where}" for finding in row.ungrounded]
    return f"{row.case.id}  {row.outcome}  {row.miss}  " + "; ".join(said)


def _table(name: str, tallies: dict[str, Tally]) -> list[str]:
    heads = [name, *_COLUMNS, "cited", "ungrounded"]
    body = [[label, *tally_cells(tally)] for label, tally in tallies.items()]
    widths = [max(len(line[column]) for line in [heads, *body]) for column in range(len(heads))]
    return ["", *("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
                  for line in [heads, *body])]


def tally_cells(tally: Tally) -> list[str]:
    """The cells of a tally in the order of the table: total, outcomes, cited right of, ungrounded."""
    counts = [str(tally.count(outcome)) for outcome in OUTCOMES]
    return [str(tally.total), *counts, f"{tally.cited_right}/{tally.cited_of}", str(tally.ungrounded)]
