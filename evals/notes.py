"""Measure the reading of short disclosures: the facts of each file against golden rows written by hand from its print.

A golden row is one printed figure. It is found by its line, value and unit (money in any money unit), then judged by
item, measure, period, basis and what it is measured against. No question is asked and no answer scored here; how the
golden rows were chosen is not known here either.

A row of the golden file (JSONL) holds `file`, `line`, `printed`, `value` (a signed plain decimal), `unit`, `items`,
`measure`, `period`, `basis`, `against`. `items` and `against` are lists of alternatives, an item alternative being a
word or a list of words that must all occur; the others are one alternative or a list. In a list null stands for "none
given", a bare null is not scored. `not` lists words that the item may not hold, `sign` "any" compares sizes alone, and
an `optional` row is a figure that a careful reader may take or leave: neither right nor wrong.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from assistant.fold import fold, simplify
from evals.dataset import plain_decimal, read_each
from evals.errors import BadInput
from evals.pair import pair_most
from evals.units import in_unit, plain_unit
from index.errors import MingzhangError
from index.types import MEASURES, Fact

GOLDEN = Path(__file__).parent / "golden" / "notes.jsonl"
SAMPLE_SIZE = 200
# any fixed number would do: the sample has to be the same from run to run
SAMPLE_SEED = 3
# how far off a fact's line may be for the miss to be told as "wrong line" rather than "not found"
NEAR_LINES = 3

NOT_READ, NOT_FOUND, EXTRA, REPEATED = "not read", "not found", "extra fact", "repeated fact"
_CURRENCY = re.compile(r"港币|新台币|台币|人民币|港(?=元)|澳门(?=元)")
Alternatives = tuple[str | None, ...] | None


@dataclass(frozen=True, slots=True)
class GoldenFigure:
    """One printed figure and what is accepted as its meaning. None where a side is not scored; `source` "file:line"."""

    file: str
    line: int
    printed: str
    value: Decimal
    units: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    measures: tuple[str, ...]
    periods: Alternatives
    bases: Alternatives
    against: Alternatives
    excluded: tuple[str, ...]
    any_sign: bool
    optional: bool
    source: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A golden row without a right fact (`golden`), or a fact that is not right (`fact`); both where they belong."""

    reason: str
    golden: GoldenFigure | None
    fact: Fact | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One golden row or one fact, and whether it is right. `found`: line, value and unit agree with the other side."""

    file: str
    measure: str
    right: bool
    found: bool


@dataclass(frozen=True, slots=True)
class NotesSummary:
    """What was measured: a verdict for each required golden row and each fact that counts, and every miss."""

    figures: tuple[Verdict, ...]
    facts: tuple[Verdict, ...]
    misses: tuple[Miss, ...]


def read_golden(path: Path = GOLDEN) -> tuple[GoldenFigure, ...]:
    """The golden rows of a JSONL file. Raises BadInput (unreadable, empty) or BadCases (malformed rows, all listed)."""
    return read_each(path, _row, float)


def score_notes(golden: Sequence[GoldenFigure], reports_folder: Path) -> NotesSummary:
    """Read every file that the golden rows name and score its facts. Raises BadInput where the folder is missing."""
    from index.build import read_report  # slow to import: malformed rows are told at once

    if not reports_folder.is_dir():
        raise BadInput("there is no such folder", where=str(reports_folder), next_step="give the folder of the notes")
    parts = []
    for file in dict.fromkeys(row.file for row in golden):
        rows = [row for row in golden if row.file == file]
        try:
            parts.append(score_facts(rows, read_report(reports_folder / file).facts))
        except (MingzhangError, OSError) as fault:
            parts.append(_unread(rows, str(fault)))
    return NotesSummary(
        *(tuple(one for part in parts for one in getattr(part, name)) for name in NotesSummary.__slots__)
    )


def score_facts(golden: Sequence[GoldenFigure], facts: Iterable[Fact]) -> NotesSummary:
    """Score the facts of one file against its golden rows. Facts without a value are left out."""
    numbers = [fact for fact in facts if fact.value is not None]
    agreeing = {
        (row, fact): faults_of(golden[row], numbers[fact])
        for row in range(len(golden))
        for fact in range(len(numbers))
        if same_figure(golden[row], numbers[fact])
    }
    # required rows choose first; an optional row may not take the one fact that a required row needs
    order = sorted(range(len(golden)), key=lambda row: golden[row].optional)
    right = pair_most(order, _partners(agreeing, lambda faults: not faults))
    taken = {fact: row for row, fact in right.items()}
    near = _second_best(golden, numbers, agreeing, right)
    figures = tuple(
        Verdict(row.file, row.measures[0], index in right, any(one == index for one, _ in agreeing))
        for index, row in enumerate(golden)
        if not row.optional
    )
    verdicts, misses = [], [_row_miss(golden, numbers, row, near) for row in order if row not in right]
    for index, fact in enumerate(numbers):
        reason = _fact_fault(golden, numbers, index, agreeing, taken)
        if reason is None:
            continue
        verdicts.append(Verdict(fact.file, fact.measure, not reason, any(one == index for _, one in agreeing)))
        if reason and index not in {one for one, _ in near.values()}:  # those are told with their golden row
            misses.append(Miss(reason, None, fact))
    return NotesSummary(figures, tuple(verdicts), tuple(miss for miss in misses if miss is not None))


def same_figure(golden: GoldenFigure, fact: Fact) -> bool:
    """Whether line, value and unit are those of the golden row."""
    return golden.line == fact.line and _same_amount(golden, fact)


def faults_of(golden: GoldenFigure, fact: Fact) -> tuple[str, ...]:
    """What is wrong with the meaning of a fact that is the golden row's figure; empty where all is right."""
    checks = (
        ("wrong item", _right_item(golden, fact)),
        ("wrong measure", fact.measure in golden.measures),
        ("wrong period", _accepts(golden.periods, fact.period, _is_period)),
        ("wrong basis", _accepts(golden.bases, fact.basis, str.__eq__)),
        ("wrong against", _accepts(golden.against, fact.against, lambda given, wanted: fold(wanted) in fold(given))),
    )
    return tuple(name for name, right in checks if not right)


def sample(verdicts: Sequence[Verdict], size: int = SAMPLE_SIZE) -> tuple[Verdict, ...]:
    """The same `size` of them on every run with the same verdicts' count; all where there are no more."""
    if len(verdicts) <= size:
        return tuple(verdicts)
    return tuple(verdicts[index] for index in sorted(random.Random(SAMPLE_SEED).sample(range(len(verdicts)), size)))


def terminal_report(summary: NotesSummary, size: int = SAMPLE_SIZE) -> str:
    """Every miss in a line, then the figures by file and by measure and on the sample; not the closing line."""
    lines = [_miss_line(miss) for miss in summary.misses]
    for name in ("file", "measure"):
        lines += ["", *_table(name, summary)]
    reasons = [miss.reason.split(",")[0] for miss in summary.misses]
    lines += ["", "misses: " + (", ".join(f"{reasons.count(one)} {one}" for one in sorted(set(reasons))) or "none")]
    lines.append(f"line, value and unit alone: {shares(summary.figures, summary.facts, 'found')}")
    lines.append(f"sample of {size}: {shares(sample(summary.figures, size), sample(summary.facts, size), 'right')}")
    return "\n".join(lines)


def closing_line(summary: NotesSummary) -> str:
    """The figures in one line."""
    return f"notes: {shares(summary.figures, summary.facts, 'right')}"


def _same_amount(golden: GoldenFigure, fact: Fact, any_sign: bool = False) -> bool:
    if fact.value is None:
        return False
    for unit in golden.units:
        value = in_unit(fact.value, _unit(fact.unit), _unit(unit))
        if value == golden.value:
            return True
        if value is not None and (any_sign or golden.any_sign) and abs(value) == abs(golden.value):
            return True
    return False


def _unit(unit: str) -> str:
    return plain_unit(_CURRENCY.sub("", simplify(unit)))


def _right_item(golden: GoldenFigure, fact: Fact) -> bool:
    item = fold(fact.item)
    words = "|".join((item, *map(fold, fact.path), *map(fold, fact.section), fold(fact.column or "")))
    if any(fold(word) in item for word in golden.excluded):
        return False
    return any(all(fold(word) in words for word in group) for group in golden.items)


def _accepts(wanted: Alternatives, given: str | None, agrees: Callable[[str, str], bool]) -> bool:
    if wanted is None:
        return True
    if given is None:
        return None in wanted
    return any(one is not None and agrees(given, one) for one in wanted)


def _is_period(given: str, wanted: str) -> bool:
    """A month or a day lies in its year."""
    return given.removesuffix("年") == wanted or given.startswith(f"{wanted}-")


def _partners(
    agreeing: Mapping[tuple[int, int], tuple[str, ...]], wanted: Callable[[tuple[str, ...]], bool]
) -> dict[int, list[int]]:
    partners: dict[int, list[int]] = {}
    for (row, fact), faults in agreeing.items():
        if wanted(faults):
            partners.setdefault(row, []).append(fact)
    return partners


def _second_best(
    golden: Sequence[GoldenFigure],
    facts: Sequence[Fact],
    agreeing: Mapping[tuple[int, int], tuple[str, ...]],
    right: Mapping[int, int],
) -> dict[int, tuple[int, str]]:
    """For golden rows without a right fact: the nearest fact left and what is wrong with it."""
    free = set(range(len(facts))) - set(right.values())
    offers = []
    for row in (row for row in range(len(golden)) if row not in right):
        for fact in free:
            reasons = agreeing.get((row, fact)) or _off_the_mark(golden[row], facts[fact])
            if reasons:
                offers.append(((row, fact) not in agreeing, len(reasons), row, fact, ", ".join(reasons)))
    near: dict[int, tuple[int, str]] = {}
    for _, _, row, fact, reason in sorted(offers):
        if row not in near and fact in free:
            near[row] = (fact, reason)
            free.discard(fact)
    return near


def _off_the_mark(golden: GoldenFigure, fact: Fact) -> tuple[str, ...]:
    """How a fact that is not the golden row's figure comes near to it: sign, unit or line; empty where it does not."""
    if golden.line != fact.line:
        close = fact.line - NEAR_LINES <= golden.line <= max(fact.line, fact.end_line) + NEAR_LINES
        return ("wrong line",) if close and _same_amount(golden, fact) and not faults_of(golden, fact) else ()
    if _same_amount(golden, fact, any_sign=True):
        return ("wrong sign",)
    return ("wrong unit",) if fact.value is not None and abs(fact.value) == abs(golden.value) else ()


def _row_miss(
    golden: Sequence[GoldenFigure], facts: Sequence[Fact], row: int, near: Mapping[int, tuple[int, str]]
) -> Miss | None:
    if golden[row].optional:
        return None
    if row not in near:
        return Miss(NOT_FOUND, golden[row], None)
    fact, reason = near[row]
    return Miss(reason, golden[row], facts[fact])


def _fact_fault(
    golden: Sequence[GoldenFigure],
    facts: Sequence[Fact],
    index: int,
    agreeing: Mapping[tuple[int, int], tuple[str, ...]],
    taken: Mapping[int, int],
) -> str | None:
    """What is wrong with a fact: "" nothing, None where it is a figure that may be left or taken."""
    rows = {row: faults for (row, fact), faults in agreeing.items() if fact == index}
    if index in taken:
        return None if golden[taken[index]].optional else ""
    good = [row for row, faults in rows.items() if not faults and not golden[row].optional]
    if good:
        # one figure may be printed for two items (收、支总计均为): two facts, both right. The same fact twice is not.
        before = {_meaning(facts[other]) for other, row in taken.items() if row in good}
        return REPEATED if _meaning(facts[index]) in before else ""
    if any(golden[row].optional for row in rows):
        return None
    return min(((len(faults), ", ".join(faults)) for faults in rows.values()), default=(0, EXTRA))[1]


def _meaning(fact: Fact) -> tuple[str | None, ...]:
    item = "".join(map(fold, (*fact.path, fact.item)))
    return (
        item,
        fact.column,
        fact.measure,
        fact.period,
        fact.basis,
        fact.against,
        plain_unit(fact.unit),
        str(fact.value),
    )


def _unread(golden: Sequence[GoldenFigure], message: str) -> NotesSummary:
    required = [row for row in golden if not row.optional]
    figures = tuple(Verdict(row.file, row.measures[0], False, False) for row in required)
    return NotesSummary(figures, (), tuple(Miss(NOT_READ, row, None, message) for row in required))


def shares(figures: Sequence[Verdict], facts: Sequence[Verdict], name: str) -> str:
    """What part is right or found (`name`): "R of N figures right (recall 97.1 %), P of M facts right (precision 99.2 %)"."""
    parts = []
    for noun, share, verdicts in (("figures", "recall", figures), ("facts", "precision", facts)):
        right = sum(getattr(verdict, name) for verdict in verdicts)
        parts.append(f"{right} of {len(verdicts)} {noun} {name} ({share} {_percent(right, len(verdicts))})")
    return ", ".join(parts)


def _percent(part: int, whole: int) -> str:
    """One decimal, cut and not rounded: 98.96 % must not read as 99.0 %."""
    return f"{part * 1000 // whole / 10:.1f} %" if whole else "none"


def _table(name: str, summary: NotesSummary) -> list[str]:
    keys = dict.fromkeys(getattr(verdict, name) for verdict in (*summary.figures, *summary.facts))
    lines = []
    for key in keys:
        figures = [one for one in summary.figures if getattr(one, name) == key]
        facts = [one for one in summary.facts if getattr(one, name) == key]
        lines.append(f"{key}: {shares(figures, facts, 'right')}")
    return lines


def _miss_line(miss: Miss) -> str:
    parts = []
    if miss.golden:
        row = miss.golden
        parts.append(f"{row.file}:{row.line}  {miss.reason}  {row.printed} {row.units[0]} = {row.value}")
        parts.append(f"[{'/'.join('+'.join(group) for group in row.items)}; {'/'.join(row.measures)}]")
    elif miss.fact:
        parts.append(f"{miss.fact.file}:{miss.fact.line}  fact: {miss.reason}")
    if miss.fact:
        fact = miss.fact
        shown = (fact.item, " > ".join(fact.path), fact.column, fact.measure, fact.period, fact.basis, fact.against)
        parts.append(f"got {fact.printed} {fact.unit} = {fact.value} ({'; '.join(str(one or '-') for one in shown)})")
    return "  ".join((*parts, miss.detail)).rstrip()


def _row(row: Any, source: str) -> GoldenFigure:
    try:
        return _golden(row, source)
    except (ValueError, KeyError, TypeError) as problem:
        raise ValueError(f"{type(problem).__name__} {problem}") from problem


def _golden(row: Any, source: str) -> GoldenFigure:
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    value = plain_decimal(row["value"])
    if value is None or not isinstance(row["line"], int) or row["line"] < 1:
        raise ValueError("value must be a plain decimal and line a whole number from 1")
    measures = tuple(_list(row["measure"]))
    if not measures or not set(measures) <= set(MEASURES):
        raise ValueError(f"measure {row['measure']!r} is none of {', '.join(MEASURES)}")
    items = tuple((one,) if isinstance(one, str) else tuple(one) for one in row["items"])
    if not items or not all(word and isinstance(word, str) for group in items for word in group):
        raise ValueError("items must be words or lists of words")
    against = row["against"]
    return GoldenFigure(
        *(row[key] for key in ("file", "line", "printed")), value, tuple(one or "" for one in _list(row["unit"])),
        items, measures, _alternatives(row["period"]), _alternatives(row["basis"]),
        None if against is None else tuple(against), tuple(row.get("not", ())), row.get("sign") == "any",
        bool(row.get("optional")), source,
    )  # fmt: skip


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _alternatives(value: Any) -> Alternatives:
    return None if value is None else tuple(_list(value))
