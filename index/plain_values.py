"""Take apart what a reading process sends back, and make nothing of it but plain values and this project's value types.

A reading process handles files that strangers wrote. Should one of them take it over, its reply must not take over the
process that asked: a pickle may name any function to be called, so everything but frozen value types, enumerations and a
few types without behaviour is refused. What is sent to a reading process is written by this side and needs no such care.
"""

from __future__ import annotations

import dataclasses
import enum
import io
import pickle
import sys
from typing import Any

OWN = "index"
_PLAIN = {
    ("decimal", "Decimal"), ("datetime", "date"), ("datetime", "datetime"), ("builtins", "set"), ("builtins", "frozenset")}


class NotPlain(ValueError):
    """The bytes name something that is no plain value, or are no message at all."""


def load_plain(data: bytes, package: str = OWN) -> Any:
    """The values in `data`: plain ones, and value types of this package and `package`.

    Raises NotPlain where it names any other class, or any function.
    """
    try:
        return _Loader(data, {OWN, package}).load()
    except NotPlain:
        raise
    except Exception as fault:  # bytes that are no pickle may raise nearly anything
        raise NotPlain(f"not a message ({type(fault).__name__})") from fault


class _Loader(pickle.Unpickler):
    """Finds value types only."""

    def __init__(self, data: bytes, packages: set[str]) -> None:
        super().__init__(io.BytesIO(data))
        self._packages = packages

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.partition(".")[0] in self._packages and name.isidentifier() and module in sys.modules:
            found = getattr(sys.modules[module], name, None)
            if isinstance(found, type) and found.__module__ == module and _is_value_type(found):
                return found
        raise NotPlain(f"{module}.{name} is no plain value")

    def persistent_load(self, pid: object) -> Any:
        raise NotPlain("it refers to something outside")


def _is_value_type(found: type) -> bool:
    """A frozen dataclass with slots does nothing but hold values, and its class itself cannot be given a state; an
    enumeration gives its members only."""
    if dataclasses.is_dataclass(found):
        return found.__dataclass_params__.frozen and "__setstate__" in vars(found)  # type: ignore[attr-defined]
    return issubclass(found, enum.Enum)
