"""Which chat model is asked, and what it may do: read from the environment or from a file. The key is never shown."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from index.errors import MingzhangError

SECONDS = 8.0
"""What a reader waits for at most: the answer is there without the model."""
USES = ("plan", "phrase")
FILE = "CHAT_SETTINGS"
_NAMES = {"model": "CHAT_MODEL", "base_url": "CHAT_BASE_URL", "api_key": "CHAT_API_KEY", "seconds": "CHAT_SECONDS", "uses": "CHAT_USES"}
# Clients insist on a key, local servers ask for none. Given explicitly, so that a key meant for another endpoint, which the
# client's library would take from the environment, is not sent to this one.
NO_KEY = "none"


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """`model` as LangChain names it ("openai:deepseek-chat"), `seconds` the time for one reply, `uses` some of `USES`."""

    model: str
    base_url: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = SECONDS
    uses: tuple[str, ...] = USES

    @property
    def shown(self) -> str:
        """The model's name, for people."""
        return self.model.partition(":")[2] or self.model

    def without_key(self, text: str) -> str:
        """A text without the key, should it hold it."""
        return text.replace(self.key, "…") if self.key and self.key != NO_KEY else text


def read_chat_settings(environment: Mapping[str, str], seconds: float = SECONDS) -> ChatSettings | None:
    """The model that the environment names, or the file that its CHAT_SETTINGS names; None where none is named.

    The file is TOML with `model`, `base_url`, `api_key`, `seconds` and `uses`; what the environment sets goes before it.
    `seconds` is the time for a reply where none is set. Raises MingzhangError that names the setting.
    """
    told = _of_file(environment.get(FILE, "").strip())
    for key, name in _NAMES.items():
        if environment.get(name, "").strip():
            told[key] = (environment[name].strip(), name)
    model = _text(told, "model")
    if model is None:
        return None
    address, key = _text(told, "base_url"), _text(told, "api_key")
    if address is not None and not address.startswith(("http://", "https://")):
        raise MingzhangError("is no address", _where(told, "base_url"), "Give it with http:// or https://, such as http://127.0.0.1:8080/v1.")
    if address is not None and ":" not in model:
        model = f"openai:{model}"  # who gives an address speaks the protocol that they all speak
    if key is None and address is not None:
        key = NO_KEY
    return ChatSettings(model, address, key, _seconds(told, seconds), _uses(told))


def _of_file(path: str) -> dict[str, tuple[object, str]]:
    """What the file sets, with where it is set."""
    if not path:
        return {}
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise MingzhangError(f"cannot be read ({fault})", f"{FILE}={path}", "Check the path.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise MingzhangError(f"is not TOML ({fault})", path, 'Write one setting a line, such as model = "openai:deepseek-chat".') from None
    unknown = sorted(data.keys() - _NAMES.keys())
    if unknown:
        raise MingzhangError(f"has an unknown setting {unknown[0]!r}", path, f"Known: {', '.join(_NAMES)}.")
    return {key: (value, f"{path}, {key}") for key, value in data.items()}


def _where(told: Mapping[str, tuple[object, str]], key: str) -> str:
    return told[key][1] if key in told else _NAMES[key]


def _text(told: Mapping[str, tuple[object, str]], key: str) -> str | None:
    if key not in told:
        return None
    value = told[key][0]
    if not isinstance(value, str):
        raise MingzhangError("is no text", _where(told, key), "Write it between quotation marks.")
    return value.strip() or None


def _seconds(told: Mapping[str, tuple[object, str]], otherwise: float) -> float:
    if "seconds" not in told:
        return otherwise
    try:
        seconds = Decimal(str(told["seconds"][0]))
    except InvalidOperation:
        seconds = Decimal(0)
    if not seconds.is_finite() or not 0 < seconds <= 600:
        raise MingzhangError("is no number of seconds", _where(told, "seconds"), "Give a number above 0 and up to 600, such as 8.")
    return float(seconds)


def _uses(told: Mapping[str, tuple[object, str]]) -> tuple[str, ...]:
    if "uses" not in told:
        return USES
    value = told["uses"][0]
    named = [str(one).strip() for one in (value if isinstance(value, list) else str(value).split(",")) if str(one).strip()]
    if unknown := [one for one in named if one not in USES]:
        raise MingzhangError(f"knows no use {unknown[0]!r}", _where(told, "uses"), f"Name {' or '.join(USES)}, or both with a comma.")
    return tuple(use for use in USES if use in named)
