"""Which report a briefing is of: the one of a body and year, told apart by kind and scope where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.bodies import find_bodies
from assistant.held_bodies import group_bodies
from assistant.vocabulary import Vocabulary
from index.errors import RequestError
from index.types import Report

HELD_SHOWN = 12


def choose_report(
    reports: Sequence[Report], vocabulary: Vocabulary, entity: str, year: int, kind: str | None = None, file: str | None = None
) -> Report:
    """The report of a body and year; with a `file` and no name, that file.

    Raises RequestError that lists what is held where none or several fit.
    """
    if file is not None and not entity.strip():
        named = [report for report in reports if report.file == file]
        if named:
            return named[0]
    names = choose_body(reports, vocabulary, entity)
    own = [report for report in reports if report.entity in names]
    fitting = [r for r in own if r.year == year and kind in (None, r.kind) and file in (None, r.file)]
    if not fitting:
        asked = " ".join(filter(None, (str(year), kind, file)))
        raise RequestError(f"the library holds no report {asked} of this body", names[0], f"It holds: {_list(own)}.")
    if len(fitting) > 1:
        raise RequestError(
            f"the library holds {len(fitting)} reports of this body for {year}", names[0],
            f"Name one with --kind or --report: {_list(fitting)}.",
        )  # fmt: skip
    return fitting[0]


def choose_body(reports: Sequence[Report], vocabulary: Vocabulary, name: str) -> tuple[str, ...]:
    """The names that the reports give one body. Raises RequestError where no body or several go by this name."""
    groups = group_bodies(reports)
    wanted = name.strip()
    exact = [group for group in groups if wanted in group]
    fitting = exact or list(find_bodies(wanted, reports, vocabulary).groups) if wanted else []
    if len(fitting) == 1:
        return tuple(fitting[0])
    held = "; ".join(group[0] for group in (fitting or groups)[:HELD_SHOWN])
    more = " …" if len(fitting or groups) > HELD_SHOWN else ""
    if fitting:
        raise RequestError("several bodies go by this name", wanted, f"Name one of them in full: {held}{more}.")
    raise RequestError("the library holds no report of this body", wanted or "--entity", f"It holds: {held or 'none'}{more}.")


def year_before(reports: Sequence[Report], report: Report) -> Report | None:
    """Last year's report of the same body, kind and scope; None where the library holds none or several."""
    same = next((group for group in group_bodies(reports) if report.entity in group), ())
    before = [
        other for other in reports
        if other.entity in same and report.year is not None and other.year == report.year - 1 and other.kind == report.kind
    ]  # fmt: skip
    alike = [other for other in before if other.scope == report.scope] or before
    return alike[0] if len(alike) == 1 else None


def _list(reports: Sequence[Report]) -> str:
    told = [" ".join(filter(None, (str(r.year or "?"), r.kind, r.scope, f"({r.file})"))) for r in reports]
    return "; ".join(told[:HELD_SHOWN]) + (" …" if len(told) > HELD_SHOWN else "")
