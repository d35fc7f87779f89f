"""Count rows into figures. Computes nothing that the rows do not say."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from evals.types import DECLINED, OUTCOMES, RIGHT, RIGHTLY_DECLINED, UNSCORED, WRONG, Row


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over some rows. `cited_of` counts the right answers whose case names evidence."""

    total: int
    outcomes: dict[str, int]
    cited_right: int
    cited_of: int
    ungrounded: int
    warnings: int

    def count(self, outcome: str) -> int:
        return self.outcomes[outcome]


@dataclass(frozen=True, slots=True)
class Summary:
    """All figures of a run, by type, by question file (of the project: one a kind) and by language.

    Seconds are of the answers that came; both None where none came.
    """

    overall: Tally
    by_type: dict[str, Tally]
    by_file: dict[str, Tally]
    by_language: dict[str, Tally]
    misses: dict[str, int]
    median_seconds: float | None
    seconds_95: float | None


def summarize(rows: Sequence[Row]) -> Summary:
    """The figures of a run."""
    seconds = sorted(row.seconds for row in rows if row.answer is not None)
    return Summary(
        overall=tally(rows),
        by_type=_tallies(rows, lambda row: row.case.type),
        by_file=_tallies(rows, lambda row: question_file(row.case.source)),
        by_language=_tallies(rows, lambda row: row.case.language),
        misses=_counts([row.miss for row in rows if row.miss]),
        median_seconds=median(seconds) if seconds else None,
        seconds_95=percentile(seconds, 95) if seconds else None,
    )


def question_file(source: str) -> str:
    """The name of the question file of a "file.jsonl:line", without its ending."""
    return source.rpartition(":")[0].removesuffix(".jsonl")


def tally(rows: Sequence[Row]) -> Tally:
    """The counts over `rows`."""
    cited = [row.cited for row in rows if row.cited is not None]
    return Tally(
        total=len(rows),
        outcomes={outcome: sum(row.outcome == outcome for row in rows) for outcome in OUTCOMES},
        cited_right=sum(cited),
        cited_of=len(cited),
        ungrounded=sum(len(row.ungrounded) for row in rows),
        warnings=sum(len(row.warnings) for row in rows),
    )


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile: the smallest value that `percent` % of the values do not exceed."""
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def closing_line(summary: Summary) -> str:
    """The run in one line. Counts that are usually nought (rightly declined, unscored, warnings) show when not."""
    overall = summary.overall
    parts = [f"{overall.count(outcome)} {outcome}" for outcome in (RIGHT, WRONG, DECLINED)]
    rare = [outcome for outcome in (RIGHTLY_DECLINED, UNSCORED) if overall.count(outcome)]
    parts += [f"{overall.count(outcome)} {outcome}" for outcome in rare]
    line = f"run: {', '.join(parts)} of {overall.total}; cited right {overall.cited_right} of {overall.cited_of}"
    line += f"; ungrounded {overall.ungrounded}"
    if overall.warnings:
        line += f"; warnings {overall.warnings}"
    return f"{line}; median {milliseconds(summary.median_seconds)}"


def milliseconds(seconds: float | None) -> str:
    """"31 ms", or "none" where nothing was timed."""
    return "none" if seconds is None else f"{seconds * 1000:.0f} ms"


def _tallies(rows: Sequence[Row], key: Callable[[Row], str]) -> dict[str, Tally]:
    return {name: tally([row for row in rows if key(row) == name]) for name in sorted({key(row) for row in rows})}


def _counts(names: Sequence[str]) -> dict[str, int]:
    return {name: names.count(name) for name in sorted(set(names))}
