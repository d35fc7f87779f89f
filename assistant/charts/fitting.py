"""The chart that shows what an answer tells: the lines it cites first decide, the question's words tell the kind.

It answers nothing, and offers no chart where none stands on the answer's own lines.
"""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.charts.catalogue import Catalogue, catalogue_of
from assistant.charts.sketch import Sketch
from assistant.charts.types import BUDGET, CHANGE, COMPOSITION, RANKING, Offer
from assistant.library import LibraryView
from assistant.types import Answer, Figure

# A printed share may be rounded to whole percents.
SHARE_OFF = Decimal("0.51")

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (RANKING, re.compile(
        r"排名|排序|排第|(?:哪|谁).{0,12}最|最[多高大少低小].{0,8}(?:是|为)?(?:哪|谁)|各(?:单位|部门|机构)|"
        r"\brank|\bwhich (?:body|department|unit|office|bureau|agency).{0,40}(?:most|least|more|less|highest|lowest|largest)", re.I)),
    (BUDGET, re.compile(
        r"完成(?:了)?预算|预算(?:的)?(?:完成|执行)|完成率|执行率|超(?:出|过|了)?.{0,4}预算|预算.{0,14}(?:决算|实际|执行|花|用)|(?:决算|实际|执行).{0,14}预算|"
        r"\bbudget.{0,40}(?:actual|spent|outturn|execut)|(?:actual|spent|outturn|execut).{0,40}\bbudget|\bcompletion rate", re.I)),
    (COMPOSITION, re.compile(
        r"占|比重|构成|组成|结构|分布|包括(?:哪|什么)|由.{0,8}(?:构|组)成|各(?:项|类|占|是|部分)|分别|哪[几些](?:项|类|部分|方面)|"
        r"\bshare\b|\bproportion|\bmade up\b|\bbreak ?down|\bcompos|\bconsist|\bpercent(?:age)? of\b|\beach (?:part|item|kind)", re.I)),
    (CHANGE, re.compile(
        r"比(?:上年|去年|上一年|(?:19|20)\d\d)|[较同](?:上年|去年|比)|上年|去年|历年|近.年|[逐各]年|变[化动]|增[长减加]|减少|下降|上升|[降涨升增减]了|多了|少了|趋势|"
        r"\bchang|\bincreas|\bdecreas|\bfell\b|\bfall|\bdrop|\brose\b|\brise|\bgrew\b|\bgrow|\btrend|\bcompared (?:with|to)|"
        r"\bover the years|\blast year", re.I)),
)  # fmt: skip


def chart_for(library: LibraryView, answer: Answer, language: str | None = None) -> Offer | None:
    """The offer to draw with an answer, None where nothing fits; its title is in `language`, else in the answer's.

    `library` is that of the assistant that answered (`assistant.library`). The id goes with `#charts?chart=ID`.
    """
    return fitting(catalogue_of(library), answer, language)


def fitting(catalogue: Catalogue, answer: Answer, language: str | None = None) -> Offer | None:
    """The same from a catalogue at hand."""
    if answer.status != "answered" or not answer.figures:
        return None
    places = {citation.mark: (citation.file, citation.line) for citation in answer.citations}
    told = {places[mark] for figure in answer.figures for mark in figure.citations if mark in places}
    first = {places[mark] for mark in answer.figures[0].citations if mark in places}
    for kind in (kind for kind, pattern in _KINDS if pattern.search(answer.question)):
        fitting = [(rank, sketch) for sketch in catalogue.sketches.values() if (rank := _rank(sketch, kind, answer, first, told))]
        if fitting:
            best = max(fitting, key=lambda pair: pair[0])[1]
            return catalogue.offer(best.id, language or answer.language)
    return None


def _rank(sketch: Sketch, kind: str, answer: Answer, first: set, told: set) -> tuple | None:
    """How well a sketch shows an answer: it stands on the first figure's line and holds figures that the answer tells."""
    if sketch.kind != kind:
        return None
    grounds = {(ground.file, ground.line) for point in (*sketch.points, *([sketch.whole] if sketch.whole else [])) for ground in point.grounds}
    if not first & grounds:
        return None
    values = _values(sketch)
    figures = [_shown_as(sketch, figure) for figure in answer.figures]
    if figures[0] not in values and not any(figure in values for figure in figures):
        return None
    held = sum(figure in values for figure in figures)
    return figures[0] in values, held, len(told & grounds), sketch.announced is None, -len(sketch.points)


def _shown_as(sketch: Sketch, figure: Figure) -> Decimal:
    """A figure of an answer as a chart shows it: a share of a whole as the part that has that share."""
    value = abs(Decimal(figure.value))
    if sketch.kind != COMPOSITION or sketch.whole is None or figure.unit != "%":
        return value
    near = (point.value for point in sketch.points if abs(point.value / sketch.whole.value * 100 - value) <= SHARE_OFF)
    return next(near, value)


def _values(sketch: Sketch) -> set[Decimal]:
    """The figures that a chart shows: its marks, the printed operands and what two marks of a series differ by."""
    values = {abs(point.value) for point in sketch.points}
    values |= {abs(fact.value) for point in sketch.points for fact in point.facts if fact.value is not None}
    if sketch.whole is not None:
        values.add(sketch.whole.value)
    if sketch.kind == CHANGE:
        for line in sketch.lines:
            values |= {abs(after.value - before.value) for before, after in zip(line.points, line.points[1:], strict=False)}
    return values
