"""Measure how the official tables of reports were read, against a transcription made by eye. Reads no table itself.

Golden data are figures, not text: JSONL, one printed amount a row, in the order of the print:
`{"file","page","table","code","item","column","value","unit","period","basis"}`. `code` is joined (类款项) and null where
the row prints none; `item` is the row's name without spaces and list number, null where the row has no name; `column` is
the header path, outermost first, joined by "/", without headers that stand over every figure of the table or panel.

An amount is right when a fact stands on its page with its value, unit, period, code, item and column. Each fact answers
for one amount. The golden pages hold tables only, so every figure read from them that is no printed amount is wrong.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from evals.dataset import plain_decimal, read_each
from evals.errors import BadInput
from index.errors import ReportError
from index.types import Fact, SourceLine

PARTS = ("page", "unit", "period", "code", "item", "column")
NOT_READ = "no fact"
NOT_OPENED = "file not read"
_LIST_NUMBER = re.compile(r"^(?:\([一二三四五六七八九十\d]+\)|[一二三四五六七八九十]+[、.]|\d{1,2}(?:、|\.(?!\d)))")
_IGNORED = re.compile(r"[\s\"'“”‘’「」]")
_YEAR = re.compile(r"^(?:19|20)\d\d年度?")


@dataclass(frozen=True, slots=True)
class TableAmount:
    """One printed amount with what gives it meaning. `source` is "file:line" of the golden row."""

    file: str
    page: int
    table: str
    code: str | None
    item: str | None
    column: str
    value: Decimal
    unit: str
    period: str
    basis: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Miss:
    """An amount that no fact gives rightly. `parts` are those of PARTS that differ in `fact`, the nearest of its value;

    where no fact has the value, `fact` is None and `parts` holds NOT_READ, or NOT_OPENED where the file was not read.
    """

    amount: TableAmount
    parts: tuple[str, ...]
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class PageScore:
    """A page's counts: amounts printed, of them right; facts read, of them right."""

    file: str
    page: int
    amounts: int
    right: int
    facts: int


@dataclass(frozen=True, slots=True)
class TablesSummary:
    """The whole measurement. `stray` are facts that are no printed amount, with their page.

    `basis_right` counts the right amounts whose fact also tells 决算 from 预算. `faults` are messages of unreadable files.
    """

    pages: tuple[PageScore, ...]
    misses: tuple[Miss, ...]
    stray: tuple[tuple[int, Fact], ...]
    basis_right: int = 0
    faults: tuple[str, ...] = ()

    @property
    def amounts(self) -> int:
        return sum(page.amounts for page in self.pages)

    @property
    def right(self) -> int:
        return sum(page.right for page in self.pages)

    @property
    def facts(self) -> int:
        return sum(page.facts for page in self.pages)


class Read(Protocol):
    """What is needed of a reading: its facts and its lines, which know their page."""

    @property
    def facts(self) -> Sequence[Fact]: ...

    @property
    def lines(self) -> Sequence[SourceLine]: ...


def score_tables(
    golden_path: Path, reports: Path, read: Callable[[Path], Read] | None = None, files: Sequence[str] = ()
) -> TablesSummary:
    """Read each report of the golden data with the project and score it; `files` limits it to these names.

    Raises BadInput (a report is not there, nothing to measure) or BadCases (malformed golden rows). A report that cannot
    be read is no fault of the measurement: its amounts are misses and the message is kept.
    """
    if read is None:  # only now: the imports of a build take longer than reading the golden rows
        from index.build import read_report as read
    golden = read_amounts(golden_path)
    names = [name for name in dict.fromkeys(amount.file for amount in golden) if not files or name in files]
    if not names:
        raise BadInput("holds no amount of these files", where=str(golden_path), next_step="check the file names")
    missing = [name for name in names if not (reports / name).is_file()]
    if missing:
        raise BadInput(f"no such report: {', '.join(missing)}", where=str(reports), next_step="give the reports folder")
    codes = _printed_codes(golden)
    scores = []
    for name in names:
        amounts = [amount for amount in golden if amount.file == name]
        try:
            reading = read(reports / name)
        except ReportError as fault:
            scores.append(_unread(amounts, str(fault)))
            continue
        page_of = {line.number: line.page for line in reading.lines}
        scores.append(score_facts(amounts, reading.facts, page_of, codes))
    return _joined(scores)


def read_amounts(path: Path) -> tuple[TableAmount, ...]:
    """The amounts of a golden file, in file order. Raises BadInput (unreadable, empty) or BadCases (malformed rows)."""
    return read_each(path, _amount)


def score_facts(
    amounts: Sequence[TableAmount],
    facts: Iterable[Fact],
    page_of: Mapping[int, int | None],
    codes: Mapping[str, frozenset[str]] | None = None,
) -> TablesSummary:
    """Score the facts of one report. `page_of` gives a line's page; `codes` the codes an item may have unprinted."""
    codes = _printed_codes(amounts) if codes is None else codes
    by_value: dict[Decimal, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.value is not None:
            by_value[fact.value].append(fact)
    right: dict[str, int] = Counter()
    taken: set[str] = set()
    left: list[TableAmount] = []
    basis_right = 0
    for amount in amounts:
        found = next(
            (f for f in by_value[amount.value] if f.id not in taken and not differing(amount, f, page_of, codes)), None
        )
        if found is None:
            left.append(amount)
            continue
        taken.add(found.id)
        right[amount.page] += 1
        basis_right += _basis_agrees(amount, found)
    printed = Counter(amount.page for amount in amounts)
    on_pages = [
        (page, fact) for same in by_value.values() for fact in same if (page := page_of.get(fact.line)) in printed
    ]
    count = Counter(page for page, _ in on_pages)
    stray = [(page, fact) for page, fact in on_pages if fact.id not in taken]
    return TablesSummary(
        pages=tuple(PageScore(amounts[0].file, p, n, right[p], count[p]) for p, n in sorted(printed.items())),
        misses=_explain(left, by_value, taken, page_of, codes),
        stray=tuple(sorted(stray, key=lambda pair: (pair[0], pair[1].line))),
        basis_right=basis_right,
    )


def differing(
    amount: TableAmount, fact: Fact, page_of: Mapping[int, int | None], codes: Mapping[str, frozenset[str]]
) -> tuple[str, ...]:
    """The parts of PARTS in which a fact is not the printed amount; the value is not looked at."""
    same = (
        page_of.get(fact.line) == amount.page,
        fact.unit == amount.unit,
        fact.period == amount.period,
        _code_agrees(amount, fact, codes),
        amount.item is None or plain_name(fact.item) == plain_name(amount.item),
        _column_agrees(amount, fact),
    )
    return tuple(part for part, holds in zip(PARTS, same, strict=True) if not holds)


def plain_name(text: str) -> str:
    """A label without spaces, quotes, list number (一、 （一） 1.) and the difference of full and half width."""
    return _LIST_NUMBER.sub("", _IGNORED.sub("", unicodedata.normalize("NFKC", text)))


def column_levels(column: str | None) -> tuple[str, ...]:
    """The levels of a header path, plain; a year before a header is left out, the period says it."""
    return _levels((column or "").split("/"))


def closing_line(summary: TablesSummary) -> str:
    """The measurement in one line. Percentages are cut, not rounded: 98.96 % never shows as 99.0 %."""
    recall = _percent(summary.right, summary.amounts)
    precision = _percent(summary.right, summary.facts)
    return (
        f"tables: {summary.right} of {summary.amounts} amounts right (recall {recall}), "
        f"{summary.right} of {summary.facts} facts right (precision {precision})"
    )


def terminal_report(summary: TablesSummary, misses_shown: int = 0) -> str:
    """Counts by page and by kind of miss; the first `misses_shown` misses and stray facts in a line each."""
    lines = [miss_line(miss) for miss in summary.misses[:misses_shown]]
    lines += [stray_line(page, fact) for page, fact in summary.stray[:misses_shown]]
    lines += [f"not read: {fault}" for fault in summary.faults]
    for page in summary.pages:
        lines.append(
            f"{page.file}  page {page.page}: {page.right} of {page.amounts} amounts ({_percent(page.right, page.amounts)}), "
            f"{page.right} of {page.facts} facts ({_percent(page.right, page.facts)})"
        )
    kinds = Counter(" and ".join(miss.parts) for miss in summary.misses)
    if kinds:
        lines.append("misses: " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    lines.append(f"basis told: {summary.basis_right} of {summary.right} right amounts")
    return "\n".join(lines)


def miss_line(miss: Miss) -> str:
    """A miss in one line: where it stands, what is printed, what was read in its place."""
    amount = miss.amount
    place = f"{amount.file} page {amount.page} ({amount.source})"
    printed = f"{amount.code or '-'} {amount.item or '-'} | {amount.column} | {amount.value} {amount.unit}"
    if miss.fact is None:
        return f"{place}  {printed}  {miss.parts[0]}"
    said = "; ".join(f"{part} read as {_read_part(miss.fact, part)}" for part in miss.parts)
    return f"{place}  {printed}  {said} (line {miss.fact.line})"


def stray_line(page: int, fact: Fact) -> str:
    """A fact that is no printed amount, in one line."""
    label = f"{fact.code or '-'} {fact.item} | {fact.column or '-'} | {fact.printed} {fact.unit} {fact.period or '-'}"
    return f"{fact.file} page {page} line {fact.line}  {label}  no such amount is printed"


def _read_part(fact: Fact, part: str) -> str:
    values = {"page": f"line {fact.line}", "unit": fact.unit, "period": fact.period, "code": fact.code,
              "item": fact.item, "column": fact.column}  # fmt: skip
    return repr(values[part] or "")


def _code_agrees(amount: TableAmount, fact: Fact, codes: Mapping[str, frozenset[str]]) -> bool:
    """A printed code must be read. Where none is printed, one known from elsewhere may be given, if it is the item's."""
    if amount.code is not None or fact.code is None:
        return fact.code == amount.code
    return fact.code in codes.get(plain_name(amount.item or ""), frozenset())


def _column_agrees(amount: TableAmount, fact: Fact) -> bool:
    """The fact's path ends with the golden path's last level and holds the others in order; more levels may stand
    between and before. A row without a name is known by its header alone, so there the labels of the fact count too."""
    wanted, levels = column_levels(amount.column), column_levels(fact.column)
    if amount.item is None and not _holds(wanted, levels):
        levels = (*_levels((*fact.path, fact.item)), *levels)
    return _holds(wanted, levels)


def _levels(labels: Iterable[str]) -> tuple[str, ...]:
    return tuple(level for label in labels if (level := _YEAR.sub("", plain_name(label))))


def _holds(wanted: Sequence[str], levels: Sequence[str]) -> bool:
    if not levels or levels[-1] != wanted[-1]:
        return False
    rest = iter(levels[:-1])
    return all(level in rest for level in wanted[:-1])


def _basis_agrees(amount: TableAmount, fact: Fact) -> bool:
    return amount.basis is None or (fact.basis or "").endswith(amount.basis)


def _explain(
    left: Sequence[TableAmount],
    by_value: Mapping[Decimal, Sequence[Fact]],
    taken: set[str],
    page_of: Mapping[int, int | None],
    codes: Mapping[str, frozenset[str]],
) -> tuple[Miss, ...]:
    """What was read in place of each amount: the free fact of its value that differs least, of this page if any."""
    used = set(taken)
    misses = []
    for amount in left:
        free = [fact for fact in by_value.get(amount.value, ()) if fact.id not in used]
        told = sorted(((differing(amount, f, page_of, codes), f) for f in free), key=lambda pair: _distance(pair[0]))
        if not told or ("page" in told[0][0] and len(told[0][0]) > 1):
            misses.append(Miss(amount, (NOT_READ,), None))
            continue
        parts, fact = told[0]
        used.add(fact.id)
        misses.append(Miss(amount, parts, fact))
    return tuple(misses)


def _distance(parts: tuple[str, ...]) -> tuple[bool, int]:
    return ("page" in parts, len(parts))


def _printed_codes(amounts: Iterable[TableAmount]) -> dict[str, frozenset[str]]:
    """The codes that the golden data print for each name."""
    codes: dict[str, set[str]] = defaultdict(set)
    for amount in amounts:
        if amount.item and amount.code:
            codes[plain_name(amount.item)].add(amount.code)
    return {name: frozenset(found) for name, found in codes.items()}


def _unread(amounts: Sequence[TableAmount], fault: str) -> TablesSummary:
    printed = Counter(amount.page for amount in amounts)
    return TablesSummary(
        pages=tuple(PageScore(amounts[0].file, page, count, 0, 0) for page, count in sorted(printed.items())),
        misses=tuple(Miss(amount, (NOT_OPENED,), None) for amount in amounts),
        stray=(),
        faults=(fault,),
    )


def _joined(scores: Sequence[TablesSummary]) -> TablesSummary:
    return TablesSummary(
        pages=tuple(page for score in scores for page in score.pages),
        misses=tuple(miss for score in scores for miss in score.misses),
        stray=tuple(pair for score in scores for pair in score.stray),
        basis_right=sum(score.basis_right for score in scores),
        faults=tuple(fault for score in scores for fault in score.faults),
    )


def _percent(part: int, whole: int) -> str:
    if not whole:
        return "none"
    tenths = part * 1000 // whole
    return f"{tenths // 10}.{tenths % 10} %"


def _amount(row: Any, source: str) -> TableAmount:
    if not isinstance(row, dict):
        raise ValueError("not a JSON object")
    keys = {field.name for field in fields(TableAmount)} - {"source"}
    if set(row) != keys:
        raise ValueError(f"the fields must be {', '.join(sorted(keys))}")
    for key in ("file", "table", "column", "unit", "period"):
        if not isinstance(row[key], str) or not row[key].strip():
            raise ValueError(f"{key} must be a non-empty string")
    for key in ("code", "item", "basis"):
        if row[key] is not None and (not isinstance(row[key], str) or not row[key].strip()):
            raise ValueError(f"{key} must be a non-empty string or null")
    if not isinstance(row["page"], int) or isinstance(row["page"], bool) or row["page"] < 1:
        raise ValueError(f"page must be a whole number from 1, not {row['page']!r}")
    value = plain_decimal(row["value"]) if isinstance(row["value"], str) else None
    if value is None:
        raise ValueError(f"value must be a plain decimal in quotes, not {row['value']!r}")
    if row["code"] is not None and not re.fullmatch(r"\d{3}(?:\d{2}){0,2}", row["code"]):
        raise ValueError(f"code must be 3, 5 or 7 digits, not {row['code']!r}")
    if not column_levels(row["column"]):
        raise ValueError(f"column must name a header, not {row['column']!r}")
    return TableAmount(**{**row, "value": value}, source=source)
