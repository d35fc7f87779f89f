"""The wording of synthetic reports: hand-written variants of every kind of sentence, in the TOML files of this folder.

A kind is a list of templates; `{name}` is a hole. The files hold words only, and no figure. What stands in `more/` is
added for libraries that measure reading: the shipped library keeps its words, for cases are asked on it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent


@cache
def wording(name: str, wide: bool = False) -> MappingProxyType[str, tuple[str, ...]]:
    """The variants of every kind of sentence in NAME.toml, by kind ("total.revenue" for a key within a table).

    `wide` adds those of more/NAME.toml.
    """
    found: dict[str, tuple[str, ...]] = {}
    _collect(tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8")), "", found)
    more = FOLDER / "more" / f"{name}.toml"
    if wide and more.is_file():
        _collect(tomllib.loads(more.read_text("utf-8")), "", found)
    return MappingProxyType(found)


def _collect(table: dict, prefix: str, found: dict[str, tuple[str, ...]]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _collect(value, f"{prefix}{key}.", found)
        else:
            found[prefix + key] = (*found.get(prefix + key, ()), *value)


@cache
def names() -> tuple[str, ...]:
    """The names of the wording files."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
