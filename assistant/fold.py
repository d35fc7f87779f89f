"""Make texts comparable: one form for full-width and half-width, traditional and simplified, quoted and bare.

Folded text is for matching only; what is shown is always the printed text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index import characters

_DROPPED = re.compile(r"[\s“”‘’\"'「」『』《》〈〉()\[\]【】]+")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*%?")
_IRREGULAR = {
    "expenses": "expense", "people": "people", "was": "was", "does": "does", "less": "less", "is": "is", "this": "this", "its": "its",
    "has": "has", "status": "status", "business": "business", "analysis": "analysis", "process": "process", "gas": "gas", "series": "series",
    "news": "news", "access": "access", "class": "class", "classes": "class", "surplus": "surplus", "basis": "basis", "bus": "bus",
    "progress": "progress", "loss": "loss", "losses": "loss", "us": "us", "as": "as", "various": "various", "previous": "previous",
    "versus": "versus", "works": "works", "goods": "goods", "address": "address", "campus": "campus", "census": "census", "plus": "plus",
    "minus": "minus", "men": "man", "bonus": "bonus", "gross": "gross", "media": "media", "data": "data", "criteria": "criterion",
}  # fmt: skip


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case, half-width, simplified, without blanks, brackets and quotes."""
    return _DROPPED.sub("", characters.simplify(unicodedata.normalize("NFKC", text).lower()))


def fold_simplified(text: str) -> str:
    """`fold` for text known to be simplified: the same without the look-up of traditional characters."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text).lower())


def simplify(text: str) -> str:
    """Half-width and simplified, with its blanks and marks."""
    return characters.simplify(unicodedata.normalize("NFKC", text))


def singular(word: str) -> str:
    """A plain English plural made singular; other words as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("'s"):
        return singular(word[:-2])
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def words(text: str) -> tuple[str, ...]:
    """The English words and numbers of a text, lower case, singular."""
    return tuple(singular(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text).lower()))


@lru_cache(maxsize=65536)
def bigrams(folded: str) -> frozenset[str]:
    """Pairs of neighbouring characters of a folded text; a single character stands for itself."""
    if len(folded) < 2:
        return frozenset({folded} if folded else ())
    return frozenset(folded[i : i + 2] for i in range(len(folded) - 1))


def has_chinese(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return bool(_CHINESE.search(text))
