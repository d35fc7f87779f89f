"""The patterns of `prompts/follow_ups.toml`: how people go on in a talk. Compiled once, checked when loaded."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import LibraryError

FOLLOW_UPS_FILE = Path(__file__).resolve().parent.parent / "prompts" / "follow_ups.toml"
_WORDS = (
    "lead", "tail", "part", "pronoun", "possessive", "elliptic", "whole", "partless", "counters", "neutral", "joins", "asking", "filler",
    "sentence", "beside", "each", "budget", "several",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearWord:
    """A year told by its distance: from the year last spoken of (`step`), or from that of the reports (`own`)."""

    pattern: re.Pattern[str]
    step: int | None
    own: int | None


@dataclass(frozen=True, slots=True)
class Ask:
    """A kind of asking that needs a frame of its own: the moves it tells apart, each a frame by language. `is_whole` marks
    that its words are all a follow-up says."""

    name: str
    pattern: re.Pattern[str]
    is_whole: bool
    frames: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class FollowUpCues:
    """`words` are patterns by name; `frames` are the sentences a follow-up is made whole with, by name and language."""

    words: dict[str, re.Pattern[str]]
    years: tuple[YearWord, ...]
    before_comparison: re.Pattern[str]
    after_comparison: re.Pattern[str]
    scope: re.Pattern[str]
    asks: tuple[Ask, ...]
    frames: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def load_follow_ups() -> FollowUpCues:
    """The patterns of the project's file. Raises LibraryError when one is broken or missing."""
    data = tomllib.loads(FOLLOW_UPS_FILE.read_text(encoding="utf-8"))
    try:
        return FollowUpCues(
            {name: _any(data[name]) for name in _WORDS},
            tuple(YearWord(_any(row["words"]), row.get("step"), row.get("own")) for row in data["years"]),
            _any(data["comparison"]["before"]),
            _any(data["comparison"]["after"]),
            _any(data["scope"]["words"]),
            tuple(_ask(row) for row in data["asks"]),
            data["frames"],
        )
    except (re.error, KeyError) as fault:
        raise LibraryError(
            f"the follow-ups cannot be used ({fault})", str(FOLLOW_UPS_FILE), "Mend its patterns."
        ) from fault


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.I)


def _ask(row: dict) -> Ask:
    whole = all(pattern.startswith("^") for pattern in row["words"])
    return Ask(row["name"], _any(row["words"]), whole, {key: frame for key, frame in row.items() if isinstance(frame, dict)})
