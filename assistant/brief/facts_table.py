"""All facts of a library, or those asked for, as a table to work on: CSV or Excel. It chooses by body, year and item only."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO

from assistant.brief.choose import choose_body
from assistant.brief.guarding import cell_text, csv_text
from assistant.brief.readings import reading_of
from assistant.fold import fold
from assistant.library import LibraryView
from assistant.vocabulary import load_vocabulary
from index.errors import RequestError
from index.types import Report

COLUMNS = (
    "entity", "year", "kind", "scope", "item", "path", "code", "period", "measure", "basis", "against", "fund_scope", "value", "unit",
    "printed", "file", "page", "line", "section", "text",
)  # fmt: skip
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class FactsRequest:
    """Which facts: of one body, one year, one item (part of its name); None takes all."""

    entity: str | None = None
    year: int | None = None
    item: str | None = None
    file: str | None = None


def fact_rows(library: LibraryView, request: FactsRequest) -> list[dict[str, object]]:
    """The facts in the order of the library, a row each. Raises RequestError where none is held."""
    reports = _reports(library, request)
    rows = [row for report in reports for row in _rows(library, report, request.item)]
    if not rows:
        raise RequestError(f"no fact of {request.item!r} is held", "--item", "Give part of an item's printed name.")
    return rows


def _reports(library: LibraryView, request: FactsRequest) -> Sequence[Report]:
    reports = list(library.reports)
    if request.entity is not None:
        names = choose_body(reports, load_vocabulary(), request.entity)
        reports = [report for report in reports if report.entity in names]
    fitting = [r for r in reports if request.year in (None, r.year) and request.file in (None, r.file)]
    if not fitting:
        held = ", ".join(sorted({str(report.year) for report in reports if report.year}))
        raise RequestError(f"the library holds no report of {request.year or request.file}", "--year", f"It holds: {held or 'none'}.")
    return fitting


def _rows(library: LibraryView, report: Report, item: str | None) -> Iterator[dict[str, object]]:
    reading = reading_of(library, report)
    lines = {line.number: line for line in reading.lines}
    wanted = fold(item) if item else ""
    for fact in reading.facts:
        if wanted and wanted not in fold("|".join((*fact.path, fact.item))):
            continue
        line = lines[fact.line]
        yield {
            "entity": report.entity, "year": report.year, "kind": report.kind, "scope": report.scope, "item": fact.item,
            "path": " > ".join(fact.path), "code": fact.code, "period": fact.period, "measure": fact.measure, "basis": fact.basis,
            "against": fact.against, "fund_scope": fact.fund_scope, "value": fact.value, "unit": fact.unit, "printed": fact.printed,
            "file": fact.file, "page": line.page, "line": fact.line, "section": " > ".join(fact.section), "text": line.text,
            "decimals": fact.decimals,
        }  # fmt: skip


def facts_as_csv(rows: Sequence[dict[str, object]]) -> bytes:
    """UTF-8 with a mark that tells Excel so; numbers as printed in plain digits, text never a formula."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([_plain(row[name]) for name in COLUMNS])
    return (BYTE_ORDER_MARK + out.getvalue()).encode("utf-8")


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    return csv_text(str(value))


def facts_as_workbook(rows: Sequence[dict[str, object]]) -> bytes:
    """One sheet, a row a fact; values are numbers that show their printed decimals."""
    from openpyxl import Workbook

    from assistant.brief.workbook import number_format

    book = Workbook(write_only=True)
    sheet = book.create_sheet("facts")
    sheet.freeze_panes = "A2"
    from openpyxl.cell import WriteOnlyCell

    def cell(value: object, decimals: int = 0):  # noqa: ANN202
        made = WriteOnlyCell(sheet, value=value if isinstance(value, int | Decimal) else cell_text(str(value or "")))
        if isinstance(value, Decimal):
            made.number_format = number_format(decimals)
        elif not isinstance(value, int) and value:
            made.data_type = "s"
        return made

    sheet.append([cell(name) for name in COLUMNS])
    for row in rows:
        sheet.append([cell(row[name], row["decimals"] if name == "value" else 0) for name in COLUMNS])  # type: ignore[arg-type]
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


