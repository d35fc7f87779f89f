"""What a model wrote in its own words, looked through before it may be shown: where its figures do not stand in what it cites.

It goes beyond the check of every answer (`assistant.check`), which reads texts made by code: here a figure may be spelt out, given
another unit, written beside its unit or turned round. What it does not understand it refuses. It changes nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from assistant.calculator import CalculationError, decimals_of, round_half_up
from assistant.expression import calculate_exactly
from assistant.operands import keeps_enough
from assistant.quantity import converted
from assistant.run_evidence import HeldLine, RunEvidence, is_named, unit_key
from assistant.tool_evidence import EvidenceWorking
from index.amounts import find_amounts
from index.types import Amount

WORDS_FILE = Path(__file__).resolve().parent.parent / "prompts" / "free_text.toml"
MARK = re.compile(r"\[(\d{1,4})\]")
_MARKS = re.compile(r"[\[［【](\d{1,4}(?:\s*[,，、;；]\s*\d{1,4})*)[\]］】]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_ORDINAL = re.compile(r"^\s*(?:(\d{1,2})[.．、)）]\s*(?!\d)|[(（](\d{1,2})[)）]\s*)")
# What a model adds for show: it would part a figure from its unit. Lists keep a dash.
_SHOW = re.compile(r"\*+|`+|~~|^#+\s*|(?<!\w)__?(?=\S)|(?<=\S)__?(?!\w)", re.M)
_PER_CENT = re.compile(r"(?<=\d)\s*(?:per ?cent\b|pct\b)", re.I)
_POINTS = re.compile(r"(?<=\d)\s*(?:percentage[- ]points?\b|pp\b|ppts?\b)", re.I)
_YUAN = re.compile(r"(?<=\d)\s*(?:yuan\b|rmb\b|cny\b|renminbi\b)", re.I)
_CURRENCY = re.compile(r"(?:\bRMB|\bCNY|[¥￥])\s*(\d+(?:,\d{3})*(?:\.\d+)?)(?!\s*[万亿百千元])", re.I)
_ODD = (
    re.compile(r"\d[\d.,]*\s*/\s*\d[\d.,]*"), re.compile(r"\d+\.\d+\.\d+|\d,\d{1,2}(?!\d)|\d,\d{4,}|(?<!\d)\.\d|\d\s+[.,]\d"),
    re.compile(r"[A-Za-z_]\d|\d[A-Za-z_]"), re.compile(r"\d\s*(?:[kmb]|mn|bn|tn|lakh|crore|hundred|thousand|[mbtr]+illion)\b", re.I),
    re.compile(r"[$€£]|\b(?:USD|HKD|EUR|GBP|MOP)\b"), re.compile(r"[\^×÷]\s*\d|\d\s*[×*x]\s*\d"), re.compile(r"\d\s+\d"),
)  # fmt: skip
_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]")
_CLAUSE = re.compile(r"[，。；;！？!?\n]|[,.](?=\s|$)")
_PLAIN_FORMS = str.maketrans("０１２３４５６７８９．％﹪－﹣−", "0123456789.%%---")


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of `prompts/free_text.toml`."""

    spelt: re.Pattern[str]
    rises: re.Pattern[str]
    falls: re.Pattern[str]
    loose_units: frozenset[str]
    counted: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


@lru_cache(maxsize=1)
def _words() -> _Words:
    told = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    spelt, rises, falls = (re.compile("|".join(told[name]), re.I) for name in ("spelt", "rises", "falls"))
    counted = tuple(
        (re.compile(rf"(?<![\d.,])(\d+(?:,\d{{3}})*)\s+(?:\w+ ){{0,2}}?(?:{one['nouns']})\b", re.I), tuple(one["units"]))
        for one in told["counted"]
    )
    return _Words(spelt, rises, falls, frozenset(told["loose_units"]), counted)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, by the key of a phrase of `prompts/agent.toml`, and where."""

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A text with its faults, the marks it cites in order, the workings it states, and its figures in order."""

    faults: tuple[Fault, ...]
    marks: tuple[int, ...]
    workings: tuple[EvidenceWorking, ...]
    figures: tuple[tuple[Decimal, str, tuple[int, ...]], ...]


def plain_text(text: str) -> str:
    """A model's text as it is checked and shown: no emphasis, one form of mark, plain digits and spaces."""
    text = _SHOW.sub("", text.replace("\r", "").translate(_PLAIN_FORMS))
    text = _MARKS.sub(lambda m: "".join(f"[{int(one)}]" for one in re.findall(r"\d+", m.group(1))), text)
    return re.sub(r"[^\S\n]+", " ", text).strip()


def look_through(text: str, run: RunEvidence, known: Collection[Decimal]) -> Looked:
    """What is wrong with a text of `plain_text`. `known` are the numbers it may name besides: years asked for, years of reports."""
    faults: list[Fault] = []
    marks: dict[int, None] = {}
    stated: dict[EvidenceWorking, None] = {}
    figures: list[tuple[Decimal, str, tuple[int, ...]]] = []
    ordinal = 0
    for paragraph in filter(str.strip, text.split("\n")):
        found = _ORDINAL.match(paragraph)
        if found and int(found[1] or found[2]) == ordinal + 1:
            ordinal += 1
            paragraph = paragraph[found.end() :]
        seen = _Paragraph(paragraph, run, known)
        faults += seen.faults
        marks.update(dict.fromkeys(seen.marks))
        stated.update(dict.fromkeys(seen.workings))
        figures += seen.figures
    return Looked(tuple(dict.fromkeys(faults)), tuple(marks), tuple(stated), tuple(figures))


class _Paragraph:
    """One paragraph: it has to cite, itself, the lines that its figures stand in."""

    def __init__(self, text: str, run: RunEvidence, known: Collection[Decimal]) -> None:
        self._run = run
        self._known = known
        self.faults: list[Fault] = []
        self.workings: list[EvidenceWorking] = []
        self.figures: list[tuple[Decimal, str, tuple[int, ...]]] = []
        self.marks = [int(mark) for mark in MARK.findall(text)]
        self._lines = [held for mark in self.marks if (held := run.by_mark(mark))]
        self.faults += [Fault("fault_mark", f"[{mark}]") for mark in self.marks if run.by_mark(mark) is None]
        self._shown = " ".join(held.line.text for held in self._lines)
        bare = _one_form(MARK.sub(" ", text))
        self._look_at_forms(text, bare)
        rest = self._look_at_amounts(bare)
        self._look_at_counts(bare)
        self._look_at_numbers(rest)
        self._look_at_directions(bare)
        if not self.marks and (self.figures or not bare.rstrip().endswith((":", "："))):
            self.faults.append(Fault("fault_uncited", _short(bare)))

    def _look_at_forms(self, text: str, bare: str) -> None:
        """Figures in a form that cannot be compared with a line: spelt out, joined to letters, in odd signs, in a table."""
        odd = [c for c in text if unicodedata.category(c) in ("Cf", "No", "Nl") or (unicodedata.category(c) == "Nd" and not c.isascii())]
        told = [c if c.isprintable() else f"U+{ord(c):04X}" for c in odd]
        told += [m.group() for pattern in _ODD for m in pattern.finditer(bare) if m.group() not in self._shown and not _years(m.group())]
        told += [m.group() for m in _words().spelt.finditer(bare) if m.group() not in self._shown]
        if text.count("|") > 1 or "<" in text:
            told.append(_short(text))
        self.faults += [Fault("fault_form", one) for one in dict.fromkeys(told)]

    def _look_at_amounts(self, bare: str) -> str:
        """Figures with a unit; gives the text without them."""
        rest = bare
        for amount in find_amounts(bare):
            if not amount.unit:
                continue
            in_words = not re.search(r"\d", amount.printed)
            rest = rest[: amount.start] + " " * (amount.end - amount.start) + rest[amount.end :]
            if in_words and amount.unit in _words().loose_units:
                continue
            self._judge(amount)
        return rest

    def _judge(self, amount: Amount) -> None:
        value, unit = abs(amount.value), amount.unit
        marks = tuple(dict.fromkeys(held.mark for held in self._lines if held.has(value, unit)))
        working = None if marks else self._worked(value, unit)
        if working is not None:
            self.workings.append(working)
        if not marks and working is None:
            self.faults.append(Fault("fault_figure", amount.printed or f"{value}{unit}"))
        else:
            self.figures.append((value, unit, marks))

    def _look_at_counts(self, bare: str) -> None:
        """Counts told with an English noun: vehicles are printed as 辆, and no list's number counts them."""
        for pattern, units in _words().counted:
            for found in pattern.finditer(bare):
                value = Decimal(found.group(1).replace(",", ""))
                if not any(held.has(value, unit) for held in self._lines for unit in units):
                    self.faults.append(Fault("fault_figure", found.group().strip()))

    def _worked(self, value: Decimal, unit: str) -> EvidenceWorking | None:
        """The working that comes to a figure, or to more decimals of it, which are then cut half up."""
        for one in self._run.workings:
            if unit_key("" if unit == "倍" else unit) not in (unit_key(one.unit), unit_key(one.unit.partition("/")[0])):
                continue
            result, decimals = abs(one.result), decimals_of(value)
            if result == value:
                return one
            if 0 < decimals < decimals_of(result) and (rounded := rounded_anew(one, decimals)) and abs(rounded.result) == value:
                return rounded
        return None

    def _look_at_numbers(self, rest: str) -> None:
        """Numbers without a unit: years and counts; a figure that has one must be told with it."""
        lines = {value for held in self._lines for value in held.numbers}
        chinese = 2 * len(_CHINESE.findall(rest)) > len(_LATIN.findall(rest))
        worked = {abs(one.result).normalize() for one in self._run.workings if not is_named(one.unit)}
        for number in _NUMBER.findall(rest):
            value = Decimal(number.replace(",", "")).normalize()
            counted = chinese and any(value in held.counted for held in self._lines)
            if (value in lines and not counted) or value in self._known:
                continue
            if value in worked:
                self.workings += [one for one in self._run.workings if abs(one.result) == value][:1]
                continue
            named = any(value in held.named or value in held.counted for held in self._lines)
            self.faults.append(Fault("fault_unit" if named else "fault_figure", number))

    def _look_at_directions(self, bare: str) -> None:
        """A printed fall that is told as a rise, or the reverse."""
        for clause in _CLAUSE.split(bare):
            rises, falls = bool(_words().rises.search(clause)), bool(_words().falls.search(clause))
            if rises == falls:
                continue
            for amount in find_amounts(clause):
                if amount.unit and self._turned(amount, rises):
                    self.faults.append(Fault("fault_direction", clause.strip()))

    def _turned(self, amount: Amount, rises: bool) -> bool:
        if amount.value < 0:
            return False  # told with its sign
        key = (amount.value.normalize(), unit_key(amount.unit))
        signs = {value > 0 for held in self._lines for value, unit in held.line.changes if (abs(value).normalize(), unit_key(unit)) == key}
        plain = _also_plain(self._lines, key)
        if not signs and not plain:
            signs = {one.result > 0 for one in self._run.workings if (abs(one.result).normalize(), unit_key(one.unit)) == key}
            return rises and signs == {False}
        return not plain and signs == {not rises}


def _also_plain(lines: Sequence[HeldLine], key: tuple) -> bool:
    """Whether the same figure stands there as no change as well."""
    return any((abs(value).normalize(), unit_key(unit)) == key for held in lines for value, unit in held.line.levels)


def rounded_anew(working: EvidenceWorking, decimals: int) -> EvidenceWorking | None:
    """A working with fewer decimals, rounded from what its expression comes to, never from a result that was rounded already."""
    try:
        raw, _ = calculate_exactly(working.expression)
        values = [raw.value] + ([converted(raw, working.unit).value] if raw.unit != working.unit else [])
    except CalculationError:
        return None
    for value in values:  # a rate's expression comes to its % as a plain number
        if round_half_up(value, decimals_of(working.result)) == working.result:
            cut = round_half_up(value, decimals)
            return EvidenceWorking(working.expression, cut, working.unit, False, working.places) if keeps_enough(value, cut, working.unit) else None
    return None


def _one_form(text: str) -> str:
    """English words for a unit as the unit itself, so that they are read with their number."""
    text = _POINTS.sub("百分点", _PER_CENT.sub("%", _YUAN.sub("元", text)))
    return _CURRENCY.sub(r"\1元", text)


def _years(text: str) -> bool:
    return all(len(part) == 4 and part[:2] in ("19", "20") for part in re.findall(r"\d+", text))


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else text[:39] + "…"
