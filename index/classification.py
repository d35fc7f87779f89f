"""The classification of the Chinese budget (政府收支分类科目): names of subject codes, and codes as reports print them.

It names codes and joins their parts. It reads no report and decides nothing about amounts: whether a column holds codes,
and whether a row's name agrees with its code, is for the caller to judge.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("classification.tsv")
# A note that begins so: the name is also an everyday word, or part of a body's name (仲裁, 儿童医院).
PLAIN_WORD = "plain word"
LEVELS = {3: "类", 5: "款", 7: "项"}
# Revenue 101-110, expenditure by function 201-234, by economic nature 301-399 (departments), 501-599 (governments).
_CLASSES = frozenset(
    str(code)
    for codes in (
        range(101, 111),
        range(201, 225),
        (227,),
        range(229, 235),
        range(301, 314),
        (399,),
        range(501, 515),
        (599,),
    )
    for code in codes
)
_JOINED = re.compile(r"\d{3}(?:\d\d){0,2}$")
# One mark between the parts (201-06-01, 201.06.01); a number with one dot is an amount (301.99), so three parts are wanted.
_MARKED = re.compile(r"(\d{3})([-./、—])(\d\d?)\2(\d\d?)$")
_SPACED = re.compile(r"(\d{3})\s+(\d\d?)(?:\s+(\d\d?))?$|(\d{3})(\d\d)\s+(\d\d?)$")
_BRACKETS = re.compile(r"^[\[【(〔]\s*+(.*?)\s*[\]】)〕]$")
_LEADING_CODE = re.compile(
    r"[\[【(〔]?\s*(\d{3}(?:\s?\d\d){0,2}|\d{3}[-.]\d\d[-.]\d\d)(?![\d.,%])\s*[\]】)〕]?[\s:、.\-—_]*(?=[\u4e00-\u9fff“\"])"
)
_TRAILING_CODE = re.compile(r"\s*[\[【(〔]\s*(\d{3}(?:\d\d){0,2})\s*[\]】)〕]$")
_NO_PART = ("", "-", "—", "/")
_DROPPED = re.compile(r"[\s“”‘’\"'「」]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """One row of the file: a code of 3, 5 or 7 digits, its official name, ways in both languages, a note."""

    code: str
    name: str
    english: tuple[str, ...]
    aliases: tuple[str, ...]
    note: str

    @property
    def is_plain_word(self) -> bool:
        """Whether the name is also an everyday word: a label of a row, no word of a question."""
        return self.note.startswith(PLAIN_WORD)

    @property
    def is_former(self) -> bool:
        """Whether the code is no longer in force; older reports print it."""
        return self.note.removeprefix(f"{PLAIN_WORD}; ").startswith(("former", "until"))


class Classification:
    """Look-up of subjects (科目) by code and by name."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        self.subjects = tuple(subjects)
        self._by_code = {subject.code: subject for subject in self.subjects}

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Classification:
        """The classification of the project's file, read once."""
        with FILE.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(
                (line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
            )
            next(rows)
            return cls(tuple(_to_subject(row) for row in rows))

    def __contains__(self, code: object) -> bool:
        """Whether the code has a row."""
        return code in self._by_code

    def name(self, code: str) -> str | None:
        """The official name of a code, None where the file does not know it."""
        subject = self._by_code.get(code)
        return subject.name if subject else None

    def english(self, code: str) -> str | None:
        """The English name of a code, or None."""
        subject = self._by_code.get(code)
        return subject.english[0] if subject and subject.english else None

    def aliases(self, code: str) -> tuple[str, ...]:
        """Earlier and common names of a code, as its row lists them."""
        subject = self._by_code.get(code)
        return subject.aliases if subject else ()

    def codes(self, name: str) -> tuple[str, ...]:
        """The codes that bear an official name or, where none does, an alias; those in force first.

        Blanks, quotes and bracket width do not matter.
        """
        folded = fold_name(name)
        return tuple(self._named.get(folded) or dict.fromkeys(self._called.get(folded, ())))

    def agrees(self, code: str, name: str) -> bool:
        """Whether a printed name is the code's official name or one of its aliases."""
        folded = fold_name(name)
        return code in self._named.get(folded, ()) or code in self._called.get(folded, ())

    def path_of(self, text: str) -> tuple[str, ...] | None:
        """The names of (类, 款, 项) that a text strings together without a mark between them, as printed; None for another text."""
        folded = text.strip()
        for subject in self._levels[""]:
            if not folded.startswith(subject.name):
                continue
            for kind in self._levels[subject.code]:
                rest = folded.removeprefix(subject.name)
                if not rest.startswith(kind.name):
                    continue
                item = rest.removeprefix(kind.name)
                if any(item in (one.name, f"{one.name}支出") for one in self._levels[kind.code]):
                    return subject.name, kind.name, item
        return None

    @cached_property
    def _levels(self) -> dict[str, list[Subject]]:
        """Subjects by the code one level up, longest names first; classes under ""."""
        levels: dict[str, list[Subject]] = defaultdict(list)
        for subject in sorted(self.subjects, key=lambda subject: (-len(subject.name), subject.code)):
            levels[self.parent(subject.code) or ""].append(subject)
        return levels

    def parent(self, code: str) -> str | None:
        """The code one level up (2010601 → 20106 → 201), None for a class and for what is no code."""
        return code[:-2] if level(code) in ("款", "项") else None

    def level(self, code: str) -> str | None:
        """类, 款 or 项 by the length of a code; None for what is no code."""
        return level(code)

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """Codes by folded official name, those in force first."""
        named: dict[str, list[str]] = {}
        for subject in sorted(self.subjects, key=lambda subject: subject.is_former):
            named.setdefault(fold_name(subject.name), []).append(subject.code)
        return named

    @cached_property
    def _called(self) -> dict[str, list[str]]:
        """Codes by folded alias. An alias on the first row in force of a name is one of the name, so of all its codes."""
        called: dict[str, list[str]] = {}
        for subject in self.subjects:
            named = self._named[fold_name(subject.name)]
            for alias in subject.aliases:
                called.setdefault(fold_name(alias), []).extend(named if named[0] == subject.code else [subject.code])
        return called


def level(code: str) -> str | None:
    """类, 款 or 项 by the length of a code; None for what is no code."""
    return LEVELS[len(code)] if _is_code(code) else None


def _is_code(text: str) -> bool:
    return text[:3] in _CLASSES and _JOINED.match(text) is not None


@lru_cache(maxsize=16384)
def fold_name(name: str) -> str:
    """A name without blanks and quotes, half-width: for matching only."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", name))


def normal_code(parts: Sequence[str], above: Sequence[str] = ()) -> str | None:
    """The code that a row prints, whole in one cell or split over columns (类, 款, 项); None for what is no code.

    `parts` are the row's code cells from left to right. `above` are the code cells in force above it (of the row above,
    blanks filled): what stands blank to the left of a printed part is taken from there. A cell may repeat the whole code
    so far (201 | 20106 | 2010601). A single 款 or 项 digit has lost its zero. 00 stands for none.
    """
    cells = [cell for part in parts if (cell := _cell(part)) is not None]
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    if last < 0 or len(cells) < len(parts):
        return None
    whole = _whole(cells[last], alone=sum(map(bool, cells)) == 1)
    if whole is not None:
        return whole if all(whole.startswith(cell) or _pair(cell) for cell in cells[:last]) else None
    code = _in_columns(cells[: last + 1], above)
    return _without_none(code) if code else None


def split_code(text: str) -> tuple[str | None, str]:
    """(code, name) of a label with its code in front, or in brackets behind: 2010601行政运行, 行政运行（2010601）.

    (None, text) where there is none. A class or 款 must be known by that name, or a year, a number of persons or the
    like could pass for one (301人).
    """
    printed = text.strip()
    plain = "".join(unicodedata.normalize("NFKC", mark)[:1] or " " for mark in printed)  # one for one: places stay
    match = _LEADING_CODE.match(plain) or _TRAILING_CODE.search(plain)
    if match is None:
        return None, printed
    code, name = re.sub(r"\D", "", match.group(1)), printed[match.end() :] or printed[: match.start()]
    known = Classification.load()
    sure = known.agrees(code, name) or (len(code) == 7 and code[:5] in known) or _alike(known.name(code), name)
    return (code, name) if sure and len(name) >= 2 else (None, printed)


def _alike(official: str | None, printed: str) -> bool:
    """Whether two names share half of the shorter one's pairs of characters."""
    pairs = [{name[place : place + 2] for place in range(len(name) - 1)} for name in (official or "", printed)]
    return bool(pairs[0] and pairs[1]) and 2 * len(pairs[0] & pairs[1]) >= min(map(len, pairs))


def _cell(text: str) -> str | None:
    """The digits of one code cell, with its marks between parts; "" for a blank one, None where other text stands in it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bracketed = _BRACKETS.match(plain)
    plain = bracketed.group(1) if bracketed else plain
    if plain in _NO_PART:
        return ""
    if re.fullmatch(r"\d{5,7}\.0", plain):  # a number cell of a workbook
        return plain[:-2]
    return plain if re.fullmatch(r"[\d\s.\-/、—]+", plain) else None


def _whole(cell: str, alone: bool) -> str | None:
    """The code that one cell holds whole, else None. Seven digits alone must lie under a known 款: phone numbers do not."""
    marked = _MARKED.match(cell) or _SPACED.match(cell)
    if marked:
        code = "".join(group.zfill(2) for group in marked.groups() if group and group.isdigit())
        return _without_none(code) if _is_code(code) else None
    if not _is_code(cell):
        return None
    known = Classification.load()
    if alone and len(cell) > 3 and cell[:5] not in known and cell[3:5] not in ("00", "98", "99"):
        return None
    return _without_none(cell)


def _in_columns(cells: Sequence[str], above: Sequence[str]) -> str | None:
    """The code of parts in columns of their own, blanks to the left filled from the row above."""
    if len(cells) == 1:
        return None
    carried = _parts_above(above)
    filled = list(cells)
    for place, cell in enumerate(cells):
        if cell:
            break
        filled[place] = carried[place] if place < len(carried) else ""
    first = filled[0]
    if _is_code(first) and len(first) == 5:  # 20106 | 01
        filled = [first[:3], first[3:], *filled[1:]]
    if len(filled) == 3 and not filled[1]:  # 201 | blank | 01: the 款 above, where it is of the same class
        filled[1] = carried[1] if len(carried) > 1 and carried[0] == filled[0] else ""
    if len(filled) == 2 and re.fullmatch(r"\d{4}", filled[1]):  # 201 | 0601
        filled = [filled[0], filled[1][:2], filled[1][2:]]
    if len(filled) > 3 or filled[0] not in _CLASSES or not all(_pair(part) for part in filled[1:]):
        return None
    return filled[0] + "".join(part.zfill(2) for part in filled[1:])


def _parts_above(above: Sequence[str]) -> tuple[str, ...]:
    """(类, 款, 项) of the code cells above, as far as they are printed."""
    code = normal_code(above) if any(part.strip() for part in above) else None
    return tuple(part for part in (code[:3], code[3:5], code[5:]) if part) if code else ()


def _pair(part: str) -> bool:
    return re.fullmatch(r"\d\d?", part) is not None


def _without_none(code: str) -> str:
    """The code without parts that stand for none: 2010000 is 201, 2010600 is 20106 (2121100 is a code of its own)."""
    while len(code) > 3 and code.endswith("00") and code not in Classification.load():
        code = code[:-2]
    return code


def _to_subject(row: Sequence[str]) -> Subject:
    code, name, english, aliases, note = row
    return Subject(
        code, name, tuple(english.split("|")) if english else (), tuple(aliases.split("|")) if aliases else (), note
    )
