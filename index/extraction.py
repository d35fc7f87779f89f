"""What was made of one report file and what was not: the extraction report. It reads no figure anew and judges none right.

A figure counts as understood where a fact of its line holds its value. What is left are figures that are printed and
answer no question: the places to look at first when a report reads badly.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from index.amounts import find_amounts, parse_cell
from index.memory import peak_megabytes, reset_peak
from index.reading import Reading, read_report
from index.types import Amount, Fact, Report, SourceLine

# A report that reads badly has thousands of such lines; the first show what is wrong.
MISSED_KEPT = 500
LONGEST_TEXT = 160
LONGEST_SERIAL = 4
IDENTITY_FIELDS = ("entity", "year", "kind", "scope")


@dataclass(frozen=True, slots=True)
class Missed:
    """A line with figures that no fact holds, `figures` as printed. `bare` tells that the line has no fact at all."""

    line: int
    page: int | None
    text: str
    figures: tuple[str, ...]
    bare: bool


@dataclass(frozen=True, slots=True)
class IdentityField:
    """One field of a report's identity: its value, None where unsure, and the line it was read from, None where unknown."""

    field: str
    value: str | None
    line: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class ExtractionReport:
    """Counts of one file. `figures` are those printed, `understood` those that a fact holds.

    `missed` are the first lines with figures not understood, `missed_lines` counts all. `seconds` and `megabytes` (the
    peak) are those of the process that read the file; 0 where the system does not tell.
    """

    file: str
    form: str
    pages: int | None
    lines: int
    tables: int
    facts: int
    facts_of_prose: int
    facts_of_tables: int
    facts_by_measure: tuple[tuple[str, int], ...]
    figures: int
    understood: int
    missed_lines: int
    missed: tuple[Missed, ...]
    identity: tuple[IdentityField, ...]
    doubts: tuple[str, ...]
    warnings: tuple[str, ...]
    seconds: float = 0.0
    megabytes: float = 0.0

    @property
    def share(self) -> float:
        """The share of figures understood, 0 to 1; 1 where none is printed."""
        return self.understood / self.figures if self.figures else 1.0

    def to_json(self) -> dict[str, Any]:
        """The report as plain data; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> ExtractionReport:
        """An extraction report from what `to_json` gave, lists for tuples. Raises KeyError or TypeError on other data."""
        given = dict(values)
        given["missed"] = tuple(Missed(**{**row, "figures": tuple(row["figures"])}) for row in given["missed"])
        given["identity"] = tuple(IdentityField(**row) for row in given["identity"])
        given["facts_by_measure"] = tuple((measure, count) for measure, count in given["facts_by_measure"])
        for name in ("doubts", "warnings"):
            given[name] = tuple(given[name])
        return cls(**given)


def extract(path: Path) -> tuple[Reading, ExtractionReport]:
    """Read one file and say how that went. Raises ReportError."""
    reset_peak()
    begun = time.perf_counter()
    reading = read_report(path)
    seconds = time.perf_counter() - begun
    return reading, describe(reading, seconds, peak_megabytes())


def describe(reading: Reading, seconds: float = 0.0, megabytes: float = 0.0) -> ExtractionReport:
    """The extraction report of a reading."""
    facts = reading.facts
    missed, figures, understood = _missed(reading.lines, facts)
    of_tables = sum(fact.table is not None for fact in facts)
    return ExtractionReport(
        file=reading.report.file,
        form=reading.report.form,
        pages=reading.report.pages,
        lines=len(reading.lines),
        tables=len(reading.tables),
        facts=len(facts),
        facts_of_prose=len(facts) - of_tables,
        facts_of_tables=of_tables,
        facts_by_measure=tuple(Counter(fact.measure for fact in facts).most_common()),
        figures=figures,
        understood=understood,
        missed_lines=len(missed),
        missed=tuple(missed[:MISSED_KEPT]),
        identity=_identity(reading.report, reading.lines),
        doubts=reading.report.doubts,
        warnings=reading.warnings,
        seconds=round(seconds, 3),
        megabytes=round(megabytes, 1),
    )


def _identity(report: Report, lines: Sequence[SourceLine]) -> tuple[IdentityField, ...]:
    evidence, texts = dict(report.evidence), {line.number: line.text for line in lines}
    fields = []
    for name in IDENTITY_FIELDS:
        value = getattr(report, name)
        line = evidence.get(name)
        text = texts.get(line, "").strip()[:LONGEST_TEXT] if line else None
        fields.append(IdentityField(name, None if value is None else str(value), line, text))
    return tuple(fields)


def _missed(lines: Sequence[SourceLine], facts: Sequence[Fact]) -> tuple[list[Missed], int, int]:
    """(lines with figures that no fact holds, figures printed, figures understood)."""
    values: dict[int, Counter[Decimal]] = {}
    for fact in facts:
        for number in range(fact.line, fact.end_line + 1):
            values.setdefault(number, Counter())[abs(fact.value) if fact.value is not None else Decimal("NaN")] += 1
    codes = _code_parts(facts)
    missed, figures, understood = [], 0, 0
    for line in lines:
        held = values.get(line.number)
        left = []
        for amount, is_cell in _printed(line.text):
            known = held is not None and held[abs(amount.value)] > 0
            if known and is_cell:  # a row prints the same figure in several columns: each needs its fact
                held[abs(amount.value)] -= 1
            if not known and is_cell and _is_label(amount, codes):
                continue
            figures += 1
            understood += known
            if not known:
                left.append(amount.printed)
        if left:
            text = " ".join(line.text.split())[:LONGEST_TEXT]
            missed.append(Missed(line.number, line.page, text, tuple(left), held is None))
    return missed, figures, understood


def _printed(text: str) -> Iterator[tuple[Amount, bool]]:
    """Every figure of a line, and whether it stands alone in a cell. A number of prose without a unit is none."""
    mark = "\t" if "\t" in text else "|" if text.count("|") > 1 else None
    if mark is None:
        yield from ((amount, False) for amount in find_amounts(text) if amount.unit or amount.decimals)
        return
    cells = [(cell, parse_cell(cell)) for cell in text.split(mark) if cell.strip()]
    if _is_numbering([amount for _, amount in cells]):
        return
    for cell, alone in cells:
        if alone is not None:
            yield alone, True
        else:
            yield from ((amount, False) for amount in find_amounts(cell) if amount.unit or amount.decimals)


def _is_numbering(amounts: Sequence[Amount | None]) -> bool:
    """A row that only numbers its columns: 栏次 | 1 | 2 | 3, or a row of figures that count up by one."""
    numbers = [amount.value for amount in amounts if amount is not None]
    return len(numbers) > 1 and all(after - before == 1 for before, after in zip(numbers, numbers[1:], strict=False))


def _is_label(amount: Amount, codes: frozenset[str]) -> bool:
    """A whole number that numbers its row, or is a classification code or a level of one."""
    printed = amount.printed.strip()
    return printed.isdigit() and (printed in codes or len(printed) < LONGEST_SERIAL or bool(_CODE.fullmatch(printed)))


# 类 (三位), 款 (五位), 项 (七位) of the functional classification: 2 or 3 first; economic: 301, 30101.
_CODE = re.compile(r"[235]\d\d(?:\d\d){0,2}")


def _code_parts(facts: Sequence[Fact]) -> frozenset[str]:
    """The codes of the facts, whole and as they are printed over three columns."""
    codes = {fact.code for fact in facts if fact.code}
    return frozenset(part for code in codes for part in (code, code[:3], code[3:5], code[5:7], code[:5]) if part)
