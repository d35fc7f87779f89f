"""The patterns of `prompts/cues.toml`: what the wording of a question asks for. Compiled once, checked when loaded."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import LibraryError

CUES_FILE = Path(__file__).resolve().parent.parent / "prompts" / "cues.toml"


@dataclass(frozen=True, slots=True)
class Cues:
    """Patterns by what they tell. `counts` pairs a pattern with the units a count is asked in."""

    kinds: dict[str, re.Pattern[str]]
    numeric: re.Pattern[str]
    money: re.Pattern[str]
    percentage: re.Pattern[str]
    textual: re.Pattern[str]
    yearly: re.Pattern[str]
    rise: re.Pattern[str]
    fall: re.Pattern[str]
    counts: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


def _compile(entry: dict, name: str) -> re.Pattern[str]:
    try:
        return re.compile("|".join((*entry["zh"], *entry["en"])), re.I)
    except (re.error, KeyError) as fault:
        raise LibraryError(
            f"the cue {name!r} cannot be used ({fault})", str(CUES_FILE), "Mend its patterns."
        ) from fault


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues of the project's file. Raises LibraryError when a pattern is broken."""
    data = tomllib.loads(CUES_FILE.read_text(encoding="utf-8"))
    names = ("numeric", "money", "percentage", "textual", "yearly", "rise", "fall")
    return Cues(
        kinds={name: _compile(entry, name) for name, entry in data["cues"].items()},
        counts=tuple((_compile(entry, "counts"), tuple(entry["units"])) for entry in data["counts"]),
        **{name: _compile(data[name], name) for name in names},
    )
