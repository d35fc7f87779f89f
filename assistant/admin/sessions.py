"""Who is logged in as administrator, for how long, and how often a wrong password may be tried. It knows no library."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from assistant.admin.passwords import LONGEST, PasswordHash

IDLE_SECONDS = 30 * 60.0
LONGEST_SECONDS = 8 * 3600.0
FREE_TRIES = 5
FIRST_LOCK, LONGEST_LOCK = 30.0, 3600.0
"""Seconds that an address is locked after FREE_TRIES wrong passwords; each wrong one after that doubles them."""
ADDRESSES_KEPT = 10_000


@dataclass
class _Session:
    guard: str
    begun: float
    used: float


@dataclass
class _Tries:
    wrong: int = 0
    locked_until: float = 0.0


class Locked(Exception):
    """Too many wrong passwords from this address. `seconds` tells for how long."""

    def __init__(self, seconds: float) -> None:
        super().__init__("too many wrong passwords")
        self.seconds = seconds


class Sessions:
    """Sessions by a random name. Safe for several threads. One password is checked at a time: each check costs memory."""

    def __init__(self, password: PasswordHash, clock: Callable[[], float] = time.monotonic) -> None:
        self._password = password
        self._clock = clock
        self._lock, self._checking = threading.Lock(), threading.Lock()
        self._sessions: dict[str, _Session] = {}
        self._tries: OrderedDict[str, _Tries] = OrderedDict()

    def log_in(self, password: str, address: str) -> str | None:
        """The name of a new session, None where the password is wrong. Raises Locked."""
        with self._checking:
            tries = self._tries_of(address)
            left = tries.locked_until - self._clock()
            if left > 0:
                raise Locked(left)
            if len(password) <= LONGEST and self._password.fits(password):
                return self._begin(address)
            tries.wrong += 1
            if tries.wrong >= FREE_TRIES:
                tries.locked_until = self._clock() + min(LONGEST_LOCK, FIRST_LOCK * 2 ** min(20, tries.wrong - FREE_TRIES))
            return None

    def _tries_of(self, address: str) -> _Tries:
        with self._lock:
            tries = self._tries.setdefault(address, _Tries())
            self._tries.move_to_end(address)
            while len(self._tries) > ADDRESSES_KEPT:
                self._tries.popitem(last=False)
            return tries

    def _begin(self, address: str) -> str:
        with self._lock:
            self._tries.pop(address, None)
            self._end_old()
            name, now = secrets.token_urlsafe(32), self._clock()
            self._sessions[name] = _Session(secrets.token_urlsafe(32), now, now)
            return name

    def guard(self, name: str | None) -> str | None:
        """The word that a session's page must send with every change; None where there is no such session. It counts as use."""
        with self._lock:
            self._end_old()
            session = self._sessions.get(name or "")
            if session is None:
                return None
            session.used = self._clock()
            return session.guard

    def may_change(self, name: str | None, guard: str | None) -> bool:
        """Whether a change was sent by the page of this session."""
        own = self.guard(name)
        return own is not None and guard is not None and hmac.compare_digest(own.encode(), guard.encode())

    def log_out(self, name: str | None) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(name or "", None)

    def _end_old(self) -> None:
        now = self._clock()
        for name, session in list(self._sessions.items()):
            if now - session.used > IDLE_SECONDS or now - session.begun > LONGEST_SECONDS:
                del self._sessions[name]
