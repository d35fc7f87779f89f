"""Find the numbers of an answer that rest on nothing: in no cited line and in no calculation of that answer.

This is the one rule checked from outside. It shares no code with the assistant's own check, and it never looks at the
gold answer: a right figure without its line is as much a finding as an invented one.

What counts as a source, by kind of number:
| number | grounded by |
|---|---|
| any figure | the text of a cited line, a calculation's expression or result; a unit printed on both sides must agree |
| a year | also the question, file, section and report titles; a year beside one where "last year" is said |
| [1] | a citation with that mark |
| "line 85", 第85行, "page 3" | a citation of that line or page |
| "1." at the start of a line | the list it numbers |
| anything, where nothing is answered | also the question and the titles of the reports |
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from evals.tokens import Token, find_compound, find_numbers, find_spelled, half_width
from evals.types import ANSWERED, AnswerJson, Finding
from evals.workings import working_holds

Sources = dict[Decimal, set[str]]

_MARK = re.compile(r"\[\s*([0-9]+(?:\s*[,，、–-]\s*[0-9]+)*)\s*\]")
_PLACE = re.compile(
    r"第\s*([0-9]+(?:\s*[、,–-]\s*[0-9]+)*)\s*[行页頁]|\b(?:lines?|pages?|pp?\.)\s*([0-9]+(?:\s*(?:,|–|-|and|to)\s*[0-9]+)*)",
    re.IGNORECASE,
)
_LIST_NUMBER = re.compile(r"^[ \t]*[(（]?([0-9]{1,2})(?:[)）、]|\.(?![0-9]))", re.MULTILINE)
_ROUNDED_TO = re.compile(r"[0-9]+\s*(?:位小数|位小數|decimal)")
_ROUNDING_PLACES = re.compile(r",\s*-?[0-9]{1,2}\s*\)")
_YEAR = re.compile(r"(?<![0-9.])((?:19|20)[0-9]{2})(?![0-9])(?!\.[0-9]+\s*[万萬亿億元%])")
_COUNTER = re.compile(r"\s*[个個家项項辆輛人批期分户戶件台臺次份张張宗笔筆套]")
_NEIGHBOUR_YEAR = re.compile(
    "上年|上一年|去年|前一年|本年|今年|明年|下年|下一年|翌年"
    "|(?:last|previous|prior|next|following|preceding) year|year (?:before|earlier|after)",
    re.IGNORECASE,
)
_SECOND_YEAR = re.compile("前年|year before (?:last|that)|two years", re.IGNORECASE)
_SPACED = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?: [0-9]{3})+(?![0-9])(?:\.[0-9]+)?")
_SPACED_COMMA = re.compile(r"(?<=[0-9]), +(?=[0-9]{3}(?![0-9]))")
_DECIMAL_COMMA = re.compile(r"(?<![0-9.,])([0-9]+),([0-9]{1,2})(?![0-9,])")
# Factors of unit conversion and counting by ones: part of any working, not figures of a report.
_FACTORS = frozenset(Decimal(10) ** power for power in range(13)) | {Decimal(0)}


def find_ungrounded(answer: AnswerJson, question: str = "", identities: str = "") -> tuple[Finding, ...]:
    """Findings in the answer's text and figures: unsourced numbers and marks without a citation."""
    sources = _answer_sources(answer, question, identities)
    years = _years(answer, question, identities)
    findings = list(_check_text(str(answer["text"]), "text", answer, sources, years))
    for position, figure in enumerate(answer["figures"], start=1):
        label = f"figure {position}"
        shown = f"{figure['value']} {figure['unit']}".rstrip()
        if not all(_grounded(token, sources) for token in find_numbers(shown)):
            findings.append(Finding(label, shown, "in no cited line or calculation"))
        for mark in sorted(set(figure["citations"]) - _marks(answer)):
            findings.append(Finding(label, f"[{mark}]", "no citation has this mark"))
    return tuple(findings)


def find_beside(answer: AnswerJson, question: str = "", identities: str = "") -> tuple[Finding, ...]:
    """Findings beside the answer: numbers in notes, operands in no cited line, workings that do not hold.

    A divisor may be the number of what was added up, in that working or another.
    """
    sources = _answer_sources(answer, question, identities)
    years = _years(answer, question, identities)
    findings = [f for note in answer["notes"] for f in _check_text(str(note), "note", answer, sources, years)]
    lines = _line_sources(answer)
    counted = {Decimal(str(c["expression"]).count("+") + 1) for c in answer["calculations"]}
    for calculation in answer["calculations"]:
        expression, result, unit = (str(calculation[key]) for key in ("expression", "result", "unit"))
        others = [str(c["result"]) for c in answer["calculations"] if c is not calculation]
        known = _merged(lines, _sources_of(others))
        for token in find_numbers(_ROUNDING_PLACES.sub(")", expression)):
            averages = expression[: token.start].rstrip().endswith(("/", "÷")) and token.values[0][0] in counted
            if not averages and not _grounded(token, known) and token.values[0][0] not in _FACTORS:
                findings.append(Finding("operand", token.printed, f"of {expression}: in no cited line"))
        if working_holds(expression, result, unit) is False:
            findings.append(Finding("working", f"{expression} = {result} {unit}".rstrip(), "does not hold"))
    return tuple(findings)


def _check_text(
    text: str, where: str, answer: AnswerJson, sources: Sources, years: set[int]
) -> Iterator[Finding]:
    text = half_width(text)
    text, findings = _without_marks(text, where, answer)
    yield from findings
    text = _without_places(_without_list_numbers(_ROUNDED_TO.sub(_blank, text)), answer)
    for token in [*find_numbers(text), *find_spelled(text)]:
        if _grounded(token, sources) or _spelled_in_lines(token, answer) or _known_year(token, text, years):
            continue
        around = text[max(0, token.start - 12) : token.end + 12].strip()
        yield Finding(where, token.printed, f"in no cited line or calculation: “{around}”")


def _without_marks(text: str, where: str, answer: AnswerJson) -> tuple[str, list[Finding]]:
    """The text with citation marks blanked, and a finding for each small bracketed number that no citation has."""
    marks, findings = _marks(answer), []

    def check(match: re.Match[str]) -> str:
        numbers = {int(number) for number in re.findall(r"[0-9]+", match[1])}
        if max(numbers) > 999:
            return match[0]  # 〔2022〕12号 typed with plain brackets: a number like any other
        findings.extend(
            Finding(where, f"[{number}]", "no citation has this mark") for number in sorted(numbers - marks)
        )
        return _blank(match)

    return _MARK.sub(check, text), findings


def _without_places(text: str, answer: AnswerJson) -> str:
    """The text with line and page references blanked where the answer cites that line or page."""
    cited = {c["line"] for c in answer["citations"]} | {c["page"] for c in answer["citations"]}

    def check(match: re.Match[str]) -> str:
        numbers = {int(number) for number in re.findall(r"[0-9]+", match[0])}
        return _blank(match) if numbers <= cited else match[0]

    return _PLACE.sub(check, text)


def _without_list_numbers(text: str) -> str:
    """The text with the numbers of a list that counts 1, 2, 3 … blanked."""
    expected = 0

    def check(match: re.Match[str]) -> str:
        nonlocal expected
        if int(match[1]) not in (1, expected + 1):
            return match[0]
        expected = int(match[1])
        return _blank(match)

    return _LIST_NUMBER.sub(check, text)


def _blank(match: re.Match[str]) -> str:
    return re.sub("[0-9]", " ", match[0])


def _grounded(token: Token, sources: Sources) -> bool:
    return any(
        all(value in sources and _units_agree(token.unit, sources[value]) for value in reading)
        for reading in token.values
    )


def _units_agree(unit: str, printed: set[str]) -> bool:
    return not unit or "" in printed or unit in printed


def _spelled_in_lines(token: Token, answer: AnswerJson) -> bool:
    """Whether a Chinese numeral stands as it is in a cited line (Arabic digits never pass this way)."""
    return not token.printed[0].isdigit() and any(token.printed in str(c["text"]) for c in answer["citations"])


def _known_year(token: Token, text: str, years: set[int]) -> bool:
    """Whether the token stands as a year (no unit, nothing counted) that the answer may speak of."""
    if token.unit or len(token.printed) != 4 or not token.printed.isdigit() or _COUNTER.match(text, token.end):
        return False
    return int(token.printed) in years


def _years(answer: AnswerJson, question: str, identities: str) -> set[int]:
    """The years that an answer may speak of without citing a line for them."""
    texts = [question, identities]
    for citation in answer["citations"]:
        texts += [str(citation["file"]), str(citation["section"]), str(citation["text"])]
    years = {int(year) for text in texts for year in _YEAR.findall(half_width(text))}
    if any(_NEIGHBOUR_YEAR.search(text) or _SECOND_YEAR.search(text) for text in texts):
        reach = 2 if _SECOND_YEAR.search(question) else 1
        years |= {year + step for year in years for step in range(-reach, reach + 1)}
    return years


def _answer_sources(answer: AnswerJson, question: str, identities: str) -> Sources:
    lines = _line_sources(answer)
    results = _sources_of(f"{c['result']}{c['unit']}" for c in answer["calculations"])
    operands = _sources_of(str(c["expression"]) for c in answer["calculations"])
    # an operand is often written without its unit: where a cited line prints the number, the line's unit stands
    operands = {value: units for value, units in operands.items() if value not in lines}
    extra = [question, identities] if answer["status"] != ANSWERED else []
    return _merged(lines, results, operands, _sources_of(extra))


def _line_sources(answer: AnswerJson) -> Sources:
    """The numbers of the cited lines, in every way a line may print them."""
    by_file: dict[str, dict[int, str]] = defaultdict(dict)
    for citation in answer["citations"]:
        by_file[str(citation["file"])][citation["line"]] = str(citation["text"])
    texts = []
    for lines in by_file.values():
        for number, text in lines.items():
            plain = half_width(text)
            texts += [plain, _SPACED_COMMA.sub(",", plain), _DECIMAL_COMMA.sub(r"\1.\2", plain)]
            texts += [match[0].replace(" ", "") for match in _SPACED.finditer(plain)]
            if number + 1 in lines:  # a cell may be cut in the middle of its number
                texts.append(plain.rstrip() + half_width(lines[number + 1]).lstrip())
    return _sources_of(texts)


def _sources_of(texts: Iterable[str]) -> Sources:
    sources: Sources = defaultdict(set)
    for text in texts:
        for token in [*find_numbers(text), *find_spelled(text)]:
            for reading in token.values:
                for value in reading:
                    sources[value].add(token.unit)
        for token in [*find_spelled(text), *find_compound(text)]:
            if token.unit == "元":  # reading 三百万元 as 300万元 is no calculation
                for unit, power in (("千", 3), ("万", 4), ("亿", 8)):
                    sources[token.values[0][0].scaleb(-power)].add(unit)
                sources[token.values[0][0]].add("元")
    return sources


def _merged(*many: Sources) -> Sources:
    merged: Sources = defaultdict(set)
    for sources in many:
        for value, units in sources.items():
            merged[value] |= units
    return merged


def _marks(answer: AnswerJson) -> set[int]:
    return {citation["mark"] for citation in answer["citations"]}
