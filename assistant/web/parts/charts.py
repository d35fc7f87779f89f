"""Charts: what can be drawn, one chart with the table beside it, its CSV, and the drawing script from its package.

It draws nothing itself: see `assistant.charts`. Everything a chart cites is sent as an answer's citations are, so that the
source viewer opens it in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.ask import Assistant
from assistant.conversation import Conversation
from assistant.web.asked import files_of, talk_of
from assistant.web.attachment import attachment
from assistant.web.desk import Desk
from assistant.web.guard import guarded
from assistant.web.payload import show_answer

if TYPE_CHECKING:
    from assistant.charts.catalogue import Catalogue
    from assistant.charts.types import Chart, Offer
    from index.types import Report

SCRIPT_KEPT = "public, max-age=604800"


def endpoints(desk: Desk) -> dict[str, Callable]:
    """`/charts`, `/chart` and `/chart_of`."""

    def charts(visitor: str | None, language: str = "zh") -> dict:
        """Every chart that can be drawn: `{"offers": [{"id", "kind", "title", "bodies", "years", "announced"}]}`."""
        spoken = _language(language)
        key = ("charts", desk.reader(visitor), spoken)
        return guarded(lambda: desk.remembered(key, lambda: {"offers": _offers(catalogue_for(desk, visitor), spoken)}))

    def chart(visitor: str | None, id: str, language: str = "zh") -> dict:
        """One chart: `title`, `unit`, `rows` (each with its `marks`), `notes`, `drawings` (plotly JSON, light and dark), and
        the cited lines as an answer has them."""
        spoken = _language(language)
        key = ("chart", desk.reader(visitor), id, spoken)
        return guarded(lambda: desk.remembered(key, lambda: _chart(desk, visitor, id, spoken)))

    def chart_of(
        visitor: str | None, question: str, conversation: list[str] | None = None, files: list[str] | None = None, language: str = "zh"
    ) -> dict:
        """The chart that shows what a question's answer tells: `{"offer": {"id", "title", …} or null}`."""
        talk, kept = talk_of(conversation), files_of(files)
        key = ("chart_of", desk.reader(visitor), question, talk, kept, _language(language))
        return guarded(lambda: desk.remembered(key, lambda: _fitting(desk, visitor, question, talk, kept, _language(language))))

    return {"charts": charts, "chart": chart, "chart_of": chart_of}


def routes(desk: Desk) -> list[Route]:
    """`GET chart.csv?id=…&language=…` sends a chart's table, `GET plotly.min.js` the drawing script."""

    def table(request: Request) -> Response:
        from assistant.charts.csv_text import csv_of
        from assistant.web.visitor import visitor_of
        from index.errors import MingzhangError

        language = _language(request.query_params.get("language", "zh"))
        try:
            drawn = catalogue_for(desk, visitor_of(request)).draw(request.query_params.get("id", ""), language)
        except MingzhangError as fault:
            return PlainTextResponse(str(fault), status_code=404)
        headers = {**attachment(f"{drawn.title}.csv"), "Cache-Control": "no-store"}
        return Response(csv_of(drawn).encode("utf-8"), media_type="text/csv; charset=utf-8", headers=headers)

    def script(request: Request) -> Response:
        from assistant.charts.figure import script_path
        from index.errors import MingzhangError

        try:
            path = script_path()
        except MingzhangError as fault:
            return PlainTextResponse(str(fault), status_code=404)
        return FileResponse(path, media_type="text/javascript", headers={"Cache-Control": SCRIPT_KEPT})

    return [Route("/chart.csv", table), Route("/plotly.min.js", script)]


def _language(language: str) -> str:
    return "en" if language == "en" else "zh"


def catalogue_for(desk: Desk, visitor: str | None) -> Catalogue:
    """What a visitor's reports can be drawn. Reports are read one by one: others are served in between."""
    from assistant.charts.catalogue import Catalogue
    from assistant.charts.read_digest import make_digest

    reader = desk.reader(visitor)

    def digest(report: Report, own: bool) -> dict:
        def make() -> dict:
            with desk.lock:
                return {"digest": make_digest(desk.assistant(visitor if own else None).library, report)}

        return desk.remembered(("digest", reader if own else "", report.file, report.sha256), make)

    def make() -> dict:
        own = desk.own_names(visitor)
        return {"catalogue": Catalogue([digest(report, report.file in own)["digest"] for report in desk.reports(visitor)])}

    return desk.remembered(("catalogue", reader), make)["catalogue"]


def _offers(catalogue: Catalogue, language: str) -> list[dict]:
    bodies = _bodies(catalogue)
    return [_show_offer(offer, bodies) for offer in catalogue.offers(language)]


def _bodies(catalogue: Catalogue) -> dict[str, str]:
    """The name of each report's body, as it is listed."""
    return {report.file: catalogue.body(report.entity) or report.title or report.file for report in catalogue.reports}


def _show_offer(offer: Offer, bodies: dict[str, str]) -> dict:
    return {
        "id": offer.id,
        "kind": offer.kind,
        "title": offer.title,
        "bodies": list(dict.fromkeys(bodies[file] for file in offer.files)),
        "years": list(offer.periods),
        "announced": offer.announced is not None,
    }


def _fitting(
    desk: Desk, visitor: str | None, question: str, talk: Sequence[str], files: tuple[str, ...] | None, language: str
) -> dict:
    from assistant.charts.fitting import fitting

    answer = desk.answer(visitor, files, question, Conversation(tuple(talk)))
    catalogue = catalogue_for(desk, visitor)  # a chart is drawn from all that the visitor may see
    offer = fitting(catalogue, answer, language)
    return {"offer": _show_offer(offer, _bodies(catalogue)) if offer else None}


def _chart(desk: Desk, visitor: str | None, id: str, language: str) -> dict:
    drawn = catalogue_for(desk, visitor).draw(id, language)
    with desk.lock:
        return {**show_chart(desk.assistant(visitor), drawn), "id": id}


def show_chart(assistant: Assistant, drawn: Chart) -> dict:
    """A chart as the page is sent it, its cited lines as those of an answer."""
    from assistant.charts.figure import to_figure
    from assistant.charts.table import rows_of
    from assistant.compose import bodies_and_scopes
    from assistant.quantity import plain
    from assistant.types import Answer, Calculation, Citation, Figure

    rows = rows_of(drawn)
    grounds = list(dict.fromkeys(ground for row in rows for ground in row.grounds))
    grounds += [drawn.announced] if drawn.announced is not None and drawn.announced not in grounds else []
    marks = {ground: number for number, ground in enumerate(grounds, 1)}
    citations = tuple(
        Citation(mark, one.file, one.line, one.page, assistant.section(one.file, one.line), one.text) for one, mark in marks.items()
    )
    figures = tuple(
        Figure(
            plain(row.value), row.unit, row.label, row.period, tuple(marks[one] for one in row.grounds),
            *bodies_and_scopes([one.file for one in row.grounds], assistant.reports()),
        )
        for row in rows
    )
    steps = tuple(Calculation(row.working, plain(row.value), row.unit) for row in rows if row.working)
    told = show_answer(
        assistant, Answer(drawn.title, drawn.language, "answered", drawn.title, figures, citations, steps, drawn.notes)
    )
    return {
        **told,
        "kind": drawn.kind, "title": drawn.title, "unit": drawn.unit,
        "announced": marks[drawn.announced] if drawn.announced is not None else None,
        "rows": [
            {
                "series": row.series, "label": row.label, "period": row.period, "shown": row.shown, "working": row.working,
                "printed": row.printed, "share": plain(row.share) if row.share is not None else None, "share_working": row.share_working,
                "whole": row.is_whole, "marks": [marks[one] for one in row.grounds],
            }
            for row in rows
        ],
        "drawings": {theme: to_figure(drawn, theme) for theme in ("light", "dark")},
    }  # fmt: skip
