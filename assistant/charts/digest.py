"""What one report gives to charts, found once: its own pictures, and its figures for pictures of several reports.

A digest is small: it holds the figures that are drawn with the lines they stand on, not the report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.charts.sketch import Point, Sketch
from assistant.charts.types import Ground
from index.types import Report


@dataclass(frozen=True)
class Digest:
    """One report: the mandated items of its own year (`now`) and of the year before, those it prints but not surely
    (`unsure`), the line that says last year's figures were restated, and the pictures of this report alone.
    """

    report: Report
    basis: str
    now: Mapping[str, Point]
    before: Mapping[str, Point]
    unsure: frozenset[str]
    restated: Ground | None
    sketches: tuple[Sketch, ...] = ()

    @property
    def year(self) -> str:
        """The report's year as figures bear it, "" where it is not known."""
        return str(self.report.year) if self.report.year else ""
