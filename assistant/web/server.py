"""The web server: the page and what it asks for at once, Gradio's API as soon as Gradio is loaded. The one home of gradio.

Every endpoint of a part can be reached in two ways: `POST /api/NAME` takes its arguments by name as one JSON object and
gives its result as JSON (the page, curl); Gradio's queue and API have it as `/NAME` (`gradio_client`, other Gradio apps).
Gradio takes seconds to load and the page needs none of it, so it is loaded when a program first asks for its API, which
then waits, or in the first quiet moment, whichever comes first.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import json
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, get_type_hints

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from assistant.question import LONGEST_QUESTION
from assistant.self_check import check_library
from assistant.time_limit import OutOfTime
from assistant.web import payload
from assistant.web.desk import Desk
from assistant.web.headers import SafeHeaders
from assistant.web.page import CONTENT_POLICY, STATIC, build_page, choose_language, static_path
from assistant.web.parts import admin, ask, brief, charts, feedback, library, source, uploads
from assistant.web.service.admission import Refused
from assistant.web.service.bodies import Gone
from assistant.web.service.gate import Gate
from assistant.web.service.record import Record, current
from assistant.web.service.refusals import refusal
from assistant.web.service.service import Service
from assistant.web.service.told import told_of
from assistant.web.visitor import name_visitor, visitor_in, visitor_of

if TYPE_CHECKING:
    from fastapi import FastAPI

PARTS: tuple[ModuleType, ...] = (ask, source, library, uploads, charts, brief, feedback, admin)
"""Each may define `routes(desk)` (plain HTTP) and `endpoints(desk)` (the API)."""

QUIET = 2.0
"""Seconds without a question after which Gradio is loaded: it would hold up those who ask."""
API_WITHIN = 120
"""Seconds that a request waits for the API to be loaded, on a busy machine."""

ASIDE = ("follow_ups", "chart_of")
"""Endpoints whose results stand beside an answer: no reader waits for them."""
LATE = Refused("late", 503, 10)
GONE = 499
"""What the log says in place of a status where nobody was there any more to be answered."""

log = logging.getLogger("mingzhang.web")


def build_server(desk: Desk, service: Service | None = None) -> Gate:
    """The application to serve, behind its gate. The API begins to load in the background when it is started."""
    service = service or Service(desk)
    api = _Api(desk, service)
    endpoints = _endpoints(desk)
    routes = [
        Route("/", lambda request: _page(desk, request), methods=["GET"]),
        Mount(f"/{static_path()}", StaticFiles(directory=STATIC)),
        Route("/gradio_api/upload", _no_uploads, methods=["POST"]),
        *service.routes(),
        *_plain_routes(endpoints, service, api.pulse),
    ]
    for part in PARTS:
        if hasattr(part, "routes"):
            routes += part.routes(desk)
    faults = {OutOfTime: _late, Exception: _broken}
    served = Starlette(
        routes=[*routes, Mount("/", api)], middleware=[Middleware(SafeHeaders)], lifespan=api.lifespan, exception_handlers=faults
    )
    return service.gate(served, endpoints)


def _endpoints(desk: Desk) -> dict[str, Callable]:
    """Every endpoint of the parts, by name."""
    found: dict[str, Callable] = {}
    for part in PARTS:
        found |= part.endpoints(desk) if hasattr(part, "endpoints") else {}
    return found


def _plain_routes(endpoints: dict[str, Callable], service: Service, pulse: Callable[[], None]) -> list[Route]:
    """`POST /api/NAME` for every endpoint: JSON in by name, JSON out."""
    return [Route(f"/api/{name}", _plain(endpoint, service, pulse, name in ASIDE), methods=["POST"]) for name, endpoint in endpoints.items()]


def _plain(endpoint: Callable, service: Service, pulse: Callable[[], None], aside: bool) -> Callable:
    from pydantic import ValidationError, validate_call

    checked, told_visitor = validate_call(endpoint), "visitor" in inspect.signature(endpoint).parameters

    async def answer(request: Request) -> Response:
        pulse()
        record = current() or Record()
        try:
            values = await _read_object(request)
            if told_visitor:
                values["visitor"] = visitor_of(request)
            service.note_question(record, values)
            made = await service.works.run(partial(checked, **values), lambda: _gone(request), aside)
        except (ValueError, TypeError) as fault:  # arguments that are none, or not those of the endpoint
            text = _first_line(fault) if isinstance(fault, (ValidationError, TypeError)) else str(fault)
            made = payload.fault("fault", text)
            record.told = told_of(made)
            return JSONResponse({**made, "request": record.id}, 400)
        except OutOfTime:
            return _late(request, None)
        except Gone:
            record.refused = "gone"
            return Response(status_code=GONE)
        except Refused as refused:
            return refusal(refused, record)
        return _reply(made, record)

    return answer


def _reply(made: dict, record: Record) -> Response:
    record.told = told_of(made)
    if made.get("status") != "error":
        return JSONResponse(made)
    if made["kind"] == "late":
        return refusal(LATE, record)
    return JSONResponse({**made, "request": record.id})


def _late(request: Request, fault: Exception | None) -> Response:
    record = current() or Record()
    record.told = {"outcome": "error", "fault": "late"}
    return refusal(LATE, record)


def _broken(request: Request, fault: Exception) -> Response:
    """What no part has caught. The server logs it with its trace; a reader never sees one."""
    record = current() or Record()
    return Response(f"The request could not be served. {record.id}", 500, media_type="text/plain")


async def _gone(request: Request) -> None:
    """Return when the sender has left. What it sent has been read."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _read_object(request: Request) -> dict:
    """The JSON object of a request. Raises ValueError in words; a form of another site can send none of this type."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ValueError("Send the arguments as one JSON object, with Content-Type: application/json.")
    try:
        values = json.loads(await request.body() or b"{}")
        json.dumps(values, ensure_ascii=False).encode()  # half a character can be neither asked nor sent back
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"The arguments are no JSON ({_plain_words(fault)}).") from fault
    if not isinstance(values, dict) or "visitor" in values:
        raise ValueError("Send the arguments as one JSON object, each by its name.")
    return values


def _plain_words(fault: Exception) -> str:
    return "half a character" if isinstance(fault, UnicodeEncodeError) else str(fault)


def _first_line(fault: Exception) -> str:
    """What is wrong with which argument, without the validator's own links and types."""
    from pydantic import ValidationError

    if isinstance(fault, ValidationError):
        first = fault.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(fault)


def _page(desk: Desk, request: Request) -> Response:
    language = choose_language(request.headers.get("accept-language"))
    html = build_page(language, payload.show_held(desk, visitor_of(request)), LONGEST_QUESTION, desk.visits is not None)
    page = HTMLResponse(html, headers={"Content-Security-Policy": CONTENT_POLICY, "Vary": "Accept-Language, Cookie"})
    page.headers["Cache-Control"] = "no-store"
    page.headers["X-Content-Type-Options"] = "nosniff"
    page.headers["Referrer-Policy"] = "same-origin"
    name_visitor(request, page)
    return page


def _no_uploads(request: Request) -> Response:
    """Gradio would take files from anyone and keep them; a visitor's own reports have a route with limits."""
    return Response(status_code=404)


class _Api:
    """Gradio's application, mounted before it is there: requests wait for it."""

    def __init__(self, desk: Desk, service: Service) -> None:
        self._desk, self._service = desk, service
        self._ready = asyncio.Event()
        self._wanted = asyncio.Event()
        self._asked = 0.0
        self._fault: str | None = None
        self._app: FastAPI | None = None

    def pulse(self) -> None:
        """Somebody asks the page something: not the moment to load Gradio."""
        self._asked = time.monotonic()

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        self._wanted.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), API_WITHIN)
        if self._app is None:
            await Response("The API could not be loaded; see the log.", status_code=503)(scope, receive, send)
            return
        await self._app({**scope, "app": self._app}, receive, send)

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Load the API beside the first requests, and close it with the server."""
        closing = asyncio.Event()
        running = asyncio.create_task(self._run(closing))
        yield
        closing.set()
        if self._ready.is_set():
            await running
        else:  # still importing: that thread ends with the process
            running.cancel()

    async def _run(self, closing: asyncio.Event) -> None:
        try:
            await _in_thread(lambda: ask.warm(self._desk))  # first: a visitor is more likely than a program
            await self._until_quiet()
            self._service.note_self_test(await _in_thread(lambda: check_library(self._desk.public)))
            loaded = await _in_thread(lambda: build_api(self._desk, self._service))
            async with loaded.router.lifespan_context(loaded):
                self._app = loaded
                self._ready.set()
                await _in_thread(lambda: ask.warm_reports(self._desk, closing.is_set))
                await closing.wait()
        except Exception:
            log.exception("the API could not be loaded")
            self._ready.set()


    async def _until_quiet(self) -> None:
        self.pulse()
        while not self._wanted.is_set() and (left := self._asked + QUIET - time.monotonic()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), left)


async def _in_thread(make: Callable[[], Any]) -> Any:
    """What `make` returns, made in a thread that does not hold up the end of the process."""
    loop, done = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()

    def hand_on(result: Any, fault: Exception | None) -> None:
        if done.done():  # given up: the server closes
            return
        if fault:
            done.set_exception(fault)
        else:
            done.set_result(result)

    def run() -> None:
        try:
            result, fault = make(), None
        except Exception as raised:  # handed on to the one who waits
            result, fault = None, raised
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(hand_on, result, fault)

    threading.Thread(target=run, name="load-api", daemon=True).start()
    return await done


def build_api(desk: Desk, service: Service) -> FastAPI:
    """Gradio's application with every endpoint of the parts. Loads Gradio."""
    import gradio
    from fastapi import FastAPI

    with gradio.Blocks(mode="server", title="Mingzhang", analytics_enabled=False) as blocks:
        for name, endpoint in _endpoints(desk).items():
            # One at a time, all together: they share one library, and an answer takes some hundredths of a second.
            gradio.api(_for_gradio(name, endpoint, service), api_name=name, concurrency_limit=1, concurrency_id="library")
        blocks.queue(max_size=max(1, service.settings.queue))
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    return gradio.mount_gradio_app(
        app, blocks, path="/", footer_links=[], run_history=False, ssr_mode=False, enable_monitoring=False, pwa=False,
        mcp_server=False, show_error=False,
    )  # fmt: skip


def _for_gradio(name: str, endpoint: Callable, service: Service) -> Callable:
    """The endpoint as Gradio wants it: where it is told its `visitor`, that comes from the request's cookie."""
    import gradio

    endpoint = service.noted(f"gradio:{name}", endpoint)
    hints, parameters = get_type_hints(endpoint), dict(inspect.signature(endpoint).parameters)
    if "visitor" not in parameters:
        return endpoint
    del parameters["visitor"]
    asker = inspect.Parameter("request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=gradio.Request)

    def call(request: gradio.Request, *values: Any) -> Any:
        return endpoint(visitor_in(request.headers.get("cookie")), *values)

    call.__name__, call.__doc__ = endpoint.__name__, endpoint.__doc__
    call.__signature__ = inspect.Signature(
        [asker, *(parameter.replace(annotation=hints[name]) for name, parameter in parameters.items())],
        return_annotation=hints["return"],
    )
    del hints["visitor"]
    call.__annotations__ = {"request": gradio.Request, **hints}
    return call
