"""The last accepted run: one line a case, to be compared with and to be read in a diff. It asks and scores nothing.

    {"flips": {}, "cases": {
    "lookup/b01zh": {"lang": "zh", "type": "lookup", "outcome": "right", "cited": true, "figures": "1f0c2d3e"},
    …}}

`miss` stands where there is one, `warnings` where there are any. `figures` is a digest of the figures answered, in their
order. No seconds: two runs of one product write one file. `flips` names cases that are known to come out one time so,
another time so, each with the reason; it is meant to be empty.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.errors import BadInput
from evals.summary import question_file
from evals.types import OUTCOMES, AnswerJson, Case, Row

ACCEPTED = Path(__file__).resolve().parent / "accepted.json"
_DIGEST = 8


@dataclass(frozen=True, slots=True)
class AcceptedCase:
    """What is kept of one case. `cited` is None where citations were not scored."""

    language: str
    type: str
    outcome: str
    miss: str | None
    cited: bool | None
    figures: str
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class AcceptedRun:
    """The cases of a run by their key, and those known to flip with the reason."""

    cases: Mapping[str, AcceptedCase] = field(default_factory=dict)
    flips: Mapping[str, str] = field(default_factory=dict)


def key_of(row: Row) -> str:
    """What a case is called across question files: "lookup/b01zh"."""
    return key_of_case(row.case)


def key_of_case(case: Case) -> str:
    """The same of a case that is not answered yet."""
    return f"{question_file(case.source)}/{case.id}"


def accept(rows: Iterable[Row], flips: Mapping[str, str] | None = None) -> AcceptedRun:
    """A run as it would be kept. Raises BadInput where two cases have one key."""
    cases: dict[str, AcceptedCase] = {}
    for row in rows:
        key = key_of(row)
        if key in cases:
            raise BadInput(f"two cases are called {key}", where=row.case.source, next_step="give one of them another id or file")
        cases[key] = AcceptedCase(
            row.case.language, row.case.type, row.outcome, row.miss, row.cited, figures_digest(row.answer), len(row.warnings)
        )
    return AcceptedRun(cases, {key: reason for key, reason in (flips or {}).items() if key in cases})


def kind_of(key: str) -> str:
    """The kind that a case is counted in: its question file."""
    return key.partition("/")[0]


def figures_digest(answer: AnswerJson | None) -> str:
    """A short digest of the figures answered, with unit and period, in their order; "-" where there is none."""
    figures = [] if answer is None else [(one["value"], one["unit"], one.get("period")) for one in answer["figures"]]
    if not figures:
        return "-"
    return hashlib.sha256(json.dumps(figures, ensure_ascii=False).encode()).hexdigest()[:_DIGEST]


def read_accepted(path: Path) -> AcceptedRun | None:
    """The accepted run kept in a file, None where there is none yet. Raises BadInput where it cannot be read."""
    if not path.exists():
        return None
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return AcceptedRun({key: _case(one) for key, one in held["cases"].items()}, dict(held["flips"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        what = f"the accepted run cannot be read ({type(fault).__name__}: {fault})"
        raise BadInput(what, where=str(path), next_step="restore the file, or accept a run anew") from fault


def write_accepted(path: Path, run: AcceptedRun) -> None:
    """Keep a run, its cases by name, one a line. Raises BadInput."""
    lines = [f"{json.dumps(key, ensure_ascii=False)}: {json.dumps(_plain(run.cases[key]), ensure_ascii=False)}" for key in sorted(run.cases)]
    text = f'{{"flips": {json.dumps(dict(run.flips), ensure_ascii=False)}, "cases": {{\n' + ",\n".join(lines) + "\n}}\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise BadInput(f"cannot be written: {fault.strerror}", where=str(path), next_step="free the path") from fault


def _plain(case: AcceptedCase) -> dict[str, Any]:
    told: dict[str, Any] = {"lang": case.language, "type": case.type, "outcome": case.outcome}
    told |= {"miss": case.miss} if case.miss else {}
    told |= {"cited": case.cited} if case.cited is not None else {}
    return told | {"figures": case.figures} | ({"warnings": case.warnings} if case.warnings else {})


def _case(told: Mapping[str, Any]) -> AcceptedCase:
    if told["outcome"] not in OUTCOMES:
        raise ValueError(f"no outcome {told['outcome']!r}")
    return AcceptedCase(
        told["lang"], told["type"], told["outcome"], told.get("miss"), told.get("cited"), told["figures"], told.get("warnings", 0)
    )


def count_right(cases: Sequence[AcceptedCase]) -> int:
    """How many came out as they should: answered right, or rightly declined."""
    return sum(case.outcome in ("right", "rightly declined") for case in cases)
