"""The reports that a question sets side by side: one for each body it names, else one for each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.task import Task
from index.types import Report


@dataclass(frozen=True)
class Side:
    """One of the reports set side by side, with the name it has in the answer."""

    name: str
    report: Report


def find_sides(task: Task) -> list[Side]:
    """The sides in the order of the question: bodies as it names them, years latest first. Of each there is one report.

    Bodies that all are asked of are those with a report of the year; a body or year that is named must have one.
    """
    groups = task.question.bodies.groups
    if len(groups) < 2:
        return _years(task)
    reports = task.plan.reports
    if task.question.bodies.every:
        reports = _of_one_year(reports)
    sides = []
    for group in groups:
        own = of_one_kind([report for report in reports if report.entity in group])
        if len(own) == 1:
            sides.append(Side(task.naming.body(own[0]), own[0]))
        elif own or not task.question.bodies.every:
            return []
    return sides


def _years(task: Task) -> list[Side]:
    reports = task.plan.reports
    sides = []
    for year in sorted({year for year in task.question.years if any(report.year == year for report in reports)}, reverse=True):
        own = of_one_kind([report for report in reports if report.year == year])
        if len(own) != 1:
            return []
        sides.append(Side(task.naming.period(str(year)).strip(" ,，"), own[0]))
    return sides


def _of_one_year(reports: Sequence[Report]) -> list[Report]:
    """Reports of the latest year that most bodies have one of."""
    bodies = {year: len({r.entity for r in reports if r.year == year}) for year in {r.year for r in reports}}
    best = max(bodies, key=lambda year: (bodies[year], year or 0), default=None)
    return [report for report in reports if report.year == best]


def of_one_kind(reports: Sequence[Report]) -> list[Report]:
    """Of several reports of one body and year the final accounts, else the budget; what else there is tells parts only."""
    if len(reports) < 2:
        return list(reports)
    for kind in ("决算", "预算"):
        own = [report for report in reports if report.kind == kind]
        if own:
            return own
    return list(reports)
