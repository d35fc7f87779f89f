"""The words of a text for matching: Chinese characters and their pairs, English stems and numbers, and ideas.

An idea stands for words of one meaning in either language ("year-end", "year-end balance", 期末, 年末): `ideas.toml` lists them.
Matching only; nothing here is ever shown.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

from index.characters import simplified

IDEAS_FILE = Path(__file__).with_name("ideas.toml")
_ATOM = re.compile(r"[\u3400-\u9fff]|[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|[%℃°]")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENDINGS = ("ations", "ation", "ities", "ity", "ings", "ing", "ments", "ment", "ies", "ied", "ers", "ed", "es", "er", "ly", "s", "e", "y")
# Too common to tell cells apart; a negation or a preposition that orders things ("end of last year") is kept.
_STOP = frozenset(
    "a an the of in on at to for from by with and or is are was were be been do does did has have had what which who whom how many much me my "
    "i you your please tell can could would like know want it its this that there their they he she his her as about 的 了 吗 呢 啊 请 问 是 我 你 您"
    .split()
)  # fmt: skip


@lru_cache(maxsize=1 << 15)
def plain(text: str) -> str:
    """Lower case, half-width, simplified."""
    return simplified(unicodedata.normalize("NFKC", text)).lower()


@lru_cache(maxsize=1 << 15)
def atoms(text: str) -> tuple[str, ...]:
    """The text as single Chinese characters, English stems and numbers without separators, in order."""
    return tuple(_stem(atom) for atom in _ATOM.findall(plain(text)))


@lru_cache(maxsize=1 << 16)
def _stem(atom: str) -> str:
    if atom[0].isdigit():
        return atom.replace(",", "")
    if not atom.isascii() or len(atom) < 4:
        return atom
    atom = atom.removesuffix("'s")
    for ending in _ENDINGS:
        if atom.endswith(ending) and len(atom) - len(ending) >= 3:
            return atom[: -len(ending)]
    return atom


@lru_cache(maxsize=1 << 15)
def grams(text: str) -> dict[str, float]:
    """The matching units of a text with their weights: single atoms, pairs of neighbours, ideas.

    A Chinese character alone says little, a pair says most; an English word says much, a pair of words a little more.
    """
    sequence = atoms(text)
    found: dict[str, float] = {}
    for atom in sequence:
        if atom not in _STOP:
            found[atom] = 0.35 if _CHINESE.match(atom) else 0.8
    for one, other in zip(sequence, sequence[1:], strict=False):
        if one in _STOP and other in _STOP:
            continue
        found[one + "_" + other] = 1.0 if _CHINESE.match(one) and _CHINESE.match(other) else 0.5
    for idea in sorted(ideas(text)):  # one order in every process
        found["@" + idea] = 1.0
    return found


@lru_cache(maxsize=1)
def _ideas() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed = tomllib.loads(IDEAS_FILE.read_text(encoding="utf-8"))
    return tuple((name, re.compile(_pattern(row))) for name, row in listed.items())


def _pattern(row: dict[str, list[str]]) -> str:
    chinese = [re.escape(word) for word in row.get("zh", [])]
    english = [rf"\b{re.escape(word)}\b" for word in row.get("en", [])]
    return "|".join(chinese + english)


def idea_names() -> tuple[str, ...]:
    """The names of all ideas, in the order of the file."""
    return tuple(name for name, _ in _ideas())


@lru_cache(maxsize=1 << 15)
def ideas(text: str) -> frozenset[str]:
    """The ideas that a word of the text stands for."""
    said = plain(text)
    return frozenset(name for name, pattern in _ideas() if pattern.search(said))
