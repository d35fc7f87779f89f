"""Ask several solvers the same questions, judge all by the same scorers, and set the scores side by side.

It opens and builds nothing. Points are what counts: right answers and rightly declined ones, in % of the scored cases.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from evals.run import run_cases
from evals.summary import Summary, Tally, summarize
from evals.types import DECLINED, RIGHT, RIGHTLY_DECLINED, UNSCORED, WRONG, Case, Row, Solver

OVERALL = "all"
HEADS = (
    "kind", "solver", "n", "right", "wrong", "declined", "rightly declined", "unscored", "cited right", "points %",
    "median s", "95th s", "index s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contender:
    """One solver's rows and scores. `index_seconds` is what building its library took, None where that was not measured."""

    name: str
    rows: tuple[Row, ...]
    summary: Summary
    index_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The contenders in the order given; the first is the product."""

    contenders: tuple[Contender, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types of the questions, in order."""
        return tuple(self.contenders[0].summary.by_type) if self.contenders else ()


def compare(
    cases: Sequence[Case],
    solvers: Mapping[str, Solver],
    index_seconds: Mapping[str, float | None] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Ask every solver every case. The first solver named is what the others are compared with."""
    contenders = []
    for number, (name, solver) in enumerate(solvers.items()):
        done = number * len(cases)
        told = (lambda count, _, before=done: progress(before + count, len(cases) * len(solvers))) if progress else None
        rows = run_cases(cases, solver, progress=told)
        contenders.append(Contender(name, rows, summarize(rows), (index_seconds or {}).get(name)))
    return Comparison(tuple(contenders))


def points(tally: Tally) -> Decimal | None:
    """Right and rightly declined in % of the scored cases, to one place; None where none was scored."""
    scored = tally.total - tally.count(UNSCORED)
    if not scored:
        return None
    won = tally.count(RIGHT) + tally.count(RIGHTLY_DECLINED)
    return (Decimal(100 * won) / scored).quantize(Decimal("0.1"), ROUND_HALF_UP)


def comparison_rows(comparison: Comparison) -> tuple[tuple[str, ...], ...]:
    """The cells of the table under HEADS: every kind with a row a solver, then all kinds together."""
    rows = [
        _cells(kind, one, one.summary.by_type[kind]) + ("", "", "")
        for kind in comparison.kinds
        for one in comparison.contenders
    ]
    return (*rows, *(_cells(OVERALL, one, one.summary.overall) + _times(one) for one in comparison.contenders))


def _cells(kind: str, one: Contender, tally: Tally) -> tuple[str, ...]:
    counts = [tally.count(outcome) for outcome in (RIGHT, WRONG, DECLINED, RIGHTLY_DECLINED, UNSCORED)]
    cited = f"{tally.cited_right}/{tally.cited_of}"
    return (kind, one.name, str(tally.total), *map(str, counts), cited, _shown(points(tally)))


def _times(one: Contender) -> tuple[str, str, str]:
    seconds = (one.summary.median_seconds, one.summary.seconds_95)
    index = "" if one.index_seconds is None else f"{one.index_seconds:.1f}"
    return (*("" if value is None else f"{value:.3f}" for value in seconds), index)


def _shown(value: Decimal | None) -> str:
    return "" if value is None else str(value)


def terminal_report(comparison: Comparison) -> str:
    """The table for a terminal."""
    lines = [HEADS, *comparison_rows(comparison)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    return "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON: the closing line, the table, and every solver's scores and what became of each case."""
    return {
        "line": closing_line(comparison),
        "heads": list(HEADS),
        "table": [list(row) for row in comparison_rows(comparison)],
        "solvers": [
            {
                "name": one.name, "points": _shown(points(one.summary.overall)), "index_seconds": one.index_seconds,
                "summary": asdict(one.summary),
                "rows": [
                    {"id": row.case.id, "source": row.case.source, "outcome": row.outcome, "explanation": row.explanation,
                     "seconds": round(row.seconds, 6)}
                    for row in one.rows
                ],
            }
            for one in comparison.contenders
        ],
    }  # fmt: skip


def lead(comparison: Comparison) -> Decimal | None:
    """The points of the first solver above the second; None where either was not scored."""
    first, second = (points(one.summary.overall) for one in comparison.contenders[:2])
    return None if first is None or second is None else first - second


def closing_line(comparison: Comparison) -> str:
    """The points of each solver, and by how many the first is above each other."""
    first = points(comparison.contenders[0].summary.overall)
    parts = []
    for one in comparison.contenders:
        own = points(one.summary.overall)
        part = f"{one.name} none scored" if own is None else f"{one.name} {own} %"
        if one is not comparison.contenders[0] and own is not None and first is not None:
            part += f" ({first - own:+} points)"
        parts.append(part)
    return "compare: " + ", ".join(parts)
