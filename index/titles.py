"""Find the title of a report: the line, or the lines of a cover, that name a body, a year and a kind. It reads no body text.

A title may be printed over three lines, letter-spaced, behind a breadcrumb, glued to a body's code, with the year before
or after the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.entity import ORGAN, REGION, clean_name, is_region, strip_noise
from index.headings import LEADER, plain_text, read_mark
from index.kinds import read_kind, read_scope
from index.types import SourceLine
from index.years import PrintedYear, compact, read_years

FIRST_LINES = 40
LONGEST_TITLE = 80
LONGEST_LINE = 200  # beyond it a line is a page saved without line ends; its words are looked at one by one
FIRST_WORDS = 16
# What follows a body in a title that names no year before it.
_AFTER_BODY = (
    r"(?:[（(](?:本级|部门|单位|汇总|本部)[）)])?(?=部门|单位|部門|單位|本级|汇总|“|\"|三公|整体|整體|项目|绩效|经费|收支|财政(?![局厅所])|财务(?![局处])|国有(?!资产)"
    r"|政府采购(?!中心|办)|地方政府债务|政府债务|债务"
    r"|预算|决算|預算|決算|的|关于|公开|\d{1,2}(?:[-—–~～至]\d{1,2})?月)"
)
_BODY_FIRST = re.compile(rf"^(?P<body>[\u4e00-\u9fff]{{2,30}}?(?:{ORGAN}|{REGION})){_AFTER_BODY}")
_FIELD = re.compile(r"^[^：:]{2,10}[：:]\s*\S")
_DATE_LINE = re.compile(
    r"^[（(]?(?:\d{4}|[二○〇零一三四五六七八九]{4})年\d{0,2}[一二三四五六七八九十]{0,3}月(?:\S{1,3}日)?[）)]?$"
)
_PLAINLY_AFTER = re.compile(r"^度?(?:部门|单位|本级|部門|單位)?(?:决算|预算|決算|預算|“?三公)")
# Disclosures of one matter, with a body and a year in their title and none of the kinds.
_WITHOUT_KIND = re.compile(r"三公|政府采购|政府採購|政府?债务|政府債務|统计表|统计情况|一览表")
_LIST_OF_ALL = re.compile(r"^.{0,2}(?:级|级别)?(?:部门|单位)(?:预算|决算)")


@dataclass(frozen=True, slots=True)
class Title:
    """A title and what it settles; `parts` are its lines as (number, compact text)."""

    text: str
    parts: tuple[tuple[int, str], ...]
    body: str | None
    year: int | None
    kind: str | None
    scope: str | None
    years: tuple[int, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """The numbers of the lines it is printed on."""
        return tuple(dict.fromkeys(number for number, _ in self.parts))

    def line_of(self, field: str) -> int:
        """The line that prints the year, the kind or the scope; the first where only the lines together do."""
        read = {
            "year": lambda text: next((year.value for year in read_years(text) if not year.date), None),
            "kind": read_kind,
            "scope": read_scope,
        }[field]
        return next((number for number, text in self.parts if read(text) == getattr(self, field)), self.lines[0])

    @property
    def complete(self) -> bool:
        return self.body is not None and self.year is not None

    @property
    def worth(self) -> int:
        """How much it settles besides its kind."""
        return 2 * (self.body is not None) + (self.year is not None)


def find_title(lines: Sequence[SourceLine], passed: frozenset[int]) -> Title | None:
    """The title among the first lines; `passed` are lines of contents and tables, where none can stand."""
    words = list(_candidates(lines, passed))
    best: Title | None = None
    for span in (1, 2, 3):
        for position in range(len(words) - span + 1):
            chosen = words[position : position + span]
            if span > 1 and not _is_cover(chosen):
                continue
            title = _read(chosen)
            if title and title.complete:
                return title
            if title and span == 1 and title.worth > (best.worth if best else 0):
                best = title
    return best


def _candidates(lines: Sequence[SourceLine], passed: frozenset[int]) -> Iterator[tuple[int, str]]:
    """(line number, text) of what may be a title or a part of one, from the top."""
    seen = 0
    for line in lines:
        text = plain_text(line.text).rstrip(",，\t ")
        if not text:
            continue
        seen += 1
        if seen > FIRST_LINES:
            return
        if line.number in passed:
            continue
        pieces = re.split(r"[\s>›»|]+", text)[:FIRST_WORDS] if len(text) > LONGEST_LINE else [text]
        yield from ((line.number, piece) for piece in pieces if _may_be_title(piece))


def _may_be_title(text: str) -> bool:
    words = compact(text)
    mark = read_mark(words)
    return not (
        len(words) < 3
        or len(words) > LONGEST_TITLE
        or re.search(r"[。；;]|^——", re.sub(r"[（(][^）)]*[）)]", "", words))
        or LEADER.search(text)
        or re.search(r"\d\s*(?:[百千]?[万萬亿億]|元|[%％])|[：:]$", words)
        or "\t" in text.strip()
        or mark is not None
        and mark.style != "annex"
        or _FIELD.match(text)
        and not read_kind(words)
        or _DATE_LINE.match(words)
        or words.startswith(("[", "【", "注", "·"))
    )


def _is_cover(chosen: Sequence[tuple[int, str]]) -> bool:
    """Lines of one cover: a body on the first, and no later one a whole title by itself."""
    first = compact(chosen[0][1])
    numbers = [number for number, _ in chosen]
    return (
        clean_name(first) is not None
        and numbers[-1] - numbers[0] <= 12
        and not any(clean_name(compact(text)) and read_kind(compact(text)) is None for _, text in chosen[2:])
        and not any(_FIELD.match(text) for _, text in chosen)
    )


def _read(chosen: Sequence[tuple[int, str]]) -> Title | None:
    words = [strip_noise(compact(text)) for _, text in chosen]
    joined = "".join(words)
    kind = read_kind(joined)
    if len(joined) > LONGEST_TITLE or kind is None and not _WITHOUT_KIND.search(joined):
        return None
    years = [year for year in read_years(joined) if not year.date]
    year = _year_of(joined, years, kind)
    body = _body(joined, year, years)
    printed = plain_text(chosen[0][1]).lstrip("# ").rstrip(", \t") if len(chosen) == 1 else joined
    return Title(
        text=strip_noise(printed) if printed[:1].isdigit() and body else printed,
        parts=tuple((number, text) for (number, _), text in zip(chosen, words, strict=True)),
        body=body,
        year=year.value if year else None,
        kind=kind,
        scope=read_scope(joined),
        years=tuple(dict.fromkeys(other.value for other in years)),
    )


def _year_of(text: str, years: Sequence[PrintedYear], kind: str | None) -> PrintedYear | None:
    """Of two years in a title (2023年预算执行情况和2024年预算草案) the one before the budget; else the only one printed."""
    values = {year.value for year in years}
    if len(values) <= 1:
        return years[0] if years else None
    if kind == "预算":
        before = [year for year in years if re.match(r"[^\d]{0,12}(?:预算|預算)", text[year.end :])]
        return before[-1] if before else None
    return None


def _body(text: str, year: PrintedYear | None, years: Sequence[PrintedYear]) -> str | None:
    """The body a title names: before the year, else at the head of what follows it, else before the kind."""
    if year is None:
        return _first_body(text)
    before, after = re.sub(r"(?:关于|的|截[至止])$", "", text[: years[0].start]), text[year.end :]
    name = clean_name(before, placed=bool(_PLAINLY_AFTER.match(after)))
    if name:
        return None if is_region(name) and _LIST_OF_ALL.match(after) else name
    return _first_body(after if before in ("", "公布", "公开") else before)


def _first_body(text: str) -> str | None:
    match = _BODY_FIRST.match(strip_noise(text.lstrip("度")))
    return clean_name(match["body"]) if match else None
