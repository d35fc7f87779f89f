"""Measure the calculator on arithmetic programs with a printed result. Reads no report and asks no question.

A program file is JSONL: `id`, `expression`, `result` (a plain decimal) and `decimals`. A program is right when its
value, rounded half up at `decimals`, is the printed result exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from pathlib import Path
from typing import Any

from evals.dataset import plain_decimal, read_each

# more digits than the calculator's own, so that rounding here can lose nothing
PRECISION = 120
MOST_DECIMALS = 50


@dataclass(frozen=True, slots=True)
class Program:
    """An expression and its printed result. `source` is "file:line"."""

    id: str
    expression: str
    result: Decimal
    decimals: int
    source: str


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A program that did not reproduce. `reason` holds what came out instead."""

    program: Program
    reason: str


def read_programs(path: Path) -> tuple[Program, ...]:
    """The programs of a JSONL file. Raises BadInput (unreadable, empty) or BadCases (malformed rows, all listed)."""
    return read_each(path, _program)


def score_programs(programs: Sequence[Program], calculate: Callable[[str], Any]) -> tuple[Mismatch, ...]:
    """The programs that do not reproduce. `calculate` gives an object whose `value` is a Decimal."""
    mismatches = []
    for program in programs:
        try:
            value = calculate(program.expression).value
        except Exception as fault:  # one program that fails is one mismatch, not the end of the measurement
            mismatches.append(Mismatch(program, f"{type(fault).__name__}: {fault}"))
            continue
        rounded = round_half_up(value, program.decimals)
        if rounded != program.result:
            mismatches.append(Mismatch(program, f"gives {rounded}, printed {program.result}"))
    return tuple(mismatches)


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """`value` at `decimals` decimals, a half going away from zero."""
    with localcontext() as context:
        context.prec = PRECISION + max(0, value.adjusted())
        return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _program(row: Any, source: str) -> Program:
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    for key in ("id", "expression"):
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise ValueError(f"{key} must be a non-empty string")
    result = plain_decimal(row.get("result"))
    if result is None:
        raise ValueError(f"result must be a plain decimal, not {row.get('result')!r}")
    decimals = row.get("decimals")
    if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= MOST_DECIMALS:
        raise ValueError(f"decimals must be a whole number from 0 to {MOST_DECIMALS}, not {decimals!r}")
    return Program(row["id"], row["expression"], result, decimals, source)
