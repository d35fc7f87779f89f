"""Who may come in: how many questions wait, how many requests a visitor and an address may send and have under way.

It keeps names in memory only, forgets them, and works nothing out. Counts are of this process.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from assistant.web.service.settings import ServiceSettings

MINUTE = 60.0
NAMES_KEPT = 20_000
"""Visitors whose requests are remembered; who comes after more than so many others begins anew."""
WHEN_CROWDED = 5
WHEN_CLOSING = 30


class Refused(Exception):
    """A request that is not taken: `kind` names the words for it, `after` are the seconds to wait before it is sent again."""

    def __init__(self, kind: str, status: int, after: int | None = None, **values: object) -> None:
        super().__init__(kind)
        self.kind, self.status, self.after, self.values = kind, status, after, values


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends a request: the visitor's cookie where there is one of our making, and the address it comes from."""

    visitor: str | None
    address: str

    @property
    def is_local(self) -> bool:
        """Whether it comes from this machine: from a program here, or from everybody behind a proxy that is not trusted."""
        return is_loopback(self.address)

    @property
    def network(self) -> str:
        """The address; of IPv6 the network, of which one home has all addresses."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        if address.version == 4:
            return self.address
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def is_loopback(address: str) -> bool:
    """Whether an address is one of this machine."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(parsed, "ipv4_mapped", None) or parsed).is_loopback


class Allowance:
    """So many requests a minute by name, the unused ones saved up for a minute."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = a_minute, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> int:
        """Take one; 0 where there was one, else the whole seconds until there is."""
        if not self._most:
            return 0
        now = self._clock()
        left, seen = self._left.pop(name, (float(self._most), now))
        left = min(float(self._most), left + (now - seen) * self._most / MINUTE)
        self._left[name] = (left - 1 if left >= 1 else left, now)
        while len(self._left) > NAMES_KEPT:
            self._left.popitem(last=False)
        return 0 if left >= 1 else max(1, math.ceil((1 - left) * MINUTE / self._most))


class Admission:
    """Lets requests in, or refuses them at once. Safe for several threads."""

    def __init__(self, settings: ServiceSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._places = settings.at_once
        self._lock = threading.Lock()
        self._visitors, self._addresses = Allowance(settings.visitor_requests, clock), Allowance(settings.address_requests, clock)
        self._under_way: Counter[str] = Counter()
        self._pieces = 0
        self._stopping = False

    @property
    def waiting(self) -> int:
        """Pieces of work that wait for one of the places."""
        return max(0, self._pieces - self._places)

    @property
    def working(self) -> int:
        """Pieces of work that are under way."""
        return min(self._pieces, self._places)

    @property
    def stopping(self) -> bool:
        """Whether nothing new is taken: the chat is being closed."""
        return self._stopping

    def stop(self) -> None:
        """Take nothing new from now on."""
        self._stopping = True

    @contextmanager
    def sent_by(self, client: Client, counted: bool = True) -> Iterator[None]:
        """A request of this client, until the block ends. Raises Refused where there are too many of them.

        One that is not `counted` may stay open as long as it likes: streams that wait for what is counted elsewhere.
        """
        names = self._limited(client)
        with self._lock:
            for name, allowance, _, kind in names:
                if after := allowance.take(name):
                    raise Refused(kind, 429, after, seconds=after)
            if not counted:
                names = []
            for name, _, most, _ in names:
                if most and self._under_way[name] >= most:
                    raise Refused("at_once", 429, WHEN_CROWDED)
            for name, *_ in names:
                self._under_way[name] += 1
        try:
            yield
        finally:
            with self._lock:
                for name, *_ in names:
                    self._under_way[name] -= 1
                    if not self._under_way[name]:
                        del self._under_way[name]

    def _limited(self, client: Client) -> list[tuple[str, Allowance, int, str]]:
        """The names a client goes by, what each has left, how many it may have under way, and the words for too many.

        A program of this machine without a cookie is not limited: it is the keeper's own, or a proxy, which has all visitors
        behind it.
        """
        kept, local = self._settings, client.is_local
        names = []
        if client.visitor or not local:
            names.append((f"visitor {client.visitor or client.network}", self._visitors, kept.visitor_at_once, "often"))
        if not local:
            names.append((f"address {client.network}", self._addresses, kept.address_at_once, "often"))
        return names

    @contextmanager
    def piece(self) -> Iterator[None]:
        """A piece of work until the block ends. Raises Refused where too many wait, or the chat is being closed."""
        with self._lock:
            if self._stopping:
                raise Refused("closing", 503, WHEN_CLOSING)
            if self._pieces >= self._places + self._settings.queue:
                raise Refused("crowded", 503, WHEN_CROWDED)
            self._pieces += 1
        try:
            yield
        finally:
            with self._lock:
                self._pieces -= 1

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._pieces == 0
