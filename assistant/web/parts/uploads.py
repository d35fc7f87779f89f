"""A visitor's own reports: bring one, see how far it is, remove it. What is brought is for its visitor alone."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from assistant.visits.visits import Refused, Visits
from assistant.web.desk import Desk
from assistant.web.payload import fault, show_report
from assistant.web.same_origin import from_own_page
from assistant.web.visitor import visitor_of

FORM_BYTES = 64 * 1024
"""Bytes of a form beside the file in it."""
FILES_AT_ONCE = 8
"""Files that one form may bring; each is within the limit of one file together with the others."""
SECONDS_TO_SEND = 300.0
HEARD_OUT, SECONDS_HEARD_OUT = 256 << 20, 30.0
"""Bytes of a refused file that are let go by, and the seconds that may take."""


class _TooLarge(Exception):
    """The request goes on beyond what it may have."""


def routes(desk: Desk) -> list[Route]:
    """`/uploads`: GET tells the visitor's files, POST brings one (a form with the field `file`), DELETE removes all.
    `/uploads/ID`: DELETE removes one."""

    async def files(request: Request) -> Response:
        return JSONResponse(await run_in_threadpool(show_files, desk, visitor_of(request)), headers=_PRIVATE)

    async def bring(request: Request) -> Response:
        visitor = visitor_of(request)
        arriving = _Arriving(request)
        request = Request(request.scope, arriving)
        if refusal := _refusal(desk, request, visitor):
            await arriving.hear_out()
            return refusal
        assert visitor is not None
        assert desk.visits is not None
        try:
            desk.visits.check_room(visitor, _length(request) - FORM_BYTES)
            reply = await asyncio.wait_for(_take(desk.visits, visitor, request), SECONDS_TO_SEND)
        except Refused as refused:
            await arriving.hear_out()
            return _told(refused)
        except _TooLarge:
            await arriving.hear_out()
            return _told(Refused("upload_too_large", limit=desk.visits.limits.megabytes))
        except (HTTPException, TimeoutError):
            return _told(Refused("upload_broken"))
        return JSONResponse({**await run_in_threadpool(show_files, desk, visitor), **reply}, headers=_PRIVATE)

    async def remove(request: Request) -> Response:
        visitor = visitor_of(request)
        if refusal := _refusal(desk, request, visitor):
            return refusal
        await run_in_threadpool(_remove, desk.visits, visitor, request.path_params.get("id"))
        return JSONResponse(await run_in_threadpool(show_files, desk, visitor), headers=_PRIVATE)

    return [
        Route("/uploads", files, methods=["GET"]),
        Route("/uploads", bring, methods=["POST"]),
        Route("/uploads", remove, methods=["DELETE"]),
        Route("/uploads/{id}", remove, methods=["DELETE"]),
    ]


_PRIVATE = {"Cache-Control": "no-store"}


def show_files(desk: Desk, visitor: str | None) -> dict:
    """The visitor's files and how far each is, and the limits: what the page shows. `limits` is None where none may be brought."""
    visits = desk.visits
    if visits is None:
        return {"files": [], "limits": None}
    with desk.lock:
        shown = {kept: name for name, kept in desk.own_names(visitor).items()} if visits.files(visitor) else {}
        held = {report.file: report for report in desk.reports(visitor)} if shown else {}
        files = [
            {
                "id": file.id, "name": file.name, "size": file.size, "state": file.state, "part": round(file.part, 3),
                "message": dict(file.message),
                "report": show_report(held[shown[file.name]]) if file.state in ("ready", "done") and file.name in shown else None,
            }
            for file in visits.files(visitor)
        ]  # fmt: skip
    limits = visits.limits
    return {
        "files": files,
        "limits": {
            "megabytes": limits.megabytes, "files": limits.files, "total": limits.total_megabytes, "minutes": limits.minutes,
        },
    }  # fmt: skip


def _refusal(desk: Desk, request: Request, visitor: str | None) -> Response | None:
    """Why nothing may be changed by this request, before any of it is read; None where it may."""
    if desk.visits is None:
        return JSONResponse(fault("upload_off"), status_code=404)
    if not from_own_page(request):
        return JSONResponse(fault("upload_foreign"), status_code=403)
    if visitor is None:
        return JSONResponse(fault("upload_no_cookie"), status_code=403)
    return None


def _told(refused: Refused) -> Response:
    return JSONResponse({**fault(refused.kind), "values": refused.values}, status_code=413 if "large" in refused.kind else 409)


def _length(request: Request) -> int:
    text = request.headers.get("content-length", "")
    return int(text) if text.isascii() and text.isdecimal() else 0


class _Arriving:
    """The messages of a request as they come; `done` when the last one has."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self.done = False

    async def __call__(self) -> dict:
        message = await self._receive()
        self.done = message["type"] != "http.request" or not message.get("more_body")
        return message

    async def hear_out(self) -> None:
        """Let go by what is still sent, up to HEARD_OUT bytes: who is cut off while sending does not hear why."""
        come = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_HEARD_OUT):
                while not self.done and come < HEARD_OUT:
                    come += len((await self()).get("body", b""))


async def _take(visits: Visits, visitor: str, request: Request) -> dict:
    """Take in the files of a form: the ids of those taken and why others are not."""
    limited = _limited(request, visits.limits.file_bytes + FORM_BYTES)
    taken, refused = [], []
    async with limited.form(max_files=FILES_AT_ONCE, max_fields=FILES_AT_ONCE) as form:
        for _, value in form.multi_items():
            if not isinstance(value, UploadFile):
                continue
            name = value.filename or ""
            try:
                taken.append((await run_in_threadpool(visits.add, visitor, name, value.file)).id)
            except Refused as fault_of_one:
                refused.append({"name": name, "kind": fault_of_one.kind, "values": fault_of_one.values})
    if not taken and not refused:
        raise Refused("upload_broken")
    return {"taken": taken, "refused": refused}


def _limited(request: Request, most: int) -> Request:
    """The same request, which stops with _TooLarge once more than `most` bytes have come."""
    come = 0
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]] = request.receive

    async def counted() -> MutableMapping[str, Any]:
        nonlocal come
        message = await receive()
        come += len(message.get("body", b""))
        if come > most:
            raise _TooLarge
        return message

    return Request(request.scope, counted)


def _remove(visits: Visits, visitor: str, id: str | None) -> None:
    if id is None:
        visits.remove_all(visitor)
    else:
        visits.remove(visitor, id)
