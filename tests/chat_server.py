"""A real HTTP server that speaks the OpenAI protocol, streaming or not, and says what a test has written for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-secret-of-the-test"


@dataclass(frozen=True)
class Wait:
    """Nothing for so many seconds, then `text`."""

    seconds: float
    text: str = "{}"


@dataclass(frozen=True)
class Cut:
    """The beginning of a reply, and then the connection is closed."""

    text: str


@dataclass(frozen=True)
class Drip:
    """A letter now and then without an end, so that no single wait is long."""

    seconds: float = 0.05


@dataclass(frozen=True)
class Raw:
    """Bytes that are no reply of the protocol, with the status 200."""

    body: bytes


Reply = str | int | Wait | Cut | Drip | Raw


class ChatServer(ThreadingHTTPServer):
    """Gives the scripted replies in turn, the last one for ever; remembers what it was asked. A number is a status code.

    A script may also be a function of the request, which gives the reply.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Reply] | Callable[[dict], Reply] = []
        self.asked: list[dict] = []
        self.keys: list[str | None] = []
        self.stopped = threading.Event()

    @property
    def url(self) -> str:
        """The base URL for clients."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def next_reply(self, request: dict) -> Reply:
        """What is said to a request."""
        if callable(self.script):
            return self.script(request)
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that has left is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:  # noqa: N802 - the name that http.server calls
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(request)
        self.server.keys.append(self.headers["Authorization"])
        reply = self.server.next_reply(request)
        if isinstance(reply, Wait):
            self.server.stopped.wait(reply.seconds)
            reply = reply.text
        if isinstance(reply, int):
            self._send(reply, json.dumps({"error": {"message": f"bad key: {KEY}", "type": "server_error", "code": None}}).encode())
        elif isinstance(reply, Raw):
            self._send(200, reply.body)
        elif request.get("stream") or not isinstance(reply, str):
            self._stream(reply)
        else:
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": reply}}
            usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
            whole = {"id": "1", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
            self._send(200, json.dumps(whole).encode())

    def _stream(self, reply: str | Cut | Drip) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.close_connection = True
        if isinstance(reply, Drip):
            while not self.server.stopped.wait(reply.seconds):
                self._event("a")
            return
        text = reply.text if isinstance(reply, Cut) else reply
        for start in range(0, len(text), 7):
            self._event(text[start : start + 7])
        if isinstance(reply, Cut):
            return
        self._event("", "stop")
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, text: str, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": finish}
        event = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
        self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _send(self, status: int, data: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: object) -> None:
        """Silent."""


@contextmanager
def open_chat_server() -> Iterator[ChatServer]:
    """The server, listening while the block runs."""
    with ChatServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.stopped.set()
            server.shutdown()
            thread.join()
