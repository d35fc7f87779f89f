"""A held report as a reading: its facts and lines, for what works on reports and knows no library."""

from __future__ import annotations

from assistant.library import LibraryView
from index.reading import Reading
from index.types import Report


def reading_of(library: LibraryView, report: Report) -> Reading:
    """The facts, lines and passages of a report of the library; its sections and tables are not asked for."""
    evidence = library.evidence([report])[0]
    return Reading(report, library.lines(report.file, 1, report.line_count), (), evidence.facts, tuple(evidence.chunks.values()))
