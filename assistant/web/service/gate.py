"""The gate that every request passes: a number to quote, limits, and its line in the log and place in the metrics.

It answers only those it does not let in. What it notes of a request holds no text of it, but where the settings ask for that.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from contextlib import ExitStack
from typing import Any

from starlette.datastructures import Headers, MutableHeaders

from assistant.time_limit import Effort, limited
from assistant.web.service.admission import Admission, Client, Refused
from assistant.web.service.bodies import MOST_BYTES, MOST_BYTES_ELSEWHERE, Gone, Receive, take_body
from assistant.web.service.logs import REQUESTS
from assistant.web.service.metrics import Metrics
from assistant.web.service.record import Record, recorded
from assistant.web.service.refusals import refusal
from assistant.web.service.settings import ServiceSettings
from assistant.web.visitor import visitor_in

Scope = MutableMapping[str, Any]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

FILES = ("brief-file", "facts-file", "page-image", "original", "chart.csv")
PROBES = ("health", "ready", "metrics")
WORKED_OUT = ("page", *FILES)
"""Endpoints beside the API that make what they send; the API's own are counted where they are done."""
STREAMED = ("uploads", "admin:reports")
"""Endpoints that take in large bodies piece by piece, within limits of their own."""
UNLIMITED = ("static", *PROBES)
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")

log = logging.getLogger("mingzhang.web")
requests_log = logging.getLogger(REQUESTS)


def endpoint_of(path: str, api: Collection[str]) -> str:
    """What a path asks for, by a name out of a small set: what anybody may write into a path is in no log."""
    if path == "/":
        return "page"
    first, _, rest = path.strip("/").partition("/")
    if first == "api":
        return f"api:{rest}" if rest in api else "api"
    if first == "admin":
        return f"admin:{rest}" if rest in ("state", "login", "logout", "reports", "rebuild") else "admin"
    if first == "gradio_api":
        return "gradio"
    if first in ("web", "plotly.min.js"):
        return "static"
    return first if first in (*FILES, *PROBES, "uploads") else "other"


class Gate:
    """The application behind the gate."""

    def __init__(
        self, app: Asgi, admission: Admission, metrics: Metrics, settings: ServiceSettings, api: Collection[str]
    ) -> None:
        self._app = app
        self._admission, self._metrics, self._settings = admission, metrics, settings
        self._api = frozenset(api)
        self._warned = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        record, begun = Record(endpoint_of(scope["path"], self._api)), False

        async def noted(message: MutableMapping[str, Any]) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                record.status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = record.id
            await send(message)

        with recorded(record):
            try:
                await self._admitted(scope, receive, noted, record)
            except Refused as refused:
                if not begun:
                    await refusal(refused, record)(scope, receive, noted)
            except Gone:
                record.refused = "gone"
            finally:
                self._note(scope, record)

    async def _admitted(self, scope: Scope, receive: Receive, send: Send, record: Record) -> None:
        if record.endpoint in UNLIMITED:
            await self._app(scope, receive, send)
            return
        with ExitStack() as held:
            headers = Headers(scope=scope)
            held.enter_context(self._admission.sent_by(self._client(scope, headers), counted=record.endpoint != "gradio"))
            if self._admission.stopping and scope["method"] != "GET":
                held.enter_context(self._admission.piece())  # is refused, in the words for it
            if record.endpoint in WORKED_OUT:
                held.enter_context(self._admission.piece())
                held.enter_context(limited(Effort(self._settings.seconds)))
            if record.endpoint not in STREAMED:
                most = MOST_BYTES if record.endpoint.startswith(("api", "gradio")) else MOST_BYTES_ELSEWHERE
                receive = await take_body(scope, receive, most)
            await self._app(scope, receive, send)

    def _client(self, scope: Scope, headers: Headers) -> Client:
        address = scope["client"][0] if scope.get("client") else "127.0.0.1"
        if not self._warned and not self._settings.proxies and any(name in headers for name in FORWARDED):
            self._warned = True
            log.warning("a proxy forwards requests, and none is trusted: all its visitors count as one address (MINGZHANG_TRUSTED_PROXIES)")
        return Client(visitor_in(headers.get("cookie")), address)

    def _note(self, scope: Scope, record: Record) -> None:
        self._metrics.count(record)
        if record.endpoint in UNLIMITED and record.status < 400:
            return
        line = {**record.line(), "method": _method(scope)}
        if self._settings.log_addresses and scope.get("client"):
            line["address"] = scope["client"][0]
        requests_log.info("request", extra=line)


def _method(scope: Scope) -> str:
    return scope["method"] if re.fullmatch("[A-Z]{3,7}", scope["method"]) else "other"
