"""Connections that send nothing whole: closed after some seconds. The server's own protocol would keep them for good.

It reads no request; what comes with one has its own limit (`assistant.web.service.bodies`).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.auto import AutoHTTPProtocol

SECONDS_FOR_HEADERS = 15.0
"""Seconds from the first byte of a request, or from the opening of a connection, until its headers must be whole."""
SECONDS_KEPT = 30
"""Seconds that a connection without a request is kept open, for the next question of a visitor who thinks."""


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
    """HTTP as the server speaks it, with a limit on how long a request may take to begin."""

    _clock: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in bytes; where they are not yet a request, it has to become one in time."""
        super().data_received(data)
        if self._is_served:
            self._rest()
        elif self._clock is None and not self.transport.is_closing():
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._rest()
        super().connection_lost(exc)

    @property
    def _is_served(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._clock = self.loop.call_later(SECONDS_FOR_HEADERS, self._over)

    def _rest(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None

    def _over(self) -> None:
        self._clock = None
        if not self._is_served:
            self.transport.abort()
