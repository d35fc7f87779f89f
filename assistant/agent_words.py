"""The texts of `prompts/agent.toml`, checked when loaded: both languages have the same keys and the same holes."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from index.errors import LibraryError

AGENT_FILE = Path(__file__).resolve().parent.parent / "prompts" / "agent.toml"
_HOLE = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def load_agent_words() -> dict[str, dict[str, str]]:
    """Language → key → text. Raises LibraryError where the two languages do not match."""
    words = tomllib.loads(AGENT_FILE.read_text(encoding="utf-8"))
    for key in words["zh"].keys() | words["en"].keys():
        if set(_HOLE.findall(words["zh"].get(key, ""))) != set(_HOLE.findall(words["en"].get(key, ""))):
            raise LibraryError(f"the text {key!r} differs between the languages", str(AGENT_FILE), "Give both the same holes.")
    if words["zh"].keys() != words["en"].keys():
        key = sorted(words["zh"].keys() ^ words["en"].keys())[0]
        raise LibraryError(f"the text {key!r} stands in one language only", str(AGENT_FILE), "Give it in both.")
    return words


def agent_word(language: str, key: str, **holes: object) -> str:
    """One text of a language, its holes filled. Raises KeyError for an unknown key."""
    return load_agent_words()[language][key].strip().format(**holes)
