"""Whose report this is, of which year, of what kind: read from titles, headings and the body's own introduction.

What the text does not settle stays None: a report filed under the wrong body or year would make every answer wrong.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.read import clean_text
from index.types import Report, Section, SourceLine, Table

_ORGAN = r"(?:办公室|办公厅|政府|委员会|局|厅|院|校|中学|小学|大学|学校|幼儿园|中心|街道办事处|办事处|镇|乡|委|部|处|站|所|馆|会|署|协会|法院|检察院|联合会|分署|机关)"
# A government's own report is titled by its region.
_REGION = r"[\u4e00-\u9fff](?:省|市|区|县|州|旗)"
_NAMED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2,24}}?{_ORGAN})（以下(?:简称|统称)[“\"]?(?P<short>[^”\"）]{{2,16}})[”\"]?）"
)
_TITLE = re.compile(
    rf"^#*\s*(?:\d{{6,}})?(?P<name>[\u4e00-\u9fff]{{2,30}}?{_ORGAN}?(?:校)?)\s*(?P<level>[（(](?:本级|部门|汇总|本部)[）)])?\s*"
    rf"(?P<year>(?:19|20)\d{{2}})\s*年(?:度)?\s*(?P<rest>.*)$"
)
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年")
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("决算", re.compile(r"决算")),
    ("预算", re.compile(r"预算")),
    ("绩效", re.compile(r"绩效|自评")),
    ("月报", re.compile(r"月报|收支情况")),
    ("收支公示", re.compile(r"收支公示|经费收支")),
)
FIRST_LINES = 30
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    line: int


def identify(
    file: str, data: bytes, lines: Sequence[SourceLine], sections: Sequence[Section], tables: Sequence[Table]
) -> Report:
    """The report's identity with the lines it was read from. `data` is the file as stored, for its hash."""
    title = _find_title(lines)
    entity, short, entity_line = _find_entity(lines, tables, title)
    year = _find_year(lines, sections, title)
    kind = _find_kind(sections, title, lines)
    scope = _find_scope(title.value if title else "", sections)
    evidence = sorted(
        {found.line for found in (title, year, kind) if found} | ({entity_line} if entity_line else set())
    )
    return Report(
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        title=title.value if title else None,
        entity=entity,
        short_names=short,
        year=int(year.value) if year else None,
        kind=kind.value if kind else None,
        scope=scope,
        identity_lines=tuple(evidence),
        line_count=len(lines),
    )


def _find_title(lines: Sequence[SourceLine]) -> _Found | None:
    """A line near the top, or two in a row, that names a body, a year and a kind of report, and says nothing else."""
    first = [(line.number, clean_text(line.text)) for line in lines[:FIRST_LINES]]
    for position, (number, text) in enumerate(first):
        following = next((other for _, other in first[position + 1 :] if other), "")
        for candidate in (text, text + following):
            if _is_title(candidate):
                return _Found(candidate.lstrip("# "), number)
    return None


def _is_title(text: str) -> bool:
    match = _TITLE.match(text)
    if not match or len(text) > LONGEST_TITLE or re.search(r"[。；：:]", text) or re.match(r"^第\S+部分", text):
        return False
    return any(pattern.search(match["rest"]) for _, pattern in _KINDS)


def _find_entity(
    lines: Sequence[SourceLine], tables: Sequence[Table], title: _Found | None
) -> tuple[str | None, tuple[str, ...], int | None]:
    """(name, short names, line). The body's own introduction goes before a title, a title before a form's field."""
    for line in lines:
        match = _NAMED.search(clean_text(line.text))
        if match:
            return match["name"], (match["short"],), line.number
    if title:
        match = _TITLE.match(title.value)
        if match and re.search(rf"(?:{_ORGAN}校?|{_REGION})$", match["name"]):
            return match["name"], (), title.line
    fields: Counter[tuple[str, int]] = Counter()
    for table in tables:
        for row in table.rows:
            for label, value in zip(row[::2], row[1::2], strict=False):
                if label.text in ("主管部门", "预算单位", "单位名称", "部门名称") and value.text:
                    fields[(value.text, 0)] += 1
    if len(fields) == 1:
        name = next(iter(fields))[0]
        line = next((line.number for line in lines if clean_text(line.text) == name), None)
        return name, (), line
    return None, (), None


def _find_year(lines: Sequence[SourceLine], sections: Sequence[Section], title: _Found | None) -> _Found | None:
    """The year of the title, else the year most headings name, else the year most of the first paragraphs begin with."""
    if title and (match := _YEAR.search(title.value)):
        return _Found(match.group(1), title.line)
    headings = [(match.group(1), section.start) for section in sections if (match := _YEAR.search(section.title))]
    if not headings:
        starts = (line for line in lines if re.match(r"^\d{4}\s*年", clean_text(line.text)))
        headings = [(clean_text(line.text)[:4], line.number) for line in starts]
    if not headings:
        return None
    common, count = Counter(year for year, _ in headings).most_common(1)[0]
    if count * 2 <= len(headings):
        return None
    return _Found(common, next(line for year, line in headings if year == common))


def _find_kind(sections: Sequence[Section], title: _Found | None, lines: Sequence[SourceLine]) -> _Found | None:
    places = [(title.value, title.line)] if title else [(s.title, s.start) for s in sections if s.level <= 2]
    counts: Counter[str] = Counter()
    for text, _ in places:
        kind = next((name for name, pattern in _KINDS if pattern.search(text)), None)
        if kind:
            counts[kind] += 1
    if not counts:
        return None
    kind = counts.most_common(1)[0][0]
    pattern = dict(_KINDS)[kind]
    return _Found(kind, next(line for text, line in places if pattern.search(text)))


def _find_scope(title: str, sections: Sequence[Section]) -> str | None:
    """部门 (with its subordinate units), 单位 (the body alone), 本级, 汇总, where a title or heading says so."""
    for text in (title, *(section.title for section in sections if section.level == 1)):
        for word in ("本级", "汇总"):
            if word in text:
                return word
        match = re.search(r"(部门|单位)(?:决算|预算)", text)
        if match:
            return match.group(1)
    return None
