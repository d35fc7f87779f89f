"""Reading the source: lines of a report as printed, pages of a PDF as printed, and the file itself."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from assistant.web.attachment import attachment
from assistant.web.desk import Desk
from assistant.web.guard import guarded
from assistant.web.payload import show_lines, show_page
from assistant.web.visitor import visitor_of

PAGE_KEPT = "private, max-age=3600"
SCALE = 2.0
"""Pixels of a page image per point: readable on a phone's screen, some 200 kB a page."""


def endpoints(desk: Desk) -> dict[str, Callable]:
    """`/lines` and `/page`."""

    def lines(visitor: str | None, file: str, first: int, last: int) -> dict:
        """Lines `first` to `last` of a report, verbatim: `{"lines": [{"number", "text", "place"}]}`."""
        return guarded(lambda: show_lines(desk.assistant(visitor), file, first, last))

    def page(visitor: str | None, file: str, page: int) -> dict:
        """Where the lines of a PDF's page stand on it: `{"width", "height", "lines": [{"number", "box"}]}`, in points."""
        return guarded(lambda: show_page(desk.assistant(visitor), desk.original(visitor, file), file, page))

    return {"lines": lines, "page": page}


def routes(desk: Desk) -> list[Route]:
    """`GET original` sends a report's file, `GET page-image` a page of a PDF as PNG."""

    def original(request: Request) -> Response:
        path = desk.original(visitor_of(request), request.query_params.get("file", ""))
        if path is None:
            return Response("This report's file is not kept here.", status_code=404, media_type="text/plain")
        headers = attachment(request.query_params["file"])
        return FileResponse(path, media_type="application/octet-stream", headers=headers)

    def page_image(request: Request) -> Response:
        from index.readers.pdf_image import draw_page

        path = desk.original(visitor_of(request), request.query_params.get("file", ""))
        number = request.query_params.get("page", "")
        drawn = draw_page(path, int(number), SCALE) if path and number.isdecimal() else None
        if drawn is None:
            return Response("There is no image of this page.", status_code=404, media_type="text/plain")
        return Response(drawn, media_type="image/png", headers={"Cache-Control": PAGE_KEPT})

    return [Route("/original", original), Route("/page-image", page_image)]
