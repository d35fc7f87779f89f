"""The phrases of `prompts/answers.toml`, checked when loaded: both languages have the same keys and the same holes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from index.errors import LibraryError

PHRASES_FILE = Path(__file__).resolve().parent.parent / "prompts" / "answers.toml"
_HOLE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def load_phrases() -> dict[str, dict[str, str]]:
    """Language → key → phrase. Raises LibraryError when the two languages do not match."""
    phrases = tomllib.loads(PHRASES_FILE.read_text(encoding="utf-8"))
    chinese, english = phrases["zh"], phrases["en"]
    for key in chinese.keys() | english.keys():
        if set(_HOLE.findall(chinese.get(key, ""))) != set(_HOLE.findall(english.get(key, ""))):
            raise LibraryError(
                f"the phrase {key!r} differs between the languages", str(PHRASES_FILE), "Give both the same holes."
            )
    return phrases


def phrase(language: str, key: str) -> str:
    """One phrase of a language. Raises KeyError for an unknown key."""
    return load_phrases()[language][key]
