"""The MCP server: the tools of `assistant.tool_calls` for a chat client, over stdio or HTTP.

The one home of the `mcp` SDK. It finds no figure and words no answer, and what the tools are and do stands elsewhere. It only
reads, and writes nothing to stdout but the protocol.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import ToolAnnotations
from pydantic import BaseModel, ValidationError

from assistant.tool_calls import NAMES, ToolCalls, method_of, tool_texts
from index.errors import LibraryError, MingzhangError

if TYPE_CHECKING:
    from assistant.ask import Assistant

NEXT_STEP_OF_A_CRASH = "This is a fault of the server; its log on stderr says more. Ask in another way."

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
    """The tools over one library, which is opened when first needed and used by one call at a time."""

    def __init__(self, open_assistant: Callable[[], Assistant]) -> None:
        self._open = open_assistant
        self._assistant: Assistant | None = None
        self._lock = threading.RLock()
        self._calls = ToolCalls(self._opened)

    def _opened(self) -> Assistant:
        with self._lock:
            if self._assistant is None:
                self._assistant = self._open()
            return self._assistant

    def warm(self) -> None:
        """Open the library ahead of the first call. A fault is kept for the call that meets it."""
        try:
            with self._told():
                self._opened()
        except ToolError as error:
            log.error("%s", error)

    def close(self) -> None:
        """Give back the library's files."""
        with self._lock:
            if self._assistant is not None:
                self._assistant.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """One call at a time; what goes wrong becomes a tool error that says what to do next."""
        with self._lock:
            try:
                yield
            except MingzhangError as error:
                raise ToolError(str(error)) from error
            except Exception as error:
                log.exception("a tool failed")
                raise ToolError(f"The call could not be carried out ({type(error).__name__}). {NEXT_STEP_OF_A_CRASH}") from None

    def tool(self, name: str) -> Callable[..., BaseModel]:
        """A tool with the arguments of `ToolCalls`, whose faults are the protocol's."""
        method = method_of(self._calls, name)

        @wraps(method)
        def call(*args: Any, **arguments: Any) -> BaseModel:
            with self._told():
                return method(*args, **arguments)

        return call


def build_server(tools: Tools) -> MCPServer:
    """The server with the tools and the instructions on how to use them."""
    texts = tool_texts()
    server = _Server(
        "mingzhang", title="Mingzhang 明账", instructions=texts["instructions"].strip(), version=_version(), log_level="WARNING"
    )
    reads_only = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for name in NAMES:
        text = texts[name]
        server.add_tool(
            tools.tool(name), title=text["title"], description=text["about"].strip(), annotations=reads_only, structured_output=True
        )
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
