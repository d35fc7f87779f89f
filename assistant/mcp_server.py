"""The MCP server: `ask`, `search_facts`, `read_lines` and `calculate` for a chat client, over stdio or HTTP.

The one home of the `mcp` SDK. It finds no figure and words no answer: it hands over what `assistant.ask`,
`assistant.find_facts` and `assistant.calculator` give, as structured results. What a model is told about the tools stands
in `prompts/mcp.toml`. It only reads, and writes nothing to stdout but the protocol.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError

from assistant.mcp_results import (
    AnswerResult,
    FactsResult,
    LineResult,
    LinesResult,
    WorkingResult,
    fact_result,
    report_result,
)
from index.errors import LibraryError, MingzhangError, QuestionError
from index.meant import order_lines

if TYPE_CHECKING:
    from assistant.ask import Assistant

TEXTS = tomllib.loads((Path(__file__).resolve().parent.parent / "prompts" / "mcp.toml").read_text(encoding="utf-8"))
MOST_LINES = 60
LINES_GIVEN = 20
NEXT_STEP_OF_A_CRASH = "This is a fault of the server; its log on stderr says more. Ask in another way."
Measure = Literal[
    "amount", "change", "percent_change", "share", "completion_rate", "count", "score", "target", "weight", "value", "text"
]  # fmt: skip
Basis = Literal["决算", "执行", "预算", "年初预算", "调整预算", "上年决算", "目标", "完成"]

log = logging.getLogger("mingzhang.mcp")


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen for HTTP; `names` are further host names that clients may call the server by."""

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()


class _Server(MCPServer):
    """The SDK's server, whose refusal of unfit arguments is one sentence a parameter instead of a validation dump."""

    async def call_tool(self, name: str, arguments: dict[str, Any], context: Any = None) -> Any:
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            told = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.__cause__.errors())
            raise ToolError(f"{name} cannot take these arguments. {told}. Look at the tool's input schema.") from None


class Tools:
    """The four tools over one library, which is opened when first needed and used by one call at a time."""

    def __init__(self, open_assistant: Callable[[], Assistant]) -> None:
        self._open = open_assistant
        self._assistant: Assistant | None = None
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Open the library ahead of the first call. A fault is kept for the call that meets it."""
        try:
            with self._library():
                pass
        except ToolError as error:
            log.error("%s", error)

    def close(self) -> None:
        """Give back the library's files."""
        with self._lock:
            if self._assistant is not None:
                self._assistant.close()

    @contextmanager
    def _library(self) -> Iterator[Assistant]:
        """The assistant, for one call at a time; what goes wrong becomes a tool error that says what to do next."""
        with self._lock:
            try:
                if self._assistant is None:
                    self._assistant = self._open()
                yield self._assistant
            except MingzhangError as error:
                raise ToolError(str(error)) from error
            except Exception as error:
                log.exception("a tool failed")
                raise ToolError(f"The call could not be carried out ({type(error).__name__}). {NEXT_STEP_OF_A_CRASH}") from None

    def ask(
        self,
        question: Annotated[str, Field(description=TEXTS["ask"]["question"])],
        conversation: Annotated[list[str] | None, Field(description=TEXTS["ask"]["conversation"])] = None,
    ) -> AnswerResult:
        from assistant.conversation import Conversation

        with self._library() as assistant:
            answer = assistant.ask(question, conversation=Conversation(tuple(conversation or ())))
            return AnswerResult.model_validate(answer.to_json())

    def search_facts(
        self,
        entity: Annotated[str | None, Field(description=TEXTS["search_facts"]["entity"])] = None,
        year: Annotated[int | None, Field(description=TEXTS["search_facts"]["year"])] = None,
        item: Annotated[str | None, Field(description=TEXTS["search_facts"]["item"])] = None,
        measure: Annotated[Measure | None, Field(description=TEXTS["search_facts"]["measure"])] = None,
        basis: Annotated[Basis | None, Field(description=TEXTS["search_facts"]["basis"])] = None,
        limit: Annotated[int, Field(description=TEXTS["search_facts"]["limit"], ge=1, le=100)] = 20,
    ) -> FactsResult:
        from assistant.find_facts import FactQuery

        with self._library() as assistant:
            found = assistant.find_facts(FactQuery(entity, year, item, measure, basis, limit))
            return FactsResult(facts=[fact_result(one) for one in found.facts], total=found.total, missing=found.missing)

    def read_lines(
        self,
        file: Annotated[str | None, Field(description=TEXTS["read_lines"]["file"])] = None,
        first: Annotated[int, Field(description=TEXTS["read_lines"]["first"], ge=1)] = 1,
        last: Annotated[int | None, Field(description=TEXTS["read_lines"]["last"], ge=1)] = None,
    ) -> LinesResult:
        with self._library() as assistant:
            reports = {report.file: report for report in assistant.reports()}
            if file is None:
                return LinesResult(file=None, lines=[], more=False, reports=[report_result(one) for one in reports.values()])
            if file not in reports:
                shown = "; ".join(list(reports)[:20]) + (" …" if len(reports) > 20 else "")
                raise QuestionError("the library holds no such file", file, f"Name one of: {shown}.")
            count = reports[file].line_count
            end = first + LINES_GIVEN - 1 if last is None else last
            if first > count or end < first:
                raise QuestionError(
                    f"there are no lines {first} to {end}", file, f"Its lines are numbered from 1 to {count}; give first ≤ last."
                )
            read = assistant.lines(file, first, min(end, first + MOST_LINES - 1))
            orders, told = order_lines(read), TEXTS["order_warning"]
            shown_lines = [
                LineResult(number=one.number, page=one.page, place=one.place, text=one.text, warning=told if one.number in orders else "")
                for one in read
            ]
            return LinesResult(file=file, lines=shown_lines, more=bool(read) and read[-1].number < count, reports=[])

    def calculate(
        self, expression: Annotated[str, Field(description=TEXTS["calculate"]["expression"])]
    ) -> WorkingResult:
        from assistant.calculator import work_out

        try:
            working = work_out(expression)
        except MingzhangError as error:
            raise ToolError(f"Not calculated. {error}") from error
        shown = working.to_calculation()
        return WorkingResult(
            expression=shown.expression, result=shown.result, unit=shown.unit, exact=working.exact, working=str(working)
        )


def build_server(tools: Tools) -> MCPServer:
    """The server with the four tools and the instructions on how to use them."""
    server = _Server(
        "mingzhang", title="Mingzhang 明账", instructions=TEXTS["instructions"].strip(), version=_version(), log_level="WARNING"
    )
    reads_only = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in (tools.ask, tools.search_facts, tools.read_lines, tools.calculate):
        text = TEXTS[tool.__name__]
        server.add_tool(tool, title=text["title"], description=text["about"].strip(), annotations=reads_only, structured_output=True)
    return server


def serve(library: Path, address: Address | None = None) -> None:
    """Serve a library until the client leaves: over stdio, or over HTTP at `/mcp` of an address.

    Raises LibraryError where there is no library, MingzhangError where nothing can listen at the address.
    """
    if not library.is_dir():
        raise LibraryError("there is no library here", str(library), "Build one: python -m index build reports/")
    tools = Tools(lambda: _open(library))
    server = build_server(tools)
    # The first call should not wait for the library, and the client's greeting should not either.
    threading.Thread(target=tools.warm, daemon=True).start()
    try:
        if address is None:
            server.run("stdio")
        else:
            _serve_http(server, address)
    except KeyboardInterrupt:
        pass
    finally:
        tools.close()


def read_address(text: str, names: tuple[str, ...] = ()) -> Address:
    """An address from "8765", "127.0.0.1:8765" or "[::1]:8765". Raises MingzhangError where it is none."""
    host, _, port = text.rpartition(":")
    host = host.strip("[]") or Address.host
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise MingzhangError("is no address", f"--http {text}", "Give HOST:PORT, such as 127.0.0.1:8765.")
    return Address(host, int(port), names)


def _serve_http(server: MCPServer, address: Address) -> None:
    _check_free(address)
    shown = f"[{address.host}]" if ":" in address.host else address.host
    print(f"Mingzhang MCP: http://{shown}:{address.port}/mcp (Ctrl+C closes it)", file=sys.stderr, flush=True)
    server.run(
        "streamable-http", host=address.host, port=address.port, stateless_http=True, json_response=True,
        transport_security=_security(address),
    )  # fmt: skip


def _security(address: Address) -> TransportSecuritySettings:
    """Only names of this server are answered, so that a page of another site cannot reach it (DNS rebinding)."""
    names = dict.fromkeys(("127.0.0.1", "localhost", "::1", address.host, *address.names))
    shown = [f"[{name}]" if ":" in name else name for name in names if name not in ("0.0.0.0", "::")]
    hosts = [f"{name}:*" for name in shown] + shown
    return TransportSecuritySettings(
        enable_dns_rebinding_protection=True, allowed_hosts=hosts,
        allowed_origins=[f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts],
    )  # fmt: skip


def _check_free(address: Address) -> None:
    import socket

    try:
        family, kind, protocol, _, place = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        raise MingzhangError(
            f"nothing can listen here ({error.strerror or error})", f"{address.host}:{address.port}",
            "Is another server open? Give another port with --http.",
        ) from error  # fmt: skip


def _open(library: Path) -> Assistant:
    from assistant.ask import Assistant
    from assistant.model.adviser import make_adviser

    return Assistant.open(library, adviser=make_adviser(os.environ))


def _version() -> str:
    try:
        return version("mingzhang")
    except PackageNotFoundError:
        return "0"
