"""The sentences of `prompts/charts.toml`, checked when loaded: both languages have the same keys and the same holes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from index.errors import LibraryError

WORDS_FILE = Path(__file__).resolve().parent.parent.parent / "prompts" / "charts.toml"
_HOLE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def load_words() -> dict[str, dict[str, str]]:
    """Language → key → sentence. Raises LibraryError when the two languages do not match."""
    words = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    for key in words["zh"].keys() | words["en"].keys():
        if set(_HOLE.findall(words["zh"].get(key, ""))) != set(_HOLE.findall(words["en"].get(key, ""))):
            raise LibraryError(f"the sentence {key!r} differs between the languages", str(WORDS_FILE), "Give both the same holes.")
    return words


def told(language: str, key: str, **holes: str) -> str:
    """One sentence with its holes filled. Raises KeyError for an unknown key or an empty hole."""
    return load_words()[language][key].format(**holes)
