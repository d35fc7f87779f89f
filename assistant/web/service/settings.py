"""How much the web chat takes on at a time, and what it tells of itself: settings, read from the environment once."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, fields

from assistant.whole_number import read_whole_number
from index.errors import MingzhangError

SETTINGS = {
    "at_once": "MINGZHANG_AT_ONCE",
    "queue": "MINGZHANG_QUEUE",
    "seconds": "MINGZHANG_SECONDS",
    "visitor_requests": "MINGZHANG_VISITOR_REQUESTS",
    "visitor_at_once": "MINGZHANG_VISITOR_AT_ONCE",
    "address_requests": "MINGZHANG_ADDRESS_REQUESTS",
    "address_at_once": "MINGZHANG_ADDRESS_AT_ONCE",
    "close_seconds": "MINGZHANG_CLOSE_SECONDS",
    "proxies": "MINGZHANG_TRUSTED_PROXIES",
    "metrics_token": "MINGZHANG_METRICS_TOKEN",
    "log": "MINGZHANG_LOG",
    "log_questions": "MINGZHANG_LOG_QUESTIONS",
    "log_addresses": "MINGZHANG_LOG_ADDRESSES",
}
"""The environment's name of each setting."""
MAY_BE_ZERO = {"queue", "visitor_requests", "visitor_at_once", "address_requests", "address_at_once", "close_seconds"}
LOGS = ("requests", "faults")
SHORTEST_TOKEN = 16


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What the chat takes on. Each is set by its name in SETTINGS, such as MINGZHANG_QUEUE=100.

    `at_once` questions are worked on at a time: they take turns at one library, and a chat model is waited for by four at
    most, so that more would only wait inside. `queue` more may wait; one may take `seconds`, its waiting included.
    A visitor (a browser by its cookie, a program without one by its address) may send so many requests a minute and have so
    many under way at once, an address likewise with all its visitors; 0: as many as come. `proxies` are addresses or networks
    whose X-Forwarded-For is believed. Answers under way have `close_seconds` to end when the chat is closed. `log` is
    "requests" (one line each) or "faults".
    """

    at_once: int = 8
    queue: int = 256
    seconds: int = 60
    visitor_requests: int = 300
    visitor_at_once: int = 16
    address_requests: int = 3000
    address_at_once: int = 64
    close_seconds: int = 10
    proxies: tuple[str, ...] = ()
    metrics_token: str = ""
    log: str = "requests"
    log_questions: bool = False
    log_addresses: bool = False


def read_service_settings(environment: Mapping[str, str]) -> ServiceSettings:
    """The settings of the environment, defaults for others. Raises MingzhangError that names the one that is wrong."""
    given = {}
    for field in fields(ServiceSettings):
        setting = SETTINGS[field.name]
        text = environment.get(setting, "").strip()
        if text:
            given[field.name] = _read(field.name, setting, text)
    return ServiceSettings(**given)


def _read(name: str, setting: str, text: str) -> object:
    if name == "proxies":
        return tuple(_network(setting, part.strip()) for part in text.split(",") if part.strip())
    if name == "metrics_token":
        if len(text) < SHORTEST_TOKEN or not text.isascii():
            raise MingzhangError(f"a token needs {SHORTEST_TOKEN} plain characters or more", setting, "Set a longer one, or none.")
        return text
    if name == "log":
        if text not in LOGS:
            raise MingzhangError(f"{text!r} is not known", setting, f"Set {' or '.join(LOGS)}.")
        return text
    if name in ("log_questions", "log_addresses"):
        if text not in ("0", "1"):
            raise MingzhangError(f"{text!r} is neither 0 nor 1", setting, "Set 1 to have them logged, 0 to have them not.")
        return text == "1"
    return read_whole_number(text, setting, name in MAY_BE_ZERO)


def _network(setting: str, text: str) -> str:
    try:
        ipaddress.ip_network(text)
    except ValueError as fault:
        raise MingzhangError(
            f"{text!r} is no address or network", setting, "Give such as 127.0.0.1 or 10.0.0.0/8, separated by commas."
        ) from fault
    return text
