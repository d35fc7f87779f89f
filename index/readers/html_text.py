"""Text of web elements: which are blocks, which are never printed, where a line begins. It builds no document."""

from __future__ import annotations

import re

from lxml import etree

from index.readers.rows import is_wide

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
DROPPED = frozenset(
    "head script style noscript template iframe object embed svg math canvas audio video select option button input textarea"
    " nav map xml".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
# classes of the parts of a site that stand around a page's text; dropped only where nearly all their text is links
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|sidebar|footer|share|toolbar)(?:$|[\s_-])", re.IGNORECASE
)
_BLANKS = re.compile(r"[ \t\n\f]+")
LONGEST_MENU = 3000


def tag_of(node: etree._Element) -> str:
    """The tag in small letters without namespace; "" for comments."""
    return node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""


def is_hidden(node: etree._Element) -> bool:
    """An element that a browser does not show, or the site's menus around the text."""
    if node.get("hidden") is not None or _HIDDEN.search(node.get("style") or ""):
        return True
    if node.get("role") == "navigation":
        return True
    if not _AROUND.search(f"{node.get('class') or ''} {node.get('id') or ''}"):
        return False
    text = _text_length(node)
    return text <= LONGEST_MENU and sum(_text_length(link) for link in node.iter("a")) * 10 >= text * 8


def _text_length(node: etree._Element) -> int:
    """Characters in an element, counted no further than a menu has."""
    length = 0
    for text in node.itertext():
        length += len(_BLANKS.sub("", text))
        if length > LONGEST_MENU:
            break
    return length


def last_line(node: etree._Element, line: int = 0) -> int:
    """The line of the file an element ends on, counted from its tags and the line ends in its text."""
    walk = etree.iterwalk(node, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        if event == "start":
            line = max(line, int(inner.get("mz-line") or 0)) + (inner.text or "").count("\n")
        elif event in ("comment", "pi"):
            line += (inner.text or "").count("\n") + (inner.tail or "").count("\n")
        elif inner is not node:
            line += (inner.tail or "").count("\n")
    return line


class TextRun:
    """Text of one block as it is met, with the line of the file where it begins. `by_lines`: line ends divide blocks."""

    def __init__(self, by_lines: bool = False) -> None:
        self.by_lines = by_lines
        self.line = 1
        self.parts: list[str] = []
        self.begun: int | None = None
        self.verbatim = False

    def move_to(self, line: int) -> None:
        """A tag stands on this line of the file; 0 where it is not known."""
        self.line = max(self.line, line)

    def add(self, text: str | None, counted: str | None = None, verbatim: bool = False) -> None:
        """Add text; `counted` is what stands before it and only counts lines, `verbatim` text keeps its line ends."""
        self.line += (counted or "").count("\n")
        if not text:
            return
        self.verbatim = self.verbatim or verbatim
        if self.begun is None and (bare := text.lstrip(" \t\n\f")):
            self.begun = self.line + text[: len(text) - len(bare)].count("\n")
        self.line += text.count("\n")
        self.parts.append(text)

    def take(self) -> list[tuple[str, int]]:
        """The lines gathered, with the line of the file each begins on, and begin anew."""
        text, begun, verbatim = "".join(self.parts), self.begun or self.line, self.verbatim or self.by_lines
        self.parts, self.begun, self.verbatim = [], None, False
        if verbatim:
            lines = text.strip("\n").split("\n")
            return [(line.rstrip(), begun + number) for number, line in enumerate(lines) if line.strip()]
        text = collapse(text)
        return [(text, begun)] if text.strip("\u00a0\u3000\u200b\ufeff") else []


def collapse(text: str) -> str:
    """Blanks as a browser shows them; a line end in the file between Chinese characters is no blank."""

    def one(found: re.Match[str]) -> str:
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        cut = "\n" in found[0] and before and after and (is_wide(before) or is_wide(after))
        return "" if cut else " "

    return _BLANKS.sub(one, text).strip(" ")
