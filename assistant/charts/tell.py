"""Make a sketch a chart in one language: names, units, notes. It chooses no figure; units of money are converted exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.charts.sketch import BODY, ITEM, SCOPE, WORD, Name, Point, Sketch, common_unit, in_unit
from assistant.charts.types import CHANGE, COMPOSITION, RANKING, Chart, Mark, Offer, Series
from assistant.charts.words import told
from assistant.draft import shown
from assistant.held_bodies import group_bodies
from assistant.naming import Naming
from assistant.vocabulary import Vocabulary
from index.types import BUDGET_BASES, Report

_FUND = re.compile(r"^(?P<base>.+?)（(?P<fund>[^（）]*(?:预算|基金|经营|拨款))）$")
_FUND_NAME = re.compile(r"一般公共预算|(?:政府性)?基金预算|国有资本经营预算|general public budget|government fund budget", re.I)
_SCOPES = {"部门": "scope_department", "单位": "scope_unit", "本级": "scope_own"}


def _scopes_by_body(reports: Sequence[Report]) -> Mapping[tuple[str | None, str | None], frozenset[str | None]]:
    """By entity and kind: the scopes of all reports of that kind that the library holds of the body."""
    found: dict[tuple[str | None, str | None], frozenset[str | None]] = {(None, report.kind): frozenset() for report in reports}
    for group in group_bodies(reports):
        own = [report for report in reports if report.entity in group]
        for kind in {report.kind for report in own}:
            scopes = frozenset(report.scope for report in own if report.kind == kind)
            found.update({(entity, kind): scopes for entity in group})
    return found


class Teller:
    """Tells sketches of one library in one language."""

    def __init__(self, language: str, vocabulary: Vocabulary, reports: Sequence[Report]) -> None:
        self.language = language
        self._naming = Naming(language, vocabulary)
        self._reports: Mapping[str, Report] = {report.file: report for report in reports}
        self._scopes = _scopes_by_body(reports)

    def offer(self, sketch: Sketch) -> Offer:
        """The sketch as something to choose."""
        title = self._title(sketch, "")
        return Offer(
            sketch.id, sketch.kind, title, sketch.entity, sketch.year, sketch.item, sketch.files, sketch.announced, sketch.periods
        )

    def chart(self, sketch: Sketch) -> Chart:
        """The sketch as a chart, all marks in one unit."""
        every = [*sketch.points, *([sketch.whole] if sketch.whole else [])]
        unit = common_unit(every)
        assert unit is not None, "a sketch is only found where its points share a unit"
        series = tuple(Series(self.name(line.name), tuple(self._mark(point, unit) for point in line.points)) for line in sketch.lines)
        whole = self._mark(sketch.whole, unit) if sketch.whole else None
        who = "" if sketch.kind == RANKING else self._who(sketch)
        return Chart(
            sketch.kind, self._title(sketch, who), unit, series, self.language, self._notes(sketch, unit), whole, sketch.announced
        )

    def name(self, name: Name) -> str:
        """A name in the language."""
        if name.kind == WORD:
            return told(self.language, name.text)
        if name.kind == BODY:
            return self._naming.body(self._reports[name.text])
        if name.kind == SCOPE:
            return told(self.language, _SCOPES[name.text]) if name.text in _SCOPES else name.text
        return self._item(name.text) if name.kind == ITEM else name.text

    def _item(self, text: str) -> str:
        if self.language == "zh":
            return text
        found = _FUND.match(text)
        parts = [found["base"], found["fund"]] if found else [text]
        said = ", ".join(self._naming.item(part) for part in parts)
        return said[:1].upper() + said[1:]

    def _who(self, sketch: Sketch) -> str:
        report = self._reports[sketch.files[-1]]
        return self._naming.body(report) if self.language == "zh" else f"{self._naming.body(report)}: "

    def _title(self, sketch: Sketch, who: str) -> str:
        """The title; where the library holds reports of several scopes of the body, with the scope."""
        title = self._bare_title(sketch, who)
        report = self._reports[sketch.files[-1]]
        if sketch.kind == RANKING or not report.scope or len(self._scopes[report.entity, report.kind]) < 2:
            return title
        return told(self.language, "of_scope", title=title, scope=self.name(Name(SCOPE, report.scope)))

    def _bare_title(self, sketch: Sketch, who: str) -> str:
        item = self.name(sketch.subject)
        plain = "预算" not in _FUND_NAME.sub("", item) and "budget" not in _FUND_NAME.sub("", item).lower()
        if sketch.basis.split()[0] in BUDGET_BASES and sketch.kind in (CHANGE, COMPOSITION, RANKING) and plain:
            item = told(self.language, "of_budget", item=item)
        if sketch.announced is not None:
            return told(self.language, "title_announced", who=who, year=self._year(sketch.year or max(sketch.periods)), item=item)
        if sketch.kind == CHANGE:
            years = told(self.language, "years", first=sketch.periods[0], last=sketch.periods[-1])
            return told(self.language, "title_change", who=who, item=item, years=years)
        if sketch.way:
            way = told(self.language, sketch.way)
            return told(self.language, "title_divided", who=who, item=item, year=self._year(sketch.year), way=way)
        key = "title_rates" if sketch.basis == "完成预算" else f"title_{sketch.kind}"
        return told(self.language, key, who=who, year=self._year(sketch.year), item=item)

    def _year(self, year: int | str | None) -> str:
        return told(self.language, "year", year=str(year)) if year else ""

    def _mark(self, point: Point, unit: str) -> Mark:
        value, working = in_unit(point, unit)
        printed = point.facts[0].printed if point.working is None else shown(point.value, point.unit)
        expression = working.expression if working is not None else None
        return Mark(self.name(point.name), value, unit, printed, point.period, point.grounds, expression)

    def _notes(self, sketch: Sketch, unit: str) -> tuple[str, ...]:
        notes = []
        worked = sorted({point.period for point in sketch.points if point.working is not None and point.period})
        if worked:
            years = told(self.language, "and").join(self._year(year) for year in worked)
            notes.append(told(self.language, "note_calculated", years=years))
        if any(point.unit != unit for point in sketch.points):
            notes.append(told(self.language, "note_converted", unit=unit))
        for point, finding in [(one, finding) for one in sketch.points for finding in one.doubts]:
            holes = {"printed": finding.printed, "recomputed": finding.recomputed, "line": str(finding.line)}
            notes.append(told(self.language, "note_doubt", item=self.name(point.name), **holes))
        for note in sketch.notes:
            holes = {key: self.name(value) if isinstance(value, Name) else value for key, value in note.holes}
            notes.append(told(self.language, note.key, **holes))
        return tuple(dict.fromkeys(notes))
