"""Administration of the library behind a login: `/admin` and what its page asks for. There is no such page where no
password is set.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from assistant.admin.sessions import LONGEST_SECONDS, Locked, Sessions
from assistant.admin.upkeep import NotDone, Upkeep
from assistant.web.desk import Desk
from assistant.web.page import CONTENT_POLICY, choose_language, fill_page
from assistant.web.payload import fault, show_report
from assistant.web.same_origin import from_own_page
from index.originals import find_original

COOKIE = "mingzhang_admin"
GUARD = "X-Guard"
"""The header by which the page shows that a change is its own."""
SECONDS_AFTER_WRONG = 1.0
LONGEST_LOGIN = 8192
MOST_BYTES = 1 << 30
MOST_FILES = 1000
_HEADERS = {
    "Cache-Control": "no-store", "Content-Security-Policy": CONTENT_POLICY.replace("frame-ancestors 'self'", "frame-ancestors 'none'"),
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
}  # fmt: skip


def routes(desk: Desk) -> list[Route]:
    """`/admin` and what is under it; not found, all of it, where no password is set."""
    if desk.sessions is None or desk.upkeep is None:
        absent = ["GET", "POST", "DELETE"]
        return [Route("/admin", _absent, methods=absent), Route("/admin/{rest:path}", _absent, methods=absent)]
    office = _Office(desk, desk.sessions, desk.upkeep)
    return [
        Route("/admin", _page, methods=["GET"]),
        Route("/admin/state", office.state, methods=["GET"]),
        Route("/admin/login", office.log_in, methods=["POST"]),
        Route("/admin/logout", office.log_out, methods=["POST"]),
        Route("/admin/reports", office.add, methods=["POST"]),
        Route("/admin/reports", office.remove, methods=["DELETE"]),
        Route("/admin/rebuild", office.rebuild, methods=["POST"]),
    ]


def _absent(request: Request) -> Response:
    return Response("There is no such page.", status_code=404, media_type="text/plain")


def _page(request: Request) -> Response:
    language = choose_language(request.headers.get("accept-language"))
    return HTMLResponse(fill_page("admin.html", language, {"reports": [], "limit": 0}), headers={**_HEADERS, "Vary": "Accept-Language"})


class _Office:
    """What an administrator who is logged in may do."""

    def __init__(self, desk: Desk, sessions: Sessions, upkeep: Upkeep) -> None:
        self._desk = desk
        self._sessions = sessions
        self._upkeep = upkeep

    async def state(self, request: Request) -> Response:
        """Whether this browser is logged in, and then the reports held, the change under way and the session's guard."""
        guard = self._sessions.guard(request.cookies.get(COOKIE))
        if guard is None:
            return _reply({"signed_in": False})
        return _reply({"signed_in": True, "guard": guard, **await run_in_threadpool(self._show)})

    def _show(self) -> dict:
        change, folder = self._upkeep.change(), self._desk.folder
        reports = [
            {**show_report(report), "original": folder is not None and find_original(folder, report.file) is not None}
            for report in self._desk.public.reports()
        ]
        if change is None:
            return {"reports": reports, "change": None}
        shown = {name: getattr(change, name) for name in ("kind", "state", "part", "file", "added", "reason", "message")}
        return {"reports": reports, "change": {**shown, "failed": [dict(one) for one in change.failed]}}

    async def log_in(self, request: Request) -> Response:
        """Begin a session with the password. A wrong one takes a second, many lock the address."""
        if not from_own_page(request) or not request.headers.get("content-type", "").startswith("application/json"):
            return _reply(fault("upload_foreign"), 403)
        password = await _password_in(request)
        try:
            name = await run_in_threadpool(self._sessions.log_in, password, request.client.host if request.client else "")
        except Locked as locked:
            return _reply({**fault("admin_locked"), "values": {"seconds": int(locked.seconds) + 1}}, 429)
        if name is None:
            await asyncio.sleep(SECONDS_AFTER_WRONG)
            return _reply(fault("admin_wrong"), 403)
        reply = _reply({"signed_in": True})
        reply.set_cookie(
            COOKIE, name, max_age=int(LONGEST_SECONDS), path="/admin", httponly=True, samesite="strict",
            secure=request.url.scheme == "https",
        )  # fmt: skip
        return reply

    async def log_out(self, request: Request) -> Response:
        """End the session."""

        async def end() -> None:
            self._sessions.log_out(request.cookies.get(COOKIE))

        reply = await self._guarded(request, end)
        reply.delete_cookie(COOKIE, path="/admin", httponly=True, samesite="strict")
        return reply

    async def add(self, request: Request) -> Response:
        """Bring the files of a form into the library."""

        async def bring() -> None:
            if int(request.headers.get("content-length") or MOST_BYTES + 1) > MOST_BYTES:
                raise NotDone("admin_too_large", limit=MOST_BYTES >> 20)
            async with AsyncExitStack() as stack:
                form = await stack.enter_async_context(request.form(max_files=MOST_FILES, max_fields=10))
                files = [(value.filename or "", value.file) for _, value in form.multi_items() if isinstance(value, UploadFile)]
                await run_in_threadpool(self._upkeep.add, files)

        return await self._guarded(request, bring)

    async def remove(self, request: Request) -> Response:
        """Take a report out of the library."""

        async def take() -> None:
            await run_in_threadpool(self._upkeep.remove, request.query_params.get("file", ""))

        return await self._guarded(request, take)

    async def rebuild(self, request: Request) -> Response:
        """Read every report anew."""

        async def read() -> None:
            await run_in_threadpool(self._upkeep.rebuild)

        return await self._guarded(request, read)

    async def _guarded(self, request: Request, act: Callable[[], Awaitable[None]]) -> JSONResponse:
        """Do what only the page of a session may have done."""
        if not from_own_page(request) or not self._sessions.may_change(request.cookies.get(COOKIE), request.headers.get(GUARD)):
            return _reply(fault("admin_signed_out"), 403)
        try:
            await act()
        except NotDone as refused:
            return _reply({**fault(refused.reason), "values": refused.values}, 409)
        except HTTPException:
            return _reply(fault("upload_broken"), 400)
        return _reply({"status": "done"})


async def _password_in(request: Request) -> str:
    """The password of a login, "" where there is none."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LONGEST_LOGIN:
            return ""
    try:
        values = json.loads(body)
        return values["password"] if isinstance(values["password"], str) else ""
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _reply(values: dict, status: int = 200) -> JSONResponse:
    return JSONResponse(values, status_code=status, headers=_HEADERS)
