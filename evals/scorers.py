"""Score one answer against one case. Each scorer is a pure function of the two; none reads a file or asks anything.

An amount is compared exactly, with its unit; no scorer looks for a number in running text.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal
from pathlib import PurePosixPath

from evals.dataset import plain_decimal
from evals.types import ANSWERED, AnswerJson, Case, EvidenceGroup, Finding, Gold, Score
from evals.units import equals_but_for_unit, equals_gold

# A fall is given as a positive amount in the gold, while an answer may sign it: for these types sizes are compared.
SIGNLESS_TYPES = frozenset({"change", "derived", "calc", "compare"})


def score_answer(case: Case, answer: AnswerJson) -> Score:
    """Right or not by the rule of the case's kind; an answer that is not "answered" is for `score_refuse` alone."""
    by_kind = {"value": score_value, "text": score_text, "refuse": score_refuse, "unclear": score_unclear, "unknown": score_unknown}
    return by_kind[case.kind](case, answer)


def score_value(case: Case, answer: AnswerJson) -> Score:
    """Whether the first figure is the gold amount, or one of the alternatives, unit and sign included."""
    gold = " or ".join(shown_gold(one) for one in case.golds)
    if not answer["figures"]:
        return Score(False, f"no figure; gold {gold}", "wrong figure")
    first = answer["figures"][0]
    shown = f"first figure {first['value']} {first['unit']}"
    value = plain_decimal(first["value"])
    if value is None:
        return Score(False, f"{shown} is not a plain decimal; gold {gold}", "wrong figure")
    if _any_gold(value, first["unit"], case.golds, signless=False):
        return Score(True, f"{shown} is the gold amount")
    if _any_gold(value, first["unit"], case.golds, signless=True):
        if case.type in SIGNLESS_TYPES:
            return Score(True, f"{shown} is the gold amount but for its sign, which type {case.type} leaves open")
        return Score(False, f"{shown} has the wrong sign; gold {gold}", "wrong sign")
    if any(equals_but_for_unit(value, first["unit"], one) for one in case.golds):
        return Score(False, f"{shown} has the wrong unit; gold {gold}", "wrong unit")
    return Score(False, f"{shown}, gold {gold}{_later_figure(case, answer)}", "wrong figure")


def score_text(case: Case, answer: AnswerJson) -> Score:
    """Whether every keyword group has a word in the answer's text. Case counts: the groups list both spellings."""
    missing = [group for group in case.keywords if not any(word in answer["text"] for word in group)]
    if missing:
        groups = "; ".join(" / ".join(group) for group in missing)
        # rough: an answer from other lines than the gold's is a failure of evidence, not of words
        elsewhere = score_citations(case, answer).value is False
        return Score(False, f"not in the text: {groups}", "citation" if elsewhere else "wording")
    return Score(True, "every keyword group has a word in the text")


def score_refuse(case: Case, answer: AnswerJson) -> Score:
    """Whether the answer leaves unanswered what the library does not hold."""
    if answer["status"] == ANSWERED:
        return Score(False, "answered what the library does not hold", "answered, not held")
    return Score(True, f"rightly {answer['status']}")


def score_unclear(case: Case, answer: AnswerJson) -> Score:
    """Whether the answer asks back where the question can mean several things."""
    if answer["status"] == ANSWERED:
        return Score(False, "answered what can mean several things", "answered, unclear")
    return Score(True, "rightly asks back")


def score_unknown(case: Case, answer: AnswerJson) -> Score:
    """Never right or wrong, as nobody knows what would be right: whether the answer still is what was called wrong."""
    if not case.disputed:
        return Score(None, f"what is right is not known; now {answer['status']}", "called wrong")
    disputed = shown_gold(case.disputed[0])
    first = answer["figures"][0] if answer["status"] == ANSWERED and answer["figures"] else None
    value = plain_decimal(first["value"]) if first else None
    if value is not None and _any_gold(value, first["unit"], case.disputed, signless=False):
        return Score(None, f"what is right is not known; still {disputed}, which was called wrong", "called wrong")
    return Score(None, f"what is right is not known; no longer {disputed}, which was called wrong")


def score_citations(case: Case, answer: AnswerJson) -> Score:
    """Whether every evidence group is hit by a citation in the right file; None where the case names no evidence."""
    if not case.evidence:
        return Score(None, "the case names no evidence")
    missed = [group for group in case.evidence if not any(_hits(citation, group) for citation in answer["citations"])]
    if missed:
        return Score(False, "not cited: " + "; ".join(shown_group(group) for group in missed), "citation")
    return Score(True, f"all {len(case.evidence)} evidence groups cited")


def find_altered(answer: AnswerJson, read_line: Callable[[str, int], str | None]) -> tuple[Finding, ...]:
    """Citations whose text is not the line of the library, character for character."""
    findings = []
    for citation in answer["citations"]:
        printed = read_line(citation["file"], citation["line"])
        if printed != citation["text"]:
            reason = "no such line" if printed is None else "not verbatim"
            findings.append(Finding("citation", f"[{citation['mark']}]", reason))
    return tuple(findings)


def shown_gold(gold: Gold) -> str:
    """A gold amount for a person: 18.85 万元 (±0.01)."""
    tolerance = f" (±{gold.tolerance})" if gold.tolerance else ""
    return f"{gold.value} {gold.unit}{tolerance}"


def shown_group(group: EvidenceGroup) -> str:
    """An evidence group for a person: report.txt line 75 or 170."""
    return f"{group.file} {group.place} {' or '.join(str(number) for number in sorted(group.numbers))}"


def _any_gold(value: Decimal, unit: str, golds: tuple[Gold, ...], signless: bool) -> bool:
    return any(equals_gold(value, unit, gold, signless) for gold in golds)


def _later_figure(case: Case, answer: AnswerJson) -> str:
    for position, figure in enumerate(answer["figures"][1:], start=2):
        value = plain_decimal(figure["value"])
        if value is not None and _any_gold(value, figure["unit"], case.golds, signless=False):
            return f" (which stands as figure {position})"
    return ""


def _hits(citation: AnswerJson, group: EvidenceGroup) -> bool:
    return same_file(citation["file"], group.file) and citation[group.place] in group.numbers


def same_file(one: str, other: str) -> bool:
    """Whether two file names are one: folders left out, and é as one character or two (macOS writes two)."""
    names = {unicodedata.normalize("NFC", PurePosixPath(name.replace("\\", "/")).name) for name in (one, other)}
    return len(names) == 1
