"""Find the nested sections of a report from its headings. It reads numbering and shape, never meaning.

One line alone is judged in `index.headings`; here the lines around it decide: wrapped headings are joined, a table of
contents is passed over, and an Arabic mark finds its level among its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from index.headings import (
    LEADER,
    LONGEST_HEADING,
    LONGEST_RUN_IN,
    Mark,
    is_row,
    plain_text,
    read_heading,
    read_mark,
    split_mark,
)
from index.inline import split_inline
from index.paragraphs import Paragraph, join_wrapped
from index.types import Section, SourceLine

__all__ = ["find_sections", "read_heading", "section_path", "split_inline", "split_mark"]

_CONTENTS = re.compile(r"^目[\s·]*[录錄次]$|^(?i:contents)$")
_PAGE_NUMBER = re.compile(r"\s\d{1,3}(?:\s*[-–—]\s*\d{1,3})?$")
_WHOLE_TITLE = re.compile(r"(?:概况|概括|说明|解释|[附各]?表|附件|另附|说明书|报告)[）)]?$")
_SUBTOTAL = re.compile(r"^(?:小计|小計|合计|合計|总计|總計|共计|共計)(?:[（(][^）)]*[）)])?$")
_TITLE_OF_REPORT = re.compile(r"[\u4e00-\u9fff]{2}\s*(?:19|20)\d{2}\s*年")
LONGEST_ENTRY = 60
LONGEST_POINT = 12
# Styles that number on through each other: 1、2、 then 三、.
_FAMILIES = {"number": "top", "chinese": "top", "bracket": "bracket", "bracket number": "bracket"}
MOST_CONTENTS = 3  # pages of contents; more lines of this word are no contents


@dataclass(slots=True)
class _Heading:
    title: str
    level: int
    start: int
    mark: Mark | None
    position: int


def find_sections(lines: Sequence[SourceLine], inside: Collection[int] = ()) -> tuple[Section, ...]:
    """Sections in order of their headings; lines before the first heading belong to none.

    `inside` are the numbers of lines that are known to be rows of tables: none of them is a heading.
    """
    paragraphs = join_wrapped(lines, inside)
    headings = _nest(_headings(paragraphs))
    last = lines[-1].number if lines else 0
    sections: list[Section] = []
    stack: list[tuple[int, str]] = []
    for position, heading in enumerate(headings):
        while stack and stack[-1][0] >= heading.level:
            stack.pop()
        stack.append((heading.level, heading.title))
        end = next((other.start - 1 for other in headings[position + 1 :] if other.level <= heading.level), last)
        path = tuple(title for _, title in stack)
        sections.append(Section(heading.title, heading.level, heading.start, max(end, heading.start), path))
    return tuple(sections)


def _headings(paragraphs: Sequence[Paragraph]) -> list[_Heading]:
    """Headings with the level of their style. Contents pages and the report's own title are none."""
    contents = _contents(paragraphs)
    parts = {_name(paragraphs[n].text): paragraphs[n].text for n in contents if _style(paragraphs[n].text) == "part"}
    found: list[_Heading] = []
    taken = -1
    for position, paragraph in enumerate(paragraphs):
        if position in contents or position <= taken:
            continue
        part = parts.get(_name(paragraph.text)) if _style(paragraph.text) is None else None
        heading = (1, part) if part else read_heading(paragraph.text)
        if heading:
            level, title = heading
            title, taken = _continued(title, level, paragraphs, position)
            found.append(
                _Heading(title, level, paragraph.start, read_mark(part or plain_text(paragraph.text)), position)
            )
    titles = sum(paragraphs[heading.position].text.startswith("# ") for heading in found)
    found = [h for h in found if not _names_the_report(h, paragraphs, lone=titles == 1 and h is found[0])]
    found = list(_without_list_items(found, paragraphs))
    more = [
        *_by_order(found, paragraphs, contents),
        *_subtotals(found, paragraphs),
        *_short_points(paragraphs, contents),
    ]
    starts = {heading.start for heading in found}
    return sorted([*found, *(h for h in more if h.start not in starts)], key=lambda heading: heading.start)


def _style(text: str) -> str | None:
    mark = read_mark(text)
    return mark.style if mark else None


def _names_the_report(heading: _Heading, paragraphs: Sequence[Paragraph], lone: bool) -> bool:
    """A title over the whole report governs no section: a lone `# title`, an unnumbered line with body and year."""
    if heading.mark:
        return False
    text = paragraphs[heading.position].text
    return lone if text.startswith("# ") else not text.startswith("#") and bool(_TITLE_OF_REPORT.search(heading.title))


def _without_list_items(found: Sequence[_Heading], paragraphs: Sequence[Paragraph]) -> Iterator[_Heading]:
    """A sentence marked 3、 or （三） whose （二） is no heading is an item of a list."""
    seen: set[tuple[str, int | None]] = set()
    for heading in found:
        mark = heading.mark
        family = _FAMILIES.get(mark.style, "") if mark else ""
        if mark and mark.style in ("number", "bracket") and mark.number not in (None, 1):
            before = (family, (mark.number or 0) - 1)
            if before not in seen and paragraphs[heading.position].text.endswith("。"):
                continue
        if family:
            seen.add((family, mark.number if mark else None))
        yield heading


def _short_points(paragraphs: Sequence[Paragraph], contents: set[int]) -> list[_Heading]:
    """ "2. 资金使用" alone on its line with running text below; a list of such lines has none between its items."""
    found = []
    for position, (paragraph, below) in enumerate(zip(paragraphs, paragraphs[1:], strict=False)):
        mark = read_mark(paragraph.text)
        if (
            mark
            and mark.style == "point"
            and position not in contents
            and 2 <= len(mark.rest) <= LONGEST_POINT
            and not re.search(r"[。；;，,：:\d|｜\t]|\s\s", mark.rest)
            and read_mark(below.text) is None
            and re.search(r"[，。]", below.text)
            and len(below.text) > LONGEST_RUN_IN
        ):
            found.append(_Heading(mark.text + mark.rest, mark.level, paragraph.start, mark, position))
    return found


def _continued(title: str, level: int, paragraphs: Sequence[Paragraph], position: int) -> tuple[str, int]:
    """A part's or an annex's title that goes on over the next lines ("附件2" / "2022年…" / "…自评报告"), and how far."""
    mark = read_mark(title)
    if level != 1 or mark is None or mark.style not in ("part", "annex"):
        return title, position
    taken = position
    for taken, paragraph in enumerate(paragraphs[position + 1 : position + 3], start=position + 1):
        text = paragraph.text
        if (
            len(text) > LONGEST_RUN_IN + 8
            or paragraph.start - paragraphs[position].start > 4
            or read_heading(text)
            and read_mark(text)
            or re.search(r"[。；，,:：\t|]|\S\s{2,}\S", text)
            or mark.style == "part"
            and not _completes(title, text)
            or mark.style == "annex"
            and mark.rest
        ):
            return title, taken - 1
        glued = title.endswith(("决算", "预算")) or mark.style == "part" and bool(read_mark(title).rest)  # type: ignore[union-attr]
        title += ("" if glued else " ") + text
    return title, taken


def _completes(title: str, text: str) -> bool:
    """Whether a line is the rest of a part's heading: the heading is a bare mark, or cut before its last word."""
    mark = read_mark(title)
    if mark and not mark.rest:
        return not _SUBTOTAL.match(text)
    return not _WHOLE_TITLE.search(title) and (len(text) <= 4 or bool(_WHOLE_TITLE.search(text)))


def _contents(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Positions of the entries of contents pages: lines with leaders, and after 目录 the headings that come again."""
    found = {position for position, paragraph in enumerate(paragraphs) if LEADER.search(paragraph.text)}
    pages = [position for position, paragraph in enumerate(paragraphs) if _CONTENTS.match(paragraph.text)]
    for position in pages[:MOST_CONTENTS]:
        found.add(position)
        found.update(_entries(paragraphs, position))
    return found


def _entries(paragraphs: Sequence[Paragraph], position: int) -> range | tuple[()]:
    """The entries under a 目录: short lines up to where the first of them is printed again, as its heading."""
    names = [_name(paragraph.text) for paragraph in paragraphs]
    first = position + 1
    if first >= len(paragraphs):
        return ()
    end = first
    while end < len(paragraphs) and len(paragraphs[end].text) <= LONGEST_ENTRY and "。" not in paragraphs[end].text:
        if end > first and names[end] == names[first]:
            break
        end += 1
    again = set(names[end:])
    repeated = sum(name in again for name in names[first:end])
    return range(first, end) if end > first and repeated * 3 >= end - first else ()


def _name(text: str) -> str:
    """A heading's words alone, to know it again: without mark, blanks and page number."""
    mark = read_mark(text)
    return re.sub(r"\s", "", _PAGE_NUMBER.sub("", mark.rest or text if mark else text))


def _by_order(found: Sequence[_Heading], paragraphs: Sequence[Paragraph], contents: set[int]) -> list[_Heading]:
    """Lines marked 二、 between a 一、 and a 三、 that are headings: they begin a section whatever their text looks like."""
    marked = [heading for heading in found if heading.mark and heading.mark.style in ("chinese", "part", "formal")]
    filled: list[_Heading] = []
    for before, after in zip(marked, [*marked[1:], None], strict=False):
        if before.mark.style != "chinese":  # type: ignore[union-attr]
            continue
        end = after.position if after else len(paragraphs)
        missing = [
            (position, mark)
            for position in range(before.position + 1, end)
            if position not in contents and (mark := read_mark(paragraphs[position].text)) and mark.style == "chinese"
        ]
        expected = (before.mark.number or 0) + 1  # type: ignore[union-attr]
        closes = after is None or after.mark.style != "chinese" or after.mark.number == expected + 1  # type: ignore[union-attr]
        if len(missing) == 1 and closes and missing[0][1].number == expected and expected > 2:
            position, mark = missing[0]
            title = re.split(r"[，,。；;：:]", mark.rest)[0][:LONGEST_HEADING]
            if title and not is_row(mark.rest):
                filled.append(_Heading(mark.text + title, 2, paragraphs[position].start, mark, position))
    return filled


def _subtotals(found: Sequence[_Heading], paragraphs: Sequence[Paragraph]) -> list[_Heading]:
    """A total over the heads of an account is no part of the last head."""
    if not any(heading.mark and heading.mark.style == "head" for heading in found):
        return []
    return [
        _Heading(paragraph.text, 2, paragraph.start, None, position)
        for position, paragraph in enumerate(paragraphs)
        if _SUBTOTAL.match(paragraph.text)
    ]


def _nest(headings: list[_Heading]) -> list[_Heading]:
    """Levels by the neighbours: 1、 under 一、 or （一）, (1) under 1., an unnumbered name under a part.

    1、 stays on the level of 一、 where it stands in its place (1、2、3、四、), as Word's numbering leaves it.
    """
    parts = any(heading.mark and heading.mark.style == "part" for heading in headings)
    open_: dict[int, _Heading] = {}
    for heading in headings:
        mark = heading.mark
        if mark is None and parts and heading.level == 1:
            heading.level = 2
        elif mark and mark.style == "number" and _is_under(mark, open_, (2, 3), 4):
            heading.level = 4
        elif mark and mark.style == "bracket number" and _is_under(mark, open_, (4,), 5):
            heading.level = 5
        open_ = {level: other for level, other in open_.items() if level < heading.level} | {heading.level: heading}
    return headings


def _is_under(mark: Mark, open_: dict[int, _Heading], above: tuple[int, ...], own: int) -> bool:
    """Whether an Arabic mark begins, or goes on, a numbering below the open sections of the levels `above`."""
    same = open_.get(own)
    if same and same.mark and same.mark.style == mark.style and mark.number == (same.mark.number or 0) + 1:
        return True
    level_two = open_.get(2)
    if own == 4 and level_two and level_two.mark:
        if mark.number == (level_two.mark.number or 0) + 1:
            return False
        if level_two.mark.style == "chinese" and mark.number != 1:
            return True
    holder = next((open_[level].mark for level in sorted(above, reverse=True) if level in open_), None)
    return mark.number == 1 and holder is not None and holder.style != mark.style


def section_path(sections: Sequence[Section], number: int) -> tuple[str, ...]:
    """Titles from the outermost to the innermost section that holds line `number`."""
    position = bisect_right(sections, number, key=lambda section: section.start)
    section = sections[position - 1] if position else None  # a section ends only where another begins, or at the end
    return section.path if section and section.end >= number else ()
