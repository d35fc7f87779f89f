"""What machines ask of the chat: `GET /health` (alive), `/ready` (may be sent visitors), `/metrics` (for Prometheus).

They tell nothing of questions or visitors. The metrics are for this machine, or for who knows the token.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from assistant.web.service.admission import WHEN_CLOSING, Admission, is_loopback
from assistant.web.service.gate import FORWARDED
from assistant.web.service.metrics import CONTENT_TYPE, Metrics

_HEADERS = {"Cache-Control": "no-store"}


def probe_routes(admission: Admission, metrics: Metrics, unready: Callable[[], str | None], token: str) -> list[Route]:
    """The three. `unready` says why visitors should not be sent here yet, None where they may; `token` opens the metrics."""

    async def health(request: Request) -> Response:
        return JSONResponse({"status": "alive"}, headers=_HEADERS)

    async def ready(request: Request) -> Response:
        why = "closing" if admission.stopping else unready()
        if why is None:
            return JSONResponse({"status": "ready"}, headers=_HEADERS)
        return JSONResponse({"status": "not ready", "reason": why}, 503, {**_HEADERS, "Retry-After": str(WHEN_CLOSING)})

    async def read_metrics(request: Request) -> Response:
        if not may_read(request, token):
            return PlainTextResponse("There is no such page.", 404)
        return Response(await run_in_threadpool(metrics.text), headers={**_HEADERS, "Content-Type": CONTENT_TYPE})

    return [Route("/health", health), Route("/ready", ready), Route("/metrics", read_metrics)]


def may_read(request: Request, token: str) -> bool:
    """Whether the metrics are for the sender: with the token where one is set, else a program of this machine itself.

    What came through a proxy on this machine is from anybody, and shows by the headers that proxies add.
    """
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    address = request.client.host if request.client else ""
    return is_loopback(address) and not any(name in request.headers for name in (*FORWARDED, "via"))
