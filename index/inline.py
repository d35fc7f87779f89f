"""Find headings inside one long line: a document saved without line ends, or a paragraph that holds its own numbering.

It gives offsets, never sections: a section is made of lines, and here there is only one.
"""

from __future__ import annotations

import re

from index.headings import CHINESE, LONGEST_HEADING, read_mark

_PLACE = re.compile(
    rf"(?:^|(?<=[\s。；;：:）)]))(?:第[{CHINESE}\d]+(?:部分|章|篇)|[{CHINESE}]+\s*[、:：﹑]|[（(][{CHINESE}]+[)）])\s*"
)
_FIGURE = re.compile(r"-?\d[\d,，.．]*\s*(?:[百千]?[万萬亿億]|元|[%％])|-?\d[\d,]*\.\d")
_STOP = re.compile(rf"[\s。；;，,：:]|{_FIGURE.pattern}")
_LEVELS = {"part": 1, "chinese": 2, "bracket": 3}
LEAST_HEADINGS = 2


def split_inline(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """(start, end, path) of each heading inside a cleaned line, in order: `path` ends with its own title.

    Offsets count characters of `text`; a heading governs what follows its `end` up to the next `start`. Where a title
    is also the label of the figure behind it ("四、…支出6,290.38万元"), `end` stands before the title, so that the label
    stays with its figure. Marks count only in their order (一、二、… from 一 on), at the start or after a blank or a
    sentence mark; items of a list of figures are no headings; a line with fewer than two headings gives [].
    """
    found: list[tuple[int, int, int, str]] = []
    numbers: dict[str, int] = {}
    named: dict[str, str] = {}  # a part bears its name in the contents, and only its number above its text
    for match in _PLACE.finditer(text):
        mark = read_mark(text[match.start() : match.end() + 1])
        if mark is None or mark.number is None or mark.style not in _LEVELS:
            continue
        if mark.number not in (1, numbers.get(mark.style, 0) + 1) and mark.style != "part":
            continue
        for deeper in [style for style in numbers if _LEVELS[style] > _LEVELS[mark.style]]:
            del numbers[deeper]
        numbers[mark.style] = mark.number
        rest = text[match.end() : match.end() + LONGEST_HEADING + 24]
        length = _title_length(rest)
        labels = bool(_FIGURE.match(rest[length:]))
        if labels and mark.style == "bracket":
            continue
        title = text[match.start() : match.end() + length].strip()
        title = named.setdefault(mark.text, title) if mark.style == "part" else title
        found.append((match.start(), match.end() + (0 if labels else length), mark.level, title))
    return _with_paths(found) if len(found) >= LEAST_HEADINGS else []


def _title_length(rest: str) -> int:
    """The length of an inline heading's words: up to a blank, a sentence mark or its figure; 0 where another mark follows."""
    if _PLACE.match(rest):
        return 0
    stop = _STOP.search(rest)
    length = stop.start() if stop else len(rest)
    return length if length <= LONGEST_HEADING else 0


def _with_paths(found: list[tuple[int, int, int, str]]) -> list[tuple[int, int, tuple[str, ...]]]:
    parts = []
    stack: list[tuple[int, str]] = []
    for start, end, level, title in found:
        while stack and stack[-1][0] >= level:
            stack.pop()
        stack.append((level, title))
        parts.append((start, end, tuple(title for _, title in stack)))
    return parts
