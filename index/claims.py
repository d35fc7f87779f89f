"""What the lines below a title say of body, year and scope: introductions, fields, headings, openings, signatures.

A claim is one place that names one thing; which of them holds is weighed in `index.identity`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.entity import ORGAN, clean_name, is_region
from index.headings import plain_text, read_mark
from index.kinds import read_kind, stated_scope
from index.types import Section, SourceLine, Table
from index.years import compact, read_years

_INTRODUCED = re.compile(
    rf"(?P<name>[\u4e00-\u9fff]{{2,30}}?{ORGAN})[（(]以下(?:简称|統稱|统称|簡稱)[:：]?[“\"「『]?"
    r"(?P<short>[^”\"」』）)]{2,16})[”\"」』]?[）)]"
)
_FIELD_NAME = (
    r"(?:(?:预算)?(?:主管|编制|填报|公开|公示|预算|决算|报送|编报)(?:部门|单位)|项目(?:主管)?(?:部门|单位)|(?:主管|实施)(?:部门|单位)"
    r"|(?:部门|单位|学校|机构)(?:全称|名称)|編製機關|機關名稱)"
)
_FIELD = re.compile(
    rf"^[\[【]?(?:{_FIELD_NAME})[\]】]?[（(]?(?:公章|盖章|签章)?[）)]?[:：](?P<value>[^:：]+?)(?=金额|单位[:：]|$)"
)
_FIELD_CELL = re.compile(rf"^(?:{_FIELD_NAME})(?:[（(](?:公章|盖章|签章)[）)])?[:：]?$")
_PUBLISHER = re.compile(
    r"(?:发布机构|发布单位|信息来源|文章来源|来源|發布單位|公开主体)[\]】]?[:：]?(?P<value>[\u4e00-\u9fff]{3,24})"
)
_OPENING = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff]{{4,30}}?{ORGAN})(?:（[^）]{{2,8}}）)?(?=内?设|下设|是|为|共有|内设|属于|成立|位于|主要职责|部门(?:预算|决算)|20\d\d年)"
)
_HEADED = re.compile(
    rf"^(?P<name>[\u4e00-\u9fff]{{3,30}}?{ORGAN})(?:[（(](?:部门|本级|单位|汇总|本部)[）)])?(?:部门|单位)?(?:20\d\d年度?)?"
    r"(?:概况|基本情况|主要职[能责]|职[能责]|机构设置|部门[决预]算|单位[决预]算|20\d\d年)"
)
_COVER_YEAR = re.compile(r"^\S{0,20}?(?:年度?|年).{0,12}(?:预算|决算|決算|預算|绩效|自评|公开|说明)")
# The head of expenditure of one department is its report: 總目 199 － 濕地保育署. A report of many heads is nobody's of them.
_HEAD = re.compile(r"^[總总]目\d{1,3}[-－—–]+(?P<name>[\u4e00-\u9fff]{3,20})$")
# A bilingual line of a cover: the body's name, then its Portuguese or English one.
_BILINGUAL = re.compile(r"^(?P<name>[\u4e00-\u9fff]{3,24})[\s—–/|-]*[A-ZÀ-Ý][A-Za-zÀ-ÿ' ,.-]{5,}$")
_DATED = re.compile(r"(?P<year>20\d{2})[年.-](?P<month>\d{1,2})[月.-]\d{1,2}")
_LAST_MONTH = re.compile(r"(?:\d{1,2}[-—–~～至])?(?P<month>\d{1,2})月")
OPENING_LINES = 80
SIGNATURE_LINES = 8
LONGEST_NAME = 32
LONGEST_HEAD = 80  # characters of a line in which it says what year it is about
COVER_LINES = 20


@dataclass(frozen=True, slots=True)
class Claim:
    """`value` as read on `line`; `source` tells what kind of place it is; `short` is the short name given with it."""

    value: str
    line: int
    source: str
    short: str | None = None


def body_claims(
    lines: Sequence[SourceLine], sections: Sequence[Section], tables: Sequence[Table], inside: frozenset[int]
) -> tuple[Claim, ...]:
    """Every place that names a body as the one that reports."""
    found = [*_of_sections(sections), *_of_cells(tables)]
    for position, line in enumerate(lines):
        text = compact(plain_text(line.text))
        found += _of_line(line, text, position, inside)
    found += _signature(lines, inside)
    found += _of_heads(lines)
    return tuple(sorted(found, key=lambda claim: claim.line))


def _of_line(line: SourceLine, text: str, position: int, inside: frozenset[int]) -> Iterator[Claim]:
    introduced = _introduction(text)
    if introduced and (name := clean_name(introduced["name"])) and "公司" not in name:
        yield Claim(name, line.number, "introduction", introduced["short"])
    field = _FIELD.match(text)
    if field and (name := clean_name(field["value"])):
        yield Claim(name, line.number, "field")
    publisher = _PUBLISHER.search(text) if position < COVER_LINES else None
    if publisher and (name := _publisher_name(publisher["value"])):
        yield Claim(name, line.number, "publisher")
    opening = _OPENING.match(text) if position < OPENING_LINES and line.number not in inside else None
    if opening and (name := clean_name(opening["name"])) and _has_place(name):
        yield Claim(name, line.number, "opening")


def _of_heads(lines: Sequence[SourceLine]) -> list[Claim]:
    """The one department whose head of expenditure a report is, or whose name a cover prints in two languages."""
    heads = [
        (match["name"], line.number) for line in lines if (match := _HEAD.match(compact(plain_text(line.text))))
    ]
    found = [Claim(heads[0][0], heads[0][1], "heading")] if len({name for name, _ in heads}) == 1 else []
    for line in lines[:2]:
        named = _BILINGUAL.match(plain_text(line.text).strip())
        if named and (name := clean_name(named["name"])):
            found.append(Claim(name, line.number, "heading"))
    return found


def dated_year(title: str, lines: Sequence[SourceLine]) -> Claim | None:
    """The year of a monthly report that prints none: that of the date below its title, or the one before.

    A report of January to September that is dated in October is of the same year, one dated in January of the last.
    """
    last = _LAST_MONTH.search(title)
    for line in lines[:5] if last else ():
        dated = _DATED.search(compact(line.text))
        if dated and last:
            return Claim(str(int(dated["year"]) - (int(dated["month"]) < int(last["month"]))), line.number, "text")
    return None


def _introduction(text: str) -> re.Match[str] | None:
    """ "某某局（以下简称市局）": looked for only around its own words, for lines may be very long."""
    at = text.find("以下")
    while at >= 0:
        if match := _INTRODUCED.search(text[max(0, at - LONGEST_NAME) : at + LONGEST_NAME]):
            return match
        at = text.find("以下", at + 2)
    return None


def _publisher_name(text: str) -> str | None:
    """A publisher's name may run into the next word of its line (发布日期, 字号)."""
    cut = re.split(r"发布|日期|时间|字号|阅读|浏览|作者|编辑", text)[0]
    return clean_name(cut)


def _has_place(name: str) -> bool:
    return bool(re.match(r"^(?:中共|中国|国家)|^[\u4e00-\u9fff]{1,8}?[省市区县州旗盟镇乡]", name))


def _of_sections(sections: Sequence[Section]) -> Iterator[Claim]:
    for section in sections:
        mark = read_mark(section.title)
        match = _HEADED.match(compact(mark.rest if mark else section.title)) if section.level <= 2 else None
        if match and (name := clean_name(match["name"])) and not is_region(name) and _has_place(name):
            yield Claim(name, section.start, "heading")


def _of_cells(tables: Sequence[Table]) -> Iterator[Claim]:
    """A form's cell beside 预算单位, 项目主管部门 and the like."""
    for table in tables:
        for row, below in zip(table.rows, table.rows[1:], strict=False):  # one cell a line: the value is under its label
            if len(row) == len(below) == 1 and _FIELD_CELL.match(compact(row[0].text)):
                name = clean_name(compact(below[0].text))
                if name:
                    yield Claim(name, below[0].start, "field")
        for row in table.rows:
            for label, value in zip(row, row[1:], strict=False):
                if _FIELD_CELL.match(compact(label.text)) and (name := clean_name(compact(value.text))):
                    yield Claim(name, value.start, "field")


def _signature(lines: Sequence[SourceLine], inside: frozenset[int]) -> Iterator[Claim]:
    """A name alone on one of the last lines, with a date below it."""
    last = [line for line in lines if line.text.strip() and line.number not in inside][-SIGNATURE_LINES:]
    for line, below in zip(last, last[1:], strict=False):
        name = clean_name(compact(plain_text(line.text)))
        if name and re.match(r"^\S{4}年\S{1,3}月", compact(below.text)):
            yield Claim(name, line.number, "signature")


def year_claims(
    lines: Sequence[SourceLine], sections: Sequence[Section], inside: frozenset[int], kind: str | None
) -> tuple[Claim, ...]:
    """The years the report says it is of: on its cover, in headings of its kind, at the head of its paragraphs."""
    headings = {section.start: section for section in sections}
    found: list[Claim] = []
    for position, line in enumerate(lines):
        if line.number in inside or not line.text.strip() or line.text.startswith("\t"):
            continue
        text = compact(plain_text(line.text))
        section = headings.get(line.number)
        year = _speaks_of(compact(section.title) if section else text)
        if year is None:
            continue
        if section and section.level <= 2 and (kind is None or read_kind(compact(section.title)) == kind):
            found.append(Claim(str(year), line.number, "heading"))
        elif (
            section is None
            and position < COVER_LINES
            and _COVER_YEAR.match(text)
            and len(text) < 40
            and "。" not in text
        ):
            found.append(Claim(str(year), line.number, "cover"))
        else:
            found.append(Claim(str(year), line.number, "text"))
    return tuple(found)


def _speaks_of(text: str) -> int | None:
    """The year a text is about: the first it names near its head that is no date and no year compared with."""
    mark = read_mark(text[:LONGEST_HEAD])
    head = mark.rest if mark else text[:LONGEST_HEAD]
    for year in read_years(head):
        if year.start > 30:
            return None
        bracketed = head[: year.start].endswith(("（", "(")) and head[year.end :].startswith(("）", ")"))
        if not year.date and (bracketed or not year.against):
            return year.value
    return None


def scope_claims(lines: Sequence[SourceLine], inside: frozenset[int]) -> tuple[Claim, ...]:
    """Sentences that say what the figures cover."""
    found = []
    for line in lines:
        scope = stated_scope(compact(plain_text(line.text))) if line.number not in inside else None
        if scope:
            found.append(Claim(scope, line.number, "text"))
    return tuple(found)
