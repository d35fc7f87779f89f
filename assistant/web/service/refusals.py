"""How a request that is not taken is told: as a payload to the page and to programs, as a page or a line of text to a browser.

The words stand in `assistant/web/words/service.json`, in both languages; where the reader's is not known, both are shown.
"""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.web.headers import DEFAULTS
from assistant.web.page import LANGUAGES, words
from assistant.web.payload import fault
from assistant.web.service.admission import Refused
from assistant.web.service.record import Record

JSON_ENDPOINTS = ("api", "uploads", "admin", "gradio")
_HEADERS = {**DEFAULTS, "Cache-Control": "no-store"}


def refusal(refused: Refused, record: Record) -> Response:
    """The answer to a request that is not taken, in the form in which its sender reads answers."""
    record.refused = refused.kind
    headers = {**_HEADERS, **({} if refused.after is None else {"Retry-After": str(refused.after)})}
    if record.endpoint.partition(":")[0] in JSON_ENDPOINTS:
        told = {**fault(refused.kind), "values": refused.values, "request": record.id}
        return JSONResponse(told, refused.status, headers)
    said = [words()[language][refused.kind].format(**refused.values) for language in LANGUAGES]
    if record.endpoint != "page":
        return Response("\n".join([*said, record.id]), refused.status, headers, "text/plain")
    return HTMLResponse(_page(said, record.id), refused.status, headers)


def _page(said: list[str], id: str) -> str:
    shown = "".join(f'<p lang="{language}">{escape(text)}</p>' for language, text in zip(("zh-CN", "en"), said, strict=True))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>明账 Mingzhang</title></head><body><h1>明账 Mingzhang</h1>{shown}<p><small>{escape(id)}</small></p></body></html>"
    )
