"""Whether a question asked in two languages is answered alike: the same status and the same figures. Gold plays no part.

Rows that share a `pair` belong together. Figures are compared as a whole, money in one unit, whatever the wording.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.dataset import plain_decimal
from evals.types import AnswerJson, Case, Row
from evals.units import MONEY, in_unit, plain_unit


@dataclass(frozen=True, slots=True)
class Unequal:
    """A pair whose members were answered differently: each member's id with what it was answered, in order."""

    pair: str
    answers: tuple[tuple[str, str], ...]


def paired(cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases that belong to a pair of at least two, in order."""
    counts: dict[str, int] = defaultdict(int)
    for case in cases:
        counts[case.pair] += 1
    return tuple(case for case in cases if case.pair and counts[case.pair] > 1)


def compare_pairs(rows: Sequence[Row]) -> tuple[int, tuple[Unequal, ...]]:
    """(number of pairs, those answered differently, in the order of their first row)."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.case.pair].append(row)
    unequal = []
    for pair, members in groups.items():
        told = [resolved(row.answer) for row in members]
        if any(one != told[0] for one in told[1:]) or any(row.answer is None for row in members):
            unequal.append(Unequal(pair, tuple((row.case.id, _shown(row.answer)) for row in members)))
    return len(groups), tuple(unequal)


def resolved(answer: AnswerJson | None) -> tuple[str, frozenset[tuple[str, str]]]:
    """The status of an answer and its figures, money in 元, each once. Only an answered question has figures."""
    if answer is None:
        return "", frozenset()
    figures = answer["figures"] if answer["status"] == "answered" else ()
    return answer["status"], frozenset(_plain(figure) for figure in figures)


def terminal_report(unequal: Sequence[Unequal]) -> str:
    """Each unequal pair with what its members were answered."""
    return "\n".join(f"{one.pair}\n" + "\n".join(f"  {id}: {told}" for id, told in one.answers) for one in unequal)


def closing_line(count: int, unequal: Sequence[Unequal]) -> str:
    """The last line: how many pairs are answered alike."""
    return f"pairs: {count - len(unequal)} of {count}"


def _plain(figure: Mapping[str, str]) -> tuple[str, str]:
    value, unit = plain_decimal(figure["value"]), plain_unit(figure["unit"])
    if value is None:
        return figure["value"], unit
    if unit in MONEY:
        value, unit = in_unit(value, unit, "元") or value, "元"
    return f"{value.normalize():f}", unit


def _shown(answer: AnswerJson | None) -> str:
    if answer is None:
        return "no answer"
    figures = ", ".join(f"{figure['value']}{figure['unit']}" for figure in answer["figures"])
    return f"{answer['status']}: {figures}" if figures else str(answer["status"])
