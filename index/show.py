"""Extraction reports in words, for a terminal. It counts nothing: `index.extraction` does."""

from __future__ import annotations

from collections.abc import Iterator

from index.extraction import ExtractionReport, IdentityField
from index.types import Report

MISSED_SHOWN = 20
LONGEST_SHOWN = 100
_NAMES = {"entity": "body", "year": "year", "kind": "kind", "scope": "scope"}


def key_figures(extraction: ExtractionReport) -> str:
    """One line: what a build says of a file that it read."""
    pages = f"{extraction.pages} pages, " if extraction.pages else ""
    return (
        f"{extraction.form}, {pages}{extraction.lines} lines, {extraction.tables} tables, {extraction.facts} facts, "
        f"{percent(extraction)} of {extraction.figures} figures understood, {cost(extraction)}"
    )


def percent(extraction: ExtractionReport) -> str:
    """The share of figures understood; never rounded up to 100 %."""
    thousandths = int(extraction.share * 1000)
    return f"{thousandths // 10}.{thousandths % 10} %"


def cost(extraction: ExtractionReport) -> str:
    """Time and memory of the reading."""
    memory = f", {extraction.megabytes:.0f} MB" if extraction.megabytes else ""
    return f"{extraction.seconds:.1f} s{memory}"


def identity_columns(report: Report) -> tuple[str, ...]:
    """Body, year, kind and scope for a list, each said to be unsure where it is; doubts, where there are any, come last."""
    known = (
        report.entity or "body not sure",
        str(report.year or "year not sure"),
        report.kind or "kind not sure",
        report.scope or "-",
        f"{report.line_count} lines",
    )
    return (*known, *((f"doubts: {' '.join(report.doubts)}",) if report.doubts else ()))


def show_extraction(extraction: ExtractionReport) -> str:
    """The whole extraction report, several lines."""
    return "\n".join(_parts(extraction))


def _parts(extraction: ExtractionReport) -> Iterator[str]:
    pages = f", {extraction.pages} pages" if extraction.pages else ""
    yield f"{extraction.file}: {extraction.form}{pages}, {extraction.lines} lines, {extraction.tables} tables"
    yield from (_identity(field) for field in extraction.identity)
    yield from (f"  doubt: {doubt}" for doubt in extraction.doubts)
    yield from (f"  warning: {warning}" for warning in extraction.warnings)
    yield f"  facts: {extraction.facts} ({extraction.facts_of_prose} in prose, {extraction.facts_of_tables} in tables)"
    if extraction.facts_by_measure:
        yield "    " + ", ".join(f"{measure} {count}" for measure, count in extraction.facts_by_measure)
    yield f"  figures: {extraction.figures} printed, {extraction.understood} understood ({percent(extraction)})"
    yield f"  read in {cost(extraction)}"
    yield f"  lines with figures not understood: {extraction.missed_lines}"
    for missed in extraction.missed[:MISSED_SHOWN]:
        page = f", page {missed.page}" if missed.page else ""
        figures = "; ".join(missed.figures)[:LONGEST_SHOWN]
        yield f"    line {missed.line}{page}: {figures}{' (no fact)' if missed.bare else ''}\t{missed.text[:LONGEST_SHOWN]}"
    if extraction.missed_lines > MISSED_SHOWN:
        yield f"    … and {extraction.missed_lines - MISSED_SHOWN} more"


def _identity(field: IdentityField) -> str:
    text = f"{_NAMES.get(field.field, field.field)}: {field.value or 'not sure'}"
    where = f" (line {field.line}: {(field.text or '')[:LONGEST_SHOWN]})" if field.line else ""
    return f"  {text}{where}"
