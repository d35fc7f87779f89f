"""The last look before an answer is shown: every number in it stands in a cited line or in its calculations.

This check knows nothing of how the answer was made. What fails is not shown. A number with a unit of money or a percent
sign has to stand with that unit: 49.04亿元 is not grounded by 49.04万元.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from assistant.types import Answer
from index.amounts import UNIT_FORMS, find_amounts, to_half_width
from index.declared import unit_in
from index.meant import meant_line
from index.read import clean_text
from index.types import Report

_MARK = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# A bare 万 or 亿 at the end of a clause ("公务接待费43.76万，") is how some reports write 万元 and 亿元.
_UNIT = r"万亿元|百万元|百萬元|千元|万元|萬元|亿元|億元|元|yuan|%|％|个百分点|百分点|[万亿](?=[，,。；;、）)\s]|$)"
_WITH_UNIT = re.compile(rf"(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)\s*(?P<unit>{_UNIT})")
# A table cell: nothing but a number (its unit stands in the header), perhaps with a percent sign or a bound.
_BARE_CELL = re.compile(r"^[≥≤≧≦＝=约\s]*(\d+(?:,\d{3})*(?:\.\d+)?)\s*%?$")
# The number of a place in a list the answer itself lays out, one item a line.
_ORDINAL = re.compile(r"^\d{1,2}\. ", re.M)
_SPACED = re.compile(r"(?<=\d,)\s(?=\d{3})")


def _plain(text: str) -> str:
    return _SPACED.sub("", to_half_width(text))


def _value(number: str) -> Decimal:
    return Decimal(number.replace(",", "")).normalize()


def unit_form(unit: str) -> str:
    """The one form of a unit that may be written in several: yuan is 元, 萬元 is 万元."""
    return {"yuan": "元", "百分点": "个百分点", "万": "万元", "亿": "亿元"}.get(unit, UNIT_FORMS.get(unit, unit))


def numbers_in(text: str) -> set[Decimal]:
    """The numbers of a text as values: 1,234.50 and 1234.5 are one."""
    return {_value(match) for match in _NUMBER.findall(_plain(_MARK.sub(" ", text)))}


def numbers_of_reports(reports: Iterable[Report]) -> frozenset[Decimal]:
    """The numbers in the names of reports: an answer may say whose figures it tells, and of which year."""
    return frozenset(numbers_in(" ".join(f"{report.year} {report.entity} {report.title}" for report in reports)))


def amounts_in(text: str) -> set[tuple[Decimal, str]]:
    """The numbers of a text that stand before a unit of money or a percent sign, with that unit."""
    return {(_value(m["number"]), unit_form(m["unit"])) for m in _WITH_UNIT.finditer(_plain(_MARK.sub(" ", text)))}


def ungrounded_numbers(answer: Answer, allowed: str = "", known: Collection[Decimal] = ()) -> list[str]:
    """Numbers of the answer that stand in no cited line and in no calculation, as printed.

    `allowed` is text the answer may repeat besides, `known` the numbers of such text: the reports' own identity (their years).
    """
    lines = [clean_text(meant_line(citation.text)) for citation in answer.citations]
    grounds = numbers_in(" ".join([allowed, *lines])).union(known)
    amounts = {pair for line in lines for pair in amounts_in(line)}
    bare = {_value(match.group(1)) for line in lines if (match := _BARE_CELL.match(_plain(line)))}
    for line in lines:  # numbers in words and in mixed forms: 二億○四百六十二萬元, 1億8,674萬2千元
        for amount in find_amounts(line):
            grounds.add(abs(amount.value).normalize())
            amounts.add((abs(amount.value).normalize(), unit_form(amount.unit)))
    amounts |= _declared_amounts(answer)
    for calculation in answer.calculations:
        grounds |= numbers_in(f"{calculation.expression} {calculation.result}")
        # 万元/辆: an average is told as an amount, "per vehicle" in words
        amounts.add((_value(calculation.result.lstrip("-")), unit_form(calculation.unit.partition("/")[0])))
        amounts |= amounts_in(calculation.expression)
    stated = _ORDINAL.sub("", answer.text)
    loose = [number for number in _NUMBER.findall(_plain(_MARK.sub(" ", stated))) if _value(number) not in grounds]
    loose += [
        f"{value}{unit}"
        for value, unit in amounts_in(stated)
        if value in grounds and (value, unit) not in amounts and value not in bare
    ]
    for figure in answer.figures:
        value, unit = _value(figure.value.lstrip("-")), unit_form(figure.unit)
        money = bool(re.fullmatch(_UNIT, figure.unit))
        if value not in grounds:
            loose.append(figure.value)
        elif money and (value, unit) not in amounts and value not in bare:
            loose.append(f"{figure.value}{figure.unit}")
    return loose


def _declared_amounts(answer: Answer) -> set[tuple[Decimal, str]]:
    """Numbers printed without a unit, with the unit that a cited line of the same file declares for them."""
    units: dict[str, set[str]] = {}
    for citation in answer.citations:
        told = {unit for part in re.split(r"[\t|,]", meant_line(citation.text)) if (unit := unit_in(clean_text(part)))}
        units.setdefault(citation.file, set()).update(told)
    return {
        (abs(amount.value).normalize(), unit)
        for citation in answer.citations
        for cell in _cells(meant_line(citation.text), citation.file)
        for amount in find_amounts(cell)
        if not amount.unit
        for unit in units[citation.file]
    }


def _cells(text: str, file: str) -> list[str]:
    """The cells of a printed row: parted by tabs, strokes or wide gaps, in a CSV file by its commas."""
    if file.lower().endswith((".csv", ".tsv")) and "\t" not in text:
        return next(iter(csv.reader([text])), [])
    return re.split(r"\t|\||｜|\s{2,}|(?<=\d)\s(?=\D)", text)


def broken_citations(answer: Answer) -> list[str]:
    """Marks in the text or in figures that no citation carries."""
    known = {citation.mark for citation in answer.citations}
    used = {int(mark[1:-1]) for mark in _MARK.findall(answer.text)} | {m for f in answer.figures for m in f.citations}
    return [f"[{mark}]" for mark in sorted(used - known)]
