"""Find the nested sections of a report from its headings. It reads numbering and shape, never meaning.

Numbering wanders in real reports (一、 beside 1、 on one level, "（4）" for （四）): a level is the style of its mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.read import clean_text
from index.types import Section, SourceLine

_CHINESE = "一二三四五六七八九十百"
# Style of the mark → level. Levels follow the mandated order 第X部分 › 一、 › （一） › 1.
_MARKS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"^第\s*[{_CHINESE}\d]+\s*(?:部分|章|篇)\s*[:：、]?\s*")),
    (1, re.compile(rf"^附(?:件|录|表)\s*[{_CHINESE}\d]*\s*(?:[:：]|$)")),
    (2, re.compile(rf"^[{_CHINESE}]+\s*[、:：]\s*|^[壹貳貮叁參肆伍陸柒捌玖拾]+\s*、\s*")),
    (2, re.compile(r"^\d{1,2}\s*、\s*")),
    (3, re.compile(rf"^[（(]\s*(?:[{_CHINESE}]+|\d{{1,2}})\s*[)）]\s*|^[㈠-㈩]\s*")),
    (4, re.compile(r"^\d{1,2}\s*[.．﹒]\s*(?!\d)|^[⒈-⒛]\s*")),
    (5, re.compile(r"^[①-⑳]\s*|^\d{1,2}\s*[)）]\s*")),
)
_MARKDOWN = re.compile(r"^(#{1,6})\s+")
LONGEST_HEADING = 48
LONGEST_RUN_IN = 22


def find_sections(lines: Sequence[SourceLine]) -> tuple[Section, ...]:
    """Sections in order of their headings. Lines before the first heading belong to none."""
    headings = [
        (line.number, level, _continued(title, level, lines, position))
        for position, line in enumerate(lines)
        for level, title in [read_heading(line.text) or (0, "")]
        if level
    ]
    last = lines[-1].number if lines else 0
    sections: list[Section] = []
    stack: list[tuple[int, str]] = []
    for position, (number, level, title) in enumerate(headings):
        while stack and stack[-1][0] >= level:
            stack.pop()
        stack.append((level, title))
        end = next((n - 1 for n, other, _ in headings[position + 1 :] if other <= level), last)
        sections.append(Section(title, level, number, end, tuple(title for _, title in stack)))
    return tuple(sections)


def _continued(title: str, level: int, lines: Sequence[SourceLine], position: int) -> str:
    """A part's or an annex's title that goes on over the next lines ("附件2" / "2022年…" / "…自评报告")."""
    if level != 1:
        return title
    for line in lines[position + 1 : position + 3]:
        text = clean_text(line.text)
        if (
            not text
            or len(text) > LONGEST_RUN_IN + 8
            or read_heading(line.text)
            or re.search(r"[。；，,:：\t]", line.text)
        ):
            break
        title += ("" if title.endswith(("决算", "预算")) else " ") + text
    return title


def read_heading(text: str) -> tuple[int, str] | None:
    """(level, title) where the line is a heading or begins with one ("（一）机构组成。本单位…"), else None."""
    if text.startswith(("\t", " \t")):
        return None
    plain = clean_text(text)
    markdown = _MARKDOWN.match(plain)
    if markdown:
        return len(markdown.group(1)), plain[markdown.end() :]
    mark = split_mark(plain)
    if mark is None:
        return None
    level, numbering, rest = mark
    if level == 1 and len(plain) <= LONGEST_HEADING:
        return level, plain
    if not rest:
        return None
    if level >= 4:
        return _run_in(level, numbering, rest)
    if len(rest) <= LONGEST_HEADING and not re.search(r"[。；;，,]", rest.rstrip("。：:")):
        return level, numbering + rest.rstrip("。：:")
    return _run_in(level, numbering, rest)


def _run_in(level: int, numbering: str, rest: str) -> tuple[int, str] | None:
    """A short title closed by 。 with text after it. A title holds no figure and no further clause."""
    title, stop, text = rest.partition("。")
    if (
        not text
        and level >= 4
        and len(rest) <= LONGEST_RUN_IN
        and re.search(r"(?:情况|说明|分析|概况|职责|组成)$", rest)
    ):
        return level, numbering + rest.rstrip("。")
    if text and len(title) <= LONGEST_RUN_IN and not re.search(r"[\d，,；：:]", title):
        return level, numbering + title
    return None


def split_mark(text: str) -> tuple[int, str, str] | None:
    """(level, mark, rest) of a line that begins with a numbering mark."""
    for level, pattern in _MARKS:
        match = pattern.match(text)
        if match:
            return level, match.group().strip(), text[match.end() :].strip()
    return None


def section_path(sections: Sequence[Section], number: int) -> tuple[str, ...]:
    """Titles from the outermost to the innermost section that holds line `number`."""
    path: tuple[str, ...] = ()
    for section in sections:
        if section.start > number:
            break
        if section.end >= number:
            path = section.path
    return path
