"""What comes with a request: how many bytes it may have and how long they may take. It reads none of them.

A body is taken in whole before anything is done for it, so that one who sends slowly holds no place and no thread. Uploads
and administration stream theirs, with limits of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from assistant.web.service.admission import Refused

MOST_BYTES = 200_000
"""Bytes that the arguments of one call may have: a long talk with every report of a large library named."""
MOST_BYTES_ELSEWHERE = 16_384
"""Bytes that come with a request which needs none."""
SECONDS_TO_SEND = 20.0

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]


class Gone(Exception):
    """The sender has left before the request was whole."""


async def take_body(scope: MutableMapping[str, Any], receive: Receive, most: int) -> Receive:
    """A `receive` that gives the whole body and then what comes after it.

    Raises Refused: "too_large" where it is announced or goes on beyond `most` bytes, "too_slow" where it does not come in
    time. Raises Gone where the sender leaves.
    """
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    if announced.isdigit() and int(announced[:20]) > most:
        raise Refused("too_large", 413, limit=most)
    try:
        body = await asyncio.wait_for(_whole(receive, most), SECONDS_TO_SEND)
    except TimeoutError as fault:
        raise Refused("too_slow", 408) from fault
    given = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _whole(receive: Receive, most: int) -> bytes:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        body += message.get("body", b"")
        if len(body) > most:
            raise Refused("too_large", 413, limit=most)
        more = message.get("more_body", False)
    return bytes(body)
