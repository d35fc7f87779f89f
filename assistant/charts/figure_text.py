"""Text for a drawn figure: escaped, wrapped, cut round its figure. It draws nothing.

The drawing library reads a few tags and entities in labels and hovers (<b>, <a href>, <br>): what a report prints is escaped so
that it is shown as it stands; the only tag put in is the line break of the wrapping.
"""

from __future__ import annotations

import re
import unicodedata

BREAK = "<br>"
CUT = "…"
_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]")
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def escaped(text: str) -> str:
    """The text with what the drawing library reads as markup written as entities; characters that are not seen are dropped."""
    plain = _UNSEEN.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def wrapped(text: str, width: int, lines: int | None = None) -> str:
    """The text escaped and broken into lines of about `width` half-width columns, at most `lines` of them."""
    broken: list[str] = []
    for paragraph in re.split(r"\s*\n\s*", text.strip()) or [""]:
        broken += _broken(paragraph, width)
    if lines is not None and len(broken) > lines:
        broken = [*broken[: lines - 1], broken[lines - 1] + CUT]
    return BREAK.join(escaped(line) for line in broken)


def _broken(text: str, width: int) -> list[str]:
    """Lines of a paragraph: broken between Chinese characters, or at a blank where the line has one in its latter half."""
    lines: list[str] = []
    line, used = "", 0
    for character in text:
        size = columns(character)
        if used + size > width and line:
            blank = line.rfind(" ")
            whole = blank > len(line) // 2 and _is_word(character)
            kept, rest = (line[:blank], line[blank + 1 :]) if whole else (line, "")
            lines.append(kept)
            line, used = rest, sum(map(columns, rest))
        line += character
        used += size
    return [*lines, line] if line else lines or [""]


def _is_word(character: str) -> bool:
    return character.isascii() and not character.isspace()


def columns(character: str) -> int:
    """How wide a character is drawn: 2 for a full-width one, else 1."""
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def excerpt(text: str, printed: str, width: int) -> str:
    """About `width` characters of a source line round the printed figure, with … where it is cut."""
    plain = " ".join(_RESIDUE.sub("", text).split())
    if len(plain) <= width:
        return plain
    place = max(plain.find(printed.strip()), 0)
    start = max(0, min(place - width // 2, len(plain) - width))
    end = start + width
    return f"{CUT if start else ''}{plain[start:end]}{CUT if end < len(plain) else ''}"
