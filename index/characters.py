"""Single characters: those that leave no mark, those that turn the direction of print, and traditional ones made simplified.

For reading and for showing, never for quoting: places in a text are kept or the text is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

# Characters that leave no mark: joiners, soft hyphens, marks of direction, variation selectors, the tags of plane 14.
_UNSEEN = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef"
)
INVISIBLE = re.compile(f"[{_UNSEEN}]")
# What stands between such a sign and its end is printed from right to left: 321 is shown for 123.
_TURNED = re.compile("[\u202b\u202e\u2067][^\u202c\u2069\n]*[\u202c\u2069]?")
# Marks of direction and signs that can carry a text nobody sees. Without them a text looks the same, or as it is read.
_UNSHOWN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\U000e0000-\U000e007f\U000e0100-\U000e01ef]")


def turned_parts(text: str) -> list[tuple[int, int]]:
    """(start, end) of what signs of direction turn round, where it holds a digit: it is shown in another order than it is read."""
    if "\u202b" not in text and "\u202e" not in text and "\u2067" not in text:
        return []
    return [found.span() for found in _TURNED.finditer(text) if re.search(r"\d", found.group())]


def shown_text(text: str) -> str:
    """The text as it may be shown: what is seen of it is what was read, and nothing unseen goes along."""
    return text if text.isascii() else _UNSHOWN.sub("", text)


@lru_cache(maxsize=1)
def _converter():  # noqa: ANN202 - opencc's own type
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _changed() -> frozenset[str]:
    """The characters of which a text must have one for the converter to change it, from the dictionaries it works with."""
    found: set[str] = set()
    for name in ("TSCharacters.txt", "TSPhrases.txt"):
        for entry in (resources.files("opencc") / "dictionary" / name).read_text(encoding="utf-8").splitlines():
            written, _, made = entry.partition("\t")
            found.update(set(written) - set(made.partition(" ")[0]))
    return frozenset(found)


def simplify(text: str) -> str:
    """The text in simplified words: 頭髮 and 發展 are told apart. Most texts hold no traditional character and come back at once."""
    return text if _changed().isdisjoint(text) else _converter().convert(text)


@lru_cache(maxsize=65536)
def _simple(character: str) -> str:
    made = _converter().convert(character) if "\u4e00" <= character <= "\u9fff" else character
    return made if len(made) == 1 else character


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length."""
    return "".join(map(_simple, text))
