"""Briefings in the browser: the briefing as JSON for the page, and as files to keep; the facts of a report as a table."""

from __future__ import annotations

import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from assistant.web.attachment import attachment
from assistant.web.desk import Desk
from assistant.web.guard import guarded
from assistant.web.visitor import visitor_of

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
}
LANGUAGES = ("zh", "en")
LONGEST_NAME = 80
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|\ud800-\udfff]+")


def endpoints(desk: Desk) -> dict[str, Callable]:
    """`/brief`."""

    def brief(visitor: str | None, report: str, beside: str = "", language: str = "zh") -> dict:
        """A briefing on the report of this file name, beside the body named by `beside` if there is one: its sections,
        tables and footnotes. `status` is "error" where it cannot be made."""
        spoken = language if language in LANGUAGES else "zh"
        key = ("brief", desk.reader(visitor), report, beside, spoken)
        return guarded(lambda: desk.remembered(key, lambda: _as_json(desk, visitor, report, beside, spoken)))

    return {"brief": brief}


def routes(desk: Desk) -> list[Route]:
    """`GET brief-file` sends a briefing as .docx, .md or .xlsx, `GET facts-file` the facts of a report as .csv or .xlsx."""

    def brief_file(request: Request) -> Response:
        from assistant.brief.files import BRIEF_ENDINGS, brief_as

        asked = request.query_params
        ending, language = f".{asked.get('format', '')}", asked.get("language", "zh")
        if ending not in BRIEF_ENDINGS or language not in LANGUAGES:
            return _refused("Briefings are sent as docx, md or xlsx, in zh or en.", 400)

        def content() -> tuple[bytes, str]:
            brief = _made(desk, visitor_of(request), asked.get("report", ""), asked.get("beside", ""), language)
            return brief_as(brief, ending), brief.title

        return _sent(content, ending)

    def facts_file(request: Request) -> Response:
        from assistant.brief.facts_table import FactsRequest, fact_rows
        from assistant.brief.files import FACT_WRITERS

        ending, file = f".{request.query_params.get('format', '')}", request.query_params.get("report", "")
        if ending not in FACT_WRITERS:
            return _refused("Facts are sent as csv or xlsx.", 400)

        def content() -> tuple[bytes, str]:
            with desk.lock:
                rows = fact_rows(desk.assistant(visitor_of(request)).library, FactsRequest(file=file))
            return FACT_WRITERS[ending](rows), f"{file.rpartition('.')[0] or file} facts"

        return _sent(content, ending)

    return [Route("/brief-file", brief_file), Route("/facts-file", facts_file)]


def _as_json(desk: Desk, visitor: str | None, report: str, beside: str, language: str) -> dict:
    from assistant.brief.as_json import brief_to_json

    return brief_to_json(_made(desk, visitor, report, beside, language))


def _made(desk: Desk, visitor: str | None, report: str, beside: str, language: str):  # noqa: ANN202
    from assistant.brief.collect import Request as BriefRequest
    from assistant.brief.collect import make_brief

    with desk.lock:
        return make_brief(desk.assistant(visitor), BriefRequest("", 0, language, beside or None, report=report))


def _sent(content: Callable[[], tuple[bytes, str]], ending: str) -> Response:
    """The file, to be saved under its title; a refusal in words where it cannot be made."""
    made: list[tuple[bytes, str]] = []

    def make() -> dict:
        made.append(content())
        return {}

    fault = guarded(make)
    if fault:
        return _refused(fault["text"] or "The file could not be made.", 404 if fault["kind"] == "fault" else 500)
    data, title = made[0]
    headers = {**attachment(file_name(title, ending)), "Cache-Control": "no-store"}
    return Response(data, media_type=TYPES[ending], headers=headers)


def file_name(title: str, ending: str) -> str:
    """A name that every system can keep: no path, no control character, not too long."""
    name = _UNSAFE.sub(" ", title).strip(" .")[:LONGEST_NAME].strip(" .")
    return f"{name or 'briefing'}{ending}"


def _refused(text: str, status: int) -> Response:
    return Response(text, status_code=status, media_type="text/plain", headers={"X-Content-Type-Options": "nosniff"})
