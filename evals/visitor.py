"""One visitor of a running web chat: asks as the page does, or through Gradio's API as programs do, with cookies of its own.

It judges no answer; it tells apart only an answer that came from one that did not. It uses nothing but the standard
library, so that many visitors take little of the processor that the chat under measurement runs on.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Sequence
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 30.0
"""Seconds after which a visitor gives a reply up: a failure, whatever would still come."""
PLAIN = "/api/"
CALLS = "/gradio_api/call/"
BESIDE = ("follow_ups", "chart_of")
"""What the page asks after an answer: what can be asked next, and what can be drawn."""


REFUSED = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class NoAnswer(Exception):
    """A question that brought no answer, with what came instead. `refused`: the chat said in words that it takes no more now."""

    def __init__(self, what: str, refused: bool = False) -> None:
        super().__init__(what)
        self.refused = refused


class Visitor:
    """A visitor of the chat at `url`, on one connection that is kept open. Close it when done."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(address.hostname or "127.0.0.1", address.port, timeout=PATIENCE)
        self._path = address.path.rstrip("/")
        self._cookies: dict[str, str] = {}

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def open_page(self) -> str:
        """The page, which may hand out a cookie. Raises NoAnswer."""
        return self._request("GET", "/").decode("utf-8")

    def wait_for_api(self) -> None:
        """Return when the chat has loaded everything, what it loads beside its first visitors too. Raises NoAnswer."""
        self._request("GET", "/gradio_api/info")

    def ask(self, question: str, conversation: Sequence[str] = (), files: Sequence[str] | None = None) -> dict[str, Any]:
        """The payload of one answer, asked for as the page does. Raises NoAnswer where the server or the question fails."""
        return self._call("ask", _asked(question, conversation, files))

    def ask_beside(self, name: str, question: str, conversation: Sequence[str] = (), files: Sequence[str] | None = None) -> None:
        """One of BESIDE, which the page sends after an answer. Raises NoAnswer."""
        asked = _asked(question, conversation, files)
        self._call(name, {**asked, "language": "zh"} if name == "chart_of" else asked)

    def _call(self, name: str, values: dict[str, Any]) -> dict[str, Any]:
        return _sound(json.loads(self._request("POST", f"{PLAIN}{name}", json.dumps(values).encode("utf-8"))))

    def ask_api(self, question: str, conversation: Sequence[str] = (), files: Sequence[str] | None = None) -> dict[str, Any]:
        """The same through Gradio's queue: the call is handed in, then its event stream is read to the end."""
        body = json.dumps({"data": list(_asked(question, conversation, files).values())}).encode("utf-8")
        joined = json.loads(self._request("POST", f"{CALLS}ask", body))
        return _sound(_result(self._request("GET", f"{CALLS}ask/{joined['event_id']}").decode("utf-8")))

    def _request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Content-Type": "application/json"} if body else {}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        try:
            self._connection.request(method, self._path + path, body, headers)
            reply = self._connection.getresponse()
            content = reply.read()
        except (OSError, http.client.HTTPException) as fault:
            self._connection.close()  # the next request opens a new one
            raise NoAnswer(f"{method}: {type(fault).__name__} {fault}") from fault
        self._keep_cookies(reply.headers.get_all("Set-Cookie") or [])
        if reply.status != HTTPStatus.OK:
            raise NoAnswer(f"{method} {path}: {reply.status}", reply.status in REFUSED)
        return content

    def _keep_cookies(self, headers: Sequence[str]) -> None:
        for header in headers:
            try:
                self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})
            except CookieError:
                continue  # as a browser does with a cookie it cannot read


def _asked(question: str, conversation: Sequence[str], files: Sequence[str] | None) -> dict[str, Any]:
    return {"question": question, "conversation": list(conversation), "files": None if files is None else list(files)}


def _sound(payload: Any) -> dict[str, Any]:
    """The payload, unless it is a fault."""
    if not isinstance(payload, dict) or payload.get("status") == "error":
        raise NoAnswer(f"status error: {payload.get('kind') if isinstance(payload, dict) else payload!r}")
    return payload


def _result(stream: str) -> Any:
    """The payload of the "complete" event in a finished stream of `event:` and `data:` lines."""
    for block in reversed(stream.split("\n\n")):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if fields.get("event") == "complete":
            return json.loads(fields["data"])[0]
    raise NoAnswer(f"the stream ended without a result: {stream[-120:]!r}")
